"""Awamaru: a boxy mint robot with a washing-machine window full of bubbles."""

import math

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.outlines import RGB, curve, joint, mix, ring
from guardrail.demo.figures.pose import Expression, Pose

_MINT: RGB = (148, 222, 196)
_MITT: RGB = (255, 146, 66)
_HOSE: RGB = (150, 158, 170)


def awamaru(brush: Brush, pose: Pose) -> None:
    """Facing us: screen face, porthole chest, hose arms, orange boots and mittens."""
    for side in (-1, 1):
        foot = joint(side * 0.24, 0.56, angle=0.35 * pose.stride * side, length=0.24)[-1]
        brush.limb([(side * 0.24, 0.5), foot], 0.08, 0.08, _HOSE)
        brush.smooth(
            [
                (foot[0] - 0.13, foot[1] - 0.06),
                (foot[0] + 0.1, foot[1] - 0.08),
                (foot[0] + 0.18, foot[1] + 0.08),
                (foot[0] + 0.12, foot[1] + 0.13),
                (foot[0] - 0.15, foot[1] + 0.13),
            ],
            _MITT,
        )
    for side, lift in ((-1, pose.left), (1, pose.right)):
        _hose_arm(brush, side, lift)
    brush.oval(0, 0.24, 0.5, 0.42, _MINT, power=5)
    brush.line([(-0.42, -0.06), (0.42, -0.06)], mix(_MINT, (30, 90, 90), 0.4), 0.018)
    for x in (0.3, 0.4):
        brush.oval(x, -0.11, 0.035, 0.035, (255, 224, 120), line=0.014)
    brush.line([(-0.4, -0.11), (-0.18, -0.11)], (70, 110, 120), 0.03)
    _porthole(brush, pose)
    with brush.at(0, -0.2, angle=pose.tilt):
        _awamaru_head(brush, pose)


def _hose_arm(brush: Brush, side: int, lift: float) -> None:
    angle = side * (0.35 + 2.2 * lift)
    points = joint(side * 0.46, 0.05, angle=angle, length=0.46, bend=side * (0.5 - 0.9 * lift))
    brush.limb(points, 0.07, 0.07, _HOSE)
    spine = curve(points, closed=False, steps=5)
    for x, y in spine[1:-1:2]:
        brush.oval(
            float(x),
            float(y),
            0.082,
            0.05,
            mix(_HOSE, (255, 255, 255), 0.25),
            angle=-angle,
            line=0.012,
        )
    x, y = points[-1]
    brush.oval(x, y, 0.13, 0.12, _MITT)
    brush.oval(x - side * 0.09, y - 0.07, 0.05, 0.07, _MITT, angle=-side * 0.5)


def _porthole(brush: Brush, pose: Pose) -> None:
    brush.oval(0, 0.26, 0.31, 0.31, (222, 230, 236))
    glass = ring(0, 0.26, 0.25, 0.25)
    brush.shape(glass, (28, 66, 120), line=0.018, depth=0.1)
    with brush.inside(glass):
        level = 0.22 + 0.03 * pose.wag
        brush.smooth(
            [
                (-0.3, level),
                (-0.1, level - 0.06 * pose.wag - 0.04),
                (0.1, level + 0.05 * pose.wag),
                (0.3, level - 0.03),
                (0.3, 0.56),
                (-0.3, 0.56),
            ],
            (72, 176, 232),
            line=0.0,
            depth=0.0,
        )
        for i, (x, y, r) in enumerate(
            (
                (-0.12, 0.2, 0.06),
                (0.02, 0.14, 0.045),
                (0.1, 0.24, 0.075),
                (-0.04, 0.3, 0.05),
                (0.16, 0.38, 0.04),
                (-0.15, 0.38, 0.035),
                (0.02, 0.42, 0.03),
            )
        ):
            dy = 0.02 * math.sin(i + 2 * pose.wag)
            brush.oval(x, y + dy, r, r, (214, 244, 255), line=0.01, depth=0.2)
            brush.oval(x - r * 0.3, y + dy - r * 0.3, r * 0.25, r * 0.25, (255, 255, 255), line=0)
    brush.veil(curve([(-0.19, 0.2), (-0.1, 0.08), (0.0, 0.05), (-0.1, 0.14)]), (255, 255, 255), 0.6)


def _awamaru_head(brush: Brush, pose: Pose) -> None:
    brush.limb([(0, 0.06), (0, -0.04)], 0.12, 0.12, _HOSE)
    brush.limb([(0.2, -0.5), (0.24 + 0.04 * pose.wag, -0.68)], 0.02, 0.02, _HOSE)
    brush.oval(0.24 + 0.04 * pose.wag, -0.7, 0.06, 0.06, (255, 96, 110))
    for side in (-1, 1):
        brush.oval(side * 0.42, -0.26, 0.06, 0.12, _MITT, power=3)
    brush.oval(0, -0.27, 0.41, 0.28, _MINT, power=4)
    screen = ring(0.06 * pose.turn, -0.26, 0.33, 0.2, power=4)
    brush.shape(screen, (26, 34, 58), line=0.02, depth=0.1)
    _screen_face(brush, pose)
    brush.veil(
        [(-0.27, -0.42), (-0.12, -0.44), (-0.22, -0.12), (-0.3, -0.14)], (255, 255, 255), 0.16
    )


def _screen_face(brush: Brush, pose: Pose) -> None:
    x, light = 0.12 * pose.turn, (122, 244, 255)
    for side in (-1, 1):
        ex = x + side * 0.15
        if pose.expression in {Expression.LAUGHING, Expression.HAPPY}:
            brush.stroke([(ex - 0.06, -0.25), (ex, -0.33), (ex + 0.06, -0.25)], light, 0.035)
        elif pose.expression is Expression.ASLEEP:
            brush.line([(ex - 0.06, -0.27), (ex + 0.06, -0.27)], light, 0.03)
        else:
            tall = 0.1 if pose.expression is Expression.SURPRISED else 0.075
            brush.oval(ex, -0.28, 0.05, tall, light, power=3, line=0.0, depth=0.0)
            if pose.expression is Expression.CROSS:
                brush.line([(ex - side * 0.08, -0.36), (ex + side * 0.08, -0.4)], light, 0.03)
        brush.oval(x + side * 0.24, -0.19, 0.035, 0.018, (255, 130, 150), line=0.0, depth=0.0)
    if pose.expression is Expression.SURPRISED:
        brush.oval(x, -0.15, 0.03, 0.035, light, line=0.0, depth=0.0)
    else:
        bow = -0.04 if pose.expression is Expression.CROSS else 0.045
        brush.stroke([(x - 0.06, -0.17), (x, -0.17 + bow), (x + 0.06, -0.17)], light, 0.025)
