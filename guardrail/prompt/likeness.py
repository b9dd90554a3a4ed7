"""Names within one edit of a word, or alike in sound or shape, however many names there are.

Deleting one letter of each of two words makes them equal when they are one edit apart: so every
name is filed under itself less each letter (Garbe, SymSpell, 2012), under its sound and under its
looks. What is filed are 64-bit hashes in one sorted array, 12 bytes an entry: a weighted sum of
the letters, for which all deletions of a word cost two running sums. A table of eight megabytes
answers most questions. Equal hashes only propose a name; whoever asks compares the words.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MAX_LETTERS = 40

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int32]

_BITS = 23
_SHIFT = np.uint64(64 - _BITS)
_CHUNK = 1 << 14
_WEIGHTS = np.random.default_rng(20_251).integers(
    1, 1 << 63, size=MAX_LETTERS + 1, dtype=np.uint64
) * np.uint64(2) + np.uint64(1)


class Likeness:
    """Hashes of many names, asked by hashes of few words. Immutable; safe between threads."""

    __slots__ = ("_hashes", "_maybe", "_names")

    def __init__(self, hashes: Hashes, names: Numbers) -> None:
        self._hashes = hashes
        self._names = names
        self._maybe = np.zeros(1 << _BITS, np.bool_)
        self._maybe[hashes >> _SHIFT] = True

    def find(self, words: Sequence[str], keys: Sequence[str]) -> list[tuple[int, int]]:
        """Pairs of the number of a word and that of a name that may be like it.

        `keys[i]` belongs to word `i % len(words)`.
        """
        whole, less, lengths = hash_words([*words, *(key[:MAX_LETTERS] for key in keys)])
        count = len(words)
        rows, columns = np.nonzero(np.arange(less.shape[1]) < lengths[:count, None])
        asked = np.concatenate((whole, less[rows, columns]))
        owner = np.concatenate((np.arange(len(whole)) % count, rows))
        likely = np.flatnonzero(self._maybe[asked >> _SHIFT])
        if not len(likely):
            return []
        asked, owner = asked[likely], owner[likely]
        left = np.searchsorted(self._hashes, asked, "left")
        right = np.searchsorted(self._hashes, asked, "right")
        return [
            (int(owner[at]), int(name))
            for at in np.flatnonzero(right > left)
            for name in self._names[left[at] : right[at]]
        ]


def file_names(names: Sequence[str], keys: Sequence[Sequence[str]]) -> tuple[Hashes, Numbers]:
    """Each name under itself, itself less each letter, and its keys: sorted hashes, whose each is.

    Args:
        names: at most MAX_LETTERS letters each.
        keys: for each name, what else it is found by.
    """
    hashes: list[Hashes] = [np.zeros(0, np.uint64)]
    numbers: list[Numbers] = [np.zeros(0, np.int32)]
    for first in range(0, len(names), _CHUNK):
        part = names[first : first + _CHUNK]
        whole, less, lengths = hash_words(part)
        rows, columns = np.nonzero(np.arange(less.shape[1]) < lengths[:, None])
        hashes += (whole, less[rows, columns])
        numbers += (
            np.arange(first, first + len(part), dtype=np.int32),
            (rows + first).astype(np.int32),
        )
    others = [(key, at) for at, more in enumerate(keys) for key in more if key]
    for first in range(0, len(others), _CHUNK):
        pairs = others[first : first + _CHUNK]
        hashes.append(hash_words([key[:MAX_LETTERS] for key, _ in pairs])[0])
        numbers.append(np.array([at for _, at in pairs], np.int32))
    everything, owners = np.concatenate(hashes), np.concatenate(numbers)
    order = np.argsort(everything)
    return everything[order], owners[order]


def hash_words(words: Sequence[str]) -> tuple[Hashes, Hashes, NDArray[np.intp]]:
    """Hashes of words, of each word less each letter, and the words' lengths.

    Shapes [N], [N, L] and [N], with L the longest length; beyond a word's own length the second
    is meaningless.
    """
    lengths = np.fromiter(map(len, words), np.intp, len(words))
    longest = int(lengths.max(initial=1))
    joined = "".join([word.ljust(longest, "\0") for word in words])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    letters: Hashes = codes.reshape(len(words), longest).astype(np.uint64)
    before = np.cumsum(letters * _WEIGHTS[1 : longest + 1], axis=1)
    moved = np.cumsum((letters * _WEIGHTS[:longest])[:, ::-1], axis=1)[:, ::-1]
    less = np.zeros_like(letters)
    less[:, 1:] += before[:, :-1]
    less[:, :-1] += moved[:, 1:]
    return before[:, -1], less, lengths
