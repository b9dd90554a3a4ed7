from itertools import pairwise

import footage
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.media.reel import thumbnail_of
from guardrail.media.sampling import Plane, Sampler, Thumb, novelty, surroundings, thumbnail

GAP_S, NOVELTY = 1.0, 20.0

steps = st.lists(
    st.tuples(st.floats(0, 3), st.integers(0, 255), st.integers(0, 255)), min_size=1, max_size=60
)


def flat(brightness: int, colour: int) -> Thumb:
    planes: list[Plane] = [np.full((12, 16), value, np.uint8) for value in (brightness, colour, 9)]
    return thumbnail(planes)


def sampler(budget: int = 24) -> Sampler:
    return Sampler(budget=budget, max_gap_s=GAP_S, min_novelty=NOVELTY)


def times(sampled: Sampler) -> list[float]:
    return [sampled.at_s(slot) for slot in sampled.chosen]


@given(steps=steps, budget=st.integers(1, 12))
def test_the_first_frame_stays_and_the_budget_holds(
    steps: list[tuple[float, int, int]], budget: int
) -> None:
    sampled, at_s = sampler(budget), 0.0
    for gap_s, brightness, colour in steps:
        at_s += gap_s
        slot = sampled.offer(at_s, flat(brightness, colour))
        assert slot is None or 0 <= slot < budget
    assert times(sampled)[0] == steps[0][0]
    assert 1 <= len(sampled.chosen) <= budget
    assert len(set(sampled.chosen)) == len(sampled.chosen)
    assert times(sampled) == sorted(times(sampled))


@given(steps=steps)
def test_within_the_budget_nothing_new_is_missed(steps: list[tuple[float, int, int]]) -> None:
    sampled, at_s = sampler(len(steps)), 0.0
    kept: list[tuple[float, Thumb]] = []
    for gap_s, brightness, colour in steps:
        at_s += gap_s
        thumb = flat(brightness, colour)
        chosen = sampled.offer(at_s, thumb) is not None
        new = all(novelty(surroundings(old)[np.newaxis], thumb)[0] >= NOVELTY for _, old in kept)
        due = all(at_s - before >= GAP_S for before, _ in kept)
        assert chosen or not (new or due)
        if chosen:
            kept.append((at_s, thumb))
    assert sampled.skipped == 0


def test_a_still_scene_is_looked_at_again_once_a_gap() -> None:
    sampled = sampler(100)
    for index in range(240):
        sampled.offer(index / 24, flat(100, 128))
    assert times(sampled) == pytest.approx(list(range(10)))


def test_over_budget_the_whole_clip_stays_covered() -> None:
    sampled = sampler(8)
    for index in range(24 * 60):
        sampled.offer(index / 24, flat(100, 128))
    gaps = [after - before for before, after in pairwise([*times(sampled), 60.0])]
    assert sampled.skipped > 0
    assert max(gaps) < 4 * 60 / 8


def test_over_budget_a_flash_outweighs_a_long_still_scene() -> None:
    sampled = sampler(8)
    for index in range(24 * 60):
        sampled.offer(index / 24, flat(240 if index in {1001, 1002} else 100, 128))
    assert 1001 / 24 in times(sampled)


def test_a_change_of_colour_alone_is_seen() -> None:
    sampled = sampler()
    sampled.offer(0.0, flat(100, 128))
    assert sampled.offer(0.04, flat(100, 168)) is not None


def test_what_merely_moved_a_little_is_not_new() -> None:
    scene = footage.with_figure(footage.place(640, 360), share=0.2)
    moved = np.roll(scene, 12, axis=1)
    empty = footage.place(640, 360)
    seen = surroundings(thumbnail_of(scene))[np.newaxis]
    assert novelty(seen, thumbnail_of(moved))[0] < NOVELTY
    assert novelty(surroundings(thumbnail_of(empty))[np.newaxis], thumbnail_of(scene))[0] > 40


def test_a_small_figure_in_a_big_frame_is_new() -> None:
    empty, small = (
        footage.place(1280, 720),
        footage.with_figure(footage.place(1280, 720), share=0.03),
    )
    seen = surroundings(thumbnail_of(empty))[np.newaxis]
    assert novelty(seen, thumbnail_of(small))[0] > NOVELTY


@pytest.mark.parametrize("shape", [(1, 1), (2, 500), (7, 13), (1080, 1920)])
def test_planes_of_any_size_make_a_thumbnail(shape: tuple[int, int]) -> None:
    plane = np.full(shape, 77, np.uint8)
    assert thumbnail([plane, plane, plane]).shape == (48, 12)
    assert np.all(thumbnail([plane])[:, :6] == pytest.approx(77))
    assert np.all(thumbnail([plane])[:, 6:] == pytest.approx(128))


def test_deep_planes_read_like_shallow_ones() -> None:
    shallow = np.arange(256, dtype=np.uint8).reshape(16, 16)
    deep = shallow.astype(np.uint16) * np.uint16(4)
    assert thumbnail([deep], bits=10) == pytest.approx(thumbnail([shallow]), abs=0.01)
