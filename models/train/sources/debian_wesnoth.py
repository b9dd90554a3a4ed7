"""Units of The Battle for Wesnoth: painted pixel art, a figure in poses and directions.

The unit files name each unit's first picture; the frames beside it that carry its name are the
rest. Magenta stands for the side's colour there: each unit wears one fixed colour here.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import numpy as np
from PIL import Image

from models.train.sources import Basket, Folders, Identity, Picture, Source, debian

PACKAGE = debian(
    "wesnoth-1.16-data",
    "1:1.16.9-1",
    "1012b964bd412a6770685e3324ae3b61e176caff7846192d1ee63d55cd621e26",
)
_DATA = Path("usr/share/games/wesnoth/1.16/data/core")
_IMAGE = re.compile(
    r'(?:\A|\[(?:unit_type|female|male|variation)\])[^\[]*?\bimage="?(units/[^"\n:~]+\.png)'
)
_TURN = re.compile(r"(?:-(?:n|ne|se|s|idle|stand|\d+))+$")
_LEFT_OUT = re.compile(r"(die|death|halo|missile|fire-?burst|projectile|explo|corpse|teleport)")
_SIDE = (
    "F49AC1 3F0016 55002A 690039 7B0045 8C0051 9E005D B10069 C30074 D6007F EC008C EE3D96 EF5BA1"
    " F172AC F287B6 F4ADCD F6C1D9 F8D5E2 FAE9EF"
)  # fmt: skip
_COLOURS = (
    (200, 30, 30),
    (40, 70, 200),
    (40, 150, 50),
    (190, 140, 20),
    (110, 110, 120),
    (20, 140, 140),
)


def read(folders: Folders) -> Iterator[Identity]:
    """Every unit that moves; its picture in the unit file is the first."""
    data = folders[PACKAGE.name] / _DATA
    stems = _first_pictures(data)
    frames: dict[str, list[Path]] = defaultdict(list)
    for file in sorted((data / "images/units").rglob("*.png")):
        path = file.relative_to(data / "images").with_suffix("").as_posix()
        owners = [s for s in stems if path == s or path.startswith((s + "-", s + "+"))]
        if owners and not _LEFT_OUT.search(file.stem):
            frames[max(owners, key=len)].append(file)
    for stem in sorted(frames):
        if "/transport/" in stem:
            continue
        colour = _COLOURS[crc32(stem.encode()) % len(_COLOURS)]
        name = stem.removeprefix("units/")
        pictures = tuple(
            Picture(
                image=_recoloured(file, colour),
                look=file.stem.removeprefix(Path(stem).name).strip("-"),
            )
            for file in sorted(frames[stem], key=lambda f: (len(f.stem), f.stem))
        )
        yield Identity(name=name, pictures=pictures, kin=_kin(name))


def _first_pictures(data: Path) -> frozenset[str]:
    found: set[str] = set()
    for file in sorted((data / "units").rglob("*.cfg")):
        for path in _IMAGE.findall(file.read_text("utf-8")):
            found.add(_TURN.sub("", path.removesuffix(".png")))
    return frozenset(found)


def _kin(name: str) -> str:
    """The unit of which this is another gender: what stands before the plus sign."""
    return name.partition("+")[0]


def _recoloured(file: Path, colour: tuple[int, int, int]) -> Image.Image:
    with Image.open(file) as opened:
        pixels = np.array(opened.convert("RGBA"))
    for text in _SIDE.split():
        shade = np.array([int(text[i : i + 2], 16) for i in (0, 2, 4)])
        light = shade.mean() / 130.0
        wanted = np.array(colour)
        new = wanted * light if light < 1 else wanted + (255 - wanted) * (light - 1) / 0.96
        pixels[(pixels[..., :3] == shade).all(axis=-1), :3] = np.clip(new, 0, 255).astype(np.uint8)
    return Image.fromarray(pixels)


SOURCES = (
    Source(
        name="wesnoth",
        style="painted pixel art of fantasy units",
        basket=Basket.RESERVED,
        licence="GPL-2.0-or-later",
        stated="usr/share/doc/wesnoth-1.16-data/copyright",
        by="The Battle for Wesnoth contributors",
        packages=(PACKAGE,),
        read=read,
    ),
)
