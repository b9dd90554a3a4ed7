"""Monsters and people of Freedoom, read out of its WADs: eight views of every frame.

A sprite is a lump `NAMEfr` or `NAMEfrfr`: four letters of the figure, then a frame letter and a
view digit, twice where the second view is the first one mirrored. Pictures are columns of runs
("posts") over a palette of 256 colours.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from models.train.sources import Basket, Folders, Identity, Picture, Source, debian

PACKAGE = debian(
    "freedoom", "0.12.1-2", "c5b7cf1aa6dde8c980271981ce75b9b4a9e7b634b9db93d471f54bab7a8e1290"
)
_WADS = ("usr/share/games/doom/freedoom2.wad", "usr/share/games/doom/freedoom1.wad")
_LEAST_VIEWS = 5
"""A figure has frames drawn from all sides; props and effects have one view."""
_EFFECTS = frozenset({"BAL7", "FATB", "MISL", "MANF"})
"""Missiles, which also have views."""
_LIKENESSES = frozenset({"SSWV"})
"""Stands in for a guard out of another game: not read."""
_TWINS = {"BOS2": "boss", "PLYC": "play"}
"""The same body in other colours, or crouching."""


def read(folders: Folders) -> Iterator[Identity]:
    """Every figure drawn from all sides; frames of dying have one view and are left out."""
    lumps: dict[str, bytes] = {}
    for wad in reversed(_WADS):
        lumps |= _lumps(folders[PACKAGE.name] / wad)
    palette = np.frombuffer(lumps["PLAYPAL"][:768], np.uint8).reshape(256, 3)
    sprites = {n[7:]: lump for n, lump in lumps.items() if n.startswith("sprite/")}
    for figure in sorted({name[:4] for name in sprites} - _EFFECTS - _LIKENESSES):
        names = sorted(n for n in sprites if n[:4] == figure and n[5:6] in "12345678")
        if len({n[5] for n in names} | {n[7] for n in names if len(n) == 8}) < _LEAST_VIEWS:
            continue
        pictures = []
        for name in names:
            image = _picture(sprites[name], palette)
            pictures.append(Picture(image=image, look=f"frame {name[4]}, view {name[5]}"))
            if len(name) == 8 and name[6:] != name[4:6]:
                turned = ImageOps.mirror(image)
                pictures.append(Picture(image=turned, look=f"frame {name[6]}, view {name[7]}"))
        yield Identity(name=figure.lower(), pictures=tuple(pictures), kin=_TWINS.get(figure, ""))


def _lumps(wad: Path) -> dict[str, bytes]:
    raw = wad.read_bytes()
    count, start = struct.unpack_from("<ii", raw, 4)
    found: dict[str, bytes] = {}
    inside = False
    for number in range(count):
        at, size, label = struct.unpack_from("<ii8s", raw, start + 16 * number)
        name = label.partition(b"\0")[0].decode("ascii")
        if name in {"S_START", "SS_START", "S_END", "SS_END"}:
            inside = name.endswith("START")
        elif inside or name == "PLAYPAL":
            found[f"sprite/{name}" if inside else name] = raw[at : at + size]
    return found


def _picture(lump: bytes, palette: np.ndarray) -> Image.Image:
    width, height = struct.unpack_from("<HH", lump)
    pixels = np.zeros((height, width, 4), np.uint8)
    for column, start in enumerate(struct.unpack_from(f"<{width}I", lump, 8)):
        at = start
        while (top := lump[at]) != 255:
            length = lump[at + 1]
            run = np.frombuffer(lump, np.uint8, length, at + 3)
            pixels[top : top + length, column, :3] = palette[run]
            pixels[top : top + length, column, 3] = 255
            at += length + 4
    return Image.fromarray(pixels)


SOURCES = (
    Source(
        name="freedoom",
        style="digitised and painted monsters, eight views",
        basket=Basket.TRAINING,
        licence="BSD-3-Clause",
        stated="usr/share/doc/freedoom/copyright",
        by="Freedoom contributors",
        packages=(PACKAGE,),
        read=read,
    ),
)
