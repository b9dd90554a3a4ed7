"""Coats, and what is on the front of a garment: bibs, lapels, plates, buttons."""

import math

import skia

from models.train.figures.body import Trunk
from models.train.figures.palettes import darker, lighter
from models.train.figures.shapes import Drawing, Point, blob, curve, oval, polygon
from models.train.figures.traits import Figure, Outfit


def trunk_shape(k: Trunk, *, low: float = 1.0, grow: float = 1.0, flare: float = 1.0) -> skia.Path:
    """The outline of the torso from the shoulders to `low`."""
    left: list[Point] = []
    right: list[Point] = []
    ts = [0.1, 0.25, 0.5, 0.75, 1.0] + ([low] if low > 1.01 else [])
    for t in ts:
        g = grow * (1 + (flare - 1) * max(0.0, t - 0.5) / max(0.01, low - 0.5))
        left.append(k.rim(t, -1, g))
        right.append(k.rim(t, 1, g))
    top_l, top_r = k.rim(-0.05, -1, grow * 0.42), k.rim(-0.05, 1, grow * 0.42)
    out_l, out_r = k.rim(0.0, -1, grow * 0.84), k.rim(0.0, 1, grow * 0.84)
    return curve([out_l, top_l, top_r, out_r, *right, *reversed(left)], closed=True, tension=0.14)


def front(d: Drawing, f: Figure, o: Outfit, k: Trunk, body: skia.Path) -> None:
    """What is on the front of the trunk: buttons, lapels, bibs, plates, seams."""
    if o.kind == "overalls":
        if k.front > -0.05:
            bib = [
                k.surface(-0.75, 0.3),
                k.surface(0.75, 0.3),
                k.surface(1.1, 0.75),
                k.surface(-1.1, 0.75),
            ]
            d.fill(polygon(bib), o.bottom, 0.004, line=0.5, clip=body)
        for side in (1, -1):
            az = side * 0.6 if k.front > 0 else math.pi - side * 0.6
            d.stroke(
                [k.surface(az, -0.05), k.surface(az, 0.42 if k.front > 0 else 0.75)],
                o.bottom,
                0.005,
                k.shoulders * 0.2,
                clip=body,
            )
        return
    if k.front < 0.0:
        if o.kind == "armour":
            d.stroke(
                [k.rim(0.45, -1), k.surface(math.pi, 0.5), k.rim(0.45, 1)],
                darker(o.top, 0.35),
                0.003,
                0.02,
                clip=body,
            )
        return
    if o.kind in {"suit", "vest"}:
        v = [k.surface(-0.42, -0.06), k.surface(0.42, -0.06), k.surface(0.0, 0.5)]
        d.mark(polygon(v), lighter(o.second, 0.7), 0.003, clip=body)
        d.stroke(
            [k.surface(-0.5, -0.05), k.surface(0, 0.52), k.surface(0.5, -0.05)],
            darker(o.top, 0.3),
            0.004,
            0.03,
            clip=body,
            curved=False,
        )
        d.stroke(
            [k.surface(0, 0.5), k.surface(0, 1.0)], darker(o.top, 0.35), 0.004, 0.014, clip=body
        )
    elif o.kind == "kimono":
        d.stroke([k.surface(-0.6, -0.06), k.surface(0.35, 0.7)], o.second, 0.003, 0.06, clip=body)
        d.stroke([k.surface(0.6, -0.06), k.surface(-0.35, 0.7)], o.second, 0.004, 0.06, clip=body)
    elif o.kind == "armour":
        plate = lighter(o.top, 0.25)
        d.fill(
            blob(
                [
                    k.surface(-0.9, 0.05),
                    k.surface(0, 0.12),
                    k.surface(0.9, 0.05),
                    k.surface(0.8, 0.4),
                    k.surface(0, 0.52),
                    k.surface(-0.8, 0.4),
                ]
            ),
            plate,
            0.003,
            line=0.6,
            clip=body,
        )
        d.stroke([k.surface(0, 0.1), k.surface(0, 0.5)], darker(plate, 0.3), 0.004, 0.014)
        d.stroke(
            [k.rim(0.66, -1), k.surface(0, 0.7), k.rim(0.66, 1)],
            darker(o.top, 0.35),
            0.003,
            0.018,
            clip=body,
        )
    elif o.kind == "sport":
        for side in (1, -1):
            d.stroke(
                [k.surface(side * 1.2, -0.05), k.surface(side * 1.25, 1.0)],
                o.accent,
                0.003,
                0.045,
                clip=body,
            )
    elif o.kind == "hoodie":
        d.fill(
            blob(
                [
                    k.surface(-0.7, 0.62),
                    k.surface(0.7, 0.62),
                    k.surface(0.9, 0.9),
                    k.surface(-0.9, 0.9),
                ]
            ),
            darker(o.top, 0.1),
            0.003,
            line=0.5,
            clip=body,
        )
        d.stroke(
            [k.surface(-0.5, -0.02), k.surface(0, 0.12), k.surface(0.5, -0.02)],
            darker(o.top, 0.25),
            0.006,
            0.06,
        )
    elif o.kind == "shirt":
        d.stroke(
            [k.surface(0, 0.05), k.surface(0, 0.98)], darker(o.top, 0.25), 0.003, 0.01, clip=body
        )
        for t in (0.2, 0.42, 0.64):
            x, y = k.surface(0.1, t)
            d.mark(oval(x, y, 0.014, 0.014), o.accent, 0.004)
    if f.depth > 0:
        d.stroke(
            [k.rim(0.6, -1), k.surface(-0.7, 0.68)], darker(o.top, 0.2), 0.0035, 0.012, clip=body
        )


def coat(d: Drawing, f: Figure, o: Outfit, k: Trunk, z: float, sway: float) -> None:
    """An open coat over the shirt, its tails over the hips."""
    c = o.bottom if o.bottom != o.top else o.second
    low = f.legs * (0.25 + 0.6 * o.leg)
    for side in (1, -1):
        if k.front > -0.15:
            edge = side * 0.55
            if math.cos(edge + k.yaw) < -0.2 and math.cos(side * 1.3 + k.yaw) < 0:
                continue
            rim_side = (
                side if k.front > 0.35 else (1 if math.sin(side * math.pi / 2 + k.yaw) > 0 else -1)
            )
            outer = [k.rim(t, rim_side, 1.1) for t in (-0.03, 0.2, 0.6, 1.0)]
            inner = [
                k.surface(edge * q, t)
                for q, t in ((0.7, -0.06), (0.75, 0.3), (0.9, 0.7), (1.1, 1.0))
            ]
            drop = 0.12 * rim_side
            tails = [
                (outer[-1][0] + drop + sway * 0.08, outer[-1][1] + low),
                (inner[-1][0] + drop * 0.4 + sway * 0.08, inner[-1][1] + low * 0.98),
            ]
            d.fill(
                curve([*outer, *tails, *reversed(inner)], closed=True, tension=0.08), c, z + 0.004
            )
            d.stroke([inner[0], inner[1]], lighter(c, 0.25), z + 0.005, 0.05)
        else:
            path = trunk_shape(k, low=1.0 + low / max(0.1, f.torso), grow=1.1, flare=1.35)
            d.fill(path, c, z + 0.004)
            d.stroke(
                [k.surface(math.pi, 0.7), k.surface(math.pi, 1.4)], darker(c, 0.3), z + 0.005, 0.014
            )
            return
