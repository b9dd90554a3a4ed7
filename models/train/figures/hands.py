"""Hands: mittens, fingers, gloves and grippers."""

import math

from models.train.figures.body import Vector
from models.train.figures.palettes import darker
from models.train.figures.shapes import Drawing, loft, union_of
from models.train.figures.traits import Figure, Outfit


def hand(
    d: Drawing,
    f: Figure,
    o: Outfit,
    arm: tuple[Vector, Vector, Vector],
    z: float,
    r1: float,
    s_side: int = 1,
) -> None:
    """The hand at the end of an arm; `s_side` is 1 for the left arm, −1 for the right."""
    x, y, _ = arm[2]
    ex, ey, _ = arm[1]
    n = math.hypot(x - ex, y - ey) or 1.0
    dx, dy = (x - ex) / n, (y - ey) / n
    r = min(r1 * 1.18 * f.hands + 0.012, f.head * (0.42 if f.plan != "robot" else 0.6))
    colour = f.palette.light if o.gloves and f.plan != "robot" else f.skin
    if f.plan == "robot":
        for q in (-0.55, 0.55):
            d.fill(
                loft(
                    [
                        (x, y, r * 0.5),
                        (
                            x + dx * r * 1.5 - dy * r * q * 1.5,
                            y + dy * r * 1.5 + dx * r * q * 1.5,
                            r * 0.28,
                        ),
                    ]
                ),
                darker(f.skin, 0.3),
                z + 0.005,
            )
        return
    turn = 1 if (ex < x) == (s_side > 0) else -1
    parts = [loft([(x, y, r * 0.8), (x + dx * r * 0.6, y + dy * r * 0.6, r * 0.85)])]
    thumb_x, thumb_y = (
        x + dx * r * 0.75 + dy * r * 1.0 * turn,
        y + dy * r * 0.75 - dx * r * 1.0 * turn,
    )
    parts.append(loft([(x, y, r * 0.42), (thumb_x, thumb_y, r * 0.32)]))
    if f.hands > 1.0 and f.plan != "chibi":
        spread = (0.2, 0.5)[f.seed % 2]
        for q in (-0.55, 0.0, 0.55):
            bx, by = x + dx * r * 0.7 - dy * r * q, y + dy * r * 0.7 + dx * r * q
            tx, ty = (
                x + dx * r * 1.75 - dy * r * q * (1 + spread),
                y + dy * r * 1.75 + dx * r * q * (1 + spread),
            )
            parts.append(loft([(bx, by, r * 0.36), (tx, ty, r * 0.27)]))
    d.fill(union_of(parts), colour, z + 0.005, line=0.9)
    if o.gloves:
        wide = r * 0.85
        d.stroke(
            [
                (x - dx * r * 0.6 - dy * wide, y - dy * r * 0.6 + dx * wide),
                (x - dx * r * 0.6 + dy * wide, y - dy * r * 0.6 - dx * wide),
            ],
            darker(colour, 0.2),
            z + 0.0055,
            r * 0.45,
        )
