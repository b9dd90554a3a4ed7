"""Faces: eyes, brows, noses, mouths and marks in several grammars, on any head from any yaw."""

import math
from dataclasses import dataclass

import skia

from models.train.figures.body import Frame
from models.train.figures.palettes import Colour, darker, distinct, lighter, luminance, mix
from models.train.figures.shapes import (
    Drawing,
    Point,
    Shape,
    blob,
    curve,
    heart,
    loft,
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


def face(d: Drawing, f: Figure, t: Take, h: Frame, *, ground: Colour | None = None) -> None:
    """Everything on the face, for a head already drawn; nothing from behind."""
    skin = ground or f.skin
    unit = h.size
    _cheeks(d, f, h, skin, unit)
    _muzzle(d, f, t, h, unit)
    _eyes(d, f, t, h, skin, unit)
    _brows(d, f, t, h, unit)
    _nose(d, f, h, skin, unit)
    _mouth(d, f, t, h, unit)
    _mark(d, f, h, unit)


def _eyes(d: Drawing, f: Figure, t: Take, h: Frame, skin: Colour, unit: float) -> None:
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


def _brows(d: Drawing, f: Figure, t: Take, h: Frame, unit: float) -> None:
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


def _muzzle(d: Drawing, f: Figure, t: Take, h: Frame, unit: float) -> None:
    """Snouts stand out of the face; behind the head they vanish by themselves."""
    front = math.cos(h.yaw)
    z = h.z + (0.044 if front > -0.1 else -0.05)
    m = f.muzzle
    if f.nose in {"muzzle", "wide muzzle"}:
        wide = 0.46 if f.nose == "wide muzzle" else 0.36
        x0, y0, _ = h.at(0, -0.4, 0.72)
        x1, y1, _ = h.at(0, -0.34, 1.0 + 0.28 * m)
        snout = d.fill(
            loft([(x0, y0, unit * wide), (x1, y1, unit * wide * 0.72)]),
            f.skin_second if f.coat != "plain" or f.seed % 3 else f.skin,
            z,
            line=0.6,
        )
        if front > -0.1:
            nx, ny, _ = h.at(0, -0.2, 1.06 + 0.34 * m)
            d.fill(
                oval(nx, ny, unit * 0.15 * max(0.6, front), unit * 0.11),
                (52, 36, 42) if f.seed % 4 else (222, 120, 130),
                h.z + 0.06,
                line=0.4,
                shade=False,
            )
            d.mark(
                oval(nx - unit * 0.04, ny - unit * 0.04, unit * 0.04, unit * 0.03),
                WHITE,
                h.z + 0.061,
                alpha=0.7,
            )
        del snout
    elif f.nose == "snout":
        x0, y0, _ = h.at(0, -0.25, 0.8)
        x1, y1, _ = h.at(0, -0.2, 1.15 + 0.2 * m)
        d.fill(
            loft([(x0, y0, unit * 0.32), (x1, y1, unit * 0.27)]),
            mix(f.skin, (240, 140, 150), 0.25),
            z,
            line=0.7,
        )
        for side in (1, -1):
            s = spot(h, side * 0.12, -0.2, unit, 1.15 + 0.2 * m)
            if s:
                d.mark(s.oval(0, 0, 0.045, 0.08), darker(f.skin, 0.6), h.z + 0.06)
    elif f.nose == "snoutlong":
        balls = []
        for k in range(5):
            x, y, _ = h.at(0, -0.35 - 0.04 * k, 0.6 + 0.3 * k * m)
            balls.append((x, y, unit * (0.42 - 0.035 * k)))
        d.fill(loft(balls), f.skin if f.seed % 2 else f.skin_second, z, line=0.8)
        for side in (1, -1):
            s = spot(h, side * 0.14, -0.25, unit, 0.6 + 1.25 * m)
            if s:
                d.mark(s.oval(0, 0, 0.05, 0.05), darker(f.skin, 0.6), h.z + 0.06)
    elif f.nose == "trunk":
        x0, y0, _ = h.at(0, -0.2, 0.85)
        balls = []
        for k in range(8):
            out = math.sin(h.yaw) * unit * (0.1 + 0.09 * k) * m
            balls.append(
                (
                    x0 + out + t.sway * 0.02 * k,
                    y0 + unit * 0.19 * k * m - (unit * 0.1 * max(0, k - 5) ** 2),
                    unit * (0.26 - 0.018 * k),
                )
            )
        d.fill(loft(balls), f.skin, h.z + (0.07 if front > -0.1 else -0.05), line=1.0)
    elif f.nose == "beak":
        _beak(d, f, t, h, unit)
    elif f.nose == "button" and front > -0.1:
        s = spot(h, 0, -0.2, unit, 1.02)
        if s:
            d.fill(
                blob([s.p(-0.13, -0.06), s.p(0.13, -0.06), s.p(0, 0.09)]),
                (60, 40, 46),
                h.z + 0.06,
                line=0.4,
                shade=False,
            )


def _beak(d: Drawing, f: Figure, t: Take, h: Frame, unit: float) -> None:
    colour = (244, 170, 50) if f.seed % 3 else mix(f.palette.accent, (244, 170, 50), 0.4)
    open_ = 0.2 if t.expression.mouth in {"open", "shout", "o"} else 0.03
    z = h.z + (0.06 if math.cos(h.yaw) > -0.15 else -0.06)
    long = {"wader": 1.5, "duck": 0.7, "crow": 0.9, "parrot": 0.45, "owl": 0.3}.get(
        f.kind, 0.5
    ) * f.nose_size**0.5
    wide = 0.36 if f.kind == "duck" else 0.22
    lx, ly, _ = h.at(-math.pi / 2 * 0.3, -0.12, 1.0)
    rx, ry, _ = h.at(math.pi / 2 * 0.3, -0.12, 1.0)
    cx, cy, _ = h.at(0, -0.12, 0.98)
    if abs(lx - rx) < unit * wide:
        lx, rx = cx - unit * wide * 0.5, cx + unit * wide * 0.5
    tip_x, tip_y, _ = h.at(0, -0.28, 1.0 + long)
    tip_y += unit * 0.1
    hook = unit * 0.22 if f.kind in {"parrot", "owl"} else 0.0
    lower = blob(
        [
            (lx + (cx - lx) * 0.3, cy),
            (rx + (cx - rx) * 0.3, cy),
            (cx + (tip_x - cx) * 0.8, tip_y + unit * open_),
        ]
    )
    d.fill(lower, darker(colour, 0.22), z, line=0.6)
    d.fill(
        blob([(lx, ly), (cx, cy - unit * 0.16), (rx, ry), (tip_x, tip_y + hook)]),
        colour,
        z + 0.001,
        line=0.8,
    )


def _nose(d: Drawing, f: Figure, h: Frame, skin: Colour, unit: float) -> None:
    s = spot(h, 0.0, -0.16, unit, 1.02)
    n = f.nose_size
    if s is None or f.nose in {
        "none",
        "muzzle",
        "wide muzzle",
        "snout",
        "snoutlong",
        "trunk",
        "beak",
        "button",
    }:
        return
    side = math.sin(h.yaw)
    forward = unit * side
    z, line = h.z + 0.06, darker(skin, 0.5)
    tone = mix(skin, (226, 110, 90), 0.3)
    if f.nose in {"ball", "big"}:
        r = unit * (0.11 if f.nose == "ball" else 0.2) * n
        d.fill(oval(s.x + forward * 0.1 * n, s.y, r, r * 0.88), tone, z, line=0.7)
    elif f.nose in {"long", "hook", "wedge"}:
        reach = {"long": 0.42, "hook": 0.3, "wedge": 0.2}[f.nose] * n
        drop = 0.16 if f.nose == "hook" else 0.05
        tip = (s.x + forward * reach, s.y + unit * (drop + 0.06))
        a, b = unit * 0.07 * n, unit * 0.17 * n
        shape = blob(
            [
                (s.x - a, s.y - b),
                (s.x + a, s.y - b),
                (tip[0] + a, tip[1]),
                (tip[0], tip[1] + a * 0.9),
                (s.x - a * 1.4, s.y + b * 0.7),
            ]
        )
        d.fill(shape, mix(skin, tone, 0.4), z, line=0.6)
    elif f.nose == "dot":
        d.mark(s.oval(0, 0, 0.045 * n, 0.04 * n), line, z)
    elif f.nose == "shadow":
        d.mark(polygon([s.p(0, -0.08), s.p(0.07, 0.06), s.p(-0.03, 0.06)]), darker(skin, 0.25), z)
    else:
        bend = 0.06 if side >= 0 else -0.06
        d.stroke(
            [s.p(0, -0.12 * n), s.p(bend * 1.4, 0.03), s.p(0, 0.06)]
            if f.nose == "line"
            else [s.p(bend, 0.05), s.p(0, 0.07)],
            line,
            z,
            unit * 0.035,
        )
    if abs(side) > 0.8 and f.nose in {"tick", "shadow", "dot", "line"} and f.plan in PEOPLE:
        x = s.x + math.copysign(unit * 0.02, side)
        d.fill(
            polygon(
                [
                    (x - forward * 0.12, s.y - unit * 0.1),
                    (x + forward * 0.1 * n, s.y + unit * 0.02),
                    (x - forward * 0.12, s.y + unit * 0.07),
                ]
            ),
            skin,
            h.z + 0.02,
            line=0.5,
            shade=False,
        )


def _mouth(d: Drawing, f: Figure, t: Take, h: Frame, unit: float) -> None:
    if f.nose in {"beak", "trunk"} or (f.eyes == "screen" and t.expression.mouth == "flat"):
        return
    out, el = 1.0, -0.5
    if f.nose in {"muzzle", "wide muzzle"}:
        out, el = 1.0 + 0.24 * f.muzzle, -0.52
    elif f.nose == "snout":
        el = -0.6
    elif f.nose == "snoutlong":
        out, el = 0.6 + 0.95 * f.muzzle, -0.55
    s = spot(h, 0.0, el, unit, out)
    if s is None:
        return
    z = h.z + 0.07
    w = {"line": 0.2, "wide": 0.34, "small": 0.1, "cat": 0.17, "fang": 0.22, "lips": 0.15}[f.mouth]
    ink = WHITE if f.eyes == "screen" else mix(DARK, (90, 30, 30), 0.4)
    if luminance(f.skin) < 0.33 and f.eyes != "screen":
        ink = mix(f.skin, (226, 120, 110), 0.5)  # dark on dark is not seen at 100 px
    thick = unit * (0.055 if f.mouth != "small" else 0.045)
    kind = t.expression.mouth
    if kind in {"open", "shout"}:
        deep = 0.26 if kind == "open" else 0.34
        top = 0.0 if kind == "open" else -0.08
        mouth = blob(
            [
                s.p(-w, -0.02),
                s.p(0, 0.03 + top),
                s.p(w, -0.02),
                s.p(w * 0.7, deep * 0.75),
                s.p(0, deep),
                s.p(-w * 0.7, deep * 0.75),
            ]
        )
        d.fill(mouth, (112, 28, 38), z, line=0.5, shade=False)
        d.mark(s.oval(0, deep, w * 0.75, deep * 0.5), (232, 110, 116), z + 0.001, clip=mouth)
        if f.mouth != "small":
            d.mark(
                polygon([s.p(-w, -0.12), s.p(w, -0.12), s.p(w, 0.06), s.p(-w, 0.06)]),
                WHITE,
                z + 0.001,
                clip=mouth,
            )
    elif kind == "grin":
        mouth = blob(
            [
                s.p(-w * 1.2, -0.05),
                s.p(0, 0.02),
                s.p(w * 1.2, -0.05),
                s.p(w * 0.7, 0.14),
                s.p(0, 0.19),
                s.p(-w * 0.7, 0.14),
            ]
        )
        d.fill(mouth, WHITE, z, line=0.6, shade=False)
        d.stroke([s.p(-w, 0.06), s.p(w, 0.06)], ink, z + 0.001, thick * 0.4, clip=mouth)
    elif kind == "o":
        d.fill(s.oval(0, 0.05, max(0.08, w * 0.4), 0.12), (96, 26, 36), z, line=0.5, shade=False)
    elif f.mouth == "cat" or f.nose in {"muzzle", "button"}:
        lift = 0.09 if kind != "frown" else -0.06
        d.stroke(
            [s.p(-w, -0.02), s.p(-w * 0.5, lift), s.p(0, -0.03), s.p(w * 0.5, lift), s.p(w, -0.02)],
            ink,
            z,
            thick,
        )
    else:
        mid = {"smile": 0.1, "frown": -0.09, "flat": 0.0, "smirk": 0.05}[kind]
        ends = {"smirk": (0.06, -0.08)}.get(kind, (0.0, 0.0))
        if f.mouth == "lips":
            d.mark(
                blob(
                    [
                        s.p(-w, 0),
                        s.p(-w * 0.3, -0.07),
                        s.p(0, -0.04),
                        s.p(w * 0.3, -0.07),
                        s.p(w, 0),
                        s.p(0, 0.1),
                    ]
                ),
                (200, 66, 80),
                z - 0.001,
            )
        d.stroke([s.p(-w, ends[0]), s.p(0, mid), s.p(w, ends[1])], ink, z, thick)
    if f.mouth == "fang" and kind in {"smile", "smirk", "grin", "frown"}:
        d.fill(
            polygon([s.p(w * 0.35, 0.0), s.p(w * 0.75, 0.0), s.p(w * 0.55, 0.14)]),
            WHITE,
            z + 0.002,
            line=0.4,
            shade=False,
        )


def _cheeks(d: Drawing, f: Figure, h: Frame, skin: Colour, unit: float) -> None:
    for side in (1, -1):
        s = spot(h, side * (f.eye_gap + 0.22), f.eye_height - 0.32, unit)
        if s is None or f.cheeks == "none":
            continue
        red = mix(skin, (240, 90, 90), 0.45)
        if f.cheeks == "blush":
            d.mark(s.oval(0, 0, 0.15, 0.1), red, h.z + 0.03, alpha=0.75)
        elif f.cheeks == "circles":
            d.mark(s.oval(0, 0, 0.14, 0.14), mix(skin, (230, 70, 70), 0.7), h.z + 0.03)
        elif f.cheeks == "freckles":
            for dx, dy in ((-0.08, 0), (0.02, 0.05), (0.1, -0.02), (0.0, -0.06)):
                d.mark(s.oval(dx, dy, 0.024, 0.022), darker(skin, 0.35), h.z + 0.03)
        else:
            for k in (-0.06, 0.02, 0.1):
                d.stroke([s.p(k + 0.02, -0.06), s.p(k - 0.02, 0.06)], red, h.z + 0.03, unit * 0.03)


def _mark(d: Drawing, f: Figure, h: Frame, unit: float) -> None:
    if f.mark == "none":
        return
    side = 1 if f.seed % 2 else -1
    colour = f.palette.accent if distinct(f.palette.accent, f.skin) > 0.2 else f.palette.dark
    s = spot(h, 0.0 if f.mark == "gem" else side * (f.eye_gap + 0.05), 0.0, unit)
    if s is None:
        return
    z = h.z + 0.055
    if f.mark == "scar":
        d.stroke(
            [s.p(-0.02, -0.42), s.p(0.06, 0.38)], mix(f.skin, (150, 40, 50), 0.6), z, unit * 0.06
        )
        d.stroke(
            [s.p(-0.06, 0.15), s.p(0.14, 0.1)], mix(f.skin, (150, 40, 50), 0.6), z, unit * 0.04
        )
    elif f.mark == "mole":
        d.mark(s.oval(-0.1, 0.45, 0.04, 0.04), darker(f.skin, 0.7), z)
    elif f.mark == "paint":
        for k in (0, 0.14):
            d.mark(
                polygon(
                    [
                        s.p(-0.12, 0.28 + k),
                        s.p(0.3, 0.22 + k),
                        s.p(0.3, 0.29 + k),
                        s.p(-0.12, 0.35 + k),
                    ]
                ),
                colour,
                z,
            )
    elif f.mark == "patch":
        d.fill(s.oval(-0.05, 0, 0.26, 0.25), (36, 32, 38), z + 0.02, line=0.6)
        a, b = h.at(-side * 0.6, 0.75)[:2], h.at(side * 1.4, 0.1)[:2]
        d.shapes.append(_strap([a, s.p(-0.05, 0), b], h.z + 0.074, unit * 0.05))
    elif f.mark == "gem":
        x, y = h.at(0.0, 0.62)[:2]
        d.fill(
            polygon(
                [
                    (x, y - unit * 0.12),
                    (x + unit * 0.08, y),
                    (x, y + unit * 0.12),
                    (x - unit * 0.08, y),
                ]
            ),
            colour,
            h.z + 0.1,
            line=0.5,
        )
    elif f.seed % 3:
        x, y = s.p(-0.05, 0.3)
        d.mark(heart(x, y, unit * 0.08), colour, z)
    else:
        d.mark(s.oval(-0.05, 0.32, 0.05, 0.1), colour, z)


def _strap(points: list[Point], z: float, width: float) -> Shape:
    return Shape(path=curve(points), colour=(36, 32, 38), z=z, line=0, shade=False, stroke=width)
