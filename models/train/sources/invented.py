"""The cartoonist: figures that the project invents and draws itself, without limit.

Figures stand alone, in casts of one show (one style, different figures), and beside siblings that
differ in one visible trait. No two runs differ by a byte.
"""

import random
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from PIL import Image

from models.train.sources import Basket, Folders, Identity, Picture, Source

if TYPE_CHECKING:
    from models.train.figures import Figure

CASTS = 150
CAST = 8
ALONE = 800
PICTURES = 10
SIDE_PX = 192
FIRST_SHOW = 7_000
"""Seeds of the shows and figures here; the sheets of the generator begin at 0."""
FIRST_ALONE = 50_000
TWINS = 120
FIRST_TWIN = 90_000
"""Other seeds: siblings that no training ever shows, to count how often they are confused."""


def identities(_folders: Folders) -> Iterator[Identity]:
    """Every figure with its pictures; after every second one its sibling."""
    from models.train import figures  # noqa: PLC0415 - skia is wanted only where this is read

    chosen: list[tuple[str, Figure]] = [
        (f"show {show} figure {k}", figure)
        for show in range(FIRST_SHOW, FIRST_SHOW + CASTS)
        for k, figure in enumerate(figures.cast(show, CAST))
    ]
    chosen += [
        (f"figure {seed}", figures.invent(seed)) for seed in range(FIRST_ALONE, FIRST_ALONE + ALONE)
    ]
    for number, (name, figure) in enumerate(chosen):
        yield Identity(name=name, pictures=tuple(_pictures(figure, number * 2)))
        if number % 2:
            other, trait = figures.sibling(figure, number)
            yield Identity(
                name=f"{name} other {trait}",
                pictures=tuple(_pictures(other, number * 2 + 1)),
                kin=name,
            )


def twins(_folders: Folders) -> Iterator[Identity]:
    """Figures of other seeds, each beside the sibling that differs in one trait."""
    from models.train import figures  # noqa: PLC0415 - skia is wanted only where this is read

    for seed in range(FIRST_TWIN, FIRST_TWIN + TWINS):
        figure = figures.invent(seed)
        other, trait = figures.sibling(figure, seed)
        name = f"figure {seed}"
        yield Identity(name=name, pictures=tuple(_pictures(figure, seed * 2)))
        yield Identity(
            name=f"{name} other {trait}", pictures=tuple(_pictures(other, seed * 2 + 1)), kin=name
        )


def _pictures(figure: "Figure", seed: int) -> Iterable[Picture]:
    from models.train import figures  # noqa: PLC0415 - skia is wanted only where this is read

    rng = random.Random(seed)
    for _ in range(PICTURES):
        take = figures.take(figure, rng)
        look = f"{take.view}, {take.pose.name}, {take.expression.name}, {take.framing}"
        yield Picture(
            image=Image.fromarray(figures.draw(figure, take, SIDE_PX)),
            look=look if take.outfit == 1 else f"{look}, other clothes",
            house=take.rendering,
        )


SOURCES: tuple[Source, ...] = (
    Source(
        name="cartoonist",
        style="invented figures, drawn as vectors in twelve renderings",
        basket=Basket.TRAINING,
        licence="CC0-1.0",
        stated="models/train/figures",
        by="the project",
        packages=(),
        read=identities,
        most=4000,
    ),
    Source(
        name="cartoonist-twins",
        style="invented figures of seeds never trained on, in pairs of siblings",
        basket=Basket.RESERVED,
        licence="CC0-1.0",
        stated="models/train/figures",
        by="the project",
        packages=(),
        read=twins,
    ),
)
