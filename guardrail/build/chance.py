"""What chance gives with an encoder: how like each other figures look that are not the same.

A block is one reference against as many pictures of one other figure as every figure has; they
stand for the frames of a clip, and are cut up, compared and scored as in service. Few figures make
few blocks: beyond the rarest of them there is only a fitted tail.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from guardrail.arrays import Pixels, Vectors
from guardrail.domain import Thresholds
from guardrail.embed.contract import PictureEncoder
from guardrail.match.calibration import Calibration, Scores
from guardrail.match.gallery import Gallery
from guardrail.match.references import ReferenceVectors

BLOCK_FRAMES = 12
"""Pictures of a block where every figure has as many."""
REFERENCES = 100
"""The size of the registry for which ways of scoring are compared."""
TAIL_SHARE = 0.02
TAIL_LEAST = 10
_QUANTILES = (
    0.95, 0.9, 0.75, 0.5, 0.35, 0.25, 0.15, 0.1, 0.06, 0.04, 0.025,
)  # fmt: skip

Look = Callable[[], Pixels]
"""Decodes one picture: uint8 [N,H,W,3], the same picture in N ways."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Scores of pictures of figures against references of others, and against their own.

    `maxima` [blocks] are of different figures. `own` [pictures] is each picture's best score
    against the other pictures of its figure; empty where figures have one each. `nearest` [F,F]
    is the best score of each two figures. Scores are measured against `cohort` float32 [K,D].
    """

    maxima: Scores
    block_frames: int
    own: Scores
    nearest: Scores
    cohort: Vectors

    def found(self, score: float) -> float | None:
        """The share of `own` that reaches a score; None where nothing can be said."""
        return float(np.mean(self.own >= score)) if len(self.own) else None

    def look_alikes(self, count: int) -> list[tuple[int, int, float]]:
        """The numbers of the figures that are nearest to each other, and their score."""
        pairs = [
            (one, other, float(max(self.nearest[one, other], self.nearest[other, one])))
            for one, other in combinations(range(len(self.nearest)), 2)
        ]
        return sorted(pairs, key=lambda pair: -pair[2])[:count]


def measure(
    encoder: PictureEncoder, figures: Sequence[Sequence[Look]], empty: Sequence[Look]
) -> tuple[Measured, ...]:
    """Encode everything and compare every picture with every reference.

    First by plain cosines; then, where there are pictures that show no one, measured against them.
    Each picture is looked at twice: as a reference, and as a frame; what shows no one, once.
    """
    shown_empty = [encoder.encode_reference(look()[0]) for look in empty]
    nobody = np.zeros((0, encoder.dimensions), np.float32)
    cohorts = [nobody]
    if shown_empty:  # in the precision that the archive keeps
        cohorts.append(np.concatenate(shown_empty).astype(np.float16).astype(np.float32))
    references = [
        ReferenceVectors(
            asset=f"{number:06d}/{at:06d}",
            version="",
            reference="",
            vectors=encoder.encode_reference(look()[0]),
        )
        for number, looks in enumerate(figures)
        for at, look in enumerate(looks)
    ]
    galleries = [Gallery.build(references, cohort=cohort) for cohort in cohorts]
    scores = [
        [[gallery.search(seen).score.max(axis=0) for gallery in galleries] for seen in frames]
        for frames in ((encoder.encode(look()) for look in looks) for looks in figures)
    ]
    return tuple(
        _measured([np.stack([one[way] for one in figure]) for figure in scores], cohort)
        for way, cohort in enumerate(cohorts)
    )


def _measured(scores: Sequence[npt.NDArray[np.float32]], cohort: Vectors) -> Measured:
    """Blocks of the scores [P,A] of each figure's pictures against the references of all."""
    counts = [len(of_figure) for of_figure in scores]
    owner = np.repeat(np.arange(len(counts)), counts)
    frames = min(BLOCK_FRAMES, *counts)
    maxima: list[Scores] = []
    own: list[Scores] = []
    nearest = np.full((len(counts), len(counts)), -np.inf)
    for number, of_figure in enumerate(scores):
        whole = len(of_figure) // frames * frames
        blocks = of_figure[:whole].reshape(-1, frames, len(owner)).max(axis=1)
        maxima.append(blocks[:, owner != number].ravel().astype(np.float64))
        own.append(_others_of_its_own(of_figure[:, owner == number]))
        np.maximum.at(nearest[number], owner, of_figure.max(axis=0))
    return Measured(
        maxima=np.concatenate(maxima),
        block_frames=frames,
        own=np.concatenate(own),
        nearest=nearest,
        cohort=cohort,
    )


def _others_of_its_own(scores: npt.NDArray[np.float32]) -> Scores:
    """Each picture's best score against the others of its figure, of scores [P,P]."""
    if len(scores) == 1:
        return np.zeros(0, np.float64)
    apart = np.where(np.eye(len(scores), dtype=np.bool_), -np.inf, scores)
    return np.asarray(apart.max(axis=1), np.float64)


def calibration_of(measured: Measured) -> Calibration:
    """The distribution of the block maxima, and the exponential fitted to its highest ones."""
    count = len(measured.maxima)
    share = tail_count(count) / count
    survival = [*(p for p in _QUANTILES if p > share), share]
    return Calibration.fit(
        measured.maxima,
        survival=survival,
        block_frames=measured.block_frames,
        cohort=measured.cohort,
    )


def better(ways: Sequence[Measured]) -> Measured:
    """The way of scoring that finds most of the figures' own pictures where a hold begins.

    The first where they find as many, or where nothing can be said.
    """

    def found(measured: Measured) -> float:
        score = threshold(
            calibration_of(measured), expected=Thresholds().hold, references=REFERENCES
        )
        return measured.found(score) or 0.0

    return max(ways, key=found)


def tail_count(blocks: int) -> int:
    """How many of the highest block maxima the tail is fitted to."""
    return max(TAIL_LEAST, round(blocks * TAIL_SHARE))


def threshold(calibration: Calibration, *, expected: float, references: int) -> float:
    """The score at which chance gives this many `expected` matches with so many references."""
    return float(calibration.score_at(expected / references))
