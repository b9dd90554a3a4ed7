"""Ears, horns, antlers and aerials; far ones lie behind the head."""

import math

from models.train.figures.body import Frame
from models.train.figures.palettes import Colour, darker, mix
from models.train.figures.shapes import Drawing, Point, blob, curve, loft, oval, polygon, squircle
from models.train.figures.traits import PEOPLE, Figure, Take


def ears(d: Drawing, f: Figure, t: Take, h: Frame) -> None:
    """Ears of every kind; far ones lie behind the head."""
    if f.ears == "none":
        return
    k = f.ear_size
    inner = mix(f.skin, (235, 130, 130), 0.4) if f.plan != "robot" else darker(f.skin, 0.3)
    outer: Colour = f.skin if f.plan not in PEOPLE or f.ears in {"human", "elf"} else f.hair_colour
    for side in (1, -1):
        az = side * math.pi / 2
        near = h.facing(az)
        z = h.z + (0.015 if near > 0.3 else -0.02)
        if f.ears in {"human", "elf", "side", "bolt", "fin"}:
            x, y, _ = h.at(az, -0.05, 0.98)
            dirx = math.sin(az + h.yaw)
            if near < -0.6:
                continue
            r = h.size * 0.2 * min(k, 1.3)
            if f.ears == "elf":
                tip = (x + dirx * r * 2.6 - (1 - abs(dirx)) * r * math.sin(h.yaw) * 2, y - r * 1.6)
                d.fill(
                    blob(
                        [
                            (x - r * 0.3, y - r * 0.8),
                            tip,
                            (x + dirx * r * 0.4 + r * 0.2, y + r * 0.9),
                        ]
                    ),
                    outer,
                    z,
                    line=0.8,
                )
            elif f.ears == "side":
                d.fill(oval(x + dirx * r * 0.8, y, r * 1.5, r * 1.6), outer, z)
                d.mark(oval(x + dirx * r * 0.8, y, r * 0.9, r), inner, z + 0.001)
            elif f.ears == "bolt":
                d.fill(squircle(x + dirx * r * 0.3, y, r * 0.7, r * 1.1), darker(f.skin, 0.25), z)
            elif f.ears == "fin":
                d.fill(
                    polygon([(x, y + r), (x + dirx * r * 2.2, y - r * 1.8), (x, y - r * 0.6)]),
                    f.skin_second,
                    z,
                )
            else:
                d.fill(
                    oval(
                        x + dirx * r * 0.25,
                        y + r * 0.2,
                        r * (0.6 + 0.25 * max(near, 0)),
                        r * 1.05,
                        turn=h.roll,
                    ),
                    outer,
                    z,
                    line=0.8,
                )
            continue
        _tall_ear(d, f, t, h, side, outer, inner, k)


def _tall_ear(
    d: Drawing, f: Figure, t: Take, h: Frame, side: int, outer: Colour, inner: Colour, k: float
) -> None:
    u = h.size
    back = h.facing(0.0) < -0.1
    high, wide, long, el = {
        "cat": (0.62, 0.3, 0.62, 0.8), "round": (0.85, 0.3, 0.3, 0.75), "rabbit": (0.45, 0.2, 1.25, 1.0),
        "lop": (1.0, 0.2, 1.0, 0.7), "floppy": (1.15, 0.26, 0.75, 0.55), "half": (0.8, 0.28, 0.5, 0.7),
        "dish": (0.9, 0.52, 0.5, 0.65), "leaf": (1.25, 0.18, 0.6, 0.4), "huge": (1.4, 0.7, 0.7, 0.2),
    }.get(f.ears, (0.7, 0.28, 0.5, 0.8))  # fmt: skip
    az = side * high
    x, y, zz = h.at(side * (math.pi / 2 * 0.75 if el < 0.9 else 0.9), el, 0.86)
    lean = (
        math.sin(side * high + h.yaw * 0.85) * (0.5 if f.ears in {"cat", "rabbit", "half"} else 1.0)
        + t.sway * 0.06 * side
    )
    wide, long = wide * u * k**0.6, long * u * k
    z = h.z + (0.012 if zz > h.z - 0.25 * u else -0.03)
    if f.ears in {"round", "dish", "huge"}:
        rx = wide * (0.55 + 0.45 * abs(math.cos(h.yaw)))
        cx, cy = x + lean * wide * 0.6, y - long * 0.35 if f.ears != "huge" else y + long * 0.1
        d.fill(oval(cx, cy, rx, wide), outer, z if f.ears != "huge" else h.z - 0.03)
        if not back:
            d.mark(
                oval(cx, cy + wide * 0.08, rx * 0.6, wide * 0.62),
                inner,
                (z if f.ears != "huge" else h.z - 0.03) + 0.001,
            )
        return
    hang = f.ears in {"floppy", "lop"}
    c, s = math.cos(lean * 0.7 + h.roll), math.sin(lean * 0.7 + h.roll)
    if hang:
        c, s = -0.85, 0.4 * side * math.cos(h.yaw) + h.roll + 0.1 * t.sway
        z = h.z + 0.075
    if f.ears == "leaf":
        c, s = 0.1, math.copysign(0.95, math.sin(side * 1.3 + h.yaw))

    def at(across: float, up: float) -> Point:
        return x + across * wide * c + up * long * s, y + across * wide * s - up * long * c

    if f.ears in {"cat", "half"}:
        tip = at(0.0, 1.0) if f.ears == "cat" else at(0.9 * side, 0.75)
        pts = [at(-1, -0.1), at(-0.55, 0.55), tip, at(0.55, 0.55), at(1, -0.1)]
        d.fill(curve(pts, closed=True, tension=0.1), outer, z)
        if not back:
            d.mark(
                polygon([at(-0.5, 0.05), at(0, 0.72), at(0.5, 0.05)]),
                inner if f.ears == "cat" else darker(outer, 0.2),
                z + 0.001,
            )
    else:
        d.fill(
            blob(
                [
                    at(-0.6, -0.1),
                    at(-1, 0.55),
                    at(-0.3, 1.0),
                    at(0.3, 1.0),
                    at(1, 0.55),
                    at(0.6, -0.1),
                ]
            ),
            outer if f.coat != "socks" else f.skin_second,
            z,
        )
        if not back and not hang:
            d.mark(
                blob([at(-0.3, 0.1), at(-0.5, 0.55), at(0, 0.88), at(0.5, 0.55), at(0.3, 0.1)]),
                inner,
                z + 0.001,
            )
    del az


def horns(d: Drawing, f: Figure, h: Frame) -> None:
    """Horns, antlers, antennae, aerials."""
    u = h.size
    ivory: Colour = (232, 214, 178) if f.seed % 2 else (84, 66, 70)
    if f.horns in {"one", "aerial", "crest"}:
        x, y, _ = h.at(0.0, 1.1, 0.95)
        if f.horns == "aerial":
            d.stroke([(x, y), (x, y - u * 0.6)], darker(f.skin, 0.45), h.z - 0.01, u * 0.07)
            d.fill(
                oval(x, y - u * 0.65, u * 0.12, u * 0.12), f.palette.accent, h.z - 0.005, line=0.8
            )
        elif f.horns == "crest":
            pts = [
                h.at(0.0, 0.7, 1.0)[:2],
                h.at(0.0, 1.3, 1.45)[:2],
                h.at(math.pi, 1.0, 1.3)[:2],
                h.at(math.pi, 0.6, 0.98)[:2],
            ]
            d.fill(blob(pts), f.palette.accent, h.z + 0.02)
        else:
            d.fill(
                loft([(x, y, u * 0.14), (x + math.sin(h.yaw) * u * 0.2, y - u * 0.55, u * 0.02)]),
                ivory,
                h.z + 0.09,
            )
        return
    for side in (1, -1):
        x, y, zz = h.at(side * 1.0, 0.95, 0.92)
        away = math.sin(side * 1.3 + h.yaw)
        z = h.z + (0.09 if zz > h.z - 0.1 * u else -0.04)
        if f.horns == "short":
            d.fill(loft([(x, y, u * 0.12), (x + away * u * 0.2, y - u * 0.32, u * 0.03)]), ivory, z)
        elif f.horns == "long":
            d.fill(
                loft(
                    [
                        (x, y, u * 0.13),
                        (x + away * u * 0.35, y - u * 0.3, u * 0.1),
                        (x + away * u * 0.38, y - u * 0.8, u * 0.015),
                    ]
                ),
                ivory,
                z,
            )
        elif f.horns == "curled":
            balls = []
            for k in range(9):
                a = 0.5 * k
                balls.append(
                    (
                        x + away * u * (0.28 - 0.3 * math.cos(a) + 0.02 * k),
                        y + u * (0.02 - 0.32 * math.sin(a)),
                        u * (0.15 - 0.014 * k),
                    )
                )
            d.fill(loft(balls), ivory, z)
        elif f.horns == "antlers":
            root, fork, tip = (
                (x, y),
                (x + away * u * 0.35, y - u * 0.45),
                (x + away * u * 0.3, y - u * 0.95),
            )
            brown = (146, 104, 66)
            d.fill(loft([(*root, u * 0.07), (*fork, u * 0.06), (*tip, u * 0.03)]), brown, z)
            d.fill(
                loft(
                    [(*fork, u * 0.05), (fork[0] + away * u * 0.35, fork[1] - u * 0.25, u * 0.025)]
                ),
                brown,
                z,
            )
        elif f.horns == "antennae":
            tip = (x + away * u * 0.35, y - u * 0.75)
            d.stroke(
                [(x, y), (x + away * u * 0.05, y - u * 0.5), tip], darker(f.skin, 0.5), z, u * 0.06
            )
            d.fill(oval(*tip, u * 0.1, u * 0.1), f.palette.accent, z + 0.001, line=0.7)
