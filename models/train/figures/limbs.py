"""Limbs as chains of balls, their depth, and the feet at their ends."""

import math

from models.train.figures.body import Vector
from models.train.figures.palettes import darker, lighter
from models.train.figures.shapes import Ball, Drawing, loft, oval
from models.train.figures.traits import Figure, Outfit


def limb_z(joints: tuple[Vector, Vector, Vector]) -> float:
    """One depth for a limb: that of its middle, mostly."""
    return 0.2 * joints[0][2] + 0.4 * joints[1][2] + 0.4 * joints[2][2]


def chain(
    joints: tuple[Vector, Vector, Vector],
    r0: float,
    r1: float,
    *,
    to: float = 1.0,
    flare: float = 1.0,
) -> list[Ball]:
    """Balls along two bones, thick `r0` at the root and `r1` at the end, covering the share `to`."""
    balls: list[Ball] = []
    n = 6
    for i in range(n + 1):
        s = to * i / n
        a, b = (joints[0], joints[1]) if s <= 0.5 else (joints[1], joints[2])
        q = s * 2 if s <= 0.5 else s * 2 - 1
        r = r0 + (r1 - r0) * s
        r *= 1 + (flare - 1) * (i / n) ** 1.5
        balls.append((a[0] + (b[0] - a[0]) * q, a[1] + (b[1] - a[1]) * q, r))
    return balls


def shoe(
    d: Drawing,
    f: Figure,
    o: Outfit,
    leg: tuple[Vector, Vector, Vector],
    yaw: float,
    z: float,
    radius: float,
) -> None:
    """A foot: it points where the figure faces; from the front it is short."""
    x, y, _ = leg[2]
    kx, ky = leg[1][0], leg[1][1]
    long = 0.17 * f.feet * (0.6 + f.limb * 6)
    side = math.sin(yaw)
    down = max(-0.5, min(1.0, (y - ky) / max(0.01, f.legs * 0.5)))
    # A raised shin carries the toes with it.
    bend = math.atan2(x - kx, y - ky)
    tx, ty = side * long * math.cos(bend), -side * long * math.sin(bend) * 0.8
    if abs(side) < 0.35:
        ty += long * 0.3 * max(0.0, math.cos(yaw)) * max(0.0, down)
        tx += (0.12 if leg[0][0] > 0 else -0.12) * long * 2
    r = radius * 1.12
    colour = (
        f.skin
        if o.shoes == "bare"
        or (o.kind == "bare" and f.plan not in {"chibi", "child", "adult"} and f.seed % 3)
        else o.shoe_colour
    )
    heel = (x - tx * 0.12, y + r * 0.2, r * 0.98)
    toe = (x + tx, y + ty + r * 0.3, r * (1.05 if f.feet > 1.2 else 0.8))
    if o.shoes in {"boots", "tall boots"} and colour != f.skin:
        reach = 0.35 if o.shoes == "boots" else 0.72
        a = (x + (kx - x) * reach, y + (ky - y) * reach, radius * 1.25)
        d.fill(loft([a, (x, y, radius * 1.1)]), colour, z + 0.004)
        d.mark(
            oval(a[0], a[1], radius * 1.25, radius * 0.5),
            lighter(colour, 0.2),
            z + 0.005,
            clip=loft([a, (x, y, radius * 1.1)]),
        )
    if o.shoes == "platform" and colour != f.skin:
        d.fill(
            loft([(heel[0], heel[1] + r * 0.7, r * 0.7), (toe[0], toe[1] + r * 0.7, r * 0.7)]),
            darker(colour, 0.4),
            z + 0.004,
        )
    shape = d.fill(loft([heel, toe]), colour, z + 0.005)
    if o.shoes == "sneakers" and colour != f.skin:
        d.mark(
            oval(toe[0], toe[1], toe[2] * 0.9, toe[2] * 0.9), (244, 244, 240), z + 0.006, clip=shape
        )
        d.stroke(
            [(heel[0] - 0.05, heel[1] + r * 0.75), (toe[0] + tx * 0.2, toe[1] + r * 0.65)],
            (244, 244, 240),
            z + 0.006,
            r * 0.4,
            clip=shape,
        )
