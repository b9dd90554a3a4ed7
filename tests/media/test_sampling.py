from collections.abc import Iterable
from itertools import pairwise

import footage
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.media.bounds import Bounds
from guardrail.media.reel import thumbnail_of
from guardrail.media.sampling import Plane, Sampler, Thumb, changes, surroundings, thumbnail

GAP_S, STILL_S, NOVELTY = Bounds().max_gap_s, Bounds().still_gap_s, Bounds().min_novelty

steps = st.lists(
    st.tuples(st.floats(0, 3), st.integers(0, 255), st.integers(0, 255)), min_size=1, max_size=60
)


def flat(brightness: int, colour: int) -> Thumb:
    planes: list[Plane] = [np.full((12, 16), value, np.uint8) for value in (brightness, colour, 9)]
    return thumbnail(planes)


def sampler(budget: int = 24) -> Sampler:
    return Sampler(budget=budget, max_gap_s=GAP_S, still_gap_s=STILL_S, min_novelty=NOVELTY)


def novelty(old: Thumb, new: Thumb) -> float:
    """How much the newest part of a frame shows that another frame does not."""
    return float(changes(surroundings(old)[np.newaxis], new).max())


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
        new = all(novelty(old, thumb) >= NOVELTY for _, old in kept)
        due = all(
            at_s - before >= (GAP_S if novelty(old, thumb) > NOVELTY / 4 else STILL_S)
            for before, old in kept
        )
        assert chosen or not (new or due)
        if chosen:
            kept.append((at_s, thumb))
    assert sampled.skipped == 0


def test_a_still_scene_is_looked_at_again_once_a_gap() -> None:
    sampled = sampler(100)
    for index in range(24 * 21):
        sampled.offer(index / 24, flat(100, 128))
    assert times(sampled) == pytest.approx(np.arange(0, 21, STILL_S))


def test_a_scene_in_which_something_moves_is_looked_at_more_often() -> None:
    sampled = sampler(100)
    for index in range(24 * 21):
        sampled.offer(index / 24, flat(100 + 8 * (index % 3), 128))
    gaps = np.diff([*times(sampled), 21])
    assert max(gaps) <= GAP_S + 3 / 24


def shown(sampled: Sampler, scenes: Iterable[tuple[float, float, npt.NDArray[np.uint8]]]) -> float:
    """The most of a figure (0…1) that any frame chosen shows, given (at, how much, frame)."""
    most = {}
    for at_s, share, frame in scenes:
        slot = sampled.offer(at_s, thumbnail_of(frame))
        if slot is not None:
            most[slot] = share
    return max(most.values())


PLACE = footage.place(192, 108)


def with_figure(share: float, alpha: float = 1.0, left: int = 0) -> npt.NDArray[np.uint8]:
    """A place with a figure, seen through as far as alpha says, moved out to the left."""
    figure = footage.with_figure(PLACE, share=share)
    mixed = PLACE + alpha * (figure.astype(float) - PLACE)
    if not left:
        return mixed.astype(np.uint8)
    moved = PLACE.copy()
    moved[:, : 192 - left] = mixed[:, left:]
    return moved


@pytest.mark.parametrize("seconds", [2, 4, 8, 16])
@pytest.mark.parametrize("share", [0.05, 0.15, 0.4])
def test_a_figure_that_fades_in_slowly_is_found(seconds: int, share: float) -> None:
    """It goes at once when it is there in full."""
    count = 24 * seconds
    alphas = [*np.linspace(0, 1, count), 0, 0, 0]
    scenes = ((i / 24, alpha, with_figure(share, alpha)) for i, alpha in enumerate(alphas))
    assert shown(sampler(), scenes) >= 0.7


@pytest.mark.parametrize("seconds", [2, 4, 8, 16])
@pytest.mark.parametrize("share", [0.05, 0.15])
def test_a_figure_that_creeps_in_from_the_edge_is_found(seconds: int, share: float) -> None:
    """It stays for a second once it stands in the middle, and goes at once."""
    count = 24 * seconds
    lefts = [*np.linspace(150, 0, count).astype(int), *[0] * 24]
    scenes = (
        (i / 24, 1 - left / 150, with_figure(share, left=left)) for i, left in enumerate(lefts)
    )
    assert shown(sampler(), scenes) >= 0.6


def test_a_faint_figure_on_a_still_place_is_found_within_a_second_or_two() -> None:
    """Too faint to be new by itself, it adds to time."""
    faint = with_figure(0.2, 0.12)
    assert 10 < novelty(thumbnail_of(PLACE), thumbnail_of(faint)) < NOVELTY
    for from_s in np.arange(0.1, 5, 0.35):
        scenes = (
            (i / 24, float(here), faint if here else PLACE)
            for i, here in ((i, from_s <= i / 24 < from_s + 2) for i in range(24 * 8))
        )
        assert shown(sampler(), scenes) == 1


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
    assert novelty(thumbnail_of(scene), thumbnail_of(moved)) < NOVELTY
    assert novelty(thumbnail_of(empty), thumbnail_of(scene)) > 40


def test_a_small_figure_in_a_big_frame_is_new() -> None:
    empty, small = (
        footage.place(1280, 720),
        footage.with_figure(footage.place(1280, 720), share=0.03),
    )
    assert novelty(thumbnail_of(empty), thumbnail_of(small)) > NOVELTY


@pytest.mark.parametrize("shape", [(1, 1), (2, 500), (7, 13), (1080, 1920)])
def test_planes_of_any_size_make_a_thumbnail(shape: tuple[int, int]) -> None:
    plane = np.full(shape, 77, np.uint8)
    assert thumbnail([plane, plane, plane]).shape == (48, 12)
    assert np.all(thumbnail([plane])[:, :6] == pytest.approx(77))
    assert np.all(thumbnail([plane])[:, 6:] == pytest.approx(128))


def test_padding_at_the_end_of_rows_is_not_looked_at() -> None:
    planes = [np.arange(s, dtype=np.uint8).reshape(-1, w) for s, w in ((240, 20), (60, 10))]
    padded: list[Plane] = [np.pad(plane, ((0, 0), (0, 7)), constant_values=255) for plane in planes]
    assert np.array_equal(thumbnail(padded, widths=[20, 10]), thumbnail([*planes]))


def test_deep_planes_read_like_shallow_ones() -> None:
    shallow = np.arange(256, dtype=np.uint8).reshape(16, 16)
    deep = shallow.astype(np.uint16) * np.uint16(4)
    assert thumbnail([deep], bits=10) == pytest.approx(thumbnail([shallow]), abs=0.01)
