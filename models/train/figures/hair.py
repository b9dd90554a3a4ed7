"""Hair in layers: what hangs behind, the cap on the skull with its hairline, tails and locks.

The hairline is a curve of azimuth around the whole head, so every view shows its right part.
"""

import math

import skia

from models.train.figures.body import Frame
from models.train.figures.heads import outline
from models.train.figures.locks import locks
from models.train.figures.palettes import darker, lighter, mix
from models.train.figures.shapes import Drawing, Point, curve
from models.train.figures.traits import Figure, Take


def hair(d: Drawing, f: Figure, t: Take, h: Frame) -> None:
    """All of it, unless the figure is bald."""
    if f.fringe == "none":
        return
    _behind(d, f, t, h)
    _cap(d, f, h)
    locks(d, f, t, h)


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
