"""Bodies that are all head: blobs, plants, objects, mascots."""

import math

from models.train.figures import ears, faces, glasses, hair, hats, heads, limbs, props, tails
from models.train.figures.animals import markings
from models.train.figures.body import Frame, Skeleton, skeleton
from models.train.figures.outlines import figure_points, trimmings
from models.train.figures.palettes import lighter
from models.train.figures.shapes import Drawing, blob, curve, loft, oval, polygon
from models.train.figures.traits import Figure, Outfit, Take


def solid(d: Drawing, f: Figure, o: Outfit, s: Skeleton, t: Take) -> None:
    """A mascot: its head is its body; arms and legs come out of it."""
    h = Frame(
        x=s.pelvis[0], y=s.pelvis[1] - f.head * 0.75, z=0.02, a=f.head * f.head_wide, b=f.head * (1.25 if f.kind in {"tall", "egg"} else 1.0),
        c=f.head * 0.85, yaw=s.yaw, roll=t.tilt * 0.6, nod=t.nod * 0.4,
    )  # fmt: skip
    r = f.limb
    for leg in s.legs:
        z = limbs.limb_z(leg) - 0.06
        d.fill(loft(limbs.chain(leg, r, r * 0.9)), f.skin, z)
        limbs.shoe(d, f, o, leg, s.yaw, z, r)
    for side, arm in zip((1, -1), s.arms, strict=True):
        root = h.at(side * math.pi / 2, -0.15, 0.92)
        shift = (root[0] - arm[0][0], root[1] - arm[0][1], 0.0)
        moved = tuple((p[0] + shift[0], p[1] + shift[1], p[2]) for p in arm)
        z = 0.2 if h.facing(side * math.pi / 2) > -0.15 else -0.2
        d.fill(loft(limbs.chain(moved, r * 0.9, r * 0.9)), f.skin, z)  # type: ignore[arg-type]
        hand = moved[2]
        d.fill(
            oval(hand[0], hand[1], r * 1.25 * f.hands, r * 1.2 * f.hands),
            f.palette.light if o.gloves else f.skin,
            z + 0.001,
        )
        if side == (1 if f.seed % 2 else -1):
            props.prop(d, f, (hand[0], hand[1], z), moved[1], 0.7)
    tails.tail(d, f, t, (h.x, h.y + h.b * 0.6, 0), s.yaw, 0.5)
    heads.head(d, f, t, h)
    skull = blob(heads.outline(f, h))
    if f.coat == "plain" and h.facing(0) > 0:
        x, y, _ = h.at(0, -0.55, 0.8)
        d.mark(oval(x, y, h.half * 0.55, h.b * 0.5), f.skin_second, h.z + 0.005, clip=skull)
    if o.kind != "bare":
        lower = [
            h.turn((-h.a * 2, h.b * 0.35)),
            h.turn((h.a * 2, h.b * 0.35)),
            h.turn((h.a * 2, h.b * 2)),
            h.turn((-h.a * 2, h.b * 2)),
        ]
        d.mark(polygon(lower), o.bottom, h.z + 0.008, clip=skull)
        d.stroke(
            [h.turn((-h.a * 2, h.b * 0.35)), h.turn((h.a * 2, h.b * 0.35))],
            o.accent,
            h.z + 0.009,
            h.b * 0.09,
            clip=skull,
        )
    faces.face(d, f, t, h)
    hair.hair(d, f, t, h)
    glasses.glasses(d, f, h)
    hats.hat(d, f, t, h)


def thing(f: Figure, t: Take) -> Drawing:
    """Blobs, plants and objects: an outline with a face, with or without thin limbs."""
    d = Drawing()
    s = skeleton(f, t)
    size = f.head * 1.25
    stretch = 1.0 + 0.12 * t.sway if f.plan == "blob" else 1.0
    wide, tall = size * f.head_wide / stretch, size * (0.8 + 0.45 * f.neck) * stretch
    narrow = abs(math.cos(t.yaw)) + (
        0.3 if f.kind in {"book", "clock", "star", "bread"} else 0.85
    ) * abs(math.sin(t.yaw))
    narrow = min(1.0, narrow)
    h = Frame(
        x=0.0,
        y=-tall,
        z=0.02,
        a=wide * 0.82,
        b=tall * 0.8,
        c=wide * 0.82 * min(1.0, narrow),
        yaw=t.yaw,
        roll=t.tilt * 0.7,
        nod=t.nod * 0.4,
    )
    points = [h.turn((x * wide * narrow, y * tall)) for x, y in figure_points(f.kind)]
    limbs = f.plan == "object" or (f.seed % 3 > 0 and f.kind not in {"slime", "ghost", "cloud"})
    if limbs:
        _thin_limbs(d, f, t, s, h, wide * narrow)
    sharp = f.kind in {"cup", "lamp", "bottle", "box", "book", "spiky", "carrot"} or (
        f.kind == "star" and f.seed % 2 == 0
    )
    body = d.fill(
        curve(points, closed=True, tension=0.06 if sharp else 0.17),
        f.skin,
        h.z,
        under=f.palette.second if f.kind in {"flame", "slime"} else None,
    )
    if f.plan == "blob":
        markings(
            d,
            f,
            body,
            [(h.x, h.y - tall * 0.4, wide * 0.6), (h.x + wide * 0.3, h.y + tall * 0.4, wide * 0.6)],
            h.z + 0.002,
        )
        x, y, _ = h.at(-0.5, 0.85, 0.95)
        d.mark(
            oval(x, y, wide * 0.16, tall * 0.09, turn=-0.5),
            lighter(f.skin, 0.65),
            h.z + 0.01,
            clip=body,
        )
    trimmings(d, f, t, h, body, wide * narrow, tall)
    faces.face(d, f, t, h)
    hair.hair(d, f, t, h)
    ears.horns(d, f, h)
    glasses.glasses(d, f, h)
    if f.kind not in {"mushroom", "sprout", "candle", "pencil", "tree"}:
        hats.hat(d, f, t, h)
    return d


def _thin_limbs(d: Drawing, f: Figure, t: Take, s: Skeleton, h: Frame, half: float) -> None:
    r = max(0.03, f.limb * 0.7)
    o = f.outfit
    tone = f.palette.dark if f.seed % 2 else f.skin
    for leg in s.legs:
        low = tuple((p[0] * 0.9, p[1] * 0.55 - 0.08, p[2]) for p in leg)
        z = limbs.limb_z(leg) * 0.3 - 0.05
        d.fill(loft(limbs.chain(low, r, r)), tone, z)  # type: ignore[arg-type]
        limbs.shoe(d, f, o, low, t.yaw, z, r * 1.15)  # type: ignore[arg-type]
    for side, arm in zip((1, -1), s.arms, strict=True):
        root = h.at(side * math.pi / 2, -0.1, 1.0)
        sx = (
            root[0] if abs(root[0] - h.x) < half else h.x + math.copysign(half * 0.9, root[0] - h.x)
        )
        moved = tuple((p[0] - arm[0][0] + sx, p[1] - arm[0][1] + root[1], p[2]) for p in arm)
        z = 0.15 if h.facing(side * math.pi / 2) > 0.1 else -0.12
        d.fill(loft(limbs.chain(moved, r, r)), tone, z)  # type: ignore[arg-type]
        d.fill(
            oval(moved[2][0], moved[2][1], r * 1.9 * f.hands**0.5, r * 1.8 * f.hands**0.5),
            f.palette.light if o.gloves or f.seed % 2 else tone,
            z + 0.001,
        )
        if side == (1 if f.seed % 2 else -1):
            props.prop(d, f, (*moved[2][:2], z), moved[1], 0.6)
