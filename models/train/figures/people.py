"""Figures on two legs: people, animals that stand, robots, mascots."""

from models.train.figures import (
    clothes,
    faces,
    glasses,
    hair,
    hats,
    heads,
    limbs,
    neckwear,
    props,
    robots,
    solids,
    tails,
)
from models.train.figures.body import Skeleton, skeleton, trunk
from models.train.figures.hands import hand
from models.train.figures.palettes import darker, lighter
from models.train.figures.shapes import Drawing, loft, oval
from models.train.figures.traits import Figure, Outfit, Take


def person(f: Figure, t: Take) -> Drawing:
    """Draw a figure on two legs."""
    d = Drawing()
    o = f.outfit_2 if t.outfit == 2 else f.outfit
    s = skeleton(f, t)
    k = trunk(f, s)
    if f.plan == "robot":
        robots.body(d, f, o, s, k, t)
    elif f.plan == "mascot":
        solids.solid(d, f, o, s, t)
        return d
    else:
        _legs(d, f, o, s)
        clothes.dress(d, f, o, s, k, t.sway)
        _neck(d, f, s)
        _arms(d, f, o, s)
        neckwear.neckwear(d, f, o, s, k, t.sway)
    tails.back(d, f, t, s, k)
    tails.tail(
        d, f, t, (s.pelvis[0], s.pelvis[1] - 0.02, s.pelvis[2]), s.yaw, 0.55 * max(f.torso, 0.4)
    )
    d.bust_y = s.head.y + s.head.b + 0.55 * (f.neck + f.torso)
    first = len(d.shapes)
    heads.head(d, f, t, s.head)
    faces.face(d, f, t, s.head)
    hair.hair(d, f, t, s.head)
    glasses.glasses(d, f, s.head)
    hats.hat(d, f, t, s.head)
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
        z = limbs.limb_z(leg) - 0.03
        d.fill(
            loft(limbs.chain(leg, root, end)),
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
                loft(limbs.chain(leg, root * grow, end * grow * 1.1, to=share, flare=flare)),
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
        limbs.shoe(d, f, o, leg, s.yaw, z, end)


def _arms(d: Drawing, f: Figure, o: Outfit, s: Skeleton) -> None:
    bulk = 1.0 if f.kind not in {"strong", "wedge"} else 1.35
    for i, arm in enumerate(s.arms):
        z = limbs.limb_z(arm) + 0.022
        r0, r1 = f.limb * 1.05 * bulk, max(0.025, f.limb * (0.5 + 0.45 * f.limb_taper))
        d.fill(loft(limbs.chain(arm, r0, r1)), f.skin, z)
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
            balls = limbs.chain(arm, r0 * 1.18, r1 * 1.25, to=share, flare=flare)
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
        hand(d, f, o, arm, z, r1, 1 if i == 0 else -1)
        if i == f.seed % 2:
            props.prop(d, f, (arm[2][0], arm[2][1], z), arm[1], 0.45 + 0.5 * f.arms)
