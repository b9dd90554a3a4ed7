"""What animals share: a head set on a body, and markings of the coat."""

import math

import skia

from models.train.figures import faces, glasses, hair, hats, heads
from models.train.figures.body import Frame, Vector
from models.train.figures.shapes import Ball, Drawing, blob, oval
from models.train.figures.traits import Figure, Take


def set_head(d: Drawing, f: Figure, t: Take, at: Vector, size: float, lift: float) -> None:
    """Draw the head with all it wears at `at`, `lift` before or behind the body."""
    h = Frame(
        x=at[0],
        y=at[1],
        z=at[2] * 0.25 + lift,
        a=size * f.head_wide,
        b=size,
        c=size,
        yaw=t.yaw,
        roll=t.tilt,
        nod=t.nod,
    )
    first = len(d.shapes)
    heads.head(d, f, t, h)
    faces.face(d, f, t, h)
    hair.hair(d, f, t, h)
    glasses.glasses(d, f, h)
    hats.hat(d, f, t, h)
    # Head layers are 0.1 deep at most; keep them in one piece.
    for shape in d.shapes[first:]:
        shape.z = h.z + (shape.z - h.z) * 1.0


def markings(d: Drawing, f: Figure, clip: skia.Path, balls: list[Ball], z: float) -> None:
    """The coat on a body of balls: spots, stripes, a saddle, patches, or a pale belly."""
    if f.coat in {"plain", "socks"}:
        x0 = balls[len(balls) // 2]
        d.mark(
            oval(x0[0], x0[1] + x0[2] * 0.85, x0[2] * 1.5, x0[2] * 0.5), f.skin_second, z, clip=clip
        )
    for k, (x, y, r) in enumerate(balls):
        if f.coat == "spots":
            for q in range(3):
                a = k * 2.1 + q * 2.4
                d.mark(
                    oval(x + r * 0.6 * math.cos(a), y + r * 0.6 * math.sin(a), r * 0.2, r * 0.17),
                    f.skin_second,
                    z,
                    clip=clip,
                )
        elif f.coat == "stripes":
            d.mark(
                blob(
                    [
                        (x - r * 0.14, y - r * 1.1),
                        (x + r * 0.14, y - r * 1.1),
                        (x + r * 0.05, y + r * 0.45),
                        (x - r * 0.05, y + r * 0.45),
                    ]
                ),
                f.skin_second,
                z,
                clip=clip,
            )
        elif f.coat == "saddle":
            d.mark(oval(x, y - r * 0.8, r * 1.1, r * 0.8), f.skin_second, z, clip=clip)
        elif f.coat == "patches" and k % 2:
            d.mark(oval(x + r * 0.2, y - r * 0.2, r * 0.6, r * 0.55), f.skin_second, z, clip=clip)
