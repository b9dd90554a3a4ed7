"""How often it is wrong: pure functions from scores and counts to numbers with intervals.

A proportion gets Wilson's interval. Pictures of one character are not independent, so whatever is
computed from many of them gets a bootstrap that draws whole characters. A rate that the negatives
cannot support is not claimed: `tpr_at` answers None and says how many there would have to be.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

Z_95 = 1.959963984540054
RESAMPLES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A measured number and its 95 % interval."""

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        """An interval that does not hold its value is a mistake of the caller."""
        if not self.low <= self.value <= self.high:
            raise ValueError(f"{self.value} does not lie within [{self.low}, {self.high}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingPoint:
    """What share of positives is found where `fpr` of the negatives raise a false alarm.

    `tpr` and `threshold` are None where there are fewer than `negatives_needed` negatives: the
    rate cannot be told from them. A score *above* the threshold counts as found.
    """

    fpr: float
    tpr: float | None
    threshold: float | None
    negatives: int
    negatives_needed: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """The receiver operating characteristic [points]: rates at each threshold, which fall."""

    threshold: Scores
    fpr: Scores
    tpr: Scores


def wilson(successes: int, trials: int, *, z: float = Z_95) -> Estimate:
    """A proportion with Wilson's score interval (Wilson 1927); of no trials nothing is known.

    Raises ValueError unless 0 ≤ successes ≤ trials.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes of {trials} trials")
    if trials == 0:
        return Estimate(value=0.0, low=0.0, high=1.0)
    share = successes / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    spread /= 1 + z * z / trials
    low, high = max(0.0, centre - spread), min(1.0, centre + spread)
    return Estimate(value=share, low=min(low, share), high=max(high, share))


def auc(positives: npt.ArrayLike, negatives: npt.ArrayLike) -> float:
    """The chance that a positive scores above a negative, ties as half (Mann & Whitney 1947).

    Raises ValueError where either is empty.
    """
    found, strangers = _scores(positives, "positives"), np.sort(_scores(negatives, "negatives"))
    below = np.searchsorted(strangers, found, side="left")
    level = np.searchsorted(strangers, found, side="right")
    return float((below + level).sum() / (2 * len(found) * len(strangers)))


def tpr_at(positives: npt.ArrayLike, negatives: npt.ArrayLike, *, fpr: float) -> OperatingPoint:
    """The share of positives above the lowest threshold that at most `fpr` of negatives exceed.

    One negative must be allowed to exceed it, so at least 1 / fpr negatives are needed.
    """
    if not 0 < fpr < 1:
        raise ValueError(f"a false alarm rate lies between 0 and 1, not {fpr}")
    found, strangers = _scores(positives, "positives"), np.sort(_scores(negatives, "negatives"))
    needed = math.ceil(round(1 / fpr, 9))
    if len(strangers) < needed:
        tpr = threshold = None
    else:
        allowed = math.floor(round(len(strangers) * fpr, 9))
        threshold = float(strangers[len(strangers) - allowed - 1])
        tpr = float((found > threshold).mean())
    return OperatingPoint(
        fpr=fpr,
        tpr=tpr,
        threshold=threshold,
        negatives=len(strangers),
        negatives_needed=needed,
    )


def roc(positives: npt.ArrayLike, negatives: npt.ArrayLike) -> Curve:
    """Rates at every threshold that occurs, from (0, 0) to (1, 1); a score at it counts as found."""
    found, strangers = (
        np.sort(_scores(positives, "positives")),
        np.sort(_scores(negatives, "negatives")),
    )
    thresholds = np.unique(np.concatenate([found, strangers]))[::-1]
    tpr = 1 - np.searchsorted(found, thresholds, side="left") / len(found)
    fpr = 1 - np.searchsorted(strangers, thresholds, side="left") / len(strangers)
    return Curve(
        threshold=np.concatenate([[np.inf], thresholds]),
        fpr=np.concatenate([[0.0], fpr]),
        tpr=np.concatenate([[0.0], tpr]),
    )


def rank1(scores: npt.ArrayLike, own: npt.ArrayLike) -> float:
    """The share of rows of `scores` [Q, A] whose own asset [Q] scores above all the others.

    A tie at the top counts as wrong: nothing was told apart.
    """
    table, right = np.asarray(scores, np.float64), np.asarray(own, np.intp)
    if table.ndim != 2 or len(table) != len(right) or not len(table):  # noqa: PLR2004
        raise ValueError(f"scores [Q, A] and own [Q], not {table.shape} and {right.shape}")
    rows = np.arange(len(table))
    mine = table[rows, right]
    others = table.copy()
    others[rows, right] = -np.inf
    return float((mine > others.max(axis=1)).mean())


def clustered(
    statistic: Callable[[Indices], float],
    clusters: npt.ArrayLike,
    *,
    seed: int,
    resamples: int = RESAMPLES,
) -> Estimate:
    """A statistic of items with its 95 % percentile interval, drawing whole clusters.

    `clusters` [N] says which character each item shows; `statistic` takes the numbers of the
    items, which repeat in a resample (Davison & Hinkley 1997, §3.8). The interval is stretched to
    hold the value where a skewed statistic leaves it outside. ValueError where there is no item.
    """
    groups = grouped(clusters)
    rng = np.random.default_rng(seed)
    value = statistic(np.arange(sum(map(len, groups)), dtype=np.intp))
    drawn = [
        statistic(np.concatenate([groups[i] for i in rng.integers(len(groups), size=len(groups))]))
        for _ in range(resamples)
    ]
    low, high = (float(q) for q in np.nanquantile(drawn, [0.025, 0.975]))
    return Estimate(value=value, low=min(low, value), high=max(high, value))


def grouped(clusters: npt.ArrayLike) -> list[Indices]:
    """The numbers of the items of each cluster, clusters ascending; ValueError where none is."""
    _, member = np.unique(np.asarray(clusters), return_inverse=True)
    if not len(member):
        raise ValueError("there is nothing to measure")
    order = np.argsort(member, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(member[order])) + 1)


def _scores(values: npt.ArrayLike, what: str) -> Scores:
    found = np.asarray(values, np.float64).ravel()
    if not len(found) or np.isnan(found).any():
        raise ValueError(f"{what}: {len(found)} scores, {int(np.isnan(found).sum())} not a number")
    return found
