"""Landscapes, buildings and things of emoji families, out of icon collections."""

import json
from collections.abc import Iterator

from models.train.sources import Basket, Folders, Identity, Package, Source, npm
from models.train.sources.grounds_files import alone
from models.train.sources.svg import icon_drawn

_SCENES = """
beach-with-umbrella brick bridge-at-night building-construction camping castle church cityscape
cityscape-at-dusk classical-building convenience-store department-store derelict-house desert
desert-island factory ferris-wheel foggy fountain globe-showing-americas hindu-temple hospital
hot-springs hotel house house-with-garden houses hut japanese-castle milky-way mosque motorway
mount-fuji mountain mountain-railway national-park night-with-stars office-building
playground-slide railway-track rainbow roller-coaster school shinto-shrine snow-capped-mountain
stadium station sunrise sunrise-over-mountains sunset synagogue tent tokyo-tower tornado volcano
water-wave wood world-map
"""
_THINGS = """
airplane alarm-clock ambulance anchor automobile backpack bed bell bicycle bomb books bucket bus
camera canoe chair couch-and-lamp crown door drum envelope fire-engine guitar helicopter key
ladder laptop light-bulb locomotive luggage magnet microscope motorcycle package radio rocket
sailboat satellite scissors shield shopping-cart sport-utility-vehicle suspension-railway
telephone television toolbox top-hat tractor trumpet umbrella violin watch window avocado
bento-box birthday-cake broccoli carrot cheese-wedge cherries doughnut french-fries grapes
hamburger ice-cream pineapple pizza sushi teapot tomato watermelon
"""


def _emoji(folders: Folders) -> Iterator[Identity]:
    """The landscapes, buildings and things of one family."""
    for folder in folders.values():
        collection = json.loads((folder / "package/icons.json").read_text("utf-8"))
        icons = collection["icons"]
        for look, slugs in (("painting", _SCENES.split()), ("thing", _THINGS.split())):
            for slug in slugs:
                if slug in icons:
                    side = icons[slug].get("width", collection["width"])
                    yield alone(slug, icon_drawn(icons[slug]["body"], side), look)


def _emoji_source(name: str, basket: Basket, licence: str, by: str, package: Package) -> Source:
    return Source(
        name=f"scenes-{name}",
        style="emoji of places and things",
        basket=basket,
        licence=licence,
        stated="package/info.json",
        by=by,
        packages=(package,),
        read=_emoji,
        family=name,
    )


SOURCES: tuple[Source, ...] = (
    _emoji_source(
        "noto",
        Basket.TRAINING,
        "Apache-2.0",
        "Google",
        npm(
            "@iconify-json/noto",
            "1.2.9",
            "3e918d88fc945c0bb3d468dbace6f88caef67f01c9f0e7bcae0915a042e8f1ad",
        ),
    ),
    _emoji_source(
        "fluent",
        Basket.TRAINING,
        "MIT",
        "Microsoft",
        npm(
            "@iconify-json/fluent-emoji",
            "1.2.7",
            "8044210dbf11e016d4de85f15d01a243423bd832457e7e2491df1b751c0e272b",
        ),
    ),
    _emoji_source(
        "fluent-flat",
        Basket.TRAINING,
        "MIT",
        "Microsoft",
        npm(
            "@iconify-json/fluent-emoji-flat",
            "1.2.6",
            "7d064769dee690815f823bc5bcc511d957198caf9f5edd8dd9c1aa48a6aeb175",
        ),
    ),
    _emoji_source(
        "twemoji",
        Basket.TRAINING,
        "CC-BY-4.0",
        "Twitter",
        npm(
            "@iconify-json/twemoji",
            "1.2.5",
            "19046dff7d8707ce96212ec86468b36ac5f8e60409629dd13f809265c6d0ebb7",
        ),
    ),
    _emoji_source(
        "openmoji",
        Basket.RESERVED,
        "CC-BY-SA-4.0",
        "OpenMoji",
        npm(
            "@iconify-json/openmoji",
            "1.2.29",
            "03181e2c156cab35cf4a62f1f7886bd971d59212e75ac3f189d5a4cae3930fc5",
        ),
    ),
)
