"""Invented solid figures that are all head: monsters, toys, living fruit and things."""
# ruff: noqa: C901, PLR0912, PLR0915 - a case a kind

import numpy as np

from models.train.sources.sculpture import WORLD, Frame, Paint, Sculpture
from models.train.sources.solids_anatomy import Pose, Skull, Traits, number_of, paint_of
from models.train.sources.solids_crowns import ears, hair, hat
from models.train.sources.solids_faces import face, glasses
from models.train.sources.solids_limbs import arms, legs
from models.train.sources.solids_trunks import tail


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
        tail(work, traits, at.moved(y=-tall * 0.5, z=-deep * 0.85), pose)
    if traits["limbs"] != "legs":
        arms(work, traits, pose, at.moved(y=-tall * 0.1), wide * 0.92)
    if traits["limbs"] != "arms":
        legs(work, traits, pose, Frame(np.array([0.0, leg + 0.12, 0.0]), WORLD.turn), wide * 0.6)
