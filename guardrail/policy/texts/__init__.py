"""The words of refusals, by language and reason code: shipped ones, and an operator's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from string import Template

import yaml

from guardrail.errors import SettingsError
from guardrail.wording import nearest

LANGUAGES = ("en", "ja")
_KNOWN = frozenset(
    {"asset", "owner", "field", "terms", "seconds", "note", "id"}
    | {"from_s", "to_s", "what", "why", "reason", "advice"}
)
_FIX = "see guardrail/policy/texts/en.yaml for what may stand there"

Flat = dict[str, str]
"""Texts by dotted name: `why.no_permission`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of every language."""

    languages: Mapping[str, Mapping[str, str]]

    @classmethod
    def open(cls, folder: Path | None = None) -> "Texts":
        """The shipped texts, with those of a folder in their place.

        Raises:
            SettingsError: the folder holds no texts, or one that is not a text of ours.
        """
        made = {language: dict(_shipped(language)) for language in LANGUAGES}
        if folder is not None:
            found = [one for one in LANGUAGES if (folder / f"{one}.yaml").is_file()]
            if not found:
                raise SettingsError("no texts here", where=str(folder), fix="put en.yaml there")
            for language in found:
                made[language] |= _read(folder / f"{language}.yaml", known=made[language])
        return cls(languages=made)

    def say(self, name: str, *, language: str, **values: str) -> str:
        """One text with its values put in."""
        texts = self.languages[language]
        return Template(texts.get(name) or texts["why.other"]).safe_substitute(values)


def language_of(accept: str) -> str:
    """The language of an Accept-Language header that we speak (RFC 9110 §12.5.4); English else."""
    ranked = []
    for place, part in enumerate(accept.split(",")):
        tag, _, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            quality = 0.0
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES and quality > 0:
            ranked.append((-quality, place, language))
    return min(ranked)[2] if ranked else LANGUAGES[0]


@cache
def _shipped(language: str) -> Mapping[str, str]:
    file = resources.files("guardrail.policy.texts").joinpath(f"{language}.yaml")
    return _flat(yaml.safe_load(file.read_text("utf-8")))


def _read(path: Path, *, known: Flat) -> Flat:
    try:
        value = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        problem = " ".join(str(error).split())
        raise SettingsError(f"cannot be read: {problem}", where=str(path), fix=_FIX) from None
    if not isinstance(value, dict):
        raise SettingsError("must be names with texts", where=str(path), fix=_FIX)
    texts = _flat(value)
    for name, text in texts.items():
        if name not in known:
            raise SettingsError(
                f"{name}: there is no such text",
                where=str(path),
                fix=nearest(name, known) or _FIX,
            )
        template = Template(text)
        wrong = set(template.get_identifiers()) - _KNOWN
        if wrong or not template.is_valid():
            said = f"${min(wrong)} is not known" if wrong else "a $ that stands for nothing"
            raise SettingsError(f"{name}: {said}", where=str(path), fix="write $$ for a $")
    return texts


def _flat(value: Mapping[str, object]) -> Flat:
    made: Flat = {}
    for key, one in value.items():
        if isinstance(one, dict):
            made |= {f"{key}.{name}": str(text) for name, text in one.items()}
        else:
            made[key] = str(one)
    return made
