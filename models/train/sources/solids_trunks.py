"""What the trunks of invented solid figures bear: clothes, wings and packs, spines, tails."""
# ruff: noqa: C901 - a case a kind

from itertools import pairwise

import numpy as np

from models.train.sources.sculpture import Frame, Paint, Sculpture
from models.train.sources.solids_anatomy import Pose, Traits, number_of, paint_of


def dress(work: Sculpture, traits: Traits, hips: Frame, tall: float, wide: float) -> None:
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


def back(work: Sculpture, traits: Traits, at: Frame, tall: float, wide: float) -> None:
    """What is borne behind: a cape, a pack, wings, a shell."""
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


def spines(work: Sculpture, traits: Traits, along: list[Frame]) -> None:
    """Spines `along` the middle of the back."""
    paint = paint_of(traits, "trim").bare()
    for a, b in pairwise(along):
        for t in (0.15, 0.5, 0.85):
            at = Frame(a.at * (1 - t) + b.at * t, a.turn)
            work.group()
            work.limb(at.at, at.point(0, 0.1, -0.24), 0.12, 0.02, paint)


def tail(work: Sculpture, traits: Traits, at: Frame, pose: Pose) -> None:
    """A tail from `at` backwards, waving as the pose says."""
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
