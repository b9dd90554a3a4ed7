"""Robots and monsters put together from painted parts, the sets of RoboHash.

The package's METADATA names the painter and the licence of sets 1 to 3; sets 4 (cats) and 5 are
not mentioned there and are left out.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image

from models.train.sources import Basket, Folders, Identity, Picture, Source, pypi

PACKAGE = pypi(
    "robohash", "2.0", "fbb51f1e30924200a3c055360eddc09d722018a47ff28f4a73d523889b3d6ba4"
)
SIDE_PX = 256
FIGURES = 150
PICTURES = 8
TWIN_EVERY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """One painter's parts: `mood` layers change from picture to picture, the rest is the figure.

    `extra` is a layer that is left off now and then; `colours` are folders with the same parts.
    `never` names parts that together look like somebody's known character. `head` is the box of
    the head as shares of the side: every other picture is that close.
    """

    name: str
    what: str
    folder: str
    by: str
    mood: tuple[str, ...]
    twin: tuple[str, ...]
    never: tuple[str, ...] = ()
    head: tuple[float, float, float, float] | None = None
    extra: str = ""
    colours: tuple[str, ...] = ("",)


SETS = (
    Set(
        name="robots", what="painted robots, whole figures", folder="set1", by="Zikri Kader",
        mood=("Mouth", "Eyes"), extra="Accessory", twin=("02Face", "01Body"),
        colours=(
            "blue", "brown", "green", "grey", "orange", "pink", "purple", "red", "white", "yellow",
        ),
    ),
    Set(
        name="monsters", what="painted monsters, whole figures", folder="set2",
        by="Hrvoje Novakovic", mood=("Mouth", "Eyes"), twin=("Nose", "03Faces", "01FaceColors"),
        head=(0.2, 0.0, 0.8, 0.84),
        never=("03Faces/010#final9", "04Body/004#final9"),
    ),
    Set(
        name="robot-heads", what="painted robot heads", folder="set3", by="Julian Peter Arias",
        mood=("07Mouth", "04Eyes", "05Eyebrows"), twin=("03Antenna", "06Nose"),
    ),
)  # fmt: skip


class Painter:
    """The parts of one set by colour and layer; layers are painted in the order of their names."""

    def __init__(self, parts: Set, root: Path) -> None:
        self._folder = root / "robohash" / "sets" / parts.folder
        first = self._folder / parts.colours[0]
        names = (folder.name.split("#")[1] for folder in first.iterdir() if folder.is_dir())
        self.layers = tuple(sorted(names))
        self._files = {
            (colour, layer := folder.name.split("#")[1]): tuple(
                file
                for file in sorted(folder.glob("*.png"))
                if f"{layer}/{file.stem}" not in parts.never
            )
            for colour in parts.colours
            for folder in sorted((self._folder / colour).iterdir())
            if folder.is_dir()
        }

    def choices(self, colour: str, layer: str) -> int:
        """How many parts there are for one layer."""
        return len(self._files[colour, layer])

    def paint(self, colour: str, chosen: Mapping[str, int]) -> Image.Image:
        """RGBA: the chosen part of every layer, one over the other."""
        page = Image.new("RGBA", (SIDE_PX, SIDE_PX))
        for layer in self.layers:
            if layer in chosen:
                part = Image.open(self._files[colour, layer][chosen[layer]]).convert("RGBA")
                page.alpha_composite(part.resize(page.size, Image.Resampling.BILINEAR))
        return page


def _read(parts: Set, folders: Folders) -> Iterator[Identity]:
    painter = Painter(parts, folders[PACKAGE.name])

    def pictures(colour: str, figure: dict[str, int], rng: random.Random) -> tuple[Picture, ...]:
        found = []
        for number in range(PICTURES):
            chosen = dict(figure)
            for layer in parts.mood:
                chosen[layer] = rng.randrange(painter.choices(colour, layer))
            if number % 3 == 2:
                chosen.pop(parts.extra, None)
            look = " ".join(f"{layer}{chosen[layer]}" for layer in parts.mood)
            image = painter.paint(colour, chosen)
            if parts.head and number % 2:
                left, top, right, bottom = (round(share * SIDE_PX) for share in parts.head)
                image = image.crop((left, top, right, bottom))
                look += " close"
            found.append(Picture(image=image, look=look))
        return tuple(found)

    for number in range(FIGURES):
        name = f"{parts.name}-{number:03}"
        rng = random.Random(name)
        colour = rng.choice(parts.colours)
        figure = {layer: rng.randrange(painter.choices(colour, layer)) for layer in painter.layers}
        yield Identity(name=name, pictures=pictures(colour, figure, rng))
        if number % TWIN_EVERY == 0:
            layer = rng.choice(parts.twin)
            other = dict(figure)
            other[layer] = (figure[layer] + 1) % painter.choices(colour, layer)
            twin = f"{name}-other-{layer}"
            yield Identity(name=twin, pictures=pictures(colour, other, rng), kin=name)


SOURCES: tuple[Source, ...] = tuple(
    Source(
        name=f"robohash-{parts.name}",
        style=parts.what,
        basket=Basket.TRAINING,
        licence="CC-BY-3.0",
        stated="robohash-2.0.dist-info/METADATA (Image Sets Attribution)",
        by=parts.by,
        packages=(PACKAGE,),
        read=partial(_read, parts),
    )
    for parts in SETS
)
