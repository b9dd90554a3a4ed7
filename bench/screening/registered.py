"""What galleries are drawn from to count false matches in: real figures, and moved ones."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from bench.screening.strangers import Shown
from guardrail.arrays import Vectors
from guardrail.match.calibration import Calibration
from guardrail.match.evidence import expectations, least_scores
from guardrail.match.gallery import Gallery
from guardrail.match.references import ReferenceVectors

PER_ASSET = 5
MOVED = 0.6
"""How much of the difference of two pictures a moved figure is moved by."""
SEED = 29
Random = np.random.Generator


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asset:
    """A figure as it is registered; what was made of a real one is of its family and root."""

    family: str
    root: str
    references: tuple[ReferenceVectors, ...]


class Registered:
    """Everything there is to register, in a drawn order, the real figures first."""

    def __init__(self, shown: Sequence[Shown], calibration: Calibration, *, most: int) -> None:
        rng = np.random.default_rng(SEED)
        figures = [one for one in shown if len(one.vectors)]
        if not figures:
            raise ValueError("no references are there: run python -m bench.screening.strangers")
        order = rng.permutation(len(figures)).tolist()
        self.calibration = calibration
        self.real = [_asset(figures[i]) for i in order]
        self.references = sum(len(one.references) for one in self.real)
        self.every = list(self.real)
        count = self.references
        pairs = [one.vectors for one in figures if len(one.vectors) > 1]
        while count < most * 1.1:  # a family is left out of every gallery
            made = _moved(figures[int(rng.integers(len(figures)))], pairs, len(self.every), rng)
            self.every.append(made)
            count += len(made.references)
        self._by_family = defaultdict[str, list[Asset]](list)
        for one in self.real:
            self._by_family[one.family].append(one)

    def by(self, family: str, *, without: frozenset[str]) -> list[Asset]:
        """Real figures of a family, none of the roots named."""
        return [one for one in self._by_family[family] if one.root not in without]

    def gallery(self, size: int, chosen: Sequence[Asset], before: Gallery | None = None) -> Gallery:
        """The first of the chosen, until there are `size` references."""
        kept = list(islice((r for asset in chosen for r in asset.references), size))
        if len(kept) < size:
            raise ValueError(f"there are {len(kept)} references, not {size}")
        return Gallery.build(kept, cohort=self.calibration.cohort, before=before)

    def drawn(self, rng: Random, *, without: str) -> Iterator[Asset]:
        """Real figures of other families, in turn from a drawn one on."""
        first = int(rng.integers(len(self.real)))
        turned = (self.real[(first + i) % len(self.real)] for i in range(len(self.real)))
        return (one for one in turned if one.family != without)

    def expected(
        self, gallery: Gallery, clip: Vectors, *, assets: int, highest: float
    ) -> dict[str, float]:
        """Expected false matches of those assets that have at most the `highest`.

        As if the gallery were a part of one of so many `assets`: each answers for that many.
        """
        part = len(gallery.assets) / assets
        least = least_scores(gallery, self.calibration, record_below=highest * part)
        found = gallery.search(clip, least)
        lowest = expectations(found, gallery, self.calibration).min(axis=0, initial=np.inf) / part
        names = [gallery.assets[column] for column in found.columns]
        return dict(zip(names, lowest.tolist(), strict=True))


def _asset(shown: Shown) -> Asset:
    return _registered(shown, shown.figure, shown.vectors[:PER_ASSET].astype(np.float32))


def _moved(shown: Shown, pairs: Sequence[Vectors], number: int, rng: Random) -> Asset:
    """A figure nobody drew: a real one's views, moved as another figure's views vary."""
    other = pairs[int(rng.integers(len(pairs)))]
    one, two = rng.choice(len(other), 2, replace=False)
    vectors = shown.vectors[:PER_ASSET].astype(np.float32)
    vectors = vectors + MOVED * (other[one].astype(np.float32) - other[two].astype(np.float32))
    return _registered(shown, f"moved {number}", vectors)


def _registered(shown: Shown, name: str, vectors: Vectors) -> Asset:
    units = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return Asset(
        family=shown.family,
        root=shown.root,
        references=tuple(
            ReferenceVectors(
                asset=f"{shown.family}/{name}", version="v1", reference=str(n), vectors=views
            )
            for n, views in enumerate(np.asarray(units, np.float32))
        ),
    )
