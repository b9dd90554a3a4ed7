"""Contexts that words tell: violence, gambling and the like, by a lexicon that operators may edit.

The words are found by the same machinery as names, so the same disguises are seen through, and
what a prompt asks to leave out does not count.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

import yaml

from guardrail.domain import Asset, Name, NameKind, Text
from guardrail.errors import BadInputError
from guardrail.prompt.names import NameIndex
from guardrail.prompt.screen import SURE, screen, suspected

_FIX = "see guardrail/prompt/contexts.yaml for how a lexicon is written"
_KEYS = {"words", "with"}


class Contexts:
    """A lexicon, compiled. Immutable, safe to share between threads."""

    __slots__ = ("_index", "names")

    def __init__(self, lexicon: Mapping[str, Sequence[object]], *, origin: str = "") -> None:
        assets = [asset for name in lexicon for asset in _assets(name, lexicon[name], origin)]
        self._index = NameIndex.compile(assets)
        self.names = frozenset(lexicon)
        """The contexts that are looked for."""

    @classmethod
    def open(cls, path: Path | None = None) -> "Contexts":
        """The lexicon in a file; the shipped one without.

        Raises:
            BadInputError: it cannot be read, or is not written as one.
        """
        if path is None:
            return _shipped()
        try:
            return cls(_read(path.read_text(encoding="utf-8"), str(path)), origin=str(path))
        except (OSError, UnicodeDecodeError) as error:
            raise BadInputError(f"cannot be read: {error}", where=str(path), fix=_FIX) from error

    def find(self, texts: Sequence[Text]) -> frozenset[str]:
        """The contexts that these texts of one submission ask for."""
        matches = screen(texts, self._index)
        sure = [match for match in matches if match.expected_false_matches == SURE]
        return frozenset(asset.partition("/")[0] for asset in suspected(sure))


@cache
def _shipped() -> Contexts:
    text = resources.files("guardrail.prompt").joinpath("contexts.yaml").read_text("utf-8")
    return Contexts(_read(text, "contexts.yaml"), origin="contexts.yaml")


def _read(text: str, origin: str) -> Mapping[str, Sequence[object]]:
    try:
        lexicon = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 — texts only, no tags
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise BadInputError(f"not well-formed: {problem}", where=origin, fix=_FIX) from None
    if not isinstance(lexicon, dict) or not all(isinstance(v, list) for v in lexicon.values()):
        raise BadInputError("must be contexts with lists of words", where=origin, fix=_FIX)
    return lexicon


def _assets(context: str, groups: Sequence[object], origin: str) -> Iterator[Asset]:
    """The words of one context as names: each group under an id of its own."""
    for at, group in enumerate(groups):
        words, needed = group, []
        if isinstance(group, dict) and set(group) == _KEYS:
            words, needed = group["words"], group["with"]
        if not (isinstance(words, list) and isinstance(needed, list)):
            raise BadInputError(
                f"{context}[{at}]: must be a list of words, or words with `with`",
                where=origin,
                fix=_FIX,
            )
        yield Asset(
            id=f"{context}/{at}",
            holder=context,
            names=tuple(Name(text=str(word)) for word in words),
            name_kind=NameKind.COMMON_WORD if needed else NameKind.DISTINCTIVE,
            context_terms=tuple(str(word) for word in needed),
        )
