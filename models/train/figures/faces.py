"""Faces: eyes, nose, mouth, cheeks and marks on a head that is drawn already."""

from models.train.figures import eyes, noses
from models.train.figures.body import Frame
from models.train.figures.eyes import DARK, WHITE, spot
from models.train.figures.palettes import Colour, darker, distinct, luminance, mix
from models.train.figures.shapes import (
    Drawing,
    Point,
    Shape,
    blob,
    curve,
    heart,
    polygon,
)
from models.train.figures.traits import Figure, Take


def face(d: Drawing, f: Figure, t: Take, h: Frame, *, ground: Colour | None = None) -> None:
    """Everything on the face, for a head already drawn; nothing from behind."""
    skin = ground or f.skin
    unit = h.size
    _cheeks(d, f, h, skin, unit)
    noses.muzzle(d, f, t, h, unit)
    eyes.eyes(d, f, t, h, skin, unit)
    eyes.brows(d, f, t, h, unit)
    noses.nose(d, f, h, skin, unit)
    _mouth(d, f, t, h, unit)
    _mark(d, f, h, unit)


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
