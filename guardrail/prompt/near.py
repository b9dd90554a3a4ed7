"""Names that a text misspells: one letter wrong, written as it sounds, drawn with look-alikes.

`likeness` proposes, this compares: a window and a name are alike when they

- look the same (TR39 and letters written as digits), from four letters on; or
- are the same but for letters written twice; or
- differ by one edit (a letter more, less, other, or two exchanged; Damerau's four), two from ten
  letters on, and begin alike; or
- sound the same and share half of their letters,

all but the first from six letters on, and with as many words or in one. Most names are never compared.
A word that looks the same by signs that are no plain letters ("k1tsunebi") is *drawn*: nobody writes
a name so by mistake, and from six letters on it counts as the name itself.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import OSA

from guardrail.prompt.letters import look
from guardrail.prompt.likeness import Hashes, Likeness, Numbers, file_names
from guardrail.prompt.normalize import View
from guardrail.prompt.ordinary import frequency, is_ordinary
from guardrail.prompt.sounds import VOWEL, has_hangul, has_kana, jamo, loose_kana, single, sound_key
from guardrail.prompt.windows import (
    LEAST_LETTERS,
    MOST_LETTERS,
    Window,
    hangul_windows,
    kana_windows,
    latin_windows,
)

_EDITED_LETTERS = 6
_DRAWN_LETTERS = 6
_TWICE_EDITED_LETTERS = 10
_FREE_START_LETTERS = 9
_TORN_LETTERS = 6
_KANA = 4
_JAMO = 6
_ALIKE = {0: 1.0, 1: 1.0, 2: 0.7}  # by number of consonants: few of them are soon the same
_ALIKE_WORD, _ALIKE_WORDS = 0.5, 0.6


class Candidate(NamedTuple):
    """A name to be forgiven mistakes: whose it is (a number), and how it is spelled, folded."""

    owner: int
    folded: str


class Resemblance(NamedTuple):
    """Whose name a stretch start…end of a view is like; `drawn` as the module says."""

    owner: int
    start: int
    end: int
    drawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """Names as they are filed: whose, their letters, of how many words, and their hashes."""

    owners: "array[int]"
    words: Sequence[str]
    counts: bytes
    hashes: Hashes
    names: Numbers


class NearIndex:
    """Names that may be misspelt, compiled. Immutable, safe to share between threads."""

    __slots__ = (
        "_counts",
        "_foreign",
        "_hangul",
        "_kana",
        "_likeness",
        "_owners",
        "_torn",
        "_words",
    )

    def __init__(self, filed: "Filed") -> None:
        self._owners = filed.owners
        self._words = filed.words
        self._counts = filed.counts
        self._likeness = Likeness(filed.hashes, filed.names)
        self._torn = frozenset(
            word
            for word, count in zip(self._words, self._counts, strict=True)
            if len(word) >= _TORN_LETTERS
            and word.isascii()
            and (count > 1 or not is_ordinary(word))
        )
        scripts = "".join(word for word in self._words if not word.isascii())
        self._kana = has_kana(scripts)
        self._hangul = has_hangul(scripts)
        self._foreign = any(char.isalpha() and char < "\u1100" for char in set(scripts))

    def find(self, view: View) -> Iterator[Resemblance]:
        """Every stretch of the view that is like a name."""
        if not self._words:
            return
        windows = latin_windows(view, self._torn, foreign=self._foreign)
        if not view.text.isascii():
            if self._kana:
                windows += kana_windows(view, _is_japanese)
            if self._hangul:
                windows += hangul_windows(view)
        if not windows:
            return
        asked = [window.word for window in windows]
        sounds = [sound_key(word) for word in asked]
        keys = [*sounds, *(window.shape for window in windows), *map(single, asked)]
        seen = set()
        for at, name in self._likeness.find(asked, keys):
            if (at, name) not in seen:
                seen.add((at, name))
                if self._is_like(windows[at], sounds[at], name):
                    window = windows[at]
                    drawn = self._is_drawn(window, view, name)
                    yield Resemblance(self._owners[name], window.start, window.end, drawn)

    def _is_drawn(self, window: Window, view: View, number: int) -> bool:
        """Whether a window spells the name in signs that are no plain letters."""
        name = self._words[number]
        if window.words > 1 or len(name) < _DRAWN_LETTERS or window.shape != look(name):
            return False
        written = view.original[view.starts[window.start] : view.ends[window.end - 1]]
        return not (written.isascii() and written.isalpha())

    def _is_like(self, window: Window, sound: str, number: int) -> bool:
        """Whether a window is the name that it may be."""
        name, words = self._words[number], self._counts[number]
        if window.word == name or (window.shape and window.shape == look(name)):
            return True
        least = _KANA if has_kana(name) else _EDITED_LETTERS
        if len(name) < least or len(window.word) < least - 1 or window.words not in {1, words}:
            return False
        if single(window.word) == single(name):
            return True
        edits = 1 + (len(name) >= _TWICE_EDITED_LETTERS)
        if OSA.distance(window.word, name, score_cutoff=edits) <= edits:
            return window.word[0] == name[0] or len(name) >= _FREE_START_LETTERS
        if not sound or sound != sound_key(name):
            return False
        alike = _ALIKE.get(
            len(sound.replace(VOWEL, "")), _ALIKE_WORD if words == 1 else _ALIKE_WORDS
        )
        return OSA.normalized_similarity(window.word, name) >= alike


def filed(candidates: Iterable[Candidate]) -> Filed:
    """Every candidate that is long enough, filed."""
    entries = [
        (owner, word, folded.count(" ") + 1)
        for owner, folded in candidates
        if (word := _filed(folded)) is not None
    ]
    words = [word for _, word, _ in entries]
    hashes, names = file_names(words, [_keys(word) for word in words])
    return Filed(
        owners=array("i", (owner for owner, _, _ in entries)),
        words=words,
        counts=bytes(min(count, 255) for _, _, count in entries),
        hashes=hashes,
        names=names,
    )


def _filed(folded: str) -> str | None:
    """A folded name as it is filed; None when it is too short or too long for mistakes."""
    if has_hangul(folded):
        word, least = jamo(folded), _JAMO
    elif has_kana(folded):
        word, least = loose_kana(folded)[0], _KANA
    else:
        word, least = folded, LEAST_LETTERS
    word = word.replace(" ", "")
    if not word.isalnum():
        word = "".join(char for char in word if char.isalnum())
    return word if least <= len(word) <= MOST_LETTERS else None


def _keys(word: str) -> tuple[str, ...]:
    """What a name is found by besides its own letters."""
    return tuple({sound_key(word), look(word), single(word)} - {word, ""})


def _is_japanese(word: str) -> bool:
    """Whether katakana are a word of everyday Japanese."""
    return frequency(word, "ja") > 0
