"""Dame Thistle: a girl knight, silver armour, a long green braid, a thistle shield."""

import math

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.faces import cheeks, eyes, mouth
from guardrail.demo.figures.outlines import RGB, curve, joint, mix, star
from guardrail.demo.figures.pose import Pose

_STEEL: RGB = (196, 206, 220)
_BRAID: RGB = (66, 150, 92)
_GOLD: RGB = (248, 198, 68)
_BLOOM: RGB = (150, 78, 186)
_FACE: RGB = (250, 216, 190)


def thistle(brush: Brush, pose: Pose) -> None:
    """Facing us: big head, round shield on one arm, wooden sword in the other."""
    _braid(brush, pose)
    for side in (-1, 1):
        leg = joint(side * 0.13, 0.58, angle=0.4 * side * pose.stride, length=0.24)
        brush.limb(leg, 0.09, 0.085, _STEEL)
        brush.oval(
            leg[2][0] + side * 0.03, leg[2][1] + 0.04, 0.125, 0.075, mix(_STEEL, (60, 70, 100), 0.3)
        )
    _sword_arm(brush, pose)
    brush.smooth(
        [
            (-0.24, 0.1),
            (0.24, 0.1),
            (0.3, 0.42),
            (0.38, 0.66),
            (0, 0.72),
            (-0.38, 0.66),
            (-0.3, 0.42),
        ],
        _BLOOM,
    )
    brush.stroke([(-0.36, 0.62), (0, 0.68), (0.36, 0.62)], (255, 226, 150), 0.03)
    brush.smooth(
        [(-0.26, 0.08), (0.26, 0.08), (0.3, 0.3), (0.16, 0.46), (-0.16, 0.46), (-0.3, 0.3)], _STEEL
    )
    brush.line([(0, 0.12), (0, 0.45)], (110, 120, 144), 0.016)
    brush.line([(-0.27, 0.46), (0.27, 0.46)], (120, 76, 48), 0.055)
    for side in (-1, 1):
        brush.oval(side * 0.29, 0.15, 0.13, 0.1, _STEEL)
    with brush.at(0, -0.16, angle=pose.tilt):
        _thistle_head(brush, pose)
    _shield(brush, 0.42, 0.42 - 0.3 * pose.right)


def _braid(brush: Brush, pose: Pose) -> None:
    for i in range(7):
        t = i / 6
        x = -0.3 - 0.34 * math.sin(1.6 * t) + 0.1 * pose.wag * t
        y = -0.1 + 0.82 * t
        size = 0.14 * (1 - 0.35 * t)
        brush.oval(x, y, size, size * 0.85, _BRAID, angle=0.4 if i % 2 else -0.4)
    x, y = -0.64 + 0.1 * pose.wag, 0.84
    brush.shape(star(x, y - 0.06, 0.1, tips=6, waist=0.55), _BLOOM, line=0.016)


def _sword_arm(brush: Brush, pose: Pose) -> None:
    angle = -(0.5 + 1.9 * pose.left)
    arm = joint(-0.28, 0.18, angle=angle, length=0.36, bend=-0.4)
    with brush.at(*arm[2], angle=-0.45 - 0.6 * pose.left):
        brush.shape(
            [(-0.045, 0.0), (-0.045, -0.58), (0, -0.68), (0.045, -0.58), (0.045, 0.0)],
            (206, 160, 104),
        )
        brush.line([(0, -0.08), (0, -0.52)], (160, 112, 66), 0.016)
        brush.oval(0, -0.04, 0.13, 0.035, (120, 76, 48))
        brush.limb([(0, -0.02), (0, 0.12)], 0.035, 0.035, (120, 76, 48))
    brush.limb(arm, 0.085, 0.07, _STEEL)
    brush.oval(*arm[2], 0.085, 0.08, mix(_STEEL, (60, 70, 100), 0.3))


def _shield(brush: Brush, x: float, y: float) -> None:
    brush.oval(x, y, 0.31, 0.32, (150, 96, 58))
    brush.oval(x, y, 0.25, 0.26, (214, 166, 106), line=0.016)
    brush.stroke([(x, y + 0.2), (x - 0.01, y + 0.06), (x, y - 0.02)], (66, 130, 76), 0.035)
    for side in (-1, 1):
        brush.smooth(
            [
                (x, y + 0.14),
                (x + side * 0.1, y + 0.02),
                (x + side * 0.16, y + 0.04),
                (x + side * 0.08, y + 0.14),
            ],
            _BRAID,
            line=0.012,
        )
    brush.shape(
        [
            (x - 0.13, y - 0.16),
            (x - 0.07, y - 0.1),
            (x - 0.045, y - 0.2),
            (x, y - 0.11),
            (x + 0.045, y - 0.2),
            (x + 0.07, y - 0.1),
            (x + 0.13, y - 0.16),
            (x + 0.08, y - 0.02),
            (x - 0.08, y - 0.02),
        ],
        _BLOOM,
        line=0.014,
    )
    brush.oval(x, y, 0.085, 0.065, (90, 160, 96), line=0.014)


def _thistle_head(brush: Brush, pose: Pose) -> None:
    x = 0.12 * pose.turn
    brush.smooth(
        [
            (0, -0.46),
            (0.34, -0.36),
            (0.46, -0.06),
            (0.36, 0.2),
            (-0.36, 0.2),
            (-0.46, -0.06),
            (-0.34, -0.36),
        ],
        _BRAID,
    )
    brush.smooth(
        [
            (0, -0.32),
            (0.3, -0.22),
            (0.36, 0.02),
            (0.22, 0.24),
            (0, 0.31),
            (-0.22, 0.24),
            (-0.36, 0.02),
            (-0.3, -0.22),
        ],
        _FACE,
    )
    eyes(
        brush,
        x,
        0.0,
        gap=0.165,
        size=0.095,
        iris=(150, 90, 190),
        expression=pose.expression,
        turn=pose.turn,
    )
    cheeks(brush, x, 0.12, gap=0.24, size=0.075, blush=(250, 130, 120))
    for dx, dy in ((-0.05, 0.1), (0.0, 0.085), (0.05, 0.1)):
        brush.oval(x + dx, dy, 0.012, 0.01, (196, 130, 96), line=0.0, depth=0.0)
    mouth(brush, x, 0.17, width=0.075, expression=pose.expression)
    brush.shape(
        [
            *curve(
                [(-0.4, 0.04), (-0.42, -0.24), (0, -0.5), (0.42, -0.24), (0.4, 0.04)], closed=False
            ),
            (0.3, -0.1),
            (x + 0.14, -0.2),
            (x + 0.06, -0.12),
            (x - 0.1, -0.22),
            (-0.28, -0.06),
        ],
        _BRAID,
    )
    brush.shape(
        curve(
            [
                (-0.44, -0.14),
                (-0.36, -0.42),
                (0, -0.58),
                (0.36, -0.42),
                (0.44, -0.14),
                (0.2, -0.26),
                (0, -0.28),
                (-0.2, -0.26),
            ]
        ),
        _STEEL,
    )
    brush.stroke([(-0.4, -0.2), (0, -0.34), (0.4, -0.2)], _GOLD, 0.035)
    with brush.at(0, -0.56, angle=0.14 * pose.wag):
        brush.shape(
            [
                (-0.08, 0.0),
                (-0.2, -0.24),
                (-0.09, -0.17),
                (-0.06, -0.3),
                (0, -0.18),
                (0.06, -0.3),
                (0.09, -0.17),
                (0.2, -0.24),
                (0.08, 0.0),
            ],
            _BLOOM,
        )
        brush.oval(0, 0, 0.1, 0.07, (90, 160, 96))
