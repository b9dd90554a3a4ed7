"""The fireman, the people and the fiends of Mr. Rescue: tiny pixel art in strips of frames.

The game is one archive (`.love`, a zip). A strip is named after its figure and action; how wide
a frame is only the game's program knows, so it is listed here.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from PIL import Image

from models.train.sources import Basket, Folders, Identity, Picture, Source, debian

PACKAGE = debian(
    "mrrescue", "1.02e-3", "62ca7e873bcb5077c6f95b814d3c8e6909c9e1f953ebb00d0bb82176e2bb0cd5"
)
_GAME = Path("usr/share/games/mrrescue/mrrescue.love")
_FRAMES_PX = {
    **{f"human_{person}": {"fly": 20, "panic": 20, "run": 20} for person in range(1, 5)},
    **{
        f"enemy_{anger}{fiend}": dict.fromkeys(("hit", "jump", "recover", "run", "shoot"), width)
        for anger in ("", "angry")
        for fiend, width in {"jumper": 16, "normal": 16, "thief": 18, "volcano": 16}.items()
    },
    "player": {"running": 16, "climb_down": 14, "climb_up": 14},
    "charcoal": {"idle": 64, "daze": 40},
    "gasleak": {"idle": 40, "walk": 40},
    "magmahulk": {"jump": 58, "land": 58},
}
"""Width of a frame of each strip of each figure; not every fiend has every strip."""


def read(folders: Folders) -> Iterator[Identity]:
    """Every figure in all frames of its strips; the fiends in anger are kin of the calm ones."""
    with ZipFile(folders[PACKAGE.name] / _GAME) as game:
        names = frozenset(game.namelist())
        for figure, strips in _FRAMES_PX.items():
            pictures: list[Picture] = []
            for action, width in strips.items():
                name = f"data/{figure}_{action}.png"
                if name in names:
                    frames = _frames(game.read(name), width)
                    pictures += [Picture(image=frame, look=action) for frame in frames]
            kin = figure.replace("_angry", "_")
            yield Identity(name=figure, pictures=tuple(pictures), kin=kin)


def _frames(strip: bytes, width: int) -> Iterator[Image.Image]:
    with Image.open(io.BytesIO(strip)) as opened:
        page = opened.convert("RGBA")
    for left in range(0, page.width - width + 1, width):
        yield page.crop((left, 0, left + width, page.height))


SOURCES = (
    Source(
        name="mrrescue",
        style="tiny pixel art of a fireman and fiends",
        basket=Basket.RESERVED,
        licence="CC-BY-SA-3.0",
        stated="usr/share/doc/mrrescue/copyright",
        by="Tangram Games",
        packages=(PACKAGE,),
        read=read,
    ),
)
