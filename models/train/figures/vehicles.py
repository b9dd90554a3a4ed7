"""Vehicles with a face on the front: boxes in space, wheels on their sides."""

import math

from models.train.figures import faces, hats
from models.train.figures.body import Frame, turned
from models.train.figures.coachwork import GLASS, box, stripe, wheels, windows
from models.train.figures.craft import craft
from models.train.figures.palettes import lighter, mix
from models.train.figures.shapes import Drawing, blob, oval
from models.train.figures.traits import Figure, Take


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
        wheels(d, f, yaw, w, long, low + 0.02)
        box(
            d, yaw, w, (low - h, low), (-long, long), c, 0.0, taper=1.0 if f.kind != "bus" else 0.97
        )
        if f.kind == "car":
            box(
                d,
                yaw,
                w * 0.9,
                (low - h - f.head * 0.6, low - h),
                (-long * 0.75, long * 0.35),
                c if f.seed % 2 else c2,
                0.02,
                taper=0.78,
            )
            windows(
                d,
                yaw,
                w * 0.86,
                (low - h - f.head * 0.5, low - h - f.head * 0.06),
                (-long * 0.62, long * 0.22),
                1,
            )
        elif f.kind == "bus":
            windows(d, yaw, w, (low - h * 0.92, low - h * 0.55), (-long * 0.9, long * 0.85), 4)
            stripe(d, yaw, w, (low - h * 0.4, low - h * 0.28), long, c2)
        elif f.kind == "truck":
            box(d, yaw, w * 0.98, (low - h * 1.75, low - h * 0.2), (-long, long * 0.25), c2, 0.015)
            box(d, yaw, w, (low - h * 1.5, low - h), (long * 0.35, long), c, 0.02, taper=0.9)
        else:
            box(d, yaw, w, (low - h * 1.9, low - h * 0.9), (-long, -long * 0.2), c2, 0.015)
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
        frame = craft(d, f, t, w, long, c, c2)
    for shape in d.shapes:
        shape.path.offset(0, hop)
    faces.face(d, f, t, frame)
    hats.hat(d, f, t, frame)
    return d
