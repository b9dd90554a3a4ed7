"""How a figure holds itself and what its face shows, moment by moment."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum


class Expression(StrEnum):
    """What a face shows."""

    CALM = "calm"
    HAPPY = "happy"
    LAUGHING = "laughing"
    SURPRISED = "surprised"
    CROSS = "cross"
    ASLEEP = "asleep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """How a figure holds itself.

    `stride` −1…1 swings the legs; `left` and `right` raise an arm from hanging (0) to overhead (1);
    `tilt` leans the head (radians); `wag` −1…1 moves tails, hair, capes and flames; `turn` −1…1
    looks to the side; `hop` 0…1 lifts the figure off the ground.
    """

    stride: float = 0.0
    left: float = 0.1
    right: float = 0.1
    tilt: float = 0.0
    wag: float = 0.0
    turn: float = 0.15
    hop: float = 0.0
    expression: Expression = Expression.CALM

    def feeling(self, expression: Expression) -> "Pose":
        """The same pose with another face."""
        return replace(self, expression=expression)


def walking(phase: float) -> Pose:
    """One moment of a walk; `phase` 0…1 is one full step pair."""
    swing = math.sin(2 * math.pi * phase)
    return Pose(
        stride=swing,
        left=0.12 + 0.1 * swing,
        right=0.12 - 0.1 * swing,
        tilt=0.04 * swing,
        wag=math.sin(2 * math.pi * phase + 1.0),
        turn=0.35,
        hop=0.06 * abs(math.cos(2 * math.pi * phase)),
    )


def cheering(phase: float) -> Pose:
    """One moment of a little dance with the arms up; `phase` 0…1 is one beat pair."""
    swing = math.sin(2 * math.pi * phase)
    return Pose(
        stride=0.4 * swing,
        left=0.65 + 0.25 * swing,
        right=0.65 - 0.25 * swing,
        tilt=0.1 * swing,
        wag=swing,
        turn=0.2 * swing,
        hop=0.22 * abs(swing),
        expression=Expression.HAPPY,
    )
