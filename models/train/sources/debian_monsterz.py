"""Eight round monsters of a puzzle, each in four moods: one sheet, a row a monster."""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from models.train.sources import Basket, Folders, Identity, Picture, Source, debian

PACKAGE = debian(
    "monsterz-data",
    "0.7.1-12",
    "8dc0fd62ac88995c27555714b70c3f6fbb67a6f42817a407139c847adb457d85",
)
_SHEET = Path("usr/share/games/monsterz/graphics/tiles.png")
_CELL_PX = 48
_FIRST_ROW = 5
_NAMES = ("shaggy", "jagged", "one-eyed", "starry", "three-horned", "two-horned", "drop", "squid")
"""From the top; the ninth is left out: it has the outline of the ghosts of a known game."""
_MOODS = ("calm", "glad", "afraid", "angry")


def read(folders: Folders) -> Iterator[Identity]:
    """The monsters from the top of the sheet."""
    with Image.open(folders[PACKAGE.name] / _SHEET) as opened:
        page = opened.convert("RGBA")
    for row, name in enumerate(_NAMES, start=_FIRST_ROW):
        pictures: list[Picture] = []
        for column, mood in enumerate(_MOODS):
            left, top = column * _CELL_PX, row * _CELL_PX
            cell = page.crop((left, top, left + _CELL_PX, top + _CELL_PX))
            pictures.append(Picture(image=cell, look=mood))
        yield Identity(name=name, pictures=tuple(pictures))


SOURCES = (
    Source(
        name="monsterz",
        style="round monsters in thick black lines",
        basket=Basket.TRAINING,
        licence="WTFPL",
        stated="usr/share/doc/monsterz-data/copyright",
        by="Sam Hocevar (Monsterz)",
        packages=(PACKAGE,),
        read=read,
    ),
)
