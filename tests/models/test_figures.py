"""The cartoonist: the same seed draws the same bytes, siblings differ in one trait."""

import dataclasses
import random

import numpy as np
import pytest

pytest.importorskip("skia", reason="skia-python draws the figures; it is no part of the product")

from models.train import figures
from models.train.figures.kin import VISIBLE, seen_difference
from models.train.figures.kinds import KINDS
from models.train.figures.takes import yaw_of
from models.train.figures.traits import PLANS, RENDERINGS, VIEWS


def of_plan(plan: str) -> figures.Figure:
    return next(f for f in (figures.invent(seed) for seed in range(3000)) if f.plan == plan)


def test_a_seed_draws_the_same_bytes() -> None:
    for seed in range(12):
        one, two = figures.invent(seed), figures.invent(seed)
        assert one == two
        chosen = figures.take(one, random.Random(seed))
        assert chosen == figures.take(two, random.Random(seed))
        np.testing.assert_array_equal(
            figures.draw(one, chosen, 128), figures.draw(two, chosen, 128)
        )


def test_other_seeds_are_other_figures() -> None:
    assert len({figures.invent(seed) for seed in range(300)}) == 300


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("view", VIEWS)
def test_every_body_is_drawn_from_every_side(plan: str, view: str) -> None:
    for kind in KINDS[plan]:
        figure = dataclasses.replace(of_plan(plan), kind=kind)
        calm = figures.plain_take(figure)
        chosen = dataclasses.replace(calm, view=view, yaw=yaw_of(view, random.Random(1)))
        picture = figures.draw(figure, chosen, 96)
        assert picture.dtype == np.uint8
        assert picture.shape[2] == 4
        assert max(picture.shape[:2]) <= 96
        assert min(picture.shape[:2]) >= 14
        assert (picture[..., 3] > 128).mean() > 0.15
        solid = picture[..., 3] > 16
        assert solid[0].any()
        assert solid[-1].any()
        assert solid[:, 0].any()
        assert solid[:, -1].any()


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_every_rendering_is_another_picture(rendering: str) -> None:
    figure = of_plan("child")
    calm = dataclasses.replace(figures.plain_take(figure), rendering="flat")
    flat = figures.draw(figure, calm, 128)
    other = figures.draw(figure, dataclasses.replace(calm, rendering=rendering), 128)
    assert rendering == "flat" or flat.shape != other.shape or (flat != other).any()


def test_the_back_of_a_head_has_no_face() -> None:
    figure = of_plan("child")
    calm = dataclasses.replace(
        figures.plain_take(figure), view="back", yaw=3.14, rendering="flat", tilt=0.0
    )
    angry = dataclasses.replace(calm.expression, mouth="shout", brow=1.0, lid=0.0)
    np.testing.assert_array_equal(
        figures.draw(figure, calm, 128),
        figures.draw(figure, dataclasses.replace(calm, expression=angry), 128),
    )


def test_siblings_differ_in_one_trait_that_is_seen() -> None:
    seen = set()
    for seed in range(80):
        figure = figures.invent(seed)
        other, trait = figures.sibling(figure, seed)
        assert (other, trait) == figures.sibling(figure, seed)
        changed = {
            field.name
            for field in dataclasses.fields(figure)
            if getattr(figure, field.name) != getattr(other, field.name)
        }
        assert changed
        assert changed <= figures.TRAITS[trait].fields
        if trait != "palette":
            assert seen_difference(figure, other) >= VISIBLE
        seen.add(trait)
    assert len(seen) >= 8


def test_a_cast_shares_its_hand_and_nothing_else() -> None:
    members = figures.cast(3, 8)
    assert len(set(members)) == 8
    assert len({(f.rendering, f.line_px, f.ink, f.show) for f in members}) == 1


def test_most_pictures_are_in_the_rendering_of_the_show() -> None:
    rng = random.Random(5)
    figure = figures.invent(1)
    home = sum(figures.take(figure, rng).rendering == figure.rendering for _ in range(400))
    assert 270 < home < 350
