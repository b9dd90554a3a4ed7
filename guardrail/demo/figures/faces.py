"""Eyes, mouths and cheeks that the cast shares; each shows all six expressions."""

import math
from dataclasses import dataclass

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.outlines import RGB, Point, curve, mix, ring
from guardrail.demo.figures.pose import Expression

_WHITE = (255, 255, 255)
_MOUTH = (122, 34, 48)
_TONGUE = (238, 118, 122)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    iris: RGB
    expression: Expression
    turn: float
    white: RGB | None
    ink: RGB


def eyes(
    brush: Brush,
    x: float,
    y: float,
    *,
    gap: float,
    size: float,
    iris: RGB,
    expression: Expression,
    turn: float = 0.0,
    white: RGB | None = None,
    ink: RGB = (38, 26, 44),
) -> None:
    """Two eyes `gap` from the middle; with `white` a ball shows round the iris."""
    look = _Look(iris=iris, expression=expression, turn=turn, white=white, ink=ink)
    for side in (-1, 1):
        narrow = 1 - 0.22 * max(0.0, side * turn)
        with brush.at(x + side * gap * (1 - 0.12 * abs(turn)), y):
            if expression in {Expression.LAUGHING, Expression.ASLEEP}:
                _shut(brush, size * narrow, size, look)
            else:
                _open(brush, size * narrow, size, look)
                _brow(brush, side, size, look)


def _shut(brush: Brush, rx: float, ry: float, look: _Look) -> None:
    bow = -1 if look.expression is Expression.LAUGHING else 1
    brush.stroke(
        [(-rx, -bow * ry * 0.1), (0, bow * ry * 0.6), (rx, -bow * ry * 0.1)], look.ink, 0.04
    )


def _open(brush: Brush, rx: float, ry: float, look: _Look) -> None:
    grown = 1.15 if look.expression is Expression.SURPRISED else 1.0
    outer, inner = rx * grown, ry * 1.25 * grown
    if look.white is not None:
        brush.oval(0, 0, outer * 1.15, inner, look.white, line=0.02, depth=0.08)
        outer, inner = outer * 0.72, inner * 0.72
    x = look.turn * rx * 0.3
    brush.oval(x, 0, outer, inner, look.ink, line=0.0, depth=0.0)
    with brush.inside(ring(x, 0, outer * 0.92, inner * 0.94)):
        glint = mix(look.iris, _WHITE, 0.45)
        brush.oval(x, inner * 0.35, outer * 0.85, inner * 0.75, look.iris, line=0.0, depth=0.0)
        brush.oval(x, inner * 0.75, outer * 0.55, inner * 0.4, glint, line=0.0, depth=0.0)
        brush.oval(x, -inner * 0.05, outer * 0.42, inner * 0.46, look.ink, line=0.0, depth=0.0)
    for dx, dy, size in ((-0.32, -0.42, 0.3), (0.34, 0.38, 0.14)):
        brush.oval(
            x + dx * outer, dy * inner, size * outer, size * inner * 0.92, _WHITE, line=0, depth=0
        )


def _brow(brush: Brush, side: int, size: float, look: _Look) -> None:
    tall = size * 1.25
    if look.expression is Expression.CROSS:
        ends = [(-side * size * 1.2, -tall * 0.75), (side * size * 1.2, -tall * 1.3)]
        brush.line(ends, look.ink, 0.045)
    elif look.expression is Expression.HAPPY:
        arch = [(-side * size * 0.9, -tall * 1.4), (0, -tall * 1.55), (side * size, -tall * 1.35)]
        brush.stroke(arch, look.ink, 0.025)


def lids(
    brush: Brush, x: float, y: float, *, gap: float, size: float, skin: RGB, drop: float
) -> None:
    """Heavy eyelids in the colour of the skin over the upper `drop` (0…1) of both eyes."""
    for side in (-1, 1):
        with (
            brush.at(x + side * gap, y),
            brush.inside(
                [
                    (-size * 1.4, -size * 2),
                    (size * 1.4, -size * 2),
                    (size * 1.4, size * 1.25 * (2 * drop - 1)),
                    (-size * 1.4, size * 1.25 * (2 * drop - 1)),
                ]
            ),
        ):
            brush.oval(0, 0, size * 1.22, size * 1.42, skin, line=0.03, depth=0.12)
        edge = size * 1.25 * (2 * drop - 1)
        brush.line(
            [(x + side * gap - size, y + edge), (x + side * gap + size, y + edge)],
            (38, 26, 44),
            0.035,
        )


def mouth(
    brush: Brush,
    x: float,
    y: float,
    *,
    width: float,
    expression: Expression,
    ink: RGB = (58, 30, 44),
) -> None:
    """A mouth centred on (x, y)."""
    w = width
    if expression in {Expression.LAUGHING, Expression.HAPPY}:
        drop = 1.1 if expression is Expression.LAUGHING else 0.75
        gape = curve(
            [
                (x - w, y - 0.1 * w),
                (x, y),
                (x + w, y - 0.1 * w),
                (x + 0.6 * w, y + drop * 0.75 * w),
                (x, y + drop * w),
                (x - 0.6 * w, y + drop * 0.75 * w),
            ]
        )
        brush.shape(gape, _MOUTH, line=0.02, depth=0.0, ink=ink)
        with brush.inside(gape):
            brush.oval(x, y + drop * w, w * 0.6, w * 0.45, _TONGUE, line=0, depth=0.0)
    elif expression is Expression.SURPRISED:
        brush.oval(x, y + 0.2 * w, w * 0.42, w * 0.55, _MOUTH, line=0.018, depth=0.0)
    else:
        bow = {Expression.CROSS: -0.5, Expression.ASLEEP: 0.3}.get(expression, 0.45)
        points: list[Point] = [(x - 0.8 * w, y), (x, y + bow * w), (x + 0.8 * w, y)]
        brush.stroke(points, ink, 0.03)


def cheeks(brush: Brush, x: float, y: float, *, gap: float, size: float, blush: RGB) -> None:
    """A soft blush on both sides."""
    for side in (-1, 1):
        brush.veil(ring(x + side * gap, y, size, size * 0.65), blush, 0.55)


def whiskers(brush: Brush, x: float, y: float, *, gap: float, length: float, ink: RGB) -> None:
    """Three whiskers on both sides."""
    for side in (-1, 1):
        for fan in (-0.25, 0.0, 0.25):
            end = (x + side * (gap + length * math.cos(fan)), y + length * math.sin(fan))
            brush.line([(x + side * gap, y + fan * 0.15), end], ink, 0.014)
