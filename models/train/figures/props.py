"""What a hand holds."""

import math

from models.train.figures.body import Vector
from models.train.figures.palettes import Colour, darker, lighter
from models.train.figures.shapes import (
    Drawing,
    Point,
    blob,
    heart,
    loft,
    oval,
    polygon,
    squircle,
)
from models.train.figures.traits import Figure

STEEL: Colour = (186, 194, 206)


WOOD: Colour = (140, 94, 56)


def prop(d: Drawing, f: Figure, hand: Vector, elbow: Vector, unit: float) -> None:
    """What the hand holds, upright or along the forearm."""
    if f.prop == "none":
        return
    x, y, z = hand
    z += 0.02
    c = f.prop_colour
    dx, dy = x - elbow[0], y - elbow[1]
    n = math.hypot(dx, dy) or 1.0
    dx, dy = dx / n, dy / n
    # Long things point up and away from the forearm.
    ux, uy = (-dy, dx) if -dy * 0 + dx < 0 else (dy, -dx)
    if uy > -0.2:
        ux, uy = ux * 0.5, -0.9
    k = unit

    def at(along: float, across: float = 0.0) -> Point:
        return x + ux * along * k - uy * across * k, y + uy * along * k + ux * across * k

    if f.prop == "staff":
        d.fill(loft([(*at(-0.9), 0.022 * k), (*at(0.85), 0.022 * k)]), WOOD, z)
        d.fill(oval(*at(0.95), 0.11 * k, 0.11 * k), c, z + 0.001)
        d.mark(oval(*at(0.99, 0.03), 0.035 * k, 0.035 * k), (255, 255, 255), z + 0.002)
    elif f.prop == "sword":
        d.fill(
            polygon(
                [at(0.1, -0.045), at(0.85, -0.045), at(1.0, 0), at(0.85, 0.045), at(0.1, 0.045)]
            ),
            STEEL,
            z,
        )
        d.fill(
            polygon([at(0.07, -0.15), at(0.12, -0.15), at(0.12, 0.15), at(0.07, 0.15)]),
            c,
            z + 0.001,
        )
        d.fill(loft([(*at(-0.1), 0.025 * k), (*at(0.08), 0.025 * k)]), WOOD, z)
    elif f.prop == "hammer":
        d.fill(loft([(*at(-0.2), 0.025 * k), (*at(0.7), 0.025 * k)]), WOOD, z)
        d.fill(
            polygon([at(0.62, -0.22), at(0.9, -0.22), at(0.9, 0.22), at(0.62, 0.22)]), c, z + 0.001
        )
    elif f.prop == "umbrella":
        d.fill(loft([(*at(-0.15), 0.015 * k), (*at(0.8), 0.015 * k)]), WOOD, z)
        d.fill(
            blob(
                [
                    at(0.6, -0.5),
                    at(0.95, -0.28),
                    at(1.05, 0),
                    at(0.95, 0.28),
                    at(0.6, 0.5),
                    at(0.68, 0.2),
                    at(0.62, 0),
                    at(0.68, -0.2),
                ]
            ),
            c,
            z + 0.001,
        )
    elif f.prop == "flower":
        d.stroke([at(-0.2), at(0.4)], (80, 150, 70), z, 0.03 * k)
        for q in range(5):
            a = q / 5 * math.tau
            fx, fy = at(0.45 + 0.09 * math.cos(a), 0.09 * math.sin(a))
            d.fill(oval(fx, fy, 0.075 * k, 0.075 * k), c, z + 0.001, line=0.5)
        d.mark(oval(*at(0.45), 0.05 * k, 0.05 * k), (250, 206, 70), z + 0.002)
    elif f.prop == "balloon":
        d.stroke(
            [(x, y), (x + 0.08 * k, y - 0.4 * k), (x, y - 0.75 * k)], (120, 110, 120), z, 0.014 * k
        )
        d.fill(oval(x, y - 0.98 * k, 0.2 * k, 0.24 * k), c, z + 0.001)
    elif f.prop == "bag":
        d.stroke(
            [(x - 0.1 * k, y + 0.16 * k), (x, y), (x + 0.1 * k, y + 0.16 * k)],
            darker(c, 0.4),
            z,
            0.03 * k,
        )
        d.fill(squircle(x, y + 0.3 * k, 0.2 * k, 0.16 * k), c, z + 0.001)
        d.stroke(
            [(x - 0.19 * k, y + 0.26 * k), (x + 0.19 * k, y + 0.26 * k)],
            darker(c, 0.35),
            z + 0.002,
            0.03 * k,
        )
    elif f.prop == "lantern":
        d.stroke([(x, y), (x, y + 0.12 * k)], (60, 54, 60), z, 0.03 * k)
        d.fill(squircle(x, y + 0.25 * k, 0.1 * k, 0.14 * k), (60, 54, 60), z)
        d.mark(squircle(x, y + 0.25 * k, 0.065 * k, 0.1 * k), (255, 214, 110), z + 0.001)
    elif f.prop == "book":
        d.fill(
            polygon(
                [
                    (x - 0.16 * k, y - 0.2 * k),
                    (x + 0.14 * k, y - 0.22 * k),
                    (x + 0.16 * k, y + 0.14 * k),
                    (x - 0.14 * k, y + 0.16 * k),
                ]
            ),
            c,
            z + 0.05,
        )
        d.mark(heart(x, y - 0.02 * k, 0.06 * k), lighter(c, 0.6), z + 0.051)
    else:  # shield
        d.fill(
            blob(
                [
                    (x - 0.25 * k, y - 0.25 * k),
                    (x, y - 0.3 * k),
                    (x + 0.25 * k, y - 0.25 * k),
                    (x + 0.2 * k, y + 0.15 * k),
                    (x, y + 0.35 * k),
                    (x - 0.2 * k, y + 0.15 * k),
                ]
            ),
            c,
            z + 0.05,
        )
        d.mark(oval(x, y, 0.11 * k, 0.11 * k), lighter(c, 0.5), z + 0.051)
