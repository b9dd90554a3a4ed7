"""Which of an asset's designs a match shows, and by how much it is nearer than the others."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter

import numpy as np

from guardrail.arrays import Vectors
from guardrail.domain import VersionSeen
from guardrail.match.gallery import Gallery
from guardrail.match.products import products


def versions_seen(
    gallery: Gallery, asset: str, vectors: Vectors, regions: Sequence[tuple[int, int]]
) -> tuple[VersionSeen, ...]:
    """The lead of each version of an asset, by id; nothing where it has only one.

    `vectors` float32 [N,R,D] of frames, `regions` the (frame, region) pairs that match the asset.
    A version's similarity to a region is that of its nearest reference.
    """
    first = bisect_left(gallery.references, asset, key=attrgetter("asset"))
    last = bisect_right(gallery.references, asset, key=attrgetter("asset"))
    views: dict[str, list[Vectors]] = {}
    for reference in gallery.references[first:last]:
        if not reference.exclusion:
            views.setdefault(reference.version, []).append(reference.vectors)
    if len(views) < 2 or not regions:  # noqa: PLR2004 — nothing to tell apart
        return ()
    seen = np.stack([vectors[frame, region] for frame, region in regions])
    nearest = np.stack([products(seen, np.concatenate(one)).max(axis=1) for one in views.values()])
    leads = []
    for at, version in enumerate(views):
        others = np.delete(nearest, at, axis=0).max(axis=0)
        leads.append(VersionSeen(version=version, lead=float((nearest[at] - others).max())))
    return tuple(sorted(leads, key=attrgetter("version")))
