"""Wallpapers of desktops: painted, patterns, photographs; those with an animal or a mark left out."""

from collections.abc import Iterator
from pathlib import Path

from models.train.sources import Basket, Folders, Identity, Source, debian
from models.train.sources.grounds_files import SIDE_PX, alone, files, opened

_KDE_FIGURES = frozenset({"Autumn", "FlyingKonqui", "SafeLanding"})
_GNOME_FIGURES = frozenset({"pixels", "vnc"})
_MATE_FIGURES = frozenset({
    "Arc", "Elephants", "Flow", "GreenTraditional", "Gulp", "LadyBird", "MATE",
})  # fmt: skip
_UKUI_FIGURES = frozenset({"firstgeneration", "focal", "goldfish", "the-mouse"})


def _kde(folders: Folders) -> Iterator[Identity]:
    """A folder each, the smallest version that is wide and large enough."""
    for folder in folders.values():
        for place in sorted((folder / "usr/share/wallpapers").iterdir()):
            sizes = [_size(path) for path in sorted((place / "contents/images").glob("*x*.*"))]
            wide = sorted(found for found in sizes if found[0] > found[1] and found[0] >= SIDE_PX)
            if wide and place.name not in _KDE_FIGURES:
                yield alone(place.name, opened(wide[0][2]), "painting")


def _size(path: Path) -> tuple[int, int, Path]:
    width, height = path.stem.split("x")
    return int(width), int(height), path


def _gnome(folders: Folders) -> Iterator[Identity]:
    inside = ("usr/share/backgrounds/gnome/*.webp",)
    return files(folders, inside=inside, look="pattern", but=_GNOME_FIGURES)


def _mate(folders: Folders) -> Iterator[Identity]:
    inside = ("usr/share/backgrounds/mate/*/*.*",)
    return files(folders, inside=inside, look="photograph", but=_MATE_FIGURES)


def _ukui(folders: Folders) -> Iterator[Identity]:
    return files(folders, inside=("usr/share/backgrounds/*.*",), look="painting", but=_UKUI_FIGURES)


SOURCES: tuple[Source, ...] = (
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
        read=_kde,
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
        read=_gnome,
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
        read=_mate,
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
        read=_ukui,
    ),
)
