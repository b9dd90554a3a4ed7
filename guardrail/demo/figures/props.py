"""Things that belong to nobody: a car, a ball, a house, a boat, a balloon, a kite, a tree, a duck."""

from collections.abc import Callable

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.outlines import RGB, curve, mix, ring
from guardrail.demo.figures.pose import Pose

Prop = Callable[[Brush, Pose, RGB], None]
_GLASS: RGB = (196, 228, 244)
_DARK: RGB = (58, 56, 70)


def car(brush: Brush, pose: Pose, paint: RGB) -> None:
    """A small rounded car facing right."""
    bounce = 0.02 * pose.wag
    with brush.at(0, bounce):
        brush.smooth(
            [
                (-0.86, 0.6),
                (-0.88, 0.36),
                (-0.6, 0.26),
                (-0.4, -0.06),
                (0.2, -0.08),
                (0.46, 0.24),
                (0.84, 0.34),
                (0.9, 0.6),
                (0.7, 0.7),
                (-0.7, 0.7),
            ],
            paint,
        )
        brush.smooth([(-0.46, 0.24), (-0.34, 0.02), (-0.1, 0.0), (-0.1, 0.24)], _GLASS)
        brush.smooth([(0.0, 0.24), (0.0, 0.0), (0.18, 0.02), (0.36, 0.24)], _GLASS)
        brush.line([(-0.05, 0.28), (-0.05, 0.62)], mix(paint, _DARK, 0.5), 0.018)
        brush.line([(0.04, 0.36), (0.16, 0.36)], (250, 246, 230), 0.03)
        brush.oval(0.82, 0.44, 0.07, 0.08, (255, 238, 150))
    for x in (-0.5, 0.52):
        brush.oval(x, 0.7, 0.2, 0.2, _DARK)
        brush.oval(x, 0.7, 0.1, 0.1, (206, 210, 220))
        brush.line([(x - 0.07 * pose.stride, 0.63), (x + 0.07 * pose.stride, 0.77)], _DARK, 0.02)


def ball(brush: Brush, pose: Pose, paint: RGB) -> None:
    """A striped beach ball that turns."""
    disc = ring(0, 0.45, 0.45, 0.45)
    brush.shape(disc, paint, depth=0.3)
    with brush.inside(disc), brush.at(0, 0.45, angle=1.4 * pose.wag):
        for side in (-1, 1):
            brush.smooth(
                [(0, -0.46), (side * 0.3, -0.3), (side * 0.34, 0.3), (0, 0.46), (side * 0.16, 0)],
                (252, 250, 244),
                depth=0.12,
            )
        brush.oval(0, -0.4, 0.1, 0.07, (250, 206, 80))


def house(brush: Brush, pose: Pose, paint: RGB) -> None:
    """A cottage with a chimney and smoke."""
    for i in range(3):
        brush.veil(
            ring(0.42 + 0.07 * i + 0.04 * pose.wag, -0.66 - 0.12 * i, 0.07 + 0.02 * i, 0.06),
            (250, 250, 252),
            0.7,
        )
    brush.shape([(0.32, -0.2), (0.32, -0.56), (0.5, -0.56), (0.5, -0.1)], (172, 100, 84))
    brush.shape([(-0.66, 0.9), (-0.66, 0.0), (0.66, 0.0), (0.66, 0.9)], (250, 236, 210))
    brush.shape([(-0.84, 0.08), (0, -0.62), (0.84, 0.08)], paint)
    brush.shape([(-0.16, 0.9), (-0.16, 0.4), (0.16, 0.4), (0.16, 0.9)], (136, 90, 64))
    brush.oval(0.09, 0.66, 0.03, 0.03, (250, 206, 80))
    for x in (-0.42, 0.42):
        brush.shape(
            [(x - 0.15, 0.24), (x + 0.15, 0.24), (x + 0.15, 0.54), (x - 0.15, 0.54)], _GLASS
        )
        brush.line([(x, 0.24), (x, 0.54)], _DARK, 0.018)
        brush.line([(x - 0.15, 0.39), (x + 0.15, 0.39)], _DARK, 0.018)


def boat(brush: Brush, pose: Pose, paint: RGB) -> None:
    """A sailing boat that rocks."""
    with brush.at(0, 0.5, angle=0.08 * pose.wag):
        brush.limb([(0, 0.1), (0, -1.0)], 0.03, 0.025, (150, 104, 70))
        brush.smooth([(0.06, -0.94), (0.5, -0.5), (0.62, -0.06), (0.06, 0.0)], (252, 250, 240))
        brush.shape([(-0.06, -0.8), (-0.06, 0.0), (-0.46, 0.0)], paint)
        brush.smooth([(-0.7, 0.08), (0, 0.14), (0.78, 0.04), (0.56, 0.38), (-0.5, 0.38)], paint)
        brush.stroke([(-0.62, 0.2), (0, 0.25), (0.66, 0.18)], (252, 250, 240), 0.05)


def balloon(brush: Brush, pose: Pose, paint: RGB) -> None:
    """A hot-air balloon with a basket."""
    with brush.at(0.03 * pose.wag, 0):
        envelope = curve(
            [
                (0, -0.9),
                (0.5, -0.66),
                (0.6, -0.2),
                (0.2, 0.34),
                (-0.2, 0.34),
                (-0.6, -0.2),
                (-0.5, -0.66),
            ]
        )
        brush.shape(envelope, paint, depth=0.3)
        with brush.inside(envelope):
            for x in (-0.42, 0.0, 0.42):
                brush.oval(x * 0.9, -0.26, 0.1, 0.7, (254, 246, 224), line=0.0, depth=0.1)
        for x in (-0.14, 0.14):
            brush.line([(x * 1.3, 0.36), (x, 0.62)], _DARK, 0.016)
        brush.oval(0, 0.72, 0.2, 0.14, (176, 120, 72), power=4)


def kite(brush: Brush, pose: Pose, paint: RGB) -> None:
    """A diamond kite with a ribbon tail."""
    with brush.at(0, -0.2, angle=0.2 + 0.16 * pose.wag):
        brush.stroke([(0, 0.5), (0.12, 0.7), (-0.08, 0.86), (0.1, 1.04)], _DARK, 0.018)
        for x, y in ((0.09, 0.66), (-0.04, 0.84)):
            brush.shape(
                [
                    (x - 0.09, y - 0.05),
                    (x, y),
                    (x - 0.09, y + 0.05),
                    (x + 0.09, y + 0.05),
                    (x, y),
                    (x + 0.09, y - 0.05),
                ],
                (250, 206, 80),
                line=0.014,
            )
        brush.shape([(0, -0.6), (0.42, -0.1), (0, 0.5), (-0.42, -0.1)], paint)
        brush.shape([(0, -0.6), (0.42, -0.1), (0, -0.1)], (254, 246, 224), line=0.014)
        brush.shape(
            [(0, -0.1), (0, 0.5), (-0.42, -0.1)], mix(paint, (255, 255, 255), 0.35), line=0.014
        )


def tree(brush: Brush, pose: Pose, paint: RGB) -> None:
    """A round-headed tree."""
    brush.limb([(0, 0.9), (0.02, 0.4), (0, 0.1)], 0.12, 0.08, (134, 98, 70))
    for x, y, r in (
        (-0.34, 0.02, 0.36),
        (0.36, 0.0, 0.36),
        (0.02 * pose.wag, -0.36, 0.44),
        (0, 0.04, 0.4),
    ):
        brush.oval(x, y, r, r * 0.9, mix((96, 164, 88), paint, 0.25))


def duck(brush: Brush, pose: Pose, paint: RGB) -> None:
    """A plain duck facing right."""
    for x in (-0.1, 0.12):
        brush.limb(
            [(x, 0.62), (x + 0.05 * pose.stride, 0.86)], 0.025, 0.025, (236, 150, 60), line=0.014
        )
        brush.oval(x + 0.05 + 0.05 * pose.stride, 0.87, 0.1, 0.03, (236, 150, 60), line=0.016)
    brush.smooth(
        [
            (-0.62, 0.2),
            (-0.3, 0.34),
            (0.1, 0.26),
            (0.34, 0.4),
            (0.2, 0.66),
            (-0.2, 0.7),
            (-0.5, 0.5),
        ],
        mix((250, 244, 226), paint, 0.12),
    )
    brush.smooth([(-0.34, 0.42), (0.0, 0.36), (0.1, 0.52), (-0.22, 0.6)], (226, 212, 186))
    brush.limb([(0.2, 0.46), (0.28, 0.14)], 0.14, 0.12, (66, 132, 104))
    brush.oval(0.3, 0.04, 0.19, 0.17, (66, 132, 104))
    brush.smooth([(0.44, 0.02), (0.66, 0.06), (0.64, 0.13), (0.44, 0.12)], (244, 176, 60))
    brush.oval(0.36, 0.0, 0.03, 0.035, (30, 26, 36), line=0.0)


PROPS: dict[str, Prop] = {
    "car": car,
    "ball": ball,
    "house": house,
    "boat": boat,
    "balloon": balloon,
    "kite": kite,
    "tree": tree,
    "duck": duck,
}
