"""Faces of invented solid figures: eyes, brows, noses, mouths, and what is worn on a face."""
# ruff: noqa: PLR0917 - x, y, z are read as one

import numpy as np

from models.train.sources import marching
from models.train.sources.sculpture import Colour, Frame, Paint, Sculpture
from models.train.sources.solids_anatomy import (
    DARK,
    WHITE,
    Mien,
    Skull,
    Traits,
    number_of,
    paint_of,
)

MOUTH: Colour = (0.42, 0.1, 0.12)
EYES = ("dots", "ovals", "painted", "balls", "balls", "balls", "goggles", "one", "beads")
NOSES = ("none", "button", "ball", "long", "wide")


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
