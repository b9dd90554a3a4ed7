"""How a figure may be shown: view, pose, expression, clothes, rendering."""

import dataclasses
import math
import random

from models.train.figures.traits import BIPEDS, RENDERINGS, Expression, Figure, Pose, Take

HOME_SHARE = 0.75
"""Of the pictures of a figure that are in the rendering of its show."""

EXPRESSIONS: tuple[Expression, ...] = tuple(
    Expression(name=name, mouth=mouth, lid=lid, brow=brow, look=look)
    for name, mouth, lid, brow, look in (
        ("calm", "smile", 0.0, 0.0, 0.0),
        ("calm", "flat", 0.05, 0.0, 0.0),
        ("happy", "open", 0.0, -0.2, 0.0),
        ("laughing", "open", 1.0, -0.3, 0.0),
        ("grinning", "grin", 0.1, 0.2, 0.3),
        ("angry", "frown", 0.2, 1.0, 0.0),
        ("shouting", "shout", 0.0, 0.9, 0.0),
        ("sad", "frown", 0.25, -0.9, 0.0),
        ("surprised", "o", -0.15, -0.7, 0.0),
        ("sly", "smirk", 0.4, 0.5, 0.6),
        ("bored", "flat", 0.5, 0.0, -0.5),
        ("asleep", "flat", 1.0, 0.0, 0.0),
    )
)

_POSES: tuple[tuple[str, float, float, tuple[float, ...]], ...] = (
    # name, lean, bend, (arm_lift L R, arm_swing L R, elbow L R, leg_swing L R, leg_lift L R, knee L R)
    ("standing", 0.0, 0.0, (0.18, 0.18, 0.0, 0.0, 0.15, 0.15, 0.0, 0.0, 0.07, 0.07, 0.0, 0.0)),
    ("standing", 0.05, 0.0, (0.3, 0.16, 0.1, -0.1, 0.5, 0.2, 0.1, -0.05, 0.16, 0.02, 0.1, 0.0)),
    ("spread", 0.0, 0.0, (1.0, 1.0, 0.0, 0.0, 0.1, 0.1, 0.0, 0.0, 0.3, 0.3, 0.0, 0.0)),
    ("walking", 0.0, 0.06, (0.12, 0.12, 0.55, -0.5, 0.5, 0.35, -0.45, 0.5, 0.04, 0.04, 0.35, 0.1)),
    ("running", 0.0, 0.3, (0.15, 0.15, 1.0, -0.9, 1.5, 1.4, -0.8, 1.1, 0.05, 0.05, 1.3, 1.0)),
    ("sitting", 0.0, 0.0, (0.25, 0.25, 0.4, 0.4, 0.6, 0.6, 1.4, 1.4, 0.15, 0.15, 1.35, 1.35)),
    ("arms up", 0.0, -0.05, (2.6, 2.6, 0.0, 0.0, 0.2, 0.2, 0.0, 0.0, 0.16, 0.16, 0.0, 0.0)),
    ("waving", -0.06, 0.0, (0.2, 2.1, 0.0, 0.2, 0.3, 0.9, 0.0, 0.0, 0.08, 0.1, 0.0, 0.0)),
    ("pointing", 0.06, 0.05, (1.5, 0.25, 0.3, 0.0, 0.0, 0.8, 0.1, -0.1, 0.12, 0.1, 0.1, 0.0)),
    ("hands on hips", 0.0, 0.0, (0.75, 0.75, -0.15, -0.15, -1.9, -1.9, 0.0, 0.0, 0.14, 0.14, 0.0, 0.0)),
    ("jumping", 0.1, -0.1, (2.2, 1.6, 0.3, 0.3, 0.4, 0.3, 0.7, -0.2, 0.2, 0.25, 1.3, 0.9)),
    ("kicking", -0.25, -0.1, (0.9, 0.7, 0.3, -0.4, 0.8, 0.9, 1.3, 0.0, 0.1, 0.1, 0.15, 0.2)),
    ("crouching", 0.0, 0.45, (0.4, 0.4, 0.5, 0.5, 0.9, 0.9, 1.1, 0.9, 0.3, 0.3, 1.8, 1.7)),
    ("thinking", 0.04, 0.05, (0.2, 0.3, 0.1, 0.7, 0.4, 2.1, 0.0, 0.0, 0.1, 0.05, 0.0, 0.0)),
    ("fighting", 0.08, 0.15, (0.5, 0.5, 1.1, 0.6, 1.2, 1.7, 0.5, -0.5, 0.2, 0.2, 0.6, 0.4)),
    ("flying", 0.35, 0.35, (2.4, 0.4, 0.6, -0.6, 0.1, 0.3, -0.3, -0.8, 0.05, 0.1, 0.1, 0.8)),
)  # fmt: skip

POSES: tuple[Pose, ...] = tuple(
    Pose(
        name=name, lean=lean, bend=bend, arm_lift=(a[0], a[1]), arm_swing=(a[2], a[3]),
        elbow=(a[4], a[5]), leg_swing=(a[6], a[7]), leg_lift=(a[8], a[9]), knee=(a[10], a[11]),
    )
    for name, lean, bend, a in _POSES
)  # fmt: skip


def yaw_of(view: str, rng: random.Random) -> float:
    """The angle of a named view, a little varied, to either side."""
    low, high = {
        "front": (0.0, 0.22), "three-quarter": (0.45, 0.95), "side": (1.3, 1.6),
        "back": (2.6, 3.1),
    }[view]  # fmt: skip
    return rng.choice((-1, 1)) * rng.uniform(low, high)


def take(figure: Figure, rng: random.Random) -> Take:
    """A random way to show `figure`."""
    views = ("front", "three-quarter", "side", "back")
    weights = (30, 44, 17, 9)
    if figure.plan in {"beast", "fish", "vehicle", "insect"}:
        weights = (12, 50, 33, 5) if figure.plan != "vehicle" else (22, 66, 8, 4)
    view = rng.choices(views, weights)[0]
    pose = _loosened(rng.choice(POSES[:2] if rng.random() < 0.2 else POSES), rng)
    home = rng.random() < HOME_SHARE
    biped = figure.plan in BIPEDS
    framing = "bust" if biped and view != "back" and rng.random() < 0.14 else "full"
    if framing == "bust" and max(pose.arm_lift) > 0.9:
        pose = _loosened(POSES[1], rng)
    return Take(
        view=view,
        yaw=yaw_of(view, rng),
        pose=pose,
        expression=rng.choice(EXPRESSIONS[:4] if rng.random() < 0.4 else EXPRESSIONS),
        tilt=rng.uniform(-0.2, 0.2),
        nod=rng.uniform(-0.18, 0.18),
        outfit=2 if biped and rng.random() < 0.16 else 1,
        rendering=figure.rendering if home else rng.choice(RENDERINGS),
        framing=framing,
        sway=rng.uniform(-1, 1),
        light=rng.choice((-1.0, 1.0)),
        seed=rng.getrandbits(31),
    )


def _loosened(pose: Pose, rng: random.Random) -> Pose:
    """The pose with every joint a little elsewhere, and left and right swapped at times."""
    swap = rng.random() < 0.5

    def loose(pair: tuple[float, float], by: float) -> tuple[float, float]:
        a, b = (pair[1], pair[0]) if swap else pair
        return a + rng.gauss(0, by), b + rng.gauss(0, by)

    return dataclasses.replace(
        pose,
        lean=(-pose.lean if swap else pose.lean) + rng.gauss(0, 0.04),
        arm_lift=loose(pose.arm_lift, 0.12),
        arm_swing=loose(pose.arm_swing, 0.12),
        elbow=loose(pose.elbow, 0.12),
        leg_swing=loose(pose.leg_swing, 0.07),
        leg_lift=loose(pose.leg_lift, 0.04),
        knee=tuple(max(0.0, k) for k in loose(pose.knee, 0.06)),  # type: ignore[arg-type]
    )


def plain_take(figure: Figure, *, seed: int = 0) -> Take:
    """A calm three-quarter view in the home rendering: what a model sheet shows."""
    rng = random.Random(seed)
    return dataclasses.replace(
        take(figure, rng),
        view="three-quarter",
        yaw=math.copysign(0.5, rng.random() - 0.5),
        pose=_loosened(
            rng.choice((POSES[0], POSES[1], POSES[1], POSES[3], POSES[7], POSES[9])), rng
        ),
        expression=EXPRESSIONS[0],
        tilt=0.0,
        nod=0.0,
        outfit=1,
        rendering=figure.rendering,
        framing="full",
    )
