"""How much of an untrusted file we are willing to look at, and at what size its frames cross over.

Every bound has its default here and nowhere else. What lies over a bound raises MediaError (or
ScreeningTimeoutError for wall time), which the engine answers with a hold.
"""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from math import ceil, floor, log
from typing import Self

from guardrail.errors import ScreeningTimeoutError


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The limits of one look at one file.

    `max_pixels` counts a clip's stored frame, `max_picture_pixels` a picture's; both are checked
    before anything is decoded and again by the decoder itself. `max_seconds` and `max_frames`
    hold for what a clip declares and for what it really contains; `max_streams` counts sound and
    subtitles too. `max_memory_bytes` is what one decoder process may take over its idle size.
    `max_damaged_share` is the share of frames that may fail to decode before a clip counts as
    damaged.

    `frame_budget` frames at most are kept of a clip; a scene in which something moves is looked at
    again after `max_gap_s`, one in which nothing does after `still_gap_s`; `min_novelty` (0…255, see
    `sampling.changes`) is what makes a frame worth looking at.
    """

    max_bytes: int = 512 * 2**20
    max_picture_bytes: int = 64 * 2**20
    max_pixels: int = 4096 * 2304
    max_picture_pixels: int = 50_000_000
    max_seconds: float = 300.0
    max_frames: int = 36_000
    max_streams: int = 32
    max_memory_bytes: int = 768 * 2**20
    max_damaged_share: float = 0.02
    frame_budget: int = 24
    max_gap_s: float = 2.0
    still_gap_s: float = 4.0
    min_novelty: float = 20.0

    def __post_init__(self) -> None:
        """Refuse bounds under which nothing could be looked at."""
        for name in self.__slots__:
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive")
        if self.frame_budget < MAX_VIEWS:
            raise ValueError(f"frame_budget must be at least {MAX_VIEWS}, the views of one picture")


_CHANNELS = 3
MOST_PRINTS_BYTES = 8 * 2**20
"""What the prints of one file and their times may take."""

MAX_VIEWS = 3
"""Ways one picture may be seen: as shown, as stored, and without its transparency."""


Fit = Callable[[int, int], tuple[int, int]]
"""From the size of a frame to the size to look at it at, both (width, height)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When the wall time for one look is over; `at_s` is on the monotonic clock."""

    at_s: float
    budget_s: float

    @classmethod
    def after(cls, budget_s: float) -> Self:
        """`budget_s` seconds from now."""
        return cls(at_s=time.monotonic() + budget_s, budget_s=budget_s)

    @property
    def left_s(self) -> float:
        """Seconds left, negative when it has passed."""
        return self.at_s - time.monotonic()

    def check(self) -> None:
        """Raise ScreeningTimeoutError when it has passed."""
        if self.left_s < 0:
            raise ScreeningTimeoutError(
                "looking at the file takes too long", budget_s=self.budget_s
            )


def fit(
    width: int, height: int, *, area_px: int, multiple: int = 32, min_side_px: int = 96
) -> tuple[int, int]:
    """The size (width, height) to look at a frame of `width` x `height` at.

    Both sides are multiples of `multiple` and at least `min_side_px` (rounded up to a multiple),
    their product is at most `area_px`, and the aspect is kept as far as that allows: among all
    such sizes it is the one whose aspect and area differ least from those wanted, in logarithms,
    area weighing a quarter. Small frames are enlarged. Raises ValueError when no size fits.
    """
    if min(width, height, area_px, multiple, min_side_px) < 1:
        raise ValueError("sizes must be positive")
    least = ceil(min_side_px / multiple)
    if (least * multiple) ** 2 > area_px:
        raise ValueError(f"area_px {area_px} is less than the smallest side squared")
    cells = area_px / multiple**2
    sizes = [
        (columns, rows)
        for rows in range(least, floor(cells / least) + 1)
        for wanted in (floor(rows * width / height), ceil(rows * width / height))
        for columns in (max(least, min(wanted, floor(cells / rows))),)
    ]

    def misfit(size: tuple[int, int]) -> float:
        columns, rows = size
        stretch = log(columns * height / (rows * width))
        return abs(stretch) + abs(log(columns * rows / cells)) / 4

    columns, rows = min(sizes, key=misfit)
    return columns * multiple, rows * multiple


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What every decoder process of a pool is told at its start; see `Decoders` for the words."""

    bounds: Bounds
    area_px: int
    multiple: int
    min_side_px: int
    threads: int

    def fit(self, width: int, height: int) -> tuple[int, int]:
        """The size (width, height) that frames of `width` x `height` are looked at in."""
        return fit(
            width,
            height,
            area_px=self.area_px,
            multiple=self.multiple,
            min_side_px=self.min_side_px,
        )

    @property
    def kept_bytes(self) -> int:
        """How much memory the frames kept of one file may take."""
        return self.bounds.frame_budget * self.area_px * _CHANNELS

    @property
    def prints_at(self) -> int:
        """Where prints are written: after the frames kept and the frames shown early.

        As many are shown as may be kept: of a clip that fills its budget some are dropped later,
        and looking at those was work for nothing.
        """
        return 2 * self.kept_bytes

    @property
    def film_bytes(self) -> int:
        """The memory that a decoder shares with its owner."""
        return self.prints_at + MOST_PRINTS_BYTES

    def to_json(self) -> str:
        """For the command line of the process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `to_json` wrote."""
        fields = json.loads(text)
        return cls(**{**fields, "bounds": Bounds(**fields["bounds"])})
