"""Hair in layers: what hangs behind, the cap on the skull with its hairline, tails and locks.

The hairline is a curve of azimuth around the whole head, so every view shows its right part.
"""

import math

import skia

from models.train.figures.body import Frame
from models.train.figures.heads import outline
from models.train.figures.palettes import Colour, darker, lighter, mix
from models.train.figures.shapes import Drawing, Point, curve, loft, oval
from models.train.figures.traits import Figure, Take


def hair(d: Drawing, f: Figure, t: Take, h: Frame) -> None:
    """All of it, unless the figure is bald."""
    if f.fringe == "none":
        return
    _behind(d, f, t, h)
    _cap(d, f, h)
    _extras(d, f, t, h)


def _saw(x: float) -> float:
    """A triangle wave, 0…1."""
    return abs((x % 1.0) * 2 - 1)


def _hairline(f: Figure, az: float) -> float:
    """Elevation of the lower edge of the hair at `az` (0 the nose, ±π the nape)."""
    a = abs(az)
    nape = -0.75 if f.hair_back != "none" else -0.35
    if a > 1.75:
        return nape
    if a > 1.1:
        side = {"bob": -0.6, "long": -0.3, "straight": -0.6, "mullet": 0.1}.get(f.hair_back, -0.1)
        return side + (nape - side) * max(0.0, (a - 1.45) / 0.3) if a > 1.45 else side
    n = 3 + f.seed % 3
    dip = {
        "straight": 0.34,
        "side": 0.62 - 0.34 * ((az + 1.1) / 2.2),
        "swept": 0.3 + 0.5 * ((az + 1.1) / 2.2) ** 2,
        "parted": 0.75 - 0.42 * min(1.0, a / 0.75),
        "curtain": 0.95 - 0.75 * min(1.0, a / 0.8),
        "spiky": 0.22 + 0.5 * _saw(az * n / 2.2 + 0.5),
        "strands": 0.28 + 0.36 * _saw(az * (n - 1) / 1.6 + 0.2),
        "short": 0.62,
        "curls": 0.5 + 0.1 * math.cos(az * 9),
        "widow": 0.62 + 0.16 * math.cos(az * 3.4 + math.pi),
        "open": 0.92,
    }[f.fringe]
    fall = 0.3 if f.fringe in {"short", "open", "widow"} else 0.35
    return dip - fall * max(0.0, (a - 0.85) / 0.25)


def _cap(d: Drawing, f: Figure, h: Frame) -> None:
    mirror = -1 if f.seed % 4 >= 2 else 1
    volume = 1.0 + f.hair_volume
    line: list[Point] = []
    steps = 31
    for k in range(steps):
        world = -math.pi / 2 + math.pi * k / (steps - 1)
        az = world - h.yaw
        az = (az + math.pi) % math.tau - math.pi
        el = _hairline(f, az * mirror)
        out = 1.0 + f.hair_volume * 0.35
        x, y, _ = h.at(az, el, out)
        line.append((x, y))
    rim = outline(f, h, 1.0)
    left_y, right_y = line[0][1], line[-1][1]
    top: list[Point] = []
    n = len(rim)
    for k in range(-n // 2 + 1, n // 2):
        x, y = rim[k % n]
        limit = left_y if k < 0 else right_y
        if y > limit - 0.02 * h.size:
            continue
        a = k / n * math.tau
        grow = volume * _rough(f, a)
        top.append(
            (
                h.x + (x - h.x) * grow,
                h.y + (y - h.y) * grow * (1.0 if f.hair_back != "afro" else 1.05),
            )
        )
    sharp = f.fringe in {"spiky", "strands"} or f.hair_back == "spikes"
    shape = curve([*top, *reversed(line)], closed=True, tension=0.1 if sharp else 0.17)
    z = h.z + 0.075
    cap = d.fill(shape, f.hair_colour, z)
    _shine(d, f, h, cap, z)
    if h.facing(0) < 0:
        for k in range(5):
            az = math.pi + (k - 2) * 0.5
            pts = [h.at(az, e, 1.02)[:2] for e in (1.1, 0.4, -0.5)]
            if h.facing(az) > 0.2:
                d.stroke(pts, darker(f.hair_colour, 0.25), z + 0.001, h.size * 0.025, clip=cap)
    elif f.fringe in {"parted", "curtain", "side", "swept"}:
        part = 0.0 if f.fringe in {"parted", "curtain"} else -0.5 * mirror
        pts = [h.at(part, e, 1.03)[:2] for e in (1.35, 0.85)]
        d.stroke(pts, darker(f.hair_colour, 0.3), z + 0.001, h.size * 0.03, clip=cap)


def _rough(f: Figure, a: float) -> float:
    """How the rim of the hair differs from smooth at angle `a` from the crown."""
    if f.hair_back == "spikes" or (f.fringe == "spiky" and f.hair_back in {"short", "mullet"}):
        n = 7 + f.seed % 6
        return 1.0 + (0.12 + 0.9 * f.hair_volume) * (
            1 - _saw(a * n / math.tau + 0.13 * (f.seed % 7))
        )
    if f.hair_back == "afro":
        return 1.18 + f.hair_volume + 0.035 * math.cos(a * 13)
    if f.fringe == "curls" or f.hair_back == "waves":
        return 1.04 + 0.06 * math.cos(a * 11)
    return 1.0


def _shine(d: Drawing, f: Figure, h: Frame, cap: skia.Path, z: float) -> None:
    tone = lighter(f.hair_colour, 0.4)
    if f.seed % 3 == 0:
        return
    seen = [
        h.at(az - h.yaw, 0.95 + 0.05 * (k % 2) * 2, 1.0 + f.hair_volume)[:2]
        for k, az in enumerate((-0.95, -0.7, -0.45, -0.2, 0.05))
    ]
    below = [
        h.at(az - h.yaw, 0.8 - 0.07 * (k % 2), 1.0 + f.hair_volume)[:2]
        for k, az in enumerate((-0.95, -0.7, -0.45, -0.2, 0.05))
    ]
    d.mark(curve([*seen, *reversed(below)], closed=True, tension=0.05), tone, z + 0.001, clip=cap)


def _behind(d: Drawing, f: Figure, t: Take, h: Frame) -> None:
    """The mass of hair behind the neck; in front of everything from the back."""
    if f.hair_back in {"none", "short", "spikes", "afro"}:
        return
    front = math.cos(h.yaw)
    shift = -math.sin(h.yaw) * h.c * 0.42
    narrow = 0.72 + 0.28 * abs(front)
    wide = h.a * (1.02 + f.hair_volume) * narrow
    long = {
        "bob": 0.75, "flip": 0.95, "mullet": 1.1, "long": 1.0 + 2.2 * f.hair_long,
        "waves": 0.9 + 2.0 * f.hair_long, "straight": 1.2 + 2.6 * f.hair_long,
    }[f.hair_back]  # fmt: skip
    if f.plan == "chibi":
        long = min(long, 1.7)
    low = h.b * long
    sway = t.sway * 0.18 * low
    flare = {
        "bob": 1.06,
        "flip": 1.35,
        "mullet": 0.75,
        "waves": 1.3,
        "straight": 0.98,
        "long": 1.12,
    }[f.hair_back]

    def at(x: float, y: float) -> Point:
        swing = max(0.0, y / low) ** 2 * sway
        px, py = h.turn((x * wide + shift * (1 if y > 0 else 0.6), min(y, 0.0)))
        return px + swing, py + max(0.0, y)

    points = [
        at(-1.0, -0.5 * h.b),
        at(-1.05, 0),
        at(-flare * 0.98, low * 0.55),
        at(-flare, low * 0.87),
    ]
    tips = {"straight": 3, "bob": 3, "flip": 2, "mullet": 4, "waves": 5, "long": 6}[f.hair_back]
    for k in range(1, tips * 2):
        u = -1 + k / tips
        notch = 0.86 if k % 2 else 1.0
        if f.hair_back in {"straight", "bob"}:
            notch = 0.97
        points.append(
            at(u * flare, low * notch * (1.0 - 0.14 * u * u + (0.08 if k % 2 == 0 else 0)))
        )
    points += [
        at(flare, low * 0.87),
        at(flare * 0.98, low * 0.55),
        at(1.05, 0),
        at(1.0, -0.5 * h.b),
        at(0, -0.9 * h.b),
    ]
    if f.hair_back == "waves":
        points = [(x + 0.06 * h.size * math.sin(k * 2.4), y) for k, (x, y) in enumerate(points)]
    z = h.z - 0.34 if front > 0.25 else h.z + 0.0 if front > -0.25 else h.z + 0.3
    if -0.25 < front <= 0.25:
        z = h.z - 0.02
    sharp = f.hair_back in {"long", "mullet", "straight"}
    tone = f.hair_colour if front < 0 else darker(f.hair_colour, 0.14)
    under = mix(tone, f.hair_tips, 0.8) if f.hair_tips != f.hair_colour else None
    mass = d.fill(curve(points, closed=True, tension=0.09 if sharp else 0.17), tone, z, under=under)
    for k in range(-2, 3):
        u = k / 2.6
        d.stroke(
            [at(u * 0.8, 0.1 * h.b), at(u * 0.95, low * 0.5), at(u * flare, low * 0.92)],
            darker(tone, 0.2),
            z + 0.001,
            h.size * 0.022,
            clip=mass,
        )


def _extras(d: Drawing, f: Figure, t: Take, h: Frame) -> None:
    kind = f.hair_extra
    if kind == "none":
        return
    if kind in {"pony", "braid"}:
        _tail(d, f, t, h, math.pi, 0.55, braided=kind == "braid")
    elif kind == "side pony":
        _tail(d, f, t, h, 1.7, 0.5, braided=False)
    elif kind in {"twin", "braids"}:
        for side in (1, -1):
            _tail(
                d, f, t, h, side * 1.75, 0.35 if kind == "twin" else -0.25, braided=kind == "braids"
            )
    elif kind in {"bun", "buns"}:
        for az, el in ((math.pi, 1.1),) if kind == "bun" else ((1.6, 0.85), (-1.6, 0.85)):
            x, y, z = h.at(az, el, 1.12 + f.hair_volume)
            r = h.size * (0.3 if kind == "bun" else 0.27) * (0.8 + f.hair_long * 0.5)
            depth = h.z + (
                0.08 if z > h.z - 0.05 or (kind == "buns" and h.facing(az) > -0.4) else -0.02
            )
            ball = d.fill(oval(x, y, r, r * 0.95), f.hair_colour, depth)
            d.stroke(
                [(x - r * 0.5, y + r * 0.3), (x, y - r * 0.2), (x + r * 0.6, y + r * 0.1)],
                darker(f.hair_colour, 0.3),
                depth + 0.001,
                r * 0.12,
                clip=ball,
            )
    elif kind == "locks":
        for side in (1, -1):
            if h.facing(side * 1.15) < -0.25:
                continue
            x, y, _ = h.at(side * 1.2, 0.25, 1.04 + f.hair_volume * 0.3)
            low = h.b * (0.9 + 0.9 * f.hair_long)
            w = h.size * 0.17
            d.fill(
                curve(
                    [
                        (x - w * 0.6, y),
                        (x + w * 0.6, y),
                        (x + w * 0.7, y + low * 0.5),
                        (x + side * w * 0.3 + t.sway * 0.05, y + low),
                        (x - w * 0.7, y + low * 0.5),
                    ],
                    closed=True,
                    tension=0.12,
                ),
                f.hair_colour,
                h.z + 0.08,
            )
    elif kind == "ahoge":
        x, y, _ = h.at(0.1, 1.45, 1.0 + f.hair_volume)
        u = h.size * (0.5 + 0.3 * f.hair_long)
        d.fill(
            curve(
                [
                    (x - u * 0.12, y + u * 0.1),
                    (x - u * 0.2, y - u * 0.5),
                    (x + u * 0.35, y - u * 0.8),
                    (x + u * 0.05, y - u * 0.45),
                    (x + u * 0.1, y + u * 0.1),
                ],
                closed=True,
                tension=0.15,
            ),
            f.hair_colour,
            h.z + 0.08,
        )
    elif kind == "crest":
        n, points = 6, []
        for k in range(2 * n + 1):
            el = 0.75 + (math.pi - 0.9) * k / (2 * n)
            out = 1.0 + (0.55 + 0.4 * f.hair_long if k % 2 else 0.12)
            points.append(
                h.at(
                    0.0 if el < math.pi / 2 else math.pi,
                    el if el < math.pi / 2 else math.pi - el,
                    out,
                )[:2]
            )
        wide = abs(math.cos(h.yaw)) * h.size * 0.16
        if abs(math.cos(h.yaw)) > 0.45:
            pts = [(x - wide, y) for x, y in points] + [(x + wide, y) for x, y in reversed(points)]
        else:
            arc = [(h.x + (x - h.x) * 0.62, h.y + (y - h.y) * 0.62) for x, y in points[::2]]
            pts = [*points, *reversed(arc)]
        d.fill(curve(pts, closed=True, tension=0.06), f.hair_tips, h.z + 0.082)
    else:  # loops
        for side in (1, -1):
            x, y, _ = h.at(side * 1.8, 0.2, 1.05 + f.hair_volume)
            r = h.size * 0.32
            ring = loft(
                [
                    (x + side * r * 0.6 + r * math.sin(a), y + r * (1 - math.cos(a)), h.size * 0.1)
                    for a in (k * 0.45 for k in range(15))
                ]
            )
            d.fill(ring, f.hair_colour, h.z + (-0.02 if h.facing(side * 1.8) < 0.4 else 0.08))


def _tail(d: Drawing, f: Figure, t: Take, h: Frame, az: float, el: float, *, braided: bool) -> None:
    x, y, z = h.at(az, el, 1.08 + f.hair_volume * 0.6)
    behind = h.facing(az)
    depth = h.z + (0.085 if behind > 0.25 else -0.03 if behind > -0.5 else -0.3)
    away = math.sin(az + h.yaw)
    long = h.b * (0.9 + 2.0 * f.hair_long) * (0.75 if f.plan == "chibi" else 1.0)
    thick = h.size * (0.16 + 0.5 * f.hair_volume) * (0.75 if braided else 1.0)
    balls = []
    n = 9
    for k in range(n):
        s = k / (n - 1)
        px = x + away * h.size * (0.25 + 0.55 * math.sin(s * 2.2)) + t.sway * 0.25 * long * s * s
        py = y - h.b * 0.12 * math.sin(s * 3.1) * (1 if el > 0 else 0) + long * s**1.25
        r = thick * (0.55 + 0.75 * math.sin(min(1.0, s * 1.2) * 2.2)) * (1 - s**3 * 0.85)
        if braided:
            r = thick * (0.9 if k % 2 else 0.7) * (1 - 0.35 * s)
        balls.append((px, py, r))
    tone: Colour = f.hair_colour
    d.fill(loft(balls), tone, depth, under=f.hair_tips if f.hair_tips != tone else None)
    if braided:
        for k in range(1, n - 1):
            bx, by, r = balls[k]
            d.stroke(
                [(bx - r * 0.7, by - r * 0.3), (bx, by + r * 0.3), (bx + r * 0.7, by - r * 0.3)],
                darker(tone, 0.35),
                depth + 0.001,
                h.size * 0.03,
            )
    else:
        d.stroke(
            [(bx, by) for bx, by, _ in balls[1:-1]],
            darker(tone, 0.25),
            depth + 0.001,
            h.size * 0.03,
        )
    d.fill(
        oval(x + away * h.size * 0.12, y, thick * 0.55, thick * 0.55),
        f.palette.accent,
        depth + 0.002,
        line=0.7,
    )
    del z
