"""How a frame is sized and divided: squares that half overlap, and sides that an encoder takes."""

import math

import numpy as np

from guardrail.arrays import Pixels

MIN_SIDE_PX = 96


def fitted(
    width: int, height: int, *, frame_px: tuple[int, int], stride: int, most_px: int
) -> tuple[int, int]:
    """The size (width, height) to scale a `width` × `height` picture to.

    Multiples of `stride` near the area of `frame_px`, within 96…`most_px` pixels a side, whose
    aspect is as near as they allow.
    """
    if width < 1 or height < 1:
        raise ValueError(f"a picture of {width} × {height} has no pixels")
    area, aspect = frame_px[0] * frame_px[1], width / height
    sides = range(math.ceil(MIN_SIDE_PX / stride) * stride, most_px + 1, stride)

    def misfit(size: tuple[int, int]) -> float:
        w, h = size
        stretch = abs(math.log(w / h / aspect))
        return stretch + 0.5 * abs(math.log(w * h / area))

    def nearest(px: float) -> list[int]:
        return sorted(sides, key=lambda side: abs(side - px))[:2]

    return min(((w, h) for h in sides for w in nearest(h * aspect)), key=misfit)


def starts(length: int, window: int) -> list[int]:
    """Evenly spread starts of windows that cover `length` and overlap by at least half."""
    if window >= length:
        return [0]
    steps = math.ceil((length - window) / (window / 2))
    return sorted({round(step * (length - window) / steps) for step in range(steps + 1)})


def check_frames(frames: Pixels) -> None:
    """Raise ValueError unless these are frames: uint8 [N,H,W,3]."""
    if frames.ndim != 4 or frames.shape[3] != 3 or frames.dtype != np.uint8:  # noqa: PLR2004
        raise ValueError(f"frames must be uint8 [N,H,W,3], not {frames.dtype} {list(frames.shape)}")
