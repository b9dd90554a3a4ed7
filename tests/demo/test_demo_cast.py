"""The cast: every figure draws itself, inside its square, and no two look alike."""

import itertools

import numpy as np
import pytest

from guardrail.demo.cast import BY_ID, CAST, LOOKALIKES, Character
from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.pose import Expression, Pose, cheering, walking
from guardrail.demo.figures.props import PROPS

SIDE = 48


def everyone() -> list[Character]:
    return [*CAST, *LOOKALIKES]


@pytest.mark.parametrize("character", everyone(), ids=lambda character: character.id)
def test_a_figure_fills_a_good_part_of_its_square_and_leaves_the_rest_clear(
    character: Character,
) -> None:
    alpha = np.asarray(character.draw(SIDE, Pose()).getchannel("A"))
    assert alpha.shape == (SIDE, SIDE)
    assert 0.12 < (alpha > 128).mean() < 0.8
    assert alpha[0, 0] == 0


@pytest.mark.parametrize("expression", list(Expression))
def test_every_figure_shows_every_expression(expression: Expression) -> None:
    for character in everyone():
        assert character.draw(SIDE, Pose().feeling(expression)).size == (SIDE, SIDE)


def test_a_flipped_figure_looks_the_other_way() -> None:
    fox = BY_ID["kaze/kitsunebi"]
    ahead = np.asarray(fox.draw(SIDE, Pose()).getchannel("A"), dtype=np.int16)
    back = np.asarray(fox.draw(SIDE, Pose(), flip=True).getchannel("A"), dtype=np.int16)
    assert np.abs(ahead - back).mean() > 10
    assert np.abs(ahead - back[:, ::-1]).mean() < 10


def test_poses_change_the_picture() -> None:
    oskar = BY_ID["northlight/oskar"]
    seen = {oskar.draw(SIDE, pose).tobytes() for pose in (Pose(), walking(0.2), cheering(0.2))}
    assert len(seen) == 3


def test_no_two_figures_are_alike() -> None:
    pictures = {
        character.id: np.asarray(character.draw(SIDE, Pose()), dtype=np.int16)
        for character in everyone()
    }
    for one, other in itertools.combinations(pictures, 2):
        assert np.abs(pictures[one] - pictures[other]).mean() > 12, (one, other)


@pytest.mark.parametrize("kind", sorted(PROPS))
def test_every_prop_draws_something_in_its_colour(kind: str) -> None:
    red, blue = Brush(SIDE), Brush(SIDE)
    PROPS[kind](red, Pose(), (220, 40, 40))
    PROPS[kind](blue, Pose(), (40, 40, 220))
    assert red.picture().getbbox() is not None
    assert red.picture().tobytes() != blue.picture().tobytes()
