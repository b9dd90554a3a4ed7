"""Who is registered and who is not: figures of the reserved basket, split by figure.

Half of the figures of each source are for choosing thresholds (`validation`), the other half for
telling how it went (`test`); no figure is in both. Of each half some are registered with up to
five pictures, and their other pictures must be found; the rest are look-alikes: drawn by the same
hand, registered by nobody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.train.albums import Album, Pixels, open_albums
from models.train.trials import random_of

REFERENCES = 5
LEAST_PICTURES = 3
SPLITS = ("validation", "test")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figure:
    """One figure: its source, its pictures for the registry and those to ask about."""

    id: str
    source: str
    references: tuple[Pixels, ...]
    asked: tuple[Pixels, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The figures of one split."""

    registered: tuple[Figure, ...]
    strangers: tuple[Figure, ...]
    digests: dict[str, str]


def choose(work: Path, *, split: str, per_source: int, seed: int) -> Cast:
    """At most `per_source` registered figures, and as many strangers, of every reserved source."""
    registered: list[Figure] = []
    strangers: list[Figure] = []
    digests = {}
    for album in open_albums(work, "reserved"):
        figures = _split(album, split, seed)
        known = figures[: min(per_source, (len(figures) + 1) // 2)]
        registered += [_figure(album, number, seed) for number in known]
        others = figures[len(known) : len(known) + per_source]
        strangers += [_figure(album, number, seed) for number in others]
        digests[album.source] = f"{len(figures)} of {len(album.names)} figures"
    return Cast(registered=tuple(registered), strangers=tuple(strangers), digests=digests)


def in_turn(figures: Sequence[Figure], count: int) -> Iterator[tuple[Figure, Pixels]]:
    """`count` pictures to ask about, of one figure after the other, again from the start."""
    turn = 0
    given = 0
    while given < count and figures:
        for figure in figures:
            if given < count:
                yield figure, figure.asked[turn % len(figure.asked)]
                given += 1
        turn += 1


def _split(album: Album, split: str, seed: int) -> list[int]:
    """The figures of one half with enough pictures, in an order that follows from the seed.

    Figures that are kin (near-twins) stay in one half.
    """
    counts = np.bincount(album.identity, minlength=len(album.names))
    halves = {
        name: SPLITS[int(random_of(0, album.source, name, "split").integers(2))]
        for name in set(album.kin) | set(album.names)
    }
    chosen = [
        number
        for number, name in enumerate(album.names)
        if counts[number] >= LEAST_PICTURES and halves[album.kin[number] or name] == split
    ]
    order = random_of(seed, album.source, "order").permutation(len(chosen))
    return [chosen[i] for i in order]


def _figure(album: Album, number: int, seed: int) -> Figure:
    pictures = random_of(seed, album.source, number).permutation(album.of(number)).tolist()
    most = min(REFERENCES, len(pictures) - 1)
    return Figure(
        id=f"{album.source}/{number:04}",
        source=album.source,
        references=tuple(album.picture(i) for i in pictures[:most]),
        asked=tuple(album.picture(i) for i in pictures[most:]),
    )
