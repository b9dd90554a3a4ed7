"""What kind of name a name is, proposed with the evidence for it; the owner decides.

A name that is also a word would be found everywhere, and one that is demoted without need
protects nobody. So nothing here changes a registry: it says what a dictionary, the frequency of
words, a census of names and, where there is one, a background of ordinary prompts know.

Alphabets: a name is a `common_word` when every word of it is in the dictionary (Hunspell's
American English, in small letters), when it is short, or when it is written so often that it must
mean something else too. It is a `person_name` when a census lists it as a given name, alone or
before a surname (United States 1990). Scripts without spaces have no such dictionary: there,
short names that are frequent words are common ones. Everything else is `distinctive`.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Protocol, cast

from guardrail.domain import NameKind
from guardrail.prompt.edges import Script, script_of
from guardrail.prompt.normalize import fold
from guardrail.prompt.ordinary import frequency, is_listed

COMMON_SHARE = 1 / 2000
"""Of background prompts: a name that is in more of them means something else, too."""

_SHORT_LETTERS = 3
_SHORT_GLYPHS = 3
_FREQUENT = 3.3  # in no dictionary and yet this frequent: "donut", "noir", "sakura"
_PROPER = 2.3  # capitalised in the dictionary, and not rare: "london", "hephaestus"
_COMPOUND = 2.0
_SURNAME = 2.5
_PLACE = 3.75
_PAIR_PARTS = 3.0
_FREQUENT_PROPER = 4.0  # "african", "america"
_COMPOUND_LETTERS = 3
_FREQUENT_GLYPHS = {1: 0.0, 2: 3.0, 3: 3.0}
_FREQUENT_PHRASE = 4.5
_GIVEN_PERCENT = 0.01
_SURNAME_PERCENT = 0.0001
_LANGUAGES = {
    Script.HAN: ("ja", "zh"),
    Script.HIRAGANA: ("ja",),
    Script.KATAKANA: ("ja",),
    Script.HANGUL: ("ko",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A kind for one name, and what speaks for it in a few words."""

    kind: NameKind
    evidence: str


class _Dictionary(Protocol):
    def lookup(self, word: str, *, capitalization: bool = True) -> bool: ...


def propose(name: str, *, hits: int = 0, background: int = 0) -> Proposal:
    """The kind that one name seems to be of.

    Args:
        name: as it is registered.
        hits: how many prompts of a background corpus it stands in, as a word.
        background: how many prompts that corpus has.
    """
    folded = fold(name)
    if background and hits > background * COMMON_SHARE:
        return _common(f"in {hits} of {background:,} background prompts")
    scripts = {script_of(char) for char in folded if char.isalnum()}
    foreign = next((script for script in _LANGUAGES if script in scripts), None)
    if foreign is not None:
        return _of_glyphs(folded, _LANGUAGES[foreign])
    words = "".join(c if c.isalnum() or c == "'" else " " for c in folded).split()
    if len(words) == 1:
        return _of_word(words[0])
    return _of_words(words)


def is_always_capital(name: str) -> bool:
    """Whether a name is written with a capital whatever it means: a place, a painter."""
    words = fold(name).split()
    least = _PLACE if len(words) == 1 else _PAIR_PARTS
    if _is_known_pair(words) and not all(map(_dictionary().lookup, words)):
        return True
    return any(_is_proper(word) and frequency(word) >= least for word in words)


def _common(evidence: str) -> Proposal:
    return Proposal(kind=NameKind.COMMON_WORD, evidence=evidence)


def _of_word(word: str) -> Proposal:
    """A name of one word."""
    zipf = frequency(word)
    common = _common_sense(word, zipf)
    if common:
        return _common(common)
    if given_names().get(word, 0.0) >= _GIVEN_PERCENT:
        return Proposal(kind=NameKind.PERSON_NAME, evidence="a given name")
    if _SURNAME <= zipf < _PLACE and word in surnames():
        return Proposal(kind=NameKind.PERSON_NAME, evidence="a surname")
    if zipf >= (_PROPER if _is_proper(word) else _FREQUENT):
        return _common(f"{_told(zipf)}: it must mean something else, too")
    return Proposal(
        kind=NameKind.DISTINCTIVE,
        evidence=f"no word of the dictionary, {_told(zipf)}" if zipf else "known to no list",
    )


def _common_sense(word: str, zipf: float) -> str:
    """Why a word is a common one; empty when nothing says so."""
    if len(word) <= _SHORT_LETTERS:
        return f"only {len(word)} letters"
    if _is_plain(word):
        return f"a word of the dictionary, {_told(zipf)}"
    if zipf >= _COMPOUND and _is_compound(word):
        return f"two words of the dictionary as one, {_told(zipf)}"
    return ""


def _of_words(words: list[str]) -> Proposal:
    """A name of several words."""
    letters = [word for word in (word.strip("'") for word in words) if len(word) > 1]
    if len(letters) <= 1:
        return _of_word(letters[0]) if letters else _common("only single letters")
    if all(word.isdigit() or _is_plain(word) for word in letters):
        return _common("made of words of the dictionary only")
    if _is_known_pair(letters):
        return _common("two words that often stand together")
    given, surname = letters[0], letters[-1]
    if (
        given_names().get(given, 0.0) >= _GIVEN_PERCENT
        and surnames().get(surname, 0.0) >= _SURNAME_PERCENT
    ):
        return Proposal(kind=NameKind.PERSON_NAME, evidence="a given name and a surname")
    if all(
        _is_plain(word) or (_is_proper(word) and frequency(word) >= _FREQUENT_PROPER)
        for word in letters
    ):
        return _common("made of words that everybody knows")
    unknown = [word for word in letters if not _is_plain(word)]
    return Proposal(
        kind=NameKind.DISTINCTIVE, evidence=f"{', '.join(unknown)}: no word of the dictionary"
    )


def _of_glyphs(folded: str, languages: tuple[str, ...]) -> Proposal:
    """A name in a script of which no dictionary is at hand: length and frequency."""
    size = sum(char.isalnum() for char in folded)
    spelt = unicodedata.normalize("NFKC", folded)
    zipf = max(frequency(word, lang) for lang in languages for word in {spelt, _in_hiragana(spelt)})
    if size == 1:
        return _common("only one character")
    if zipf and zipf >= _FREQUENT_GLYPHS.get(size, _FREQUENT_PHRASE):
        return _common(f"a word of {size} characters, {_told(zipf)}")
    return Proposal(
        kind=NameKind.DISTINCTIVE,
        evidence=f"{size} characters, {_told(zipf)}" if zipf else "known to no list",
    )


def _in_hiragana(text: str) -> str:
    """Folding makes one kana of two; frequencies know both."""
    return "".join(chr(ord(c) - 0x60) if "\u30a1" <= c <= "\u30f6" else c for c in text)


def _told(zipf: float) -> str:
    """A Zipf frequency as people count."""
    a_million = 10 ** (zipf - 3)
    if zipf == 0:
        return "never seen"
    return f"{a_million:.0f} in a million words" if a_million >= 1 else "rarer than 1 in a million"


# -- what the lists know -----------------------------------------------------------------------


@lru_cache(maxsize=1 << 16)
def _is_plain(word: str) -> bool:
    """Whether the dictionary has a word in small letters."""
    if _dictionary().lookup(word):
        return True
    return is_listed(word) and not _dictionary().lookup(word.capitalize())


def _is_proper(word: str) -> bool:
    """Whether the dictionary has a word with a capital letter only."""
    return not _is_plain(word) and _dictionary().lookup(word.capitalize())


def _is_compound(word: str) -> bool:
    """Whether a word is two words of the dictionary written as one."""
    cuts = range(_COMPOUND_LETTERS, len(word) - _COMPOUND_LETTERS + 1)
    return any(_is_plain(word[:at]) and _is_plain(word[at:]) for at in cuts)


def _is_known_pair(words: list[str]) -> bool:
    """Whether two words stand together often in books, the rarer of them often enough itself."""
    if len(words) != 2 or " ".join(words) not in _pairs():  # noqa: PLR2004 — a pair
        return False
    return min(frequency(word) for word in words) >= _PAIR_PARTS


@lru_cache(maxsize=1)
def given_names() -> Mapping[str, float]:
    """Given names with the share of people who bear one, in percent, of men or of women."""
    men, women = _census("dist.male.first"), _census("dist.female.first")
    return {name: max(men.get(name, 0.0), women.get(name, 0.0)) for name in men.keys() | women}


@lru_cache(maxsize=1)
def surnames() -> Mapping[str, float]:
    """Surnames with the share of people who bear one, in percent."""
    return _census("dist.all.last")


@lru_cache(maxsize=1)
def _dictionary() -> _Dictionary:
    from spylls import hunspell  # noqa: PLC0415 — slow, and only suggesting needs it
    from spylls.hunspell import readers  # noqa: PLC0415
    from spylls.hunspell.readers.file_reader import BaseReader  # noqa: PLC0415

    class Lines(BaseReader):  # type: ignore[misc]  # spylls leaves its files open
        def reset_encoding(self, encoding: str) -> None:
            """Nothing: both files are UTF-8 and read already."""

    folder = Path(hunspell.__file__).parent / "data" / "en"
    rules, words = (
        Lines(StringIO((folder / f"en_US.{suffix}").read_text(encoding="utf-8")))
        for suffix in ("aff", "dic")
    )
    affixes, context = readers.read_aff(rules)
    entries = readers.read_dic(words, aff=affixes, context=context)
    return cast("_Dictionary", hunspell.Dictionary(affixes, entries))


@lru_cache(maxsize=1)
def _pairs() -> frozenset[str]:
    import symspellpy  # noqa: PLC0415 — slow, and only suggesting needs it

    file = Path(symspellpy.__file__).parent / "frequency_bigramdictionary_en_243_342.txt"
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    return frozenset(line.rpartition(" ")[0] for line in lines)


def _census(file: str) -> dict[str, float]:
    import names  # noqa: PLC0415 — only suggesting needs it

    lines = (Path(names.__file__).parent / file).read_text(encoding="ascii").splitlines()
    parts = [line.split() for line in lines]
    return {name.lower(): float(percent) for name, percent, *_ in parts}
