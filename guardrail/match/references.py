"""Reference pictures as they are matched: their views, and what a similarity to each is worth.

A similarity means little by itself: some references resemble everything. So each view of a
reference is measured against a cohort that shows nobody (z-norm of speaker verification; Auckenthaler
et al. 2000), and a *score* says by how many deviations of its nearest cohort pictures it is nearer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guardrail.arrays import Vectors

Indices = npt.NDArray[np.intp]

COHORT_SHARE = 0.05
"""The nearest share of the cohort that a view is measured against."""
UNIT = 1e-3
"""How far from 1 the length of a view may be."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReferenceVectors:
    """One reference picture of one version of an asset: its views, float32 [V,D], unit length.

    `reference` is the name shown as evidence. An `exclusion` shows what must not match.
    """

    asset: str
    version: str
    reference: str
    vectors: Vectors
    exclusion: bool = False

    @property
    def order(self) -> tuple[str, str, str]:
        """What references are sorted by."""
        return self.asset, self.version, self.reference

    def same_as(self, other: "ReferenceVectors") -> bool:
        """Whether the other says the same of the very same array."""
        return (
            self.vectors is other.vectors
            and self.order == other.order
            and self.exclusion is other.exclusion
        )


def check(references: Sequence[ReferenceVectors], *, dimensions: int) -> None:
    """Raise ValueError where views are not [V,D] of `dimensions` and unit length."""
    for reference in references:
        vectors = reference.vectors
        if vectors.ndim != 2 or not len(vectors):  # noqa: PLR2004
            raise ValueError(
                f"{_named(reference)}: vectors must be [V,D], V ≥ 1, not {list(vectors.shape)}"
            )
        if vectors.shape[1] != dimensions:
            raise ValueError(
                f"{_named(reference)}: {vectors.shape[1]} dimensions, not {dimensions}"
            )
    lengths = np.linalg.norm(np.concatenate([one.vectors for one in references]), axis=1)
    owners = np.repeat(np.arange(len(references)), [len(one.vectors) for one in references])
    for wrong in owners[~(np.abs(lengths - 1.0) <= UNIT)][:1]:
        raise ValueError(f"{_named(references[wrong])}: vectors must be of unit length")


def _named(reference: ReferenceVectors) -> str:
    return f"reference {reference.reference!r} of {reference.asset}"


def against(vectors: Vectors, cohort: Vectors) -> tuple[Vectors, Vectors]:
    """Mean and deviation [V] of each view's similarities to its nearest cohort pictures."""
    if not len(cohort) or not len(vectors):
        return np.zeros(len(vectors), np.float32), np.ones(len(vectors), np.float32)
    nearest = max(2, round(len(cohort) * COHORT_SHARE))
    near = np.sort(vectors @ cohort.T, axis=1)[:, -nearest:]
    centre = np.asarray(near.mean(axis=1), np.float32)
    return centre, np.asarray(np.maximum(near.std(axis=1), 1e-3), np.float32)
