"""All ways in which a registered name is looked for, made when a registry is compiled.

A text is searched in its edged form: everything between words is one space for one character, so
that short names can carry their edges with them. A name of up to five letters of an alphabet is
looked for as ` link `, because otherwise every text would be full of it; longer ones, and those
of other scripts, are looked for anywhere, and `edges` judges what was found.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from guardrail.prompt.edges import Script, script_of
from guardrail.prompt.ordinary import is_ordinary
from guardrail.prompt.readings import kana_reading, latin_readings
from guardrail.prompt.sounds import has_kana, loose_kana

_BOUNDED_LETTERS = 5
_GLUED_LETTERS = 6
_GLUED_CJK = 4
_FULL_NAME_HAN = 3
_FULL_NAME_KANA = 6
_LOOSE_KANA = 3
_READ_LETTERS = 4
_SURE_LETTERS = 6
_SEPARATORS = str.maketrans("", "", " .'")
_CJK = frozenset({Script.HAN, Script.HIRAGANA, Script.KATAKANA, Script.HANGUL})
_QUOTE = re.compile(r"'(?!(?:s|t|d|m|ll|re|ve)(?![^\W_]))")


class _Edges(dict[int, int]):
    """Translates letters, digits, marks and apostrophes to themselves, all else to a space."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        script_writes_it = char.isalnum() or char == "'" or (char > "\u02ff" and _is_mark(char))
        self[code] = code if script_writes_it else 0x20
        return self[code]


def _is_mark(char: str) -> bool:
    return not char.isascii() and not char.isspace() and unicodedata.category(char)[0] == "M"


class Spelling(NamedTuple):
    """One pattern: `bounded` when its first and last characters are its edges.

    `full`: of a name that is more than a given name. `near`: found, it only resembles the name.
    """

    pattern: str
    full: bool
    near: bool
    bounded: bool


def edged(folded: str) -> str:
    """A folded text, as long as it was, with a space for all that parts words."""
    plain = folded.translate(_EDGES)
    return _QUOTE.sub(" ", plain) if "'" in plain else plain


def spellings(folded: str) -> Iterator[Spelling]:
    """Every pattern of one folded name in its own script."""
    full = is_full(folded)
    plain = edged(folded)
    for word in {plain, " ".join(plain.split()), _glued(folded)}:
        if word:
            yield from _patterns(word, full=full, near=False)


def readings(folded: str) -> Iterator[Spelling]:
    """Every pattern of one folded name in another script, or without what kana easily lose."""
    full = is_full(folded)
    for reading in latin_readings(folded):
        sure = len(reading) >= _SURE_LETTERS and not is_ordinary(reading)
        if len(reading) >= _READ_LETTERS:
            for word in {reading, reading.replace(" ", "")}:
                yield from _patterns(word, full=full, near=not sure)
    in_kana = kana_reading(folded) or folded
    if has_kana(in_kana):
        loose = loose_kana(in_kana.replace(" ", ""))[0]  # texts are read in this form, too
        if len(loose) >= _LOOSE_KANA:
            yield from _patterns(loose, full=full, near=loose != folded)


def is_full(folded: str) -> bool:
    """Whether a name is more than a given name: several words, or long enough in Japanese."""
    if " " in folded or folded.isascii():
        return " " in folded
    scripts = {script_of(char) for char in folded}
    if scripts == {Script.HAN}:
        return len(folded) >= _FULL_NAME_HAN
    return scripts <= _CJK and len(folded) >= _FULL_NAME_KANA


def _glued(folded: str) -> str:
    """A name of several words without anything between them; empty when that is too short."""
    if " " not in folded:
        return ""
    glued = folded.translate(_SEPARATORS)
    least = _GLUED_LETTERS
    if not glued.isascii() and any(script_of(char) in _CJK for char in glued):
        least = _GLUED_CJK
    return edged(glued) if len(glued) >= least else ""


def _patterns(word: str, *, full: bool, near: bool) -> Iterator[Spelling]:
    """One spelling as it stands in an edged text."""
    if len(word) > _BOUNDED_LETTERS or not (
        script_of(word[0]) is script_of(word[-1]) is Script.ALPHABET
    ):
        yield Spelling(word, full, near, bounded=False)
        return
    for end in " '":
        yield Spelling(f" {word}{end}", full, near, bounded=True)


_EDGES = _Edges()
