"""A caped hero in red and white: a masked hero like Meridian."""

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.faces import eyes, mouth
from guardrail.demo.figures.outlines import RGB, curve, joint, ring
from guardrail.demo.figures.pose import Pose

_RED: RGB = (214, 52, 56)
_PALE: RGB = (246, 244, 240)
_SKIN: RGB = (246, 206, 176)


def red_hero(brush: Brush, pose: Pose) -> None:
    """Facing us: a slim girl with a ponytail, goggles, a full white cape and a paper plane."""
    sway = 0.12 * pose.wag
    brush.limb(
        [(0.12, -0.62), (0.4 + sway, -0.66), (0.5 + sway, -0.36), (0.44 + sway, -0.1)],
        0.1,
        0.02,
        (70, 44, 40),
    )
    brush.smooth(
        [
            (-0.24, -0.2),
            (0.24, -0.2),
            (0.42 + sway, 0.3),
            (0.5 + sway, 0.7),
            (0, 0.62),
            (-0.5 + sway, 0.7),
            (-0.42 + sway, 0.3),
        ],
        _PALE,
    )
    for side in (-1, 1):
        leg = joint(side * 0.1, 0.24, angle=0.4 * side * pose.stride + side * 0.05, length=0.62)
        brush.limb(leg, 0.09, 0.055, _PALE)
        brush.limb([leg[1], leg[2]], 0.075, 0.065, _RED)
        brush.oval(leg[2][0] + side * 0.03, leg[2][1] + 0.02, 0.09, 0.05, _RED)
    for side, lift in ((-1, pose.left), (1, pose.right)):
        arm = joint(
            side * 0.2, -0.16, angle=side * (0.3 + 2.2 * lift), length=0.5, bend=-side * 0.3
        )
        brush.limb(arm, 0.075, 0.05, _RED)
        brush.oval(*arm[2], 0.065, 0.065, _PALE)
    brush.smooth(
        [
            (-0.22, -0.24),
            (0.22, -0.24),
            (0.2, 0.02),
            (0.17, 0.2),
            (0.2, 0.32),
            (-0.2, 0.32),
            (-0.17, 0.2),
            (-0.2, 0.02),
        ],
        _RED,
    )
    brush.shape([(-0.13, -0.06), (0.13, -0.17), (0.05, 0.1), (0.0, 0.0)], _PALE, line=0.014)
    brush.line([(0.13, -0.17), (0.0, 0.0), (0.01, 0.1)], (90, 90, 110), 0.014)
    brush.line([(-0.17, 0.22), (0.17, 0.22)], _PALE, 0.05)
    with brush.at(0, -0.46, angle=pose.tilt * 0.6):
        _goggled_head(brush, pose)


def _goggled_head(brush: Brush, pose: Pose) -> None:
    x = 0.06 * pose.turn
    brush.limb([(0, 0.24), (0, 0.1)], 0.06, 0.06, _SKIN)
    brush.oval(0, -0.02, 0.23, 0.25, _SKIN)
    brush.shape(
        [
            *curve(
                [
                    (-0.24, 0.04),
                    (-0.26, -0.16),
                    (-0.1, -0.32),
                    (0.12, -0.32),
                    (0.27, -0.14),
                    (0.24, 0.04),
                ],
                closed=False,
            ),
            (0.16, -0.12),
            (x, -0.08),
            (-0.14, -0.16),
        ],
        (70, 44, 40),
    )
    brush.line([(-0.23, -0.04), (0.23, -0.04)], (40, 40, 52), 0.03)
    for side in (-1, 1):
        brush.shape(ring(x + side * 0.11, -0.03, 0.105, 0.085), (255, 222, 70), line=0.024)
    eyes(
        brush,
        x,
        -0.03,
        gap=0.11,
        size=0.045,
        iris=(60, 90, 60),
        expression=pose.expression,
        turn=pose.turn,
    )
    mouth(brush, x, 0.12, width=0.06, expression=pose.expression)
