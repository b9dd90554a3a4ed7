"""The prints of all registered works: found by likeness, and by when a work shows what."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np

from guardrail.arrays import Prints, Seconds
from guardrail.match.nearby import BITS, Nearby, Numbers

SLACK_S = 0.3
"""How far from its time a copied frame may lie: both sides look a few times a second only."""

_EVER_S = 1e9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorkPrints:
    """The prints of one reference of a work: uint64 [K, 4], shown from `at_s` [K] on.

    `reference` is the name shown as evidence. A picture lasts 0 seconds.
    """

    asset: str
    version: str
    reference: str
    prints: Prints
    at_s: Seconds
    duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Works:
    """The prints of all works. Immutable and free of locks: any number of threads may search it.

    Print n is of `references[owner[n]]`, which shows it from `from_s[n]` to `until_s[n]`, a picture
    at any time; those of a reference lie side by side, in the order of their times.
    """

    references: tuple[WorkPrints, ...]
    owner: Numbers
    from_s: Seconds
    until_s: Seconds
    nearby: Nearby

    @classmethod
    def build(cls, references: Iterable[WorkPrints] = ()) -> Self:
        """Index the prints of works; references without any count for nothing."""
        shown = tuple(sorted(references, key=lambda r: (r.asset, r.version, r.reference)))
        empty = np.empty((0, BITS // 64), np.uint64)
        counts = [len(reference.prints) for reference in shown]
        return cls(
            references=shown,
            owner=np.repeat(np.arange(len(shown)), counts),
            from_s=np.concatenate([np.empty(0), *map(_from, shown)]),
            until_s=np.concatenate([np.empty(0), *map(_until, shown)]),
            nearby=Nearby.build(np.concatenate([empty, *(one.prints for one in shown)])),
        )

    def __len__(self) -> int:
        """How many prints there are."""
        return len(self.owner)

    @property
    def nbytes(self) -> int:
        """The memory that all arrays take."""
        return self.nearby.nbytes + self.owner.nbytes + self.from_s.nbytes + self.until_s.nbytes

    def around(self, owner: int, at_s: float) -> Numbers:
        """The prints of a reference that it shows about that time."""
        first, last = np.searchsorted(self.owner, [owner, owner + 1])
        from_s, until_s = self.from_s[first:last], self.until_s[first:last]
        stop = int(np.searchsorted(from_s, at_s + SLACK_S, side="right"))
        start = int(np.searchsorted(until_s, at_s - SLACK_S))
        return np.arange(first + start, first + max(start, stop))


def _from(reference: WorkPrints) -> Seconds:
    return reference.at_s if reference.duration_s else np.full(len(reference.at_s), -_EVER_S)


def _until(reference: WorkPrints) -> Seconds:
    """When each print is followed by the next one of another time."""
    if not reference.duration_s:
        return np.full(len(reference.at_s), _EVER_S)
    times = np.append(np.unique(reference.at_s), max(reference.duration_s, 0.0))
    following = times[np.searchsorted(times, reference.at_s) + 1]
    return np.asarray(np.maximum(following, reference.at_s))
