"""Oskar Button: a patchwork plush bear, two different button eyes, one checked ear."""

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.faces import mouth
from guardrail.demo.figures.outlines import RGB, Point, joint, mix, ring, star
from guardrail.demo.figures.pose import Expression, Pose

_PLUSH: RGB = (206, 152, 96)
_PATCH: RGB = (118, 164, 200)


def oskar(brush: Brush, pose: Pose) -> None:
    """Facing us: stitched limbs, a star patch on the belly, a purple bow tie."""
    for side in (-1, 1):
        leg = joint(side * 0.24, 0.58, angle=0.4 * side * pose.stride + side * 0.25, length=0.24)
        brush.limb(leg, 0.15, 0.13, _PLUSH if side < 0 else mix(_PLUSH, (150, 80, 60), 0.3))
        brush.oval(leg[2][0], leg[2][1], 0.15, 0.12, _PLUSH)
        brush.oval(leg[2][0], leg[2][1] + 0.01, 0.09, 0.07, (240, 214, 176), line=0.012)
    for side, lift in ((-1, pose.left), (1, pose.right)):
        arm = joint(
            side * 0.28, 0.2, angle=side * (0.55 + 1.9 * lift), length=0.42, bend=side * 0.2
        )
        brush.limb(arm, 0.11, 0.12, _PLUSH if side > 0 else _PATCH)
        if side < 0:
            brush.stroke(
                [(arm[1][0] - 0.1, arm[1][1]), (arm[1][0] + 0.08, arm[1][1] + 0.04)],
                (250, 244, 230),
                0.02,
            )
    brush.oval(0, 0.42, 0.38, 0.36, _PLUSH)
    brush.oval(0, 0.46, 0.25, 0.24, (240, 214, 176), line=0.0)
    _stitches(brush, star(0, 0.46, 0.17, waist=0.55))
    brush.shape(star(0, 0.46, 0.15, waist=0.5), (236, 104, 96), line=0.014)
    with brush.at(0, -0.2, angle=pose.tilt):
        _oskar_head(brush, pose)
    for side in (-1, 1):
        brush.smooth(
            [
                (0, 0.13),
                (side * 0.12, 0.04),
                (side * 0.22, 0.06),
                (side * 0.22, 0.22),
                (side * 0.12, 0.22),
            ],
            (128, 70, 160),
        )
    brush.oval(0, 0.135, 0.05, 0.055, (160, 100, 190))


def _stitches(brush: Brush, corners: list[Point]) -> None:
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        start = (ax + 0.2 * (bx - ax), ay + 0.2 * (by - ay))
        end = (ax + 0.75 * (bx - ax), ay + 0.75 * (by - ay))
        brush.line([start, end], (150, 96, 56), 0.014)


def _oskar_head(brush: Brush, pose: Pose) -> None:
    x = 0.12 * pose.turn
    brush.oval(-0.36, -0.32, 0.17, 0.17, _PLUSH)
    brush.oval(-0.36, -0.31, 0.1, 0.1, (240, 190, 170), line=0.012)
    ear = ring(0.36, -0.32, 0.17, 0.17)
    brush.shape(ear, _PATCH)
    with brush.inside(ear):
        for i in range(5):
            o = 0.2 + 0.08 * i
            brush.line([(o, -0.5), (o, -0.14)], (250, 248, 240), 0.022)
            brush.line([(0.18, -0.48 + 0.08 * i), (0.54, -0.48 + 0.08 * i)], (60, 100, 150), 0.018)
    brush.oval(0, -0.08, 0.46, 0.38, _PLUSH)
    brush.stroke([(0.02, -0.45), (0.05, -0.3), (0.03, -0.2)], (150, 96, 56), 0.018)
    for y in (-0.4, -0.33, -0.26):
        brush.line([(0.0, y), (0.08, y + 0.01)], (150, 96, 56), 0.016)
    brush.oval(x, 0.08, 0.22, 0.16, (240, 214, 176), line=0.016)
    brush.smooth([(x - 0.07, 0.0), (x + 0.07, 0.0), (x, 0.07)], (84, 50, 46), depth=0.1)
    mouth(brush, x, 0.12, width=0.085, expression=pose.expression)
    _button(brush, x - 0.2, -0.1, size=0.095, fill=(60, 60, 74), expression=pose.expression)
    _button(brush, x + 0.2, -0.1, size=0.115, fill=(214, 70, 70), expression=pose.expression)


def _button(
    brush: Brush, x: float, y: float, *, size: float, fill: RGB, expression: Expression
) -> None:
    if expression in {Expression.LAUGHING, Expression.ASLEEP}:
        bow = -0.05 if expression is Expression.LAUGHING else 0.05
        brush.stroke([(x - size, y), (x, y + bow), (x + size, y)], (84, 50, 46), 0.035)
        return
    brush.oval(x, y, size, size, fill)
    brush.oval(x, y, size * 0.68, size * 0.68, mix(fill, (0, 0, 0), 0.18), line=0.0)
    for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        brush.oval(
            x + dx * size * 0.24, y + dy * size * 0.24, 0.016, 0.016, (246, 240, 226), line=0.0
        )
    brush.line(
        [(x - size * 0.24, y - size * 0.24), (x + size * 0.24, y + size * 0.24)],
        (246, 240, 226),
        0.012,
    )
    if expression is Expression.CROSS:
        side = 1 if fill[0] > fill[2] + 40 else -1
        brush.line(
            [(x - side * size, y - size * 1.1), (x + side * size, y - size * 1.6)],
            (84, 50, 46),
            0.045,
        )
