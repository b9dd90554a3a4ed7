"""People, animals and monsters of Dink Smallwood: rendered and touched up, walking four ways.

A folder of frames is one file, `dir.ff`: a count, then (start, name) of each BMP, then the BMPs.
A frame is named after its figure and action, the way it faces as on a keypad, and a number. The
ground is the first colour of the palette, which is white; a shadow is every second pixel black.
"""

import io
import re
import struct
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image

from models.train.sources import Basket, Folders, Identity, Picture, Source, debian

PACKAGE = debian(
    "freedink-data",
    "1.08.20190120-2",
    "5c3f0c22958364460057d9df5318a9a2a0fb84b9174cab57a9d50ad03a73d66c",
)
_GRAPHICS = Path("usr/share/games/dink/dink/graphics")
_GROUPS = ("Animals", "Dink", "People", "foes")
_FRAME = re.compile(r"(.+?)-?(\d+)\.bmp", re.IGNORECASE)
_LEFT_OUT = re.compile(
    r"dink/(seed|die|crawl|fall|hit/magic)|fairy|flop|death|/c8-w|fish[x12]|/f06|/f\d+x|-x|/sp\d"
)
"""Falling to the ground, flames and sparks, puddles, and things that fly out of a hand."""
_ACTIONS = frozenset({"walk", "idle", "hit", "push", "normal", "attack", "attack2"})
_OTHER_FRAMES = {"people/mom/c01": "people/lady"}
"""Two women lie in one folder."""
_SHADOW_MAX = 40
"""Brightest channel of a pixel of shadow."""


def read(folders: Folders) -> Iterator[Identity]:
    """Every person, animal and monster, on its feet; the same body in other colours is kin."""
    graphics = folders[PACKAGE.name] / _GRAPHICS
    found: dict[str, list[Picture]] = defaultdict(list)
    for group in _GROUPS:
        for file in sorted((graphics / group).rglob("dir.ff")):
            folder = file.parent.relative_to(graphics)
            for name, bmp in _frames(file.read_bytes()):
                if (frame := _FRAME.fullmatch(name)) is None:
                    continue
                if _LEFT_OUT.search(f"{folder.as_posix()}/{frame[1]}".lower()):
                    continue
                figure = _figure(folder, frame[1])
                found[figure].append(Picture(image=_cut_out(bmp), look=frame[1].lower()))
    for figure in sorted(found):
        pictures = sorted(found[figure], key=lambda p: p.look)
        kin = "dink" if figure.startswith("dink") else figure.split("/")[1]
        yield Identity(name=figure, pictures=tuple(pictures), kin=kin)


def _figure(folder: Path, frame: str) -> str:
    """The folder without the actions in it: `people/knight/red`; Dink's weapons are figures."""
    for start, figure in _OTHER_FRAMES.items():
        if f"{folder.as_posix()}/{frame}".lower().startswith(start):
            return figure
    parts = [part.lower() for part in folder.parts if part.lower() not in _ACTIONS]
    return "/".join(parts)


def _frames(raw: bytes) -> Iterator[tuple[str, bytes]]:
    (count,) = struct.unpack_from("<I", raw)
    listed = [struct.unpack_from("<I13s", raw, 4 + 17 * number) for number in range(count)]
    for (start, name), (end, _) in pairwise(listed):
        yield name.partition(b"\0")[0].decode("ascii", "replace"), raw[start:end]


def _cut_out(bmp: bytes) -> Image.Image:
    with Image.open(io.BytesIO(bmp)) as opened:
        pixels = np.array(opened.convert("RGBA"))
        pixels[np.asarray(opened) == 0] = 0
    drawn = np.pad(pixels[..., 3] > 0, 1)
    beside = drawn[2:, 1:-1] + 0 + drawn[:-2, 1:-1] + drawn[1:-1, 2:] + drawn[1:-1, :-2]
    pixels[(beside <= 1) & (pixels[..., :3].max(axis=-1) < _SHADOW_MAX)] = 0
    return Image.fromarray(pixels)


SOURCES = (
    Source(
        name="freedink",
        style="small rendered people and monsters of a fairy tale",
        basket=Basket.TRAINING,
        licence="Zlib",
        stated="usr/share/doc/freedink-data/copyright",
        by="Seth A. Robinson and Justin Martin (Dink Smallwood)",
        packages=(PACKAGE,),
        read=read,
    ),
)
