"""Vehicles with a face on the front: boxes in space, wheels on their sides."""

import math

from models.train.figures import faces, hats
from models.train.figures.body import Frame, Vector, turned
from models.train.figures.palettes import Colour, darker, lighter, mix
from models.train.figures.shapes import Drawing, blob, loft, oval, polygon
from models.train.figures.traits import Figure, Take

GLASS: Colour = (168, 212, 232)


def _box(
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


def vehicle(f: Figure, t: Take) -> Drawing:
    """Draw it; wheels lean on the side that is seen."""
    d = Drawing()
    yaw, p = t.yaw, f.palette
    c, c2 = f.skin, p.accent
    w = f.head * 0.85 * f.head_wide
    long = {
        "bus": 0.95,
        "truck": 0.9,
        "train": 0.8,
        "car": 0.72,
        "plane": 0.85,
        "rocket": 0.4,
        "boat": 0.8,
        "saucer": 0.5,
    }[f.kind] * (0.8 + 0.4 * f.torso)
    hop = 0.03 * t.sway
    h = f.head * {"bus": 1.15, "truck": 0.9, "train": 0.9}.get(f.kind, 0.62)
    if f.kind in {"car", "bus", "truck", "train"}:
        low = 0.0
        _wheels(d, f, yaw, w, long, low + 0.02)
        _box(
            d, yaw, w, (low - h, low), (-long, long), c, 0.0, taper=1.0 if f.kind != "bus" else 0.97
        )
        if f.kind == "car":
            _box(
                d,
                yaw,
                w * 0.9,
                (low - h - f.head * 0.6, low - h),
                (-long * 0.75, long * 0.35),
                c if f.seed % 2 else c2,
                0.02,
                taper=0.78,
            )
            _windows(
                d,
                yaw,
                w * 0.86,
                (low - h - f.head * 0.5, low - h - f.head * 0.06),
                (-long * 0.62, long * 0.22),
                1,
            )
        elif f.kind == "bus":
            _windows(d, yaw, w, (low - h * 0.92, low - h * 0.55), (-long * 0.9, long * 0.85), 4)
            _stripe(d, yaw, w, (low - h * 0.4, low - h * 0.28), long, c2)
        elif f.kind == "truck":
            _box(d, yaw, w * 0.98, (low - h * 1.75, low - h * 0.2), (-long, long * 0.25), c2, 0.015)
            _box(d, yaw, w, (low - h * 1.5, low - h), (long * 0.35, long), c, 0.02, taper=0.9)
        else:
            _box(d, yaw, w, (low - h * 1.9, low - h * 0.9), (-long, -long * 0.2), c2, 0.015)
            x, y, _ = turned((0, low - h, long * 0.65), yaw)
            d.fill(
                blob([(x - 0.06, y), (x + 0.06, y), (x + 0.12, y - 0.32), (x - 0.12, y - 0.32)]),
                p.dark,
                0.03,
            )
            for k in range(3):
                d.mark(
                    oval(
                        x - 0.12 * k * math.sin(yaw) + 0.05 * t.sway,
                        y - 0.42 - 0.13 * k,
                        0.09 + 0.03 * k,
                        0.07 + 0.025 * k,
                    ),
                    (236, 236, 240),
                    0.02,
                )
        fx, fy, _ = turned((0, low - h * 0.5, long), yaw)
        frame = Frame(x=fx, y=fy, z=0.06, a=w, b=h * 0.62, c=w * 0.35, yaw=yaw * 0.9, roll=0.0)
        if math.cos(yaw) < 0.5 and f.kind != "train":
            # From the side the eyes sit in the windscreen.
            frame = Frame(
                x=fx - math.sin(yaw) * long * 0.25,
                y=fy - h * 0.1,
                z=0.06,
                a=w,
                b=h * 0.6,
                c=w * 0.7,
                yaw=yaw * 0.85,
                roll=0.0,
            )
    elif f.kind == "saucer":
        d.fill(oval(0, 0, long * 1.5, f.head * 0.5), c, 0.02)
        d.fill(oval(0, -f.head * 0.08, long * 1.15, f.head * 0.3), lighter(c, 0.2), 0.025, line=0.5)
        d.fill(
            blob(
                [
                    (-long * 0.8, -f.head * 0.15),
                    (-long * 0.6, -f.head * 1.1),
                    (0, -f.head * 1.4),
                    (long * 0.6, -f.head * 1.1),
                    (long * 0.8, -f.head * 0.15),
                ]
            ),
            mix(GLASS, c2, 0.25),
            0.01,
        )
        for k in range(6):
            a = k / 6 * math.tau + yaw
            if math.cos(a) > -0.1:
                d.mark(
                    oval(
                        long * 1.25 * math.sin(a),
                        f.head * 0.1 + f.head * 0.2 * math.cos(a),
                        0.05,
                        0.045,
                    ),
                    c2,
                    0.04,
                )
        frame = Frame(
            x=0,
            y=-f.head * 0.6,
            z=0.03,
            a=long * 0.75,
            b=f.head * 0.8,
            c=long * 0.75,
            yaw=yaw,
            roll=t.tilt,
        )
    else:
        frame = _flyer(d, f, t, w, long, c, c2)
    for shape in d.shapes:
        shape.path.offset(0, hop)
    faces.face(d, f, t, frame)
    hats.hat(d, f, t, frame)
    return d


def _wheels(d: Drawing, f: Figure, yaw: float, w: float, long: float, y: float) -> None:
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


def _windows(
    d: Drawing, yaw: float, x: float, y: tuple[float, float], z: tuple[float, float], n: int
) -> None:
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


def _stripe(
    d: Drawing, yaw: float, x: float, y: tuple[float, float], long: float, colour: Colour
) -> None:
    for side in (1, -1):
        if -side * math.sin(yaw) > 0.05:
            points = [
                turned((side * x, yy, zz), yaw)[:2]
                for yy, zz in ((y[0], -long), (y[0], long), (y[1], long), (y[1], -long))
            ]
            d.mark(polygon(points), colour, 0.044)


def _flyer(d: Drawing, f: Figure, t: Take, w: float, long: float, c: Colour, c2: Colour) -> Frame:
    """Planes, rockets and boats."""
    yaw = t.yaw
    if f.kind == "rocket":
        tall = f.head * 2.2
        d.fill(
            blob(
                [
                    (0, -tall),
                    (w * 0.8, -tall * 0.35),
                    (w * 0.75, tall * 0.45),
                    (w * 0.45, tall * 0.62),
                    (-w * 0.45, tall * 0.62),
                    (-w * 0.75, tall * 0.45),
                    (-w * 0.8, -tall * 0.35),
                ]
            ),
            c,
            0.0,
        )
        clip = d.shapes[-1].path
        d.mark(
            polygon([(-2, -tall * 1.2), (2, -tall * 1.2), (2, -tall * 0.5), (-2, -tall * 0.5)]),
            c2,
            0.001,
            clip=clip,
        )
        for k in range(3):
            a = k * math.tau / 3 + yaw + 0.4
            x = math.sin(a)
            d.fill(
                polygon(
                    [
                        (x * w * 0.6, tall * 0.1),
                        (x * w * 1.5, tall * 0.75),
                        (x * w * 0.5, tall * 0.55),
                    ]
                ),
                c2,
                0.05 * math.cos(a),
            )
        d.fill(
            blob(
                [
                    (-w * 0.35, tall * 0.6),
                    (w * 0.35, tall * 0.6),
                    (w * 0.15, tall * 0.9),
                    (0, tall * (1.15 + 0.1 * t.sway)),
                    (-w * 0.15, tall * 0.9),
                ]
            ),
            (255, 176, 60),
            -0.05,
        )
        return Frame(
            x=0, y=-tall * 0.05, z=0.02, a=w * 0.8, b=f.head * 0.9, c=w * 0.8, yaw=yaw, roll=0.0
        )
    if f.kind == "boat":

        def hull(q: float, y: float) -> tuple[float, float]:
            x, _, _ = turned((0, 0, long * q), yaw)
            return x + w * abs(math.cos(yaw)) * (1 if q > 0 else -1) * 0.6, y

        d.fill(
            polygon([hull(-1.1, -0.12), hull(1.2, -0.2), hull(0.8, 0.3), hull(-0.9, 0.3)]), c, 0.03
        )
        d.stroke([hull(-1.1, -0.1), hull(1.2, -0.18)], c2, 0.031, 0.07)
        _box(d, yaw, w * 0.6, (-0.55, -0.1), (-long * 0.5, long * 0.2), lighter(c2, 0.6), 0.0)
        mast = turned((0, 0, -long * 0.1), yaw)[0]
        d.fill(loft([(mast, -0.5, 0.025), (mast, -1.2, 0.02)]), (130, 92, 60), -0.01)
        lean = math.copysign(0.5, math.sin(yaw) or 1.0)
        d.fill(polygon([(mast, -1.18), (mast - lean, -0.6), (mast, -0.6)]), f.palette.second, 0.005)
        x, _, _ = turned((0, 0, long * 0.7), yaw)
        return Frame(
            x=x * 0.8, y=0.02, z=0.04, a=w * 0.8, b=0.26, c=w * 0.6, yaw=yaw * 0.8, roll=0.0
        )
    spine = [turned((0, -0.03 * k, long * (k / 4 - 0.5) * 1.9), yaw) for k in range(5)]
    balls = [(q[0], q[1], w * r) for q, r in zip(spine, (0.25, 0.45, 0.66, 0.78, 0.7), strict=True)]
    for side in (1, -1):
        root, tip, end = (
            turned((side * s, 0.06, zz), yaw)
            for s, zz in ((w * 0.5, long * 0.3), (w * 2.6, long * 0.05), (w * 0.5, -long * 0.15))
        )
        d.fill(
            polygon(
                [
                    (root[0], root[1]),
                    (tip[0], tip[1] - 0.05),
                    (tip[0] - math.sin(yaw) * 0.15, tip[1] + 0.06),
                    (end[0], end[1] + 0.08),
                ]
            ),
            c2,
            0.06 if tip[2] > 0 else -0.06,
        )
    tx, ty, _ = balls[0]
    d.fill(
        polygon(
            [
                (tx - 0.04, ty),
                (tx - math.sin(yaw) * 0.2 - 0.05, ty - 0.42),
                (tx + math.sin(yaw) * 0.12 + 0.06, ty - 0.1),
            ]
        ),
        c2,
        -0.03,
    )
    d.fill(loft(balls), c, 0.0)
    nx, ny, _ = turned((0, -0.1, long * 1.15), yaw)
    d.fill(
        oval(nx, ny, 0.05, 0.38 * (0.8 + 0.2 * t.sway)),
        f.palette.dark,
        0.1 if math.cos(yaw) > 0 else -0.1,
    )
    return Frame(
        x=balls[4][0], y=balls[4][1], z=0.05, a=w * 0.72, b=w * 0.72, c=w * 0.75, yaw=yaw, roll=0.0
    )
