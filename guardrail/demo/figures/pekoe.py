"""Pekoe: a blue-and-white teapot on two legs in a striped knitted cosy."""

import math

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.faces import cheeks, eyes, mouth
from guardrail.demo.figures.outlines import RGB, curve, joint, mix, ring
from guardrail.demo.figures.pose import Pose

_CHINA: RGB = (246, 248, 252)
_COBALT: RGB = (44, 84, 176)
_WOOL: tuple[RGB, RGB, RGB] = ((232, 92, 84), (250, 214, 130), (90, 160, 140))


def pekoe(brush: Brush, pose: Pose) -> None:
    """Facing us: spout on one side, handle on the other, a pompom cosy for a hat."""
    for side in (-1, 1):
        leg = joint(side * 0.2, 0.62, angle=0.4 * side * pose.stride, length=0.22)
        brush.limb(leg, 0.06, 0.05, _COBALT)
        brush.oval(leg[2][0] + side * 0.03, 0.85, 0.12, 0.06, (150, 90, 60))
    brush.limb(
        [(-0.46, 0.02), (-0.74, -0.02), (-0.82, 0.24), (-0.66, 0.46), (-0.44, 0.46)],
        0.06,
        0.06,
        _CHINA,
    )
    brush.smooth(
        [
            (0.36, 0.52),
            (0.6, 0.36),
            (0.68, 0.08),
            (0.82, -0.06),
            (0.94, 0.0),
            (0.8, 0.16),
            (0.76, 0.4),
            (0.56, 0.66),
        ],
        _CHINA,
    )
    brush.oval(0.88, -0.03, 0.075, 0.035, (120, 78, 48), angle=0.5, line=0.016)
    for i in range(3):
        _steam(brush, 0.9 + 0.03 * i, -0.16 - 0.16 * i, 0.05 + 0.02 * i, pose.wag)
    body = curve(
        [
            (-0.22, -0.2),
            (0.22, -0.2),
            (0.5, 0.06),
            (0.56, 0.36),
            (0.4, 0.62),
            (0.16, 0.7),
            (-0.16, 0.7),
            (-0.4, 0.62),
            (-0.56, 0.36),
            (-0.5, 0.06),
        ]
    )
    brush.shape(body, _CHINA)
    with brush.inside(body):
        _willow(brush)
    for side, lift in ((-1, pose.left), (1, pose.right)):
        hand = (side * (0.5 + 0.06 * lift), 0.5 - 0.3 * lift)
        brush.oval(*hand, 0.085, 0.075, _COBALT)
    x = 0.14 * pose.turn
    eyes(
        brush,
        x,
        0.14,
        gap=0.2,
        size=0.085,
        iris=(120, 80, 46),
        expression=pose.expression,
        turn=pose.turn,
    )
    cheeks(brush, x, 0.28, gap=0.32, size=0.085, blush=(250, 130, 140))
    mouth(brush, x, 0.28, width=0.09, expression=pose.expression)
    with brush.at(0, -0.18, angle=pose.tilt):
        _cosy(brush, pose)


def _steam(brush: Brush, x: float, y: float, size: float, wag: float) -> None:
    brush.veil(ring(x + 0.04 * wag, y, size, size * 0.8), (255, 255, 255), 0.6)


def _willow(brush: Brush) -> None:
    brush.stroke([(-0.6, 0.5), (-0.2, 0.56), (0.2, 0.5), (0.6, 0.56)], _COBALT, 0.045)
    brush.stroke([(-0.6, 0.6), (0, 0.64), (0.6, 0.6)], _COBALT, 0.022)
    for x, y in ((-0.42, 0.42), (0.4, 0.44), (-0.46, 0.1), (0.46, 0.14)):
        for i in range(5):
            a = i * 2 * math.pi / 5
            brush.oval(
                x + 0.05 * math.cos(a),
                y + 0.05 * math.sin(a),
                0.036,
                0.036,
                _COBALT,
                line=0.0,
                depth=0.0,
            )
        brush.oval(x, y, 0.025, 0.025, (250, 214, 130), line=0.0, depth=0.0)


def _cosy(brush: Brush, pose: Pose) -> None:
    hat = curve(
        [
            (-0.4, 0.06),
            (-0.34, -0.22),
            (-0.12, -0.44),
            (0.12, -0.44),
            (0.34, -0.22),
            (0.4, 0.06),
            (0, 0.1),
        ]
    )
    brush.shape(hat, _WOOL[0])
    with brush.inside(hat):
        for y, fill in ((-0.3, _WOOL[1]), (-0.17, _WOOL[2]), (-0.05, _WOOL[1])):
            brush.stroke([(-0.45, y + 0.02), (0, y + 0.05), (0.45, y + 0.02)], fill, 0.055)
        for i in range(9):
            x = -0.36 + 0.09 * i
            brush.line([(x, 0.1), (x * 0.7, -0.45)], mix(_WOOL[0], (60, 20, 40), 0.35), 0.009)
    brush.oval(0, 0.05, 0.43, 0.075, _WOOL[2], power=3)
    for i in range(7):
        a = i * 2 * math.pi / 7
        brush.oval(
            0.03 * pose.wag + 0.075 * math.cos(a),
            -0.5 + 0.07 * math.sin(a),
            0.06,
            0.06,
            _WOOL[1],
            line=0.014,
        )
    brush.oval(0.03 * pose.wag, -0.5, 0.08, 0.075, _WOOL[1], line=0.0)
