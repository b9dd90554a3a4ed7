"""What a look at a picture or clip brings back: a few frames, when they were shown, and of what."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import numpy as np

from guardrail.arrays import Pixels, Seconds
from guardrail.domain import MediaKind
from guardrail.media.prints import Printed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frames:
    """The frames worth looking at: `pixels` uint8 [N, H, W, 3] shown at `at_s` float64 [N], N >= 1.

    `at_s` starts near 0 and ascends; two frames share a time where one moment may be seen in two
    ways (with and without its transparency). A picture lasts 0 seconds. `width` and `height` are
    those of the file as a person sees it, turned upright; `decoded` is how many frames the file
    really holds, all of them compared. `degraded` says that more was worth looking at than the
    budget allows, and `skipped` how many frames were dropped for it; the first frame never is.
    `whole` is False where whoever watched had seen enough, and decoding stopped. `printed` are the
    prints of what was decoded, where they were asked for.
    """

    kind: MediaKind
    pixels: Pixels
    at_s: Seconds
    duration_s: float
    width: int
    height: int
    decoded: int
    degraded: bool
    skipped: int = 0
    whole: bool = True
    printed: Printed | None = None

    def __post_init__(self) -> None:
        """Hold what every reader of frames relies on."""
        if self.pixels.ndim != 4 or self.pixels.shape[3] != 3:  # noqa: PLR2004 — N, H, W, RGB
            raise ValueError(f"pixels must be [N, H, W, 3], not {self.pixels.shape}")
        if self.pixels.dtype != np.uint8 or self.at_s.dtype != np.float64:
            raise ValueError("pixels must be uint8 and at_s float64")
        if not len(self.pixels) == len(self.at_s) >= 1:
            raise ValueError("frames need at least one picture and one time for each")
        if not np.all(np.isfinite(self.at_s)) or np.any(np.diff(self.at_s) < 0):
            raise ValueError("at_s must be finite and ascend")
        if not 0 <= self.duration_s < inf:
            raise ValueError(f"a duration of {self.duration_s} s")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Glimpse:
    """A frame of a clip while the rest is still being decoded: it was kept, and may be dropped.

    `pixels` uint8 [V, H, W, 3] are its views, shown at `at_s`; `declared_s` is how long the clip
    claims to be, 0 when it claims nothing.
    """

    pixels: Pixels
    at_s: float
    declared_s: float


Watch = Callable[[Glimpse], bool]
"""Is shown frames of a clip as they are kept; True says that enough was seen."""
