"""Disguises of the names in a prompt. Each gives None where there is nothing for it to change."""

import re
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

Random = np.random.Generator
Rewrite = Callable[[Random, str], str | None]
Disguise = Callable[[Random, str, Sequence[str]], str | None]

_ZERO_WIDTH = ("\u200b", "\u200c", "\u200d", "\u2060")
_LOOK_ALIKES = str.maketrans(
    {"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "x": "х", "y": "у", "i": "і", "s": "ѕ"}  # noqa: RUF001 — that is the disguise
    | {"A": "А", "B": "В", "E": "Е", "K": "К", "M": "М", "H": "Н", "O": "О", "P": "Р", "T": "Т"}  # noqa: RUF001
)
_LEET = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"})
_SOUNDS = (
    ("ck", "k"), ("ph", "f"), ("qu", "kw"), ("c", "k"), ("ee", "ea"), ("i", "y"), ("z", "s"),
    ("x", "ks"), ("oo", "u"), ("w", "v"),
)  # fmt: skip
_LEAST_TYPO = 5
_KANA = 0x60
"""From a hiragana to its katakana."""


@cache
def disguises() -> dict[str, Disguise]:
    """Every disguise by its name; each hides the names that it is given, wherever they stand."""
    named: dict[str, Rewrite] = {
        "full width": _full_width,
        "zero width": _zero_width,
        "homoglyph": _homoglyph,
        "leet": _leet,
        "spaced": lambda _, name: _joined(name, " "),
        "dotted": lambda _, name: _joined(name, "."),
        "hyphenated": lambda _, name: _joined(name, "-"),
        "no space": lambda _, name: _other(name, name.replace(" ", "")),
        "hashtag": lambda _, name: "#" + "".join(w[:1].upper() + w[1:] for w in name.split()),
        "upper case": lambda _, name: _other(name, name.upper()),
        "split": _split,
        "doubled letters": _doubled,
        "deleted letter": _deleted,
        "swapped letters": _swapped,
        "phonetic": _phonetic,
        "kana": _kana,
        "reversed": lambda _, name: _other(name, name[::-1]),
    }
    return {name: _hiding(rewrite) for name, rewrite in named.items()}


def _hiding(rewrite: Rewrite) -> Disguise:
    def disguise(rng: Random, text: str, names: Sequence[str]) -> str | None:
        """The longest names first, so that none is hidden twice."""
        known = sorted({name for name in names if name}, key=lambda n: (-len(n), n))
        if not known:
            return None
        pattern = re.compile("|".join(map(re.escape, known)), re.IGNORECASE)
        changed = False

        def other(found: re.Match[str]) -> str:
            nonlocal changed
            made = rewrite(rng, found[0])
            changed = changed or made is not None
            return found[0] if made is None else made

        hidden = pattern.sub(other, text)
        return hidden if changed else None

    return disguise


def _other(name: str, made: str) -> str | None:
    return None if made == name else made


def _joined(name: str, between: str) -> str | None:
    return _other(name, " ".join(between.join(word) for word in name.split()))


def _full_width(_: Random, name: str) -> str | None:
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    return _other(name, name.translate(wide))


def _zero_width(rng: Random, name: str) -> str | None:
    return _ZERO_WIDTH[int(rng.integers(len(_ZERO_WIDTH)))].join(name)


def _homoglyph(_: Random, name: str) -> str | None:
    return _other(name, name.translate(_LOOK_ALIKES))


def _leet(_: Random, name: str) -> str | None:
    return _other(name, name.translate(_LEET))


def _split(rng: Random, name: str) -> str | None:
    if len(name) < _LEAST_TYPO:
        return None
    at = int(rng.integers(2, len(name) - 1))
    return f"{name[:at]} {name[at:]}"


def _doubled(rng: Random, name: str) -> str | None:
    at = _inside(rng, name)
    return None if at is None else name[: at + 1] + 2 * name[at] + name[at + 1 :]


def _deleted(rng: Random, name: str) -> str | None:
    at = _inside(rng, name)
    return None if at is None else name[:at] + name[at + 1 :]


def _swapped(rng: Random, name: str) -> str | None:
    at = _inside(rng, name[:-1])
    if at is None:
        return None
    return _other(name, name[:at] + name[at + 1] + name[at] + name[at + 2 :])


def _inside(rng: Random, name: str) -> int | None:
    """A letter that is not the first one of a name long enough."""
    letters = [i for i, char in enumerate(name) if i and char.isalpha()]
    if len(name) < _LEAST_TYPO or not letters:
        return None
    return letters[int(rng.integers(len(letters)))]


def _phonetic(_: Random, name: str) -> str | None:
    made = name.lower()
    for sound, spelt in _SOUNDS:
        if sound in made[1:]:
            made = made[0] + made[1:].replace(sound, spelt, 1)
    return _other(name.lower(), made)


def _kana(_: Random, name: str) -> str | None:
    """Hiragana for katakana and the other way round."""

    def other(char: str) -> str:
        if "ァ" <= char <= "ヶ":
            return chr(ord(char) - _KANA)
        return chr(ord(char) + _KANA) if "ぁ" <= char <= "ゖ" else char

    return _other(name, "".join(map(other, name)))
