"""Workers and animals of Widelands: small rendered figures at work, walking six ways.

A folder a figure. Its `init.lua` says how many rows and columns each sheet of frames has; the
masks of the player's colour beside them (`_pc`) are not read.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from models.train.sources import Basket, Folders, Identity, Picture, Source, debian

PACKAGE = debian(
    "widelands-data",
    "2:1.1-3",
    "0e23d645b15bcfb9e3bcae0de9bc1bdfa75a6ecb36b2e449759d6eb0b4bbd8fb",
)
_DATA = Path("usr/share/games/widelands/data")
_FOLDERS = ("tribes/workers/*/*/init.lua", "world/critters/*/init.lua")
_SMALL_TABLE = re.compile(r"\w+\s*=\s*\{[\s\d,.-]*\},?")
_SHEET = re.compile(r"(\w+)\s*=\s*\{([^{}]*)\}")
_NUMBER = re.compile(r"(frames|rows|columns)\s*=\s*(\d+)")
_SCALE = re.compile(r"_(\d+(?:\.\d+)?)$")
_FRAMES = 2
"""Taken of one sheet, spread over it: neighbours differ little."""


def read(folders: Folders) -> Iterator[Identity]:
    """Every worker and animal that walks."""
    data = folders[PACKAGE.name] / _DATA
    for pattern in _FOLDERS:
        for listing in sorted(data.glob(pattern)):
            pictures = tuple(_pictures(listing))
            name = listing.parent.relative_to(data).as_posix()
            # Workers of one tribe share a body and differ by dress and tool.
            tribe = name.rpartition("/")[0] if name.startswith("tribes") else ""
            yield Identity(name=name, pictures=pictures, kin=tribe)


def _pictures(listing: Path) -> Iterator[Picture]:
    sheets: dict[str, dict[str, int]] = {}
    for name, inside in _SHEET.findall(_SMALL_TABLE.sub("", listing.read_text("utf-8"))):
        numbers = {key: int(value) for key, value in _NUMBER.findall(inside)}
        if len(numbers) == len(("frames", "rows", "columns")):
            sheets[name] = numbers
    for look, file in sorted(_largest(listing.parent).items()):
        action = re.sub(r"_(?:ne|nw|se|sw|e|w)$", "", look)
        if action not in sheets:
            continue
        rows, columns = sheets[action]["rows"], sheets[action]["columns"]
        frames = sheets[action]["frames"]
        with Image.open(file) as opened:
            page = opened.convert("RGBA")
        w, h = page.width // columns, page.height // rows
        for frame in sorted({i * frames // _FRAMES for i in range(_FRAMES)}):
            left, top = frame % columns * w, frame // columns * h
            yield Picture(image=page.crop((left, top, left + w, top + h)), look=look)


def _largest(folder: Path) -> dict[str, Path]:
    """The file of each sheet in its largest scale."""
    found: dict[str, tuple[float, Path]] = {}
    for file in sorted(folder.glob("*.png")):
        scale = _SCALE.search(file.stem)
        if scale is None:
            continue
        look = file.stem[: scale.start()]
        found[look] = max(found.get(look, (0.0, file)), (float(scale[1]), file))
    return {look: file for look, (_, file) in found.items()}


SOURCES = (
    Source(
        name="widelands",
        style="small rendered workers and animals",
        basket=Basket.RESERVED,
        licence="GPL-2.0-or-later",
        stated="usr/share/doc/widelands-data/copyright",
        by="Widelands Development Team",
        packages=(PACKAGE,),
        read=read,
    ),
)
