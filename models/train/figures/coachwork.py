"""What vehicles are built of: boxes in space, wheels, windows and stripes on their sides."""

import math

from models.train.figures.body import Vector, turned
from models.train.figures.palettes import Colour, darker
from models.train.figures.shapes import Drawing, oval, polygon
from models.train.figures.traits import Figure

GLASS: Colour = (168, 212, 232)


def box(
    d: Drawing,
    yaw: float,
    x: float,
    y: tuple[float, float],
    z: tuple[float, float],
    colour: Colour,
    depth: float,
    *,
    taper: float = 1.0,
) -> None:
    """A box half as wide as `x`, from y[0] (top) to y[1], from z[0] (tail) to z[1] (nose)."""

    def corner(sx: float, sy: int, sz: int) -> Vector:
        k = taper if sy == 0 else 1.0
        mid = (z[0] + z[1]) / 2
        return turned((sx * x * k, y[sy], mid + (z[sz] - mid) * k), yaw)

    sides = (
        (colour, ((1, 0, 1), (-1, 0, 1), (-1, 1, 1), (1, 1, 1)), math.cos(yaw)),
        (darker(colour, 0.2), ((1, 0, 0), (-1, 0, 0), (-1, 1, 0), (1, 1, 0)), -math.cos(yaw)),
        (darker(colour, 0.12), ((1, 0, 0), (1, 0, 1), (1, 1, 1), (1, 1, 0)), -math.sin(yaw)),
        (darker(colour, 0.12), ((-1, 0, 0), (-1, 0, 1), (-1, 1, 1), (-1, 1, 0)), math.sin(yaw)),
    )
    for tone, corners, facing in sides:
        if facing > 0.02:
            points = [corner(*c) for c in corners]
            d.fill(polygon([(px, py) for px, py, _ in points]), tone, depth + facing * 0.01)


def wheels(d: Drawing, f: Figure, yaw: float, w: float, long: float, y: float) -> None:
    """Four wheels; those on the far side stay behind."""
    r = 0.15 + 0.09 * f.feet * 0.6
    for at in (-0.62, 0.62):
        for side in (1, -1):
            x, yy, z = turned((side * w * 0.98, y, at * long), yaw)
            seen = -side * math.sin(yaw)
            half = max(0.3, abs(math.sin(yaw))) * r
            depth = 0.03 if seen > 0.05 else -0.05
            d.fill(oval(x, yy, half, r), (50, 48, 56), depth)
            if seen > 0.15:
                d.fill(oval(x, yy, half * 0.5, r * 0.5), f.palette.light, depth + 0.001, line=0.5)
            del z


def windows(
    d: Drawing, yaw: float, x: float, y: tuple[float, float], z: tuple[float, float], n: int
) -> None:
    """`n` windows a side, from y[0] to y[1] and z[0] to z[1], and a windscreen."""
    for side in (1, -1):
        if -side * math.sin(yaw) < 0.05:
            continue
        step = (z[1] - z[0]) / n
        for k in range(n):
            a, b = z[0] + step * (k + 0.1), z[0] + step * (k + 0.9)
            points = [
                turned((side * x, yy, zz), yaw)[:2]
                for yy, zz in ((y[0], a), (y[0], b), (y[1], b), (y[1], a))
            ]
            d.fill(polygon(points), GLASS, 0.045, line=0.5)
    if math.cos(yaw) > 0.05:
        points = [
            turned((s * x * 0.85, yy, z[1] + 0.03), yaw)[:2]
            for s, yy in ((-1, y[0]), (1, y[0]), (1, y[1]), (-1, y[1]))
        ]
        d.fill(polygon(points), GLASS, 0.044, line=0.5)


def stripe(
    d: Drawing, yaw: float, x: float, y: tuple[float, float], long: float, colour: Colour
) -> None:
    """A stripe along the side that is seen."""
    for side in (1, -1):
        if -side * math.sin(yaw) > 0.05:
            points = [
                turned((side * x, yy, zz), yaw)[:2]
                for yy, zz in ((y[0], -long), (y[0], long), (y[1], long), (y[1], -long))
            ]
            d.mark(polygon(points), colour, 0.044)
