"""Where words begin and end, script by script: a name inside another word is not that name.

Edges are tested on the original characters, because folding hiragana to katakana would glue
every word of a Japanese sentence together. What counts as an edge:

- alphabets (Latin, Cyrillic, digits and all others with spaces): no letter or digit beyond it;
  a plural or possessive s is let through at the end;
- katakana: no katakana beyond it;
- hiragana: names of four and more anywhere; of three, only beside another script or a particle; of
  two, only after another script;
- kanji: names of one character need another script on both sides; those of two as well, but for
  suffixes, in texts with kana (Chinese writes without any sign of where words end);
- Hangul: nothing before; particles may follow;
- scripts without spaces (Thai, Lao, Khmer, Burmese): anywhere.
"""

import re
import unicodedata
from bisect import bisect_right
from enum import Enum

from guardrail.prompt.normalize import View, is_invisible


class Script(Enum):
    """Writing systems by how they show where a word ends."""

    ALPHABET = "alphabet"
    HIRAGANA = "hiragana"
    KATAKANA = "katakana"
    HAN = "han"
    HANGUL = "hangul"
    UNSPACED = "unspaced"


_RANGES = (
    (0x0E00, 0x0EFF, Script.UNSPACED),  # Thai, Lao
    (0x1000, 0x109F, Script.UNSPACED),  # Burmese
    (0x1100, 0x11FF, Script.HANGUL),
    (0x1780, 0x17FF, Script.UNSPACED),  # Khmer
    (0x3005, 0x3007, Script.HAN),
    (0x3041, 0x309F, Script.HIRAGANA),
    (0x30A1, 0x30FF, Script.KATAKANA),
    (0x3130, 0x318F, Script.HANGUL),
    (0x31F0, 0x31FF, Script.KATAKANA),
    (0x3400, 0x4DBF, Script.HAN),
    (0x4E00, 0x9FFF, Script.HAN),
    (0xAC00, 0xD7FF, Script.HANGUL),
    (0xF900, 0xFAFF, Script.HAN),
    (0xFF66, 0xFF9F, Script.KATAKANA),
    (0x20000, 0x323AF, Script.HAN),
)
_FIRSTS = [first for first, _, _ in _RANGES]

_KANA = re.compile("[\u3041-\u309f\u30a1-\u30ff\uff66-\uff9f]")
_FREE_HIRAGANA = 4
_FREE_HAN = 3
_PARTICLES_BEFORE = frozenset("のとはがをにでもやへ")
_PARTICLES_AFTER = frozenset("のとはがをにでもやへだなかさちくら")
_HAN_AFTER = frozenset("様君達殿風的氏姫以抜禁不無除")  # titles, suffixes, "except", "without"
_CLITIC = re.compile(r"(?:s|t|d|m|ll|re|ve)(?![^\W_])")
_PLURAL_LETTERS = 5
_PLURAL = re.compile(r"s(?![^\W_])")
_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$")
_SIBILANT_PLURAL = re.compile(r"es(?![^\W_])")


def is_word(view: View, start: int, end: int) -> bool:
    """Whether the non-empty stretch start…end of a view stands as a word (or words) of its own."""
    if view.text.isascii() and isinstance(view.starts, range):
        return _is_plain_word(view.text, start, end)
    return _opens(view, start, end) and _closes(view, start, end)


def script_of(char: str) -> Script:
    """The script of one letter; everything that is not listed writes spaces between words."""
    code = ord(char)
    at = bisect_right(_FIRSTS, code) - 1
    if at >= 0 and code <= _RANGES[at][1]:
        return _RANGES[at][2]
    return Script.ALPHABET


def _is_plain_word(text: str, start: int, end: int) -> bool:
    """The rule for alphabets alone: most texts need no other, and this is asked for every hit."""
    if start:
        before = text[start - 1]
        if before.isalnum() and text[start].isalnum():
            return False
        if before == "'" and _is_clitic(text, start):
            return False
    if end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        return end - start >= _PLURAL_LETTERS and _is_plural(text, end)
    return True


def _opens(view: View, start: int, end: int) -> bool:
    """Whether a word may begin at `start`."""
    if start == 0:
        return True
    if view.text[start - 1] == "'":
        return not _is_clitic(view.text, start)
    if _is_parted(view, start):
        return True
    neighbour = view.original[view.starts[start - 1]]
    own = script_of(view.original[view.starts[start]])
    if own is Script.HIRAGANA:
        return _is_free_hiragana(end - start, beside_particle=neighbour in _PARTICLES_BEFORE)
    if own is Script.HAN:
        return _is_free_han(view, end - start)
    return own is Script.UNSPACED


def _closes(view: View, start: int, end: int) -> bool:
    """Whether a word may end at `end`."""
    if end == len(view.text) or _is_parted(view, end):
        return True
    neighbour = view.original[view.starts[end]]
    own = script_of(view.original[view.starts[end - 1]])
    if own is Script.HIRAGANA:
        return end - start >= _FREE_HIRAGANA or neighbour in _PARTICLES_AFTER
    if own is Script.HAN:
        return neighbour in _HAN_AFTER or _is_free_han(view, end - start)
    if own is Script.ALPHABET:
        return end - start >= _PLURAL_LETTERS and _is_plural(view.text, end)
    return own in {Script.UNSPACED, Script.HANGUL}


def _is_parted(view: View, at: int) -> bool:
    """Whether characters at−1 and `at` of a view cannot belong to one word, whatever the language."""
    if not (_is_letter(view.text[at - 1]) and _is_letter(view.text[at])):
        return True
    left = script_of(view.original[view.starts[at - 1]])
    right = script_of(view.original[view.starts[at]])
    return left is not right or _has_gap(view, at)


def _is_letter(char: str) -> bool:
    """Letters, digits, and the vowel signs that some scripts write as marks."""
    return char.isalnum() or (char > "\u02ff" and unicodedata.category(char)[0] == "M")


def _has_gap(view: View, at: int) -> bool:
    """Whether something visible of the original was left out before character `at` of the view."""
    gap = view.original[view.ends[at - 1] : view.starts[at]]
    return any(not is_invisible(char) for char in gap)


def _is_clitic(text: str, start: int) -> bool:
    """Whether `start` follows an apostrophe as the tail of a word does (horse's, don't)."""
    return start > 1 and text[start - 2].isalpha() and _CLITIC.match(text, start) is not None


def _is_plural(text: str, end: int) -> bool:
    """Whether only a plural ending stands between `end` and the end of the word."""
    if not text[end - 1].isalpha():
        return False
    if _SIBILANT.search(text, 0, end):
        return _SIBILANT_PLURAL.match(text, end) is not None
    return _PLURAL.match(text, end) is not None


def _is_free_hiragana(length: int, *, beside_particle: bool) -> bool:
    """Whether hiragana may come before a hiragana name of this length."""
    return length >= _FREE_HIRAGANA or (length == _FREE_HIRAGANA - 1 and beside_particle)


def _is_free_han(view: View, length: int) -> bool:
    """Whether kanji may touch other kanji at the edge of a name of this length."""
    if length >= _FREE_HAN:
        return True
    return length == _FREE_HAN - 1 and _KANA.search(view.original) is None
