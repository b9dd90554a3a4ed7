"""What a similarity is worth: how many matches this strong chance alone would give per clip.

The measured thing is a *block maximum*: one asset against one clip that does not show it, the
highest score over all its references and all frames and regions. References of an asset and frames
of a clip are dependent, so only whole blocks may be counted. Within what was measured the survival probability is read off the
empirical distribution; beyond it, it goes on as a generalised Pareto tail of the measured mean
excess (Coles, "An Introduction to Statistical Modeling of Extreme Values", 2001, ch. 4). Plain
similarities end at 1, and so does their tail: with an exponential, which never ends, no likeness
would be enough for a block among a hundred thousand references. Scores against a cohort have no
such end, and an exponential tail.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from guardrail.arrays import Vectors
from guardrail.errors import ModelError

Scores = npt.NDArray[np.float64]
FLOOR = 1e-12
"""No survival probability below this is claimed: no tail fit reaches that far."""
MOST_ALIKE = 1.0
"""Where plain similarities end."""
_RISE = 1e-9
"""What parts equal quantiles, since scores must rise."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """The chance distribution of one model, and the cohort that its scores are measured against.

    `scores` ascend and `survival` [same length] falls: the share of blocks above each score.
    Beyond the last one, scores exceed it by 1/`tail_rate` on average. `block_frames` is how many
    frames a measured block had, `block_references` how many references its asset. `cohort` float32 [K,D] are unit vectors of pictures that show
    nobody's character; it may be empty, then scores are plain similarities.
    """

    scores: Scores
    survival: Scores
    tail_rate: float
    block_frames: int
    cohort: Vectors
    block_references: int = 1

    def __post_init__(self) -> None:
        """Hold the order that interpolation and every bound rely on."""
        if len(self.scores) < 1 or self.scores.shape != self.survival.shape:
            raise ValueError("calibration needs as many survival values as scores, at least one")
        if np.any(np.diff(self.scores) <= 0) or np.any(np.diff(self.survival) >= 0):
            raise ValueError("calibration scores must rise and survival must fall, strictly")
        if not (self.survival[-1] > 0 and self.survival[0] <= 1):
            raise ValueError("survival must lie above 0 and within 1")
        if not self.tail_rate > 0 or min(self.block_frames, self.block_references) < 1:
            raise ValueError("tail_rate, block_frames and block_references must be positive")

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the archive beside the model; its digest is the manifest's business."""
        try:
            with np.load(path, allow_pickle=False) as archive:
                return cls(
                    scores=archive["scores"].astype(np.float64),
                    survival=archive["survival"].astype(np.float64),
                    tail_rate=float(archive["tail_rate"]),
                    block_frames=int(archive["block_frames"]),
                    block_references=int(archive["block_references"]),
                    cohort=archive["cohort"].astype(np.float32),
                )
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise ModelError(
                f"is not a calibration archive: {error}",
                where=str(path),
                fix="make it again as models/README.md says",
            ) from error

    @classmethod
    def fit(
        cls,
        maxima: Scores,
        *,
        survival: Sequence[float],
        block_frames: int,
        block_references: int = 1,
        cohort: Vectors,
    ) -> Self:
        """The distribution of block maxima [blocks] at the shares `survival`, which fall.

        The highest share of the last one is what the tail is fitted to.
        """
        shares = np.asarray(survival, np.float64)
        scores = np.maximum.accumulate(np.quantile(maxima, 1 - shares))
        return cls(
            scores=np.asarray(scores + np.arange(len(scores)) * _RISE, np.float64),
            survival=shares,
            tail_rate=fit_tail(maxima, tail_share=float(shares[-1])),
            block_frames=block_frames,
            block_references=block_references,
            cohort=cohort,
        )

    def save(self, path: Path) -> None:
        """Write the archive that `open` reads; OSError where it cannot be written."""
        np.savez(
            path,
            scores=self.scores,
            survival=self.survival,
            tail_rate=self.tail_rate,
            block_frames=self.block_frames,
            block_references=self.block_references,
            cohort=self.cohort.astype(np.float16),
        )

    def survival_at(self, score: npt.ArrayLike) -> Scores:
        """The probability that a chance block scores above each score: falls, 1…1e-12.

        −inf (nothing found) is pure chance; ValueError where a score is not a number.
        """
        scores = np.asarray(score, np.float64)
        if np.isnan(scores).any():
            raise ValueError("a score must be a number")
        last = self.scores[-1]
        measured = np.exp(np.interp(scores, self.scores, np.log(self.survival)))
        beyond = self.survival[-1] * self._tail(np.maximum(scores - last, 0.0))
        found = np.where(scores > last, beyond, measured)
        return np.maximum(FLOOR, np.where(scores < self.scores[0], 1.0, found))

    def _tail(self, excess: Scores) -> Scores:
        """The share of what exceeds the last score that exceeds it by as much; `_excess` undoes it.

        A generalised Pareto tail whose end is known: of mean 1 / rate it has the shape
        -1 / (rate · room - 1), where room is what lies between the last score and the end.
        """
        if self._power is None:
            return np.asarray(np.exp(-self.tail_rate * excess), np.float64)
        left = np.maximum(1.0 - excess / (MOST_ALIKE - self.scores[-1]), 0.0)
        return np.asarray(left**self._power, np.float64)

    def _excess(self, log_share: Scores) -> Scores:
        if self._power is None:
            return -log_share / self.tail_rate
        room = MOST_ALIKE - self.scores[-1]
        return np.asarray(room * (1.0 - np.exp(log_share / self._power)), np.float64)

    @property
    def _power(self) -> float | None:
        """The power by which the tail ends, None where it does not end.

        Below 1 it would not thin out towards its end: so heavy a tail is taken for endless.
        """
        power = self.tail_rate * (MOST_ALIKE - float(self.scores[-1])) - 1.0
        return power if not len(self.cohort) and power >= 1.0 else None

    def score_at(self, survival: npt.ArrayLike) -> Scores:
        """The lowest scores whose `survival_at` is at most each probability, to within 1e-6.

        −inf where any score will do, +inf where none has so little.
        """
        wanted = np.asarray(survival, np.float64)
        within = np.log(np.clip(wanted, FLOOR, 1.0))
        falling = np.log(self.survival)
        measured = np.interp(-within, -falling, self.scores)
        beyond = self.scores[-1] + self._excess(np.minimum(within - falling[-1], 0.0))
        found = np.where(within < falling[-1], beyond, measured)
        found = np.where(wanted >= 1.0, -np.inf, found)
        return np.where(wanted < FLOOR, np.inf, found)


def fit_tail(maxima: Scores, *, tail_share: float) -> float:
    """The inverse mean excess of the highest `tail_share` of block maxima over their threshold.

    The maximum-likelihood rate of an exponential tail (Coles 2001, §4.3, shape 0).
    """
    ordered = np.sort(maxima)
    count = max(10, round(len(ordered) * tail_share))
    if len(ordered) <= count:
        raise ValueError(f"{len(ordered)} block maxima are too few for a tail of {count}")
    excess = ordered[-count:] - ordered[-count - 1]
    return float(1.0 / max(float(excess.mean()), 1e-9))


def expected_false_matches(
    calibration: Calibration, score: npt.ArrayLike, *, comparisons: npt.ArrayLike, frames: int
) -> Scores:
    """How many matches this strong chance would give in one clip after `comparisons` blocks.

    Element by element, of any shapes that broadcast. A clip in which more frames were looked at
    than in the measured blocks counts as several.
    """
    answered = np.asarray(comparisons, np.float64)
    if np.any(answered <= 0) or frames < 1:
        raise ValueError("an E-value needs a comparison and a frame")
    blocks = max(1.0, frames / calibration.block_frames)
    return np.asarray(answered * blocks * calibration.survival_at(score), np.float64)


def comparisons_of_each(
    references: Sequence[int], hinted: Sequence[bool], *, block_references: int
) -> Scores:
    """The comparisons [assets] that each asset answers for, given its count of references.

    An asset with more references than those of the measured blocks counts as several; with fewer
    it counts for less, but by the root only: references of one asset are alike, and five were
    measured to match by chance two and a half times as often as one.
    Weighted Bonferroni (Genovese, Roeder & Wasserman 2006): the budget is spread evenly over all
    assets; with hints, half of it is, and the other half goes to the hinted assets. So a hint
    never costs another asset more than a factor of two, and over all assets the expected false
    matches at any threshold add up to that threshold.
    """
    shares = np.asarray(references, np.float64) / block_references
    blocks = len(shares) * np.maximum(shares, np.sqrt(shares))
    hints = np.asarray(hinted, np.bool_)
    if not hints.any():
        return blocks
    boosted = 0.5 + 0.5 * len(shares) / hints.sum()
    return np.asarray(blocks / np.where(hints, boosted, 0.5), np.float64)
