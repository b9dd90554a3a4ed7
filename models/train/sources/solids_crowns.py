"""What stands on the heads of invented solid figures: ears and horns, hair, hats."""
# ruff: noqa: C901, PLR0912, PLR0915 - a case a kind

import numpy as np

from models.train.sources.sculpture import Frame, Paint, Sculpture
from models.train.sources.solids_anatomy import Skull, Traits, number_of, paint_of

EARS = ("none", "round", "pointed", "long", "floppy", "big", "horns", "antennae", "human", "tufts")
HAIR = ("none", "cap", "bob", "spikes", "bun", "tail", "afro", "long", "mohawk", "twins", "quiff")
HATS = (
    "none", "none", "none", "cap", "tall", "cone", "beanie", "hard", "crown", "straw", "band",
    "flower", "headphones",
)  # fmt: skip


def ears(work: Sculpture, skull: Skull, traits: Traits) -> None:
    """Ears, horns or feelers."""
    kind, skin = traits["ears"], paint_of(traits, "skin").bare()
    inner, size = paint_of(traits, "inner").bare(), number_of(traits, "ear_size") * skull.x
    work.group(0.08 * skull.x)
    for side in (-1, 1):
        at = skull.frame.moved(side * skull.x * 0.72, skull.y * 0.72, -0.05, rz=-side * 25)
        beside = skull.frame.moved(side * skull.x * 0.97, 0.0, 0.0, rz=-side * 12)
        if kind in {"round", "big"}:
            r = size * (0.42 if kind == "round" else 0.75)
            # On top of the head large round ears would recall a figure that is somebody's.
            where = at if kind == "round" else beside.moved(side * r * 0.7, r * 0.25)
            work.ball(where, r, r, r * 0.35, skin)
            work.ball(where.moved(z=r * 0.22), r * 0.62, r * 0.62, r * 0.22, inner)
        elif kind == "pointed":
            tip = at.point(0, size * 0.95, 0)
            work.limb(at.point(0, -size * 0.2, 0), tip, size * 0.34, size * 0.05, skin)
            work.limb(at.point(0, -0.02, size * 0.2), at.point(0, size * 0.6, size * 0.09),
                      size * 0.17, size * 0.03, inner)  # fmt: skip
        elif kind == "long":
            up = skull.frame.moved(side * skull.x * 0.4, skull.y * 0.85, 0, rz=-side * 12)
            work.ball(up.moved(y=size * 0.8), size * 0.24, size * 1.0, size * 0.14, skin)
            work.ball(up.moved(y=size * 0.8, z=size * 0.08), size * 0.13, size * 0.75, size * 0.09,
                      inner)  # fmt: skip
        elif kind == "floppy":
            side_at = at.moved(side * size * 0.12, -size * 0.35, 0, rz=side * 50)
            work.ball(side_at, size * 0.27, size * 0.7, size * 0.16, inner)
        elif kind == "horns":
            tip = at.point(side * size * 0.15, size * 0.7, 0)
            work.limb(at.at, tip, size * 0.2, size * 0.04, inner)
        elif kind == "antennae":
            tip = at.point(0, size * 0.9, size * 0.15)
            work.limb(at.at, tip, size * 0.05, size * 0.04, skin)
            work.ball(Frame(tip, at.turn), size * 0.15, size * 0.15, size * 0.15, inner)
        elif kind == "human":
            work.ball(beside, skull.x * 0.12, skull.y * 0.2, skull.z * 0.14, skin)
        elif kind == "tufts":
            work.limb(at.at, at.point(side * 0.05, size * 0.5, -0.05), size * 0.2, 0.01, inner)


def hair(work: Sculpture, skull: Skull, traits: Traits) -> None:
    """Hair on the crown; every kind leaves the face free."""
    kind, paint = traits["hair"], paint_of(traits, "hair_paint")
    if kind == "none":
        return
    x, y, z, head = skull.x, skull.y, skull.z, skull.frame
    work.group(0.1 * x)
    back = head.moved(y=y * 0.06, z=-z * 0.06, rx=-28)
    if kind != "mohawk":
        work.dome(back, x * 1.08, y * 1.08, z * 1.1, y * (0.22 if kind == "quiff" else 0.12), paint)
    if kind in {"bob", "long"}:
        low = -0.25 if kind == "bob" else -0.75
        work.ball(head.moved(y=y * low, z=-z * 0.5), x * 1.02, y * (1 + abs(low) * 0.4), z * 0.6,
                  paint)  # fmt: skip
        for side in (-1, 1):
            top = head.point(side * x * 0.98, y * 0.3, -z * 0.05)
            work.limb(top, head.point(side * x * 0.98, y * (low - 0.3), -z * 0.1), x * 0.2,
                      x * 0.14, paint)  # fmt: skip
    elif kind == "spikes":
        for i in range(9):
            a = np.radians(i * 40 + 10)
            start = head.point(0.55 * x * np.sin(a), y * 0.75, -0.15 * z + 0.5 * z * np.cos(a))
            tip = head.point(1.05 * x * np.sin(a), y * 1.4, -0.2 * z + 0.8 * z * np.cos(a))
            work.limb(start, tip, x * 0.24, x * 0.03, paint)
    elif kind == "bun":
        work.ball(head.moved(y=y * 1.15, z=-z * 0.3), x * 0.42, y * 0.38, z * 0.42, paint)
    elif kind == "tail":
        start = head.point(0, y * 0.6, -z * 0.95)
        mid = head.point(0, y * 0.3, -z * 1.5)
        work.limb(start, mid, x * 0.2, x * 0.3, paint)
        work.limb(mid, head.point(0, -y * 0.8, -z * 1.6), x * 0.3, x * 0.06, paint)
    elif kind == "afro":
        work.ball(head.moved(y=y * 0.5, z=-z * 0.35), x * 1.4, y * 1.15, z * 1.15, paint)
    elif kind == "mohawk":
        for i in range(6):
            a = np.radians(-25 + i * 32)
            start = head.point(0, y * 0.85 * np.cos(a), -z * 0.85 * np.sin(a))
            tip = head.point(0, y * 1.45 * np.cos(a), -z * 1.45 * np.sin(a))
            work.limb(start, tip, x * 0.17, x * 0.05, paint)
    elif kind == "twins":
        for side in (-1, 1):
            start = head.point(side * x * 1.05, y * 0.45, -z * 0.2)
            tip = head.point(side * x * 1.5, -y * 0.9, -z * 0.2)
            work.limb(start, tip, x * 0.32, x * 0.1, paint)
    elif kind == "quiff":
        work.limb(head.point(-x * 0.35, y * 0.85, z * 0.45), head.point(x * 0.4, y * 1.15, z * 0.6),
                  x * 0.28, x * 0.2, paint)  # fmt: skip


def hat(work: Sculpture, skull: Skull, traits: Traits) -> None:
    """What is worn on the head."""
    kind, paint = traits["hat"], paint_of(traits, "hat_paint")
    trim = Paint(first=paint.second, gloss=paint.gloss)
    x, y, z = skull.x, skull.y, skull.z
    r = max(x, z)
    top = skull.frame.moved(y=y * 0.55, z=-z * 0.08, rx=-8)
    work.group()
    if kind in {"cap", "hard", "beanie"}:
        crown = skull.frame.moved(y=y * 0.05, z=-z * 0.04, rx=-10)
        work.dome(crown, x * 1.14, y * 1.18, z * 1.16, y * 0.4, paint)
        if kind == "cap":
            work.ball(crown.moved(y=y * 0.45, z=z * 1.1), x * 0.75, y * 0.09, z * 0.65, trim)
        elif kind == "hard":
            work.tube(crown.moved(y=y * 0.42), r * 1.35, y * 0.05, r * 1.3, trim)
        else:
            work.ring(crown.moved(y=y * 0.45), r * 1.02, y * 0.15, trim)
            work.ball(crown.moved(y=y * 1.25), x * 0.27, x * 0.27, x * 0.27, trim)
    elif kind in {"tall", "straw"}:
        tall = 0.55 if kind == "tall" else 0.3
        work.tube(top.moved(y=y * 0.08), r * 1.45, y * 0.06, r * 1.4, paint.bare())
        work.tube(top.moved(y=y * (0.1 + tall)), r * 0.85, y * tall, r * 0.9, paint.bare())
        work.tube(top.moved(y=y * 0.25), r * 0.9, y * 0.12, r * 0.9, trim)
    elif kind == "cone":
        work.tube(top.moved(y=y * 0.8), r * 0.85, y * 0.85, r * 0.04, paint)
        work.ball(top.moved(y=y * 1.7), x * 0.18, x * 0.18, x * 0.18, trim)
    elif kind == "crown":
        work.tube(top.moved(y=y * 0.25), r * 0.72, y * 0.22, r * 0.78, paint.bare())
        for i in range(6):
            a = np.radians(i * 60)
            point = top.point(r * 0.76 * np.sin(a), y * 0.6, r * 0.76 * np.cos(a))
            work.limb(top.point(r * 0.74 * np.sin(a), y * 0.3, r * 0.74 * np.cos(a)), point,
                      r * 0.15, r * 0.07, paint.bare())  # fmt: skip
    elif kind == "band":
        around = skull.frame.moved(y=y * 0.52, rx=-8)
        work.tube(around, r * 0.96, y * 0.11, r * 0.9, paint)
        work.ball(around.moved(x=x * 0.9, z=z * 0.3), 0.1 * r, 0.2 * r, 0.2 * r, trim)
    elif kind == "flower":
        at = skull.frame.moved(x * 0.6, y * 0.72, z * 0.45, rx=50, rz=-30)
        for i in range(5):
            a = np.radians(i * 72)
            leaf = at.moved(0.22 * r * np.cos(a), 0, 0.22 * r * np.sin(a))
            work.ball(leaf, 0.17 * r, 0.08 * r, 0.17 * r, paint.bare())
        work.ball(at.moved(y=0.06 * r), 0.13 * r, 0.1 * r, 0.13 * r, trim)
    elif kind == "headphones":
        work.ring(skull.frame.moved(rx=90), y * 1.12, y * 0.07, trim)
        for side in (-1, 1):
            work.tube(skull.frame.moved(side * x * 1.08, rz=90), r * 0.34, r * 0.12, r * 0.34,
                      paint.bare())  # fmt: skip
