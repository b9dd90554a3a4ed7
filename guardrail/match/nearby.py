"""Prints that differ in few bits, found among millions without comparing with each.

Multi-index hashing (Norouzi, Punjani and Fleet, "Fast search in Hamming space with multi-index
hashing", 2012): prints are cut into chunks, and whoever differs in fewer bits than there are chunks
has one chunk unharmed. Chunks are looked up exactly, what is found there is compared whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, log2
from typing import Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from guardrail.arrays import Prints

Numbers = npt.NDArray[np.int64]
BITS: Final = 256

_WORD_BITS: Final = 64
_FEWEST_BITS, _MOST_BITS = 8, 20
_USUAL = 4
"""How many prints share a chunk by chance, while a chunk can be so long."""
_MOST_NEAR = 1 << 20
"""Pairs after which a search ends: whoever finds so many has found what there is."""
_AT_ONCE = 1 << 20
"""Comparisons made at once: bounds the memory of a search."""


class Near(NamedTuple):
    """Pairs of prints that are near: the asked one, the kept one, and the bits that differ."""

    asked: Numbers
    kept: Numbers
    bits: Numbers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nearby:
    """Immutable and free of locks: any number of threads may search it.

    `prints` uint64 [N, 4] as they were given. `chunk_bits` is how long a chunk is: the more prints,
    the longer. Of each chunk, `_order` has the prints by its value and `_starts` where each value
    begins.
    """

    prints: Prints
    chunk_bits: int
    _order: tuple[npt.NDArray[np.uint32], ...]
    _starts: tuple[npt.NDArray[np.uint32], ...]

    @classmethod
    def build(cls, prints: Prints) -> Self:
        """Index prints; memory is 32 bytes for each and 4 more for each of its chunks."""
        wanted = ceil(log2(max(len(prints), 1) / _USUAL + 1))
        bits = min(_MOST_BITS, max(_FEWEST_BITS, wanted))
        order, starts = [], []
        for chunk in range(_chunks(bits)):
            values = _values(prints, chunk, bits)
            order.append(np.argsort(values, kind="stable").astype(np.uint32))
            counts = np.bincount(values, minlength=1 << bits)
            starts.append(np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32))
        return cls(
            prints=prints,
            chunk_bits=bits,
            _order=tuple(order),
            _starts=tuple(starts),
        )

    @property
    def surely_within(self) -> int:
        """Prints that differ in so many bits are always found; most that differ in more are too."""
        return _chunks(self.chunk_bits) - 1

    @property
    def nbytes(self) -> int:
        """The memory that all arrays take."""
        tables = sum(table.nbytes for table in (*self._order, *self._starts))
        return self.prints.nbytes + tables

    def search(self, asked: Prints, *, within: int) -> Near:
        """The pairs that differ in at most `within` bits, each once; `asked` uint64 [Q, 4].

        Where there are more than a million, only some of them.
        """
        found, count = [np.empty((3, 0), np.int64)], 0
        for chunk, (order, starts) in enumerate(zip(self._order, self._starts, strict=True)):
            values = _values(asked, chunk, self.chunk_bits)
            first = starts[values].astype(np.int64)
            counts = starts[values + 1] - first
            for asks, places in _pairs(first, counts):
                keeps = order[places].astype(np.int64)
                bits = apart(asked[asks], self.prints[keeps])
                near = bits <= within
                found.append(np.stack([asks[near], keeps[near], bits[near]]))
                count += found[-1].shape[1]
                if count > _MOST_NEAR:
                    break
            if count > _MOST_NEAR:
                break
        pairs = np.concatenate(found, axis=1)
        _, once = np.unique(pairs[0] * max(len(self.prints), 1) + pairs[1], return_index=True)
        return Near(*pairs[:, once])


def apart(one: Prints, other: Prints) -> Numbers:
    """In how many bits prints differ: int64 [...] of uint64 [..., 4], broadcast."""
    return np.asarray(np.bitwise_count(one ^ other).sum(axis=-1, dtype=np.int64))


def _chunks(bits: int) -> int:
    """How many chunks a print has; none lies across two words."""
    return (_WORD_BITS // bits) * (BITS // _WORD_BITS)


def _values(prints: Prints, chunk: int, bits: int) -> Numbers:
    word, place = divmod(chunk, _WORD_BITS // bits)
    shifted = prints[:, word] >> np.uint64(place * bits)
    return np.asarray(shifted & np.uint64((1 << bits) - 1)).astype(np.int64)


def _pairs(first: Numbers, counts: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Every asked print beside each of `counts` places from `first` on, in bounded portions.

    A portion holds about _AT_ONCE pairs, or all of one print.
    """
    reached = np.cumsum(counts)
    start = 0
    while start < len(counts):
        done = reached[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(reached, done + _AT_ONCE, side="right")))
        lengths = counts[start:stop]
        asks = np.repeat(np.arange(start, start + len(lengths)), lengths)
        steps = np.arange(len(asks)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        yield asks, np.repeat(first[start:stop], lengths) + steps
        start = stop
