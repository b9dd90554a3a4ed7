"""What chance gives: counted in whole blocks, of different figures only, with an honest tail."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from guardrail.arrays import Pixels, Vectors
from guardrail.build.chance import (
    TAIL_LEAST,
    Look,
    Measured,
    better,
    calibration_of,
    measure,
    tail_count,
    threshold,
)
from guardrail.domain import Box
from guardrail.match.calibration import expected_false_matches


class Colours:
    """An encoder whose vectors are the mean colours of the left and the right half of a frame."""

    id = "colours"
    dimensions = 3

    def fit(self, width: int, height: int) -> tuple[int, int]:
        return width, height

    def regions(self, height: int, width: int) -> tuple[Box, ...]:
        return (Box(x=0, y=0, w=0.5, h=1), Box(x=0.5, y=0, w=0.5, h=1))

    def encode(self, frames: Pixels) -> Vectors:
        halves = np.stack(np.split(frames.astype(np.float32), 2, axis=2), axis=1)
        means = halves.mean(axis=(2, 3))
        return np.asarray(means / np.linalg.norm(means, axis=2, keepdims=True), np.float32)

    def encode_reference(self, picture: Pixels) -> Vectors:
        return self.encode(picture[None])[0, :1]


def plain(*colours: tuple[int, ...]) -> Pixels:
    """One picture in as many ways as there are colours: [N,8,8,3] of one colour each."""
    return np.stack([np.full((8, 8, 3), colour, np.uint8) for colour in colours])


def figure(seed: int, pictures: int) -> list[partial[Pixels]]:
    """Pictures of about one colour."""
    rng = np.random.default_rng(seed)
    base = rng.integers(20, 236, 3)
    shades = [tuple(int(v) for v in base + rng.integers(-20, 21, 3)) for _ in range(pictures)]
    return [partial(plain, shade) for shade in shades]


def test_blocks_are_of_different_figures_and_equally_long() -> None:
    counts = (3, 7, 4, 3, 3, 3, 3, 6)
    figures = [figure(seed, count) for seed, count in enumerate(counts)]
    (measured,) = measure(Colours(), figures, [])
    references = sum(counts)
    assert measured.block_frames == 3
    assert len(measured.maxima) == sum(n // 3 * (references - n) for n in counts)
    assert len(measured.own) == references
    assert measured.cohort.shape == (0, 3)


def test_a_block_is_worth_its_best_frame_region_and_way_of_looking() -> None:
    red, green, blue = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    both = np.concatenate([plain(green)[:, :, :4], plain(red)[:, :, 4:]], axis=2)
    figures: list[list[Look]] = [
        [partial(plain, red)],
        [lambda: both],
        [partial(plain, blue, red)],
        [partial(plain, green)],
    ]
    (measured,) = measure(Colours(), figures, [])
    by_frame = measured.nearest
    assert by_frame[1] == pytest.approx([1, 1, 0, 1])
    assert by_frame[2] == pytest.approx([1, 0, 1, 0])
    assert measured.own.size == 0
    assert measured.look_alikes(1)[0][2] == pytest.approx(1)


def test_pictures_of_one_figure_are_never_chance() -> None:
    figures = [[partial(plain, (9 * seed + 1, 255 - 9 * seed, 5))] * 2 for seed in range(12)]
    (measured,) = measure(Colours(), figures, [])
    assert measured.own == pytest.approx(1)
    assert len(measured.maxima) == 12 * 22
    assert measured.maxima.max() < 1 - 1e-4


def test_twins_are_told() -> None:
    figures = [figure(seed, 2) for seed in range(9)]
    (measured,) = measure(Colours(), [*figures, figures[4]], [])
    one, other, score = measured.look_alikes(1)[0]
    assert (one, other) == (4, 9)
    assert score == pytest.approx(1, abs=1e-5)


def test_scores_are_measured_against_pictures_of_no_one() -> None:
    figures = [figure(seed, 2) for seed in range(8)]
    empty = [look for seed in range(100, 150) for look in figure(seed, 2)]
    plain, measured = measure(Colours(), figures, empty)
    assert measured.cohort.shape == (100, 3)
    assert measured.maxima.min() < -1
    assert calibration_of(measured).cohort is measured.cohort
    (alone,) = measure(Colours(), figures, [])
    assert plain.maxima == pytest.approx(alone.maxima)


def test_the_way_of_scoring_that_finds_more_is_taken() -> None:
    blind = replace(drawn(660), own=np.full(20, 0.5))
    seeing = replace(blind, own=np.full(20, 0.95))
    assert better([blind, seeing]) is seeing
    assert better([seeing, blind]) is seeing
    silent = replace(blind, own=np.zeros(0))
    assert better([silent, blind]) is silent
    assert (silent.found(0.5), blind.found(0.6), seeing.found(0.6)) == (None, 0, 1)


def drawn(blocks: int) -> Measured:
    """Block maxima with a tail that is known: exponential, rate 40, above 0.5."""
    maxima = 0.5 + np.random.default_rng(3).exponential(1 / 40, blocks)
    nothing = np.zeros((0, 3), np.float32)
    return Measured(
        maxima=maxima, block_frames=4, own=np.zeros(0), nearest=np.zeros((0, 0)), cohort=nothing
    )


@pytest.mark.parametrize("blocks", [56, 660, 20_000])
def test_the_calibration_says_what_was_drawn(blocks: int) -> None:
    measured = drawn(blocks)
    calibration = calibration_of(measured)
    assert calibration.block_frames == 4
    assert calibration.survival[-1] == tail_count(blocks) / blocks
    above = calibration.survival_at(np.quantile(measured.maxima, [0.25, 0.5]))
    assert above == pytest.approx([0.75, 0.5], abs=0.03)
    spread = 3 / np.sqrt(tail_count(blocks))
    assert calibration.tail_rate == pytest.approx(40, rel=spread)


def test_too_few_blocks_still_leave_ten_for_the_tail() -> None:
    assert tail_count(56) == TAIL_LEAST == 10
    assert tail_count(5000) == 100


@pytest.mark.parametrize("references", [1, 10, 1000])
@pytest.mark.parametrize("expected", [0.005, 0.05])
def test_a_threshold_is_the_score_at_which_so_many_are_expected(
    expected: float, references: int
) -> None:
    calibration = calibration_of(drawn(660))
    score = threshold(calibration, expected=expected, references=references)
    found = expected_false_matches(calibration, score, comparisons=references, frames=1)
    assert float(found) == pytest.approx(expected, rel=1e-6)
