"""Tsukimi: a grey cat witch, teal moon hat, a lantern on her staff."""

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.faces import eyes, mouth, whiskers
from guardrail.demo.figures.outlines import RGB, Point, curve, joint, star
from guardrail.demo.figures.pose import Pose

_CAT: RGB = (156, 148, 178)
_HAT: RGB = (24, 112, 122)
_ROBE: RGB = (232, 118, 52)


def tsukimi(brush: Brush, pose: Pose) -> None:
    """Facing us: big head, wide hat with a moon, orange robe, striped tail, lantern staff."""
    sway = 0.12 * pose.wag
    tail = [(0.2, 0.66), (0.56, 0.72), (0.7 + sway * 0.4, 0.42), (0.62 + sway, 0.16)]
    brush.limb(tail, 0.07, 0.07, _CAT)
    for i, (x, y) in enumerate(curve(tail, closed=False, steps=5)[4::4]):
        with brush.at(float(x), float(y), angle=0.5 * i):
            brush.oval(0, 0, 0.065, 0.026, (96, 86, 124), line=0.0, depth=0.0)
    for side in (-1, 1):
        brush.oval(
            side * 0.14 + 0.06 * pose.stride,
            0.85 - 0.05 * max(0.0, side * pose.stride),
            0.12,
            0.07,
            (84, 52, 44),
        )
    _staff_arm(brush, pose)
    robe = curve(
        [
            (-0.16, 0.1),
            (0.16, 0.1),
            (0.3, 0.46),
            (0.42, 0.78),
            (0.2, 0.82),
            (0, 0.8),
            (-0.2, 0.82),
            (-0.42, 0.78),
            (-0.3, 0.46),
        ]
    )
    brush.shape(robe, _ROBE)
    with brush.inside(robe):
        brush.stroke([(-0.44, 0.72), (0, 0.76), (0.44, 0.72)], (255, 214, 120), 0.05)
        for x in (-0.22, 0.0, 0.22):
            brush.shape(star(x, 0.6, 0.06), (255, 226, 140), line=0.0, depth=0.0)
    _limp_arm(brush, pose)
    brush.smooth(
        [(-0.2, 0.08), (0, 0.14), (0.2, 0.08), (0.16, 0.24), (0, 0.3), (-0.16, 0.24)], _HAT
    )
    brush.shape(star(0, 0.19, 0.07), (255, 214, 84), line=0.014)
    with brush.at(0, -0.12, angle=pose.tilt):
        _tsukimi_head(brush, pose)


def _staff_arm(brush: Brush, pose: Pose) -> None:
    hand = (-0.44, 0.36 - 0.34 * pose.left)
    top = hand[1] - 0.62
    brush.limb(
        [
            (hand[0], hand[1] + 0.46),
            (hand[0], top + 0.1),
            (hand[0] - 0.1, top - 0.02),
            (hand[0] - 0.2, top + 0.04),
        ],
        0.028,
        0.022,
        (122, 82, 52),
        line=0.016,
    )
    lx, ly = hand[0] - 0.2 + 0.03 * pose.wag, top + 0.2
    brush.glow(lx, ly, 0.42, (255, 206, 90), opacity=0.55)
    brush.line([(hand[0] - 0.2, top + 0.04), (lx, ly - 0.1)], (70, 50, 50), 0.016)
    brush.oval(lx, ly, 0.1, 0.12, (255, 224, 130), power=2.6)
    for y in (-0.11, 0.11):
        brush.line([(lx - 0.06, ly + y), (lx + 0.06, ly + y)], (70, 50, 50), 0.03)
    brush.limb([(-0.16, 0.18), (-0.32, 0.3 - 0.15 * pose.left), hand], 0.09, 0.1, _ROBE)
    brush.oval(hand[0], hand[1], 0.075, 0.07, _CAT)


def _limp_arm(brush: Brush, pose: Pose) -> None:
    points = joint(0.17, 0.2, angle=0.45 + 2.0 * pose.right, length=0.38, bend=0.3)
    brush.limb(points, 0.085, 0.1, _ROBE)
    brush.oval(*points[-1], 0.075, 0.07, _CAT)


def _tsukimi_head(brush: Brush, pose: Pose) -> None:
    x = 0.12 * pose.turn
    brush.smooth(
        [
            (0, -0.36),
            (0.34, -0.26),
            (0.46, 0.04),
            (0.36, 0.22),
            (0.14, 0.3),
            (-0.14, 0.3),
            (-0.36, 0.22),
            (-0.46, 0.04),
            (-0.34, -0.26),
        ],
        _CAT,
    )
    brush.smooth(
        [(x - 0.16, 0.1), (x + 0.16, 0.1), (x + 0.2, 0.24), (x, 0.3), (x - 0.2, 0.24)],
        (236, 232, 242),
        line=0.0,
        depth=0.0,
    )
    for side in (-1, 1):
        for y in (0.06, 0.14):
            brush.line([(side * 0.34, y), (side * 0.43, y - 0.02)], (96, 86, 124), 0.03)
    eyes(
        brush,
        x,
        0.0,
        gap=0.19,
        size=0.105,
        iris=(112, 214, 96),
        expression=pose.expression,
        turn=pose.turn,
    )
    whiskers(brush, x, 0.15, gap=0.24, length=0.26, ink=(84, 74, 110))
    brush.shape([(x - 0.035, 0.115), (x + 0.035, 0.115), (x, 0.155)], (232, 120, 140), line=0.014)
    mouth(brush, x, 0.18, width=0.07, expression=pose.expression)
    for side in (-1, 1):
        ear: list[Point] = [(side * 0.2, -0.26), (side * 0.46, -0.52), (side * 0.44, -0.12)]
        brush.shape(ear, _CAT)
        brush.shape(
            [(side * 0.27, -0.26), (side * 0.42, -0.42), (side * 0.41, -0.2)],
            (232, 150, 170),
            line=0.0,
        )
    _moon_hat(brush, pose)


def _moon_hat(brush: Brush, pose: Pose) -> None:
    bend = 0.1 * pose.wag
    brush.smooth(
        [
            (-0.3, -0.24),
            (-0.22, -0.48),
            (-0.02, -0.72),
            (0.24 + bend, -0.84),
            (0.34 + bend, -0.76),
            (0.2 + bend * 0.5, -0.66),
            (0.24, -0.46),
            (0.32, -0.24),
        ],
        _HAT,
    )
    brush.oval(0, -0.24, 0.56, 0.1, _HAT)
    brush.smooth(
        [(-0.3, -0.3), (0, -0.24), (0.3, -0.3), (0.28, -0.38), (0, -0.33), (-0.28, -0.38)],
        (84, 46, 104),
    )
    brush.oval(0.02, -0.5, 0.1, 0.1, (255, 224, 110), line=0.0, depth=0.1)
    brush.oval(0.065, -0.52, 0.08, 0.08, _HAT, line=0.0, depth=0.0)
