"""Photographs without anybody in them: landscapes, cities, surfaces, things."""

from collections.abc import Iterator
from functools import partial

from models.train.sources import Basket, Folders, Identity, Source, debian, pypi
from models.train.sources.grounds_files import files

_ENDLESS_SKY = debian(
    "endless-sky-data",
    "0.9.8-1.2",
    "e45835e05a11e84bb1a890a0ded390246a53b8318f21a25925aa70fa54f80c13",
)
_LAND = "usr/share/games/endless-sky/images/land/*.jpg"
_SHARE_ALIKE = frozenset({
    "*-harro", "*-iridium", "*-sfiera", "*-spfld", "*-striker", "bwerner", "dmottl", "lava5",
    "mfield", "myrabella",
})  # fmt: skip
"""Photographs of Endless Sky whose photographers ask for share-alike."""
_FREELY_LICENSED = frozenset({
    "Picture", "Wine", "aitzgorri", "life", "picosdeeuropa", "seeding", "sunset", "umang",
})  # fmt: skip
"""Wallpapers of Lomiri that are CC BY."""
_NO_FIGURES = frozenset({"brick", "coffee", "grass", "gravel", "hubble", "rocket"})
"""Sample pictures of scikit-image that show no person and no animal."""


def _photographs(
    folders: Folders, *, inside: tuple[str, ...], named: frozenset[str] = frozenset("*"),
    but: frozenset[str] = frozenset(),
) -> Iterator[Identity]:  # fmt: skip
    return files(folders, inside=inside, look="photograph", named=named, but=but)


SOURCES: tuple[Source, ...] = (
    Source(
        name="places-endless-sky",
        style="photographs of landscapes and cities",
        basket=Basket.TRAINING,
        licence="public domain",
        stated="usr/share/doc/endless-sky-data/copyright (images/land)",
        by="contributors of morgueFile and Unsplash, NASA, USGS",
        packages=(_ENDLESS_SKY,),
        read=partial(_photographs, inside=(_LAND,), but=_SHARE_ALIKE),
    ),
    Source(
        name="places-lomiri",
        style="wallpapers, photographs",
        basket=Basket.TRAINING,
        licence="CC-BY-4.0",
        stated="usr/share/doc/lomiri-wallpapers-16.04/copyright, by file",
        by="Aitzol Berasategi, Trevor Freespace, Abhishek Mudgal, Jakub Mede, Clemens Engelhardt",
        packages=(
            debian(
                "lomiri-wallpapers-16.04",
                "20.04.0-2",
                "a99ff6a3bfe451e4cc0682ecb3cc82e71740626d59e4845ae34a0a0e45421eab",
            ),
        ),
        read=partial(_photographs, inside=("usr/share/backgrounds/*.jpg",), named=_FREELY_LICENSED),
    ),
    Source(
        name="surfaces-scikit-image",
        style="photographs of surfaces and things",
        basket=Basket.TRAINING,
        licence="CC0-1.0",
        stated="skimage/data/_fetchers.py, by picture",
        by="CC0Textures, Rachel Michetti, NASA, SpaceX",
        packages=(
            pypi(
                "scikit-image",
                "0.26.0",
                "74aa5518ccea28121f57a95374581d3b979839adc25bb03f289b1bc9b99c58af",
            ),
        ),
        read=partial(
            _photographs, inside=("skimage/data/*.png", "skimage/data/*.jpg"), named=_NO_FIGURES
        ),
    ),
    Source(
        name="places-endless-sky-share-alike",
        style="photographs of landscapes and cities",
        basket=Basket.RESERVED,
        licence="CC-BY-SA-3.0 or CC-BY-SA-4.0, by photographer",
        stated="usr/share/doc/endless-sky-data/copyright (images/land)",
        by="Berthold Werner, Myrabella, Dmitry A. Mottl, Matthew Field, Chris Pickel and others",
        packages=(_ENDLESS_SKY,),
        read=partial(_photographs, inside=(_LAND,), named=_SHARE_ALIKE),
    ),
)
