"""Which moments of a clip its prints are made of: a few a second, whatever is worth looking at.

A moment costs about as much as decoding a frame does, so not every frame can be one. How often
depends on what the prints are for: a work is printed as often as it changes, so that the moments
of a copy, which are fewer, lie near to one of its own.
"""

from dataclasses import replace
from enum import StrEnum
from typing import assert_never

import numpy as np

from guardrail.media.bounds import Bounds
from guardrail.media.prints import Greys, Printed, asked, kept

_ASKED_EVERY_S, _KEPT_EVERY_S = 0.5, 0.25
_APART_S = 0.1
"""Frames that are worth looking at may follow each other more quickly than moments do."""
_MOST_ASKED = 640
"""Moments of a clip; over it every second one is let go, and the others come half as often."""
_WORK_S, _WORK_FRAMES, _WORK_BYTES = 4 * 3600.0, 900_000, 8 * 2**30
"""How long and large the file of a work may be: a film, and not what a requester hands in."""


class Purpose(StrEnum):
    """What prints are made for: to ask whether a file is a copy, or to keep of a work."""

    ASK = "ask"
    KEEP = "keep"


def bounds_for(purpose: Purpose | None, bounds: Bounds) -> Bounds:
    """What holds for a file of a work: it comes from its owner and may be a whole film."""
    if purpose is not Purpose.KEEP:
        return bounds
    return replace(
        bounds,
        max_seconds=max(bounds.max_seconds, _WORK_S),
        max_frames=max(bounds.max_frames, _WORK_FRAMES),
        max_bytes=max(bounds.max_bytes, _WORK_BYTES),
    )


class Glances:
    """Takes a small grey picture of some frames of one file, and makes prints of them at the end."""

    def __init__(self, purpose: Purpose) -> None:
        self._purpose = purpose
        self._every_s = _ASKED_EVERY_S if purpose is Purpose.ASK else _KEPT_EVERY_S
        self._taken: list[tuple[float, Greys]] = []

    def wants(self, at_s: float, *, is_kept: bool) -> bool:
        """Whether the frame at that time is to be taken; `is_kept` says it is worth looking at."""
        if not self._taken:
            return True
        since_s = at_s - self._taken[-1][0]
        return since_s >= self._every_s or (is_kept and since_s >= _APART_S)

    def take(self, at_s: float, views: Greys) -> None:
        """Take the ways to see one frame: uint8 [views, SIDE_PX, SIDE_PX]."""
        self._taken.append((at_s, views))
        if self._purpose is Purpose.ASK and len(self._taken) * len(views) > _MOST_ASKED:
            self._taken = self._taken[::2]
            self._every_s *= 2

    def printed(self) -> Printed:
        """The prints of all that was taken."""
        if not self._taken:
            return Printed.none()
        greys = np.concatenate([views for _, views in self._taken])
        at_s = np.array([at_s for at_s, views in self._taken for _ in views], np.float64)
        match self._purpose:
            case Purpose.ASK:
                return asked(greys, at_s)
            case Purpose.KEEP:
                return kept(greys, at_s)
            case _:
                assert_never(self._purpose)
