"""Pinewick: a huge mossy troll with pine trees on its shoulders and a birdhouse."""

import math

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.faces import eyes, mouth
from guardrail.demo.figures.outlines import RGB, Point, joint, mix, star
from guardrail.demo.figures.pose import Pose

_MOSS: RGB = (122, 140, 74)
_BARK: RGB = (132, 92, 62)


def pinewick(brush: Brush, pose: Pose) -> None:
    """Facing us: a shaggy hill of a body, long arms, small trees, a birdhouse round the neck."""
    for side in (-1, 1):
        lift = 0.1 * max(0.0, side * pose.stride)
        brush.oval(side * 0.3, 0.82 - lift, 0.24, 0.12, _BARK)
        for toe in (-0.13, 0.0, 0.13):
            brush.oval(side * 0.3 + toe, 0.88 - lift, 0.055, 0.045, (224, 204, 160), line=0.014)
    for x, y, size in (
        (-0.5, -0.3, 0.9),
        (-0.28, -0.52, 0.65),
        (0.5, -0.28, 0.8),
        (0.27, -0.54, 0.5),
    ):
        _pine(brush, x + 0.02 * pose.wag, y, size)
    _shaggy(brush)
    for side, lift in ((-1, pose.left), (1, pose.right)):
        arm = joint(
            side * 0.56, -0.02, angle=side * (0.15 + 1.9 * lift), length=0.54, bend=-side * 0.25
        )
        brush.limb(arm, 0.17, 0.13, mix(_MOSS, (60, 90, 40), 0.2))
        brush.oval(*arm[2], 0.16, 0.14, _BARK)
        for finger in (-0.09, 0.0, 0.09):
            brush.oval(arm[2][0] + finger, arm[2][1] + 0.11, 0.045, 0.06, _BARK, line=0.016)
    _pinewick_face(brush, pose)
    _birdhouse(brush, pose)


def _pine(brush: Brush, x: float, y: float, size: float) -> None:
    with brush.at(x, y, scale=size):
        brush.limb([(0, 0.2), (0, 0.0)], 0.04, 0.04, _BARK)
        for i in range(3):
            top, wide = -0.42 + 0.14 * i, 0.11 + 0.05 * i
            brush.shape(
                [
                    (0, top - 0.1),
                    (wide, top + 0.14),
                    (wide * 0.4, top + 0.1),
                    (0, top + 0.17),
                    (-wide * 0.4, top + 0.1),
                    (-wide, top + 0.14),
                ],
                (40, 112, 76),
            )


def _shaggy(brush: Brush) -> None:
    points: list[Point] = []
    for i in range(40):
        a = 2 * math.pi * i / 40
        shag = 1.0 if i % 2 else 0.93
        x, y = math.sin(a), -math.cos(a)
        points.append((0.66 * shag * x * (1 + 0.12 * max(0.0, y)), 0.2 + 0.62 * shag * y))
    brush.shape(points, _MOSS, depth=0.3)
    for x, y in (
        (-0.4, 0.1),
        (-0.2, 0.62),
        (0.3, 0.56),
        (0.42, 0.2),
        (-0.44, 0.44),
        (0.08, 0.7),
        (0.46, 0.4),
    ):
        brush.stroke([(x - 0.05, y), (x, y + 0.06), (x + 0.05, y)], (84, 100, 48), 0.022)
    for x, y, fill in (
        (-0.32, 0.3, (250, 240, 200)),
        (0.36, 0.66, (236, 130, 120)),
        (-0.08, 0.74, (250, 240, 200)),
        (0.5, 0.04, (236, 130, 120)),
    ):
        brush.shape(star(x, y, 0.05, waist=0.6), fill, line=0.01)
    brush.smooth(
        [(-0.36, -0.3), (-0.2, -0.5), (0, -0.46), (0.16, -0.52), (0.36, -0.3), (0, -0.22)],
        mix(_MOSS, (190, 210, 90), 0.45),
    )


def _pinewick_face(brush: Brush, pose: Pose) -> None:
    x = 0.12 * pose.turn
    brush.smooth(
        [
            (x - 0.34, -0.2),
            (x, -0.28),
            (x + 0.34, -0.2),
            (x + 0.38, 0.1),
            (x + 0.2, 0.3),
            (x - 0.2, 0.3),
            (x - 0.38, 0.1),
        ],
        (206, 178, 132),
    )
    eyes(
        brush,
        x,
        -0.06,
        gap=0.18,
        size=0.07,
        iris=(96, 70, 40),
        expression=pose.expression,
        turn=pose.turn,
        white=(255, 250, 232),
    )
    for side in (-1, 1):
        brush.smooth(
            [
                (x + side * 0.06, -0.16),
                (x + side * 0.2, -0.24),
                (x + side * 0.34, -0.16),
                (x + side * 0.2, -0.17),
            ],
            (86, 104, 50),
            line=0.014,
        )
    brush.smooth([(x - 0.1, 0.08), (x, -0.04), (x + 0.1, 0.08), (x, 0.13)], (190, 130, 96))
    mouth(brush, x, 0.18, width=0.12, expression=pose.expression)
    for side in (-1, 1):
        brush.shape(
            [(x + side * 0.11, 0.2), (x + side * 0.13, 0.11), (x + side * 0.16, 0.2)],
            (255, 250, 232),
            line=0.014,
            depth=0,
        )


def _birdhouse(brush: Brush, pose: Pose) -> None:
    brush.stroke([(-0.34, 0.26), (0, 0.4), (0.34, 0.26)], (90, 60, 44), 0.025)
    with brush.at(0.0, 0.42, angle=0.12 * pose.wag):
        brush.shape([(-0.12, 0.08), (0.12, 0.08), (0.11, 0.28), (-0.11, 0.28)], (232, 84, 70))
        brush.shape([(-0.17, 0.1), (0, -0.04), (0.17, 0.1)], (250, 232, 200))
        brush.oval(0, 0.18, 0.05, 0.05, (52, 34, 40), line=0.012, depth=0)
        brush.oval(0.01, 0.19, 0.032, 0.032, (255, 206, 70), line=0.0)
