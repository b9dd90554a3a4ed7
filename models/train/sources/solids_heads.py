"""Heads of invented solid figures: eyes, brows, mouths, noses, ears, hair, hats.

Traits are a flat mapping drawn once a figure; a pose adds what a face does (gaze, lids, mouth).
"""
# ruff: noqa: C901, PLR0912, PLR0915, PLR0917 - a case a kind, x, y, z read as one

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.train.sources import marching
from models.train.sources.sculpture import Colour, Frame, Paint, Sculpture

Traits = Mapping[str, "float | str | Paint"]
DARK: Colour = (0.06, 0.05, 0.07)
WHITE: Colour = (0.97, 0.97, 0.95)
MOUTH: Colour = (0.42, 0.1, 0.12)

EYES = ("dots", "ovals", "painted", "balls", "balls", "balls", "goggles", "one", "beads")
NOSES = ("none", "button", "ball", "long", "wide")
EARS = ("none", "round", "pointed", "long", "floppy", "big", "horns", "antennae", "human", "tufts")
HAIR = ("none", "cap", "bob", "spikes", "bun", "tail", "afro", "long", "mohawk", "twins", "quiff")
HATS = (
    "none", "none", "none", "cap", "tall", "cone", "beanie", "hard", "crown", "straw", "band",
    "flower", "headphones",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mien:
    """What a face does: gaze −1…1, how open eyes and mouth are, how the brows tilt (degrees)."""

    look_x: float = 0.0
    look_y: float = 0.0
    open_eyes: float = 1.0
    mouth: str = "smile"
    brows: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Skull:
    """Where a head is and how large (half axes); `solid` bears what is drawn on the face."""

    frame: Frame
    x: float
    y: float
    z: float
    solid: int
    boxy: bool = False

    def on(self, x: float, y: float, out: float = 1.0) -> tuple[float, float, float]:
        """A point on the face at shares x, y of the half axes; `out` scales the depth."""
        deep = 1.0 if self.boxy else float(np.sqrt(max(0.03, 1 - x * x - y * y)))
        return (x * self.x, y * self.y, deep * self.z * out)


def paint_of(traits: Traits, name: str) -> Paint:
    """A trait that is a paint."""
    value = traits[name]
    if not isinstance(value, Paint):
        raise TypeError(f"{name} is no paint")
    return value


def number_of(traits: Traits, name: str) -> float:
    """A trait that is a measure."""
    value = traits[name]
    if isinstance(value, (str, Paint)):
        raise TypeError(f"{name} is no number")
    return float(value)


def face(work: Sculpture, skull: Skull, traits: Traits, mien: Mien) -> None:
    """Eyes, brows, nose and mouth on a head."""
    _eyes(work, skull, traits, mien)
    bearer, muzzle = _nose(work, skull, traits)
    _mouth(work, bearer, traits, mien, muzzle=muzzle)
    if traits.get("cheeks") == "rosy":
        for side in (-1, 1):
            work.mark(skull.solid, marching.OVAL, side * 0.58, -0.22, 0.16, 0.12, (0.95, 0.5, 0.5))


def _eyes(work: Sculpture, skull: Skull, traits: Traits, mien: Mien) -> None:
    kind, size = traits["eyes"], number_of(traits, "eye_size")
    apart, height = number_of(traits, "eye_apart"), number_of(traits, "eye_height")
    iris = paint_of(traits, "iris").first
    places = [(0.0, 1.5)] if kind == "one" else [(-apart, 1.0), (apart, 1.0)]
    shut = mien.open_eyes < 0.25
    for x, scale in places:
        across, high = size * scale, size * scale * number_of(traits, "eye_tall")
        if kind in {"dots", "ovals", "painted"}:
            if shut:
                work.mark(
                    skull.solid, marching.SMILE, x, height, across, -0.4 * high, DARK, thick=0.035
                )
            else:
                _flat_eye(work, skull, (x, height, across, high * mien.open_eyes), str(kind), iris,
                          mien)  # fmt: skip
            continue
        round_px = size * scale * min(skull.x, skull.y) * (0.5 if kind == "beads" else 1.0)
        out = 1.02 if kind == "goggles" else 0.93
        lift = 0.45 if kind == "goggles" else 0.0
        at = skull.on(x, min(0.92, height + lift), out)
        eye = skull.frame.moved(*at)
        work.group()
        if kind == "beads":
            work.ball(eye, round_px, round_px * 1.15, round_px, Paint(first=DARK, gloss=1.0))
            continue
        _ball_eye(work, eye, round_px, iris, paint_of(traits, "skin"), mien)
    if number_of(traits, "brow") > 0.35 and kind not in {"goggles", "one"}:
        _brows(work, skull, traits, mien)


def _flat_eye(
    work: Sculpture,
    skull: Skull,
    place: tuple[float, float, float, float],
    kind: str,
    iris: Colour,
    mien: Mien,
) -> None:
    x, y, wide, high = place
    dx, dy = mien.look_x * wide * 0.35, mien.look_y * high * 0.3
    if kind == "dots":
        work.mark(skull.solid, marching.OVAL, x, y, wide * 0.6, high * 0.7, DARK, gloss=0.9)
    else:
        if kind == "painted":
            work.mark(skull.solid, marching.OVAL, x, y, wide * 1.1, high * 1.1, DARK)
        work.mark(skull.solid, marching.OVAL, x, y, wide, high, WHITE, gloss=0.8)
        work.mark(skull.solid, marching.OVAL, x + dx, y + dy, wide * 0.62, high * 0.66, iris)
        work.mark(skull.solid, marching.OVAL, x + dx, y + dy, wide * 0.36, high * 0.4, DARK)
    gleam = (x + dx + wide * 0.18, y + dy + high * 0.24)
    work.mark(skull.solid, marching.OVAL, *gleam, wide * 0.17, high * 0.17, WHITE)


def _ball_eye(
    work: Sculpture, eye: Frame, size: float, iris: Colour, skin: Paint, mien: Mien
) -> None:
    ball = work.ball(eye, size, size * 1.05, size, Paint(first=WHITE, gloss=1.0))
    dx, dy = mien.look_x * 0.35, mien.look_y * 0.3
    work.mark(ball, marching.OVAL, dx, dy, 0.58, 0.58, iris, gloss=1.0)
    work.mark(ball, marching.OVAL, dx, dy, 0.33, 0.33, DARK, gloss=1.0)
    work.mark(ball, marching.OVAL, dx + 0.2, dy + 0.24, 0.13, 0.13, WHITE, gloss=1.0)
    if mien.open_eyes < 0.95:
        work.group()
        lid = size * 1.09
        cut = lid * (1.6 * mien.open_eyes - 0.75)
        work.dome(eye.moved(rx=12), lid, lid * 1.05, lid, cut, skin.bare())


def _brows(work: Sculpture, skull: Skull, traits: Traits, mien: Mien) -> None:
    paint, thick = paint_of(traits, "hair_paint").bare(), 0.05 * number_of(traits, "brow")
    apart, size = number_of(traits, "eye_apart"), number_of(traits, "eye_size")
    up = number_of(traits, "eye_height") + size * number_of(traits, "eye_tall") + 0.12
    work.group(0.02)
    tilt = 0.01 * mien.brows
    for side in (-1, 1):
        inner = skull.frame.point(*skull.on(side * (apart - size * 0.8), up - tilt, 1.03))
        outer = skull.frame.point(*skull.on(side * (apart + size * 0.8), up + tilt - 0.02, 1.03))
        work.limb(inner, outer, thick * skull.y * 1.6, thick * skull.y, paint)


def _nose(work: Sculpture, skull: Skull, traits: Traits) -> tuple[int, bool]:
    """Adds the nose; returns the solid the mouth is drawn on and whether that is a muzzle."""
    kind, skin, size = traits["nose"], paint_of(traits, "skin"), number_of(traits, "nose_size")
    at = skull.frame.moved(*skull.on(0, -0.12, 1.0))
    tip = paint_of(traits, "nose_paint").bare()
    r = size * skull.x
    if kind in {"snout", "pig"}:
        work.group(0.04 * skull.x)
        light = paint_of(traits, "muzzle").bare()
        low = skull.frame.moved(*skull.on(0, -0.32, 0.86))
        deep = r * number_of(traits, "snout_long")
        muzzle = work.ball(low, r * 1.9, r * 1.35, deep, light)
        work.group()
        if kind == "pig":
            flat = low.moved(z=deep * 0.8, rx=90)
            work.tube(flat, r * 0.95, r * 0.3, r * 0.9, tip, 0.03)
        else:
            work.ball(low.moved(y=r * 0.8, z=deep * 0.8), r * 0.55, r * 0.4, r * 0.4, tip)
        return muzzle, True
    work.group(0.05 * skull.x if kind != "ball" else 0.0)
    if kind == "beak":
        start, length = at.at, r * 2.0 * number_of(traits, "snout_long")
        work.limb(start, at.point(0, -r * 0.3, length), r * 0.9, r * 0.12, tip)
        work.limb(start + skull.frame.turn @ np.array([0, -r * 0.6, 0]),
                  at.point(0, -r * 0.8, length * 0.7), r * 0.6, r * 0.1, tip)  # fmt: skip
    elif kind == "button":
        work.ball(at, r * 0.5, r * 0.42, r * 0.5, skin.bare())
    elif kind == "ball":
        work.ball(at.moved(z=r * 0.3), r * 0.75, r * 0.7, r * 0.7, tip)
    elif kind == "long":
        work.limb(at.point(0, r * 0.5, 0), at.point(0, -r * 0.4, r * 0.9), r * 0.3, r * 0.42, skin)
    elif kind == "wide":
        work.ball(at, r, r * 0.5, r * 0.55, skin.bare())
    return skull.solid, False


def _mouth(work: Sculpture, bearer: int, traits: Traits, mien: Mien, *, muzzle: bool) -> None:
    if traits["nose"] == "beak":
        return
    wide = number_of(traits, "mouth_wide")
    y = -0.3 if muzzle else number_of(traits, "mouth_height")
    if muzzle:
        wide *= 1.3
    if mien.mouth == "open":
        work.mark(bearer, marching.GRIN, 0, y + 0.1, wide, wide * 1.0, MOUTH)
        work.mark(bearer, marching.OVAL, 0, y - wide * 0.45, wide * 0.5, wide * 0.28,
                  (0.86, 0.36, 0.38))  # fmt: skip
        if traits.get("teeth") == "shown":
            work.mark(bearer, marching.STROKE, 0, y + 0.06, wide * 0.8, 1, WHITE, thick=0.05)
    elif mien.mouth == "o":
        work.mark(bearer, marching.OVAL, 0, y - 0.03, wide * 0.42, wide * 0.55, MOUTH)
    else:
        bend = {"smile": 0.16, "flat": 0.01, "sad": -0.14}[mien.mouth]
        high = y - 0.02 if mien.mouth != "sad" else y - 0.12
        work.mark(bearer, marching.SMILE, 0, high, wide, bend, DARK, thick=0.035)
        if traits.get("teeth") == "fangs":
            for side in (-1, 1):
                work.mark(bearer, marching.OVAL, side * wide * 0.6, high - 0.05, 0.05, 0.08, WHITE)


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


def glasses(work: Sculpture, skull: Skull, traits: Traits) -> None:
    """Rims before the eyes, a beard or a moustache, where the figure wears them."""
    kind, paint = traits["on_face"], paint_of(traits, "trim")
    x, y, head = skull.x, skull.y, skull.frame
    work.group(0.04 * x)
    if kind == "glasses":
        apart, size = number_of(traits, "eye_apart"), number_of(traits, "eye_size") * 1.35
        for side in (-1, 1):
            at = skull.on(side * apart, number_of(traits, "eye_height"), 1.1)
            work.ring(head.moved(*at, rx=90), size * x, 0.035 * x, paint.bare())
    hair_paint = paint_of(traits, "hair_paint").bare()
    if kind == "beard":
        for i in range(-2, 3):
            at = skull.on(i * 0.3, -0.62 + 0.05 * abs(i), 0.92)
            work.ball(head.moved(*at), x * 0.26, y * 0.34, x * 0.26, hair_paint)
    if kind == "moustache":
        for side in (-1, 1):
            inner = head.point(*skull.on(side * 0.06, -0.27, 1.08))
            work.limb(inner, head.point(*skull.on(side * 0.45, -0.36, 1.04)), x * 0.13, x * 0.04,
                      hair_paint)  # fmt: skip
