"""CaveExpress: cave dwellers and beasts walking, swimming, idling and dazed, on sheets."""

import re
from collections.abc import Iterator

from PIL import Image

from models.train.sources import Basket, Folders, Identity, Picture, Source, debian

_ENTRY = re.compile(r'\["npc-([a-z]+)-([\w-]+)"\] = \{([^{}]*)\}')
_FIELD = re.compile(r'(\w+) = "?([\w.-]+)"?')
_LEFT_OUT = ("flying",)
"""A few pixels wide on the sheet."""


def _figures(folders: Folders) -> Iterator[Identity]:
    (folder,) = folders.values()
    game = folder / "usr/share/games/caveexpress"
    listed = (game / "textures/complete.lua").read_text("utf-8").split("texturessmall")[0]
    sheets: dict[str, Image.Image] = {}
    figures: dict[str, list[Picture]] = {}
    for figure, look, held in _ENTRY.findall(listed):
        fields = dict(_FIELD.findall(held))
        name = fields["image"]
        if figure in _LEFT_OUT or not name.endswith("-big"):
            continue
        if name not in sheets:
            sheets[name] = Image.open(game / f"pics/{name}.png").convert("RGBA")
        sheet = sheets[name]
        left, wide = (float(fields[side]) * sheet.width for side in ("x0", "x1"))
        top, high = (float(fields[side]) * sheet.height for side in ("y0", "y1"))
        box = (round(left), round(top), round(left + wide), round(top + high))
        figures.setdefault(figure, []).append(Picture(image=sheet.crop(box), look=look))
    for name, pictures in sorted(figures.items()):
        yield Identity(name=name, pictures=tuple(pictures))


SOURCES: tuple[Source, ...] = (
    Source(
        name="caveexpress",
        style="painted cave dwellers and beasts",
        basket=Basket.RESERVED,
        licence="CC-BY-SA-4.0",
        stated="usr/share/doc/caveexpress-data/copyright (*.png)",
        by="Martin Gerhardy",
        packages=(
            debian(
                "caveexpress-data",
                "2.5.2-1",
                "b12d0d164ec53c37d37eb9755ac09635bc489ff000351fedeaa75e98cae82390",
            ),
        ),
        read=_figures,
    ),
)
"""Figures of CaveExpress."""
