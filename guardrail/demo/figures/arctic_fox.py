"""A grown arctic fox in a green scarf: white like Kitsunebi, nothing else like it."""

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.outlines import RGB, joint, mix
from guardrail.demo.figures.pose import Expression, Pose

_SNOW: RGB = (240, 243, 248)
_SCARF: RGB = (48, 146, 96)


def arctic_fox(brush: Brush, pose: Pose) -> None:
    """From the side, facing right: a long low body, long dark legs, a low brush of a tail."""
    sway = 0.08 * pose.wag
    brush.smooth(
        [
            (-0.46, 0.16),
            (-0.72, 0.2),
            (-0.94, 0.42 + sway),
            (-0.92, 0.62 + sway),
            (-0.74, 0.6 + sway),
            (-0.56, 0.46),
            (-0.4, 0.34),
        ],
        _SNOW,
    )
    brush.smooth(
        [(-0.94, 0.42 + sway), (-0.98, 0.62 + sway), (-0.86, 0.7 + sway), (-0.78, 0.58 + sway)],
        (120, 124, 140),
    )
    far, near = (70, 70, 84), (92, 94, 108)
    for x, sway_leg, fill in (
        (-0.26, -0.4, far),
        (0.4, 0.4, far),
        (-0.38, 0.4, near),
        (0.28, -0.4, near),
    ):
        leg = joint(x, 0.34, angle=sway_leg * pose.stride, length=0.52, bend=0.1)
        brush.limb(leg, 0.085, 0.04, fill)
        brush.oval(leg[2][0] + 0.03, leg[2][1], 0.065, 0.036, fill, line=0.016)
    brush.smooth(
        [
            (-0.52, 0.2),
            (-0.3, 0.06),
            (0.1, 0.1),
            (0.42, 0.02),
            (0.54, 0.22),
            (0.4, 0.44),
            (0.0, 0.42),
            (-0.34, 0.48),
            (-0.52, 0.36),
        ],
        _SNOW,
    )
    with brush.at(0.52, -0.08, angle=pose.tilt):
        _side_head(brush, pose)
    brush.smooth(
        [(0.3, 0.02), (0.5, 0.1), (0.66, 0.02), (0.66, 0.14), (0.48, 0.22), (0.3, 0.14)], _SCARF
    )
    brush.smooth([(0.36, 0.12), (0.46, 0.16), (0.42 - sway, 0.44), (0.28 - sway, 0.42)], _SCARF)
    brush.line([(0.3 - sway, 0.38), (0.42 - sway, 0.4)], (220, 240, 214), 0.025)


def _side_head(brush: Brush, pose: Pose) -> None:
    brush.shape([(-0.14, -0.14), (-0.1, -0.36), (0.02, -0.18)], mix(_SNOW, (90, 90, 120), 0.3))
    brush.smooth(
        [
            (-0.22, -0.02),
            (-0.12, -0.2),
            (0.08, -0.2),
            (0.2, -0.08),
            (0.42, 0.02),
            (0.42, 0.09),
            (0.2, 0.14),
            (0.0, 0.2),
            (-0.2, 0.16),
        ],
        _SNOW,
    )
    brush.shape([(-0.02, -0.16), (0.06, -0.4), (0.14, -0.14)], _SNOW)
    brush.oval(0.42, 0.03, 0.04, 0.032, (40, 34, 46), depth=0.0)
    if pose.expression in {Expression.ASLEEP, Expression.LAUGHING}:
        brush.stroke([(0.06, -0.05), (0.11, -0.02), (0.16, -0.05)], (40, 34, 46), 0.024)
    else:
        brush.oval(0.12, -0.05, 0.035, 0.03, (60, 110, 160), line=0.018, depth=0.0)
        brush.oval(0.13, -0.05, 0.014, 0.02, (30, 24, 36), line=0.0, depth=0.0)
    brush.stroke([(0.4, 0.08), (0.28, 0.11), (0.2, 0.09)], (40, 34, 46), 0.018)
