"""Patterns, folds and emblems on cloth: laid in the frame of the body, clipped to the garment."""

import math

import skia

from models.train.figures.body import Trunk
from models.train.figures.palettes import Colour, darker, distinct, lighter
from models.train.figures.shapes import Drawing, heart, oval, polygon, star
from models.train.figures.traits import Outfit


def on_trunk(
    d: Drawing, o: Outfit, k: Trunk, cloth: skia.Path, z: float, *, low: float = 1.0
) -> None:
    """The outfit's pattern over a garment from the shoulders to `low` (1 is the hip)."""
    c = o.second if distinct(o.second, o.top) > 0.1 else darker(o.top, 0.4)
    wide = 2.4

    def row(t0: float, t1: float, colour: Colour) -> None:
        d.mark(
            polygon([k.rim(t0, -1, wide), k.rim(t0, 1, wide), k.rim(t1, 1, wide), k.rim(t1, -1, wide)]),
            colour, z, clip=cloth,
        )  # fmt: skip

    if o.pattern == "stripes":
        n = 3 + round(o.wide * 10) % 3
        for i in range(n):
            row(low * (i + 0.35) / n, low * (i + 0.8) / n, c)
    elif o.pattern == "columns":
        for i in range(-4, 5):
            az = i * 0.42
            if math.cos(az + k.yaw) > 0.05:
                a, b = k.surface(az, -0.1), k.surface(az, low * 1.05)
                d.stroke([a, b], c, z, k.shoulders * 0.11, clip=cloth)
    elif o.pattern in {"dots", "checks"}:
        for i in range(-5, 6):
            for j in range(7):
                az = i * 0.5 + (0.25 if j % 2 else 0)
                if math.cos(az + k.yaw) < 0.05:
                    continue
                x, y = k.surface(az, low * (j + 0.5) / 6)
                r = k.shoulders * (0.13 if o.pattern == "dots" else 0.19)
                rx = r * max(0.4, math.cos(az + k.yaw))
                shape = (
                    oval(x, y, rx, r)
                    if o.pattern == "dots"
                    else polygon(
                        [(x - rx, y - r), (x + rx, y - r), (x + rx, y + r), (x - rx, y + r)]
                    )
                )
                d.mark(shape, c, z, clip=cloth)
    elif o.pattern == "panels":
        front = [
            k.surface(az, t)
            for az, t in ((-0.6, -0.2), (0.6, -0.2), (0.45, low * 1.1), (-0.45, low * 1.1))
        ]
        if k.front > 0.0:
            d.mark(polygon(front), c, z, clip=cloth)
        row(-0.2, 0.05, c)
    elif o.pattern == "sash":
        a, b = k.rim(-0.05, -1, 1.2), k.rim(low, 1, 1.2)
        if k.front < 0:
            a, b = k.rim(-0.05, 1, 1.2), k.rim(low, -1, 1.2)
        d.stroke([a, b], o.accent, z, k.shoulders * 0.42, clip=cloth)
    elif o.pattern == "yoke":
        row(-0.4, 0.3, c)
    elif o.pattern == "hem":
        row(low * 0.8, low * 1.6, c)
    elif o.pattern == "halves":
        top, foot = k.surface(0, -0.3), k.surface(0, low * 1.3)
        right = 1 if k.front > 0 else -1
        d.mark(
            polygon([top, foot, (foot[0] + right * 3, foot[1]), (top[0] + right * 3, top[1])]),
            c,
            z,
            clip=cloth,
        )


def emblem(d: Drawing, o: Outfit, k: Trunk, z: float) -> None:
    """A badge on the chest; seen from the front only."""
    if o.emblem == "none" or k.front < 0.15:
        return
    x, y = k.surface(0.0, 0.32)
    r = k.shoulders * 0.36
    colour = o.accent if distinct(o.accent, o.top) > 0.2 else lighter(o.top, 0.7)
    if o.emblem == "star":
        shape = star(x, y, r)
    elif o.emblem == "heart":
        shape = heart(x, y, r * 0.8)
    elif o.emblem == "bolt":
        shape = polygon(
            [
                (x + r * 0.2, y - r),
                (x - r * 0.5, y + r * 0.15),
                (x, y + r * 0.1),
                (x - r * 0.2, y + r),
                (x + r * 0.5, y - r * 0.15),
                (x, y - r * 0.1),
            ]
        )
    elif o.emblem == "drop":
        shape = polygon(
            [(x, y - r), (x + r * 0.65, y + r * 0.3), (x, y + r * 0.8), (x - r * 0.65, y + r * 0.3)]
        )
    elif o.emblem == "bar":
        shape = polygon(
            [
                (x - r * 1.2, y - r * 0.25),
                (x + r * 1.2, y - r * 0.25),
                (x + r * 1.2, y + r * 0.25),
                (x - r * 1.2, y + r * 0.25),
            ]
        )
    else:
        shape = oval(x, y, r * 0.8 * max(0.5, k.front), r * 0.8)
    d.fill(shape, colour, z, line=0.5, shade=False)
    if o.emblem == "ring":
        d.mark(oval(x, y, r * 0.42 * max(0.5, k.front), r * 0.42), o.top, z + 0.0005)
