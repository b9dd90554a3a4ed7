"""What flies or swims: rockets, boats, planes; each says where its face is."""

import math

from models.train.figures.body import Frame, turned
from models.train.figures.coachwork import box
from models.train.figures.palettes import Colour, lighter
from models.train.figures.shapes import Drawing, blob, loft, oval, polygon
from models.train.figures.traits import Figure, Take


def craft(d: Drawing, f: Figure, t: Take, w: float, long: float, c: Colour, c2: Colour) -> Frame:
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
        box(d, yaw, w * 0.6, (-0.55, -0.1), (-long * 0.5, long * 0.2), lighter(c2, 0.6), 0.0)
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
