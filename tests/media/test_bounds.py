import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.errors import ScreeningTimeoutError
from guardrail.media.bounds import Bounds, Deadline, Setup, fit

sides = st.integers(1, 20_000)


@given(width=sides, height=sides, area_px=st.integers(96 * 96, 1_000_000))
def test_a_fitted_size_keeps_its_promises(width: int, height: int, area_px: int) -> None:
    columns, rows = fit(width, height, area_px=area_px)
    assert columns % 32 == rows % 32 == 0
    assert min(columns, rows) >= 96
    assert columns * rows <= area_px


@given(width=sides, height=sides)
def test_turning_a_frame_turns_its_size(width: int, height: int) -> None:
    columns, rows = fit(width, height, area_px=86_016)
    turned = fit(height, width, area_px=86_016)
    assert columns * rows == turned[0] * turned[1]


@pytest.mark.parametrize(
    ("frame", "size"),
    [((1280, 720), (384, 224)), ((720, 1280), (224, 384)), ((512, 512), (288, 288))],
)
def test_usual_frames_get_usual_sizes(frame: tuple[int, int], size: tuple[int, int]) -> None:
    assert fit(*frame, area_px=86_016) == size


@given(width=st.integers(200, 4000), height=st.integers(200, 4000))
def test_the_aspect_is_kept_as_far_as_multiples_allow(width: int, height: int) -> None:
    columns, rows = fit(width, height, area_px=86_016)
    if 1 / 3 < width / height < 3:
        assert abs(math.log(columns / rows * height / width)) < 0.16


@pytest.mark.parametrize("wrong", [{"area_px": 95 * 96}, {"area_px": 0}, {"multiple": 0}])
def test_sizes_that_cannot_be_met_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"positive|less than"):
        fit(1280, 720, **{"area_px": 86_016, **wrong})


@pytest.mark.parametrize("name", ["max_bytes", "max_seconds", "frame_budget", "min_novelty"])
def test_bounds_that_let_nothing_through_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Bounds(**{name: 0})


def test_a_setup_survives_the_command_line() -> None:
    setup = Setup(
        bounds=Bounds(max_seconds=12.5), area_px=86_016, multiple=32, min_side_px=96, threads=3
    )
    assert Setup.from_json(setup.to_json()) == setup


def test_a_deadline_that_passed_says_so() -> None:
    Deadline.after(10).check()
    with pytest.raises(ScreeningTimeoutError) as caught:
        Deadline.after(-1).check()
    assert caught.value.budget_s == -1
