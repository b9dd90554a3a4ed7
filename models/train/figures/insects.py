"""Beetles, bees, butterflies, snails, caterpillars, spiders."""

import math

from models.train.figures.animals import set_head
from models.train.figures.body import turned
from models.train.figures.palettes import Colour, darker, mix
from models.train.figures.shapes import Ball, Drawing, loft, oval
from models.train.figures.traits import Figure, Take


def insect(f: Figure, t: Take) -> Drawing:
    """Six legs or none: beetles, bees, butterflies, snails, caterpillars, spiders."""
    d = Drawing()
    yaw = t.yaw
    long, r = f.torso * 0.9, f.waist
    z_head = 0.12 if math.cos(yaw) > -0.2 else -0.12
    n = {
        "caterpillar": 6,
        "ant": 3,
        "bee": 3,
        "beetle": 2,
        "spider": 2,
        "snail": 4,
        "butterfly": 4,
    }[f.kind]
    step = long / n * (1.5 if f.kind == "caterpillar" else 1.2)
    segments: list[Ball] = []
    for k in range(n):
        hump = r * 0.5 * abs(math.sin(k * 1.3 + t.sway)) if f.kind == "caterpillar" else 0.0
        p = turned((0, -hump, step * (k - n / 2)), yaw)
        size = (
            r
            * {
                "ant": (1.3, 0.7, 0.8),
                "bee": (0.95, 1.15, 0.9),
                "spider": (1.6, 0.9),
                "beetle": (1.5, 1.3),
            }.get(f.kind, (0.95,) * n)[k]
        )
        segments.append((p[0], p[1], size))
    dark = darker(f.skin, 0.6)
    if f.kind not in {"snail", "caterpillar"}:
        pairs = 4 if f.kind == "spider" else 3
        for k in range(pairs):
            for side in (1, -1):
                q = k - (pairs - 1) / 2
                a = turned((side * r * 0.6, r * 0.4, q * r * 0.7), yaw)
                b = turned(
                    (side * (r * 1.7 + 0.15), -r * 0.1 - 0.1 * (f.kind == "spider"), q * r * 1.3),
                    yaw,
                )
                c = turned(
                    (
                        side * (r * 2.0 + 0.2),
                        r * 1.6 + 0.06 * math.sin(k * 2 + t.sway * 3),
                        q * r * 1.8,
                    ),
                    yaw,
                )
                d.fill(
                    loft([(a[0], a[1], 0.035), (b[0], b[1], 0.035), (c[0], c[1], 0.03)]),
                    dark,
                    -0.05 + 0.1 * a[2],
                )
    if f.kind == "snail":
        foot = [
            (p[0], p[1] + r * 1.2, r * s)
            for p, s in zip(segments, (0.25, 0.45, 0.5, 0.45), strict=True)
        ]
        d.fill(loft(foot), f.skin, 0.0)
        cx, cy = segments[1][0], segments[1][1]
        shell = oval(cx, cy, r * 1.5 * (0.65 + 0.35 * abs(math.sin(yaw))), r * 1.5)
        d.fill(shell, f.palette.accent, 0.02)
        whirl = [
            (
                cx + r * (1.25 - 0.1 * k) * math.cos(k * 0.7) * (0.65 + 0.35 * abs(math.sin(yaw))),
                cy + r * (1.25 - 0.1 * k) * math.sin(k * 0.7),
            )
            for k in range(12)
        ]
        d.stroke(whirl, darker(f.palette.accent, 0.35), 0.021, 0.05, clip=shell)
        segments[-1] = (segments[-1][0], segments[-1][1] + r * 0.4, r * 0.5)
    elif f.kind == "beetle":
        body = d.fill(loft([(x, y, s) for x, y, s in segments]), f.skin, 0.0)
        if math.cos(yaw) < 0.6:
            d.stroke(
                [
                    (segments[0][0], segments[0][1] - r * 1.5),
                    (segments[1][0], segments[1][1] - r * 0.8),
                ],
                dark,
                0.01,
                0.03,
                clip=body,
            )
        for k, (dx, dy) in enumerate(
            ((-0.6, -0.5), (0.5, -0.7), (0.1, 0.2), (-0.9, 0.4), (0.9, 0.2))
        ):
            d.mark(
                oval(segments[0][0] + dx * r, segments[0][1] + dy * r, r * 0.25, r * 0.25),
                f.skin_second if k else dark,
                0.01,
                clip=body,
            )
    else:
        for k, (x, y, s) in enumerate(segments):
            ring = f.skin if k % 2 == 0 or f.kind in {"ant", "spider"} else f.skin_second
            body = d.fill(
                oval(x, y, s * (1.0 if f.kind != "butterfly" else 0.6), s), ring, 0.0 + 0.002 * k
            )
            if f.kind == "bee":
                d.mark(oval(x, y, s * 0.3, s * 1.2), dark, 0.0015 + 0.002 * k, clip=body)
            if f.kind == "caterpillar":
                d.fill(oval(x, y + s * 0.95, s * 0.25, s * 0.22), f.palette.accent, -0.01, line=0.6)
    if f.kind in {"bee", "butterfly"}:
        big = 1.0 if f.kind == "bee" else 2.2
        tone: Colour = (
            mix(f.palette.light, (210, 230, 250), 0.5) if f.kind == "bee" else f.palette.accent
        )
        for side in (1, -1):
            for up in (1, -1) if f.kind == "butterfly" else (1,):
                flap = 0.75 + 0.25 * t.sway
                cx, cy, cz = turned(
                    (
                        side * r * (0.7 + big * 0.75 * flap),
                        -r * (0.7 if up > 0 else -0.8) * big * 0.8,
                        -r * 0.3,
                    ),
                    yaw,
                )
                shape = oval(
                    cx,
                    cy,
                    r * big * 0.85 * max(0.4, abs(math.cos(yaw))),
                    r * big * (0.95 if up > 0 else 0.7),
                    turn=0.5 * side * up,
                )
                z = -0.04 if cz < 0 else 0.04
                d.fill(shape, tone, z)
                if f.kind == "butterfly":
                    d.mark(
                        oval(cx, cy, r * 0.7 * max(0.4, abs(math.cos(yaw))), r * 0.75),
                        f.skin_second,
                        z + 0.001,
                        clip=shape,
                    )
    last = segments[-1]
    hx, hy, _ = turned((0, -r * 0.5, step * (n / 2 - 0.2) + r * 0.4), yaw)
    if f.kind == "snail":
        d.fill(loft([(last[0], last[1] + r * 0.5, r * 0.4), (hx, hy, r * 0.4)]), f.skin, 0.03)
    set_head(d, f, t, (hx, hy - f.head * 0.2, 0), f.head * 0.85, z_head)
    return d
