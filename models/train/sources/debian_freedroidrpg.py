"""Robots and people of FreedroidRPG: rendered, eight directions, in atlases.

A folder a figure. Its `atlas.txt` names each page of pictures (`* file size W H`) and then the
pictures on it: `enemy_rot_DIRECTION_ACTION-NUMBER.png LEFT TOP WIDTH HEIGHT off X Y`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from models.train.sources import Basket, Folders, Identity, Picture, Source, debian

PACKAGE = debian(
    "freedroidrpg-data",
    "1.0-1",
    "16c3cfeb82b1ec20c98493bbe1de2e356bd1aec832845630a5a7f12e303baa2b",
)
_DROIDS = Path("usr/share/freedroidrpg/data/graphics/droids")
_PLACED = re.compile(r"enemy_rot_(\d+)_(\w+)-(\d+)\.png (\d+) (\d+) (\d+) (\d+) ")
_LIKENESSES = frozenset({"883"})
"""Very like a protected robot of a television series: not read."""
_TORN = frozenset({"prologue"})
"""Two pictures of a haunting, drawn torn: no body to be known by."""
_ACTIONS = frozenset({"stand", "walk", "attack"})
"""The others are of being hit and of breaking."""
_EACH = 2
"""Frames taken of an action in a direction, the first and one half way: neighbours differ little."""


def read(folders: Folders) -> Iterator[Identity]:
    """Every robot and person in three actions and eight directions."""
    for atlas in sorted((folders[PACKAGE.name] / _DROIDS).glob("*/atlas.txt")):
        if atlas.parent.name not in _LIKENESSES | _TORN:
            yield Identity(name=atlas.parent.name, pictures=tuple(_pictures(atlas)))


def _pictures(atlas: Path) -> Iterator[Picture]:
    placed: dict[str, list[tuple[int, str, tuple[int, int, int, int]]]] = defaultdict(list)
    page = ""
    for line in atlas.read_text("utf-8").splitlines():
        if line.startswith("* "):
            page = line.split()[1]
        elif (found := _PLACED.match(line)) and found[2] in _ACTIONS:
            left, top, width, height = (int(found[i]) for i in range(4, 8))
            box = (left, top, left + width, top + height)
            placed[f"{found[2]}, direction {found[1]}"].append((int(found[3]), page, box))
    pages: dict[str, Image.Image] = {}
    for look, frames in sorted(placed.items()):
        frames.sort()
        for frame in sorted({i * len(frames) // _EACH for i in range(_EACH)}):
            _, page, box = frames[frame]
            if page not in pages:
                with Image.open(atlas.parent / page) as opened:
                    pages[page] = opened.convert("RGBA")
            yield Picture(image=pages[page].crop(box), look=look)


SOURCES = (
    Source(
        name="freedroidrpg",
        style="rendered robots and people, eight directions",
        basket=Basket.RESERVED,
        licence="GPL-2.0-or-later",
        stated="usr/share/doc/freedroidrpg-data/copyright",
        by="FreedroidRPG contributors",
        packages=(PACKAGE,),
        read=read,
    ),
)
