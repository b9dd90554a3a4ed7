"""Grounds that lie in packages as picture files: which to take, by how their names begin."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from PIL import Image

from models.train.sources import Folders, Identity, Picture

SIDE_PX = 640
"""Grounds are kept at up to this many pixels a side."""


def files(
    folders: Folders,
    *,
    inside: tuple[str, ...],
    look: str,
    named: frozenset[str] = frozenset("*"),
    but: frozenset[str] = frozenset(),
) -> Iterator[Identity]:
    """The picture files under the globs `inside`, each by itself.

    `named` (what is taken) and `but` (what of it is left out) are shell patterns; each says how a
    file's name begins.
    """
    for folder in folders.values():
        for path in sorted({path for glob in inside for path in folder.glob(glob)}):
            if path.is_symlink() or not path.is_file():
                continue
            if _begins(path.stem, named) and not _begins(path.stem, but):
                yield alone(path.relative_to(folder).as_posix(), opened(path), look)


def alone(name: str, image: Image.Image, look: str) -> Identity:
    """One picture as an identity of its own."""
    return Identity(name=name, pictures=(Picture(image=image, look=look),))


def opened(path: Path) -> Image.Image:
    """RGBA; a JPEG has at least twice SIDE_PX a side, or all it has."""
    image = Image.open(path)
    if image.format == "JPEG":
        image.draft("RGB", (2 * SIDE_PX, 2 * SIDE_PX))  # decode at a fraction: large photographs
    return image.convert("RGBA")


def _begins(name: str, patterns: frozenset[str]) -> bool:
    return any(fnmatchcase(name, f"{pattern}*") for pattern in patterns)
