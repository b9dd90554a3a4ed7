"""Items and their rows side by side, as the arrays that every number is computed from."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from guardrail.domain import Action, strictest
from guardrail.evaluate.controls import Controls
from guardrail.evaluate.rows import Row
from guardrail.evaluate.sets import Item, LabelledSet

Levels = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]
LEVELS = (Action.LOG, Action.HOLD, Action.BLOCK)
UNSEEN = -1.0
"""The score of an item in which nothing was found: chance alone would give a match or more."""
_LEAST_EXPECTED = 1e-15


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """One set, judged. All arrays are over its items [N].

    `own` is the strictness of what was done for the right asset, `pooled` for it or a sibling,
    `any` for any asset at all. `score` is −log10 of the expected false matches: of the right
    asset in a positive, of the surest match in a negative. `first` is whether the surest match
    is the right one (positives), `cluster` numbers the labelled assets.
    """

    labelled: LabelledSet
    rows: tuple[Row, ...]
    positive: Flags
    own: Levels
    pooled: Levels
    any: Levels
    score: npt.NDArray[np.float64]
    first: Flags
    cluster: npt.NDArray[np.intp]

    @classmethod
    def of(cls, labelled: LabelledSet, rows: Sequence[Row], controls: Controls) -> "Outcomes":
        """Rows in the order of the items; ValueError where one is missing."""
        by_number = {row.number: row for row in rows}
        ordered = tuple(
            by_number[item.number] for item in labelled.items if item.number in by_number
        )
        if len(ordered) != len(labelled.items):
            raise ValueError(f"{len(ordered)} rows for {len(labelled.items)} items")
        pairs = list(zip(labelled.items, ordered, strict=True))
        right = [controls.right(item.assets) for item in labelled.items]
        labels = [" ".join(sorted(item.assets)) for item in labelled.items]
        _, cluster = np.unique(np.array(labels), return_inverse=True)
        return cls(
            labelled=labelled,
            rows=ordered,
            positive=np.array([item.positive for item in labelled.items], np.bool_),
            own=_levels([_taken(row, own) for (_, row), own in zip(pairs, right, strict=True)]),
            pooled=_levels([_taken(row, controls.pooled(item.assets)) for item, row in pairs]),
            any=_levels([_taken(row, None) for row in ordered]),
            score=np.array(
                [
                    _score(row, own if item.positive else None)
                    for (item, row), own in zip(pairs, right, strict=True)
                ],
                np.float64,
            ),
            first=np.array(
                [
                    bool(row.found) and row.found[0].asset in own
                    for row, own in zip(ordered, right, strict=True)
                ],
                np.bool_,
            ),
            cluster=np.asarray(cluster, np.intp),
        )

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of the set."""
        return self.labelled.items

    @cached_property
    def negative(self) -> Flags:
        """Where nothing is to be found."""
        return ~self.positive

    @cached_property
    def levels(self) -> Levels:
        """What counts of each item [N]: `own` of a positive, `any` of a negative."""
        return np.where(self.positive, self.own, self.any)


def score_of(expected: float) -> float:
    """−log10 of expected false matches, bounded where chance is as good as impossible."""
    return -math.log10(max(expected, _LEAST_EXPECTED)) + 0.0


def expected_of(score: float) -> float:
    """Expected false matches at a score."""
    return math.pow(10.0, -score)


def _taken(row: Row, among: frozenset[str] | None) -> Action:
    return strictest(
        action for asset, action in row.actions.items() if among is None or asset in among
    )


def _score(row: Row, among: frozenset[str] | None) -> float:
    return max(
        (score_of(one.expected) for one in row.found if among is None or one.asset in among),
        default=UNSEEN,
    )


def _levels(actions: Sequence[Action]) -> Levels:
    return np.array([action.strictness for action in actions], np.int8)
