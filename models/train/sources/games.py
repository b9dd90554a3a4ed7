"""Figures of game and learning packages on npm and PyPI: actions, dances and walks.

Sheets of frames whose own index says which figure and which action a frame shows, or files whose
names say it. Frames in between are thinned out here; albums keep those that differ most.
"""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from models.train.sources import (
    Basket,
    Folders,
    Identity,
    Picture,
    Source,
    npm,
    pypi,
)

_FRAMES_A_DANCE = 4
_CODED_PICTURE = "hwQ"
"""How base64 of the format's head (0x87, four bits a pixel) begins; animations begin otherwise."""
_ARCADE_FIGURES = (
    "angelFish cat clownFish dog footballPlayer forestBat forestMonkey forestSnake hermitCrab shark"
    " villager1 villager2 villager3 villager4 hero princess2 princess skelly kaijuBaby kaijuMom"
    " duck mushroom witch"
)
"""The figures among MakeCode Arcade's pictures; all others are tiles and things."""
_KENNEY_FIGURES = {
    "animated_characters/*/*.png": r"(\w+?)_(\w+)",
    "alien/*.png": r"(alienBlue)_(\w+)",
    "enemies/*.png": r"(slimeBlue|slimeBlock|wormGreen|frog)_?(\w*)",
}
"""Where figures lie in Arcade's resources, and how a file's name gives figure and action."""


def _dancers(folders: Folders) -> Iterator[Identity]:
    """Dance Party: twelve animals and others, a sheet of frames a dance."""
    (folder,) = folders.values()
    sheets = folder / "package/test/assets/sprite_sheets"
    index = json.loads((sheets / "characters.json").read_text("utf-8"))
    for figure in sorted(index):
        pictures: list[Picture] = []
        opened: dict[str, Image.Image] = {}
        for dance, listed in sorted(index[figure].items()):
            name = listed["spritesheet"]
            if name not in opened:
                opened[name] = Image.open(sheets / name).convert("RGBA")
            frames = listed["frames"]
            for frame in frames[:: max(1, len(frames) // _FRAMES_A_DANCE)]:
                x, y, w, h = (frame["frame"][side] for side in "xywh")
                pictures.append(Picture(image=opened[name].crop((x, y, x + w, y + h)), look=dance))
        yield Identity(name=figure, pictures=tuple(pictures))


def _makecode(folders: Folders) -> Iterator[Identity]:
    """MakeCode Arcade's gallery: 16-colour pictures, four bits a pixel, column by column."""
    (folder,) = folders.values()
    target = json.loads((folder / "package/built/target.json").read_text("utf-8"))
    files = target["bundledpkgs"]["device"]
    palette = [colour.lstrip("#") for colour in json.loads(files["pxt.json"])["palette"]]
    colours = np.array([(*bytes.fromhex(colour), 255) for colour in palette], np.uint8)
    colours[0] = 0  # the first colour is "nothing"
    gallery: dict[str, list[Picture]] = {name: [] for name in _ARCADE_FIGURES.split()}
    for name in sorted(files):
        if not re.fullmatch(r"sprites\.(builtin|castle|kaiju|duck|swamp)\.jres", name):
            continue
        for picture, held in json.loads(files[name]).items():
            coded = held if isinstance(held, str) else held.get("data", "")
            figure = next(
                (f for f in gallery if re.match(rf"{f}(?!\w*(Tree|Large$))", picture)), ""
            )
            if figure and coded.startswith(_CODED_PICTURE):
                look = picture.removeprefix(figure)
                gallery[figure].append(Picture(image=_decoded(coded, colours), look=look))
    for figure, pictures in gallery.items():
        yield Identity(name=figure, pictures=tuple(pictures))


def _decoded(coded: str, colours: np.ndarray) -> Image.Image:
    held = base64.b64decode(coded)
    width, height = (int.from_bytes(held[at : at + 2], "little") for at in (2, 4))
    stride = (height * 4 + 31) // 32 * 4
    packed = np.frombuffer(held, np.uint8)[8 : 8 + width * stride].reshape(width, stride)
    pixels = np.stack([packed & 15, packed >> 4], axis=2).reshape(width, stride * 2)[:, :height].T
    picture = Image.fromarray(colours[pixels])
    return picture.resize((2 * width, 2 * height), Image.Resampling.NEAREST)  # 16 is too small


def _kenney(folders: Folders) -> Iterator[Identity]:
    """Kenney's figures in Arcade's resources: walks, jumps, climbs."""
    (folder,) = folders.values()
    for glob, pattern in _KENNEY_FIGURES.items():
        yield from _by_name(sorted((folder / "arcade/resources/assets/images").glob(glob)), pattern)


def _by_name(paths: list[Path], pattern: str) -> Iterator[Identity]:
    figures: dict[str, list[Picture]] = {}
    for path in paths:
        found = re.fullmatch(pattern, path.stem)
        if found is not None:
            image = Image.open(path).convert("RGBA")
            figures.setdefault(found[1], []).append(Picture(image=image, look=found[2]))
    for name, pictures in sorted(figures.items()):
        yield Identity(name=name, pictures=tuple(pictures))


SOURCES: tuple[Source, ...] = (
    Source(
        name="dance-party",
        style="flat cartoon animals dancing",
        basket=Basket.TRAINING,
        licence="Apache-2.0",
        stated="package/package.json",
        by="Code.org",
        packages=(
            npm(
                "@code-dot-org/dance-party",
                "2.0.4",
                "0ba419503419cb9a16c7160a6eb197f4e5b6de1aa3a9e2dad5e97aaed80c7ccb",
            ),
        ),
        read=_dancers,
    ),
    Source(
        name="makecode-arcade",
        style="16-pixel game figures",
        basket=Basket.TRAINING,
        licence="MIT",
        stated="package/LICENSE",
        by="Microsoft MakeCode",
        packages=(
            npm(
                "pxt-arcade",
                "4.1.2",
                "f48dab46c63a8565fa4d3b00bdf1e8f7614666900e5a3b39ae110f43db6c3c10",
            ),
        ),
        read=_makecode,
    ),
    Source(
        name="kenney-arcade",
        style="flat platform game figures",
        basket=Basket.TRAINING,
        licence="CC0-1.0",
        stated="arcade/resources/assets/images/License.txt",
        by="Kenney",
        packages=(
            pypi(
                "arcade",
                "3.3.3",
                "25f4e0e5b8bcbe7a7d087c0a23b19e9f423b0c70ec00945c8712c9a3e541ebd2",
            ),
        ),
        read=_kenney,
        family="kenney",
    ),
)
"""Sources of figures out of game and learning packages."""
