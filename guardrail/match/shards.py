"""Some assets of a gallery, compiled once: immutable, so that galleries share what did not change."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from guardrail.arrays import Vectors
from guardrail.match.findings import NOWHERE, Findings
from guardrail.match.products import products
from guardrail.match.references import Indices, ReferenceVectors, against
from guardrail.match.regions import Regions
from guardrail.match.sketch import Sketch

SKETCHED_VIEWS = 128
"""Views from which on bounds cost less than the comparisons that they spare."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shard:
    """References in order, the `assets` that may match and how many references each has.

    The views themselves are those of the references: a large shard copies only what a search
    cannot rule out, a small one keeps one copy.
    """

    references: tuple[ReferenceVectors, ...]
    assets: tuple[str, ...]
    counts: tuple[int, ...]
    _shown: "_Pictures"
    _excluded: "_Pictures"
    _sketch: Sketch | None
    _copy: tuple["_Batch", ...]

    @classmethod
    def of(cls, references: Sequence[ReferenceVectors], *, cohort: Vectors) -> Self:
        """Compile checked references, which are sorted; `cohort` float32 [K,D], K may be 0."""
        counted = Counter(one.asset for one in references if not one.exclusion)
        place = {asset: at for at, asset in enumerate(counted)}
        shown, excluded = (
            _Pictures.of(references, place, cohort, exclusion=side) for side in (False, True)
        )
        sketch = None
        if len(shown.centre) >= SKETCHED_VIEWS:
            sketch = Sketch.of(np.concatenate(shown.vectors), shown.lengths)
        every = np.arange(len(place))
        return cls(
            references=tuple(references),
            assets=tuple(place),
            counts=tuple(counted.values()),
            _shown=shown,
            _excluded=excluded,
            _sketch=sketch,
            _copy=() if sketch else tuple(_batches(shown, excluded, every)),
        )

    def holds(self, references: Sequence[ReferenceVectors]) -> bool:
        """Whether it was compiled of these very references."""
        return len(references) == len(self.references) and all(
            own.same_as(other) for own, other in zip(self.references, references, strict=True)
        )

    def search(self, regions: Regions, least: Vectors | None) -> Findings:
        """The best of each asset in each frame: of all assets, or what scores `least` [A]."""
        chosen, seen = np.arange(len(self.assets)), regions
        if least is not None and self._sketch is not None:
            limits = self._shown.centre + self._shown.spread * least[self._shown.place_of_views]
            views, near = self._sketch.in_reach(regions.vectors, limits)
            chosen, seen = np.unique(self._shown.place_of_views[views]), regions.only(near)
        found = Findings.nothing(regions.frames, chosen)
        for batch in self._copy or _batches(self._shown, self._excluded, chosen):
            for frame, part in seen.by_frame():
                _search_frame(batch, seen.vectors[part], seen.region[part], found, frame)
        return found if least is None else found.reaching(least[chosen])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pictures:
    """References [P] that match, or those that exclude; `centre` and `spread` [views] of theirs.

    `place` ascends: which of the shard's assets each belongs to, `place_of_views` [views] whose
    each view is. `number` is its own place among the shard's references, `lengths` how many views
    it has.
    """

    vectors: tuple[Vectors, ...]
    place: Indices
    place_of_views: Indices
    number: Indices
    lengths: Indices
    centre: Vectors
    spread: Vectors

    @classmethod
    def of(
        cls,
        references: Sequence[ReferenceVectors],
        place: dict[str, int],
        cohort: Vectors,
        *,
        exclusion: bool,
    ) -> Self:
        chosen = [
            (number, one)
            for number, one in enumerate(references)
            if one.exclusion is exclusion and one.asset in place
        ]
        vectors = tuple(one.vectors for _, one in chosen)
        nothing = np.zeros((0, references[0].vectors.shape[1]), np.float32)
        centre, spread = against(np.concatenate([nothing, *vectors]), cohort)
        places = np.array([place[one.asset] for _, one in chosen], np.intp)
        lengths = np.array([len(one) for one in vectors], np.intp)
        return cls(
            vectors=vectors,
            place=places,
            place_of_views=np.repeat(places, lengths),
            number=np.array([number for number, _ in chosen], np.intp),
            lengths=lengths,
            centre=centre,
            spread=spread,
        )

    def rows(self, places: Indices) -> "_Rows":
        """The views of the assets at these places, which ascend."""
        wanted = np.isin(self.place, places)
        pictures, views = np.flatnonzero(wanted), np.flatnonzero(np.repeat(wanted, self.lengths))
        owners, lengths = np.unique(self.place_of_views[views], return_counts=True)
        nothing = np.zeros((0, self.vectors[0].shape[1] if self.vectors else 0), np.float32)
        chosen = [self.vectors[i] for i in pictures.tolist()]
        return _Rows(
            vectors=np.asarray(np.concatenate([nothing, *chosen]), np.float32),
            centre=self.centre[views],
            spread=self.spread[views],
            reference=np.repeat(self.number, self.lengths)[views],
            starts=np.cumsum(lengths) - lengths,
            lengths=lengths,
            assets=np.searchsorted(places, owners),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Rows:
    """Views as rows, those of an asset side by side: `lengths` [A'] rows from `starts` [A'] on.

    `assets` [A'] are the assets' places in the batch; `reference` [rows] in the shard.
    """

    vectors: Vectors
    centre: Vectors
    spread: Vectors
    reference: Indices
    starts: Indices
    lengths: Indices
    assets: Indices


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Batch:
    """Assets searched at once, all with exclusions or all without, and where to write of them."""

    at: Indices
    shown: _Rows
    excluded: _Rows


def _batches(shown: _Pictures, excluded: _Pictures, chosen: Indices) -> Iterator[_Batch]:
    """Exclusions cost time: assets that have none are searched apart."""
    barred = np.isin(chosen, excluded.place)
    for at in (np.flatnonzero(~barred), np.flatnonzero(barred)):
        if len(at):
            places = chosen[at]
            yield _Batch(at=at, shown=shown.rows(places), excluded=excluded.rows(places))


def _search_frame(
    batch: _Batch, regions: Vectors, numbers: Indices, found: Findings, frame: int
) -> None:
    """Write one frame's row of `found`; `regions` [R,D] are those of `numbers` [R]."""
    rows = batch.shown
    similarity = products(regions, rows.vectors)
    if len(batch.excluded.assets):
        similarity = np.where(_silenced(batch, regions, similarity), NOWHERE, similarity)
    every = np.arange(len(rows.vectors))
    nearest = similarity.max(axis=0)
    score = (nearest - rows.centre) / rows.spread
    top = np.maximum.reduceat(score, rows.starts)
    is_top = score == np.repeat(top, rows.lengths)
    row = np.minimum.reduceat(np.where(is_top, every, len(every) - 1), rows.starts)
    is_there = np.isfinite(top)
    region = np.where(is_there, similarity[:, row].argmax(axis=0), 0)
    found.score[frame, batch.at] = top
    found.similarity[frame, batch.at] = np.where(is_there, nearest[row], -1.0)
    found.region[frame, batch.at] = numbers[region]
    found.reference[frame, batch.at] = np.where(is_there, rows.reference[row], 0)


def _silenced(batch: _Batch, regions: Vectors, similarity: Vectors) -> npt.NDArray[np.bool_]:
    """Where [R,rows] an exclusion fits a region at least as well as its asset's best row does."""
    shown, excluded = batch.shown, batch.excluded
    best = np.maximum.reduceat((similarity - shown.centre) / shown.spread, shown.starts, axis=1)
    barred = np.maximum.reduceat(
        (products(regions, excluded.vectors) - excluded.centre) / excluded.spread,
        excluded.starts,
        axis=1,
    )
    return np.asarray(np.repeat(barred >= best, shown.lengths, axis=1))
