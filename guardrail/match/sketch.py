"""Upper bounds of similarities for an eighth of their price: what cannot matter is never compared.

Along any orthonormal axes q·v ≤ q1·v1 + |q2| |v2|, where 1 is the part along them and 2 what is left
(Cauchy and Schwarz). Both terms are one inner product of k + 1 numbers, so that a bound on many pairs
is one matrix product. The axes are those along which the references vary most.

The views of one picture are alike: most pictures are ruled out as a whole. No view is nearer to a
region than the middle of the views is, less the widest angle between a view and that middle.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from guardrail.arrays import Vectors
from guardrail.match.products import products
from guardrail.match.references import Indices

AXES = 32
"""Beyond them drawn figures vary by a twentieth."""
AT_ONCE = 1 << 20
"""Pairs bounded at once: 4 MB, so that a product stays in the processor's cache."""
_LOST = 1e-6
"""Added to the squared length of what is left: more than single precision loses of it."""
_SLACK = 1e-4
"""Taken off every limit: more than the products lose in single precision."""
_TINY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sketch:
    """The sketch of the views of some pictures, those of a picture side by side from `starts` on.

    `views` float32 [rows,k+1] and `middles` [pictures,k+1] are what is multiplied. `cosine` and
    `sine` [pictures] are of the widest angle of a view to its middle, `longest` the length of the
    longest view.
    """

    axes: Vectors
    views: Vectors
    middles: Vectors
    starts: Indices
    lengths: Indices
    cosine: Vectors
    sine: Vectors
    longest: Vectors

    @classmethod
    def of(cls, vectors: Vectors, lengths: Indices) -> Self:
        """Sketch views [rows,D] of pictures that have `lengths` [pictures] of them each."""
        starts = np.cumsum(lengths) - lengths
        size = np.linalg.norm(vectors, axis=1, keepdims=True)
        directions = vectors / np.maximum(size, _TINY)
        middles = np.add.reduceat(directions, starts, axis=0)
        middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), _TINY)
        near = np.einsum("rd,rd->r", directions, np.repeat(middles, lengths, axis=0))
        cosine = np.clip(np.minimum.reduceat(near, starts) - _SLACK, -1.0, 1.0)
        _, axes = np.linalg.eigh(middles.T @ middles)
        axes = np.ascontiguousarray(axes.T[::-1][:AXES])
        return cls(
            axes=axes,
            views=_sketched(vectors, axes),
            middles=_sketched(middles, axes),
            starts=starts,
            lengths=lengths,
            cosine=np.asarray(cosine, np.float32),
            sine=np.asarray(np.sqrt(1.0 - cosine**2), np.float32),
            longest=np.asarray(np.maximum.reduceat(size[:, 0], starts), np.float32),
        )

    def in_reach(self, regions: Vectors, limits: Vectors) -> tuple[Indices, Indices]:
        """The views, and the regions, of all pairs whose similarity may be at least its limit.

        `regions` float32 [Q,D], `limits` [rows]. Some that are named have no such pair.
        """
        drawn = _sketched(regions, self.axes)
        size = np.linalg.norm(regions, axis=1, keepdims=True)
        towards = np.asarray(drawn / np.maximum(size, _TINY), np.float32)
        nearest = _highest(towards, self.middles)
        pictures = nearest >= self._least_cosine(limits, float(size.max(initial=0.0)))
        views = np.flatnonzero(np.repeat(pictures, self.lengths))
        wanted = limits[views] - _SLACK
        is_near, is_seen = np.zeros(len(views), np.bool_), np.zeros(len(regions), np.bool_)
        step = max(1, AT_ONCE // max(1, len(regions)))
        for start in range(0, len(views), step):
            part = slice(start, start + step)
            reached = products(drawn, self.views[views[part]]) >= wanted[part]
            is_near[part] = reached.any(axis=0)
            if is_near[part].any():
                is_seen |= reached.any(axis=1)
        return views[is_near], np.flatnonzero(is_seen)

    def _least_cosine(self, limits: Vectors, size: float) -> Vectors:
        """The cosine to the middle of each picture without which no view reaches its limit."""
        lowest = np.minimum.reduceat(limits, self.starts)
        view = np.clip(lowest / np.maximum(self.longest * size, _TINY), 0.0, 1.0)
        middle = view * self.cosine - np.sqrt(1.0 - view**2) * self.sine - _SLACK
        may_be_behind = (lowest <= 0) | (self.cosine <= 0)
        return np.where(may_be_behind, np.float32(-np.inf), middle)


def _sketched(vectors: Vectors, axes: Vectors) -> Vectors:
    """The parts of vectors [n,D] along axes [k,D], and the length of what is left: [n,k+1]."""
    along = products(vectors, axes)
    left = np.einsum("nd,nd->n", vectors, vectors) - np.einsum("nk,nk->n", along, along)
    rest = np.sqrt(np.maximum(left, 0.0) + _LOST)
    return np.ascontiguousarray(np.column_stack([along, rest]), np.float32)


def _highest(regions: Vectors, middles: Vectors) -> npt.NDArray[np.float32]:
    """The highest bound of each middle over all regions; −inf without any."""
    highest = np.full(len(middles), -np.inf, np.float32)
    if not len(regions):
        return highest
    step = max(1, AT_ONCE // len(regions))
    for start in range(0, len(middles), step):
        part = slice(start, start + step)
        highest[part] = products(regions, middles[part]).max(axis=0)
    return highest
