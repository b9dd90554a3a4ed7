"""Resizing keeps flat colour flat, keeps places in place and does not alias."""

import numpy as np
import pytest

from guardrail.embed.resizing import resized


@pytest.mark.parametrize(("width", "height"), [(5, 9), (64, 32), (200, 31)])
def test_a_flat_picture_stays_flat(width: int, height: int) -> None:
    picture = np.full((40, 70, 3), (12, 200, 255), np.uint8)
    scaled = resized(picture, width=width, height=height)
    assert scaled.shape == (height, width, 3)
    assert (scaled == (12, 200, 255)).all()


def test_the_same_size_is_the_same_picture() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (17, 23, 3), np.uint8)
    assert (resized(picture, width=23, height=17) == picture).all()


def test_a_bright_quarter_stays_in_its_quarter() -> None:
    picture = np.zeros((80, 120, 3), np.uint8)
    picture[:40, 60:] = 255
    scaled = resized(picture, width=24, height=16)
    assert scaled[1:6, 14:22].min() == 255
    assert scaled[10:].max() == scaled[:, :10].max() == 0


def test_shrinking_averages_fine_stripes() -> None:
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[:, ::2] = 255
    middle = resized(picture, width=8, height=8)[2:-2, 2:-2]
    assert np.abs(middle.astype(int) - 127).max() <= 4
