"""Films in and out: the evaluator's own files decoded whole, and encoded as an attack wants it.

The files of a labelled set are trusted to be what their owner says; what comes from strangers is
only ever opened in decoder processes (`media.decoders`).
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import av
import numpy as np
from PIL import Image, UnidentifiedImageError

from guardrail.arrays import Pixels
from guardrail.errors import BadInputError

if TYPE_CHECKING:
    from av.video.stream import VideoStream

os.environ.setdefault("SVT_LOG", "1")  # errors only: the AV1 encoder tells its life on stderr

MOST_FRAMES = 1800
_EVEN = 2
_PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """A codec with its options, and the container by its suffix."""

    codec: str
    options: tuple[tuple[str, str], ...]
    suffix: str = ".mp4"


PLAIN = Coding(codec="libx264", options=(("preset", "superfast"), ("crf", "23"), ("threads", "1")))
"""As a generator encodes."""


@cache
def films() -> dict[str, Coding]:
    """Codings that are attacks by themselves: so strong that little is left."""
    return {
        "strong H.264": Coding(
            codec="libx264", options=(("preset", "veryfast"), ("crf", "42"), ("threads", "1"))
        ),
        "strong VP9": Coding(
            codec="libvpx-vp9",
            options=(
                ("crf", "58"), ("b", "0"), ("cpu-used", "8"), ("deadline", "realtime"),
                ("threads", "1"),
            ),
            suffix=".webm",
        ),
        "strong AV1": Coding(
            codec="libsvtav1", options=(("preset", "10"), ("crf", "60"), ("svtav1-params", "lp=1"))
        ),
    }  # fmt: skip


def read_film(path: Path) -> tuple[list[Pixels], float]:
    """All frames (at most MOST_FRAMES), RGB, and how many there are a second; 1 for a picture.

    Raises:
        BadInputError: it cannot be decoded.
    """
    try:
        if path.suffix.lower() in _PICTURES:
            with Image.open(path) as image:
                return [np.asarray(image.convert("RGB"), np.uint8)], 1.0
        with av.open(str(path), "r") as container:
            fps = float(container.streams.video[0].average_rate or 24)
            frames = []
            for frame in container.decode(video=0):
                frames.append(np.asarray(frame.to_ndarray(format="rgb24"), np.uint8))
                if len(frames) == MOST_FRAMES:
                    break
    except (av.error.FFmpegError, UnidentifiedImageError, OSError, IndexError) as error:
        raise BadInputError(
            "cannot be decoded", where=str(path), fix="take it out of the set"
        ) from error
    if not frames:
        raise BadInputError("holds no frame", where=str(path), fix="take it out of the set")
    return frames, fps


def write_film(path: Path, frames: Sequence[Pixels], *, fps: float, coding: Coding | None) -> None:
    """A clip, or the first frame as a picture where there is no coding. Odd sides lose a row."""
    if coding is None:
        Image.fromarray(frames[0]).save(path)
        return
    rate = Fraction(fps).limit_denominator(1001)
    with av.open(str(path), "w") as container:
        stream = cast(
            "VideoStream",
            container.add_stream(coding.codec, rate=rate, options=dict(coding.options)),
        )
        height, width = (side - side % _EVEN for side in frames[0].shape[:2])
        stream.height, stream.width = height, width
        stream.pix_fmt = "yuv420p"
        for pixels in frames:
            cut = np.ascontiguousarray(pixels[:height, :width])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(cut, format="rgb24")))
        container.mux(stream.encode())
