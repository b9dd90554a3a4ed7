"""Ember: a plump charcoal dragon, orange wings, one broken horn, a golden bell."""

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.faces import cheeks, eyes, mouth
from guardrail.demo.figures.outlines import RGB, Point, curve, joint, mix, ring
from guardrail.demo.figures.pose import Pose

_SCALE: RGB = (92, 92, 116)
_WING: RGB = (250, 140, 58)
_BELLY: RGB = (255, 228, 184)
_GOLD: RGB = (248, 198, 68)


def ember(brush: Brush, pose: Pose) -> None:
    """Facing right: a round belly, small wings, a thick tail with a leaf tip."""
    sway = 0.08 * pose.wag
    tail: list[Point] = [(-0.2, 0.62), (-0.56, 0.72), (-0.8, 0.5 + sway), (-0.76, 0.24 + sway)]
    brush.limb(tail, 0.2, 0.05, _SCALE)
    with brush.at(-0.76, 0.24 + sway, angle=-0.2 + sway):
        brush.smooth(
            [(-0.03, 0.04), (-0.15, -0.08), (0, -0.28), (0.15, -0.08), (0.03, 0.04)], _WING
        )
    _wing(brush, -0.24, -0.02, -0.5 + 0.3 * pose.wag, mix(_WING, (120, 30, 60), 0.25))
    for side in (-1, 1):
        step = side * 0.12 * pose.stride
        brush.oval(side * 0.22 + step, 0.83 - 0.06 * max(0.0, step * 4), 0.18, 0.1, _SCALE)
        for claw in (-0.08, 0.0, 0.08):
            brush.oval(
                side * 0.22 + step + claw + 0.02, 0.88, 0.03, 0.035, (255, 250, 236), line=0.012
            )
    body = curve(
        [
            (-0.05, 0.02),
            (0.28, 0.06),
            (0.44, 0.42),
            (0.32, 0.76),
            (0, 0.84),
            (-0.34, 0.78),
            (-0.46, 0.46),
            (-0.3, 0.12),
        ]
    )
    brush.shape(body, _SCALE)
    with brush.inside(body):
        brush.oval(0.1, 0.5, 0.3, 0.4, _BELLY, line=0.014)
        for y in (0.34, 0.48, 0.62, 0.74):
            brush.stroke([(-0.18, y), (0.1, y + 0.05), (0.38, y)], (226, 168, 120), 0.02)
    _wing(brush, -0.26, 0.14, -0.1 + 0.35 * pose.wag, _WING)
    for side, lift in ((-1, pose.left), (1, pose.right)):
        angle = side * (0.3 + 1.9 * lift)
        arm = joint(0.04 + side * 0.32, 0.24, angle=angle, length=0.3, bend=side * 0.3)
        brush.limb(arm, 0.085, 0.075, _SCALE)
    with brush.at(0.1, -0.2, angle=pose.tilt):
        _ember_head(brush, pose)
    brush.stroke([(-0.18, 0.06), (0.1, 0.14), (0.36, 0.04)], (40, 160, 150), 0.06)
    brush.oval(0.12, 0.2, 0.09, 0.09, _GOLD)
    brush.line([(0.05, 0.22), (0.19, 0.22)], (130, 84, 24), 0.02)


def _wing(brush: Brush, x: float, y: float, angle: float, fill: RGB) -> None:
    with brush.at(x, y, angle=angle):
        brush.shape(
            [
                *curve([(0, 0.1), (-0.06, -0.2), (-0.34, -0.44), (-0.6, -0.42)], closed=False),
                (-0.5, -0.24),
                (-0.58, -0.12),
                (-0.4, -0.06),
                (-0.42, 0.1),
                (-0.22, 0.06),
                (-0.14, 0.18),
            ],
            fill,
        )
        for tip in ((-0.5, -0.36), (-0.48, -0.12), (-0.34, 0.06)):
            brush.line([(-0.04, 0.0), tip], mix(fill, (140, 30, 20), 0.4), 0.018)


def _ember_head(brush: Brush, pose: Pose) -> None:
    for i, (x, y) in enumerate(((-0.44, 0.0), (-0.4, -0.22), (-0.24, -0.4))):
        with brush.at(x, y, angle=-1.2 + 0.45 * i):
            brush.shape([(-0.07, 0.06), (0, -0.14), (0.07, 0.06)], _WING)
    brush.smooth(
        [(-0.12, -0.36), (-0.2, -0.58), (-0.34, -0.74), (-0.08, -0.64), (0.04, -0.38)], _BELLY
    )
    brush.shape([(0.14, -0.36), (0.15, -0.5), (0.21, -0.47), (0.26, -0.54), (0.31, -0.34)], _BELLY)
    brush.smooth(
        [
            (-0.04, -0.42),
            (0.3, -0.36),
            (0.44, -0.12),
            (0.56, 0.02),
            (0.56, 0.18),
            (0.36, 0.28),
            (0, 0.28),
            (-0.32, 0.18),
            (-0.44, -0.1),
            (-0.32, -0.34),
        ],
        _SCALE,
    )
    brush.smooth(
        [(0.16, 0.06), (0.4, -0.02), (0.56, 0.06), (0.56, 0.18), (0.36, 0.26), (0.14, 0.22)],
        mix(_SCALE, _BELLY, 0.5),
        line=0.0,
    )
    for x in (0.38, 0.5):
        brush.oval(x, 0.05, 0.022, 0.03, (46, 40, 60), line=0.0, depth=0.0)
    x = 0.06 * pose.turn
    eyes(
        brush,
        0.08 + x,
        -0.1,
        gap=0.2,
        size=0.1,
        iris=(240, 150, 40),
        expression=pose.expression,
        turn=0.4,
        white=(255, 252, 240),
    )
    cheeks(brush, 0.06 + x, 0.08, gap=0.27, size=0.075, blush=(255, 130, 90))
    mouth(brush, 0.34, 0.16, width=0.12, expression=pose.expression)
    brush.shape([(0.24, 0.17), (0.27, 0.235), (0.3, 0.175)], (255, 252, 240), line=0.01, depth=0)
    for i in range(2):
        rise = 0.1 * i
        brush.veil(
            ring(0.62 + rise * 0.5, -0.1 - rise * 1.3, 0.05 + rise * 0.3, 0.045 + rise * 0.3),
            (236, 236, 244),
            0.75,
        )
