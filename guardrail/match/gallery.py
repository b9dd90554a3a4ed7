"""Every reference of a registry as one immutable matrix, searched exactly.

A similarity means little by itself: some references resemble everything. So each view of a
reference is measured against a cohort that shows nobody (z-norm of speaker verification; Auckenthaler
et al. 2000), and a *score* says by how many deviations of its nearest cohort pictures it is nearer.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from guardrail.arrays import Vectors

Indices = npt.NDArray[np.intp]

COHORT_SHARE = 0.05
"""The nearest share of the cohort that a view is measured against."""
SHARD_ASSETS = 1024
"""Assets searched at once: bounds the memory of a search whatever the size of the registry."""
_NOWHERE = -np.inf


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Findings:
    """What every asset looks like in every frame; all arrays [N frames, A assets].

    `score` and `similarity` of the best pair of region and reference view, `region` its index in
    the encoder's order, `reference` its index in the gallery. Where an exclusion was nearer
    everywhere in the frame, score is −inf and similarity −1.
    """

    score: Vectors
    similarity: Vectors
    region: Indices
    reference: Indices

    @classmethod
    def joined(cls, parts: Sequence["Findings"]) -> Self:
        """Findings in one gallery, frames after frames; at least one part."""
        return cls(
            score=np.concatenate([part.score for part in parts]),
            similarity=np.concatenate([part.similarity for part in parts]),
            region=np.concatenate([part.region for part in parts]),
            reference=np.concatenate([part.reference for part in parts]),
        )

    def of_frame(self, frame: int) -> "Findings":
        """What was found in one frame."""
        only = slice(frame, frame + 1)
        return Findings(
            score=self.score[only],
            similarity=self.similarity[only],
            region=self.region[only],
            reference=self.reference[only],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Rows:
    """Views as rows, those of an asset side by side: `lengths` [A'] rows from `starts` [A'] on.

    `columns` [A'] are the assets' places in the shard; `reference` [rows] indexes the gallery's.
    """

    vectors: Vectors
    centre: Vectors
    spread: Vectors
    reference: Indices
    starts: Indices
    lengths: Indices
    columns: Indices


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Shard:
    """The rows of some assets, and their `columns` in the gallery."""

    columns: Indices
    shown: _Rows
    excluded: _Rows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gallery:
    """Immutable and free of locks: any number of threads may search it.

    `assets` are sorted; `counts` are their numbers of references that may match.
    """

    assets: tuple[str, ...]
    references: tuple[ReferenceVectors, ...]
    counts: tuple[int, ...]
    _shards: tuple[_Shard, ...]

    @classmethod
    def build(cls, references: Iterable[ReferenceVectors], *, cohort: Vectors) -> Self:
        """Compile references; `cohort` float32 [K,D] (K may be 0: scores are similarities).

        An asset with exclusions only is not searched for. Raises ValueError where vectors are
        not [V,D] of one D and unit length.
        """
        kept = tuple(sorted(references, key=lambda r: (r.asset, r.version, r.reference)))
        for reference in kept:
            _check(reference, kept[0], cohort)
        counted = Counter(r.asset for r in kept if not r.exclusion)
        assets = tuple(sorted(counted))
        owned = defaultdict[str, list[tuple[int, ReferenceVectors]]](list)
        for i, reference in enumerate(kept):
            owned[reference.asset].append((i, reference))
        excluding = {r.asset for r in kept if r.exclusion}
        ordered = sorted(range(len(assets)), key=lambda column: assets[column] in excluding)
        shards = []
        for start in range(0, len(assets), SHARD_ASSETS):
            columns = ordered[start : start + SHARD_ASSETS]
            ours = [owned[assets[column]] for column in columns]
            shown = _rows(ours, cohort, exclusion=False)
            excluded = _rows(ours, cohort, exclusion=True)
            shards.append(_Shard(columns=np.array(columns), shown=shown, excluded=excluded))
        counts = tuple(counted[asset] for asset in assets)
        return cls(assets=assets, references=kept, counts=counts, _shards=tuple(shards))

    def search(self, vectors: Vectors) -> Findings:
        """The best reference and region of every asset in every frame; `vectors` [N,R,D]."""
        shape = (len(vectors), len(self.assets))
        found = Findings(
            score=np.full(shape, _NOWHERE, np.float32),
            similarity=np.full(shape, -1.0, np.float32),
            region=np.zeros(shape, np.intp),
            reference=np.zeros(shape, np.intp),
        )
        for shard in self._shards:
            for frame, regions in enumerate(vectors):
                _search_frame(shard, regions, found, frame)
        return found


def _search_frame(shard: _Shard, regions: Vectors, found: Findings, frame: int) -> None:
    """Write one frame's row of `found` for one shard; `regions` [R,D]."""
    rows = shard.shown
    similarity = regions @ rows.vectors.T
    if len(shard.excluded.columns):
        similarity = np.where(_silenced(shard, regions, similarity), _NOWHERE, similarity)
    every = np.arange(len(rows.vectors))
    region = similarity.argmax(axis=0)
    nearest = similarity[region, every]
    score = (nearest - rows.centre) / rows.spread
    top = np.maximum.reduceat(score, rows.starts)
    is_top = score == np.repeat(top, rows.lengths)
    row = np.minimum.reduceat(np.where(is_top, every, len(every) - 1), rows.starts)
    found.score[frame, shard.columns] = top
    found.similarity[frame, shard.columns] = np.where(np.isfinite(top), nearest[row], -1.0)
    found.region[frame, shard.columns] = region[row]
    found.reference[frame, shard.columns] = rows.reference[row]


def _silenced(shard: _Shard, regions: Vectors, similarity: Vectors) -> npt.NDArray[np.bool_]:
    """Where [R,rows] an exclusion fits a region at least as well as its asset's best row does."""
    shown, excluded = shard.shown, shard.excluded
    best = np.maximum.reduceat((similarity - shown.centre) / shown.spread, shown.starts, axis=1)
    barred = np.maximum.reduceat(
        (regions @ excluded.vectors.T - excluded.centre) / excluded.spread, excluded.starts, axis=1
    )
    silent = np.zeros(best.shape, np.bool_)
    silent[:, excluded.columns] = barred >= best[:, excluded.columns]
    return np.asarray(np.repeat(silent, shown.lengths, axis=1))


def _check(reference: ReferenceVectors, first: ReferenceVectors, cohort: Vectors) -> None:
    vectors = reference.vectors
    where = f"reference {reference.reference!r} of {reference.asset}"
    if vectors.ndim != 2 or not len(vectors):  # noqa: PLR2004
        raise ValueError(f"{where}: vectors must be [V,D], V ≥ 1, not {list(vectors.shape)}")
    expected = cohort.shape[1] if len(cohort) else first.vectors.shape[-1]
    if vectors.shape[1] != expected:
        raise ValueError(f"{where}: {vectors.shape[1]} dimensions, not {expected}")
    if not np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3):
        raise ValueError(f"{where}: vectors must be of unit length")


def _rows(
    owned: Sequence[Sequence[tuple[int, ReferenceVectors]]], cohort: Vectors, *, exclusion: bool
) -> _Rows:
    """The rows of the assets of a shard, given the numbered references of each, in order."""
    chosen = [
        (place, i, r)
        for place, references in enumerate(owned)
        for i, r in references
        if r.exclusion is exclusion
    ]
    lengths = Counter[int]()
    for place, _, reference in chosen:
        lengths[place] += len(reference.vectors)
    width = owned[0][0][1].vectors.shape[1]
    vectors = np.concatenate([np.zeros((0, width), np.float32), *(r.vectors for _, _, r in chosen)])
    centre, spread = _against(vectors, cohort)
    counts = np.array(list(lengths.values()), np.intp)
    return _Rows(
        vectors=np.asarray(vectors, np.float32),
        centre=centre,
        spread=spread,
        reference=np.array([i for _, i, r in chosen for _ in r.vectors], np.intp),
        starts=np.cumsum(counts) - counts,
        lengths=counts,
        columns=np.array(list(lengths), np.intp),
    )


def _against(vectors: Vectors, cohort: Vectors) -> tuple[Vectors, Vectors]:
    """Mean and deviation [V] of each view's similarities to its nearest cohort pictures."""
    if not len(cohort) or not len(vectors):
        return np.zeros(len(vectors), np.float32), np.ones(len(vectors), np.float32)
    nearest = max(2, round(len(cohort) * COHORT_SHARE))
    near = np.sort(vectors @ cohort.T, axis=1)[:, -nearest:]
    centre = np.asarray(near.mean(axis=1), np.float32)
    return centre, np.asarray(np.maximum(near.std(axis=1), 1e-3), np.float32)
