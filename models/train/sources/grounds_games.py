"""Grounds of open games: tiles, villages, painted stories, and things that stand about."""

from collections.abc import Iterator

from models.train.sources import Basket, Folders, Identity, Source, debian, pypi
from models.train.sources.grounds_files import files

_ARCADE = "arcade/resources/assets/images"
_ARCADE_EDGES = frozenset({
    f"{ground}{edge}"
    for ground in ("dirt", "planet", "sand", "snow", "stone")
    for edge in ("Cliff", "Corner", "Half", "Hill", "Left", "Right")
})  # fmt: skip
"""Tiles that show the same ground again."""
_ARCADE_SIGNS = frozenset({"*barrel", "instructions", "sign", "tracks"})
_HEDGEWARS_FIGURES = frozenset({
    "*Clouds", "*Flake", "*Splash", "*[mM]ask", "Border", "Chunk", "Duck", "Dust",
    "Gingerbread", "Girder", "LandBack", "LandObject", "Mona", "Monkey", "Object", "Schrei",
    "Sign", "Snake", "Snowman", "Soup", "Spider", "Statue", "Zeit", "amGirder", "barriere",
    "buzzard", "clam", "cobra", "cowskull", "crab", "fleur", "hogscar", "icon", "kite", "mole",
    "mouse", "mouton", "plant[136]", "poster", "reindeer", "rocher", "snail", "spray",
})  # fmt: skip
"""What lives or has a face on the grounds of Hedgewars, and what is no picture by itself."""
_WESNOTH = "usr/share/games/wesnoth/1.16/data/core/images"
_WESNOTH_FIGURES = frozenset({
    "*editor", "circle", "fire", "flames", "landscape-battlefield", "landscape-coast",
    "landscape-hills-02", "mausol", "rune", "summ",
})  # fmt: skip
"""Pictures with people, and what burns or glows by itself."""
_WESNOTH_AGAIN = frozenset({"*-A0", "[!s]*-night", "[!s]*-tile", "snow-tile", "windmill-"})
"""A place once more: moving, by night, as a tile. Of swamps all are kept."""


def _arcade(folders: Folders) -> Iterator[Identity]:
    found = ("tiles/*.png", "items/*.png", "backgrounds/*.*", "topdown_tanks/*.png")
    inside = tuple(f"{_ARCADE}/{place}" for place in found)
    return files(folders, inside=inside, look="thing", but=_ARCADE_EDGES | _ARCADE_SIGNS)


def _hedgewars(folders: Folders) -> Iterator[Identity]:
    inside = ("usr/share/games/hedgewars/Data/Themes/*/*.png",)
    named = frozenset({"[A-Za-z]"})
    return files(folders, inside=inside, look="painting", named=named, but=_HEDGEWARS_FIGURES)


def _wesnoth(folders: Folders) -> Iterator[Identity]:
    found = ("story/**/*.*", "terrain/village/*.png", "scenery/*.png")
    inside = tuple(f"{_WESNOTH}/{place}" for place in found)
    return files(folders, inside=inside, look="painting", but=_WESNOTH_FIGURES | _WESNOTH_AGAIN)


SOURCES: tuple[Source, ...] = (
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
        read=_arcade,
        family="kenney",
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
        read=_hedgewars,
        most=300,
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
        read=_wesnoth,
        most=250,
    ),
)
