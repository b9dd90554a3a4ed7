"""Animals on four legs."""

import math

import skia

from models.train.figures import limbs, tails
from models.train.figures.animals import markings, set_head
from models.train.figures.body import turned
from models.train.figures.palettes import darker, lighter
from models.train.figures.shapes import Drawing, curve, loft, oval
from models.train.figures.traits import Figure, Take


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
        z = limbs.limb_z(joints)
        z = 0.35 * z + (0.02 if joints[0][2] > turned((0, 0, long * (q - 0.5)), yaw)[2] else -0.08)
        r = (
            f.limb
            * 1.2
            * {"elephant": 1.7, "deer": 0.7, "giraffe": 0.75, "bear": 1.4}.get(f.kind, 1.0)
        )
        leg = loft(limbs.chain(joints, r * 1.35, r * f.limb_taper**0.5))
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
        markings(d, f, body, balls, 0.001)
    tails.tail(
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
    set_head(d, f, t, (hx, hy, 0), size, z)
    return d
