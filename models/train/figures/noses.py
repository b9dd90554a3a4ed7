"""Noses, snouts, trunks and beaks; they stand out of the face."""

import math

from models.train.figures.body import Frame
from models.train.figures.eyes import WHITE, spot
from models.train.figures.palettes import Colour, darker, mix
from models.train.figures.shapes import (
    Drawing,
    blob,
    loft,
    oval,
    polygon,
)
from models.train.figures.traits import PEOPLE, Figure, Take


def muzzle(d: Drawing, f: Figure, t: Take, h: Frame, unit: float) -> None:
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


def nose(d: Drawing, f: Figure, h: Frame, skin: Colour, unit: float) -> None:
    """Noses of people and things; in profile they change the outline of the face."""
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
