"""Little things with faces: the generator of React Kawaii."""

from collections.abc import Iterator

from models.train.sources import Basket, Folders, Identity, Source, npm
from models.train.sources.avatars import REACT, TILT, Planned, read

PACKAGE = npm(
    "react-kawaii", "1.6.0", "d2df2c0d49aee62b592f1db2e953ad800640c63642fce75856839affe039752a"
)
THINGS = (
    "Astronaut", "Backpack", "Cat", "Chocolate", "Cyborg", "Ghost", "HumanCat", "HumanDinosaur",
    "IceCream", "Mug", "Planet",
)  # fmt: skip
MOODS = ("sad", "shocked", "happy", "blissful", "lovestruck", "excited", "ko")
TILTS = (0, -14, 10, 18, -8, 14, -20)
"""Degrees each mood is swayed by: on so small a face the mood alone is hardly seen."""
COLOURS = ("#FFD882", "#A6E191", "#83D1FB", "#E2A6F5", "#FF8E8E", "#F4F4F4", "#8A6B52")


def kawaii() -> Iterator[Planned]:
    """Things with faces in seven moods; another colour is another figure, kin to the first."""
    for thing, colour in ((t, c) for t in THINGS for c in range(len(COLOURS))):
        orders = tuple(
            (
                {
                    "draw": thing,
                    "mood": mood,
                    "color": COLOURS[colour],
                    "uniqueId": "one",
                    TILT: tilt,
                },
                mood,
            )
            for mood, tilt in zip(MOODS, TILTS, strict=True)
        )
        kin = f"{thing} 0" if colour else ""
        yield Planned(name=f"{thing} {colour}", orders=orders, kin=kin)


def _read(folders: Folders) -> Iterator[Identity]:
    return read("kawaii", kawaii(), folders)


SOURCES: tuple[Source, ...] = (
    Source(
        name="kawaii", style="things with small faces", basket=Basket.TRAINING,
        licence="MIT", stated="package/LICENSE.md", by="Elizabet aka Miuki Miu",
        packages=(PACKAGE, *REACT), read=_read,
    ),
)  # fmt: skip
