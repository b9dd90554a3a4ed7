"""Scarves, ties, bows and collars."""

import math

from models.train.figures.body import Skeleton, Trunk
from models.train.figures.palettes import darker, lighter
from models.train.figures.shapes import Drawing, blob, curve, oval, polygon
from models.train.figures.traits import Figure, Outfit


def neckwear(d: Drawing, f: Figure, o: Outfit, s: Skeleton, k: Trunk, sway: float) -> None:
    """Scarves, ties, bows and collars."""
    if o.neckwear == "none":
        return
    x, y = (s.chest[0] + s.neck[0]) / 2, (s.chest[1] + s.neck[1]) / 2 + 0.01
    w = max(f.shoulders * 0.55, f.limb * 1.4)
    front = k.front
    z = 0.06
    fx, fy = k.surface(0, 0.02)
    if o.neckwear == "scarf":
        ex = x - math.sin(k.yaw) * w * 0.8 + (0.5 if abs(math.sin(k.yaw)) < 0.3 else 0) * w
        tail_z = 0.05 if front < 0.5 else 0.061
        d.fill(
            curve(
                [
                    (ex - 0.06, y),
                    (ex + 0.06, y),
                    (ex + 0.09 + sway * 0.18, y + f.torso * 0.75),
                    (ex - 0.05 + sway * 0.18, y + f.torso * 0.78),
                ],
                closed=True,
                tension=0.1,
            ),
            o.accent,
            tail_z,
        )
        d.fill(oval(x, y, w * 1.15, 0.075), o.accent, z + 0.002)
    elif o.neckwear == "ruff":
        d.fill(oval(x, y, w * 1.5, 0.07), lighter(o.second, 0.75), z)
        for q in range(-3, 4):
            d.stroke(
                [(x + q * w * 0.4, y - 0.03), (x + q * w * 0.42, y + 0.05)],
                darker(o.second, 0.1),
                z + 0.001,
                0.012,
            )
    elif front < 0.05:
        if o.neckwear in {"collar", "kerchief"}:
            d.fill(
                blob(
                    [
                        (x - w, y - 0.02),
                        (x + w, y - 0.02),
                        (x + w * 0.8, y + 0.14),
                        (x - w * 0.8, y + 0.14),
                    ]
                ),
                o.second,
                z - 0.02,
            )
    elif o.neckwear == "tie":
        d.fill(
            polygon(
                [
                    (fx - 0.03, fy),
                    (fx + 0.03, fy),
                    (fx + 0.05, fy + f.torso * 0.5),
                    (fx, fy + f.torso * 0.62),
                    (fx - 0.05, fy + f.torso * 0.5),
                ]
            ),
            o.accent,
            0.03,
            line=0.6,
        )
        d.fill(oval(fx, fy + 0.01, 0.04, 0.035), darker(o.accent, 0.15), 0.031, line=0.6)
    elif o.neckwear == "bow":
        for q in (-1, 1):
            d.fill(
                blob([(fx, fy + 0.02), (fx + q * 0.14, fy - 0.05), (fx + q * 0.14, fy + 0.1)]),
                o.accent,
                z + 0.03,
                line=0.7,
            )
        d.fill(oval(fx, fy + 0.02, 0.03, 0.035), darker(o.accent, 0.2), z + 0.031, line=0.5)
    elif o.neckwear == "collar":
        for q in (-1, 1):
            a, b = k.surface(q * 0.15, 0.0), k.surface(q * 0.75, -0.04)
            d.fill(
                polygon([(fx, fy), b, (a[0] + (b[0] - a[0]) * 0.8, fy + f.torso * 0.17)]),
                lighter(o.second, 0.6),
                0.03,
                line=0.6,
            )
    else:
        d.fill(blob([(x - w, y), (x + w, y), (fx, fy + f.torso * 0.36)]), o.accent, 0.04, line=0.7)
