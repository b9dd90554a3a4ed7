"""Eyes and brows: drawn, western, plain, and panes of glass, on any head from any yaw."""

import math
from dataclasses import dataclass

import skia

from models.train.figures.body import Frame
from models.train.figures.palettes import Colour, darker, lighter, luminance, mix
from models.train.figures.shapes import (
    Drawing,
    Point,
    blob,
    oval,
    polygon,
    star,
)
from models.train.figures.traits import PEOPLE, Figure, Take

WHITE: Colour = (252, 252, 250)


DARK: Colour = (26, 20, 26)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a face to draw at: `sx` foreshortens, `mirror` is −1 for the right half."""

    x: float
    y: float
    z: float
    unit: float
    sx: float
    roll: float
    mirror: int

    def p(self, dx: float, dy: float) -> Point:
        """The picture's point `dx` outwards and `dy` down, in units."""
        u, v = dx * self.unit * self.sx * self.mirror, dy * self.unit
        c, s = math.cos(self.roll), math.sin(self.roll)
        return self.x + u * c - v * s, self.y + u * s + v * c

    def oval(self, dx: float, dy: float, a: float, b: float) -> skia.Path:
        """An ellipse about that point."""
        x, y = self.p(dx, dy)
        return oval(x, y, a * self.unit * self.sx, b * self.unit, turn=self.roll)


def spot(h: Frame, azimuth: float, elevation: float, unit: float, out: float = 1.0) -> Spot | None:
    """The spot at that direction, None where it does not look at the viewer."""
    face = h.facing(azimuth)
    if face < 0.1:
        return None
    x, y, _ = h.at(azimuth, elevation, out)
    return Spot(
        x, y, h.z, unit, max(0.42, min(1.0, face * 1.15)), h.roll, 1 if azimuth >= 0 else -1
    )


def eyes(d: Drawing, f: Figure, t: Take, h: Frame, skin: Colour, unit: float) -> None:
    """Both eyes, or one, or a pane of glass."""
    small = {"adult": 0.84, "chibi": 1.25, "child": 1.1}.get(f.plan, 1.0)
    size = unit * 0.2 * f.eye_size * small
    if f.eyes in {"single", "three"}:
        s = spot(h, 0.0, f.eye_height + 0.2, size * (1.9 if f.eyes == "single" else 0.9))
        if s:
            _ball_eye(d, f, t, s, skin, pupil=0.45)
        if f.eyes == "single":
            return
    if f.eyes in {"visor", "screen"}:
        _visor(d, f, t, h, unit)
        return
    for side in (1, -1):
        s = spot(h, side * f.eye_gap, f.eye_height, size)
        if s is None:
            continue
        if t.expression.lid > 0.8:
            _shut(d, t, s, skin)
        elif f.eyes in {"glossy", "starry", "modern", "almond", "sleepy"}:
            _drawn_eye(d, f, t, s, skin)
        elif f.eyes in {"white", "joined", "wedge", "half", "ring", "pie", "lamps", "three"}:
            _ball_eye(d, f, t, s, skin, pupil=0.32)
        else:
            _plain_eye(d, f, t, s, skin)


def _shut(d: Drawing, t: Take, s: Spot, skin: Colour) -> None:
    tone = DARK if luminance(skin) > 0.22 else lighter(skin, 0.6)
    up = -0.5 if t.expression.mouth in {"open", "smile"} else 0.4
    d.stroke([s.p(-0.75, 0.1), s.p(0, 0.1 + up), s.p(0.75, 0.1)], tone, s.z + 0.05, s.unit * 0.26)


def _lid(
    d: Drawing, s: Spot, eye: skia.Path, skin: Colour, lid: float, height: float, slant: float
) -> None:
    """A lid over the upper part of an eye, slanting inwards when angry."""
    if lid <= 0.08 and abs(slant) < 0.3:
        return
    low = -height + 2 * height * max(lid, 0.12)
    inner, outer = low + slant * 0.3, low - slant * 0.3
    cover = polygon([s.p(-1.6, -2.2), s.p(1.6, -2.2), s.p(1.6, outer), s.p(-1.6, inner)])
    d.mark(cover, darker(skin, 0.12), s.z + 0.053, clip=eye)
    d.stroke([s.p(-1.05, inner), s.p(1.05, outer)], DARK, s.z + 0.054, s.unit * 0.16, clip=eye)


def _drawn_eye(d: Drawing, f: Figure, t: Take, s: Spot, skin: Colour) -> None:
    """Anime and comic eyes: a shaped white, a large iris, a lash line, highlights."""
    tall, wide, iris, lash = {
        "glossy": (1.35, 0.95, 0.78, 0.3), "starry": (1.5, 1.15, 0.86, 0.36),
        "modern": (1.05, 1.12, 0.74, 0.24), "almond": (0.62, 1.0, 0.52, 0.2),
        "sleepy": (0.85, 1.1, 0.66, 0.3),
    }[f.eyes]  # fmt: skip
    lid = max(t.expression.lid, 0.3 if f.eyes == "sleepy" else 0.0)
    outline = [
        s.p(-wide * 0.9, 0.1 * tall), s.p(-wide * 0.6, -tall * 0.7), s.p(0.05, -tall), s.p(wide * 0.75, -tall * 0.72),
        s.p(wide, -tall * 0.08), s.p(wide * 0.6, tall * 0.8), s.p(0, tall), s.p(-wide * 0.62, tall * 0.75),
    ]  # fmt: skip
    z = s.z + 0.05
    eye = blob(outline)
    d.mark(eye, WHITE, z)
    d.mark(
        polygon([s.p(-2, -2), s.p(2, -2), s.p(2, -tall * 0.55), s.p(-2, -tall * 0.55)]),
        (205, 208, 226),
        z,
        clip=eye,
    )
    look = t.expression.look * 0.25 * s.mirror
    dark = darker(f.eye_colour, 0.55)
    d.mark(s.oval(look, 0, iris * wide, iris * tall * 1.06), dark, z + 0.001, clip=eye)
    d.mark(
        s.oval(look, tall * 0.22, iris * wide * 0.82, iris * tall * 0.8),
        f.eye_colour,
        z + 0.001,
        clip=eye,
    )
    d.mark(
        s.oval(look, tall * 0.5, iris * wide * 0.5, iris * tall * 0.4),
        lighter(f.eye_colour, 0.5),
        z + 0.001,
        clip=eye,
    )
    d.mark(s.oval(look, 0.02, iris * wide * 0.4, iris * tall * 0.46), DARK, z + 0.001, clip=eye)
    _lid(d, s, eye, skin, lid, tall, t.expression.brow)
    shine = -0.3 * s.mirror * t.light
    if f.eyes == "starry":
        x, y = s.p(shine + look, -tall * 0.35)
        d.mark(star(x, y, s.unit * 0.42, points=4, inner=0.3), WHITE, z + 0.002)
        d.mark(s.oval(-shine + look, tall * 0.42, 0.17, 0.2), WHITE, z + 0.002)
    elif f.eyes != "almond":
        d.mark(s.oval(shine + look, -tall * 0.36, 0.25, 0.3 * min(tall, 1.2)), WHITE, z + 0.002)
        d.mark(s.oval(-shine * 0.9 + look, tall * 0.42, 0.12, 0.14), WHITE, z + 0.002)
    top = [outline[0], outline[1], outline[2], outline[3], outline[4]]
    d.stroke(top, DARK, z + 0.003, s.unit * lash)
    if f.lashes or f.eyes == "starry":
        for k in (0.0, 0.35):
            d.stroke(
                [
                    s.p(wide * (0.95 - k * 0.5), -tall * (0.2 + k)),
                    s.p(wide * (1.35 - k * 0.5), -tall * (0.45 + k * 1.2)),
                ],
                DARK,
                z + 0.003,
                s.unit * lash * 0.8,
            )
    d.stroke([outline[5], outline[6], outline[7]], darker(skin, 0.5), z + 0.003, s.unit * 0.08)


def _ball_eye(d: Drawing, f: Figure, t: Take, s: Spot, skin: Colour, *, pupil: float) -> None:
    """Western eyes: a white ball with a pupil, in several cuts."""
    z = s.z + 0.05
    a, b = (
        (1.25, 1.5)
        if f.eyes in {"joined", "pie"}
        else (0.95, 1.15)
        if f.eyes != "half"
        else (1.0, 0.9)
    )
    white: Colour = WHITE if f.eyes != "lamps" else lighter(f.eye_colour, 0.55)
    cx = -0.25 if f.eyes == "joined" else 0.0
    eye = s.oval(cx, 0, a, b)
    if f.eyes == "ring":
        d.mark(s.oval(cx, 0, a * 1.3, b * 1.25), darker(skin, 0.35), z)
    d.fill(eye, white, z, line=0.7, shade=False)
    look = t.expression.look * 0.4 * s.mirror - (0.3 if f.eyes == "joined" else 0.12)
    if f.eyes == "lamps":
        d.mark(s.oval(0, 0, a * 0.55, b * 0.55), f.eye_colour, z + 0.001, clip=eye)
        d.mark(s.oval(-0.2, -0.25, 0.22, 0.22), WHITE, z + 0.001, clip=eye)
        return
    if f.eyes == "pie":
        d.mark(s.oval(look, 0.2, 0.72, 1.1), DARK, z + 0.001, clip=eye)
        x, y = s.p(look, 0.2)
        wedge = polygon([(x, y), s.p(look + 1.0, -0.9), s.p(look + 1.4, 0.0)])
        d.mark(wedge, white, z + 0.001, clip=eye)
    else:
        if f.eyes in {"ring", "single", "three"} or f.lashes:
            d.mark(s.oval(look, 0.05, pupil * 1.7, pupil * 1.8), f.eye_colour, z + 0.001, clip=eye)
        d.mark(s.oval(look, 0.05, pupil, pupil * 1.15), DARK, z + 0.001, clip=eye)
        d.mark(s.oval(look - 0.1, -0.12, pupil * 0.33, pupil * 0.35), WHITE, z + 0.001, clip=eye)
    lid = max(t.expression.lid, 0.42 if f.eyes == "half" else 0.0)
    _lid(d, s, eye, skin, lid, b, t.expression.brow + (1.2 if f.eyes == "wedge" else 0))
    if f.lashes:
        for k in (0.3, 0.75):
            d.stroke(
                [
                    s.p(a * math.cos(k) + cx, -b * math.sin(k)),
                    s.p(a * 1.45 * math.cos(k) + cx, -b * 1.35 * math.sin(k)),
                ],
                DARK,
                z + 0.002,
                s.unit * 0.2,
            )


def _plain_eye(d: Drawing, f: Figure, t: Take, s: Spot, skin: Colour) -> None:
    """Dots, tall ovals, buttons and holes."""
    z = s.z + 0.05
    dark = DARK if luminance(skin) > 0.2 else WHITE
    look = t.expression.look * 0.15 * s.mirror
    open_ = 1 - 0.7 * max(t.expression.lid, 0)
    if f.eyes == "tall":
        d.mark(s.oval(look, 0, 0.42, 0.95 * open_), dark, z)
        d.mark(
            s.oval(look - 0.1 * s.mirror, -0.4 * open_, 0.15, 0.25 * open_),
            WHITE if dark == DARK else DARK,
            z + 0.001,
        )
    elif f.eyes == "button":
        d.fill(s.oval(look, 0, 0.66, 0.7 * open_), (34, 28, 34), z, line=0.5, shade=False)
        d.mark(s.oval(look - 0.2 * s.mirror, -0.26, 0.22, 0.22), WHITE, z + 0.001)
    elif f.eyes == "hollow":
        d.mark(
            blob([s.p(-0.9, 0.1), s.p(-0.3, -0.7), s.p(0.9, -0.5), s.p(0.8, 0.5), s.p(0, 0.7)]),
            (18, 14, 20),
            z,
        )
        d.mark(s.oval(look, 0, 0.24, 0.24 * open_), lighter(f.eye_colour, 0.4), z + 0.001)
    else:
        d.mark(s.oval(look, 0, 0.42, 0.5 * open_), dark, z)


def _visor(d: Drawing, f: Figure, t: Take, h: Frame, unit: float) -> None:
    """One pane over the eyes (visor) or over the whole face (screen)."""
    low, high = (-0.3, 0.28) if f.eyes == "visor" else (-0.6, 0.5)
    reach = 1.15 if f.eyes == "visor" else 0.9
    edge = [(-reach + 2 * reach * k / 8) for k in range(9)]
    seen = [az for az in edge if h.facing(az) > 0.02]
    if len(seen) < 2:
        return
    pane = [h.at(az, high, 1.0)[:2] for az in seen] + [
        h.at(az, low, 1.0)[:2] for az in reversed(seen)
    ]
    glass = d.fill(polygon(pane), mix(DARK, f.eye_colour, 0.15), h.z + 0.045, line=0.8)
    glow = lighter(f.eye_colour, 0.35)
    for side in (1, -1):
        s = spot(
            h,
            side * f.eye_gap * 0.9 + t.expression.look * 0.1,
            0.02 if f.eyes == "visor" else 0.12,
            unit * 0.2 * f.eye_size,
        )
        if s is None:
            continue
        tall = 0.3 if t.expression.lid > 0.6 else 0.75
        d.mark(s.oval(0, 0, 0.6, tall), glow, h.z + 0.05, clip=glass)
        if f.eyes == "visor" and t.expression.brow > 0.5:
            d.mark(
                polygon([s.p(-1, -1), s.p(1, -1), s.p(-1, 0.3)]),
                mix(DARK, f.eye_colour, 0.15),
                h.z + 0.051,
                clip=glass,
            )


def brows(d: Drawing, f: Figure, t: Take, h: Frame, unit: float) -> None:
    """Brows in the colour of the hair; where there are none, only strong feelings draw them."""
    if f.brows == "none" and abs(t.expression.brow) < 0.5:
        return
    if f.eyes in {"visor", "screen", "lamps", "hollow", "single"}:
        return
    wide, thick = {
        "thin": (0.17, 0.032),
        "thick": (0.18, 0.085),
        "short": (0.09, 0.06),
        "none": (0.14, 0.04),
        "round": (0.07, 0.085),
    }[f.brows]
    colour = mix(f.hair_colour, DARK, 0.35) if f.plan in PEOPLE else mix(f.skin, DARK, 0.75)
    up = 0.24 + 0.14 * f.eye_size * (
        1.3 if f.eyes in {"glossy", "starry", "joined", "pie"} else 0.9
    )
    for side in (1, -1):
        s = spot(h, side * f.eye_gap, f.eye_height + up * 0.95 - 0.03 * t.expression.brow, unit)
        if s is None:
            continue
        slant = t.expression.brow * 0.07
        d.stroke(
            [s.p(-wide, slant), s.p(0, -0.03), s.p(wide, -slant * 0.6 + 0.01)],
            colour,
            h.z + 0.085,
            unit * thick,
        )
