"""Kurarin: a lilac jellyfish child with ribbon arms and star freckles."""

import math

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.faces import cheeks, eyes, mouth
from guardrail.demo.figures.outlines import RGB, curve, mix, star
from guardrail.demo.figures.pose import Pose

_BELL: RGB = (196, 160, 240)
_FRILL: RGB = (255, 150, 196)


def kurarin(brush: Brush, pose: Pose) -> None:
    """Afloat: a bell with a face, a pink frill, trailing ribbons, a string of pearls."""
    for i, x in enumerate((-0.36, -0.2, 0.0, 0.2, 0.36)):
        _ribbon(brush, x, i, pose)
    for side, lift in ((-1, pose.left), (1, pose.right)):
        reach = [
            (side * 0.4, 0.12),
            (side * 0.66, 0.2 - 0.3 * lift),
            (side * 0.78, -0.06 - 0.5 * lift),
            (side * 0.66, -0.16 - 0.5 * lift),
        ]
        brush.limb(reach, 0.055, 0.03, _FRILL)
    squash = 1 + 0.05 * pose.wag
    bell = curve(
        [
            (0, -0.74 / squash),
            (0.34, -0.66),
            (0.58 * squash, -0.3),
            (0.6 * squash, 0.08),
            (0.3, 0.2),
            (0, 0.22),
            (-0.3, 0.2),
            (-0.6 * squash, 0.08),
            (-0.58 * squash, -0.3),
            (-0.34, -0.66),
        ]
    )
    brush.glow(0, -0.25, 0.95, (190, 150, 255), opacity=0.35)
    brush.shape(bell, _BELL, depth=0.3)
    with brush.inside(bell):
        brush.oval(0.04, 0.18, 0.5, 0.2, mix(_BELL, (255, 200, 230), 0.55), line=0.0, depth=0.0)
        brush.veil(
            curve([(-0.46, -0.2), (-0.36, -0.5), (-0.1, -0.66), (-0.26, -0.46)]),
            (255, 255, 255),
            0.6,
        )
        for x, y, r in (
            (0.26, -0.52, 0.06),
            (0.38, -0.36, 0.045),
            (0.12, -0.6, 0.035),
            (-0.3, -0.36, 0.04),
            (0.44, -0.2, 0.03),
        ):
            brush.shape(star(x, y, r), (255, 240, 160), line=0.0, depth=0.0)
    for i in range(9):
        x = -0.56 * squash + i * 0.14 * squash
        dip = 0.16 + 0.07 * math.sin(math.pi * i / 8)
        brush.oval(x, dip, 0.1, 0.08, _FRILL, line=0.018)
    _pearls(brush)
    x = 0.16 * pose.turn
    eyes(
        brush,
        x,
        -0.16,
        gap=0.2,
        size=0.1,
        iris=(70, 120, 230),
        expression=pose.expression,
        turn=pose.turn,
    )
    cheeks(brush, x, -0.03, gap=0.32, size=0.09, blush=(255, 110, 160))
    mouth(brush, x, -0.03, width=0.08, expression=pose.expression)


def _ribbon(brush: Brush, x: float, order: int, pose: Pose) -> None:
    fill = _FRILL if order % 2 else mix(_BELL, (120, 90, 220), 0.25)
    length = 0.62 if order % 2 else 0.48
    points = [
        (x + 0.07 * math.sin(2.2 * step + order + 1.6 * pose.wag), 0.16 + length * step / 4)
        for step in range(5)
    ]
    brush.limb(points, 0.065, 0.022, fill)


def _pearls(brush: Brush) -> None:
    for i in range(7):
        t = (i - 3) / 3
        brush.oval(
            0.22 * t - 0.05, -0.7 + 0.08 * t * t + 0.02, 0.045, 0.045, (255, 250, 244), line=0.012
        )
