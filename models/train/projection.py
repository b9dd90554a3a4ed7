"""The linear layer behind the pooled features, in closed form.

Whitening by what varies within an identity (pose, place, size, light), then the directions in
which identities differ most: linear discriminant analysis (Fukunaga 1990, ch. 10).
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
SHRINKAGE = 0.3
"""How much of the mean variance is added to every direction before whitening."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Projection:
    """x to (x − mean) · matrix; mean [C], matrix [C,D]."""

    mean: Floats
    matrix: Floats

    def __call__(self, pooled: Floats) -> Floats:
        """Float32 [..., C] to unit vectors [..., D]."""
        projected = (pooled - self.mean) @ self.matrix
        length = np.linalg.norm(projected, axis=-1, keepdims=True)
        return np.asarray(projected / np.maximum(length, 1e-9), np.float32)


def learn(
    pooled: Floats,
    identity: npt.NDArray[np.int64],
    *,
    levels: tuple[int, ...],
    dimensions: int,
    shrinkage: float = SHRINKAGE,
) -> Projection:
    """From pooled features [N,C] and the identity of each; `levels` are channels that sum to C.

    Each level is first scaled to the same total variance, so that none drowns another.
    """
    scale = np.empty(pooled.shape[1], np.float64)
    edges = np.cumsum([0, *levels])
    for start, stop in pairwise(edges):
        scale[start:stop] = 1 / np.sqrt(pooled[:, start:stop].var(axis=0).sum())
    mean = pooled.mean(axis=0, dtype=np.float64)
    centred = (pooled - mean) * scale
    _, index, counts = np.unique(identity, return_inverse=True, return_counts=True)
    means = np.zeros((len(counts), centred.shape[1]))
    np.add.at(means, index, centred)
    means /= counts[:, None]
    within = centred - means[index]
    scatter = within.T @ within / len(centred)
    scatter += shrinkage * np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    spread, axes = np.linalg.eigh(scatter)
    whiten = axes / np.sqrt(spread)
    _, _, directions = np.linalg.svd(
        (means @ whiten) * np.sqrt(counts)[:, None], full_matrices=False
    )
    directions = directions[:dimensions]
    directions *= np.sign(directions[np.arange(len(directions)), abs(directions).argmax(axis=1)])[
        :, None
    ]
    matrix = (whiten @ directions.T) * scale[:, None]
    return Projection(mean=mean.astype(np.float32), matrix=matrix.astype(np.float32))
