"""Yuzumo: a round yellow citrus with a leaf sprout and a slice on its belly."""

import math

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.faces import cheeks, eyes, lids, mouth
from guardrail.demo.figures.outlines import RGB, Point, curve
from guardrail.demo.figures.pose import Expression, Pose

_PEEL: RGB = (255, 208, 62)
_LEAF: RGB = (86, 168, 74)


def yuzumo(brush: Brush, pose: Pose) -> None:
    """Facing us: a ball with sleepy eyes, stub feet and a slice of itself for a belly."""
    for side in (-1, 1):
        lift = 0.1 * max(0.0, pose.stride * side)
        brush.oval(side * 0.27, 0.8 - lift, 0.17, 0.11, _LEAF)
    for side, raised in ((-1, pose.left), (1, pose.right)):
        x, y = side * (0.64 + 0.03 * raised), 0.36 - 0.42 * raised
        brush.oval(x, y, 0.1, 0.17, _PEEL, angle=side * (-0.5 + 1.2 * raised))
    squash = 1 + 0.04 * pose.wag
    body = curve(
        [
            (0, -0.42 / squash),
            (0.36, -0.36),
            (0.64, -0.02),
            (0.66 * squash, 0.36),
            (0.42, 0.74),
            (0, 0.82),
            (-0.42, 0.74),
            (-0.66 * squash, 0.36),
            (-0.64, -0.02),
            (-0.36, -0.36),
        ]
    )
    brush.shape(body, _PEEL, depth=0.3)
    for x, y in (
        (-0.5, 0.08),
        (-0.42, -0.14),
        (0.48, 0.2),
        (0.52, 0.02),
        (0.36, -0.22),
        (-0.55, 0.3),
        (-0.2, -0.3),
        (0.12, -0.33),
        (0.5, 0.42),
    ):
        brush.oval(x, y, 0.018, 0.014, (222, 158, 30), line=0.0, depth=0.0)
    _slice(brush, 0.1 * pose.turn, 0.48)
    _sprout(brush, pose)
    x = 0.16 * pose.turn
    eyes(
        brush,
        x,
        0.0,
        gap=0.25,
        size=0.105,
        iris=(104, 130, 40),
        expression=pose.expression,
        turn=pose.turn,
    )
    if pose.expression is Expression.CALM:
        lids(brush, x, 0.0, gap=0.25, size=0.105, skin=(246, 190, 50), drop=0.42)
    cheeks(brush, x, 0.13, gap=0.42, size=0.1, blush=(255, 120, 80))
    mouth(brush, x, 0.1, width=0.09, expression=pose.expression)


def _slice(brush: Brush, x: float, y: float) -> None:
    brush.oval(x, y, 0.29, 0.26, (255, 246, 206), line=0.016, depth=0.06)
    for i in range(8):
        a = i * math.pi / 4 + 0.2
        wedge: list[Point] = [
            (x + 0.045 * math.cos(a), y + 0.04 * math.sin(a)),
            (x + 0.235 * math.cos(a - 0.3), y + 0.21 * math.sin(a - 0.3)),
            (x + 0.25 * math.cos(a), y + 0.225 * math.sin(a)),
            (x + 0.235 * math.cos(a + 0.3), y + 0.21 * math.sin(a + 0.3)),
        ]
        brush.shape(wedge, (255, 190, 64), line=0.0, depth=0.1)


def _sprout(brush: Brush, pose: Pose) -> None:
    sway = 0.06 * pose.wag
    brush.limb([(0, -0.38), (sway * 0.5, -0.5), (sway, -0.58)], 0.035, 0.03, (120, 100, 50))
    for side in (-1, 1):
        with brush.at(sway, -0.56, angle=side * (0.1 + 0.1 * pose.wag)):
            brush.smooth(
                [
                    (0, 0.02),
                    (side * 0.16, -0.18),
                    (side * 0.42, -0.22),
                    (side * 0.36, -0.04),
                    (side * 0.16, 0.04),
                ],
                _LEAF,
            )
            brush.stroke([(0, 0), (side * 0.2, -0.1), (side * 0.36, -0.16)], (196, 230, 150), 0.016)
    for i in range(5):
        a = i * 2 * math.pi / 5 - math.pi / 2
        brush.oval(
            sway + 0.07 * math.cos(a),
            -0.6 + 0.07 * math.sin(a),
            0.055,
            0.055,
            (255, 252, 246),
            line=0.012,
        )
    brush.oval(sway, -0.6, 0.035, 0.035, (255, 190, 40), line=0.0)
