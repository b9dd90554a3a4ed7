"""Bodies of invented solid figures, each put together from the figure's traits and a pose.

Upright ones, robots, four-legged ones, lumps, birds, swimmers.
"""
# ruff: noqa: C901, PLR0912, PLR0915 - a case a kind, x, y, z read as one

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from models.train.sources.sculpture import WORLD, Frame, Paint, Sculpture
from models.train.sources.solids_heads import (
    DARK,
    Mien,
    Skull,
    Traits,
    ears,
    face,
    glasses,
    hair,
    hat,
    number_of,
    paint_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """Of a limb in degrees: out to the side, forward, and how far its middle is bent."""

    out: float = 12.0
    forward: float = 0.0
    bent: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """What a figure does: limbs left and right of the picture, lean of the trunk, turn of the head."""

    arms: tuple[Swing, Swing] = (Swing(), Swing())
    legs: tuple[Swing, Swing] = (Swing(out=3), Swing(out=3))
    lean: float = 0.0
    sway: float = 0.0
    head_turn: float = 0.0
    head_nod: float = 0.0
    head_tilt: float = 0.0
    wave: float = 0.0
    mien: Mien = field(default_factory=Mien)


def upright(work: Sculpture, traits: Traits, pose: Pose) -> None:
    """Two legs, two arms, a trunk and a head: people, dressed animals, vinyl toys."""
    leg, tall, wide = (number_of(traits, n) for n in ("leg", "trunk", "girth"))
    skin, shirt = (paint_of(traits, n) for n in ("skin", "shirt"))
    hips = Frame(np.array([0.0, leg, 0.0]), WORLD.turn).moved(rx=pose.lean, rz=pose.sway)
    _legs(work, traits, pose, hips, wide)
    chest = hips.moved(y=tall, rx=pose.lean * 0.5)
    work.group(0.14)
    shape = traits["shape"]
    deep = wide * 0.85
    if shape == "pear":
        work.ball(hips.moved(y=tall * 0.35), wide * 1.15, tall * 0.6, deep * 1.15, shirt)
        work.ball(hips.moved(y=tall * 0.8), wide * 0.75, tall * 0.4, deep * 0.75, shirt)
    elif shape == "strong":
        work.ball(hips.moved(y=tall * 0.2), wide * 0.75, tall * 0.4, deep * 0.75, shirt)
        work.ball(hips.moved(y=tall * 0.75), wide * 1.35, tall * 0.42, deep, shirt)
    elif shape == "bean":
        work.ball(hips.moved(y=tall * 0.5), wide, tall * 0.72, deep, shirt)
    else:
        work.tube(hips.moved(y=tall * 0.5), wide * 1.1, tall * 0.5, wide * 0.75, shirt, 0.1)
    _dress(work, traits, hips, tall, wide)
    _arms(work, traits, pose, chest, wide * (1.25 if shape == "strong" else 0.9))
    neck = chest.moved(y=0.02)
    work.group(0.05)
    work.limb(neck.point(0, -0.08, 0), neck.point(0, 0.1, 0), 0.1, 0.09, skin.bare())
    skull = _head(work, traits, pose, neck)
    if traits["tail"] != "none":
        _tail(work, traits, hips.moved(y=tall * 0.2, z=-deep * 0.9), pose)
    if traits["back"] == "spines":
        _spines(work, traits, [hips.moved(y=tall * 0.5, z=-deep), chest.moved(z=-deep * 0.7),
                               skull.frame.moved(y=skull.y * 0.6, z=-skull.z * 0.8)])  # fmt: skip
    elif traits["back"] != "none":
        _back(work, traits, hips.moved(y=tall * 0.7, z=-deep * 0.85), tall, wide)


def _legs(work: Sculpture, traits: Traits, pose: Pose, hips: Frame, wide: float) -> None:
    leg, thick = number_of(traits, "leg"), number_of(traits, "leg_thick")
    pants, shoes, skin = (paint_of(traits, n) for n in ("pants", "shoes", "skin"))
    foot = number_of(traits, "foot")
    lower = skin.bare() if traits["cut"] == "short" else pants
    work.group(0.05)
    work.ball(hips, wide * 0.95, wide * 0.55, wide * 0.8, pants)
    for side, swing in zip((-1, 1), pose.legs, strict=True):
        at = hips.moved(
            side * wide * 0.5, 0, 0, rx=-swing.forward - pose.lean * 0.7, rz=side * swing.out
        )
        half = (leg - foot * 0.6) / 2
        knee = at.moved(y=-half, rx=swing.bent)
        ankle = knee.moved(y=-half, rx=-min(swing.bent, 40) * 0.5)
        work.group(0.05)
        work.limb(at.at, knee.at, thick, thick * 0.85, pants)
        work.limb(knee.at, ankle.at, thick * 0.85, thick * number_of(traits, "ankle"), lower)
        work.group(0.03)
        sole = ankle.moved(y=-foot * 0.1, z=foot * 0.5, ry=side * 12)
        work.ball(sole, foot * 0.62, foot * 0.5, foot * 1.05, shoes)


def _arms(work: Sculpture, traits: Traits, pose: Pose, chest: Frame, wide: float) -> None:
    arm, thick = number_of(traits, "arm"), number_of(traits, "arm_thick")
    sleeve, hand, skin = (
        paint_of(traits, "shirt").bare(),
        paint_of(traits, "hands"),
        paint_of(traits, "skin"),
    )
    sleeve = paint_of(traits, "sleeve") if traits["sleeves"] != "none" else skin.bare()
    lower = sleeve if traits["sleeves"] == "long" else skin.bare()
    palm = number_of(traits, "palm")
    for side, swing in zip((-1, 1), pose.arms, strict=True):
        at = chest.moved(side * wide, -0.06, 0, rx=-swing.forward - pose.lean, rz=side * swing.out)
        elbow = at.moved(y=-arm / 2, rx=-swing.bent, rz=side * min(0, 20 - swing.bent) * 0.3)
        wrist = elbow.moved(y=-arm / 2)
        work.group(0.04)
        work.limb(at.at, elbow.at, thick, thick * 0.88, sleeve)
        work.limb(elbow.at, wrist.at, thick * 0.88, thick * 0.75, lower)
        work.group(0.03)
        work.ball(wrist.moved(y=-palm * 0.6), palm * 0.75, palm * 0.95, palm * 0.6, hand)
        if traits["fingers"] == "four":
            for i in (-1, 0, 1):
                start = wrist.point(0, -palm * 1.1, i * palm * 0.4)
                work.limb(
                    start,
                    wrist.point(0, -palm * 1.9, i * palm * 0.6),
                    palm * 0.26,
                    palm * 0.2,
                    hand,
                )
            work.limb(wrist.point(-side * palm * 0.3, -palm * 0.5, palm * 0.4),
                      wrist.point(-side * palm * 0.4, -palm * 1.0, palm * 1.0), palm * 0.26, palm * 0.2, hand)  # fmt: skip
        else:
            work.limb(wrist.point(0, -palm * 0.4, palm * 0.3), wrist.point(0, -palm * 0.8, palm * 0.9),
                      palm * 0.32, palm * 0.26, hand)  # fmt: skip


def _dress(work: Sculpture, traits: Traits, hips: Frame, tall: float, wide: float) -> None:
    """What is worn over the trunk."""
    kind, trim = traits["dress"], paint_of(traits, "trim")
    front = wide * 0.95
    work.group()
    if kind == "skirt":
        low = number_of(traits, "skirt")
        work.tube(
            hips.moved(y=-low * 0.3), wide * 1.2 + low * 0.45, low * 0.6, wide * 0.85, trim, 0.04
        )
    elif kind == "belt":
        work.ring(hips.moved(y=tall * 0.14), wide * 0.93, 0.06, trim.bare())
        work.box(
            hips.moved(y=tall * 0.14, z=front),
            0.08,
            0.07,
            0.03,
            Paint(first=trim.second, gloss=0.9),
        )
    elif kind == "scarf":
        work.ring(hips.moved(y=tall * 1.0, rx=8), wide * 0.5, 0.1, trim)
        work.limb(hips.point(wide * 0.3, tall * 0.95, wide * 0.5),
                  hips.point(wide * 0.4, tall * 0.45, wide * 0.85), 0.09, 0.07, trim)  # fmt: skip
    elif kind == "bow":
        at = hips.moved(y=tall * 0.95, z=wide * 0.6)
        for side in (-1, 1):
            work.ball(at.moved(side * 0.1, rz=side * 20), 0.1, 0.07, 0.05, trim)
        work.ball(at, 0.045, 0.045, 0.05, Paint(first=trim.second))
    elif kind == "buttons":
        for i in range(3):
            work.ball(hips.moved(y=tall * (0.3 + 0.2 * i), z=wide * (0.92 - 0.1 * i)), 0.045, 0.045,
                      0.04, trim.bare())  # fmt: skip
    elif kind == "sash":
        work.group(0.02)
        work.ring(hips.moved(y=tall * 0.5, rz=38, rx=6), wide * 1.02, 0.06, trim)
    elif kind == "overall":
        paint = paint_of(traits, "pants").bare()
        work.box(
            hips.moved(y=tall * 0.45, z=wide * 0.62), wide * 0.55, tall * 0.3, wide * 0.26, paint
        )
        for side in (-1, 1):
            work.limb(hips.point(side * wide * 0.42, tall * 0.7, wide * 0.8),
                      hips.point(side * wide * 0.5, tall * 1.0, wide * 0.2), 0.05, 0.05, paint)  # fmt: skip


def _back(work: Sculpture, traits: Traits, at: Frame, tall: float, wide: float) -> None:
    kind, paint = traits["back"], paint_of(traits, "trim")
    work.group(0.03)
    if kind == "cape":
        work.ball(
            at.moved(y=-tall * 0.3, z=-0.06, rx=-14), wide * 1.25, tall * 1.1, 0.06, paint.bare()
        )
    elif kind == "pack":
        work.box(at.moved(z=-0.12), wide * 0.8, tall * 0.45, 0.16, paint, 0.08)
    elif kind == "wings":
        for side in (-1, 1):
            wing = at.moved(side * wide * 0.3, 0.05, 0, rz=-side * 50, ry=side * 25)
            work.ball(wing.moved(y=0.32), 0.17, 0.42, 0.04, paint)
            work.ball(wing.moved(side * 0.12, 0.12, rz=-side * 45), 0.12, 0.3, 0.04, paint)
    elif kind == "shell":
        shell = paint_of(traits, "trim")
        work.ball(at.moved(y=-tall * 0.2), wide * 1.1, tall * 0.7, 0.28, shell)


def _spines(work: Sculpture, traits: Traits, along: list[Frame]) -> None:
    paint = paint_of(traits, "trim").bare()
    for a, b in pairwise(along):
        for t in (0.15, 0.5, 0.85):
            at = Frame(a.at * (1 - t) + b.at * t, a.turn)
            work.group()
            work.limb(at.at, at.point(0, 0.1, -0.24), 0.12, 0.02, paint)


def _tail(work: Sculpture, traits: Traits, at: Frame, pose: Pose) -> None:
    kind, paint, size = (
        traits["tail"],
        paint_of(traits, "tail_paint"),
        number_of(traits, "tail_size"),
    )
    work.group(0.06)
    if kind == "puff":
        work.ball(at.moved(z=-size * 0.1), size * 0.3, size * 0.3, size * 0.3, paint)
        return
    thick = {"thin": 0.05, "bushy": 0.12, "lizard": 0.2}[str(kind)]
    joint, curl = at, {"thin": 28.0, "bushy": 30.0, "lizard": 14.0}[str(kind)]
    joint = joint.moved(rx=-75 if kind != "lizard" else -110)
    for i in range(5):
        nearer = thick * (1 - 0.17 * i) if kind == "lizard" else thick
        if kind == "bushy":
            nearer = thick * (0.7 + 0.5 * np.sin(i / 4 * np.pi))
        onward = joint.moved(y=size * 0.22, rx=curl, rz=12 * np.sin(pose.wave + i))
        farther = max(0.02, nearer * 0.85)
        work.limb(joint.at, onward.at, nearer, farther, paint)
        joint = onward


def _head(work: Sculpture, traits: Traits, pose: Pose, neck: Frame) -> Skull:
    """The head with all that is on it."""
    x, y, z = (number_of(traits, n) for n in ("head_x", "head_y", "head_z"))
    skin = paint_of(traits, "face")
    at = neck.moved(rx=pose.head_nod, ry=pose.head_turn, rz=pose.head_tilt).moved(
        y=y * 0.92, z=z * 0.06
    )
    work.group(0.2 * x)
    boxy = traits["head"] == "box"
    if boxy:
        solid = work.box(at, x * 0.9, y * 0.9, z * 0.85, skin, 0.22 * x)
    elif traits["head"] == "tube":
        solid = work.tube(at, x * 0.95, y * 0.9, x * 0.8, skin, 0.2 * x)
    else:
        solid = work.ball(at, x, y, z, skin)
    if traits["head"] == "jowl":
        for side in (-1, 1):
            work.ball(
                at.moved(side * x * 0.45, -y * 0.45, z * 0.25),
                x * 0.5,
                y * 0.42,
                z * 0.55,
                skin.bare(),
            )
    elif traits["head"] == "chin":
        work.ball(at.moved(0, -y * 0.7, z * 0.2), x * 0.5, y * 0.5, z * 0.5, skin.bare())
    skull = Skull(frame=at, x=x, y=y, z=z * (0.85 if boxy else 1.0), solid=solid, boxy=boxy)
    ears(work, skull, traits)
    hair(work, skull, traits)
    face(work, skull, traits, pose.mien)
    glasses(work, skull, traits)
    hat(work, skull, traits)
    return skull


def robot(work: Sculpture, traits: Traits, pose: Pose) -> None:
    """Boxes, tubes and rings that do not melt together, a screen for a face."""
    leg, tall, wide = (number_of(traits, n) for n in ("leg", "trunk", "girth"))
    shell, second, joint = (paint_of(traits, n) for n in ("shirt", "trim", "pants"))
    hips = Frame(np.array([0.0, leg, 0.0]), WORLD.turn).moved(rx=pose.lean * 0.5, rz=pose.sway)
    _robot_feet(work, traits, pose, hips, wide)
    work.group()
    if traits["shape"] in {"pear", "bean"}:
        work.ball(hips.moved(y=tall * 0.55), wide * 1.1, tall * 0.62, wide, shell)
    elif traits["shape"] == "strong":
        work.box(hips.moved(y=tall * 0.55), wide * 1.15, tall * 0.5, wide * 0.8, shell, 0.1)
    else:
        work.tube(hips.moved(y=tall * 0.55), wide * 0.85, tall * 0.5, wide * 1.05, shell, 0.08)
    work.group()
    panel = hips.moved(y=tall * 0.6, z=wide * 0.78)
    work.box(panel, wide * 0.45, tall * 0.2, wide * 0.2, second.bare(), 0.04)
    for i in range(3):
        work.ball(panel.moved((i - 1) * wide * 0.25, 0, wide * 0.2), 0.05, 0.05, 0.04,
                  Paint(first=[(0.9, 0.2, 0.2), (0.95, 0.8, 0.2), (0.2, 0.8, 0.4)][i], gloss=1))  # fmt: skip
    chest = hips.moved(y=tall * 1.02)
    arm, thick, palm = (number_of(traits, n) for n in ("arm", "arm_thick", "palm"))
    for side, swing in zip((-1, 1), pose.arms, strict=True):
        at = chest.moved(side * wide * 1.15, -0.12, 0, rx=-swing.forward, rz=side * swing.out)
        elbow = at.moved(y=-arm / 2, rx=-swing.bent)
        wrist = elbow.moved(y=-arm / 2)
        work.group()
        work.ball(at, thick * 1.5, thick * 1.5, thick * 1.5, second.bare())
        work.limb(at.at, elbow.at, thick, thick, joint)
        work.ball(elbow, thick * 1.3, thick * 1.3, thick * 1.3, second.bare())
        work.limb(elbow.at, wrist.at, thick, thick * 1.2, shell.bare())
        work.group()
        for i in (-1, 1):
            grip = wrist.point(0, -palm * 0.5, i * palm * 0.6)
            work.limb(wrist.at, grip, palm * 0.4, palm * 0.3, second.bare())
            work.limb(
                grip,
                wrist.point(0, -palm * 1.4, i * palm * 0.35),
                palm * 0.3,
                palm * 0.15,
                second.bare(),
            )
    work.group()
    work.tube(chest.moved(y=0.04), 0.12, 0.1, 0.12, joint)
    _head(work, traits, pose, chest.moved(y=0.1))


def _robot_feet(work: Sculpture, traits: Traits, pose: Pose, hips: Frame, wide: float) -> None:
    leg, thick, foot = (number_of(traits, n) for n in ("leg", "leg_thick", "foot"))
    shell, second, joint = (paint_of(traits, n) for n in ("shirt", "trim", "pants"))
    work.group()
    if traits["ride"] == "wheels":
        work.box(hips.moved(y=-leg * 0.45), wide * 0.7, leg * 0.3, wide * 0.8, joint, 0.05)
        for side in (-1, 1):
            wheel = hips.moved(side * wide * 0.9, -leg * 0.5, 0, rz=90)
            work.tube(wheel, leg * 0.5, 0.1, leg * 0.5, Paint(first=DARK), 0.05)
            work.tube(wheel, leg * 0.25, 0.13, leg * 0.25, second.bare(), 0.02)
        return
    if traits["ride"] == "hover":
        work.tube(hips.moved(y=-0.1), wide * 0.25, 0.16, wide * 0.8, second.bare(), 0.05)
        return
    for side, swing in zip((-1, 1), pose.legs, strict=True):
        at = hips.moved(side * wide * 0.55, 0.05, 0, rx=-swing.forward, rz=side * swing.out)
        half = (leg - foot * 0.5) / 2
        knee = at.moved(y=-half, rx=swing.bent)
        ankle = knee.moved(y=-half)
        work.limb(at.at, knee.at, thick, thick, joint)
        work.ball(knee, thick * 1.3, thick * 1.3, thick * 1.3, second.bare())
        work.limb(knee.at, ankle.at, thick, thick * 1.2, joint)
        work.box(ankle.moved(z=foot * 0.3), foot * 0.6, foot * 0.35, foot * 0.9, shell.bare(), 0.06)


def four_legged(work: Sculpture, traits: Traits, pose: Pose) -> None:
    """A beast: trunk along the view, four legs, head before it."""
    leg, long_, wide = (number_of(traits, n) for n in ("leg", "trunk", "girth"))
    skin, hide, shoes = (paint_of(traits, n) for n in ("skin", "hide", "shoes"))
    thick, foot = number_of(traits, "leg_thick"), number_of(traits, "foot")
    middle = Frame(np.array([0.0, leg + wide * 0.5, 0.0]), WORLD.turn).moved(
        rx=-pose.lean * 0.6, rz=pose.sway
    )
    work.group(0.16)
    work.ball(middle, wide * 0.95, wide * 0.9, long_ * 0.85, hide)
    work.ball(middle.moved(y=wide * 0.1, z=long_ * 0.5), wide * 0.9, wide * 0.9, wide * 0.85, hide)
    work.ball(middle.moved(y=0.03, z=-long_ * 0.5), wide * 0.92, wide * 0.92, wide * 0.9, hide)
    swings = (*pose.legs, *pose.arms)
    for i, (side, front) in enumerate(((-1, 1), (1, 1), (-1, -1), (1, -1))):
        forward = float(np.clip(swings[i].forward, -35, 35)) * 0.9
        at = middle.moved(
            side * wide * 0.6, -wide * 0.35, front * long_ * 0.55, rx=-forward, rz=side * 3
        )
        knee = at.moved(y=-leg * 0.5, rx=min(30.0, swings[i].bent) * 0.6)
        ankle = knee.moved(y=-leg * 0.5 + foot * 0.3)
        work.group(0.06)
        work.limb(at.at, knee.at, thick * 1.25, thick, skin.bare())
        work.limb(knee.at, ankle.at, thick, thick * 0.95, skin.bare())
        work.group()
        work.ball(ankle.moved(z=foot * 0.15), foot * 0.6, foot * 0.45, foot * 0.75, shoes)
    neck_long = number_of(traits, "neck")
    base = middle.moved(y=wide * 0.45, z=long_ * 0.65)
    tip = base.moved(y=neck_long, z=neck_long * 0.6 + 0.05)
    work.group(0.1)
    work.limb(base.at, tip.at, wide * 0.55, wide * 0.42, skin.bare())
    if traits["dress"] in {"scarf", "belt", "bow"}:
        work.group()
        half = Frame((base.at + tip.at) / 2, base.turn).moved(rx=30)
        work.ring(half, wide * 0.56, 0.06, paint_of(traits, "trim"))
    skull = _head(work, traits, pose, tip)
    if traits["tail"] != "none":
        _tail(work, traits, middle.moved(y=wide * 0.4, z=-long_ * 0.5 - wide * 0.75), pose)
    if traits["back"] == "spines":
        _spines(work, traits, [middle.moved(y=wide * 0.8, z=-long_ * 0.5), middle.moved(y=wide * 0.85, z=long_ * 0.5),
                               skull.frame.moved(y=skull.y * 0.5, z=-skull.z * 0.8)])  # fmt: skip
    elif traits["back"] == "wings":
        _back(work, traits, middle.moved(y=wide * 0.7), 0.5, wide)


def lump(work: Sculpture, traits: Traits, pose: Pose) -> None:
    """A body that is all head: monsters, toys, living fruit and things."""
    leg, wide = number_of(traits, "leg") * 0.6, number_of(traits, "girth") * 1.5
    tall = number_of(traits, "trunk") * 1.2
    skin = paint_of(traits, "face")
    at = Frame(np.array([0.0, leg + tall, 0.0]), WORLD.turn).moved(
        rx=pose.lean * 0.4 + pose.head_nod * 0.3,
        ry=pose.head_turn * 0.4,
        rz=pose.sway + pose.head_tilt * 0.5,
    )
    work.group(0.2)
    kind, boxy = traits["mass"], False
    deep = wide * 0.9
    if kind == "box":
        solid, boxy = work.box(at, wide, tall, deep * 0.8, skin, 0.18), True
        deep *= 0.8
    elif kind == "tube":
        solid = work.tube(at, wide * 0.85, tall, wide, skin, 0.1)
        deep = wide
    elif kind == "drop":
        solid = work.ball(at, wide, tall, deep, skin)
        work.limb(
            at.point(0, tall * 0.6, 0), at.point(0, tall * 1.6, 0), wide * 0.5, 0.03, skin.bare()
        )
    elif kind == "pear":
        solid = work.ball(at, wide, tall, deep, skin)
        work.ball(at.moved(y=tall * 0.75), wide * 0.6, tall * 0.5, deep * 0.6, skin.bare())
    elif kind == "mushroom":
        solid = work.ball(at.moved(y=-tall * 0.1), wide * 0.72, tall, deep * 0.72, skin)
        work.group()
        work.dome(
            at.moved(y=tall * 0.35),
            wide * 1.35,
            tall * 0.9,
            wide * 1.35,
            0.0,
            paint_of(traits, "hide"),
        )
        wide, deep = wide * 0.72, deep * 0.72
    elif kind == "cloud":
        solid = work.ball(at, wide, tall, deep, skin)
        for i in range(7):
            a = np.radians(i * 52)
            work.ball(
                at.moved(wide * 0.85 * np.cos(a), tall * 0.8 * np.sin(a), -0.1),
                wide * 0.42,
                wide * 0.42,
                wide * 0.4,
                skin,
            )
    elif kind == "star":
        solid = work.ball(at, wide * 0.72, tall * 0.72, deep * 0.6, skin)
        for i in range(5):
            a = np.radians(90 + i * 72)
            work.limb(
                at.at,
                at.point(wide * 1.35 * np.cos(a), wide * 1.35 * np.sin(a), 0),
                wide * 0.42,
                wide * 0.1,
                skin.bare(),
            )
        wide, tall, deep = wide * 0.8, tall * 0.8, deep * 0.62
    else:
        solid = work.ball(at, wide, tall, deep, skin)
    skull = Skull(frame=at, x=wide, y=tall, z=deep, solid=solid, boxy=boxy)
    if kind not in {"mushroom", "drop", "cloud", "star"}:
        ears(work, skull, traits)
        hair(work, skull, traits)
        hat(work, skull, traits)
    face(work, skull, traits, pose.mien)
    glasses(work, skull, traits)
    if traits["sprout"] == "leaf":
        work.group(0.03)
        work.limb(
            at.point(0, tall * 0.95, 0),
            at.point(0.03, tall * 1.2, 0),
            0.05,
            0.04,
            Paint(first=(0.35, 0.25, 0.12)),
        )
        work.ball(
            at.moved(0.2, tall * 1.22, 0, rz=20), 0.2, 0.05, 0.11, Paint(first=(0.25, 0.6, 0.2))
        )
    if traits["tail"] != "none":
        _tail(work, traits, at.moved(y=-tall * 0.5, z=-deep * 0.85), pose)
    if traits["limbs"] != "legs":
        _arms(work, traits, pose, at.moved(y=-tall * 0.1), wide * 0.92)
    if traits["limbs"] != "arms":
        _legs(work, traits, pose, Frame(np.array([0.0, leg + 0.12, 0.0]), WORLD.turn), wide * 0.6)


def bird(work: Sculpture, traits: Traits, pose: Pose) -> None:
    """A round body with wings, a beak and thin legs."""
    wide, tall = number_of(traits, "girth") * 1.15, number_of(traits, "trunk") * 0.75
    leg = number_of(traits, "leg") * 0.6
    hide, shoes, wing_paint = (paint_of(traits, n) for n in ("hide", "shoes", "sleeve"))
    at = Frame(np.array([0.0, leg + tall * 0.8, 0.0]), WORLD.turn).moved(
        rx=pose.lean + 8, rz=pose.sway
    )
    work.group(0.1)
    work.ball(at, wide, tall, wide * 1.05, hide)
    for side, swing in zip((-1, 1), pose.legs, strict=True):
        hip = at.moved(side * wide * 0.4, -tall * 0.75, 0, rx=-swing.forward * 0.7 - 8)
        ankle = hip.moved(y=-leg * 0.75)
        work.group(0.02)
        work.limb(hip.at, ankle.at, 0.06, 0.04, shoes.bare())
        for toe in (-1, 0, 1):
            work.limb(ankle.at, ankle.point(toe * 0.1, -0.03, 0.2), 0.05, 0.04, shoes.bare())
    for side, swing in zip((-1, 1), pose.arms, strict=True):
        wing = at.moved(
            side * wide * 0.9, tall * 0.45, 0, rx=-swing.forward * 0.4, rz=side * (swing.out + 8)
        )
        work.group(0.04)
        work.ball(wing.moved(y=-tall * 0.55), 0.07, tall * 0.65, wide * 0.5, wing_paint)
        work.ball(
            wing.moved(y=-tall * 1.0, z=-wide * 0.15),
            0.05,
            tall * 0.3,
            wide * 0.25,
            wing_paint.bare(),
        )
    work.group(0.03)
    for i in (-1, 0, 1):
        fan = at.moved(i * 0.08, -tall * 0.3, -wide * 1.1, rx=-60, rz=i * 18)
        work.ball(fan.moved(y=0.15), 0.1, 0.28, 0.05, paint_of(traits, "tail_paint").bare())
    _dress(work, traits, at.moved(y=-tall * 0.5), tall * 1.25, wide * 0.95)
    _head(work, traits, pose, at.moved(y=tall * 0.75, z=wide * 0.1, rx=-8))


def swimmer(work: Sculpture, traits: Traits, pose: Pose) -> None:
    """Fish with fins, or a head on waving arms, or a crawling chain."""
    wide, tall, long_ = (
        number_of(traits, "girth") * 1.3,
        number_of(traits, "trunk") * 0.9,
        number_of(traits, "leg"),
    )
    skin, fin = paint_of(traits, "face"), paint_of(traits, "trim")
    kind = traits["swims"]
    at = Frame(np.array([0.0, 0.9, 0.0]), WORLD.turn).moved(
        rx=pose.lean, ry=pose.head_turn * 0.3, rz=pose.sway
    )
    work.group(0.12)
    if kind == "fish":
        solid = work.ball(at, wide * 0.8, tall * 0.85, wide * 1.3, skin)
        tail = at.moved(z=-wide * 1.25, ry=25 * np.sin(pose.wave))
        work.limb(at.point(0, 0, -wide * 0.8), tail.at, 0.2, 0.08, skin.bare())
        work.group(0.04)
        for turn in (45, 135):
            work.ball(tail.moved(rx=-turn).moved(y=0.25), 0.05, 0.3, 0.14, fin)
        work.ball(at.moved(y=tall * 0.9, z=-0.1, rx=-30), 0.05, 0.28, 0.3, fin)
        for side, swing in zip((-1, 1), pose.arms, strict=True):
            work.ball(
                at.moved(side * wide * 0.75, -0.15, 0.1, rz=side * (40 + swing.out * 0.5)).moved(
                    y=-0.2
                ),
                0.05,
                0.26,
                0.14,
                fin,
            )
        skull = Skull(frame=at, x=wide * 0.8, y=tall * 0.85, z=wide * 1.3, solid=solid)
    elif kind == "squid":
        solid = work.ball(at.moved(y=0.3), wide, tall, wide, skin)
        for i in range(7):
            a = np.radians(i * 360 / 7 + 20)
            joint = at.moved(
                wide * 0.6 * np.sin(a), -tall * 0.35, wide * 0.6 * np.cos(a), ry=np.degrees(a)
            ).moved(rx=150)
            thick = 0.17
            for j in range(4):
                onward = joint.moved(y=long_ * 0.42, rx=-18 + 30 * np.sin(pose.wave + i * 1.7 + j))
                work.limb(joint.at, onward.at, thick, thick * 0.78, skin.bare())
                joint, thick = onward, thick * 0.78
        skull = Skull(frame=at.moved(y=0.3), x=wide, y=tall, z=wide, solid=solid)
    else:
        joint = at
        for i in range(6):
            joint = joint.moved(
                z=-wide * 0.75, ry=22 * np.sin(pose.wave + i * 0.9), rx=10 * np.cos(pose.wave + i)
            )
            size = wide * (0.72 - 0.05 * i)
            work.ball(joint, size, size, size, skin.bare() if i % 2 else paint_of(traits, "hide"))
            for side in (-1, 1):
                work.limb(
                    joint.at, joint.point(side * size * 0.8, -size * 1.1, 0), 0.07, 0.06, fin.bare()
                )
        solid = work.ball(at, wide * 0.85, wide * 0.85, wide * 0.85, skin)
        skull = Skull(frame=at, x=wide * 0.85, y=wide * 0.85, z=wide * 0.85, solid=solid)
    ears(work, skull, traits)
    face(work, skull, traits, pose.mien)
    glasses(work, skull, traits)
    hat(work, skull, traits)


Build = Callable[[Sculpture, Traits, Pose], None]
"""Puts a figure together."""
