"""Invented solid figures on two legs: people, dressed animals, toys, robots."""

import numpy as np

from models.train.sources.sculpture import WORLD, Frame, Paint, Sculpture
from models.train.sources.solids_anatomy import DARK, Pose, Traits, number_of, paint_of
from models.train.sources.solids_heads import head
from models.train.sources.solids_limbs import arms, legs
from models.train.sources.solids_trunks import back, dress, spines, tail


def upright(work: Sculpture, traits: Traits, pose: Pose) -> None:
    """Two legs, two arms, a trunk and a head: people, dressed animals, vinyl toys."""
    leg, tall, wide = (number_of(traits, n) for n in ("leg", "trunk", "girth"))
    skin, shirt = (paint_of(traits, n) for n in ("skin", "shirt"))
    hips = Frame(np.array([0.0, leg, 0.0]), WORLD.turn).moved(rx=pose.lean, rz=pose.sway)
    legs(work, traits, pose, hips, wide)
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
    dress(work, traits, hips, tall, wide)
    arms(work, traits, pose, chest, wide * (1.25 if shape == "strong" else 0.9))
    neck = chest.moved(y=0.02)
    work.group(0.05)
    work.limb(neck.point(0, -0.08, 0), neck.point(0, 0.1, 0), 0.1, 0.09, skin.bare())
    skull = head(work, traits, pose, neck)
    if traits["tail"] != "none":
        tail(work, traits, hips.moved(y=tall * 0.2, z=-deep * 0.9), pose)
    if traits["back"] == "spines":
        spines(work, traits, [hips.moved(y=tall * 0.5, z=-deep), chest.moved(z=-deep * 0.7),
                               skull.frame.moved(y=skull.y * 0.6, z=-skull.z * 0.8)])  # fmt: skip
    elif traits["back"] != "none":
        back(work, traits, hips.moved(y=tall * 0.7, z=-deep * 0.85), tall, wide)


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
    head(work, traits, pose, chest.moved(y=0.1))


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
