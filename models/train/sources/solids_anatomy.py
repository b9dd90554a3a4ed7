"""What the parts of invented solid figures are made from: traits, a pose, a skull to build on.

Traits are a flat mapping drawn once a figure; a pose adds what limbs do and what the face does
(gaze, lids, mouth).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from models.train.sources.sculpture import Colour, Frame, Paint, Sculpture

Traits = Mapping[str, "float | str | Paint"]
DARK: Colour = (0.06, 0.05, 0.07)
WHITE: Colour = (0.97, 0.97, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """Of a limb in degrees: out to the side, forward, and how far its middle is bent."""

    out: float = 12.0
    forward: float = 0.0
    bent: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mien:
    """What a face does: gaze −1…1, how open eyes and mouth are, how the brows tilt (degrees)."""

    look_x: float = 0.0
    look_y: float = 0.0
    open_eyes: float = 1.0
    mouth: str = "smile"
    brows: float = 0.0


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Skull:
    """Where a head is and how large (half axes); `solid` bears what is drawn on the face."""

    frame: Frame
    x: float
    y: float
    z: float
    solid: int
    boxy: bool = False

    def on(self, x: float, y: float, out: float = 1.0) -> tuple[float, float, float]:
        """A point on the face at shares x, y of the half axes; `out` scales the depth."""
        deep = 1.0 if self.boxy else float(np.sqrt(max(0.03, 1 - x * x - y * y)))
        return (x * self.x, y * self.y, deep * self.z * out)


def paint_of(traits: Traits, name: str) -> Paint:
    """A trait that is a paint."""
    value = traits[name]
    if not isinstance(value, Paint):
        raise TypeError(f"{name} is no paint")
    return value


def number_of(traits: Traits, name: str) -> float:
    """A trait that is a measure."""
    value = traits[name]
    if isinstance(value, (str, Paint)):
        raise TypeError(f"{name} is no number")
    return float(value)


Build = Callable[[Sculpture, Traits, Pose], None]
"""Puts a figure together."""
