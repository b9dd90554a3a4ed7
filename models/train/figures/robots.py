"""The bodies of robots."""

import math

from models.train.figures import limbs, props
from models.train.figures.body import Skeleton, Trunk
from models.train.figures.hands import hand
from models.train.figures.palettes import darker, lighter, mix
from models.train.figures.shapes import Drawing, blob, loft, oval, polygon, squircle
from models.train.figures.traits import Figure, Outfit, Take


def body(d: Drawing, f: Figure, o: Outfit, s: Skeleton, k: Trunk, t: Take) -> None:
    """The body, legs, arms and hands of a robot."""
    metal, joint = f.skin, darker(f.skin, 0.45)
    main = o.top
    cx, cy = k.centre(0.5)
    half = math.hypot(f.shoulders * math.cos(s.yaw), f.depth * 1.2 * math.sin(s.yaw))
    if f.kind in {"wheel", "hover"}:
        y = s.pelvis[1] + f.legs * 0.45
        if f.kind == "wheel":
            d.fill(loft([(*s.pelvis[:2], 0.06), (s.pelvis[0], y, 0.05)]), joint, -0.05)
            wide = f.legs * 0.33 * max(0.35, abs(math.sin(s.yaw)))
            d.fill(oval(s.pelvis[0], y, max(wide, 0.1), f.legs * 0.33), (52, 50, 58), -0.04)
            d.mark(
                oval(s.pelvis[0], y, max(wide, 0.1) * 0.5, f.legs * 0.17), f.palette.accent, -0.039
            )
        else:
            d.fill(
                polygon(
                    [
                        (s.pelvis[0] - half * 0.7, s.pelvis[1]),
                        (s.pelvis[0] + half * 0.7, s.pelvis[1]),
                        (s.pelvis[0] + half * 0.25, y),
                        (s.pelvis[0] - half * 0.25, y),
                    ]
                ),
                joint,
                -0.05,
            )
            d.mark(
                oval(s.pelvis[0], y + 0.05, half * 0.45, 0.08),
                mix(f.palette.accent, (255, 255, 255), 0.3),
                -0.06,
            )
    else:
        for leg in s.legs:
            z = limbs.limb_z(leg) - 0.03
            (hx, hy, _), (kx, ky, _), (fx, fy, _) = leg
            r = f.limb * 1.15
            d.fill(loft([(hx, hy, r * 0.6), (kx, ky, r * 0.6)]), joint, z)
            d.fill(
                loft([(kx, ky, r * 0.9), (fx, fy, r * (1.6 if f.limb_taper > 0.95 else 1.0))]),
                metal if f.seed % 2 else o.bottom,
                z + 0.002,
            )
            d.fill(
                oval(kx, ky, r * 1.05, r * 1.05),
                f.palette.accent if f.seed % 3 == 0 else joint,
                z + 0.003,
            )
            limbs.shoe(d, f, o, leg, s.yaw, z, r * 1.1)
    if f.kind in {"barrel", "hover"}:
        shell = d.fill(squircle(cx, cy, half, f.torso * 0.58, 2.4), main, 0.0)
    elif f.kind == "heavy":
        shell = d.fill(
            blob(
                [
                    k.rim(-0.05, -1, 1.05),
                    k.rim(-0.05, 1, 1.05),
                    k.rim(0.35, 1, 1.0),
                    k.rim(1.0, 1, 0.9),
                    k.rim(1.0, -1, 0.9),
                    k.rim(0.35, -1, 1.0),
                ]
            ),
            main,
            0.0,
        )
    else:
        shell = d.fill(squircle(cx, cy, half, f.torso * 0.55, 5.5), main, 0.0)
    if k.front > 0.05:
        x, y = k.surface(0, 0.4)
        w = half * 0.5 * max(0.5, k.front)
        d.fill(squircle(x, y, w, f.torso * 0.2, 5), lighter(metal, 0.3), 0.003, line=0.6)
        style = f.seed % 4
        if style == 0:
            d.mark(oval(x, y, w * 0.5, w * 0.5), f.palette.accent, 0.004)
        elif style == 1:
            for q in range(3):
                d.mark(
                    oval(x + (q - 1) * w * 0.5, y, w * 0.18, w * 0.18),
                    (f.palette.accent, f.palette.second, f.palette.dark)[q],
                    0.004,
                )
        elif style == 2:
            for q in (-1, 0, 1):
                d.stroke(
                    [(x - w * 0.6, y + q * 0.04), (x + w * 0.6, y + q * 0.04)], joint, 0.004, 0.018
                )
        else:
            d.stroke(
                [
                    (x - w * 0.7, y),
                    (x - w * 0.2, y),
                    (x, y - 0.06),
                    (x + w * 0.2, y + 0.05),
                    (x + w * 0.7, y),
                ],
                f.palette.accent,
                0.004,
                0.02,
                curved=False,
            )
    if o.pattern in {"stripes", "hem", "sash", "yoke"}:
        d.stroke([k.rim(0.8, -1, 1.3), k.rim(0.8, 1, 1.3)], o.second, 0.002, 0.07, clip=shell)
    r = f.limb * 0.9
    d.fill(loft([(*s.chest[:2], r), (s.head.x, s.head.y + s.head.b * 0.7, r * 0.9)]), joint, -0.01)
    for i, arm in enumerate(s.arms):
        z = limbs.limb_z(arm) + 0.022
        (ax, ay, _), (bx, by, _), (cx2, cy2, _) = arm
        d.fill(loft([(ax, ay, r * 0.65), (bx, by, r * 0.65)]), joint, z)
        d.fill(
            loft([(bx, by, r * 0.85), (cx2, cy2, r * (1.5 if f.limb_taper < 0.8 else 1.0))]),
            metal,
            z + 0.002,
        )
        d.fill(oval(ax, ay, r * 1.6, r * 1.6), o.second, z + 0.004)
        hand(d, f, o, arm, z, r)
        if i == f.seed % 2:
            props.prop(d, f, (cx2, cy2, z), arm[1], 0.45 + 0.5 * f.arms)
    del t
