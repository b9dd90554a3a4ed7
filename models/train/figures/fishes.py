"""Swimmers, and the octopus."""

import dataclasses
import math

from models.train.figures import faces, hats, heads
from models.train.figures.animals import markings
from models.train.figures.body import Frame, turned
from models.train.figures.palettes import darker
from models.train.figures.shapes import Drawing, blob, curve, loft, polygon
from models.train.figures.traits import Figure, Take


def fish(f: Figure, t: Take) -> Drawing:
    """Swimmers; their length is the depth axis, so the side view is the long one."""
    d = Drawing()
    yaw = (
        t.yaw
        if f.kind == "octopus" or abs(math.sin(t.yaw)) > 0.55
        else math.copysign(0.75, t.yaw or 1.0)
    )
    long = f.torso * {
        "long": 1.5,
        "shark": 1.3,
        "round": 0.7,
        "puffer": 0.55,
        "whale": 1.1,
        "flat": 0.75,
    }.get(f.kind, 0.8)
    r = f.waist * {"long": 0.6, "shark": 0.85, "puffer": 1.4, "whale": 1.45, "round": 1.15}.get(
        f.kind, 1.0
    )
    c2 = f.palette.accent if f.seed % 2 else darker(f.skin, 0.25)
    if f.kind == "octopus":
        h = Frame(
            x=0,
            y=0,
            z=0.05,
            a=f.head * f.head_wide,
            b=f.head * 1.15,
            c=f.head,
            yaw=yaw,
            roll=t.tilt,
            nod=t.nod,
        )
        for k in range(8):
            a = k / 8 * math.tau + 0.2
            x, _, z = turned((math.sin(a) * f.head * 0.7, 0, math.cos(a) * f.head * 0.7), yaw)
            balls = [
                (
                    x * (1 + q * 0.16) + 0.08 * math.sin(q * 1.1 + k + t.sway * 2),
                    f.head * (0.6 + 0.2 * q),
                    f.head * (0.2 - 0.024 * q),
                )
                for q in range(7)
            ]
            d.fill(loft(balls), f.skin, z * 0.3 - 0.02)
        heads.head(d, f, t, h)
        faces.face(d, f, t, h)
        hats.hat(d, f, t, h)
        return d
    wave = t.sway * 0.25
    radius = (0.3, 0.62, 0.9, 1.05, 1.0, 0.8)
    spine = [
        turned((wave * (1 - q / 5) ** 2 * r, -0.02 * q, long * (q / 5 - 0.5) * 1.7), yaw)
        for q in range(6)
    ]
    flat = 1.35 if f.kind == "flat" else 1.0
    balls = [(p[0], p[1] * flat, r * k) for p, k in zip(spine, radius, strict=True)]
    tx, ty, _ = balls[0]
    away = -math.sin(yaw)
    spread = r * (1.3 if f.kind != "puffer" else 0.7) * f.tail_size
    d.fill(
        curve(
            [
                (tx, ty),
                (tx + away * spread * 1.1, ty - spread),
                (tx + away * spread * 0.75, ty),
                (tx + away * spread * 1.1, ty + spread),
            ],
            closed=True,
            tension=0.08,
        ),
        c2,
        -0.05,
    )
    top = balls[3]
    d.fill(
        curve(
            [
                (top[0] - r * 0.8, top[1] - r * 0.7),
                (top[0] + away * r * 0.6, top[1] - r * (1.4 + 0.5 * f.ear_size)),
                (top[0] + r * 0.8, top[1] - r * 0.7),
            ],
            closed=True,
            tension=0.12,
        ),
        c2,
        -0.04,
    )
    body = d.fill(loft(balls), f.skin, 0.0)
    markings(d, f, body, balls, 0.002)
    if f.kind == "puffer":
        for k in range(14):
            a = k / 14 * math.tau
            x, y = top[0] + r * math.cos(a), top[1] + r * math.sin(a)
            d.fill(
                polygon(
                    [
                        (x - 0.04 * math.sin(a), y + 0.04 * math.cos(a)),
                        (x + 0.1 * math.cos(a), y + 0.1 * math.sin(a)),
                        (x + 0.04 * math.sin(a), y - 0.04 * math.cos(a)),
                    ]
                ),
                c2,
                -0.01,
                line=0.6,
            )
    for side in (1, -1):
        x, y, z = turned((side * r * 0.95, r * 0.35, long * 0.1), yaw)
        e = turned((side * r * 1.5, r * (0.9 + 0.3 * t.sway), -long * 0.15), yaw)
        d.fill(
            blob(
                [
                    (x, y - 0.05),
                    (e[0] + away * 0.08, e[1] - 0.08),
                    (e[0], e[1] + 0.06),
                    (x, y + 0.1),
                ]
            ),
            c2,
            0.06 if z > 0 else -0.06,
        )
    nose = spine[-1]
    h = Frame(
        x=balls[4][0],
        y=balls[4][1],
        z=0.03,
        a=r * 1.0,
        b=r,
        c=r * 1.0 + abs(nose[0] - spine[4][0]) * 0.3,
        yaw=yaw,
        roll=t.tilt * 0.5,
        nod=0.0,
    )
    # The eyes of fish sit on the sides.
    faces.face(d, dataclasses.replace(f, eye_gap=0.95 + 0.5 * (f.eye_gap - 0.4)), t, h)
    hats.hat(d, f, t, h)
    return d
