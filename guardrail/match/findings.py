"""What a search finds: the best pair of region and reference of each asset in each frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from guardrail.arrays import Vectors
from guardrail.match.references import Indices

NOWHERE = -np.inf


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Findings:
    """What the assets at `columns` [C] of a gallery, ascending, look like in every frame.

    All other arrays are [N frames, C]: `score` and `similarity` of the best pair of region and
    reference view, `region` its index in the encoder's order, `reference` its index in the
    gallery. Where there is nothing (an exclusion was nearer everywhere in the frame, or nothing
    reached what was asked for) score is −inf, similarity −1 and the others 0.
    """

    columns: Indices
    score: Vectors
    similarity: Vectors
    region: Indices
    reference: Indices

    @classmethod
    def nothing(cls, frames: int, columns: Indices) -> Self:
        """To be written to."""
        shape = (frames, len(columns))
        return cls(
            columns=columns,
            score=np.full(shape, NOWHERE, np.float32),
            similarity=np.full(shape, -1.0, np.float32),
            region=np.zeros(shape, np.intp),
            reference=np.zeros(shape, np.intp),
        )

    @classmethod
    def joined(cls, parts: Sequence["Findings"]) -> Self:
        """Findings in one gallery, frames after frames."""
        columns = np.unique(np.concatenate([np.zeros(0, np.intp), *(one.columns for one in parts)]))
        whole = cls.nothing(sum(len(one.score) for one in parts), columns)
        first = 0
        for part in parts:
            rows = slice(first, first + len(part.score))
            at = np.searchsorted(columns, part.columns)
            whole.score[rows, at] = part.score
            whole.similarity[rows, at] = part.similarity
            whole.region[rows, at] = part.region
            whole.reference[rows, at] = part.reference
            first = rows.stop
        return whole

    @classmethod
    def beside(cls, parts: Sequence["Findings"], *, frames: int) -> Self:
        """Findings of other assets in the same frames, the assets in order."""
        every: list[Findings] = [cls.nothing(frames, np.zeros(0, np.intp)), *parts]
        return cls(
            columns=np.concatenate([one.columns for one in every]),
            score=np.concatenate([one.score for one in every], axis=1),
            similarity=np.concatenate([one.similarity for one in every], axis=1),
            region=np.concatenate([one.region for one in every], axis=1),
            reference=np.concatenate([one.reference for one in every], axis=1),
        )

    def of_frame(self, frame: int) -> "Findings":
        """What was found in one frame."""
        only = slice(frame, frame + 1)
        return Findings(
            columns=self.columns,
            score=self.score[only],
            similarity=self.similarity[only],
            region=self.region[only],
            reference=self.reference[only],
        )

    def reaching(self, least: Vectors) -> "Findings":
        """Those that score at least `least` [C], and nothing of assets that never do."""
        reached = np.isfinite(self.score) & (self.score >= least)
        kept = np.flatnonzero(reached.any(axis=0))
        some = reached[:, kept]
        return Findings(
            columns=self.columns[kept],
            score=np.where(some, self.score[:, kept], np.float32(NOWHERE)),
            similarity=np.where(some, self.similarity[:, kept], np.float32(-1.0)),
            region=np.where(some, self.region[:, kept], 0),
            reference=np.where(some, self.reference[:, kept], 0),
        )

    def moved(self, *, columns: int, references: int) -> "Findings":
        """The same, numbered from these on."""
        found = np.isfinite(self.score)
        return Findings(
            columns=self.columns + columns,
            score=self.score,
            similarity=self.similarity,
            region=self.region,
            reference=np.where(found, self.reference + references, 0),
        )
