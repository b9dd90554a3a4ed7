"""Invented solid animals: on four legs, on two with wings, swimming."""

import numpy as np

from models.train.sources.sculpture import WORLD, Frame, Sculpture
from models.train.sources.solids_anatomy import Pose, Skull, Traits, number_of, paint_of
from models.train.sources.solids_crowns import ears, hat
from models.train.sources.solids_faces import face, glasses
from models.train.sources.solids_heads import head
from models.train.sources.solids_trunks import back, dress, spines, tail


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
    skull = head(work, traits, pose, tip)
    if traits["tail"] != "none":
        tail(work, traits, middle.moved(y=wide * 0.4, z=-long_ * 0.5 - wide * 0.75), pose)
    if traits["back"] == "spines":
        spines(work, traits, [middle.moved(y=wide * 0.8, z=-long_ * 0.5), middle.moved(y=wide * 0.85, z=long_ * 0.5),
                               skull.frame.moved(y=skull.y * 0.5, z=-skull.z * 0.8)])  # fmt: skip
    elif traits["back"] == "wings":
        back(work, traits, middle.moved(y=wide * 0.7), 0.5, wide)


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
    dress(work, traits, at.moved(y=-tall * 0.5), tall * 1.25, wide * 0.95)
    head(work, traits, pose, at.moved(y=tall * 0.75, z=wide * 0.1, rx=-8))


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
        fluke = at.moved(z=-wide * 1.25, ry=25 * np.sin(pose.wave))
        work.limb(at.point(0, 0, -wide * 0.8), fluke.at, 0.2, 0.08, skin.bare())
        work.group(0.04)
        for turn in (45, 135):
            work.ball(fluke.moved(rx=-turn).moved(y=0.25), 0.05, 0.3, 0.14, fin)
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
