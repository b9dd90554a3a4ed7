"""Tails, and what is worn on the back: wings, capes, packs."""

import math

from models.train.figures.body import Skeleton, Trunk, Vector
from models.train.figures.palettes import darker
from models.train.figures.props import WOOD
from models.train.figures.shapes import (
    Drawing,
    blob,
    curve,
    loft,
    oval,
    polygon,
    squircle,
)
from models.train.figures.traits import PEOPLE, Figure, Take


def tail(d: Drawing, f: Figure, t: Take, root: Vector, yaw: float, unit: float) -> None:
    """A tail from `root`, pointing backwards; `unit` is the size of the body it belongs to."""
    if f.tail == "none":
        return
    away = -math.sin(yaw)
    front = math.cos(yaw)
    if abs(away) < 0.35:
        away = math.copysign(0.55, away or 1.0)
    x, y, _ = root
    z = -0.28 if front > -0.2 else 0.3
    u = unit * f.tail_size
    s = f.skin

    def path(*offsets: tuple[float, float, float]) -> list[tuple[float, float, float]]:
        return [(x + away * u * a, y - u * b + t.sway * u * 0.12 * a, u * r) for a, b, r in offsets]

    if f.tail in {"long", "thin", "tuft", "curl", "ringed", "arrow"}:
        r = {"thin": 0.035, "tuft": 0.045, "ringed": 0.11, "arrow": 0.045}.get(f.tail, 0.065)
        if f.tail == "curl":
            balls = path(
                (0, 0, r),
                (0.35, -0.05, r),
                (0.7, 0.15, r),
                (0.85, 0.5, r),
                (0.65, 0.8, r),
                (0.42, 0.66, r),
                (0.5, 0.5, r * 0.8),
            )
        else:
            balls = path(
                (0, 0, r),
                (0.3, -0.15, r),
                (0.65, -0.05, r),
                (0.85, 0.3, r),
                (0.9, 0.7, r),
                (1.05, 1.0, r * 0.8),
            )
        d.fill(loft(balls), s, z)
        ex, ey, _ = balls[-1]
        if f.tail == "tuft":
            d.fill(oval(ex, ey, u * 0.12, u * 0.2), f.hair_colour, z + 0.001)
        elif f.tail == "arrow":
            d.fill(
                polygon(
                    [
                        (ex - u * 0.14, ey + u * 0.05),
                        (ex, ey - u * 0.25),
                        (ex + u * 0.14, ey + u * 0.05),
                    ]
                ),
                s,
                z + 0.001,
            )
        elif f.tail == "ringed":
            clip = loft(balls)
            for bx, by, br in balls[1::2]:
                d.mark(oval(bx, by, br * 1.6, br * 0.8), f.skin_second, z + 0.001, clip=clip)
    elif f.tail == "brush":
        balls = path(
            (0, 0, 0.07),
            (0.35, -0.05, 0.14),
            (0.65, 0.15, 0.22),
            (0.85, 0.5, 0.2),
            (0.9, 0.85, 0.07),
        )
        brush = d.fill(loft(balls), s, z)
        ex, ey, _ = balls[-1]
        d.mark(oval(ex, ey, u * 0.3, u * 0.26), f.skin_second, z + 0.001, clip=brush)
    elif f.tail in {"stub", "puff"}:
        r = 0.13 if f.tail == "stub" else 0.2
        bx, by, _ = path((0.22, 0.05, r))[0]
        d.fill(oval(bx, by, u * r, u * r), s if f.tail == "stub" else f.skin_second, z)
    elif f.tail == "spiral":
        balls = path(
            *(
                (0.1 + 0.035 * k + 0.12 * math.cos(k * 1.0), 0.12 * math.sin(k * 1.0), 0.035)
                for k in range(9)
            )
        )
        d.fill(loft(balls), s, z)
    elif f.tail == "hair":
        d.fill(
            curve(
                [
                    (x, y),
                    (x + away * u * 0.35, y - u * 0.05),
                    (x + away * u * 0.5, y + u * 0.4),
                    (x + away * u * 0.38, y + u * 0.8),
                    (x + away * u * 0.25, y + u * 0.4),
                ],
                closed=True,
            ),
            f.hair_colour,
            z,
        )
    else:  # thick
        balls = path(
            (0, 0.02, 0.26),
            (0.35, -0.1, 0.2),
            (0.7, -0.2, 0.14),
            (1.05, -0.15, 0.08),
            (1.35, 0.05, 0.02),
        )
        d.fill(loft(balls), s, z)


def back(d: Drawing, f: Figure, t: Take, s: Skeleton, k: Trunk) -> None:
    """Wings, capes, packs: behind the figure, in front of it from the back."""
    if f.back == "none":
        return
    front = math.cos(s.yaw)
    z = -0.3 if front > -0.1 else 0.32
    c = (
        f.palette.accent
        if f.back in {"cape", "pack"}
        else f.palette.light
        if f.plan in PEOPLE
        else f.skin_second
    )
    away = -math.sin(s.yaw)
    cx, cy = k.centre(0.2)
    if f.back == "cape":
        low = f.torso + f.legs * (0.35 + 0.5 * f.hair_long)
        w = f.shoulders * 1.15 * max(0.55, abs(front))
        sw = t.sway * 0.25 + away * 0.35
        d.fill(
            blob(
                [
                    (s.chest[0] - w, s.chest[1]),
                    (s.chest[0] + w, s.chest[1]),
                    (s.chest[0] + w * 1.6 + sw, s.chest[1] + low),
                    (s.chest[0] + sw, s.chest[1] + low * 0.94),
                    (s.chest[0] - w * 1.6 + sw, s.chest[1] + low),
                ]
            ),
            c,
            z,
            under=darker(c, 0.25),
        )
        if front > 0:
            d.fill(oval(s.chest[0], s.chest[1] + 0.02, f.shoulders * 0.75, 0.05), c, 0.03)
    elif f.back in {"wings", "bat"}:
        flap = 0.15 * t.sway
        for side in (1, -1):
            vx = side * max(0.35, abs(front)) + away * 0.6
            u = f.torso * 1.5
            rx, ry = cx + vx * 0.05, cy
            if f.back == "wings":
                pts = [
                    (0, 0),
                    (0.35, -0.55 - flap),
                    (0.95, -0.75 - flap),
                    (1.1, -0.35),
                    (0.95, 0.0),
                    (0.8, 0.15),
                    (0.7, 0.3),
                    (0.45, 0.38),
                    (0.3, 0.5),
                ]
                d.fill(blob([(rx + vx * u * a, ry + u * b) for a, b in pts]), c, z)
                for a, b in ((0.95, -0.2), (0.78, 0.02), (0.55, 0.2)):
                    d.stroke(
                        [
                            (rx + vx * u * a * 0.4, ry + u * (b - 0.15)),
                            (rx + vx * u * a, ry + u * b),
                        ],
                        darker(c, 0.25),
                        z + 0.001,
                        0.015,
                    )
            else:
                pts = [
                    (0, 0),
                    (0.5, -0.65 - flap),
                    (1.15, -0.5),
                    (0.95, -0.15),
                    (0.85, 0.2),
                    (0.6, 0.05),
                    (0.45, 0.4),
                    (0.25, 0.2),
                ]
                d.fill(
                    curve(
                        [(rx + vx * u * a, ry + u * b) for a, b in pts], closed=True, tension=0.04
                    ),
                    darker(f.palette.main, 0.3),
                    z,
                )
    elif f.back == "pack":
        x = cx + away * f.depth * 1.5
        d.fill(
            squircle(
                x, cy + f.torso * 0.25, f.shoulders * 0.75 * max(0.6, abs(front)), f.torso * 0.42
            ),
            c,
            z,
        )
    elif f.back == "quiver":
        x = cx + away * f.depth * 1.3
        d.fill(loft([(x - 0.12, cy + f.torso * 0.5, 0.06), (x + 0.14, cy - 0.18, 0.075)]), WOOD, z)
        for q in range(3):
            d.stroke(
                [(x + 0.12, cy - 0.18), (x + 0.17 + 0.05 * q, cy - 0.38 + 0.03 * q)],
                f.palette.accent,
                z - 0.001,
                0.035,
            )
    else:  # fins
        for q in range(4):
            px, py = k.centre(q * 0.3)
            px += away * f.depth * 1.1
            d.fill(
                polygon([(px, py - 0.09), (px + (away or 0.3) * 0.26, py - 0.02), (px, py + 0.09)]),
                c,
                z,
            )
