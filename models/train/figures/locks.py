"""Hair that leaves the head: tails, braids, buns, single locks."""

import math

from models.train.figures.body import Frame
from models.train.figures.palettes import Colour, darker
from models.train.figures.shapes import Drawing, curve, loft, oval
from models.train.figures.traits import Figure, Take


def locks(d: Drawing, f: Figure, t: Take, h: Frame) -> None:
    """What of the hair is tied, pinned or stands up by itself."""
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
