"""What one character stands for: a letter in a box, a look-alike from another script, a variant.

Three questions, answered from data and not from lists kept by hand:

- `latin`: which Latin letter does Unicode's own name of the character say (Ł, ø, 🅺, 🇰, ᴋ)?
- `han`: which simplified character are all variants of a Chinese character (國, 国) written with
  (OpenCC's tables, one character at a time)?
- `look`: which characters does it look like? The confusables of Unicode Technical Standard #39
  as classes, joined with what people write for letters ("p1k4chu"): one representative a class.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Protocol

_NAMED_LETTER = re.compile(
    r"(?:LATIN|REGIONAL INDICATOR SYMBOL|(?:NEGATIVE )?(?:SQUARED|CIRCLED) LATIN|MODIFIER)\b"
    r".* ?LETTER (?:[A-Z]+ )*?(?P<letter>[A-Z])(?: WITH .*)?"
)
_WRITTEN_FOR = ("il1|!", "o0", "e3\u20ac", "a4@", "s5$", "t7+", "b8", "g69", "z2", "c(")
_DIRECTION = "\u200e\u200f"
_RUNS = (("rn", "m"), ("vv", "w"))
_IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]")


@lru_cache(maxsize=1 << 13)
def latin(char: str) -> str:
    """The Latin letter that the name of a character says, small; empty where it says none."""
    named = _NAMED_LETTER.fullmatch(unicodedata.name(char, ""))
    return named["letter"].lower() if named else ""


@lru_cache(maxsize=1 << 14)
def han(char: str) -> str:
    """The one way in which all variants of an ideograph are written here; any other as it is."""
    if not _IDEOGRAPH.match(char):
        return char
    traditional, simplified = _variants()
    shown = simplified.convert(traditional.convert(char))
    return shown if len(shown) == 1 else char


def look(text: str) -> str:
    """What folded or original characters look like; equal texts can be mistaken for each other.

    Marks and invisible characters go, whatever has no Latin look-alike stays as it is.
    """
    seen = text.translate(_ascii_looks()) if text.isascii() else "".join(map(_look, text))
    for run, single in _RUNS:
        seen = seen.replace(run, single)
    return seen


@lru_cache(maxsize=1)
def _ascii_looks() -> Mapping[int, str]:
    return {code: _look(chr(code)) for code in range(128)}


@lru_cache(maxsize=1)
def symbols() -> str:
    """All characters that look like letters and are none, beyond ASCII."""
    return "".join(c for c in _look_alikes() if not c.isascii() and not c.isalnum())


@lru_cache(maxsize=1 << 14)
def _look(char: str) -> str:
    """The class of one character, written as its representative."""
    classes = _look_alikes()
    plain = unicodedata.normalize("NFKD", char)
    for shown in (char, plain, char.casefold(), plain.casefold(), latin(char), char.upper()):
        if shown in classes:
            return classes[shown]
    bare = [c for c in plain.casefold() if c.isalnum()]
    return "".join(classes.get(c) or classes.get(c.upper()) or latin(c) or c for c in bare)


@lru_cache(maxsize=1)
def _look_alikes() -> Mapping[str, str]:
    """Every character that looks like an ASCII letter or digit, with its class's representative."""
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in (*_confusables(), *_substitutes()):
        neighbours[one].add(other)
        neighbours[other].add(one)
    classes: dict[str, str] = {}
    for start in "abcdefghijklmnopqrstuvwxyz0123456789":
        if start in classes:
            continue
        found, edge = {start}, [start]
        while edge:
            new = neighbours[edge.pop()] - found
            found |= new
            edge += new
        classes |= dict.fromkeys(found, start)
    return {char: start for char, start in classes.items() if len(char) == 1}


def _confusables() -> Iterable[tuple[str, str]]:
    """Pairs of single characters that TR39 holds to be alike; case is left to folding."""
    import confusable_homoglyphs  # noqa: PLC0415 — read when the first registry is compiled

    file = Path(confusable_homoglyphs.__file__).parent / "confusables.json"
    for char, alike in json.loads(file.read_text(encoding="utf-8")).items():
        one = _bare(char)
        for entry in alike:
            other = _bare(entry["c"])
            if len(one) == len(other) == 1:
                yield _cased(one), _cased(other)


def _substitutes() -> Iterable[tuple[str, str]]:
    """What people write for letters; capitals of ASCII are their small letters."""
    for group in _WRITTEN_FOR:
        for char in group[1:]:
            yield group[0], char


def _bare(text: str) -> str:
    """Without marks and direction: TR39 has η as an n with a stroke below it."""
    plain = unicodedata.normalize("NFD", text.strip(_DIRECTION))
    return "".join(char for char in plain if not unicodedata.combining(char)) or text


def _cased(char: str) -> str:
    """ASCII in small letters; others as they are, since their capitals look like other letters."""
    return char.lower() if char.isascii() else char


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@lru_cache(maxsize=1)
def _variants() -> tuple[_Converter, _Converter]:
    import opencc  # noqa: PLC0415 — read when the first ideograph is folded

    return opencc.OpenCC("jp2t"), opencc.OpenCC("t2s")
