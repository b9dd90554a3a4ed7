"""Albums: the figures of one source, packed so that training reads them as fast as memory.

A folder per source: `pixels.bin` holds every cut-out as straight RGBA bytes, `index.npz` where
each lies and whom it shows. Opened as a memory map: nothing is decoded while training.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self, overload

import numpy as np
import numpy.typing as npt
from PIL import Image

from models.train.sources import Identity, Source

Pixels = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]
MAX_SIDE_PX = 256
"""Longer cut-outs are scaled down to this; smaller ones (pixel art) stay as they are."""
MIN_SIDE_PX = 14
MAX_PICTURES = 16
"""Kept of one figure: those that differ most."""
LEAST_PICTURES = 2
GROUND_PX = (192, 112)
"""Width and height of the smallest ground that is used."""
SOLID = 255
ALIKE = 2.0
"""Mean difference of the thumbnails (0…255) under which two pictures are one."""
_THUMB_PX = 24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Album:
    """An opened album. Arrays over pictures [P]: `identity` indexes `names`; `house`, `look`.

    `pixels` is the memory map; `start`, `height` and `width` say where each picture lies in it.
    """

    source: str
    basket: str
    family: str
    names: tuple[str, ...]
    kin: tuple[str, ...]
    identity: Numbers
    house: tuple[str, ...]
    look: tuple[str, ...]
    start: Numbers
    height: Numbers
    width: Numbers
    pixels: Pixels

    def picture(self, number: int) -> Pixels:
        """uint8 [H,W,4], straight alpha: picture `number`, a view of the memory map."""
        start, h, w = self.start[number], self.height[number], self.width[number]
        return self.pixels[start : start + h * w * 4].reshape(h, w, 4)

    def of(self, identity: int) -> Numbers:
        """The numbers of the pictures of one figure."""
        return np.flatnonzero(self.identity == identity)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map an album that `pack` wrote."""
        about = json.loads((folder / "about.json").read_text("utf-8"))
        index = np.load(folder / "index.npz")
        return cls(
            source=about["source"],
            basket=about["basket"],
            family=about["family"],
            names=tuple(about["names"]),
            kin=tuple(about["kin"]),
            house=tuple(about["house"]),
            look=tuple(about["look"]),
            identity=index["identity"],
            start=index["start"],
            height=index["height"],
            width=index["width"],
            pixels=np.memmap(folder / "pixels.bin", np.uint8, "r"),
        )


def open_albums(work: Path, basket: str, only: Sequence[str] | None = None) -> list[Album]:
    """The albums of a basket, by name; FileNotFoundError when none was built."""
    found = [Album.open(file.parent) for file in sorted((work / "albums").glob("*/about.json"))]
    chosen = [a for a in found if a.basket == basket and (not only or a.source in only)]
    if not chosen:
        raise FileNotFoundError(f"no {basket} album in {work}: run python -m models.train.build")
    return chosen


class Grounds(Sequence[Pixels]):
    """Pictures that show no figure, uint8 [H,W,3]; cut-outs are laid over a colour of their own.

    Only those at least GROUND_PX large are here: smaller ones would be a blur behind a figure.
    """

    def __init__(self, albums: Sequence[Album]) -> None:
        self._at = [
            (album, number)
            for album in albums
            for number in range(len(album.identity))
            if album.width[number] >= GROUND_PX[0] and album.height[number] >= GROUND_PX[1]
        ]

    @classmethod
    def open(cls, work: Path, basket: str) -> Self:
        """Those of a basket; FileNotFoundError when none was built."""
        files = sorted((work / "grounds").glob("*/about.json"))
        albums = [Album.open(file.parent) for file in files]
        found = cls([album for album in albums if album.basket == basket])
        if not found:
            raise FileNotFoundError(
                f"no {basket} grounds in {work}: run python -m models.train.grounds"
            )
        return found

    def __len__(self) -> int:
        """How many there are."""
        return len(self._at)

    @overload
    def __getitem__(self, index: int) -> Pixels: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Pixels]: ...
    def __getitem__(self, index: int | slice) -> Pixels | Sequence[Pixels]:
        """One ground, or several."""
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        album, number = self._at[index]
        picture = album.picture(number)
        if picture[..., 3].min() == SOLID:
            return picture[..., :3]
        colour = np.random.default_rng(number).integers(0, 256, 3)
        alpha = picture[..., 3:].astype(np.float32) / SOLID
        return np.asarray(picture[..., :3] * alpha + colour * (1 - alpha), np.uint8)


@dataclass(slots=True, kw_only=True)
class Tally:
    """What packing left out, and why."""

    repeated: int = 0
    shared: int = 0
    tiny: int = 0
    lonely: int = 0


def trimmed(image: Image.Image, *, max_side_px: int = MAX_SIDE_PX) -> Image.Image | None:
    """RGBA cut to what is drawn and scaled down to `max_side_px`; None where hardly anything is."""
    picture = image.convert("RGBA")
    solid = picture.getchannel("A").point([0] * 17 + [255] * 239)
    box = solid.getbbox()
    if box is None or min(box[2] - box[0], box[3] - box[1]) < MIN_SIDE_PX:
        return None
    picture = picture.crop(box)
    if max(picture.size) > max_side_px:
        scale = max_side_px / max(picture.size)
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        picture = picture.convert("RGBa").resize(size, Image.Resampling.BOX).convert("RGBA")
    return picture


def thumbnail(picture: Image.Image) -> npt.NDArray[np.float32]:
    """What a picture looks like on grey, float32 [24·24·3]; aspect is part of it."""
    side = max(picture.size)
    ground = Image.new("RGB", (side, side), (128, 128, 128))
    ground.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2), picture)
    small = ground.resize((_THUMB_PX, _THUMB_PX), Image.Resampling.BOX)
    return np.asarray(small, np.float32).ravel()


def pack(
    source: Source,
    identities: Iterable[Identity],
    folder: Path,
    *,
    max_side_px: int = MAX_SIDE_PX,
    least_pictures: int = LEAST_PICTURES,
) -> Tally:
    """Trim, drop repetitions, spread, and write the album; the same input gives the same bytes.

    A picture that an earlier figure of the source has already shown is dropped: it is the same
    figure under two names, or a prop both hold. Figures left with fewer than `least_pictures` are
    dropped.
    """
    tally = Tally()
    writer = _Writer(folder)
    known = _Known()
    for identity in identities:
        kept, thumbs = _distinct(identity, known, tally, max_side_px)
        if len(kept) < least_pictures:
            tally.lonely += 1
            continue
        known.add(thumbs)
        writer.add(identity, kept)
        if len(writer.names) >= source.most:
            break
    writer.close(source)
    return tally


def album_digest(folder: Path) -> str:
    """sha256 over everything an album holds."""
    total = hashlib.sha256()
    index = np.load(folder / "index.npz")
    total.update((folder / "about.json").read_bytes())
    for name in sorted(index.files):
        total.update(index[name].tobytes())
    with (folder / "pixels.bin").open("rb") as stream:
        total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()


class _Known:
    """The thumbnails shown so far, and whether one was shown already, fast for tens of thousands.

    The mean difference of two pictures is never less than that of their coarse versions, so only
    those whose coarse versions are near are compared in full: the answer is exact.
    """

    def __init__(self) -> None:
        self._count = 0
        self._full = np.empty((256, _THUMB_PX * _THUMB_PX * 3), np.float32)
        self._coarse = np.empty((256, 48), np.float32)

    @staticmethod
    def _coarsened(thumbs: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        cells = thumbs.reshape(-1, 4, _THUMB_PX // 4, 4, _THUMB_PX // 4, 3)
        return np.asarray(cells.mean(axis=(2, 4)).reshape(-1, 48), np.float32)

    def add(self, thumbs: npt.NDArray[np.float32]) -> None:
        end = self._count + len(thumbs)
        while end > len(self._full):
            self._full = np.concatenate([self._full, np.empty_like(self._full)])
            self._coarse = np.concatenate([self._coarse, np.empty_like(self._coarse)])
        self._full[self._count : end] = thumbs
        self._coarse[self._count : end] = self._coarsened(thumbs)
        self._count = end

    def holds(self, thumb: npt.NDArray[np.float32]) -> bool:
        coarse = np.abs(self._coarse[: self._count] - self._coarsened(thumb)).mean(axis=1)
        near = np.flatnonzero(coarse < ALIKE / 2 + 1e-3)
        return bool((np.abs(self._full[near] - thumb).mean(axis=1) < ALIKE / 2).any())


def _distinct(
    identity: Identity, known: _Known, tally: Tally, max_side_px: int
) -> tuple[list[tuple[Image.Image, str, str]], npt.NDArray[np.float32]]:
    found: list[tuple[Image.Image, str, str]] = []
    thumbs: list[npt.NDArray[np.float32]] = []
    for one in identity.pictures:
        picture = trimmed(one.image, max_side_px=max_side_px)
        if picture is None:
            tally.tiny += 1
            continue
        thumb = thumbnail(picture)
        if thumbs and np.abs(np.stack(thumbs) - thumb).mean(axis=1).min() < ALIKE:
            tally.repeated += 1
        elif known.holds(thumb):
            tally.shared += 1
        else:
            found.append((picture, one.house, one.look))
            thumbs.append(thumb)
    chosen = _spread(np.stack(thumbs)) if thumbs else []
    empty = np.empty((0, _THUMB_PX * _THUMB_PX * 3), np.float32)
    return [found[i] for i in chosen], np.stack([thumbs[i] for i in chosen]) if chosen else empty


def _spread(thumbs: npt.NDArray[np.float32]) -> list[int]:
    """At most MAX_PICTURES of them: the first, then always the one farthest from those chosen."""
    chosen = [0]
    distance = np.abs(thumbs - thumbs[0]).mean(axis=1)
    while len(chosen) < min(MAX_PICTURES, len(thumbs)):
        farthest = int(distance.argmax())
        chosen.append(farthest)
        distance = np.minimum(distance, np.abs(thumbs - thumbs[farthest]).mean(axis=1))
    return sorted(chosen)


class _Writer:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._pixels = (folder / "pixels.bin").open("wb")
        self._rows: list[tuple[int, int, int, int]] = []
        self._houses: list[str] = []
        self._looks: list[str] = []
        self._kin: list[str] = []
        self.names: list[str] = []

    def add(self, identity: Identity, pictures: list[tuple[Image.Image, str, str]]) -> None:
        for picture, house, look in pictures:
            row = (len(self.names), self._pixels.tell(), picture.height, picture.width)
            self._rows.append(row)
            self._houses.append(house)
            self._looks.append(look)
            self._pixels.write(picture.tobytes())
        self.names.append(identity.name)
        self._kin.append(identity.kin)

    def close(self, source: Source) -> None:
        self._pixels.close()
        if len(set(self.names)) != len(self.names):
            raise ValueError(f"{source.name}: two figures have one name")
        columns = np.array(self._rows, np.int64).reshape(-1, 4).T
        identity, start, height, width = columns
        np.savez(
            self._folder / "index.npz", identity=identity, start=start, height=height, width=width
        )
        about = {
            "source": source.name,
            "basket": source.basket,
            "family": source.family or source.name,
            "names": self.names,
            "kin": self._kin,
            "house": self._houses,
            "look": self._looks,
        }
        (self._folder / "about.json").write_text(json.dumps(about), "utf-8")
