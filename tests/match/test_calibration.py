"""Chance is stated within bounds, falls with similarity, and a hint costs others at most double."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.errors import ModelError
from guardrail.match.calibration import (
    FLOOR,
    Calibration,
    comparisons_of_each,
    expected_false_matches,
    fit_tail,
)

CALIBRATION = Calibration(
    scores=np.array([0.0, 1.0, 2.0]),
    survival=np.array([1.0, 0.1, 0.001]),
    tail_rate=2.0,
    block_frames=10,
    cohort=np.zeros((0, 4), np.float32),
)
SCORES = st.floats(-50, 50)
COUNTS = st.lists(st.integers(1, 9), min_size=1, max_size=40)


@given(SCORES, SCORES)
def test_a_higher_score_is_never_more_likely_by_chance(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert CALIBRATION.survival_at(high) <= CALIBRATION.survival_at(low)


@given(SCORES)
def test_survival_is_a_probability_above_its_floor(score: float) -> None:
    assert FLOOR <= CALIBRATION.survival_at(score) <= 1.0


def test_survival_meets_what_was_measured_and_goes_on_as_an_exponential() -> None:
    assert CALIBRATION.survival_at(-1) == 1.0
    assert CALIBRATION.survival_at(1.0) == pytest.approx(0.1)
    assert CALIBRATION.survival_at(2.0) == pytest.approx(0.001)
    assert CALIBRATION.survival_at(3.0) == pytest.approx(0.001 * math.exp(-2))
    assert CALIBRATION.survival_at(math.inf) == FLOOR


@given(st.floats(0, 2))
def test_the_score_of_a_probability_is_the_lowest_that_is_as_rare(wanted: float) -> None:
    score = float(CALIBRATION.score_at(wanted))
    if wanted < FLOOR:
        assert score == math.inf
    else:
        assert CALIBRATION.survival_at(score + 1e-6) <= wanted
    if score > -math.inf:
        assert CALIBRATION.survival_at(min(score, 50.0) - 1e-6) > wanted * (1 - 1e-3)


def test_any_score_will_do_where_chance_may_do_as_it_likes() -> None:
    assert CALIBRATION.score_at([1.0, 0.5]).tolist() == pytest.approx([-math.inf, 0.301], abs=1e-3)


def test_the_tail_of_plain_similarities_ends_where_they_end() -> None:
    bounded = replace(CALIBRATION, scores=np.array([0.0, 0.5, 0.8]), tail_rate=50.0)
    endless = replace(bounded, cohort=np.ones((1, 4), np.float32))
    assert bounded.survival_at(1.0) == FLOOR
    assert bounded.survival_at(0.9) == pytest.approx(0.001 * 0.5**9)
    assert endless.survival_at(0.9) == pytest.approx(0.001 * math.exp(-5))
    assert bounded.score_at(0.001 * 0.5**9) == pytest.approx(0.9)
    drawn = np.random.default_rng(0).uniform(0, 1, 200_000)
    excess = bounded.score_at(0.001 * drawn) - 0.8
    assert excess.mean() == pytest.approx(1 / 50, rel=0.02)


def test_a_hundred_thousand_references_leave_room_for_a_block() -> None:
    shipped = Calibration.open(Path("models/lite0-figures-256-calibration.npz"))
    assert shipped.score_at(0.005 / 20_000) < 0.96


def test_no_score_at_all_is_pure_chance() -> None:
    assert CALIBRATION.survival_at(-math.inf) == 1.0


def test_a_score_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="number"):
        CALIBRATION.survival_at(math.nan)


def test_more_frames_than_measured_count_as_more_clips() -> None:
    short = expected_false_matches(CALIBRATION, 2.0, comparisons=5, frames=3)
    usual = expected_false_matches(CALIBRATION, 2.0, comparisons=5, frames=10)
    long = expected_false_matches(CALIBRATION, 2.0, comparisons=5, frames=40)
    assert short == usual == pytest.approx(0.005)
    assert long == pytest.approx(4 * usual)


@given(COUNTS, st.data())
def test_the_expected_false_matches_of_all_assets_add_up_to_the_threshold(
    counts: list[int], data: st.DataObject
) -> None:
    hinted = data.draw(st.lists(st.booleans(), min_size=len(counts), max_size=len(counts)))
    comparisons = comparisons_of_each(counts, hinted, block_references=1)
    # At threshold e each reference of an asset matches by chance with probability e / comparisons.
    total = sum(count / c for count, c in zip(counts, comparisons, strict=True))
    assert total == pytest.approx(1.0)


@given(COUNTS, st.data())
def test_a_hint_never_costs_another_asset_more_than_a_factor_of_two(
    counts: list[int], data: st.DataObject
) -> None:
    hinted = data.draw(st.lists(st.booleans(), min_size=len(counts), max_size=len(counts)))
    plain = comparisons_of_each(counts, [False] * len(counts), block_references=5)
    helped = comparisons_of_each(counts, hinted, block_references=5)
    for before, after, hint in zip(plain, helped, hinted, strict=True):
        assert after <= 2 * before * (1 + 1e-12)
        if hint:
            assert after <= before * (1 + 1e-12)


def test_a_hint_at_one_of_a_thousand_assets_helps_it_by_half_a_thousand() -> None:
    counts = [5] * 1000
    plain = comparisons_of_each(counts, [False] * 1000, block_references=5)
    hinted = comparisons_of_each(counts, [True] + [False] * 999, block_references=5)
    assert plain[0] / hinted[0] == pytest.approx(500.5)


def test_few_references_count_for_less_and_more_than_measured_for_more() -> None:
    comparisons = comparisons_of_each([1, 5, 20], [False] * 3, block_references=5)
    assert comparisons == pytest.approx((3 * 0.2**0.5, 3.0, 12.0))


def test_the_tail_fit_recovers_an_exponential() -> None:
    maxima = np.random.default_rng(0).exponential(0.25, 20_000)
    assert fit_tail(maxima, tail_share=0.05) == pytest.approx(4.0, rel=0.1)


def test_too_few_block_maxima_have_no_tail() -> None:
    with pytest.raises(ValueError, match="too few"):
        fit_tail(np.arange(8.0), tail_share=0.05)


@pytest.mark.parametrize(
    ("scores", "survival", "rate"),
    [
        ([], [], 1.0),
        ([0.0, 0.0], [1.0, 0.5], 1.0),
        ([0.0, 1.0], [0.5, 0.6], 1.0),
        ([0.0, 1.0], [1.0, 0.0], 1.0),
        ([0.0, 1.0], [1.0, 0.5], 0.0),
        ([0.0], [1.0, 0.5], 1.0),
    ],
)
def test_a_calibration_that_is_no_distribution_is_refused(
    scores: list[float], survival: list[float], rate: float
) -> None:
    with pytest.raises(ValueError, match=r"calibration|survival|tail_rate"):
        Calibration(
            scores=np.array(scores),
            survival=np.array(survival),
            tail_rate=rate,
            block_frames=1,
            cohort=np.zeros((0, 4), np.float32),
        )


def test_a_file_that_is_no_archive_is_named_with_the_fix(tmp_path: Path) -> None:
    path = tmp_path / "calibration.npz"
    path.write_bytes(b"not an archive")
    with pytest.raises(ModelError) as caught:
        Calibration.open(path)
    assert str(path) in str(caught.value)
    assert "README" in caught.value.fix
