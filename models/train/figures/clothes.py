"""Clothes on a posed body: what covers the trunk and falls over the legs."""

import math

import skia

from models.train.figures import patterns
from models.train.figures.body import Skeleton, Trunk
from models.train.figures.garments import coat, front, trunk_shape
from models.train.figures.limbs import chain, limb_z
from models.train.figures.palettes import Colour, darker, lighter
from models.train.figures.shapes import Drawing, Point, curve, oval, polygon
from models.train.figures.traits import Figure, Outfit

LONG = frozenset({"dress", "robe", "kimono", "coat", "tunic"})


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
        front(d, f, o, k, body)
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
        coat(d, f, o, k, lower_z, sway)
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


def sleeve_colour(o: Outfit) -> Colour:
    """What the sleeves are made of: the outermost garment that has any."""
    if o.kind == "coat":
        return o.bottom if o.bottom != o.top else o.second
    return o.second if o.kind in {"vest", "sport"} and o.pattern != "plain" else o.top
