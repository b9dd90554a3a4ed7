"""Heads of invented solid figures, with all that is on them."""

from models.train.sources.sculpture import Frame, Sculpture
from models.train.sources.solids_anatomy import Pose, Skull, Traits, number_of, paint_of
from models.train.sources.solids_crowns import ears, hair, hat
from models.train.sources.solids_faces import face, glasses


def head(work: Sculpture, traits: Traits, pose: Pose, neck: Frame) -> Skull:
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
