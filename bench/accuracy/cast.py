"""Who is registered and who is not: figures of the reserved basket, split by figure.

Half of the figures of each source are for choosing thresholds (`validation`), the other half for
telling how it went (`test`); no figure is in both. Of each half some are registered with up to
five pictures, and their other pictures must be found; the rest are look-alikes: drawn by the same
hand, registered by nobody. A picture that shows a registered one again, as it is or mirrored, is
asked of nobody: what `evaluate` refuses to call a test.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from pathlib import Path

import numpy as np

from guardrail.evaluate.duplicates import Thumbnails
from models.train.albums import Album, Pixels, open_albums
from models.train.trials import random_of, reference

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
    """The figures of one split, a source after the other in turn.

    `left_out` counts the pictures that show a registered one again.
    """

    registered: tuple[Figure, ...]
    strangers: tuple[Figure, ...]
    left_out: int


def sources(work: Path, *, split: str, only: Sequence[str] = ()) -> dict[str, str]:
    """How many figures of each reserved source are in this half."""
    return {
        album.source: f"{len(_split(album, split, 0))} of {len(album.names)} figures"
        for album in open_albums(work, "reserved", only)
    }


def choose(work: Path, *, split: str, per_source: int, seed: int, only: Sequence[str] = ()) -> Cast:
    """At most `per_source` registered figures, and as many strangers, of every reserved source."""
    registered: list[Figure] = []
    strangers: list[Figure] = []
    for album in open_albums(work, "reserved", only):
        figures = _split(album, split, seed)
        known = figures[: min(per_source, (len(figures) + 1) // 2)]
        registered += [_figure(album, number, seed) for number in known]
        others = figures[len(known) : len(known) + per_source]
        strangers += [_figure(album, number, seed) for number in others]
    shown = Thumbnails(
        (Path(figure.id), reference(picture)[None])
        for figure in registered
        for picture in figure.references
    )
    fresh = [_without_repeats(figure, shown) for figure in (*registered, *strangers)]
    before = sum(len(figure.asked) for figure in (*registered, *strangers))
    return Cast(
        registered=interleaved(fresh[: len(registered)]),
        strangers=interleaved(fresh[len(registered) :]),
        left_out=before - sum(len(figure.asked) for figure in fresh),
    )


def interleaved(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """One figure of each source in turn, so that wherever one stops each source had its share."""
    by_source = defaultdict[str, list[Figure]](list)
    for figure in figures:
        by_source[figure.source].append(figure)
    turns = chain.from_iterable(zip_longest(*by_source.values()))
    return tuple(figure for figure in turns if figure is not None)


def in_turn(figures: Sequence[Figure], count: int) -> Iterator[tuple[Figure, Pixels]]:
    """`count` pictures to ask about, of one figure after the other, again from the start."""
    asked = [figure for figure in figures if figure.asked]
    for number in range(count if asked else 0):
        turn, place = divmod(number, len(asked))
        figure = asked[place]
        yield figure, figure.asked[turn % len(figure.asked)]


def _without_repeats(figure: Figure, shown: Thumbnails) -> Figure:
    asked = []
    for picture in figure.asked:
        seen = reference(picture)
        if shown.like(np.stack([seen, seen[:, ::-1]])) is None:
            asked.append(picture)
    return replace(figure, asked=tuple(asked))


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
