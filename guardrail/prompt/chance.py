"""What likeness chance gives: measured on prompts that are about something else.

The trials are the registry's own descriptions, whole and in parts (each left out of the
comparison with its own asset), invented figures, and ordinary prompts.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np

from guardrail.arrays import Scores
from guardrail.prompt.attributes import Passage
from guardrail.prompt.background import invented_figures, ordinary_prompts

_MOST_ROWS = 250  # whose parts are trials; of a larger registry, evenly spread ones
_STRIDE = 3
_LEAST_SPREAD = 1.0
_REACH = 3.0
_FEW = 20
_TAIL = 0.03
_LEAST_SCALE = 0.05
_ORDINARY = 40.0


class Row(NamedTuple):
    """One description of one asset in one language: its words, segment by segment."""

    asset: str
    segments: tuple[tuple[str, ...], ...]
    text: str


class Trial(NamedTuple):
    """A passage that is not about any of the assets but that of `row`, if it is about any.

    Of the ordinary ones every other is `unseen`: the levels are not measured on it, so that it
    tells how often chance goes beyond them.
    """

    passage: Passage
    row: int | None = None
    ordinary: bool = False
    unseen: bool = False


def trials(rows: Sequence[Row]) -> list[Trial]:
    """What a registry of these descriptions is calibrated on."""
    step = max(1, len(rows) // _MOST_ROWS)
    return [
        *(Trial(part, row) for row in range(0, len(rows), step) for part in _parts(rows[row])),
        *(Trial(figure) for figure in invented_figures()),
        *(
            Trial(prompt, ordinary=True, unseen=at % 2 == 1)
            for at, prompt in enumerate(ordinary_prompts())
        ),
    ]


def _parts(row: Row) -> Iterator[Passage]:
    """A description whole, its halves, and every third word of it."""
    words = tuple(chain.from_iterable(row.segments))
    written = row.text.split() or [row.text]
    half, middle = len(words) // 2, len(written) // 2
    yield Passage(words, row.text)
    yield Passage(words[:half], " ".join(written[:middle]))
    yield Passage(words[half:], " ".join(written[middle:]))
    for at in range(_STRIDE):
        yield Passage(words[at::_STRIDE], " ".join(written[at::_STRIDE]))


@dataclass(frozen=True, slots=True)
class Level:
    """Mean and spread of the likeness of each description with what is not about it."""

    mean: Scores
    spread: Scores

    @classmethod
    def of(
        cls,
        likeness: Callable[[Passage], Scores],
        tried: Sequence[Trial],
        kin: Sequence[slice],
    ) -> "Level":
        """Measured on these trials; `kin` says which rows are of the asset of a row.

        The spread is that among descriptions, at least `_LEAST_SPREAD` of the usual one, and so
        much that no ordinary prompt stands out by more than `_REACH`.
        """
        size = len(kin)
        count, total, squares, most = (np.zeros(size) for _ in range(4))
        for trial in tried:
            if trial.unseen:
                continue
            found = likeness(trial.passage)
            if trial.ordinary:
                np.maximum(most, found, out=most)
                continue
            counts = np.ones(size)
            if trial.row is not None:
                counts[kin[trial.row]] = 0.0
            count += counts
            total += found * counts
            squares += found * found * counts
        mean = total / count
        spread = np.sqrt(np.maximum(squares / count - mean * mean, 0.0))
        usual = float(spread.mean()) or 1.0
        spread = np.hypot(spread, _LEAST_SPREAD * usual)
        return cls(mean, np.maximum(spread, (most - mean) / _REACH))


@dataclass(frozen=True, slots=True)
class Tail:
    """How often chance stands out this far: as observed, beyond that an exponential tail."""

    observed: Scores  # ascending
    start: float
    scale: float

    @classmethod
    def of(cls, distances: Sequence[float]) -> "Tail":
        """Fitted to the largest few (peaks over a threshold: Pickands 1975, shape 0)."""
        ordered = np.sort(np.asarray(distances, dtype=np.float64))
        few = min(len(ordered), max(_FEW, math.ceil(_TAIL * len(ordered))))
        start = float(ordered[-few])
        return cls(ordered, start, max(float(ordered[-few:].mean()) - start, _LEAST_SCALE))

    def share(self, distance: float) -> float:
        """The share of trials that stand out this far, 0…1."""
        least = min(distance, self.start)
        share = 1 - int(np.searchsorted(self.observed, least)) / len(self.observed)
        return share * math.exp(-(distance - least) / self.scale)


@dataclass(frozen=True, slots=True)
class Chance:
    """How often one passage stands out this far without being about the asset.

    An ordinary prompt taken for a description weighs as much as `_ORDINARY` descriptions taken
    for another figure's: the default threshold 0.05 is 5 % of these and 0.125 % of those.
    """

    others: Tail
    ordinary: Tail

    @classmethod
    def of(cls, stands_out: Callable[[Trial], float], tried: Sequence[Trial]) -> "Chance":
        """Measured on these trials."""
        return cls(
            *(
                Tail.of(
                    [
                        stands_out(trial)
                        for trial in tried
                        if trial.ordinary is trial.unseen is ordinary
                    ]
                )
                for ordinary in (False, True)
            )
        )

    def expected(self, distance: float) -> float:
        """Expected false matches of one passage."""
        return max(self.others.share(distance), _ORDINARY * self.ordinary.share(distance))
