"""The regions of a clip's frames, as a search goes through them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np

from guardrail.arrays import Vectors
from guardrail.match.references import Indices


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regions:
    """Regions [Q] of `frames` frames, frame by frame: their vectors [Q,D], frame and number."""

    frames: int
    vectors: Vectors
    frame: Indices
    region: Indices

    @classmethod
    def of(cls, vectors: Vectors) -> Self:
        """All regions of frames [N,R,D]."""
        frames, regions, width = vectors.shape
        return cls(
            frames=frames,
            vectors=np.ascontiguousarray(vectors, np.float32).reshape(frames * regions, width),
            frame=np.repeat(np.arange(frames), regions),
            region=np.tile(np.arange(regions), frames),
        )

    def only(self, chosen: Indices) -> "Regions":
        """Some of them; `chosen` ascends."""
        return Regions(
            frames=self.frames,
            vectors=self.vectors[chosen],
            frame=self.frame[chosen],
            region=self.region[chosen],
        )

    def by_frame(self) -> Iterator[tuple[int, slice]]:
        """Each frame that has regions, and where they are."""
        edges = np.searchsorted(self.frame, np.arange(self.frames + 1)).tolist()
        for frame, (start, stop) in enumerate(pairwise(edges)):
            if start < stop:
                yield frame, slice(start, stop)
