"""Single things that have no face, cut out: clip art and photographs."""

from collections.abc import Iterator
from itertools import islice

from models.train.sources import Basket, Folders, Identity, Source, debian
from models.train.sources.grounds_files import files

_MOST_OF_A_KIND = 36
_CLIP_ART = (
    "buildings", "buildings/homes", "buildings/furniture", "food", "food/fruit", "food/vegetables",
    "food/desserts", "food/beverages", "plants", "plants/flowers", "plants/trees",
    "transportation/vehicles", "tools", "electronics", "containers", "computer/hardware", "office",
    "recreation/music",
)  # fmt: skip
_WITH_A_FACE = frozenset({
    "*mateya", "a_man", "angel", "apple_with_worm", "autos", "bach", "bacon", "beethoven",
    "bicicletta", "cactus_linda", "cartoon", "casa_in", "cellular", "chalet", "chef",
    "construction", "crawfish", "crazy_cookie", "cucumber", "fiore", "firewall", "flower_0",
    "flowerandpot", "food_laif", "funnyflower", "gallows", "gameboy", "gamepock", "gnome",
    "gr_", "handel", "handshake", "honey", "humane", "insecticide", "inservice", "island",
    "kangaroo", "mirjam", "mouse", "mug_toh", "pansement", "pepino", "perspectival", "pumpkin",
    "reunion", "rhythmbox", "saku", "shelby", "skull", "sm_", "smoke", "the_mad", "trat", "tux",
    "user_",
})  # fmt: skip
"""People, faces and animals among the things of Openclipart, and brands."""
_STAMPS = (
    "food", "household", "plants", "vehicles", "hobbies", "town", "clothes", "space",
)  # fmt: skip
_NOT_BY_ITSELF = frozenset({
    "*_flip", "*_mirror", "*flag", "*helm", "*inukshuk", "*school", "*sign", "*statue", "astro",
    "eva", "knight", "plane", "rubberduck", "spacewalk", "t_", "toilets", "totem", "tux",
    "xing",
})  # fmt: skip
"""Stamps of Tux Paint that show somebody, bear writing or repeat another."""


def _openclipart(folders: Folders) -> Iterator[Identity]:
    for place in _CLIP_ART:
        inside = (f"usr/share/openclipart/png/{place}/*.png",)
        found = files(folders, inside=inside, look="thing", but=_WITH_A_FACE)
        yield from islice(found, _MOST_OF_A_KIND)


def _tuxpaint(folders: Folders) -> Iterator[Identity]:
    """Photographs; the drawn stamps and whatever lives are left out."""
    for kind in _STAMPS:
        inside = (f"usr/share/tuxpaint/stamps/{kind}/**/*.png",)
        yield from files(folders, inside=inside, look="thing", but=_NOT_BY_ITSELF)


SOURCES: tuple[Source, ...] = (
    Source(
        name="things-openclipart",
        style="clip art of things and buildings",
        basket=Basket.TRAINING,
        licence="public domain",
        stated="usr/share/doc/openclipart-png/copyright",
        by="the contributors of the Open Clip Art Library",
        packages=(
            debian(
                "openclipart-png",
                "1:0.18+dfsg-19",
                "f07f1545a2970c2cf3fa339bc2405da1a95cf2b1827bfa05bf73eb1c20291c02",
            ),
        ),
        read=_openclipart,
        family="openclipart",
        most=600,
    ),
    Source(
        name="things-tuxpaint",
        style="photographs of things, cut out",
        basket=Basket.RESERVED,
        licence="GPL-2.0-only",
        stated="usr/share/doc/tuxpaint-stamps-default/copyright",
        by="the contributors of Tux Paint",
        packages=(
            debian(
                "tuxpaint-stamps-default",
                "2022.06.04-1",
                "6db6c1bfc870a47f1499d6203b083522eacb57c5f9c87d468f2e92eb6d9d5f34",
            ),
        ),
        read=_tuxpaint,
    ),
)
