"""Every reference of a registry, searched exactly for whatever can matter.

Assets lie in shards, cut where the names of the assets say so: a change of one asset makes one
shard anew, whatever the size of the registry, and all others are shared with the gallery before.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import attrgetter
from typing import Self

import numpy as np

from guardrail.arrays import Scores, Vectors
from guardrail.match.findings import Findings
from guardrail.match.references import ReferenceVectors, check
from guardrail.match.regions import Regions
from guardrail.match.shards import Shard

SHARD_ASSETS = 512
"""Assets that a shard has on average."""
SHARD_REFERENCES = 8192
"""With so many references a shard takes no further asset."""
REGIONS_AT_ONCE = 4096
"""Regions searched at once: bounds the memory of a search whatever the length of a clip."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gallery:
    """Immutable and free of locks: any number of threads may search it.

    `assets` are sorted; `counts` are their numbers of references that may match. References keep
    the arrays that they came with.
    """

    assets: tuple[str, ...]
    references: tuple[ReferenceVectors, ...]
    counts: tuple[int, ...]
    shards: tuple[Shard, ...]
    _cohort: Vectors

    @classmethod
    def build(
        cls,
        references: Iterable[ReferenceVectors],
        *,
        cohort: Vectors,
        before: "Gallery | None" = None,
    ) -> Self:
        """Compile references; `cohort` float32 [K,D] (K may be 0: scores are similarities).

        Shards of the gallery `before` are taken over where their references are the same: the
        same names, and the very arrays. An asset with exclusions only is not searched for.

        Raises ValueError where vectors are not [V,D] of one D and unit length.
        """
        kept = sorted(references, key=attrgetter("order"))
        width = cohort.shape[1] if len(cohort) or not kept else kept[0].vectors.shape[-1]
        known = before.shards_of(cohort, dimensions=width) if before is not None else {}
        shards = []
        for run in _runs(kept):
            shard = known.get(run[0].order)
            if shard is None or not shard.holds(run):
                check(run, dimensions=width)
                shard = Shard.of(run, cohort=cohort)
            shards.append(shard)
        return cls(
            assets=tuple(chain.from_iterable(shard.assets for shard in shards)),
            references=tuple(chain.from_iterable(shard.references for shard in shards)),
            counts=tuple(chain.from_iterable(shard.counts for shard in shards)),
            shards=tuple(shards),
            _cohort=cohort,
        )

    def shards_of(self, cohort: Vectors, *, dimensions: int) -> dict[tuple[str, str, str], Shard]:
        """Its shards by their first reference, if they were measured against this cohort."""
        if not np.array_equal(self._cohort, cohort):
            return {}
        return {
            shard.references[0].order: shard
            for shard in self.shards
            if shard.references[0].vectors.shape[-1] == dimensions
        }

    def search(self, vectors: Vectors, least: Scores | None = None) -> Findings:
        """The best reference and region of every asset in every frame; `vectors` [N,R,D].

        With `least` [assets] only what scores as much is told, and exactly that: most assets are
        ruled out by a bound, which takes a tenth of the time or less. Beside what it returns a
        search holds some 32 MB and the views of what it could not rule out.
        """
        floor = None if least is None else np.asarray(least, np.float32)
        step = max(1, REGIONS_AT_ONCE // max(1, vectors.shape[1]))
        return Findings.joined(
            [
                self._search(Regions.of(vectors[start : start + step]), floor)
                for start in range(0, max(1, len(vectors)), step)
            ]
        )

    def _search(self, regions: Regions, least: Vectors | None) -> Findings:
        column = number = 0
        parts = []
        for shard in self.shards:
            own = None if least is None else least[column : column + len(shard.assets)]
            found = shard.search(regions, own)
            parts.append(found.moved(columns=column, references=number))
            column += len(shard.assets)
            number += len(shard.references)
        return Findings.beside(parts, frames=regions.frames)


def _runs(references: Sequence[ReferenceVectors]) -> Iterator[list[ReferenceVectors]]:
    """Sorted references, cut into those of a shard each; where depends on what is near alone."""
    run: list[ReferenceVectors] = []
    for asset, own in groupby(references, key=attrgetter("asset")):
        starts = zlib.crc32(asset.encode()) % SHARD_ASSETS == 0
        if run and (starts or len(run) >= SHARD_REFERENCES):
            yield run
            run = []
        run.extend(own)
    if run:
        yield run
