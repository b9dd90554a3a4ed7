"""Bodies that are all head, and animals that go on four legs, fly, swim or crawl."""

import dataclasses
import math

import skia

from models.train.figures import clothes, faces, hair, heads, things
from models.train.figures.body import Frame, Skeleton, Vector, skeleton, turned
from models.train.figures.palettes import Colour, darker, lighter, mix
from models.train.figures.shapes import Ball, Drawing, Point, blob, curve, loft, oval, polygon, star
from models.train.figures.traits import Figure, Outfit, Take


def solid(d: Drawing, f: Figure, o: Outfit, s: Skeleton, t: Take) -> None:
    """A mascot: its head is its body; arms and legs come out of it."""
    h = Frame(
        x=s.pelvis[0], y=s.pelvis[1] - f.head * 0.75, z=0.02, a=f.head * f.head_wide, b=f.head * (1.25 if f.kind in {"tall", "egg"} else 1.0),
        c=f.head * 0.85, yaw=s.yaw, roll=t.tilt * 0.6, nod=t.nod * 0.4,
    )  # fmt: skip
    r = f.limb
    for leg in s.legs:
        z = clothes.limb_z(leg) - 0.06
        d.fill(loft(clothes.chain(leg, r, r * 0.9)), f.skin, z)
        clothes.shoe(d, f, o, leg, s.yaw, z, r)
    for side, arm in zip((1, -1), s.arms, strict=True):
        root = h.at(side * math.pi / 2, -0.15, 0.92)
        shift = (root[0] - arm[0][0], root[1] - arm[0][1], 0.0)
        moved = tuple((p[0] + shift[0], p[1] + shift[1], p[2]) for p in arm)
        z = 0.2 if h.facing(side * math.pi / 2) > -0.15 else -0.2
        d.fill(loft(clothes.chain(moved, r * 0.9, r * 0.9)), f.skin, z)  # type: ignore[arg-type]
        hand = moved[2]
        d.fill(
            oval(hand[0], hand[1], r * 1.25 * f.hands, r * 1.2 * f.hands),
            f.palette.light if o.gloves else f.skin,
            z + 0.001,
        )
        if side == (1 if f.seed % 2 else -1):
            things.prop(d, f, (hand[0], hand[1], z), moved[1], 0.7)
    things.tail(d, f, t, (h.x, h.y + h.b * 0.6, 0), s.yaw, 0.5)
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
    things.glasses(d, f, h)
    things.hat(d, f, t, h)


def _head(d: Drawing, f: Figure, t: Take, at: Vector, size: float, lift: float) -> None:
    h = Frame(
        x=at[0],
        y=at[1],
        z=at[2] * 0.25 + lift,
        a=size * f.head_wide,
        b=size,
        c=size,
        yaw=t.yaw,
        roll=t.tilt,
        nod=t.nod,
    )
    first = len(d.shapes)
    heads.head(d, f, t, h)
    faces.face(d, f, t, h)
    hair.hair(d, f, t, h)
    things.glasses(d, f, h)
    things.hat(d, f, t, h)
    # Head layers are 0.1 deep at most; keep them in one piece.
    for shape in d.shapes[first:]:
        shape.z = h.z + (shape.z - h.z) * 1.0


def _markings(d: Drawing, f: Figure, clip: skia.Path, balls: list[Ball], z: float) -> None:
    if f.coat in {"plain", "socks"}:
        x0 = balls[len(balls) // 2]
        d.mark(
            oval(x0[0], x0[1] + x0[2] * 0.85, x0[2] * 1.5, x0[2] * 0.5), f.skin_second, z, clip=clip
        )
    for k, (x, y, r) in enumerate(balls):
        if f.coat == "spots":
            for q in range(3):
                a = k * 2.1 + q * 2.4
                d.mark(
                    oval(x + r * 0.6 * math.cos(a), y + r * 0.6 * math.sin(a), r * 0.2, r * 0.17),
                    f.skin_second,
                    z,
                    clip=clip,
                )
        elif f.coat == "stripes":
            d.mark(
                blob(
                    [
                        (x - r * 0.14, y - r * 1.1),
                        (x + r * 0.14, y - r * 1.1),
                        (x + r * 0.05, y + r * 0.45),
                        (x - r * 0.05, y + r * 0.45),
                    ]
                ),
                f.skin_second,
                z,
                clip=clip,
            )
        elif f.coat == "saddle":
            d.mark(oval(x, y - r * 0.8, r * 1.1, r * 0.8), f.skin_second, z, clip=clip)
        elif f.coat == "patches" and k % 2:
            d.mark(oval(x + r * 0.2, y - r * 0.2, r * 0.6, r * 0.55), f.skin_second, z, clip=clip)


def beast(f: Figure, t: Take) -> Drawing:
    """An animal on four legs; its body runs along the depth axis."""
    d = Drawing()
    yaw = t.yaw
    long = f.torso * {
        "dog": 0.9,
        "pig": 0.85,
        "dinosaur": 1.15,
        "crocodile": 1.6,
        "fox": 0.95,
        "giraffe": 0.85,
    }.get(f.kind, 0.95)
    legs = f.legs * {
        "horse": 1.25,
        "deer": 1.3,
        "giraffe": 1.6,
        "pig": 0.6,
        "mouse": 0.5,
        "crocodile": 0.4,
        "rabbit": 0.6,
        "cat": 0.8,
    }.get(f.kind, 0.9)
    thick = f.waist * {
        "bear": 1.3,
        "elephant": 1.45,
        "pig": 1.2,
        "sheep": 1.35,
        "cow": 1.15,
        "deer": 0.8,
        "giraffe": 0.85,
        "fox": 0.8,
    }.get(f.kind, 1.0)
    sit = t.pose.name in {"sitting", "thinking"}
    rise = 0.55 * long if sit else 0.08 * math.sin(t.sway)
    spine = [turned((0.0, -rise * q, long * (q - 0.5)), yaw) for q in (0.0, 0.25, 0.5, 0.75, 1.0)]
    radii = (
        (1.0, 0.95, 0.92, 1.0, 1.02)
        if f.kind not in {"dinosaur", "lion"}
        else (1.1, 1.1, 0.95, 0.85, 0.8)
    )
    balls = [(p[0], p[1], thick * r) for p, r in zip(spine, radii, strict=True)]
    swing = t.pose.leg_swing
    for k, (q, side) in enumerate(((0.95, 1), (0.95, -1), (0.05, 1), (0.05, -1))):
        root = (side * thick * 0.55, -rise * q + thick * 0.35, long * (q - 0.5))
        a = (swing[k % 2] if k < 2 else -swing[(k + 1) % 2]) * 0.55
        if sit and q < 0.5:
            a = 1.1
        ground = legs + rise * q * (1 if sit else 0.3)
        knee = (root[0], root[1] + ground * 0.5 * math.cos(a), root[2] + ground * 0.5 * math.sin(a))
        bend = a - (0.35 * abs(math.sin(a * 2)) if not sit else a)
        foot = (
            knee[0],
            knee[1] + ground * 0.5 * math.cos(bend),
            knee[2] + ground * 0.5 * math.sin(bend),
        )
        joints = (turned(root, yaw), turned(knee, yaw), turned(foot, yaw))
        z = clothes.limb_z(joints)
        z = 0.35 * z + (0.02 if joints[0][2] > turned((0, 0, long * (q - 0.5)), yaw)[2] else -0.08)
        r = (
            f.limb
            * 1.2
            * {"elephant": 1.7, "deer": 0.7, "giraffe": 0.75, "bear": 1.4}.get(f.kind, 1.0)
        )
        leg = loft(clothes.chain(joints, r * 1.35, r * f.limb_taper**0.5))
        d.fill(leg, f.skin, z)
        fx, fy, _ = joints[2]
        sock = (
            f.skin_second
            if f.coat == "socks"
            else darker(f.skin, 0.55)
            if f.kind in {"horse", "deer", "goat", "cow", "pig", "giraffe"}
            else f.skin
        )
        d.fill(
            loft([(fx, fy, r * 0.95), (fx + math.sin(yaw) * r * 0.9, fy + r * 0.15, r * 0.95)]),
            sock,
            z + 0.001,
        )
    if f.kind == "sheep":
        wool = [
            (x + b * 0.55 * math.cos(a), y + b * 0.55 * math.sin(a), b * 0.6)
            for x, y, b in balls
            for a in (0.5, 1.9, 3.3, 4.7, 5.6)
        ]
        body = skia.Path()
        for x, y, b in wool:
            body.addCircle(x, y, b)
        d.fill(body, lighter(f.skin_second, 0.3), 0.0)
    else:
        body = d.fill(loft(balls), f.skin, 0.0)
        _markings(d, f, body, balls, 0.001)
    things.tail(
        d,
        f,
        t,
        (balls[0][0] - math.sin(yaw) * thick * 0.8, balls[0][1] - thick * 0.4, 0),
        yaw,
        0.5 * (long + thick),
    )
    chest = spine[-1]
    neck = {
        "horse": 0.55,
        "deer": 0.5,
        "giraffe": 1.15,
        "dinosaur": 0.75,
        "goat": 0.35,
        "dragon": 0.5,
    }.get(f.kind, 0.16) * (0.8 + 0.4 * f.tail_size**0.5)
    hx, hy, _hz = turned(
        (0.0, -rise - thick * 0.4 - neck, long * 0.5 + thick * 0.5 + neck * 0.35), yaw
    )
    front = math.cos(yaw)
    z = 0.12 if front > -0.2 else -0.15
    size = f.head * {
        "horse": 0.75,
        "giraffe": 0.62,
        "dinosaur": 0.7,
        "elephant": 0.95,
        "deer": 0.75,
    }.get(f.kind, 1.0)
    d.fill(
        loft([(chest[0], chest[1], thick * 0.75), (hx, hy + size * 0.3, min(thick, size) * 0.62)]),
        f.skin if f.kind != "sheep" else lighter(f.skin_second, 0.3),
        0.06 if front > -0.2 else -0.1,
    )
    if f.kind == "lion":
        for k in range(11):
            a = k / 11 * math.tau
            d.fill(
                oval(
                    hx + size * 0.85 * math.cos(a),
                    hy + size * 0.85 * math.sin(a),
                    size * 0.55,
                    size * 0.55,
                ),
                f.hair_colour,
                z - 0.03,
                line=0.6,
            )
    if f.kind == "horse":
        d.fill(
            curve(
                [
                    (hx - math.sin(yaw) * size * 0.3, hy - size),
                    (hx - math.sin(yaw) * size * 1.3, hy),
                    (chest[0] - math.sin(yaw) * thick * 0.7, chest[1] - thick * 0.5),
                    (hx, hy + size * 0.5),
                ],
                closed=True,
            ),
            f.hair_colour,
            z - 0.01,
        )
    if f.back in {"wings", "bat"} or f.kind == "dragon":
        for side in (1, -1):
            rx, ry, rz = turned((side * thick * 0.7, -thick * 0.6 - rise * 0.6, 0.0), yaw)
            tip = turned((side * (thick + 0.75), -thick - 0.6 - 0.2 * t.sway, -0.3), yaw)
            d.fill(
                curve(
                    [
                        (rx, ry),
                        (tip[0], tip[1]),
                        (tip[0] * 0.75 + rx * 0.25, tip[1] * 0.5),
                        (tip[0] * 0.5 + rx * 0.5, ry * 0.8 + 0.1),
                        (rx, ry + 0.15),
                    ],
                    closed=True,
                    tension=0.06,
                ),
                f.palette.accent,
                0.05 if rz > 0 else -0.12,
            )
    if f.outfit.neckwear in {"scarf", "bow", "kerchief"} or f.outfit.belt:
        d.stroke(
            [
                (hx - size * 0.5, hy + size * 0.82),
                (hx, hy + size * 0.98),
                (hx + size * 0.5, hy + size * 0.82),
            ],
            f.outfit.accent,
            z - 0.005,
            size * 0.24,
        )
    _head(d, f, t, (hx, hy, 0), size, z)
    return d


def bird(f: Figure, t: Take) -> Drawing:
    """A bird standing or flying."""
    d = Drawing()
    yaw, front = t.yaw, math.cos(t.yaw)
    b = f.torso * 0.55
    wide = b * {"owl": 0.9, "penguin": 0.78, "chick": 0.95, "wader": 0.55, "crow": 0.62}.get(
        f.kind, 0.72
    )
    tall = b * {"penguin": 1.3, "owl": 1.15, "wader": 0.75}.get(f.kind, 0.92)
    legs = f.legs * {"wader": 1.3, "penguin": 0.12, "chick": 0.3, "owl": 0.2}.get(f.kind, 0.38)
    tilt = {"penguin": 0.0, "owl": 0.0, "chick": 0.15}.get(f.kind, 0.5)
    low = turned((0, tall * 0.35, -tilt * b), yaw)
    up = turned((0, -tall * 0.45, tilt * b * 0.5), yaw)
    balls = [(low[0], low[1], wide * 0.85), (0.0, 0.0, wide), (up[0], up[1], wide * 0.75)]
    orange = (236, 150, 50)
    for side in (1, -1):
        x, y, z = turned((side * wide * 0.4, tall * 0.6, -tilt * b * 0.4), yaw)
        fx, fy = x + 0.03 * side, y + legs + wide * 0.45
        d.stroke(
            [(x, y), (x - math.sin(yaw) * legs * 0.15, (y + fy) / 2), (fx, fy)],
            orange,
            z * 0.2 - 0.05,
            0.04,
        )
        toe = math.sin(yaw) * 0.12
        for q in (-0.07, 0.0, 0.07):
            d.stroke(
                [(fx, fy), (fx + toe + q * (0.5 + abs(front)), fy + 0.04)],
                orange,
                z * 0.2 - 0.04,
                0.035,
            )
    body = d.fill(loft(balls), f.skin, 0.0)
    if front > -0.3:
        bx, by, _ = turned((0, tall * 0.15, wide * 0.8), yaw)
        d.mark(
            oval(bx, by, wide * 0.75 * max(0.5, front), tall * 0.75),
            f.skin_second,
            0.001,
            clip=body,
        )
    _markings(d, f, body, balls, 0.002) if f.coat in {"spots", "stripes"} else None
    tx, ty, _ = turned((0, tall * 0.3, -tilt * b - wide * 0.6), yaw)
    ex, ey, _ = turned(
        (
            0,
            tall * (0.2 if f.kind != "rooster" else -0.9),
            -tilt * b - wide * 0.8 - 0.35 * f.tail_size,
        ),
        yaw,
    )
    away = (ex - tx) or 0.1
    d.fill(
        blob(
            [
                (tx, ty - 0.08),
                (ex, ey - 0.1),
                (ex + away * 0.2, ey + 0.05),
                (ex, ey + 0.14),
                (tx, ty + 0.1),
            ]
        ),
        f.palette.accent if f.kind in {"rooster", "parrot"} else darker(f.skin, 0.2),
        -0.1 if front > -0.2 else 0.1,
    )
    lift = max(-0.2, min(1.4, t.pose.arm_lift[0])) if t.pose.arm_lift[0] > 0.7 else 0.0
    for side in (1, -1):
        sx, sy, sz = turned((side * wide * 0.92, -tall * 0.25, 0.0), yaw)
        tip = turned(
            (side * wide * (0.95 + 0.9 * lift), tall * (0.75 - 1.1 * lift), -0.3 * tilt - 0.1), yaw
        )
        mid = ((sx + tip[0]) / 2, (sy + tip[1]) / 2)
        w = wide * 0.36
        wing = blob(
            [
                (sx, sy - w * 0.4),
                (mid[0] + w * 0.75, mid[1] - w * 0.2),
                (tip[0], tip[1]),
                (mid[0] - w * 0.75, mid[1] + w * 0.3),
            ]
        )
        z = 0.05 if sz > -0.05 else -0.06
        d.fill(wing, darker(f.skin, 0.16) if f.seed % 2 else f.palette.second, z)
        d.stroke(
            [(sx, sy), mid, (tip[0], tip[1])], darker(f.skin, 0.35), z + 0.001, 0.014, clip=wing
        )
    neck = {"wader": 0.6, "duck": 0.2, "rooster": 0.15}.get(f.kind, 0.0) * (0.6 + 0.5 * f.tail_size)
    hx, hy, _ = turned((0, -tall * 0.55 - neck - f.head * 0.45, tilt * b * 0.8 + neck * 0.3), yaw)
    d.fill(
        loft(
            [
                (up[0], up[1], wide * (0.6 if neck < 0.1 else 0.32)),
                (hx, hy + f.head * 0.3, f.head * (0.6 if neck < 0.1 else 0.36)),
            ]
        ),
        f.skin,
        0.01,
    )
    if f.kind in {"rooster", "parrot"}:
        for q in range(3):
            d.fill(
                oval(
                    hx + (q - 1) * f.head * 0.35 - math.sin(yaw) * f.head * 0.2,
                    hy - f.head * (1.05 + 0.12 * (q == 1)),
                    f.head * 0.24,
                    f.head * 0.34,
                ),
                f.palette.accent,
                0.08,
            )
    wide_eyed = dataclasses.replace(f, eye_gap=f.eye_gap + (0.0 if f.kind == "owl" else 0.22))
    _head(d, wide_eyed, t, (hx, hy, 0), f.head * 0.85 * (0.7 if f.kind == "wader" else 1.0), 0.1)
    return d


def fish(f: Figure, t: Take) -> Drawing:
    """Swimmers; their length is the depth axis, so the side view is the long one."""
    d = Drawing()
    yaw = (
        t.yaw
        if f.kind == "octopus" or abs(math.sin(t.yaw)) > 0.55
        else math.copysign(0.75, t.yaw or 1.0)
    )
    long = f.torso * {
        "long": 1.5,
        "shark": 1.3,
        "round": 0.7,
        "puffer": 0.55,
        "whale": 1.1,
        "flat": 0.75,
    }.get(f.kind, 0.8)
    r = f.waist * {"long": 0.6, "shark": 0.85, "puffer": 1.4, "whale": 1.45, "round": 1.15}.get(
        f.kind, 1.0
    )
    c2 = f.palette.accent if f.seed % 2 else darker(f.skin, 0.25)
    if f.kind == "octopus":
        h = Frame(
            x=0,
            y=0,
            z=0.05,
            a=f.head * f.head_wide,
            b=f.head * 1.15,
            c=f.head,
            yaw=yaw,
            roll=t.tilt,
            nod=t.nod,
        )
        for k in range(8):
            a = k / 8 * math.tau + 0.2
            x, _, z = turned((math.sin(a) * f.head * 0.7, 0, math.cos(a) * f.head * 0.7), yaw)
            balls = [
                (
                    x * (1 + q * 0.16) + 0.08 * math.sin(q * 1.1 + k + t.sway * 2),
                    f.head * (0.6 + 0.2 * q),
                    f.head * (0.2 - 0.024 * q),
                )
                for q in range(7)
            ]
            d.fill(loft(balls), f.skin, z * 0.3 - 0.02)
        heads.head(d, f, t, h)
        faces.face(d, f, t, h)
        things.hat(d, f, t, h)
        return d
    wave = t.sway * 0.25
    radius = (0.3, 0.62, 0.9, 1.05, 1.0, 0.8)
    spine = [
        turned((wave * (1 - q / 5) ** 2 * r, -0.02 * q, long * (q / 5 - 0.5) * 1.7), yaw)
        for q in range(6)
    ]
    flat = 1.35 if f.kind == "flat" else 1.0
    balls = [(p[0], p[1] * flat, r * k) for p, k in zip(spine, radius, strict=True)]
    tx, ty, _ = balls[0]
    away = -math.sin(yaw)
    spread = r * (1.3 if f.kind != "puffer" else 0.7) * f.tail_size
    d.fill(
        curve(
            [
                (tx, ty),
                (tx + away * spread * 1.1, ty - spread),
                (tx + away * spread * 0.75, ty),
                (tx + away * spread * 1.1, ty + spread),
            ],
            closed=True,
            tension=0.08,
        ),
        c2,
        -0.05,
    )
    top = balls[3]
    d.fill(
        curve(
            [
                (top[0] - r * 0.8, top[1] - r * 0.7),
                (top[0] + away * r * 0.6, top[1] - r * (1.4 + 0.5 * f.ear_size)),
                (top[0] + r * 0.8, top[1] - r * 0.7),
            ],
            closed=True,
            tension=0.12,
        ),
        c2,
        -0.04,
    )
    body = d.fill(loft(balls), f.skin, 0.0)
    _markings(d, f, body, balls, 0.002)
    if f.kind == "puffer":
        for k in range(14):
            a = k / 14 * math.tau
            x, y = top[0] + r * math.cos(a), top[1] + r * math.sin(a)
            d.fill(
                polygon(
                    [
                        (x - 0.04 * math.sin(a), y + 0.04 * math.cos(a)),
                        (x + 0.1 * math.cos(a), y + 0.1 * math.sin(a)),
                        (x + 0.04 * math.sin(a), y - 0.04 * math.cos(a)),
                    ]
                ),
                c2,
                -0.01,
                line=0.6,
            )
    for side in (1, -1):
        x, y, z = turned((side * r * 0.95, r * 0.35, long * 0.1), yaw)
        e = turned((side * r * 1.5, r * (0.9 + 0.3 * t.sway), -long * 0.15), yaw)
        d.fill(
            blob(
                [
                    (x, y - 0.05),
                    (e[0] + away * 0.08, e[1] - 0.08),
                    (e[0], e[1] + 0.06),
                    (x, y + 0.1),
                ]
            ),
            c2,
            0.06 if z > 0 else -0.06,
        )
    nose = spine[-1]
    h = Frame(
        x=balls[4][0],
        y=balls[4][1],
        z=0.03,
        a=r * 1.0,
        b=r,
        c=r * 1.0 + abs(nose[0] - spine[4][0]) * 0.3,
        yaw=yaw,
        roll=t.tilt * 0.5,
        nod=0.0,
    )
    # The eyes of fish sit on the sides.
    faces.face(d, dataclasses.replace(f, eye_gap=0.95 + 0.5 * (f.eye_gap - 0.4)), t, h)
    things.hat(d, f, t, h)
    return d


def insect(f: Figure, t: Take) -> Drawing:
    """Six legs or none: beetles, bees, butterflies, snails, caterpillars, spiders."""
    d = Drawing()
    yaw = t.yaw
    long, r = f.torso * 0.9, f.waist
    z_head = 0.12 if math.cos(yaw) > -0.2 else -0.12
    n = {
        "caterpillar": 6,
        "ant": 3,
        "bee": 3,
        "beetle": 2,
        "spider": 2,
        "snail": 4,
        "butterfly": 4,
    }[f.kind]
    step = long / n * (1.5 if f.kind == "caterpillar" else 1.2)
    segments: list[Ball] = []
    for k in range(n):
        hump = r * 0.5 * abs(math.sin(k * 1.3 + t.sway)) if f.kind == "caterpillar" else 0.0
        p = turned((0, -hump, step * (k - n / 2)), yaw)
        size = (
            r
            * {
                "ant": (1.3, 0.7, 0.8),
                "bee": (0.95, 1.15, 0.9),
                "spider": (1.6, 0.9),
                "beetle": (1.5, 1.3),
            }.get(f.kind, (0.95,) * n)[k]
        )
        segments.append((p[0], p[1], size))
    dark = darker(f.skin, 0.6)
    if f.kind not in {"snail", "caterpillar"}:
        pairs = 4 if f.kind == "spider" else 3
        for k in range(pairs):
            for side in (1, -1):
                q = k - (pairs - 1) / 2
                a = turned((side * r * 0.6, r * 0.4, q * r * 0.7), yaw)
                b = turned(
                    (side * (r * 1.7 + 0.15), -r * 0.1 - 0.1 * (f.kind == "spider"), q * r * 1.3),
                    yaw,
                )
                c = turned(
                    (
                        side * (r * 2.0 + 0.2),
                        r * 1.6 + 0.06 * math.sin(k * 2 + t.sway * 3),
                        q * r * 1.8,
                    ),
                    yaw,
                )
                d.fill(
                    loft([(a[0], a[1], 0.035), (b[0], b[1], 0.035), (c[0], c[1], 0.03)]),
                    dark,
                    -0.05 + 0.1 * a[2],
                )
    if f.kind == "snail":
        foot = [
            (p[0], p[1] + r * 1.2, r * s)
            for p, s in zip(segments, (0.25, 0.45, 0.5, 0.45), strict=True)
        ]
        d.fill(loft(foot), f.skin, 0.0)
        cx, cy = segments[1][0], segments[1][1]
        shell = oval(cx, cy, r * 1.5 * (0.65 + 0.35 * abs(math.sin(yaw))), r * 1.5)
        d.fill(shell, f.palette.accent, 0.02)
        whirl = [
            (
                cx + r * (1.25 - 0.1 * k) * math.cos(k * 0.7) * (0.65 + 0.35 * abs(math.sin(yaw))),
                cy + r * (1.25 - 0.1 * k) * math.sin(k * 0.7),
            )
            for k in range(12)
        ]
        d.stroke(whirl, darker(f.palette.accent, 0.35), 0.021, 0.05, clip=shell)
        segments[-1] = (segments[-1][0], segments[-1][1] + r * 0.4, r * 0.5)
    elif f.kind == "beetle":
        body = d.fill(loft([(x, y, s) for x, y, s in segments]), f.skin, 0.0)
        if math.cos(yaw) < 0.6:
            d.stroke(
                [
                    (segments[0][0], segments[0][1] - r * 1.5),
                    (segments[1][0], segments[1][1] - r * 0.8),
                ],
                dark,
                0.01,
                0.03,
                clip=body,
            )
        for k, (dx, dy) in enumerate(
            ((-0.6, -0.5), (0.5, -0.7), (0.1, 0.2), (-0.9, 0.4), (0.9, 0.2))
        ):
            d.mark(
                oval(segments[0][0] + dx * r, segments[0][1] + dy * r, r * 0.25, r * 0.25),
                f.skin_second if k else dark,
                0.01,
                clip=body,
            )
    else:
        for k, (x, y, s) in enumerate(segments):
            ring = f.skin if k % 2 == 0 or f.kind in {"ant", "spider"} else f.skin_second
            body = d.fill(
                oval(x, y, s * (1.0 if f.kind != "butterfly" else 0.6), s), ring, 0.0 + 0.002 * k
            )
            if f.kind == "bee":
                d.mark(oval(x, y, s * 0.3, s * 1.2), dark, 0.0015 + 0.002 * k, clip=body)
            if f.kind == "caterpillar":
                d.fill(oval(x, y + s * 0.95, s * 0.25, s * 0.22), f.palette.accent, -0.01, line=0.6)
    if f.kind in {"bee", "butterfly"}:
        big = 1.0 if f.kind == "bee" else 2.2
        tone: Colour = (
            mix(f.palette.light, (210, 230, 250), 0.5) if f.kind == "bee" else f.palette.accent
        )
        for side in (1, -1):
            for up in (1, -1) if f.kind == "butterfly" else (1,):
                flap = 0.75 + 0.25 * t.sway
                cx, cy, cz = turned(
                    (
                        side * r * (0.7 + big * 0.75 * flap),
                        -r * (0.7 if up > 0 else -0.8) * big * 0.8,
                        -r * 0.3,
                    ),
                    yaw,
                )
                shape = oval(
                    cx,
                    cy,
                    r * big * 0.85 * max(0.4, abs(math.cos(yaw))),
                    r * big * (0.95 if up > 0 else 0.7),
                    turn=0.5 * side * up,
                )
                z = -0.04 if cz < 0 else 0.04
                d.fill(shape, tone, z)
                if f.kind == "butterfly":
                    d.mark(
                        oval(cx, cy, r * 0.7 * max(0.4, abs(math.cos(yaw))), r * 0.75),
                        f.skin_second,
                        z + 0.001,
                        clip=shape,
                    )
    last = segments[-1]
    hx, hy, _ = turned((0, -r * 0.5, step * (n / 2 - 0.2) + r * 0.4), yaw)
    if f.kind == "snail":
        d.fill(loft([(last[0], last[1] + r * 0.5, r * 0.4), (hx, hy, r * 0.4)]), f.skin, 0.03)
    _head(d, f, t, (hx, hy - f.head * 0.2, 0), f.head * 0.85, z_head)
    return d


def figure_points(kind: str) -> list[Point]:
    """Outlines of things with a face, a unit box: x −1…1, y −1…1 (down)."""
    arcs = {
        "drop": [(0, -1.35), (0.3, -0.7), (0.85, 0.1), (0.75, 0.8), (0, 1), (-0.75, 0.8), (-0.85, 0.1), (-0.3, -0.7)],
        "slime": [(0, -0.75), (0.6, -0.55), (0.85, 0.1), (1.25, 0.75), (1.1, 0.98), (0, 1), (-1.1, 0.98), (-1.25, 0.75), (-0.85, 0.1), (-0.6, -0.55)],
        "ghost": [(0, -1.1), (0.7, -0.75), (0.85, 0), (0.95, 0.9), (0.62, 0.75), (0.35, 1.05), (0, 0.78), (-0.35, 1.05), (-0.62, 0.75), (-0.95, 0.9), (-0.85, 0), (-0.7, -0.75)],
        "cloud": [(0, -0.85), (0.5, -0.6), (0.95, -0.45), (1.0, 0), (1.35, 0.35), (1.0, 0.75), (0.4, 0.7), (0, 0.85), (-0.5, 0.7), (-1.0, 0.75), (-1.35, 0.3), (-1.0, -0.1), (-0.9, -0.6), (-0.4, -0.55)],
        "flame": [(0.05, -1.6), (0.25, -0.9), (0.7, -1.1), (0.75, -0.3), (1.0, 0.2), (0.7, 0.85), (0, 1), (-0.7, 0.85), (-1.0, 0.15), (-0.7, -0.35), (-0.55, -1.0), (-0.2, -0.7)],
        "carrot": [(0, -0.95), (0.75, -0.85), (0.8, -0.3), (0.45, 0.7), (0, 1.6), (-0.45, 0.7), (-0.8, -0.3), (-0.75, -0.85)],
        "onion": [(0, -1.3), (0.15, -0.9), (0.85, -0.25), (0.85, 0.55), (0.3, 0.98), (0, 1.05), (-0.3, 0.98), (-0.85, 0.55), (-0.85, -0.25), (-0.15, -0.9)],
        "cactus": [(0, -1.2), (0.5, -1.0), (0.62, -0.3), (0.62, 0.9), (0.3, 1), (-0.3, 1), (-0.62, 0.9), (-0.62, -0.3), (-0.5, -1.0)],
        "cup": [(-0.8, -0.8), (0.8, -0.8), (0.75, 0.4), (0.5, 1), (-0.5, 1), (-0.75, 0.4)],
        "bottle": [(-0.22, -1.5), (0.22, -1.5), (0.25, -0.9), (0.62, -0.5), (0.62, 0.95), (0.5, 1.05), (-0.5, 1.05), (-0.62, 0.95), (-0.62, -0.5), (-0.25, -0.9)],
        "bread": [(-0.6, -0.9), (0, -1.0), (0.6, -0.9), (0.95, -0.6), (0.75, -0.2), (0.75, 0.95), (-0.75, 0.95), (-0.75, -0.2), (-0.95, -0.6)],
        "teapot": [(-0.4, -0.8), (0.4, -0.8), (0.95, -0.2), (0.9, 0.5), (0.5, 0.95), (-0.5, 0.95), (-0.9, 0.5), (-0.95, -0.2)],
        "lamp": [(-0.4, -1.0), (0.4, -1.0), (0.95, 0.4), (0.9, 0.5), (-0.9, 0.5), (-0.95, 0.4)],
        "pumpkin": [(0, -0.72), (0.4, -0.85), (0.85, -0.7), (1.15, 0), (0.9, 0.75), (0.4, 0.9), (0, 0.82), (-0.4, 0.9), (-0.9, 0.75), (-1.15, 0), (-0.85, -0.7), (-0.4, -0.85)],
        "balloon": [(0, -1.2), (0.7, -0.9), (0.95, -0.2), (0.6, 0.6), (0.12, 1.0), (-0.12, 1.0), (-0.6, 0.6), (-0.95, -0.2), (-0.7, -0.9)],
    }  # fmt: skip
    if kind in arcs:
        return [(float(x), float(y)) for x, y in arcs[kind]]
    if kind in {"star", "spiky", "flower", "tree"}:
        n, inner = {"star": (5, 0.62), "spiky": (11, 0.78), "flower": (8, 0.8), "tree": (7, 0.85)}[
            kind
        ]
        return [
            (
                (1.15 if k % 2 == 0 else inner) * math.sin(k * math.pi / n),
                -(1.15 if k % 2 == 0 else inner) * math.cos(k * math.pi / n),
            )
            for k in range(2 * n)
        ]
    power = {
        "box": 7.0,
        "book": 8.0,
        "drum": 5.0,
        "pencil": 6.0,
        "candle": 6.0,
        "clock": 2.2,
        "ball": 2.0,
    }.get(kind, 2.4)
    sx, sy = {
        "pencil": (0.45, 1.3),
        "candle": (0.5, 1.1),
        "book": (0.8, 1.05),
        "drum": (1.0, 0.8),
        "sprout": (0.8, 0.75),
        "mushroom": (0.55, 0.8),
    }.get(kind, (0.95, 0.95))
    return [
        (
            sx * math.copysign(abs(math.cos(a)) ** (2 / power), math.cos(a)),
            sy * math.copysign(abs(math.sin(a)) ** (2 / power), math.sin(a)),
        )
        for a in (k / 28 * math.tau for k in range(28))
    ]


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
        _markings(
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
    _trimmings(d, f, t, h, body, wide * narrow, tall)
    faces.face(d, f, t, h)
    hair.hair(d, f, t, h)
    heads.horns(d, f, h)
    things.glasses(d, f, h)
    if f.kind not in {"mushroom", "sprout", "candle", "pencil", "tree"}:
        things.hat(d, f, t, h)
    return d


def _thin_limbs(d: Drawing, f: Figure, t: Take, s: Skeleton, h: Frame, half: float) -> None:
    r = max(0.03, f.limb * 0.7)
    o = f.outfit
    tone = f.palette.dark if f.seed % 2 else f.skin
    for leg in s.legs:
        low = tuple((p[0] * 0.9, p[1] * 0.55 - 0.08, p[2]) for p in leg)
        z = clothes.limb_z(leg) * 0.3 - 0.05
        d.fill(loft(clothes.chain(low, r, r)), tone, z)  # type: ignore[arg-type]
        clothes.shoe(d, f, o, low, t.yaw, z, r * 1.15)  # type: ignore[arg-type]
    for side, arm in zip((1, -1), s.arms, strict=True):
        root = h.at(side * math.pi / 2, -0.1, 1.0)
        sx = (
            root[0] if abs(root[0] - h.x) < half else h.x + math.copysign(half * 0.9, root[0] - h.x)
        )
        moved = tuple((p[0] - arm[0][0] + sx, p[1] - arm[0][1] + root[1], p[2]) for p in arm)
        z = 0.15 if h.facing(side * math.pi / 2) > 0.1 else -0.12
        d.fill(loft(clothes.chain(moved, r, r)), tone, z)  # type: ignore[arg-type]
        d.fill(
            oval(moved[2][0], moved[2][1], r * 1.9 * f.hands**0.5, r * 1.8 * f.hands**0.5),
            f.palette.light if o.gloves or f.seed % 2 else tone,
            z + 0.001,
        )
        if side == (1 if f.seed % 2 else -1):
            things.prop(d, f, (*moved[2][:2], z), moved[1], 0.6)


def _trimmings(
    d: Drawing, f: Figure, t: Take, h: Frame, body: skia.Path, wide: float, tall: float
) -> None:
    """What makes the outline a plant or a thing."""
    p, z, k = f.palette, h.z, f.kind
    green: Colour = (96, 160, 74) if f.seed % 2 else mix(p.main, (80, 150, 70), 0.6)

    def at(x: float, y: float) -> Point:
        return h.turn((x * wide, y * tall))

    if k in {"carrot", "sprout", "onion", "pumpkin"}:
        for q in (-0.5, 0.0, 0.5):
            x0, y0 = at(0, -0.85)
            x1, y1 = at(q * 1.1 + 0.08 * t.sway, -1.75 + abs(q) * 0.4)
            d.fill(
                blob(
                    [
                        (x0, y0),
                        ((x0 + x1) / 2 - wide * 0.15, (y0 + y1) / 2),
                        (x1, y1),
                        ((x0 + x1) / 2 + wide * 0.15, (y0 + y1) / 2),
                    ]
                ),
                green,
                z - 0.01,
            )
    if k == "mushroom":
        cap = d.fill(
            blob(
                [
                    at(-1.2, -0.35),
                    at(-0.9, -1.1),
                    at(0, -1.5),
                    at(0.9, -1.1),
                    at(1.2, -0.35),
                    at(0, -0.2),
                ]
            ),
            p.accent,
            z + 0.075,
        )
        for x, y, r in ((-0.6, -0.75, 0.2), (0.1, -1.1, 0.24), (0.7, -0.65, 0.17)):
            px, py = at(x, y)
            d.mark(oval(px, py, wide * r, tall * r * 0.8), p.light, z + 0.076, clip=cap)
    elif k == "flower":
        x, y = at(0, 0)
        d.fill(oval(x, y, wide * 0.72, tall * 0.72), f.skin_second, z + 0.005, line=0.6)
        d.fill(loft([(*at(0, 0.9), 0.05), (*at(0.05, 1.7), 0.045)]), green, z - 0.03)
        d.fill(blob([at(0.05, 1.45), at(0.6, 1.1), at(0.75, 1.4), at(0.4, 1.55)]), green, z - 0.029)
    elif k == "tree":
        d.fill(
            blob([at(-0.25, 0.6), at(0.25, 0.6), at(0.32, 1.5), at(-0.32, 1.5)]),
            (120, 82, 54),
            z - 0.01,
        )
    elif k == "cactus":
        for q in (-1, 1):
            d.fill(
                loft(
                    [
                        (*at(q * 0.5, 0.2 * q), wide * 0.16),
                        (*at(q * 1.05, 0.15 * q), wide * 0.18),
                        (*at(q * 1.05, -0.5 + 0.2 * q), wide * 0.17),
                    ]
                ),
                f.skin,
                z - 0.01,
            )
        for q in (-0.3, 0.0, 0.3):
            d.stroke(
                [at(q, -1.0), at(q, 0.9)], darker(f.skin, 0.25), z + 0.002, wide * 0.03, clip=body
            )
        d.fill(
            blob([at(-0.8, 0.75), at(0.8, 0.75), at(0.6, 1.35), at(-0.6, 1.35)]),
            (190, 104, 70),
            z + 0.08,
        )
    elif k == "pumpkin":
        for q in (-0.6, -0.2, 0.2, 0.6):
            d.stroke(
                [at(q * 0.6, -0.8), at(q * 1.2, 0), at(q * 0.6, 0.85)],
                darker(f.skin, 0.25),
                z + 0.002,
                wide * 0.04,
                clip=body,
            )
    elif k in {"cup", "teapot"}:
        s = -1 if math.sin(t.yaw) >= 0 else 1
        ring = [
            (*at(s * (0.75 + 0.4 * math.sin(a)), -0.1 - 0.4 * math.cos(a)), wide * 0.08)
            for a in (q * 0.52 for q in range(7))
        ]
        d.fill(loft(ring), darker(f.skin, 0.1), z - 0.01)
        if k == "teapot":
            d.fill(
                loft(
                    [
                        (*at(-s * 0.8, 0.2), wide * 0.2),
                        (*at(-s * 1.3, -0.2), wide * 0.11),
                        (*at(-s * 1.5, -0.6), wide * 0.09),
                    ]
                ),
                f.skin,
                z - 0.01,
            )
            d.fill(oval(*at(0, -0.85), wide * 0.45, tall * 0.13), p.accent, z + 0.002)
            d.fill(oval(*at(0, -1.05), wide * 0.12, tall * 0.12), p.accent, z + 0.003)
        else:
            d.fill(oval(*at(0, -0.8), wide * 0.8, tall * 0.16), lighter(f.skin, 0.4), z + 0.002)
            d.mark(oval(*at(0, -0.78), wide * 0.66, tall * 0.11), p.accent, z + 0.003)
        d.stroke(
            [at(-1, 0.72), at(0, 0.8), at(1, 0.72)], p.accent, z + 0.002, tall * 0.12, clip=body
        )
    elif k == "book":
        d.mark(
            polygon([at(-0.8, -1.2), at(-0.55, -1.2), at(-0.55, 1.2), at(-0.8, 1.2)]),
            darker(f.skin, 0.3),
            z + 0.002,
            clip=body,
        )
        d.fill(
            polygon([at(0.78, -0.95), at(0.95, -0.85), at(0.95, 0.95), at(0.78, 1.0)]),
            (246, 240, 224),
            z - 0.01,
        )
    elif k == "clock":
        d.fill(oval(*at(0, 0), wide * 0.76, tall * 0.76), p.light, z + 0.003, line=0.6)
        for q in range(12):
            a = q * math.tau / 12
            d.mark(
                oval(*at(0.65 * math.sin(a), -0.65 * math.cos(a)), wide * 0.04, tall * 0.04),
                p.dark,
                z + 0.004,
            )
        for q in (-0.6, 0.6):
            d.fill(oval(*at(q, -1.0), wide * 0.26, tall * 0.2), p.accent, z - 0.01)
    elif k == "pencil":
        d.fill(polygon([at(-0.45, -1.2), at(0.45, -1.2), at(0, -2.0)]), (238, 206, 160), z - 0.001)
        d.fill(polygon([at(-0.15, -1.72), at(0.15, -1.72), at(0, -2.02)]), p.dark, z + 0.001)
        d.mark(
            polygon([at(-1, 0.95), at(1, 0.95), at(1, 1.5), at(-1, 1.5)]),
            (236, 150, 160),
            z + 0.002,
            clip=body,
        )
    elif k == "candle":
        d.stroke([at(0, -1.05), at(0.02, -1.3)], p.dark, z - 0.001, 0.025)
        d.fill(
            blob([at(0, -2.0), at(0.22, -1.5), at(0, -1.22), at(-0.22, -1.5)]),
            (255, 190, 70),
            z + 0.001,
        )
        d.fill(
            blob(
                [
                    at(-0.5, -0.95),
                    at(0.5, -0.95),
                    at(0.45, -0.5),
                    at(0.2, -0.75),
                    at(0, -0.35),
                    at(-0.3, -0.7),
                ]
            ),
            lighter(f.skin, 0.45),
            z + 0.003,
            line=0.4,
            clip=body,
        )
    elif k == "bottle":
        d.fill(squash(at(0, -1.6), wide * 0.25, tall * 0.13), p.accent, z + 0.002)
        d.mark(
            polygon([at(-1, 0.45), at(1, 0.45), at(1, 0.9), at(-1, 0.9)]),
            p.light,
            z + 0.003,
            clip=body,
        )
    elif k == "lamp":
        d.fill(loft([(*at(0, 0.45), 0.045), (*at(0, 1.1), 0.045)]), p.dark, z - 0.02)
        d.fill(oval(*at(0, 1.15), wide * 0.5, tall * 0.12), p.dark, z - 0.019)
        d.stroke([at(-1, 0.36), at(1, 0.36)], p.accent, z + 0.002, tall * 0.12, clip=body)
    elif k == "drum":
        d.fill(oval(*at(0, -0.7), wide * 0.98, tall * 0.2), p.light, z + 0.002)
        for q in range(-3, 4):
            d.stroke(
                [at(q * 0.3, -0.5), at(q * 0.3 + 0.15, 0.7), at(q * 0.3 + 0.3, -0.5)],
                p.accent,
                z + 0.002,
                wide * 0.04,
                clip=body,
                curved=False,
            )
    elif k == "box":
        d.mark(
            polygon([at(-0.18, -1), at(0.18, -1), at(0.18, 1), at(-0.18, 1)]),
            p.accent,
            z + 0.002,
            clip=body,
        )
        for q in (-1, 1):
            d.fill(blob([at(0, -0.95), at(q * 0.6, -1.4), at(q * 0.7, -1.0)]), p.accent, z + 0.003)
    elif k == "bread":
        d.mark(
            oval(*at(0, 0.1), wide * 0.62, tall * 0.75), lighter(f.skin, 0.55), z + 0.002, clip=body
        )
    elif k == "balloon":
        d.stroke([at(0, 1.0), at(0.1 * t.sway, 1.4), at(0, 1.8)], p.dark, z - 0.03, 0.02)
    elif k == "star":
        d.mark(star(*at(0, 0), wide * 0.3), lighter(f.skin, 0.3), z + 0.001, clip=body)


def squash(at: Point, a: float, b: float) -> skia.Path:
    """A soft box about a point."""
    return polygon(
        [
            (at[0] - a, at[1] - b),
            (at[0] + a, at[1] - b),
            (at[0] + a, at[1] + b),
            (at[0] - a, at[1] + b),
        ]
    )
