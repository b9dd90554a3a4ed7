"""Two heroes, their mentors and the monsters of Ardentryst: soft drawings, a file a frame.

A hero's frame is two files of one size: the legs (`L_Walking1.png`) and the body (`T_...`).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from models.train.sources import Basket, Folders, Identity, Picture, Source, debian

PACKAGE = debian(
    "ardentryst", "1.71-9", "7a01180285a4acaa980b18118127c60ac0377f4e2bcd69244b1feb7de5fc566f"
)
_DATA = Path("usr/share/games/ardentryst/Data")
_FOLDERS = ("Nyx", "Pyralis", "MonsterFrames/*", "NPCs/Frames/*")
_LEFT_OUT = re.compile(r"face|dead|backup|^T_|^L_(Attack|Jump|Cast)")
"""Close-ups, ends, blows without legs, and bodies, which are read with their legs."""
_KIN = {"cspider": "spider", "poispod": "pod"}
"""The same drawing in another colour."""


def read(folders: Folders) -> Iterator[Identity]:
    """Every folder of frames is one figure."""
    data = folders[PACKAGE.name] / _DATA
    for pattern in _FOLDERS:
        for folder in sorted(data.glob(pattern)):
            files = [f for f in sorted(folder.glob("*.png")) if not _LEFT_OUT.search(f.stem)]
            pictures = tuple(Picture(image=_whole(file), look=file.stem) for file in files)
            name = folder.name.lower()
            yield Identity(name=name, pictures=pictures, kin=_KIN.get(name, ""))


def _whole(file: Path) -> Image.Image:
    with Image.open(file) as opened:
        picture = opened.convert("RGBA")
    body = file.with_name("T_" + file.name.removeprefix("L_"))
    if file.name.startswith("L_") and body.is_file():
        with Image.open(body) as opened:
            picture.alpha_composite(opened.convert("RGBA"))
    return picture


SOURCES = (
    Source(
        name="ardentryst",
        style="soft drawings of heroes and monsters",
        basket=Basket.RESERVED,
        licence="CC-BY-SA-3.0",
        stated="usr/share/doc/ardentryst/copyright",
        by="Jordan Trudgett (Ardentryst)",
        packages=(PACKAGE,),
        read=read,
    ),
)
