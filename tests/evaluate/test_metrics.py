"""Numbers that everything else is judged by: checked against definitions and by property."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from guardrail.evaluate.metrics import (
    Estimate,
    auc,
    clustered,
    rank1,
    roc,
    tpr_at,
    wilson,
)

scores = hnp.arrays(np.float64, st.integers(1, 40), elements=st.integers(-5, 5).map(float))


def test_wilson_gives_the_published_interval() -> None:
    found = wilson(8, 10)
    assert found.value == 0.8
    assert found.low == pytest.approx(0.4902, abs=1e-4)
    assert found.high == pytest.approx(0.9433, abs=1e-4)


def test_of_no_trials_nothing_is_known() -> None:
    assert wilson(0, 0) == Estimate(value=0.0, low=0.0, high=1.0)


@given(st.integers(1, 500), st.data())
def test_an_interval_holds_its_value_and_stays_within_bounds(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    found = wilson(k, n)
    assert 0 <= found.low <= k / n <= found.high <= 1


@pytest.mark.parametrize(("successes", "trials"), [(-1, 5), (6, 5)])
def test_impossible_counts_are_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="successes"):
        wilson(successes, trials)


@given(scores, scores)
def test_auc_is_the_share_of_pairs_in_order(positives: np.ndarray, negatives: np.ndarray) -> None:
    above = (positives[:, None] > negatives).mean()
    level = (positives[:, None] == negatives).mean()
    assert auc(positives, negatives) == pytest.approx(above + level / 2)


@given(scores, scores)
def test_the_area_under_the_curve_is_the_auc(positives: np.ndarray, negatives: np.ndarray) -> None:
    curve = roc(positives, negatives)
    assert (curve.fpr[0], curve.tpr[0]) == (0, 0)
    assert (curve.fpr[-1], curve.tpr[-1]) == (1, 1)
    area = float(np.trapezoid(curve.tpr, curve.fpr))
    assert area == pytest.approx(auc(positives, negatives))


@given(scores, hnp.arrays(np.float64, st.integers(10, 60), elements=st.floats(-5, 5)))
def test_a_threshold_keeps_its_promise(positives: np.ndarray, negatives: np.ndarray) -> None:
    point = tpr_at(positives, negatives, fpr=0.1)
    assert point.threshold is not None
    assert (negatives > point.threshold).mean() <= 0.1
    assert point.tpr == (positives > point.threshold).mean()


def test_a_rate_that_the_negatives_cannot_support_is_not_claimed() -> None:
    point = tpr_at([1.0, 2.0], np.zeros(99), fpr=0.01)
    assert (point.tpr, point.threshold) == (None, None)
    assert (point.negatives, point.negatives_needed) == (99, 100)
    assert tpr_at([1.0, 2.0], np.zeros(100), fpr=0.01).tpr == 1.0


def test_rank1_counts_ties_as_wrong() -> None:
    table = [[0.9, 0.1], [0.5, 0.5], [0.2, 0.1]]
    assert rank1(table, [0, 0, 1]) == pytest.approx(1 / 3)


def test_whole_characters_are_drawn() -> None:
    values = np.repeat([0.0, 1.0], 50)
    characters = np.repeat([0, 1], 50)

    def mean(items: np.ndarray) -> float:
        return float(values[items].mean())

    by_character = clustered(mean, characters, seed=1)
    by_picture = clustered(mean, np.arange(100), seed=1)
    assert by_character.value == by_picture.value == 0.5
    assert (by_character.low, by_character.high) == (0.0, 1.0)
    assert by_picture.high - by_picture.low < 0.25


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.random.default_rng(0).random(30)
    runs = [clustered(lambda i: float(values[i].mean()), range(30), seed=3) for _ in range(2)]
    assert runs[0] == runs[1]


REFUSED: dict[str, Callable[[], object]] = {
    "no positives": lambda: auc([], [1.0]),
    "not a number": lambda: auc([np.nan], [1.0]),
    "a rate of zero": lambda: tpr_at([1.0], [1.0], fpr=0.0),
    "no queries": lambda: rank1(np.zeros((0, 3)), []),
    "no items": lambda: clustered(lambda _: 0.0, [], seed=0),
    "outside its interval": lambda: Estimate(value=0.5, low=0.6, high=0.7),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_measured_is_refused(what: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each says its own
        REFUSED[what]()
