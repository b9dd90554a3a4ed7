"""Pictures that show no figure: photographs, painted scenes, patterns and plain things.

Grounds to put figures on, and negatives to measure against. Each picture is an `Identity` of its
own with that one picture; its `look` says what it is: `photograph`, `painting`, `pattern`, or
`thing` (cut out). What shows a person, an animal with a face or a toy is left out by name, after
looking at the sheets.
"""

import io
import json
import re
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from PIL import Image
from resvg_py import svg_to_bytes

from models.train.sources import (
    Basket,
    Folders,
    Identity,
    Package,
    Picture,
    Source,
    debian,
    npm,
    pypi,
)

SIDE_PX = 640
"""Grounds are kept at up to this many pixels a side."""
_EMOJI_PX = 256
_MOST_OF_A_KIND = 36

ENDLESS_SKY = debian(
    "endless-sky-data",
    "0.9.8-1.2",
    "e45835e05a11e84bb1a890a0ded390246a53b8318f21a25925aa70fa54f80c13",
)
LOMIRI = debian(
    "lomiri-wallpapers-16.04",
    "20.04.0-2",
    "a99ff6a3bfe451e4cc0682ecb3cc82e71740626d59e4845ae34a0a0e45421eab",
)

_SHARE_ALIKE = r"bwerner|myrabella|dmottl|mfield|.*-(sfiera|striker|harro|iridium|spfld)$|lava5$"
"""Photographs of Endless Sky whose photographers ask for share-alike, by file name."""

_SCENES = (
    "beach-with-umbrella brick bridge-at-night building-construction camping castle church "
    "cityscape cityscape-at-dusk classical-building convenience-store department-store "
    "derelict-house desert desert-island factory ferris-wheel foggy fountain globe-showing-americas "
    "hindu-temple hospital hot-springs hotel house house-with-garden houses hut japanese-castle "
    "milky-way mosque motorway mount-fuji mountain mountain-railway national-park "
    "night-with-stars office-building playground-slide railway-track rainbow roller-coaster "
    "school shinto-shrine snow-capped-mountain stadium station sunrise sunrise-over-mountains "
    "sunset synagogue tent tokyo-tower tornado volcano water-wave wood world-map"
)
_THINGS = (
    "airplane alarm-clock ambulance anchor automobile backpack bed bell bicycle bomb books bucket "
    "bus camera canoe chair couch-and-lamp crown door drum envelope fire-engine guitar helicopter "
    "key ladder laptop light-bulb locomotive luggage magnet microscope motorcycle package radio "
    "rocket sailboat satellite scissors shield shopping-cart sport-utility-vehicle suspension-railway "
    "telephone television toolbox top-hat tractor trumpet umbrella violin watch window avocado "
    "bento-box birthday-cake broccoli carrot cheese-wedge cherries doughnut french-fries grapes "
    "hamburger ice-cream pineapple pizza sushi teapot tomato watermelon"
)

_OPENCLIPART = (
    "buildings", "buildings/homes", "buildings/furniture", "food", "food/fruit", "food/vegetables",
    "food/desserts", "food/beverages", "plants", "plants/flowers", "plants/trees",
    "transportation/vehicles", "tools", "electronics", "containers", "computer/hardware", "office",
    "recreation/music",
)  # fmt: skip
_WITH_A_FACE = (
    r"chef|crawfish|pumpkin|pepino|cactus_linda|fiore|funnyflower|flowerandpot|flower_0|gallows"
    r"|trat|bicicletta|saku|bach|handel|beethoven|a_man|user_|handshake|reunion|inservice"
    r"|construction|autos|the_mad|humane|skull|cartoon|casa_in|chalet|shelby|cucumber|bacon"
    r"|perspectival|island|mirjam|honey|food_laif|kangaroo|mouse|sm_|smoke|pansement|rhythmbox"
    r"|gamepock|crazy_cookie|.*mateya|mug_toh|gameboy|gnome|tux|firewall|cellular|apple_with_worm|insecticide|gr_|angel"
)
"""Openclipart's people, faces and animals among the things, and brands, by file name."""
_HEDGEWARS_FIGURES = (
    r"Mona|Schrei|Zeit|Duck|spray|kite|LandObject|Object|Gingerbread|mouse|Snowman|reindeer"
    r"|buzzard|cobra|cowskull|hogscar|Monkey|Snake|Spider|mole|snail|Statue|mouton|barriere|poster"
    r"|clam|crab|plant[136]|rocher|fleur|.*Splash|.*Flake|Chunk|Dust|Girder|amGirder|LandBack|icon"
    r"|.*Clouds|.*[mM]ask|Sign|Border|Soup"
)
"""What lives or has a face on the grounds of Hedgewars, and what is no picture by itself."""


def _one(name: str, image: Image.Image, look: str) -> Identity:
    return Identity(name=name, pictures=(Picture(image=image, look=look),))


def _opened(path: Path) -> Image.Image:
    image = Image.open(path)
    if image.format == "JPEG":
        image.draft("RGB", (2 * SIDE_PX, 2 * SIDE_PX))  # decode at a fraction: large photographs
    return image.convert("RGBA")


def _files(
    folders: Folders, *, inside: tuple[str, ...], look: str, keep: str = "", drop: str = "(?!)"
) -> Iterator[Identity]:
    """The picture files under the globs `inside`; `keep` and `drop` match the start of a name."""
    for folder in folders.values():
        for path in sorted({path for glob in inside for path in folder.glob(glob)}):
            if path.is_symlink() or not path.is_file():
                continue
            if re.match(keep, path.stem) and not re.match(drop, path.stem):
                yield _one(path.relative_to(folder).as_posix(), _opened(path), look)


def _kde(folders: Folders, *, drop: frozenset[str]) -> Iterator[Identity]:
    """KDE's wallpapers: a folder each, the smallest version that is wide and large enough."""
    for folder in folders.values():
        for place in sorted((folder / "usr/share/wallpapers").iterdir()):
            sizes = [_size(path) for path in sorted((place / "contents/images").glob("*x*.*"))]
            wide = sorted(found for found in sizes if found[0] > found[1] and found[0] >= SIDE_PX)
            if wide and place.name not in drop:
                yield _one(place.name, _opened(wide[0][2]), "painting")


def _size(path: Path) -> tuple[int, int, Path]:
    width, height = path.stem.split("x")
    return int(width), int(height), path


def _emoji(folders: Folders) -> Iterator[Identity]:
    """The landscapes, buildings and things of one emoji family, out of an icon collection."""
    for folder in folders.values():
        collection = json.loads((folder / "package/icons.json").read_text("utf-8"))
        icons = collection["icons"]
        for look, slugs in (("painting", _SCENES.split()), ("thing", _THINGS.split())):
            for slug in slugs:
                if slug in icons:
                    side = icons[slug].get("width", collection["width"])
                    yield _one(slug, rendered(icons[slug]["body"], side), look)


def rendered(body: str, side: int) -> Image.Image:
    """RGBA: the inside of an SVG whose view box is `side` units, at 256 pixels a side."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' viewBox="0 0 {side} {side}" width="{side}" height="{side}">{body}</svg>'
    )
    png = svg_to_bytes(svg_string=drawing, width=_EMOJI_PX, height=_EMOJI_PX)
    return Image.open(io.BytesIO(bytes(png))).convert("RGBA")


def _stamps(folders: Folders) -> Iterator[Identity]:
    """Tux Paint's photographs of things; the drawn ones and whatever lives are left out."""
    kinds = ("food", "household", "plants", "vehicles", "hobbies", "town", "clothes", "space")
    for kind in kinds:
        yield from _files(
            folders,
            inside=(f"usr/share/tuxpaint/stamps/{kind}/**/*.png",),
            look="thing",
            drop=r".*(_mirror|_flip)|rubberduck|.*inukshuk|.*flag|.*sign|.*statue|t_|tux|totem|plane$|xing|toilets|.*helm|astro|knight|spacewalk|eva|.*school",
        )


def _things(folders: Folders) -> Iterator[Identity]:
    """Openclipart's things that have no face."""
    for place in _OPENCLIPART:
        inside = (f"usr/share/openclipart/png/{place}/*.png",)
        found = _files(folders, inside=inside, look="thing", drop=_WITH_A_FACE)
        yield from islice(found, _MOST_OF_A_KIND)


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
    Source(
        name="places-endless-sky",
        style="photographs of landscapes and cities",
        basket=Basket.TRAINING,
        licence="public domain",
        stated="usr/share/doc/endless-sky-data/copyright (images/land)",
        by="contributors of morgueFile and Unsplash, NASA, USGS",
        packages=(ENDLESS_SKY,),
        read=partial(
            _files,
            inside=("usr/share/games/endless-sky/images/land/*.jpg",),
            look="photograph",
            drop=_SHARE_ALIKE,
        ),
    ),
    Source(
        name="places-lomiri",
        style="wallpapers, photographs",
        basket=Basket.TRAINING,
        licence="CC-BY-4.0",
        stated="usr/share/doc/lomiri-wallpapers-16.04/copyright, by file",
        by="Aitzol Berasategi, Trevor Freespace, Abhishek Mudgal, Jakub Mede, Clemens Engelhardt",
        packages=(LOMIRI,),
        read=partial(
            _files,
            inside=("usr/share/backgrounds/*.jpg",),
            look="photograph",
            keep="aitzgorri|life|picosdeeuropa|Picture|seeding|sunset|umang|Wine",
        ),
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
            _files,
            inside=("skimage/data/*.png", "skimage/data/*.jpg"),
            look="photograph",
            keep="brick|grass|gravel|coffee|hubble|rocket",
        ),
    ),
    Source(
        name="surfaces-arcade",
        style="tiles and things of platform games",
        basket=Basket.TRAINING,
        licence="CC0-1.0",
        stated="arcade/resources/assets/images/License.txt",
        by="Kenney",
        packages=(
            pypi(
                "arcade",
                "3.3.3",
                "25f4e0e5b8bcbe7a7d087c0a23b19e9f423b0c70ec00945c8712c9a3e541ebd2",
            ),
        ),
        read=partial(
            _files,
            inside=tuple(
                f"arcade/resources/assets/images/{place}"
                for place in (
                    "tiles/*.png",
                    "items/*.png",
                    "backgrounds/*.*",
                    "topdown_tanks/*.png",
                )
            ),
            look="thing",
            drop="instructions|sign|tracks|.*barrel|(dirt|sand|snow|stone|planet)(Cl|Co|Ha|Hi|Le|Ri)",
        ),
        family="kenney",
    ),
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
        read=_things,
        family="openclipart",
        most=600,
    ),
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
    Source(
        name="places-endless-sky-share-alike",
        style="photographs of landscapes and cities",
        basket=Basket.RESERVED,
        licence="CC-BY-SA-3.0 or CC-BY-SA-4.0, by photographer",
        stated="usr/share/doc/endless-sky-data/copyright (images/land)",
        by="Berthold Werner, Myrabella, Dmitry A. Mottl, Matthew Field, Chris Pickel and others",
        packages=(ENDLESS_SKY,),
        read=partial(
            _files,
            inside=("usr/share/games/endless-sky/images/land/*.jpg",),
            look="photograph",
            keep=_SHARE_ALIKE,
        ),
    ),
    Source(
        name="wallpapers-kde",
        style="wallpapers, painted",
        basket=Basket.RESERVED,
        licence="GPL-2.0-or-later",
        stated="usr/share/doc/plasma-workspace-wallpapers/copyright",
        by="KDE Visual Design Group",
        packages=(
            debian(
                "plasma-workspace-wallpapers",
                "4:5.27.5-2",
                "32cd18b71c8c938a18b3b351f217c02ac590e323caa3cf322fbb875ce8892f8b",
            ),
        ),
        read=partial(_kde, drop=frozenset({"Autumn", "FlyingKonqui", "SafeLanding"})),
    ),
    Source(
        name="wallpapers-gnome",
        style="wallpapers, patterns",
        basket=Basket.RESERVED,
        licence="CC-BY-SA-3.0",
        stated="usr/share/doc/gnome-backgrounds/copyright",
        by="Jakub Steiner and others",
        packages=(
            debian(
                "gnome-backgrounds",
                "43.1-1",
                "a670dea21572652127d6e55f9cdb3a226d0037854fdbfd037003c7d00ee0dc4e",
            ),
        ),
        read=partial(
            _files,
            inside=("usr/share/backgrounds/gnome/*.webp",),
            look="pattern",
            drop="pixels|vnc",
        ),
    ),
    Source(
        name="wallpapers-mate",
        style="wallpapers, photographs and abstract",
        basket=Basket.RESERVED,
        licence="GPL-2.0-or-later and CC-BY-SA-4.0",
        stated="usr/share/doc/mate-backgrounds/copyright",
        by="the contributors of MATE",
        packages=(
            debian(
                "mate-backgrounds",
                "1.26.0-1",
                "7bf4c2209f34b4f61ba6d24c8b58c28b361e82e4b943aae6d42c030169af9e04",
            ),
        ),
        read=partial(
            _files,
            inside=("usr/share/backgrounds/mate/*/*.*",),
            look="photograph",
            drop="Elephants|LadyBird|GreenTraditional|MATE|Arc|Flow|Gulp",
        ),
    ),
    Source(
        name="wallpapers-ukui",
        style="wallpapers, painted",
        basket=Basket.RESERVED,
        licence="CC-BY-SA-3.0",
        stated="usr/share/doc/ukui-wallpapers/copyright",
        by="Ubuntu Kylin community contributors",
        packages=(
            debian(
                "ukui-wallpapers",
                "20.04.3-1.1",
                "6d49be70152e6d603163458e177e501deb0be8f2916389ccbfcf59b0d7fc0262",
            ),
        ),
        read=partial(
            _files,
            inside=("usr/share/backgrounds/*.*",),
            look="painting",
            drop="firstgeneration|focal|goldfish|the-mouse",
        ),
    ),
    Source(
        name="places-hedgewars",
        style="grounds and things of a cartoon game",
        basket=Basket.RESERVED,
        licence="GPL-2.0-only, some themes GFDL-1.3",
        stated="usr/share/doc/hedgewars-data/copyright",
        by="the Hedgewars project",
        packages=(
            debian(
                "hedgewars-data",
                "1.0.2-6",
                "722225903a72604403e6e0026e40e9a6953f47a74d94efc5f55504bc05bb4761",
            ),
        ),
        read=partial(
            _files,
            inside=("usr/share/games/hedgewars/Data/Themes/*/*.png",),
            look="painting",
            keep="[A-Za-z]",
            drop=_HEDGEWARS_FIGURES,
        ),
        most=300,
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
        read=_stamps,
    ),
    Source(
        name="stories-wesnoth",
        style="painted story pictures without figures",
        basket=Basket.RESERVED,
        licence="GPL-2.0-or-later",
        stated="usr/share/doc/wesnoth-1.16-data/copyright",
        by="the artists of The Battle for Wesnoth",
        packages=(
            debian(
                "wesnoth-1.16-data",
                "1:1.16.9-1",
                "1012b964bd412a6770685e3324ae3b61e176caff7846192d1ee63d55cd621e26",
            ),
        ),
        read=partial(
            _files,
            inside=(
                "usr/share/games/wesnoth/1.16/data/core/images/story/**/*.*",
                "usr/share/games/wesnoth/1.16/data/core/images/terrain/village/*.png",
                "usr/share/games/wesnoth/1.16/data/core/images/scenery/*.png",
            ),
            look="painting",
            drop=(
                r"landscape-(battlefield|coast|hills-02)|fire|flames|mausol|rune|summ|.*editor"
                r"|(?!landscape|swamp).*(-A\d|\D\d\d$|-night|-tile)|circle"
            ),
        ),
        most=250,
    ),
)
"""Every ground there is."""
