"""Arms and legs of invented solid figures that have two of each."""

from models.train.sources.sculpture import Frame, Sculpture
from models.train.sources.solids_anatomy import Pose, Traits, number_of, paint_of


def legs(work: Sculpture, traits: Traits, pose: Pose, hips: Frame, wide: float) -> None:
    """Two legs under the hips, bare or covered, and their shoes."""
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


def arms(work: Sculpture, traits: Traits, pose: Pose, chest: Frame, wide: float) -> None:
    """Two arms from the chest, their sleeves, hands and fingers."""
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
