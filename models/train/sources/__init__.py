"""Where openly licensed figures come from, and the words the readers of packages share.

A *source* is one hand: figures drawn (or rendered) in one style, out of pinned packages, under a
licence that its own files state. Each module here reads one family of packages; `catalogue` lists
every source. What is unclear about its licence is not read at all.

Two baskets, kept apart by code. What is in TRAINING may be learned from and what was learned may
ship: CC0, public domain, CC BY, permissive. RESERVED is only ever measured against: share-alike
and GPL art, and whole sources kept aside so that the test is of a style never seen.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PIL import Image

TRAINABLE = frozenset({
    "CC0-1.0", "public domain", "CC-BY-3.0", "CC-BY-4.0", "MIT", "Apache-2.0", "BSD-2-Clause",
    "BSD-3-Clause", "Zlib", "ISC", "Unlicense", "OFL-1.1", "WTFPL",
})  # fmt: skip
"""Licences under which a model that learned may be shipped with attribution."""


class Basket(StrEnum):
    """What a source may be used for."""

    TRAINING = "training"
    RESERVED = "reserved"


class Registry(StrEnum):
    """Where a package is fetched from."""

    DEBIAN = "debian"
    NPM = "npm"
    PYPI = "pypi"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Package:
    """One archive, pinned: the same bytes on every machine or an error."""

    registry: Registry
    name: str
    version: str
    sha256: str

    def __str__(self) -> str:
        """As the model card names it."""
        return f"{self.registry} {self.name} {self.version}"


def debian(name: str, version: str, sha256: str) -> Package:
    """A Debian binary package (architecture `all`)."""
    return Package(registry=Registry.DEBIAN, name=name, version=version, sha256=sha256)


def npm(name: str, version: str, sha256: str) -> Package:
    """An npm tarball."""
    return Package(registry=Registry.NPM, name=name, version=version, sha256=sha256)


def pypi(name: str, version: str, sha256: str) -> Package:
    """A PyPI wheel or source archive."""
    return Package(registry=Registry.PYPI, name=name, version=version, sha256=sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture of a figure, RGBA, cut out of its ground.

    `look` says what differs from the figure's other pictures (an action, a view, an expression);
    `house` names the house style where one figure is drawn by several hands, else it is empty.
    """

    image: Image.Image
    look: str
    house: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One figure in its pictures; `name` is unique in its source and stays the same.

    `kin` names the figures it is a near-twin of by construction (another colour, one garment).
    """

    name: str
    pictures: tuple[Picture, ...]
    kin: str = ""


Folders = Mapping[str, Path]
"""Where each package of a source was unpacked, by package name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One style: its packages, its licence as its own files state it, and how to read it.

    `family` joins sources that one hand or one program made, so that leaving one out leaves them
    all out. `stated` is the file inside the package that states the licence; `by` whom to thank.
    """

    name: str
    style: str
    basket: Basket
    licence: str
    stated: str
    by: str
    packages: tuple[Package, ...]
    read: Callable[[Folders], Iterable[Identity]]
    family: str = ""
    most: int = 1000

    def __post_init__(self) -> None:
        """Refuse to learn from what may not be shipped again."""
        if self.basket is Basket.TRAINING and self.licence not in TRAINABLE:
            raise ValueError(f"{self.name}: {self.licence} is not a licence to train on")
