"""Creatures of SuperTux: smooth cartoon animals and things with faces, a sprite file a figure.

A sprite file lists actions and the pictures of each; actions of an end (burnt, melted, squashed)
are left out because little of the figure is seen in them.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from models.train.sources import Basket, Folders, Identity, Picture, Source, debian

PACKAGE = debian(
    "supertux-data",
    "0.6.3-2",
    "a6ad8865972f1dbb5e7b49f4e1b381dd16a68f3028a3502cfeaca2400285d27f",
)
_CREATURES = Path("usr/share/games/supertux2/images/creatures")
_PROPS = frozenset({
    "dart", "darttrap", "dispenser", "gold_bomb", "kugelblitz", "leafshot", "stalactite",
    "livefire", "flame", "bag",
})  # fmt: skip
_LIKENESSES = frozenset({"kirby", "icecrusher", "mr_bomb", "haywire", "plant", "short_fuse"})
"""Named after a protected character, or too like one: not read."""
_END = re.compile(
    r"burn|melt|squish|dead|editor|explo|shatter|iced|frozen|ground|spark|overlay|glow|root|light"
)
_PICTURE = re.compile(r'"([^"]+\.png)"')
_ACTION = re.compile(r'\(name\s+"([^"]+)"\)')


def read(folders: Folders) -> Iterator[Identity]:
    """Every creature, in the actions in which it lives."""
    creatures = folders[PACKAGE.name] / _CREATURES
    for sprite in sorted(creatures.rglob("*.sprite")):
        kind = sprite.relative_to(creatures).parts[0]
        if kind in _PROPS | _LIKENESSES or _END.search(sprite.stem):
            continue
        files = _files(sprite)
        name = sprite.relative_to(creatures).with_suffix("").as_posix()
        pictures = tuple(Picture(image=_opened(file), look=look) for file, look in files.items())
        yield Identity(name=name, pictures=pictures, kin=kind)


def _files(sprite: Path) -> dict[Path, str]:
    found: dict[Path, str] = {}
    for block in sprite.read_text("utf-8").split("(action")[1:]:
        action = _ACTION.search(block)
        look = action[1] if action else ""
        for listed in _PICTURE.findall(block):
            file = (sprite.parent / listed).resolve()
            if file.is_file() and not _END.search(look) and not _END.search(file.stem):
                found.setdefault(file, look)
    return found


def _opened(file: Path) -> Image.Image:
    with Image.open(file) as opened:
        return opened.convert("RGBA")


SOURCES = (
    Source(
        name="supertux",
        style="smooth cartoon creatures",
        basket=Basket.RESERVED,
        licence="GPL-3.0-or-later",
        stated="usr/share/doc/supertux-data/copyright",
        by="SuperTux Devel Team",
        packages=(PACKAGE,),
        read=read,
    ),
)
