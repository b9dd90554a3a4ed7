"""Fishes, sea creatures and talking things of Fish Fillets: pixel art, numbered frames.

A room of the game is a folder, and a figure in it the files of one stem, `krab_00.png` and on.
What is listed here has a face or a body; most rooms also hold blocks, pipes and crystals. A
creature that lives in several rooms is read in one.
"""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from models.train.sources import Basket, Folders, Identity, Picture, Source, debian

PACKAGE = debian(
    "fillets-ng-data",
    "1.0.1-1.1",
    "25de89afd8b1adf7bcace8290248a6a22c89cd42300317e69000e162c032cf84",
)
_IMAGES = Path("usr/share/games/fillets-ng/images")
_FIGURES = (
    "airplane/oko", "atlantis/krab", "aztec/konik", "aztec/skull", "aztec/totem",
    "barrel/hlubinna", "barrel/kachna", "barrel/killer", "barrel/kukajda", "barrel/noha",
    "barrel/pld", "cabin1/chobotnice", "cancan/sasanka", "cancan/sepie", "captain/lebza",
    "cave/netopejr", "cave/rybicka_h", "cave/zahavec", "cellar/maly_snek", "city/hlava",
    "columns/prava", "crabshow/shrimp", "creatures/balal", "elk/los", "experiments/horni_tvor",
    "experiments/mala", "experiments/mrtvolka", "experiments/mutant", "gods/neptun",
    "gods/poseidon", "hole/lebka", "propulsion/ufon-", "reef/plz", "society/poustevnicek_b",
    "society/sepijka", "viking1/vik1", "viking1/vik2", "viking1/vik5", "viking1/vik6",
    "viking1/vik7", "viking2/vik3",
)  # fmt: skip
_KIN = {"aztec/skull": "hole/lebka"}
"""Nearly the same figure, of other stone."""
_FISHES = ("big", "small")
_BONES = "body_skeleton"


def read(folders: Folders) -> Iterator[Identity]:
    """The two fishes who speak, then everyone they meet."""
    images = folders[PACKAGE.name] / _IMAGES
    for fish in _FISHES:
        bodies = sorted((images / "fishes" / fish).glob("*/body_*.png"))
        files = [file for file in bodies if not file.name.startswith(_BONES)]
        yield Identity(name=f"fishes/{fish}", pictures=_opened(files))
    for figure in _FIGURES:
        stem = figure if figure.endswith("-") else f"{figure}_"
        files = sorted(images.glob(f"{stem}[0-9][0-9].png"))
        kin = _KIN.get(figure, "")
        yield Identity(name=figure.rstrip("-"), pictures=_opened(files), kin=kin)


def _opened(files: list[Path]) -> tuple[Picture, ...]:
    pictures: list[Picture] = []
    for file in files:
        with Image.open(file) as opened:
            pictures.append(Picture(image=opened.convert("RGBA"), look=file.stem))
    return tuple(pictures)


SOURCES = (
    Source(
        name="fish-fillets",
        style="pixel art of sea creatures and talking things",
        basket=Basket.RESERVED,
        licence="GPL-2.0-only",
        stated="usr/share/doc/fillets-ng-data/copyright",
        by="ALTAR interactive and the Fish Fillets NG team",
        packages=(PACKAGE,),
        read=read,
    ),
)
