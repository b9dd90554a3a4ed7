"""Frames to files: H.264 in MP4 as players want it, a still for lists, a sheet of stills."""

from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np
from PIL import Image

_SHEET_COLUMNS = 4
_SHEET_ROWS = 2
_STILL_PX = 320


def write_clip(path: Path, frames: Iterable[Image.Image], *, fps: int) -> list[Image.Image]:
    """Encode RGB frames (even sides, all alike) and return the stills for the sheet of a clip.

    The index stands at the front of the file (faststart), so that players can begin at once.
    Encoding runs on one thread: the same frames give the same bytes.
    """
    kept: list[Image.Image] = []
    options = {"movflags": "faststart"}
    with av.open(str(path), "w", format="mp4", options=options) as container:
        stream = container.add_stream(
            "libx264", rate=fps, options={"preset": "superfast", "crf": "23", "threads": "1"}
        )
        stream.pix_fmt = "yuv420p"
        for index, picture in enumerate(frames):
            if index == 0:
                stream.width, stream.height = picture.size
            frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
            for packet in stream.encode(frame):
                container.mux(packet)
            kept.append(picture)
        for packet in stream.encode():
            container.mux(packet)
    count = _SHEET_COLUMNS * _SHEET_ROWS
    return [kept[round(i * (len(kept) - 1) / (count - 1))] for i in range(count)]


def write_thumbnail(path: Path, picture: Image.Image) -> None:
    """One still as WebP, at most 320 pixels wide."""
    _small(picture, _STILL_PX).save(path, "WEBP", quality=82)


def write_spritesheet(path: Path, pictures: list[Image.Image]) -> None:
    """Eight stills in two rows as JPEG."""
    small = [_small(picture, _STILL_PX // 2) for picture in pictures]
    w, h = small[0].size
    sheet = Image.new("RGB", (w * _SHEET_COLUMNS, h * _SHEET_ROWS))
    for index, picture in enumerate(small):
        sheet.paste(picture, (index % _SHEET_COLUMNS * w, index // _SHEET_COLUMNS * h))
    sheet.save(path, "JPEG", quality=85)


def first_frame(path: Path) -> Image.Image:
    """The first picture of a clip, RGB; raises av.error.FFmpegError where there is none."""
    return frame_at(path, 0.0)


def frame_at(path: Path, at_s: float) -> Image.Image:
    """The picture shown at a time of a clip, RGB; past its end the last one.

    Raises av.error.FFmpegError where there is none.
    """
    shown = None
    with av.open(str(path), "r", format="mp4") as container:
        for frame in container.decode(video=0):
            if shown is not None and (frame.time or 0.0) > at_s:
                break
            shown = frame
    if shown is None:
        raise av.error.InvalidDataError(1, "no picture in the clip")
    return Image.fromarray(np.asarray(shown.to_ndarray(format="rgb24"), dtype=np.uint8))


def _small(picture: Image.Image, width_px: int) -> Image.Image:
    return picture.resize((width_px, round(width_px * picture.height / picture.width)))
