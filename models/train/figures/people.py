"""Figures on two legs: people, animals that stand, robots, mascots."""

import math

from models.train.figures import clothes, faces, hair, heads, things
from models.train.figures.body import Skeleton, Trunk, Vector, skeleton, trunk
from models.train.figures.palettes import darker, lighter, mix
from models.train.figures.shapes import Drawing, blob, loft, oval, polygon, squircle, union_of
from models.train.figures.traits import Figure, Outfit, Take


def person(f: Figure, t: Take) -> Drawing:
    """Draw a figure on two legs."""
    d = Drawing()
    o = f.outfit_2 if t.outfit == 2 else f.outfit
    s = skeleton(f, t)
    k = trunk(f, s)
    if f.plan == "robot":
        _robot_body(d, f, o, s, k, t)
    elif f.plan == "mascot":
        _mascot_body(d, f, o, s, t)
        return d
    else:
        _legs(d, f, o, s)
        clothes.dress(d, f, o, s, k, t.sway)
        _neck(d, f, s)
        _arms(d, f, o, s)
        clothes.neckwear(d, f, o, s, k, t.sway)
    things.back(d, f, t, s, k)
    things.tail(
        d, f, t, (s.pelvis[0], s.pelvis[1] - 0.02, s.pelvis[2]), s.yaw, 0.55 * max(f.torso, 0.4)
    )
    first = len(d.shapes)
    heads.head(d, f, t, s.head)
    faces.face(d, f, t, s.head)
    hair.hair(d, f, t, s.head)
    things.glasses(d, f, s.head)
    things.hat(d, f, t, s.head)
    # The head lies before the trunk and hanging arms, whatever it wears.
    for shape in d.shapes[first:]:
        if shape.z > s.head.z - 0.2:
            shape.z += 0.09 if f.plan != "chibi" else 0.16
    return d


def _neck(d: Drawing, f: Figure, s: Skeleton) -> None:
    r = f.limb * (0.85 if f.plan != "adult" else 1.0) + 0.012
    x1, y1 = s.chest[0], s.chest[1] + 0.03
    x2, y2 = s.head.x, s.head.y + s.head.b * 0.6
    d.fill(
        loft([(x1, y1, r * 1.1), (x2, y2, r)]),
        darker(f.skin, 0.1),
        0.004 + min(0.0, s.head.z),
        line=0.8,
    )


def _legs(d: Drawing, f: Figure, o: Outfit, s: Skeleton) -> None:
    root = max(f.limb * 1.25, f.hips * 0.47)
    end = max(0.03, f.limb * (0.55 + 0.45 * f.limb_taper))
    covered = (
        o.kind != "bare"
        and o.bottoms not in {"skirt", "long skirt"}
        and o.kind not in {"dress", "tunic"}
    )
    for leg in s.legs:
        z = clothes.limb_z(leg) - 0.03
        d.fill(
            loft(clothes.chain(leg, root, end)),
            f.skin if o.bottoms != "tights" or o.kind == "bare" else o.accent,
            z,
        )
        if covered or o.kind == "armour":
            share = {"shorts": 0.4, "trousers": o.leg, "baggy": 0.9, "tights": 0.97}.get(
                o.bottoms, o.leg
            )
            grow = 1.1 if o.bottoms != "baggy" else 1.35
            flare = {"baggy": 1.35, "shorts": 1.15, "tights": 0.9}.get(
                o.bottoms, 1.0 + 0.35 * (o.wide > 1.8)
            )
            cloth = d.fill(
                loft(clothes.chain(leg, root * grow, end * grow * 1.1, to=share, flare=flare)),
                o.bottom,
                z + 0.002,
            )
            knee = leg[1]
            d.stroke(
                [(knee[0] - end, knee[1] - 0.01), (knee[0] + end * 0.4, knee[1] + 0.025)],
                darker(o.bottom, 0.3),
                z + 0.003,
                0.012,
                clip=cloth,
            )
            if o.kind == "sport":
                d.stroke(
                    [leg[0][:2], knee[:2], leg[2][:2]], o.accent, z + 0.003, root * 0.35, clip=cloth
                )
            if o.kind == "armour":
                d.fill(
                    oval(knee[0], knee[1], end * 1.5, end * 1.6),
                    lighter(o.top, 0.2),
                    z + 0.004,
                    line=0.7,
                )
        clothes.shoe(d, f, o, leg, s.yaw, z, end)


def _arms(d: Drawing, f: Figure, o: Outfit, s: Skeleton) -> None:
    bulk = 1.0 if f.kind not in {"strong", "wedge"} else 1.35
    for i, arm in enumerate(s.arms):
        z = clothes.limb_z(arm) + 0.022
        r0, r1 = f.limb * 1.05 * bulk, max(0.025, f.limb * (0.5 + 0.45 * f.limb_taper))
        d.fill(loft(clothes.chain(arm, r0, r1)), f.skin, z)
        if o.sleeve > 0 and o.kind not in {"bare", "tank"}:
            share = (
                max(o.sleeve, 0.9)
                if o.kind in {"kimono", "robe", "suit", "coat", "hoodie"}
                else o.sleeve
            )
            flare = {
                "kimono": min(2.6, 0.17 / r1),
                "robe": min(2.2, 0.15 / r1),
                "dress": 1.0 + 0.5 * (o.wide > 1.6),
            }.get(o.kind, 1.12)
            colour = clothes.sleeve_colour(o)
            balls = clothes.chain(arm, r0 * 1.18, r1 * 1.25, to=share, flare=flare)
            cloth = d.fill(loft(balls), colour, z + 0.002)
            if o.pattern == "stripes":
                for x, y, r in balls[1::2]:
                    d.mark(oval(x, y, r * 1.2, r * 0.35), o.second, z + 0.003, clip=cloth)
            x, y, r = balls[-1]
            d.mark(
                oval(x, y, r, r),
                darker(colour, 0.15) if o.kind != "sport" else o.accent,
                z + 0.0025,
                clip=cloth,
            )
            ex, ey, _ = arm[1]
            d.stroke(
                [(ex - r1, ey), (ex + r1 * 0.5, ey + 0.02)],
                darker(colour, 0.3),
                z + 0.003,
                0.012,
                clip=cloth,
            )
        if o.kind == "armour":
            x, y, _ = arm[0]
            d.fill(oval(x, y, r0 * 2.1, r0 * 1.9), lighter(o.top, 0.25), z + 0.006)
            d.stroke([(x - r0 * 1.5, y + r0), (x + r0 * 1.5, y + r0)], o.accent, z + 0.007, 0.02)
        _hand(d, f, o, arm, z, r1, 1 if i == 0 else -1)
        if i == f.seed % 2:
            things.prop(d, f, (arm[2][0], arm[2][1], z), arm[1], 0.45 + 0.5 * f.arms)


def _hand(
    d: Drawing,
    f: Figure,
    o: Outfit,
    arm: tuple[Vector, Vector, Vector],
    z: float,
    r1: float,
    s_side: int = 1,
) -> None:
    x, y, _ = arm[2]
    ex, ey, _ = arm[1]
    n = math.hypot(x - ex, y - ey) or 1.0
    dx, dy = (x - ex) / n, (y - ey) / n
    r = min(r1 * 1.18 * f.hands + 0.012, f.head * (0.42 if f.plan != "robot" else 0.6))
    colour = f.palette.light if o.gloves and f.plan != "robot" else f.skin
    if f.plan == "robot":
        for q in (-0.55, 0.55):
            d.fill(
                loft(
                    [
                        (x, y, r * 0.5),
                        (
                            x + dx * r * 1.5 - dy * r * q * 1.5,
                            y + dy * r * 1.5 + dx * r * q * 1.5,
                            r * 0.28,
                        ),
                    ]
                ),
                darker(f.skin, 0.3),
                z + 0.005,
            )
        return
    turn = 1 if (ex < x) == (s_side > 0) else -1
    parts = [loft([(x, y, r * 0.8), (x + dx * r * 0.6, y + dy * r * 0.6, r * 0.85)])]
    thumb_x, thumb_y = (
        x + dx * r * 0.75 + dy * r * 1.0 * turn,
        y + dy * r * 0.75 - dx * r * 1.0 * turn,
    )
    parts.append(loft([(x, y, r * 0.42), (thumb_x, thumb_y, r * 0.32)]))
    if f.hands > 1.0 and f.plan != "chibi":
        spread = (0.2, 0.5)[f.seed % 2]
        for q in (-0.55, 0.0, 0.55):
            bx, by = x + dx * r * 0.7 - dy * r * q, y + dy * r * 0.7 + dx * r * q
            tx, ty = (
                x + dx * r * 1.75 - dy * r * q * (1 + spread),
                y + dy * r * 1.75 + dx * r * q * (1 + spread),
            )
            parts.append(loft([(bx, by, r * 0.36), (tx, ty, r * 0.27)]))
    d.fill(union_of(parts), colour, z + 0.005, line=0.9)
    if o.gloves:
        wide = r * 0.85
        d.stroke(
            [
                (x - dx * r * 0.6 - dy * wide, y - dy * r * 0.6 + dx * wide),
                (x - dx * r * 0.6 + dy * wide, y - dy * r * 0.6 - dx * wide),
            ],
            darker(colour, 0.2),
            z + 0.0055,
            r * 0.45,
        )


def _robot_body(d: Drawing, f: Figure, o: Outfit, s: Skeleton, k: Trunk, t: Take) -> None:
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
            z = clothes.limb_z(leg) - 0.03
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
            clothes.shoe(d, f, o, leg, s.yaw, z, r * 1.1)
    if f.kind in {"barrel", "hover"}:
        body = d.fill(squircle(cx, cy, half, f.torso * 0.58, 2.4), main, 0.0)
    elif f.kind == "heavy":
        body = d.fill(
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
        body = d.fill(squircle(cx, cy, half, f.torso * 0.55, 5.5), main, 0.0)
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
        d.stroke([k.rim(0.8, -1, 1.3), k.rim(0.8, 1, 1.3)], o.second, 0.002, 0.07, clip=body)
    r = f.limb * 0.9
    d.fill(loft([(*s.chest[:2], r), (s.head.x, s.head.y + s.head.b * 0.7, r * 0.9)]), joint, -0.01)
    for i, arm in enumerate(s.arms):
        z = clothes.limb_z(arm) + 0.022
        (ax, ay, _), (bx, by, _), (cx2, cy2, _) = arm
        d.fill(loft([(ax, ay, r * 0.65), (bx, by, r * 0.65)]), joint, z)
        d.fill(
            loft([(bx, by, r * 0.85), (cx2, cy2, r * (1.5 if f.limb_taper < 0.8 else 1.0))]),
            metal,
            z + 0.002,
        )
        d.fill(oval(ax, ay, r * 1.6, r * 1.6), o.second, z + 0.004)
        _hand(d, f, o, arm, z, r)
        if i == f.seed % 2:
            things.prop(d, f, (cx2, cy2, z), arm[1], 0.45 + 0.5 * f.arms)
    del t


def _mascot_body(d: Drawing, f: Figure, o: Outfit, s: Skeleton, t: Take) -> None:
    """A body that is all head, on short legs."""
    from models.train.figures.creatures import solid  # noqa: PLC0415 - both draw with the other

    solid(d, f, o, s, t)
