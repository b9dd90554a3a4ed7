"""Captain Meridian: a masked hero, teal and gold, a compass star, a one-shoulder cape."""

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.faces import mouth
from guardrail.demo.figures.outlines import RGB, Point, curve, joint, mix, star
from guardrail.demo.figures.pose import Expression, Pose

_SUIT: RGB = (18, 92, 116)
_TRIM: RGB = (246, 190, 62)
_SKIN: RGB = (168, 108, 74)
_CAPE: RGB = (120, 40, 92)


def meridian(brush: Brush, pose: Pose) -> None:
    """Facing us: broad shoulders, a star over the chest, a swept cape from the left shoulder."""
    sway = 0.14 * pose.wag
    brush.smooth(
        [
            (-0.34, -0.26),
            (0.08, -0.3),
            (0.0, 0.1),
            (-0.2, 0.5),
            (-0.5 - sway, 0.72),
            (-0.72 - sway, 0.6),
            (-0.56 - sway * 0.5, 0.2),
        ],
        _CAPE,
    )
    brush.stroke(
        [(-0.4, -0.1), (-0.5 - sway * 0.4, 0.25), (-0.56 - sway, 0.6)],
        mix(_CAPE, (0, 0, 0), 0.3),
        0.02,
    )
    for side in (-1, 1):
        leg = joint(
            side * 0.13,
            0.26,
            angle=0.4 * side * pose.stride + side * 0.08,
            length=0.6,
            bend=-0.12 * side,
        )
        brush.limb(leg, 0.135, 0.085, _SUIT)
        brush.limb([leg[1], leg[2]], 0.1, 0.09, _TRIM)
        brush.oval(leg[2][0] + side * 0.04, leg[2][1] + 0.02, 0.13, 0.07, _TRIM)
    for side, lift in ((-1, pose.left), (1, pose.right)):
        _hero_arm(brush, side, lift)
    _meridian_torso(brush)
    with brush.at(0, -0.42, angle=pose.tilt * 0.6):
        _meridian_head(brush, pose)


def _hero_arm(brush: Brush, side: int, lift: float) -> None:
    angle = side * (0.4 + 2.1 * lift)
    arm = joint(side * 0.33, -0.16, angle=angle, length=0.56, bend=-side * 0.5)
    brush.limb(arm, 0.125, 0.08, _SUIT)
    brush.limb([arm[1], arm[2]], 0.09, 0.1, _TRIM)
    brush.oval(*arm[2], 0.095, 0.095, _TRIM)


def _meridian_torso(brush: Brush) -> None:
    torso = curve(
        [
            (-0.4, -0.24),
            (-0.16, -0.32),
            (0.16, -0.32),
            (0.4, -0.24),
            (0.42, -0.08),
            (0.26, 0.14),
            (0.22, 0.34),
            (0, 0.4),
            (-0.22, 0.34),
            (-0.26, 0.14),
            (-0.42, -0.08),
        ]
    )
    brush.shape(torso, _SUIT)
    with brush.inside(torso):
        brush.shape([(-0.3, 0.21), (0.3, 0.21), (0.28, 0.3), (-0.28, 0.3)], _TRIM, line=0.016)
    brush.oval(0, 0.255, 0.07, 0.06, (255, 244, 200), line=0.016)
    brush.shape(
        star(0, -0.02, 0.19, tips=8, waist=0.4), mix(_TRIM, (255, 255, 255), 0.1), line=0.016
    )
    brush.shape(star(0, -0.02, 0.23, tips=4, waist=0.22), (255, 246, 214), line=0.016)
    brush.oval(0, -0.02, 0.04, 0.04, _SUIT, line=0.0)
    brush.oval(-0.33, -0.24, 0.11, 0.09, _TRIM)


def _meridian_head(brush: Brush, pose: Pose) -> None:
    x = 0.08 * pose.turn
    brush.limb([(0, 0.16), (0, 0.06)], 0.1, 0.1, _SKIN)
    brush.smooth(
        [
            (0, -0.34),
            (0.22, -0.26),
            (0.26, -0.02),
            (0.2, 0.14),
            (0.06, 0.25),
            (-0.06, 0.25),
            (-0.2, 0.14),
            (-0.26, -0.02),
            (-0.22, -0.26),
        ],
        _SKIN,
    )
    mask: list[Point] = [
        (-0.27, -0.14),
        (x, -0.1),
        (0.27, -0.14),
        (0.28, 0.02),
        (x + 0.13, 0.07),
        (x, 0.02),
        (x - 0.13, 0.07),
        (-0.28, 0.02),
    ]
    brush.shape(mask, _SUIT)
    brush.line([(-0.26, -0.13), (x, -0.09), (0.26, -0.13)], _TRIM, 0.03)
    _swept_hair(brush, pose)
    for side in (-1, 1):
        _visor_eye(brush, x + side * 0.13, side, pose.expression)
    mouth(brush, x, 0.13, width=0.075, expression=pose.expression)
    brush.smooth(
        [
            (-0.3, 0.2),
            (-0.22, 0.08),
            (-0.12, 0.22),
            (0, 0.28),
            (0.12, 0.22),
            (0.22, 0.08),
            (0.3, 0.2),
            (0, 0.36),
        ],
        _TRIM,
    )


def _swept_hair(brush: Brush, pose: Pose) -> None:
    sway = 0.03 * pose.wag
    brush.smooth(
        [
            (-0.28, -0.06),
            (-0.3, -0.28),
            (-0.2, -0.5),
            (0.06 + sway, -0.62),
            (0.34 + sway, -0.6),
            (0.26, -0.48),
            (0.38 + sway, -0.42),
            (0.28, -0.34),
            (0.28, -0.08),
            (0.2, -0.2),
            (0.0, -0.24),
            (-0.2, -0.18),
        ],
        (52, 38, 46),
    )
    brush.smooth(
        [
            (-0.1, -0.24),
            (-0.14, -0.42),
            (0.06 + sway, -0.56),
            (0.3 + sway, -0.58),
            (0.1, -0.46),
            (0.02, -0.26),
        ],
        (246, 246, 250),
        line=0.014,
    )


def _visor_eye(brush: Brush, x: float, side: int, expression: Expression) -> None:
    if expression in {Expression.LAUGHING, Expression.ASLEEP}:
        bow = -0.04 if expression is Expression.LAUGHING else 0.04
        brush.stroke(
            [(x - 0.07, -0.04), (x, -0.04 + bow), (x + 0.07, -0.04)], (255, 255, 255), 0.03
        )
        return
    high = {Expression.SURPRISED: 0.075, Expression.CROSS: 0.035}.get(expression, 0.052)
    brush.shape(
        curve(
            [
                (x - side * 0.07, -0.02),
                (x, -0.04 - high),
                (x + side * 0.09, -0.07 - high * 0.6),
                (x + side * 0.07, 0.0),
                (x, 0.01),
            ]
        ),
        (250, 252, 255),
        line=0.014,
        depth=0.05,
    )
