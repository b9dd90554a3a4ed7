"""Hats, on heads of any hair."""

import math

from models.train.figures.body import Frame
from models.train.figures.palettes import darker, mix
from models.train.figures.shapes import (
    Drawing,
    Point,
    blob,
    curve,
    oval,
    polygon,
)
from models.train.figures.traits import Figure, Take


def hat(d: Drawing, f: Figure, t: Take, h: Frame) -> None:
    """What is on the head; the lift of the hair is taken into account."""
    if f.hat == "none":
        return
    grow = 1.06 + (f.hair_volume * 0.8 if f.fringe != "none" else 0.0)
    w, b, z, c = h.half * grow, h.b * grow, h.z + 0.1, f.hat_colour
    side, front = math.sin(h.yaw), math.cos(h.yaw)
    trim = f.palette.accent if c != f.palette.accent else f.palette.light

    def at(x: float, y: float) -> Point:
        return h.turn((x * w, y * b))

    if f.hat in {"cap", "helmet", "beanie", "bowler", "hood", "goggles"}:
        deep = {
            "cap": -0.38,
            "beanie": -0.36,
            "bowler": -0.5,
            "helmet": -0.1,
            "goggles": -0.5,
            "hood": 0.0,
        }[f.hat]
        tall = {
            "cap": 1.12,
            "beanie": 1.22,
            "bowler": 1.3,
            "helmet": 1.15,
            "hood": 1.25,
            "goggles": 0.0,
        }[f.hat]
        if f.hat == "goggles":
            for k in (-0.36, 0.36):
                x, y, _ = h.at(k, 0.75, grow + 0.05)
                if h.facing(k) > 0.1:
                    d.fill(
                        oval(x, y, h.size * 0.25 * max(0.5, h.facing(k)), h.size * 0.22),
                        (60, 54, 58),
                        z + 0.002,
                    )
                    d.mark(
                        oval(x, y, h.size * 0.16 * max(0.5, h.facing(k)), h.size * 0.14),
                        mix(c, (255, 255, 255), 0.4),
                        z + 0.003,
                    )
            d.stroke([at(-1, -0.42), at(0, -0.66), at(1, -0.42)], (60, 54, 58), z, h.size * 0.1)
            return
        dome = blob(
            [
                at(-1.04, deep),
                at(-1.0, -0.7 * tall),
                at(-0.55, -tall * 0.98),
                at(0, -tall * 1.05),
                at(0.55, -tall * 0.98),
                at(1.0, -0.7 * tall),
                at(1.04, deep),
                at(0, deep - 0.12 * front),
            ]
        )
        if f.hat == "hood":
            back = front < -0.2
            d.fill(
                oval(h.x - side * w * 0.12, h.y - b * 0.05, w * 1.22, b * 1.22, turn=h.roll),
                c,
                z if back else h.z - 0.04,
            )
            if not back:
                rim = [
                    h.at(az, el, grow)[:2]
                    for az, el in (
                        (-1.1, -0.6),
                        (-1.2, 0.1),
                        (-0.9, 0.75),
                        (0, 1.05),
                        (0.9, 0.75),
                        (1.2, 0.1),
                        (1.1, -0.6),
                    )
                    if h.facing(az) > -0.2
                ]
                if len(rim) > 2:
                    d.stroke(rim, c, z, h.size * 0.24)
                    d.stroke(rim, darker(c, 0.3), z - 0.001, h.size * 0.3)
            return
        shape = d.fill(dome, c, z)
        if f.hat == "cap":
            reach = [
                at(side * 0.55 - 0.8 * max(0.35, front), deep - 0.06),
                at(side * 1.75 - 0.4 * front, deep + 0.1 * front),
                at(side * 1.75 + 0.4 * front, deep + 0.1 * front),
                at(side * 0.55 + 0.8 * max(0.35, front), deep - 0.06),
            ]
            if front > -0.3:
                d.fill(blob([*reach, at(side * 0.3, deep - 0.22)]), darker(c, 0.18), z + 0.002)
            x, y, _ = h.at(0, 0.8, grow + 0.1)
            if front > 0.1:
                d.mark(
                    oval(x, y, h.size * 0.16 * front, h.size * 0.15), trim, z + 0.001, clip=shape
                )
        elif f.hat == "beanie":
            d.fill(
                blob(
                    [
                        at(-1.08, deep - 0.22),
                        at(0, deep - 0.36),
                        at(1.08, deep - 0.22),
                        at(1.08, deep + 0.08),
                        at(0, deep - 0.04),
                        at(-1.08, deep + 0.08),
                    ]
                ),
                trim,
                z + 0.001,
            )
            x, y = at(0, -tall * 1.12)
            d.fill(oval(x, y, h.size * 0.2, h.size * 0.2), trim, z + 0.002)
        elif f.hat == "bowler":
            x, y = at(0, deep)
            d.fill(oval(x, y, w * 1.45, b * 0.16, turn=h.roll), darker(c, 0.15), z + 0.002)
        else:
            x0, y0 = h.at(0, 0.3, grow)[:2]
            d.stroke(
                [h.at(0, 0.35, grow)[:2], h.at(0, 1.4, grow * 1.05)[:2]]
                if front > 0
                else [at(0, -0.1), at(0, -tall)],
                trim,
                z + 0.001,
                h.size * 0.18,
                clip=shape,
            )
            del x0, y0
    elif f.hat in {"wide", "top", "cone", "pirate"}:
        x, y = at(0, -0.62)
        brim = {"wide": 1.95, "top": 1.3, "cone": 1.75, "pirate": 0.0}[f.hat]
        if f.hat == "pirate":
            d.fill(
                blob(
                    [
                        at(-1.55, -0.5),
                        at(-0.8, -1.35),
                        at(0, -1.5),
                        at(0.8, -1.35),
                        at(1.55, -0.5),
                        at(0, -0.75),
                    ]
                ),
                c,
                z,
            )
            px, py = at(side * 0.5, -1.0)
            if front > 0:
                d.mark(oval(px, py, h.size * 0.17, h.size * 0.15), f.palette.light, z + 0.001)
                d.mark(
                    oval(px, py + h.size * 0.15, h.size * 0.1, h.size * 0.08),
                    f.palette.light,
                    z + 0.001,
                )
            return
        d.fill(oval(x, y, w * brim, b * (0.2 + 0.1 * abs(h.nod)), turn=h.roll), darker(c, 0.15), z)
        if f.hat == "cone":
            bend = 0.35 + t.sway * 0.1
            crown = [
                at(-0.9, -0.66),
                at(-0.45, -1.5),
                at(bend * 0.4, -2.2),
                at(bend, -2.75),
                at(0.35 + bend * 0.2, -1.6),
                at(0.9, -0.66),
            ]
        elif f.hat == "top":
            crown = [at(-0.78, -0.62), at(-0.86, -1.75), at(0.86, -1.75), at(0.78, -0.62)]
        else:
            crown = [
                at(-0.88, -0.62),
                at(-0.75, -1.35),
                at(0, -1.5),
                at(0.75, -1.35),
                at(0.88, -0.62),
            ]
        body = d.fill(curve(crown, closed=True, tension=0.06), c, z + 0.001)
        d.stroke(
            [at(-1.0, -0.78), at(0, -0.7), at(1.0, -0.78)], trim, z + 0.002, h.size * 0.2, clip=body
        )
    elif f.hat == "crown":
        points = [at(-0.8, -0.62)]
        for k in range(5):
            points += [
                at(-0.85 + 0.425 * k, -1.35 - 0.12 * (k == 2)),
                at(-0.85 + 0.425 * k + 0.21, -0.95),
            ]
        d.fill(polygon([*points[:-1], at(0.8, -0.62), at(0, -0.55)]), (242, 196, 66), z)
        x, y = at(side * 0.4, -0.82)
        d.mark(oval(x, y, h.size * 0.09, h.size * 0.11), f.palette.accent, z + 0.001)
    elif f.hat == "beret":
        x, y = at(0.2, -0.85)
        d.fill(oval(x, y, w * 1.15, b * 0.42, turn=h.roll + 0.22), c, z)
        d.stroke([at(0.25, -1.2), at(0.3, -1.42)], darker(c, 0.3), z + 0.001, h.size * 0.08)
    elif f.hat == "bow":
        x, y, _ = h.at(0.5, 1.0, grow + 0.08)
        r = h.size * 0.42
        for k in (-1, 1):
            d.fill(
                blob(
                    [
                        (x, y),
                        (x + k * r, y - r * 0.65),
                        (x + k * r * 1.15, y),
                        (x + k * r, y + r * 0.55),
                    ]
                ),
                c,
                z,
            )
        d.fill(oval(x, y, r * 0.25, r * 0.28), darker(c, 0.2), z + 0.001)
    elif f.hat == "band":
        d.stroke(
            [at(-1.02, -0.35), at(-0.6, -0.56), at(0, -0.62), at(0.6, -0.56), at(1.02, -0.35)],
            c,
            z,
            h.size * 0.17,
        )
        if front < 0.5:
            x, y = at(-side * 0.95, -0.3)
            d.fill(
                curve(
                    [
                        (x, y),
                        (x - side * w * 0.8, y + b * 0.6 + t.sway * 0.1),
                        (x - side * w * 0.5, y + b * 0.75),
                    ],
                    closed=True,
                ),
                c,
                z - 0.001,
            )
    elif f.hat == "flower":
        x, y, _ = h.at(0.85, 0.75, grow + 0.05)
        r = h.size * 0.17
        for k in range(5):
            a = k / 5 * math.tau
            d.fill(
                oval(x + r * math.sin(a), y - r * math.cos(a), r * 0.72, r * 0.72), c, z, line=0.5
            )
        d.mark(oval(x, y, r * 0.5, r * 0.5), (250, 210, 80), z + 0.001)
    else:  # headphones
        q = max(0.12, abs(front))
        d.stroke(
            [
                at(-1.06 * q, 0.0),
                at(-0.9 * q, -0.85),
                at(0, -1.12),
                at(0.9 * q, -0.85),
                at(1.06 * q, 0.0),
            ],
            darker(c, 0.3),
            z - 0.012,
            h.size * 0.11,
        )
        for k in (1, -1):
            x, y, _ = h.at(k * math.pi / 2, 0.0, grow)
            if h.facing(k * math.pi / 2) > -0.3:
                d.fill(oval(x, y, h.size * 0.22, h.size * 0.3), c, z)
