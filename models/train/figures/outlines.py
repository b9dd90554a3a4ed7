"""Outlines of things with a face, and what makes an outline a plant or a thing."""

import math

import skia

from models.train.figures.body import Frame
from models.train.figures.palettes import Colour, darker, lighter, mix
from models.train.figures.shapes import Drawing, Point, blob, loft, oval, polygon, star
from models.train.figures.traits import Figure, Take


def figure_points(kind: str) -> list[Point]:
    """Outlines of things with a face, a unit box: x −1…1, y −1…1 (down)."""
    arcs = {
        "drop": [(0, -1.35), (0.3, -0.7), (0.85, 0.1), (0.75, 0.8), (0, 1), (-0.75, 0.8), (-0.85, 0.1), (-0.3, -0.7)],
        "slime": [(0, -0.75), (0.6, -0.55), (0.85, 0.1), (1.25, 0.75), (1.1, 0.98), (0, 1), (-1.1, 0.98), (-1.25, 0.75), (-0.85, 0.1), (-0.6, -0.55)],
        "ghost": [(0, -1.1), (0.7, -0.75), (0.85, 0), (0.95, 0.9), (0.62, 0.75), (0.35, 1.05), (0, 0.78), (-0.35, 1.05), (-0.62, 0.75), (-0.95, 0.9), (-0.85, 0), (-0.7, -0.75)],
        "cloud": [(0, -0.85), (0.5, -0.6), (0.95, -0.45), (1.0, 0), (1.35, 0.35), (1.0, 0.75), (0.4, 0.7), (0, 0.85), (-0.5, 0.7), (-1.0, 0.75), (-1.35, 0.3), (-1.0, -0.1), (-0.9, -0.6), (-0.4, -0.55)],
        "flame": [(0.05, -1.6), (0.25, -0.9), (0.7, -1.1), (0.75, -0.3), (1.0, 0.2), (0.7, 0.85), (0, 1), (-0.7, 0.85), (-1.0, 0.15), (-0.7, -0.35), (-0.55, -1.0), (-0.2, -0.7)],
        "carrot": [(0, -0.95), (0.75, -0.85), (0.8, -0.3), (0.45, 0.7), (0, 1.6), (-0.45, 0.7), (-0.8, -0.3), (-0.75, -0.85)],
        "onion": [(0, -1.3), (0.15, -0.9), (0.85, -0.25), (0.85, 0.55), (0.3, 0.98), (0, 1.05), (-0.3, 0.98), (-0.85, 0.55), (-0.85, -0.25), (-0.15, -0.9)],
        "cactus": [(0, -1.2), (0.5, -1.0), (0.62, -0.3), (0.62, 0.9), (0.3, 1), (-0.3, 1), (-0.62, 0.9), (-0.62, -0.3), (-0.5, -1.0)],
        "cup": [(-0.8, -0.8), (0.8, -0.8), (0.75, 0.4), (0.5, 1), (-0.5, 1), (-0.75, 0.4)],
        "bottle": [(-0.22, -1.5), (0.22, -1.5), (0.25, -0.9), (0.62, -0.5), (0.62, 0.95), (0.5, 1.05), (-0.5, 1.05), (-0.62, 0.95), (-0.62, -0.5), (-0.25, -0.9)],
        "bread": [(-0.6, -0.9), (0, -1.0), (0.6, -0.9), (0.95, -0.6), (0.75, -0.2), (0.75, 0.95), (-0.75, 0.95), (-0.75, -0.2), (-0.95, -0.6)],
        "teapot": [(-0.4, -0.8), (0.4, -0.8), (0.95, -0.2), (0.9, 0.5), (0.5, 0.95), (-0.5, 0.95), (-0.9, 0.5), (-0.95, -0.2)],
        "lamp": [(-0.4, -1.0), (0.4, -1.0), (0.95, 0.4), (0.9, 0.5), (-0.9, 0.5), (-0.95, 0.4)],
        "pumpkin": [(0, -0.72), (0.4, -0.85), (0.85, -0.7), (1.15, 0), (0.9, 0.75), (0.4, 0.9), (0, 0.82), (-0.4, 0.9), (-0.9, 0.75), (-1.15, 0), (-0.85, -0.7), (-0.4, -0.85)],
        "balloon": [(0, -1.2), (0.7, -0.9), (0.95, -0.2), (0.6, 0.6), (0.12, 1.0), (-0.12, 1.0), (-0.6, 0.6), (-0.95, -0.2), (-0.7, -0.9)],
    }  # fmt: skip
    if kind in arcs:
        return [(float(x), float(y)) for x, y in arcs[kind]]
    if kind in {"star", "spiky", "flower", "tree"}:
        n, inner = {"star": (5, 0.62), "spiky": (11, 0.78), "flower": (8, 0.8), "tree": (7, 0.85)}[
            kind
        ]
        return [
            (
                (1.15 if k % 2 == 0 else inner) * math.sin(k * math.pi / n),
                -(1.15 if k % 2 == 0 else inner) * math.cos(k * math.pi / n),
            )
            for k in range(2 * n)
        ]
    power = {
        "box": 7.0,
        "book": 8.0,
        "drum": 5.0,
        "pencil": 6.0,
        "candle": 6.0,
        "clock": 2.2,
        "ball": 2.0,
    }.get(kind, 2.4)
    sx, sy = {
        "pencil": (0.45, 1.3),
        "candle": (0.5, 1.1),
        "book": (0.8, 1.05),
        "drum": (1.0, 0.8),
        "sprout": (0.8, 0.75),
        "mushroom": (0.55, 0.8),
    }.get(kind, (0.95, 0.95))
    return [
        (
            sx * math.copysign(abs(math.cos(a)) ** (2 / power), math.cos(a)),
            sy * math.copysign(abs(math.sin(a)) ** (2 / power), math.sin(a)),
        )
        for a in (k / 28 * math.tau for k in range(28))
    ]


def trimmings(
    d: Drawing, f: Figure, t: Take, h: Frame, body: skia.Path, wide: float, tall: float
) -> None:
    """What makes the outline a plant or a thing."""
    p, z, k = f.palette, h.z, f.kind
    green: Colour = (96, 160, 74) if f.seed % 2 else mix(p.main, (80, 150, 70), 0.6)

    def at(x: float, y: float) -> Point:
        return h.turn((x * wide, y * tall))

    if k in {"carrot", "sprout", "onion", "pumpkin"}:
        for q in (-0.5, 0.0, 0.5):
            x0, y0 = at(0, -0.85)
            x1, y1 = at(q * 1.1 + 0.08 * t.sway, -1.75 + abs(q) * 0.4)
            d.fill(
                blob(
                    [
                        (x0, y0),
                        ((x0 + x1) / 2 - wide * 0.15, (y0 + y1) / 2),
                        (x1, y1),
                        ((x0 + x1) / 2 + wide * 0.15, (y0 + y1) / 2),
                    ]
                ),
                green,
                z - 0.01,
            )
    if k == "mushroom":
        cap = d.fill(
            blob(
                [
                    at(-1.2, -0.35),
                    at(-0.9, -1.1),
                    at(0, -1.5),
                    at(0.9, -1.1),
                    at(1.2, -0.35),
                    at(0, -0.2),
                ]
            ),
            p.accent,
            z + 0.075,
        )
        for x, y, r in ((-0.6, -0.75, 0.2), (0.1, -1.1, 0.24), (0.7, -0.65, 0.17)):
            px, py = at(x, y)
            d.mark(oval(px, py, wide * r, tall * r * 0.8), p.light, z + 0.076, clip=cap)
    elif k == "flower":
        x, y = at(0, 0)
        d.fill(oval(x, y, wide * 0.72, tall * 0.72), f.skin_second, z + 0.005, line=0.6)
        d.fill(loft([(*at(0, 0.9), 0.05), (*at(0.05, 1.7), 0.045)]), green, z - 0.03)
        d.fill(blob([at(0.05, 1.45), at(0.6, 1.1), at(0.75, 1.4), at(0.4, 1.55)]), green, z - 0.029)
    elif k == "tree":
        d.fill(
            blob([at(-0.25, 0.6), at(0.25, 0.6), at(0.32, 1.5), at(-0.32, 1.5)]),
            (120, 82, 54),
            z - 0.01,
        )
    elif k == "cactus":
        for q in (-1, 1):
            d.fill(
                loft(
                    [
                        (*at(q * 0.5, 0.2 * q), wide * 0.16),
                        (*at(q * 1.05, 0.15 * q), wide * 0.18),
                        (*at(q * 1.05, -0.5 + 0.2 * q), wide * 0.17),
                    ]
                ),
                f.skin,
                z - 0.01,
            )
        for q in (-0.3, 0.0, 0.3):
            d.stroke(
                [at(q, -1.0), at(q, 0.9)], darker(f.skin, 0.25), z + 0.002, wide * 0.03, clip=body
            )
        d.fill(
            blob([at(-0.8, 0.75), at(0.8, 0.75), at(0.6, 1.35), at(-0.6, 1.35)]),
            (190, 104, 70),
            z + 0.08,
        )
    elif k == "pumpkin":
        for q in (-0.6, -0.2, 0.2, 0.6):
            d.stroke(
                [at(q * 0.6, -0.8), at(q * 1.2, 0), at(q * 0.6, 0.85)],
                darker(f.skin, 0.25),
                z + 0.002,
                wide * 0.04,
                clip=body,
            )
    elif k in {"cup", "teapot"}:
        s = -1 if math.sin(t.yaw) >= 0 else 1
        ring = [
            (*at(s * (0.75 + 0.4 * math.sin(a)), -0.1 - 0.4 * math.cos(a)), wide * 0.08)
            for a in (q * 0.52 for q in range(7))
        ]
        d.fill(loft(ring), darker(f.skin, 0.1), z - 0.01)
        if k == "teapot":
            d.fill(
                loft(
                    [
                        (*at(-s * 0.8, 0.2), wide * 0.2),
                        (*at(-s * 1.3, -0.2), wide * 0.11),
                        (*at(-s * 1.5, -0.6), wide * 0.09),
                    ]
                ),
                f.skin,
                z - 0.01,
            )
            d.fill(oval(*at(0, -0.85), wide * 0.45, tall * 0.13), p.accent, z + 0.002)
            d.fill(oval(*at(0, -1.05), wide * 0.12, tall * 0.12), p.accent, z + 0.003)
        else:
            d.fill(oval(*at(0, -0.8), wide * 0.8, tall * 0.16), lighter(f.skin, 0.4), z + 0.002)
            d.mark(oval(*at(0, -0.78), wide * 0.66, tall * 0.11), p.accent, z + 0.003)
        d.stroke(
            [at(-1, 0.72), at(0, 0.8), at(1, 0.72)], p.accent, z + 0.002, tall * 0.12, clip=body
        )
    elif k == "book":
        d.mark(
            polygon([at(-0.8, -1.2), at(-0.55, -1.2), at(-0.55, 1.2), at(-0.8, 1.2)]),
            darker(f.skin, 0.3),
            z + 0.002,
            clip=body,
        )
        d.fill(
            polygon([at(0.78, -0.95), at(0.95, -0.85), at(0.95, 0.95), at(0.78, 1.0)]),
            (246, 240, 224),
            z - 0.01,
        )
    elif k == "clock":
        d.fill(oval(*at(0, 0), wide * 0.76, tall * 0.76), p.light, z + 0.003, line=0.6)
        for q in range(12):
            a = q * math.tau / 12
            d.mark(
                oval(*at(0.65 * math.sin(a), -0.65 * math.cos(a)), wide * 0.04, tall * 0.04),
                p.dark,
                z + 0.004,
            )
        for q in (-0.6, 0.6):
            d.fill(oval(*at(q, -1.0), wide * 0.26, tall * 0.2), p.accent, z - 0.01)
    elif k == "pencil":
        d.fill(polygon([at(-0.45, -1.2), at(0.45, -1.2), at(0, -2.0)]), (238, 206, 160), z - 0.001)
        d.fill(polygon([at(-0.15, -1.72), at(0.15, -1.72), at(0, -2.02)]), p.dark, z + 0.001)
        d.mark(
            polygon([at(-1, 0.95), at(1, 0.95), at(1, 1.5), at(-1, 1.5)]),
            (236, 150, 160),
            z + 0.002,
            clip=body,
        )
    elif k == "candle":
        d.stroke([at(0, -1.05), at(0.02, -1.3)], p.dark, z - 0.001, 0.025)
        d.fill(
            blob([at(0, -2.0), at(0.22, -1.5), at(0, -1.22), at(-0.22, -1.5)]),
            (255, 190, 70),
            z + 0.001,
        )
        d.fill(
            blob(
                [
                    at(-0.5, -0.95),
                    at(0.5, -0.95),
                    at(0.45, -0.5),
                    at(0.2, -0.75),
                    at(0, -0.35),
                    at(-0.3, -0.7),
                ]
            ),
            lighter(f.skin, 0.45),
            z + 0.003,
            line=0.4,
            clip=body,
        )
    elif k == "bottle":
        d.fill(squash(at(0, -1.6), wide * 0.25, tall * 0.13), p.accent, z + 0.002)
        d.mark(
            polygon([at(-1, 0.45), at(1, 0.45), at(1, 0.9), at(-1, 0.9)]),
            p.light,
            z + 0.003,
            clip=body,
        )
    elif k == "lamp":
        d.fill(loft([(*at(0, 0.45), 0.045), (*at(0, 1.1), 0.045)]), p.dark, z - 0.02)
        d.fill(oval(*at(0, 1.15), wide * 0.5, tall * 0.12), p.dark, z - 0.019)
        d.stroke([at(-1, 0.36), at(1, 0.36)], p.accent, z + 0.002, tall * 0.12, clip=body)
    elif k == "drum":
        d.fill(oval(*at(0, -0.7), wide * 0.98, tall * 0.2), p.light, z + 0.002)
        for q in range(-3, 4):
            d.stroke(
                [at(q * 0.3, -0.5), at(q * 0.3 + 0.15, 0.7), at(q * 0.3 + 0.3, -0.5)],
                p.accent,
                z + 0.002,
                wide * 0.04,
                clip=body,
                curved=False,
            )
    elif k == "box":
        d.mark(
            polygon([at(-0.18, -1), at(0.18, -1), at(0.18, 1), at(-0.18, 1)]),
            p.accent,
            z + 0.002,
            clip=body,
        )
        for q in (-1, 1):
            d.fill(blob([at(0, -0.95), at(q * 0.6, -1.4), at(q * 0.7, -1.0)]), p.accent, z + 0.003)
    elif k == "bread":
        d.mark(
            oval(*at(0, 0.1), wide * 0.62, tall * 0.75), lighter(f.skin, 0.55), z + 0.002, clip=body
        )
    elif k == "balloon":
        d.stroke([at(0, 1.0), at(0.1 * t.sway, 1.4), at(0, 1.8)], p.dark, z - 0.03, 0.02)
    elif k == "star":
        d.mark(star(*at(0, 0), wide * 0.3), lighter(f.skin, 0.3), z + 0.001, clip=body)


def squash(at: Point, a: float, b: float) -> skia.Path:
    """A soft box about a point."""
    return polygon(
        [
            (at[0] - a, at[1] - b),
            (at[0] + a, at[1] - b),
            (at[0] + a, at[1] + b),
            (at[0] - a, at[1] + b),
        ]
    )
