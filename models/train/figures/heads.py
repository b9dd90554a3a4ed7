"""Heads: the outline of the skull in many shapes, from any yaw, its coat and its beard."""

import math

import skia

from models.train.figures.body import Frame
from models.train.figures.ears import ears, horns
from models.train.figures.palettes import darker, lighter, mix
from models.train.figures.shapes import Drawing, Point, blob, oval, polygon
from models.train.figures.traits import PEOPLE, Figure, Take

STEPS = 28


def outline(f: Figure, h: Frame, grow: float = 1.0) -> list[Point]:
    """The rim of the head, clockwise from the crown, [STEPS] points in the picture."""
    power = {"square": 3.4, "screen": 5.0, "bucket": 6.0, "jaw": 2.7, "dome": 2.6}.get(
        f.head_shape, 2.0
    )
    sx, sy = {"wide": (1.13, 0.9), "tall": (0.88, 1.1), "screen": (1.2, 0.85)}.get(
        f.head_shape, (1.0, 1.0)
    )
    lean = math.sin(h.yaw) if f.plan in PEOPLE | {"anthro"} else 0.0
    points = []
    for k in range(STEPS):
        a = k / STEPS * math.tau
        u, v = math.sin(a), -math.cos(a)
        x = math.copysign(abs(u) ** (2 / power), u)
        y = math.copysign(abs(v) ** (2 / power), v)
        low = max(v, 0.0)
        m = {
            "egg": 1 - 0.17 * low, "pear": 1 + 0.2 * v, "heart": 1 - 0.38 * low**1.6,
            "jaw": 1 + 0.06 * v, "triangle": 1 - 0.24 * v, "bucket": 1 - 0.14 * v,
            "dome": 1.0 + 0.1 * low, "bean": 1 - 0.1 * math.cos(2 * a),
        }.get(f.head_shape, 1.0)  # fmt: skip
        if f.head_shape == "dome" and v > 0:
            y *= 0.7
        px = h.half * sx * grow * x * m
        px += lean * h.half * (0.1 * low - 0.07 * max(-v, 0.0))
        points.append(h.turn((px, h.b * sy * grow * y)))
    return points


def head(d: Drawing, f: Figure, t: Take, h: Frame) -> None:
    """Draw the skull and what grows out of it, not the face and not the hair."""
    if f.plan in {"anthro", "beast"} and f.kind in _TUFTED and f.seed % 5 < 4:
        _tufts(d, f, h)
    skull = d.fill(blob(outline(f, h)), f.skin, h.z)
    _coat(d, f, h, skull)
    ears(d, f, t, h)
    horns(d, f, h)
    if f.plan == "robot":
        _bolts(d, f, h)
    if f.beard != "none":
        _beard(d, f, h)


_TUFTED = frozenset({"cat", "fox", "raccoon", "dog", "lion", "goat", "monkey", "deer"})


def _tufts(d: Drawing, f: Figure, h: Frame) -> None:
    """Fur that stands out from the cheeks, behind the skull."""
    reach = 1.22 + 0.12 * (f.seed % 3)
    tone = f.skin_second if f.coat in {"socks", "saddle"} else f.skin
    for side in (1, -1):
        a, b = side * h.half, h.b
        points = [
            (a * 0.75, -b * 0.1),
            (a * reach, b * 0.12),
            (a * 1.0, b * 0.3),
            (a * reach * 0.97, b * 0.52),
            (a * 0.8, b * 0.62),
            (a * 0.72, b * 0.95),
            (a * 0.3, b * 0.7),
        ]
        d.fill(polygon([h.turn(p) for p in points]), tone, h.z - 0.006)


def _coat(d: Drawing, f: Figure, h: Frame, skull: skia.Path) -> None:
    front = h.facing(0.0)
    tone = f.skin_second
    if f.plan not in {"anthro", "beast", "mascot"}:
        return
    clip = skull
    if f.coat == "patches" and front > 0:
        side = 1 if f.seed % 2 else -1
        x, y, _ = h.at(side * f.eye_gap, f.eye_height, 0.96)
        d.mark(oval(x, y, h.size * 0.36, h.size * 0.42), tone, h.z + 0.01, clip=clip)
    elif f.coat == "saddle":
        d.mark(
            polygon(
                [
                    h.turn((-9 * h.a, -9 * h.b)),
                    h.turn((9 * h.a, -9 * h.b)),
                    h.turn((9 * h.a, -0.35 * h.b)),
                    h.turn((0, -0.05 * h.b)),
                    h.turn((-9 * h.a, -0.35 * h.b)),
                ]
            ),
            tone,
            h.z + 0.01,
            clip=clip,
        )
    elif f.coat == "stripes":
        for k in (-0.5, 0.0, 0.5):
            a, b = h.at(k, 0.5, 1.0), h.at(k * 0.8, 1.2, 1.0)
            if h.facing(k) > 0:
                d.stroke([a[:2], b[:2]], tone, h.z + 0.01, h.size * 0.1, clip=clip)
    elif f.coat == "socks" and front > 0:
        x, y, _ = h.at(0, -0.45, 0.9)
        d.mark(
            oval(x, y, h.size * 0.62 * max(0.5, front), h.size * 0.5), tone, h.z + 0.01, clip=clip
        )
        d.mark(oval(h.x, h.y - h.b * 0.5, h.size * 0.13, h.size * 0.6), tone, h.z + 0.01, clip=clip)
    elif f.coat == "spots":
        for az, el in (
            (0.9, 0.5),
            (-0.7, 0.75),
            (-1.2, 0.1),
            (1.3, -0.2),
            (2.5, 0.3),
            (-2.4, 0.0),
            (3.1, 0.7),
        ):
            if h.facing(az) > 0.15:
                x, y, _ = h.at(az, el, 0.95)
                d.mark(oval(x, y, h.size * 0.1, h.size * 0.11), tone, h.z + 0.01, clip=clip)


def _bolts(d: Drawing, f: Figure, h: Frame) -> None:
    """A seam and a jaw line on a robot's head."""
    edge = [k * 0.4 for k in range(-8, 9)]
    seen = [h.at(az, -0.75, 0.99)[:2] for az in edge if h.facing(az) > 0.05]
    if len(seen) > 2:
        d.stroke(seen, darker(f.skin, 0.35), h.z + 0.02, h.size * 0.04)


def _beard(d: Drawing, f: Figure, h: Frame) -> None:
    front = h.facing(0.0)
    if front < -0.1:
        return
    u, shift = h.size, math.sin(h.yaw) * h.half * 0.35
    c, z = f.hair_colour, h.z + 0.066

    def at(x: float, y: float) -> Point:
        return h.turn((x * h.half * max(0.75, front) + shift, y * h.b))

    if f.beard in {"full", "long"}:
        low = 1.35 if f.beard == "full" else 2.1
        d.fill(
            blob(
                [
                    at(-0.9, 0.1),
                    at(-0.5, 0.42),
                    at(0, 0.36),
                    at(0.5, 0.42),
                    at(0.9, 0.1),
                    at(0.8, 0.8),
                    at(0.35, low * 0.93),
                    at(0, low),
                    at(-0.35, low * 0.93),
                    at(-0.8, 0.8),
                ]
            ),
            c,
            z,
        )
    elif f.beard == "goatee":
        d.fill(blob([at(-0.2, 0.72), at(0.2, 0.72), at(0.1, 1.2), at(-0.1, 1.2)]), c, z)
    elif f.beard == "moustache":
        d.fill(
            blob(
                [
                    at(0, 0.34),
                    at(0.4, 0.36),
                    at(0.7, 0.26),
                    at(0.45, 0.52),
                    at(0, 0.46),
                    at(-0.45, 0.52),
                    at(-0.7, 0.26),
                    at(-0.4, 0.36),
                ]
            ),
            c,
            h.z + 0.078,
        )
    else:
        d.mark(
            blob(
                [
                    at(-0.85, 0.2),
                    at(-0.4, 0.42),
                    at(0.4, 0.42),
                    at(0.85, 0.2),
                    at(0.6, 0.8),
                    at(0, 0.97),
                    at(-0.6, 0.8),
                ]
            ),
            mix(f.skin, c, 0.35),
            h.z + 0.03,
        )
    if u and f.beard == "full":
        d.stroke([at(-0.25, 0.5), at(0, 0.46), at(0.25, 0.5)], lighter(c, 0.2), z + 0.001, u * 0.03)
