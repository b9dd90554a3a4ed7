"""What goes into an album: distinct pictures of distinct figures, the same bytes every time."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.train import albums
from models.train.albums import Album, album_digest, pack
from models.train.sources import Basket, Identity, Picture, Source


def blob(seed: int, *, side: int = 60) -> Image.Image:
    """A figure of coloured discs on nothing."""
    rng = np.random.default_rng(seed)
    picture = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(picture)
    for _ in range(6):
        x, y = rng.integers(5, side - 30, 2)
        pen.ellipse((x, y, x + 25, y + 25), fill=(*map(int, rng.integers(0, 256, 3)), 255))
    return picture


def figure(name: str, *seeds: int) -> Identity:
    pictures = tuple(Picture(image=blob(seed), look=str(seed)) for seed in seeds)
    return Identity(name=name, pictures=pictures)


def source(**changed: object) -> Source:
    told: dict[str, object] = {
        "name": "test", "style": "discs", "basket": Basket.TRAINING, "licence": "CC0-1.0",
        "stated": "here", "by": "us", "packages": (), "read": lambda _: (),
    }  # fmt: skip
    return Source(**{**told, **changed})  # type: ignore[arg-type]


def test_an_album_gives_back_what_was_packed(tmp_path: Path) -> None:
    pack(source(), [figure("a", 1, 2, 3), figure("b", 4, 5)], tmp_path)
    album = Album.open(tmp_path)
    assert album.names == ("a", "b")
    assert [len(album.of(i)) for i in (0, 1)] == [3, 2]
    first = blob(1)
    cut = first.crop(first.getchannel("A").getbbox())
    assert np.array_equal(album.picture(0), np.asarray(cut))


def test_the_same_figures_give_the_same_bytes(tmp_path: Path) -> None:
    figures = [figure("a", 1, 2, 3), figure("b", 4, 5)]
    for folder in ("one", "two"):
        pack(source(), figures, tmp_path / folder)
    assert album_digest(tmp_path / "one") == album_digest(tmp_path / "two")
    pack(source(), figures[:1], tmp_path / "three")
    assert album_digest(tmp_path / "one") != album_digest(tmp_path / "three")


def test_repeated_and_shared_pictures_are_dropped(tmp_path: Path) -> None:
    tally = pack(source(), [figure("a", 1, 2, 1), figure("b", 2, 4, 5)], tmp_path)
    assert (tally.repeated, tally.shared) == (1, 1)
    assert [len(Album.open(tmp_path).of(i)) for i in (0, 1)] == [2, 2]


def test_a_figure_left_with_one_picture_is_dropped(tmp_path: Path) -> None:
    tally = pack(source(), [figure("a", 1, 2), figure("b", 1, 2, 3)], tmp_path)
    assert Album.open(tmp_path).names == ("a",)
    assert tally.lonely == 1


def test_of_many_pictures_those_that_differ_most_are_kept(tmp_path: Path) -> None:
    pack(source(), [figure("a", *range(40))], tmp_path)
    assert len(Album.open(tmp_path).identity) == albums.MAX_PICTURES


def test_large_cutouts_are_scaled_down_and_specks_are_dropped() -> None:
    wide = albums.trimmed(Image.new("RGBA", (1000, 500), (255, 0, 0, 255)))
    assert wide is not None
    assert wide.size == (256, 128)
    assert albums.trimmed(Image.new("RGBA", (5, 50), (255, 0, 0, 255))) is None
    assert albums.trimmed(Image.new("RGBA", (50, 50))) is None


def test_two_figures_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one name"):
        pack(source(), [figure("a", 1, 2), figure("a", 3, 4)], tmp_path)


@pytest.mark.parametrize("licence", ["CC-BY-SA-3.0", "GPL-2.0-or-later", "unknown"])
def test_share_alike_art_cannot_be_trained_on(licence: str) -> None:
    with pytest.raises(ValueError, match="not a licence to train on"):
        source(licence=licence)
    assert source(licence=licence, basket=Basket.RESERVED).basket == "reserved"


def test_only_the_basket_asked_for_is_opened(tmp_path: Path) -> None:
    for name, basket in (("a", Basket.TRAINING), ("b", Basket.RESERVED)):
        kept = source(name=name, basket=basket)
        pack(kept, [figure("x", 1, 2)], tmp_path / "albums" / name)
    assert [a.source for a in albums.open_albums(tmp_path, "reserved")] == ["b"]
    with pytest.raises(FileNotFoundError, match=r"models\.train\.build"):
        albums.open_albums(tmp_path, "training", ["b"])
