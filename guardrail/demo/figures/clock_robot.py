"""A tall clock robot on one wheel: mint like Awamaru."""

import math

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.outlines import RGB, joint, mix
from guardrail.demo.figures.pose import Expression, Pose

_MINT: RGB = (140, 214, 190)
_BRASS: RGB = (206, 160, 84)


def clock_robot(brush: Brush, pose: Pose) -> None:
    """Facing us: a thin tapering body with a clock, a lamp for a head, pincers, one wheel."""
    spin = pose.wag
    brush.oval(0, 0.74, 0.17, 0.17, (60, 62, 76))
    brush.oval(0, 0.74, 0.08, 0.08, _BRASS)
    for i in range(5):
        a = spin + i * 2 * math.pi / 5
        brush.line(
            [(0, 0.74), (0.13 * math.cos(a), 0.74 + 0.13 * math.sin(a))], (150, 154, 170), 0.016
        )
    brush.limb([(0, 0.62), (0, 0.46)], 0.06, 0.06, _BRASS)
    for side, lift in ((-1, pose.left), (1, pose.right)):
        arm = joint(
            side * 0.22, -0.08, angle=side * (0.3 + 2.0 * lift), length=0.6, bend=-side * 0.4
        )
        brush.limb(arm, 0.03, 0.028, _BRASS)
        with brush.at(*arm[2], angle=-side * 0.3):
            for claw in (-1, 1):
                brush.limb(
                    [(0, 0), (claw * 0.08, 0.05), (claw * 0.04, 0.14)],
                    0.028,
                    0.016,
                    _MINT,
                    line=0.016,
                )
    brush.shape([(-0.24, -0.16), (0.24, -0.16), (0.13, 0.5), (-0.13, 0.5)], _MINT)
    brush.oval(0, 0.06, 0.17, 0.17, (252, 246, 226))
    for i in range(12):
        a = i * math.pi / 6
        brush.line(
            [
                (0.125 * math.sin(a), 0.06 - 0.125 * math.cos(a)),
                (0.15 * math.sin(a), 0.06 - 0.15 * math.cos(a)),
            ],
            (60, 50, 50),
            0.014,
        )
    brush.line([(0, 0.06), (0.08, 0.0)], (60, 50, 50), 0.022)
    brush.line([(0, 0.06), (-0.02, -0.06)], (180, 60, 50), 0.016)
    for y in (0.3, 0.38):
        brush.line([(-0.1, y), (0.1, y)], mix(_MINT, (20, 80, 80), 0.4), 0.018)
    with brush.at(0.02, -0.42, angle=pose.tilt):
        _lamp_head(brush, pose)


def _lamp_head(brush: Brush, pose: Pose) -> None:
    brush.limb([(0, 0.28), (0, 0.1)], 0.03, 0.03, _BRASS)
    brush.smooth(
        [(-0.2, 0.14), (-0.26, -0.06), (-0.12, -0.26), (0.12, -0.26), (0.26, -0.06), (0.2, 0.14)],
        _MINT,
    )
    brush.shape([(-0.14, -0.24), (0.14, -0.24), (0.05, -0.46), (-0.05, -0.46)], _BRASS)
    brush.oval(0.05 * pose.turn, -0.04, 0.15, 0.13, (255, 238, 170), line=0.026)
    dark = (90, 60, 30)
    if pose.expression in {Expression.ASLEEP, Expression.LAUGHING}:
        brush.line([(-0.08, -0.04), (0.08, -0.04)], dark, 0.03)
    else:
        brush.oval(0.08 * pose.turn, -0.04, 0.05, 0.055, dark, line=0.0, depth=0.0)
    brush.line([(-0.12, 0.1), (0.12, 0.1)], mix(_MINT, (20, 80, 80), 0.5), 0.02)
