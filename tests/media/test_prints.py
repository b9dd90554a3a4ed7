"""Prints survive what is done to a copy, differ between pictures, and are not made of emptiness."""

import io
from collections.abc import Callable

import footage
import numpy as np
import pytest
from footage import Picture
from PIL import Image

from guardrail.arrays import Prints
from guardrail.media.prints import MIRROR, SIDE_PX, Greys, asked, kept

SEEDS = range(12)
BAR_PX = 30


def greys(*pictures: Picture) -> Greys:
    return np.stack(
        [
            np.asarray(
                Image.fromarray(picture)
                .convert("L")
                .resize((SIDE_PX, SIDE_PX), Image.Resampling.BOX)
            )
            for picture in pictures
        ]
    )


def bits(one: Prints, other: Prints) -> int:
    """The least that a print of the one differs from a print of the other."""
    apart = np.bitwise_count(one.reshape(-1, 1, 4) ^ other.reshape(1, -1, 4)).sum(axis=-1)
    return int(apart.min())


def of_work(*pictures: Picture) -> Prints:
    return kept(greys(*pictures), np.arange(len(pictures), dtype=np.float64)).prints


def of_copy(*pictures: Picture) -> Prints:
    return asked(greys(*pictures), np.arange(len(pictures), dtype=np.float64)).prints


def resized(picture: Picture, width: int, height: int) -> Picture:
    return np.asarray(Image.fromarray(picture).resize((width, height)))


def encoded(picture: Picture) -> Picture:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=15)
    return np.asarray(Image.open(out))


def cut(picture: Picture) -> Picture:
    """Without a tenth of its width and height, more of it on one side."""
    height, width = picture.shape[:2]
    return picture[height // 50 : height * 92 // 100, width * 8 // 100 : width * 98 // 100]


def captioned(picture: Picture) -> Picture:
    changed = picture.copy()
    changed[156:168, 70:250:2] = 255
    changed[8:24, 280:312] = (250, 20, 20)
    return changed


CHANGES: dict[str, Callable[[Picture], Picture]] = {
    "nothing": lambda picture: picture,
    "half the size": lambda picture: resized(picture, 160, 90),
    "another shape": lambda picture: resized(picture, 240, 240),
    "strong compression": encoded,
    "darker": lambda picture: (picture * 0.4).astype(np.uint8),
    "less contrast": lambda picture: (picture * 0.5 + 90).astype(np.uint8),
    "mirrored": lambda picture: picture[:, ::-1],
    "cut": cut,
    "cut and mirrored": lambda picture: cut(picture)[:, ::-1],
    "bars above and below": lambda picture: np.pad(picture, ((BAR_PX, BAR_PX), (0, 0), (0, 0))),
    "bars at the sides": lambda picture: np.pad(picture, ((0, 0), (2 * BAR_PX, BAR_PX), (0, 0))),
    "a caption and a logo": captioned,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_picture_has_nearly_the_same_print(change: str) -> None:
    for seed in SEEDS:
        picture = footage.painting(seed)
        assert bits(of_work(picture), of_copy(CHANGES[change](picture))) <= 64, seed


def test_other_pictures_have_other_prints() -> None:
    works = of_work(*(footage.painting(seed) for seed in SEEDS))
    others = of_copy(*(footage.painting(seed) for seed in range(100, 112)))
    assert bits(works, others) > 72


def test_a_mirror_flips_known_bits() -> None:
    picture = footage.painting(1)
    assert bits(of_work(picture[:, ::-1]), of_work(picture) ^ MIRROR) <= 2


@pytest.mark.parametrize(
    "empty", [footage.place(), np.zeros((90, 160, 3), np.uint8)], ids=["a ramp", "black"]
)
def test_what_shows_nothing_has_no_print(empty: Picture) -> None:
    assert len(of_work(empty)) == len(of_copy(empty)) == 0


def test_a_word_on_an_empty_ground_has_no_print() -> None:
    card = np.zeros((180, 320, 3), np.uint8)
    card[80:100, 130:190:4] = 255
    assert len(of_work(card)) == len(of_copy(card)) == 0


def test_a_still_scene_is_kept_once_and_asked_about_each_time() -> None:
    scenes = [footage.painting(1)] * 5 + [footage.painting(2)]
    at_s = np.arange(6.0)
    assert kept(greys(*scenes), at_s).at_s.tolist() == [0, 5]
    assert asked(greys(*scenes), at_s).at_s.tolist() == at_s.tolist()


def test_moments_with_bars_are_kept_with_and_without_them() -> None:
    wide = np.pad(footage.painting(1), ((BAR_PX, BAR_PX), (0, 0), (0, 0)))
    assert kept(greys(wide), np.zeros(1)).prints.shape == (2, 1, 4)
