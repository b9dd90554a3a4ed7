"""Birds that stand or spread their wings."""

import dataclasses
import math

from models.train.figures.animals import markings, set_head
from models.train.figures.body import turned
from models.train.figures.palettes import darker
from models.train.figures.shapes import Drawing, blob, loft, oval
from models.train.figures.traits import Figure, Take


def bird(f: Figure, t: Take) -> Drawing:
    """A bird standing or flying."""
    d = Drawing()
    yaw, front = t.yaw, math.cos(t.yaw)
    b = f.torso * 0.55
    wide = b * {"owl": 0.9, "penguin": 0.78, "chick": 0.95, "wader": 0.55, "crow": 0.62}.get(
        f.kind, 0.72
    )
    tall = b * {"penguin": 1.3, "owl": 1.15, "wader": 0.75}.get(f.kind, 0.92)
    legs = f.legs * {"wader": 1.3, "penguin": 0.12, "chick": 0.3, "owl": 0.2}.get(f.kind, 0.38)
    tilt = {"penguin": 0.0, "owl": 0.0, "chick": 0.15}.get(f.kind, 0.5)
    low = turned((0, tall * 0.35, -tilt * b), yaw)
    up = turned((0, -tall * 0.45, tilt * b * 0.5), yaw)
    balls = [(low[0], low[1], wide * 0.85), (0.0, 0.0, wide), (up[0], up[1], wide * 0.75)]
    orange = (236, 150, 50)
    for side in (1, -1):
        x, y, z = turned((side * wide * 0.4, tall * 0.6, -tilt * b * 0.4), yaw)
        fx, fy = x + 0.03 * side, y + legs + wide * 0.45
        d.stroke(
            [(x, y), (x - math.sin(yaw) * legs * 0.15, (y + fy) / 2), (fx, fy)],
            orange,
            z * 0.2 - 0.05,
            0.04,
        )
        toe = math.sin(yaw) * 0.12
        for q in (-0.07, 0.0, 0.07):
            d.stroke(
                [(fx, fy), (fx + toe + q * (0.5 + abs(front)), fy + 0.04)],
                orange,
                z * 0.2 - 0.04,
                0.035,
            )
    body = d.fill(loft(balls), f.skin, 0.0)
    if front > -0.3:
        bx, by, _ = turned((0, tall * 0.15, wide * 0.8), yaw)
        d.mark(
            oval(bx, by, wide * 0.75 * max(0.5, front), tall * 0.75),
            f.skin_second,
            0.001,
            clip=body,
        )
    markings(d, f, body, balls, 0.002) if f.coat in {"spots", "stripes"} else None
    tx, ty, _ = turned((0, tall * 0.3, -tilt * b - wide * 0.6), yaw)
    ex, ey, _ = turned(
        (
            0,
            tall * (0.2 if f.kind != "rooster" else -0.9),
            -tilt * b - wide * 0.8 - 0.35 * f.tail_size,
        ),
        yaw,
    )
    away = (ex - tx) or 0.1
    d.fill(
        blob(
            [
                (tx, ty - 0.08),
                (ex, ey - 0.1),
                (ex + away * 0.2, ey + 0.05),
                (ex, ey + 0.14),
                (tx, ty + 0.1),
            ]
        ),
        f.palette.accent if f.kind in {"rooster", "parrot"} else darker(f.skin, 0.2),
        -0.1 if front > -0.2 else 0.1,
    )
    lift = max(-0.2, min(1.4, t.pose.arm_lift[0])) if t.pose.arm_lift[0] > 0.7 else 0.0
    for side in (1, -1):
        sx, sy, sz = turned((side * wide * 0.92, -tall * 0.25, 0.0), yaw)
        tip = turned(
            (side * wide * (0.95 + 0.9 * lift), tall * (0.75 - 1.1 * lift), -0.3 * tilt - 0.1), yaw
        )
        mid = ((sx + tip[0]) / 2, (sy + tip[1]) / 2)
        w = wide * 0.36
        wing = blob(
            [
                (sx, sy - w * 0.4),
                (mid[0] + w * 0.75, mid[1] - w * 0.2),
                (tip[0], tip[1]),
                (mid[0] - w * 0.75, mid[1] + w * 0.3),
            ]
        )
        z = 0.05 if sz > -0.05 else -0.06
        d.fill(wing, darker(f.skin, 0.16) if f.seed % 2 else f.palette.second, z)
        d.stroke(
            [(sx, sy), mid, (tip[0], tip[1])], darker(f.skin, 0.35), z + 0.001, 0.014, clip=wing
        )
    neck = {"wader": 0.6, "duck": 0.2, "rooster": 0.15}.get(f.kind, 0.0) * (0.6 + 0.5 * f.tail_size)
    hx, hy, _ = turned((0, -tall * 0.55 - neck - f.head * 0.45, tilt * b * 0.8 + neck * 0.3), yaw)
    d.fill(
        loft(
            [
                (up[0], up[1], wide * (0.6 if neck < 0.1 else 0.32)),
                (hx, hy + f.head * 0.3, f.head * (0.6 if neck < 0.1 else 0.36)),
            ]
        ),
        f.skin,
        0.01,
    )
    if f.kind in {"rooster", "parrot"}:
        for q in range(3):
            d.fill(
                oval(
                    hx + (q - 1) * f.head * 0.35 - math.sin(yaw) * f.head * 0.2,
                    hy - f.head * (1.05 + 0.12 * (q == 1)),
                    f.head * 0.24,
                    f.head * 0.34,
                ),
                f.palette.accent,
                0.08,
            )
    wide_eyed = dataclasses.replace(f, eye_gap=f.eye_gap + (0.0 if f.kind == "owl" else 0.22))
    set_head(d, wide_eyed, t, (hx, hy, 0), f.head * 0.85 * (0.7 if f.kind == "wader" else 1.0), 0.1)
    return d
