"""Clothes on a posed body: trunk garments, sleeves, legs, skirts, coats, shoes, neckwear."""

import math

import skia

from models.train.figures import patterns
from models.train.figures.body import Skeleton, Trunk, Vector
from models.train.figures.palettes import Colour, darker, lighter
from models.train.figures.shapes import Ball, Drawing, Point, blob, curve, loft, oval, polygon
from models.train.figures.traits import Figure, Outfit

LONG = frozenset({"dress", "robe", "kimono", "coat", "tunic"})


def limb_z(joints: tuple[Vector, Vector, Vector]) -> float:
    """One depth for a limb: that of its middle, mostly."""
    return 0.2 * joints[0][2] + 0.4 * joints[1][2] + 0.4 * joints[2][2]


def chain(
    joints: tuple[Vector, Vector, Vector],
    r0: float,
    r1: float,
    *,
    to: float = 1.0,
    flare: float = 1.0,
) -> list[Ball]:
    """Balls along two bones, thick `r0` at the root and `r1` at the end, covering the share `to`."""
    balls: list[Ball] = []
    n = 6
    for i in range(n + 1):
        s = to * i / n
        a, b = (joints[0], joints[1]) if s <= 0.5 else (joints[1], joints[2])
        q = s * 2 if s <= 0.5 else s * 2 - 1
        r = r0 + (r1 - r0) * s
        r *= 1 + (flare - 1) * (i / n) ** 1.5
        balls.append((a[0] + (b[0] - a[0]) * q, a[1] + (b[1] - a[1]) * q, r))
    return balls


def trunk_shape(k: Trunk, *, low: float = 1.0, grow: float = 1.0, flare: float = 1.0) -> skia.Path:
    """The outline of the torso from the shoulders to `low`."""
    left: list[Point] = []
    right: list[Point] = []
    ts = [0.1, 0.25, 0.5, 0.75, 1.0] + ([low] if low > 1.01 else [])
    for t in ts:
        g = grow * (1 + (flare - 1) * max(0.0, t - 0.5) / max(0.01, low - 0.5))
        left.append(k.rim(t, -1, g))
        right.append(k.rim(t, 1, g))
    top_l, top_r = k.rim(-0.05, -1, grow * 0.42), k.rim(-0.05, 1, grow * 0.42)
    out_l, out_r = k.rim(0.0, -1, grow * 0.84), k.rim(0.0, 1, grow * 0.84)
    return curve([out_l, top_l, top_r, out_r, *right, *reversed(left)], closed=True, tension=0.14)


def skirt(
    d: Drawing,
    f: Figure,
    s: Skeleton,
    k: Trunk,
    colour: Colour,
    *,
    start: float,
    reach: float,
    wide: float,
    z: float,
    sway: float,
) -> skia.Path:
    """Cloth from height `start` of the trunk over the legs to the share `reach` of them."""
    hems: list[Point] = []
    for leg in s.legs:
        balls = chain(leg, 1, 1, to=reach)
        hems.append(balls[-1][:2])
    low = (
        max(y for _, y in hems)
        if max(y for _, y in hems) > k.foot[1] + 0.08
        else k.foot[1] + f.legs * reach * 0.5
    )
    half = max(f.hips * wide, max(abs(x - k.foot[0]) for x, _ in hems) + f.limb * 1.6)
    cx = sum(x for x, _ in hems) / 2 * 0.6 + k.foot[0] * 0.4 + sway * 0.1
    wl, wr = k.rim(start, -1, 1.05), k.rim(start, 1, 1.05)
    hl, hr = k.rim(1.05, -1, 1.12), k.rim(1.05, 1, 1.12)
    left, right = (
        (min(cx - half, min(x for x, _ in hems) - f.limb), low),
        (max(cx + half, max(x for x, _ in hems) + f.limb), low),
    )
    hem = []
    n = 8
    for i in range(n + 1):
        u = i / n
        hem.append(
            (
                right[0] + (left[0] - right[0]) * u,
                low + 0.035 * math.sin(math.pi * u) + (0.018 if i % 2 else -0.012),
            )
        )
    path = curve([wl, wr, hr, *hem, hl], closed=True, tension=0.1)
    d.fill(path, colour, z)
    for i in range(1, n):
        if i % 2:
            u = i / n
            x = hr[0] + (hl[0] - hr[0]) * u
            d.stroke(
                [(x, hr[1] + 0.05), (hem[i][0], hem[i][1])],
                darker(colour, 0.25),
                z + 0.001,
                0.012,
                clip=path,
            )
    return path


def dress(d: Drawing, f: Figure, o: Outfit, s: Skeleton, k: Trunk, sway: float) -> None:
    """Everything over the trunk and the hips."""
    legs_z = max(limb_z(leg) for leg in s.legs)
    lower_z = max(0.012, legs_z + 0.012) if abs(legs_z) < 0.5 else legs_z + 0.012
    body = trunk_shape(k)
    if o.kind == "bare":
        d.fill(body, f.skin, 0.0)
        if f.plan != "robot" and k.front > -0.1:
            x, y = k.surface(0, 0.62)
            w = k.waist * 0.72 * max(0.45, k.front)
            d.mark(oval(x, y, w, f.torso * 0.36), f.skin_second, 0.002, clip=body)
    else:
        top = o.top
        d.fill(body, top, 0.0)
        if o.pattern == "gradient":
            d.shapes[-1].under = o.second
        patterns.on_trunk(d, o, k, body, 0.001)
        _front(d, f, o, k, body)
    if o.kind in {"dress", "robe", "kimono", "tunic"}:
        reach = {"dress": 0.3 + o.leg * 0.45, "robe": 0.92, "kimono": 0.88, "tunic": 0.3}[o.kind]
        wide = {"dress": o.wide * 1.15, "robe": 1.25, "kimono": 0.95, "tunic": 1.2}[o.kind]
        path = skirt(
            d,
            f,
            s,
            k,
            o.top if o.kind != "dress" or o.pattern != "yoke" else o.bottom,
            start=0.55,
            reach=reach,
            wide=wide,
            z=lower_z,
            sway=sway,
        )
        if o.pattern == "gradient":
            d.shapes[-1].under = o.second
        if o.pattern in {"hem", "stripes", "dots"}:
            box = path.getBounds()
            band = polygon(
                [
                    (-9, box.bottom() - 0.1),
                    (9, box.bottom() - 0.1),
                    (9, box.bottom() + 1),
                    (-9, box.bottom() + 1),
                ]
            )
            d.mark(band, o.second, lower_z + 0.002, clip=path)
    elif o.bottoms in {"skirt", "long skirt"} and o.kind not in {"bare", "armour", "overalls"}:
        skirt(
            d,
            f,
            s,
            k,
            o.bottom,
            start=0.7,
            reach=0.3 if o.bottoms == "skirt" else 0.8,
            wide=o.wide,
            z=lower_z,
            sway=sway,
        )
    elif o.kind != "bare":
        seat = trunk_shape(k)
        a, b = k.rim(0.74, -1, 1.3), k.rim(0.74, 1, 1.3)
        c, e = k.rim(1.4, 1, 1.5), k.rim(1.4, -1, 1.5)
        d.mark(polygon([a, b, c, e]), o.bottom, 0.003, clip=seat)
    if o.kind == "coat":
        _coat(d, f, o, k, lower_z, sway)
    if o.belt or o.kind in {"kimono", "robe"}:
        a, b = k.rim(0.66, -1, 0.96), k.rim(0.66, 1, 0.96)
        mid = k.surface(0, 0.69) if k.front > 0 else k.surface(math.pi, 0.69)
        z = max(0.006, lower_z + 0.003) if o.kind in LONG else 0.016
        d.stroke([a, mid, b], o.accent, z, 0.055 if o.kind != "kimono" else 0.16)
        if k.front > 0.2 and o.kind != "kimono":
            x, y = k.surface(0, 0.69)
            d.fill(
                polygon(
                    [
                        (x - 0.035, y - 0.035),
                        (x + 0.035, y - 0.035),
                        (x + 0.035, y + 0.035),
                        (x - 0.035, y + 0.035),
                    ]
                ),
                lighter(o.accent, 0.5),
                z + 0.001,
                line=0.4,
            )
    if o.kind not in {"bare", "coat"}:
        patterns.emblem(d, o, k, 0.006)


def _front(d: Drawing, f: Figure, o: Outfit, k: Trunk, body: skia.Path) -> None:
    """What is on the front of the trunk: buttons, lapels, bibs, plates, seams."""
    if o.kind == "overalls":
        if k.front > -0.05:
            bib = [
                k.surface(-0.75, 0.3),
                k.surface(0.75, 0.3),
                k.surface(1.1, 0.75),
                k.surface(-1.1, 0.75),
            ]
            d.fill(polygon(bib), o.bottom, 0.004, line=0.5, clip=body)
        for side in (1, -1):
            az = side * 0.6 if k.front > 0 else math.pi - side * 0.6
            d.stroke(
                [k.surface(az, -0.05), k.surface(az, 0.42 if k.front > 0 else 0.75)],
                o.bottom,
                0.005,
                k.shoulders * 0.2,
                clip=body,
            )
        return
    if k.front < 0.0:
        if o.kind == "armour":
            d.stroke(
                [k.rim(0.45, -1), k.surface(math.pi, 0.5), k.rim(0.45, 1)],
                darker(o.top, 0.35),
                0.003,
                0.02,
                clip=body,
            )
        return
    if o.kind in {"suit", "vest"}:
        v = [k.surface(-0.42, -0.06), k.surface(0.42, -0.06), k.surface(0.0, 0.5)]
        d.mark(polygon(v), lighter(o.second, 0.7), 0.003, clip=body)
        d.stroke(
            [k.surface(-0.5, -0.05), k.surface(0, 0.52), k.surface(0.5, -0.05)],
            darker(o.top, 0.3),
            0.004,
            0.03,
            clip=body,
            curved=False,
        )
        d.stroke(
            [k.surface(0, 0.5), k.surface(0, 1.0)], darker(o.top, 0.35), 0.004, 0.014, clip=body
        )
    elif o.kind == "kimono":
        d.stroke([k.surface(-0.6, -0.06), k.surface(0.35, 0.7)], o.second, 0.003, 0.06, clip=body)
        d.stroke([k.surface(0.6, -0.06), k.surface(-0.35, 0.7)], o.second, 0.004, 0.06, clip=body)
    elif o.kind == "armour":
        plate = lighter(o.top, 0.25)
        d.fill(
            blob(
                [
                    k.surface(-0.9, 0.05),
                    k.surface(0, 0.12),
                    k.surface(0.9, 0.05),
                    k.surface(0.8, 0.4),
                    k.surface(0, 0.52),
                    k.surface(-0.8, 0.4),
                ]
            ),
            plate,
            0.003,
            line=0.6,
            clip=body,
        )
        d.stroke([k.surface(0, 0.1), k.surface(0, 0.5)], darker(plate, 0.3), 0.004, 0.014)
        d.stroke(
            [k.rim(0.66, -1), k.surface(0, 0.7), k.rim(0.66, 1)],
            darker(o.top, 0.35),
            0.003,
            0.018,
            clip=body,
        )
    elif o.kind == "sport":
        for side in (1, -1):
            d.stroke(
                [k.surface(side * 1.2, -0.05), k.surface(side * 1.25, 1.0)],
                o.accent,
                0.003,
                0.045,
                clip=body,
            )
    elif o.kind == "hoodie":
        d.fill(
            blob(
                [
                    k.surface(-0.7, 0.62),
                    k.surface(0.7, 0.62),
                    k.surface(0.9, 0.9),
                    k.surface(-0.9, 0.9),
                ]
            ),
            darker(o.top, 0.1),
            0.003,
            line=0.5,
            clip=body,
        )
        d.stroke(
            [k.surface(-0.5, -0.02), k.surface(0, 0.12), k.surface(0.5, -0.02)],
            darker(o.top, 0.25),
            0.006,
            0.06,
        )
    elif o.kind == "shirt":
        d.stroke(
            [k.surface(0, 0.05), k.surface(0, 0.98)], darker(o.top, 0.25), 0.003, 0.01, clip=body
        )
        for t in (0.2, 0.42, 0.64):
            x, y = k.surface(0.1, t)
            d.mark(oval(x, y, 0.014, 0.014), o.accent, 0.004)
    if f.depth > 0:
        d.stroke(
            [k.rim(0.6, -1), k.surface(-0.7, 0.68)], darker(o.top, 0.2), 0.0035, 0.012, clip=body
        )


def _coat(d: Drawing, f: Figure, o: Outfit, k: Trunk, z: float, sway: float) -> None:
    """An open coat over the shirt, its tails over the hips."""
    c = o.bottom if o.bottom != o.top else o.second
    low = f.legs * (0.25 + 0.6 * o.leg)
    for side in (1, -1):
        if k.front > -0.15:
            edge = side * 0.55
            if math.cos(edge + k.yaw) < -0.2 and math.cos(side * 1.3 + k.yaw) < 0:
                continue
            rim_side = (
                side if k.front > 0.35 else (1 if math.sin(side * math.pi / 2 + k.yaw) > 0 else -1)
            )
            outer = [k.rim(t, rim_side, 1.1) for t in (-0.03, 0.2, 0.6, 1.0)]
            inner = [
                k.surface(edge * q, t)
                for q, t in ((0.7, -0.06), (0.75, 0.3), (0.9, 0.7), (1.1, 1.0))
            ]
            drop = 0.12 * rim_side
            tails = [
                (outer[-1][0] + drop + sway * 0.08, outer[-1][1] + low),
                (inner[-1][0] + drop * 0.4 + sway * 0.08, inner[-1][1] + low * 0.98),
            ]
            d.fill(
                curve([*outer, *tails, *reversed(inner)], closed=True, tension=0.08), c, z + 0.004
            )
            d.stroke([inner[0], inner[1]], lighter(c, 0.25), z + 0.005, 0.05)
        else:
            path = trunk_shape(k, low=1.0 + low / max(0.1, f.torso), grow=1.1, flare=1.35)
            d.fill(path, c, z + 0.004)
            d.stroke(
                [k.surface(math.pi, 0.7), k.surface(math.pi, 1.4)], darker(c, 0.3), z + 0.005, 0.014
            )
            return


def sleeve_colour(o: Outfit) -> Colour:
    """What the sleeves are made of: the outermost garment that has any."""
    if o.kind == "coat":
        return o.bottom if o.bottom != o.top else o.second
    return o.second if o.kind in {"vest", "sport"} and o.pattern != "plain" else o.top


def neckwear(d: Drawing, f: Figure, o: Outfit, s: Skeleton, k: Trunk, sway: float) -> None:
    """Scarves, ties, bows and collars."""
    if o.neckwear == "none":
        return
    x, y = (s.chest[0] + s.neck[0]) / 2, (s.chest[1] + s.neck[1]) / 2 + 0.01
    w = max(f.shoulders * 0.55, f.limb * 1.4)
    front = k.front
    z = 0.06
    fx, fy = k.surface(0, 0.02)
    if o.neckwear == "scarf":
        ex = x - math.sin(k.yaw) * w * 0.8 + (0.5 if abs(math.sin(k.yaw)) < 0.3 else 0) * w
        tail_z = 0.05 if front < 0.5 else 0.061
        d.fill(
            curve(
                [
                    (ex - 0.06, y),
                    (ex + 0.06, y),
                    (ex + 0.09 + sway * 0.18, y + f.torso * 0.75),
                    (ex - 0.05 + sway * 0.18, y + f.torso * 0.78),
                ],
                closed=True,
                tension=0.1,
            ),
            o.accent,
            tail_z,
        )
        d.fill(oval(x, y, w * 1.15, 0.075), o.accent, z + 0.002)
    elif o.neckwear == "ruff":
        d.fill(oval(x, y, w * 1.5, 0.07), lighter(o.second, 0.75), z)
        for q in range(-3, 4):
            d.stroke(
                [(x + q * w * 0.4, y - 0.03), (x + q * w * 0.42, y + 0.05)],
                darker(o.second, 0.1),
                z + 0.001,
                0.012,
            )
    elif front < 0.05:
        if o.neckwear in {"collar", "kerchief"}:
            d.fill(
                blob(
                    [
                        (x - w, y - 0.02),
                        (x + w, y - 0.02),
                        (x + w * 0.8, y + 0.14),
                        (x - w * 0.8, y + 0.14),
                    ]
                ),
                o.second,
                z - 0.02,
            )
    elif o.neckwear == "tie":
        d.fill(
            polygon(
                [
                    (fx - 0.03, fy),
                    (fx + 0.03, fy),
                    (fx + 0.05, fy + f.torso * 0.5),
                    (fx, fy + f.torso * 0.62),
                    (fx - 0.05, fy + f.torso * 0.5),
                ]
            ),
            o.accent,
            0.03,
            line=0.6,
        )
        d.fill(oval(fx, fy + 0.01, 0.04, 0.035), darker(o.accent, 0.15), 0.031, line=0.6)
    elif o.neckwear == "bow":
        for q in (-1, 1):
            d.fill(
                blob([(fx, fy + 0.02), (fx + q * 0.14, fy - 0.05), (fx + q * 0.14, fy + 0.1)]),
                o.accent,
                z + 0.03,
                line=0.7,
            )
        d.fill(oval(fx, fy + 0.02, 0.03, 0.035), darker(o.accent, 0.2), z + 0.031, line=0.5)
    elif o.neckwear == "collar":
        for q in (-1, 1):
            a, b = k.surface(q * 0.15, 0.0), k.surface(q * 0.75, -0.04)
            d.fill(
                polygon([(fx, fy), b, (a[0] + (b[0] - a[0]) * 0.8, fy + f.torso * 0.17)]),
                lighter(o.second, 0.6),
                0.03,
                line=0.6,
            )
    else:
        d.fill(blob([(x - w, y), (x + w, y), (fx, fy + f.torso * 0.36)]), o.accent, 0.04, line=0.7)


def shoe(
    d: Drawing,
    f: Figure,
    o: Outfit,
    leg: tuple[Vector, Vector, Vector],
    yaw: float,
    z: float,
    radius: float,
) -> None:
    """A foot: it points where the figure faces; from the front it is short."""
    x, y, _ = leg[2]
    kx, ky = leg[1][0], leg[1][1]
    long = 0.17 * f.feet * (0.6 + f.limb * 6)
    side = math.sin(yaw)
    down = max(-0.5, min(1.0, (y - ky) / max(0.01, f.legs * 0.5)))
    # A raised shin carries the toes with it.
    bend = math.atan2(x - kx, y - ky)
    tx, ty = side * long * math.cos(bend), -side * long * math.sin(bend) * 0.8
    if abs(side) < 0.35:
        ty += long * 0.3 * max(0.0, math.cos(yaw)) * max(0.0, down)
        tx += (0.12 if leg[0][0] > 0 else -0.12) * long * 2
    r = radius * 1.12
    colour = (
        f.skin
        if o.shoes == "bare"
        or (o.kind == "bare" and f.plan not in {"chibi", "child", "adult"} and f.seed % 3)
        else o.shoe_colour
    )
    heel = (x - tx * 0.12, y + r * 0.2, r * 0.98)
    toe = (x + tx, y + ty + r * 0.3, r * (1.05 if f.feet > 1.2 else 0.8))
    if o.shoes in {"boots", "tall boots"} and colour != f.skin:
        reach = 0.35 if o.shoes == "boots" else 0.72
        a = (x + (kx - x) * reach, y + (ky - y) * reach, radius * 1.25)
        d.fill(loft([a, (x, y, radius * 1.1)]), colour, z + 0.004)
        d.mark(
            oval(a[0], a[1], radius * 1.25, radius * 0.5),
            lighter(colour, 0.2),
            z + 0.005,
            clip=loft([a, (x, y, radius * 1.1)]),
        )
    if o.shoes == "platform" and colour != f.skin:
        d.fill(
            loft([(heel[0], heel[1] + r * 0.7, r * 0.7), (toe[0], toe[1] + r * 0.7, r * 0.7)]),
            darker(colour, 0.4),
            z + 0.004,
        )
    shape = d.fill(loft([heel, toe]), colour, z + 0.005)
    if o.shoes == "sneakers" and colour != f.skin:
        d.mark(
            oval(toe[0], toe[1], toe[2] * 0.9, toe[2] * 0.9), (244, 244, 240), z + 0.006, clip=shape
        )
        d.stroke(
            [(heel[0] - 0.05, heel[1] + r * 0.75), (toe[0] + tx * 0.2, toe[1] + r * 0.65)],
            (244, 244, 240),
            z + 0.006,
            r * 0.4,
            clip=shape,
        )
