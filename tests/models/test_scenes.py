"""Scenes keep the promises that training and validation rest on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

scenes = pytest.importorskip("models.train.scenes", reason="opencv is in the group `figures`")

RED = np.zeros((80, 40, 4), np.uint8)
RED[...] = (255, 0, 0, 255)
GREEN = np.zeros((120, 200, 3), np.uint8)
GREEN[..., 1] = 255


@settings(deadline=None)
@given(st.integers(0, 10_000), st.floats(0.02, 0.4))
def test_a_figure_covers_the_share_asked_for(seed: int, share: float) -> None:
    staging = scenes.Staging(share=(share, share), part=0, turn=0, hide=0, stretch=0, beyond=0)
    scene = scenes.compose(np.random.default_rng(seed), [RED], GREEN, staging=staging)
    covered = (scene.pixels[..., 0] > 128).mean()
    fits = min(share, 0.3)  # an upright figure fills a wide frame no further
    assert covered == pytest.approx(fits, abs=0.03)
    (box,) = scene.boxes
    assert box.w * box.h == pytest.approx(covered, abs=0.03)


def test_the_ground_is_not_drawn_upon() -> None:
    before = GREEN.copy()
    scenes.compose(np.random.default_rng(1), [RED], GREEN, staging=scenes.Staging())
    assert np.array_equal(GREEN, before)


def test_a_seed_gives_the_same_scene() -> None:
    def one() -> np.ndarray:
        rng = np.random.default_rng(5)
        scene = scenes.compose(rng, [RED, RED], GREEN, staging=scenes.Staging())
        return np.asarray(scenes.camera(rng, scene.pixels))

    assert np.array_equal(one(), one())


def test_a_codec_gives_back_as_many_frames_of_the_same_size() -> None:
    rng = np.random.default_rng(2)
    frames = [rng.integers(0, 256, (64, 96, 3), np.uint8) for _ in range(5)]
    coded = scenes.codec(frames, crf=32)
    assert [frame.shape for frame in coded] == [(64, 96, 3)] * 5
    assert not np.array_equal(coded[0], frames[0])


def test_hue_turns_and_turns_back() -> None:
    turned = scenes.hue_turned(GREEN, 30)
    assert not np.array_equal(turned, GREEN)
    assert np.abs(scenes.hue_turned(turned, -30).astype(int) - GREEN).max() < 12


@pytest.mark.parametrize("seed", range(6))
def test_what_is_hidden_is_the_share_of_the_box(seed: int) -> None:
    box = scenes.Box(x=0.25, y=0.25, w=0.5, h=0.5)
    covered = scenes.hidden(np.random.default_rng(seed), GREEN, box, share=0.3)
    assert (covered != GREEN).any(axis=2).mean() == pytest.approx(0.25 * 0.3, abs=0.01)
