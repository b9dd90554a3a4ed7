"""Pictures and clips that tests encode themselves: what they show, and when, is known.

Everything is returned as bytes. A *figure* is a disc with a face, drawn in the middle over a
smooth *place* (a gradient that slowly brightens), so that it is plain to see when it is there.
"""

import io
import os
import struct
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.stream import Disposition
from PIL import Image

os.environ.setdefault("SVT_LOG", "1")  # an encoder that talks

Picture = npt.NDArray[np.uint8]

RED = (220, 40, 40)
GREEN = (40, 160, 60)


def place(width: int = 320, height: int = 180, *, brightness: int = 90) -> Picture:
    """An empty scene: uint8 [H, W, 3]."""
    across = np.linspace(0, 60, width)[np.newaxis, :, np.newaxis]
    down = np.linspace(0, 40, height)[:, np.newaxis, np.newaxis]
    return np.clip(brightness + across + down + np.zeros(3), 0, 255).astype(np.uint8)


def painting(seed: int, width: int = 320, height: int = 180) -> Picture:
    """A scene full of coarse and fine detail, another one for each seed: uint8 [H, W, 3]."""
    rng = np.random.default_rng(seed)
    scene = np.zeros((height, width, 3))
    for cells, weight in ((3, 1.0), (6, 0.8), (12, 0.6), (24, 0.4)):
        patch = Image.fromarray(rng.integers(0, 256, (cells, cells, 3), dtype=np.uint8))
        scene += weight * np.asarray(patch.resize((width, height), Image.Resampling.BICUBIC))
    return np.clip(scene / 2.8, 0, 255).astype(np.uint8)


def panned(seed: int, *, seconds: float = 4.0, fps: int = 12) -> Iterator[Picture]:
    """A painting over which the camera moves, with a cut to another one in the middle."""
    count = round(seconds * fps)
    for index in range(count):
        wide = painting(2 * seed + 2 * index // count, 480)
        left = 160 * index // count
        yield wide[:, left : left + 320]


def with_figure(
    scene: Picture, *, share: float = 0.3, colour: tuple[int, int, int] = RED
) -> Picture:
    """The scene with a figure that covers about `share` of it."""
    height, width = scene.shape[:2]
    radius = np.sqrt(share * width * height / np.pi)
    y, x = np.mgrid[:height, :width]
    apart = np.hypot(x - width / 2, y - height / 2)
    drawn = scene.copy()
    drawn[apart < radius] = colour
    for side in (-1, 1):
        eye = np.hypot(x - width / 2 - side * radius / 3, y - height / 2 + radius / 4) < radius / 6
        drawn[eye] = 255
    return drawn


def picture(
    form: str = "PNG", pixels: Picture | None = None, *, mode: str = "", **options: Any
) -> bytes:
    """A picture encoded by Pillow; a figure in a place unless `pixels` are given."""
    image = Image.fromarray(with_figure(place()) if pixels is None else pixels)
    out = io.BytesIO()
    (image.convert(mode) if mode else image).save(out, form, **options)
    return out.getvalue()


def animation(
    form: str, scenes: Sequence[Picture], *, frame_ms: int = 100, **options: Any
) -> bytes:
    """An animated GIF, WEBP or PNG."""
    first, *rest = (Image.fromarray(scene) for scene in scenes)
    out = io.BytesIO()
    first.save(out, form, save_all=True, append_images=rest, duration=frame_ms, loop=0, **options)
    return out.getvalue()


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few kilobytes that claims to unpack to `width` x `height` pixels."""
    packed = zlib.compress(bytes(1 + (width + 7) // 8) * 100, 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", packed), (b"IEND", b"")]
    return _PNG + b"".join(_chunk(name, content) for name, content in chunks)


def with_gamma(png: bytes, gamma: float) -> bytes:
    """A PNG that asks to be shown with this gamma."""
    after_header = len(_PNG) + 25
    extra = _chunk(b"gAMA", struct.pack(">I", round(gamma * 100_000)))
    return png[:after_header] + extra + png[after_header:]


_PNG = b"\x89PNG\r\n\x1a\n"


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def scenes(
    *,
    seconds: float = 2.0,
    fps: int = 24,
    width: int = 320,
    height: int = 180,
    figure_at: tuple[float, float] | None = None,
    share: float = 0.3,
    colour: tuple[int, int, int] = RED,
) -> Iterator[Picture]:
    """The frames of a clip in which the figure is seen from `figure_at[0]` to `figure_at[1]` s."""
    for index in range(round(seconds * fps)):
        scene = place(width, height)
        seen = figure_at is not None and figure_at[0] <= index / fps < figure_at[1]
        yield with_figure(scene, share=share, colour=colour) if seen else scene


FAST = {"preset": "ultrafast", "crf": "18", "g": "12"}
VP9: dict[str, Any] = {
    "container": "webm",
    "codec": "libvpx-vp9",
    "codec_options": {"cpu-used": "8", "deadline": "realtime"},
}
"""Keyword arguments that make `clip` a WebM."""
HEVC: dict[str, Any] = {
    "codec": "libx265",
    "codec_options": {"preset": "ultrafast", "x265-params": "log-level=0"},
}
AV1: dict[str, Any] = {"codec": "libsvtav1", "codec_options": {"preset": "12", "crf": "30"}}
MOOV_FIRST = {"movflags": "faststart"}
"""Container options that put an MP4's table of contents before its pictures."""
ENCRYPTED = {
    "encryption_scheme": "cenc-aes-ctr",
    "encryption_key": "00" * 16,
    "encryption_kid": "11" * 16,
}
"""Container options that encrypt an MP4."""


def clip(
    frames: Iterable[Picture] | None = None,
    *,
    fps: int = 24,
    container: str = "mp4",
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    rotation: int = 0,
    streams: int = 1,
    audio_s: float = 0.0,
    times_s: Sequence[float] | None = None,
    pixel_aspect: Fraction = Fraction(1),
    cover: Picture | None = None,
    codec_options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
) -> bytes:
    """A clip of the given frames (two seconds of an empty place by default).

    Frames follow each other at `fps`, or are shown at `times_s`, in thousandths of a second.
    """
    pictures = iter(scenes(fps=fps) if frames is None else frames)
    first = next(pictures)
    options = FAST if codec_options is None else codec_options
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "clip")
        with av.open(path, "w", format=container, options=container_options or {}) as sink:
            tracks: list[Any] = [
                sink.add_stream(codec, rate=fps, options=options) for _ in range(streams)
            ]
            for track in tracks:
                _shape(track, first, pix_fmt, rotation)
                track.codec_context.sample_aspect_ratio = pixel_aspect
                if times_s is not None:
                    track.codec_context.time_base = Fraction(1, 1000)
            sound = sink.add_stream("aac", rate=16_000) if audio_s else None
            if cover is not None:
                _mux_cover(sink, cover)
            for index, pixels in enumerate((first, *pictures)):
                at_s = Fraction(index, fps) if times_s is None else Fraction(times_s[index])
                _mux(sink, tracks, pixels, at_s.limit_denominator(1000))
            for track in tracks:
                sink.mux(track.encode())
            if sound is not None:
                _mux_silence(sink, sound, audio_s)
        return path.read_bytes()


def _shape(track: Any, first: Picture, pix_fmt: str, rotation: int) -> None:
    track.height, track.width = first.shape[:2]
    track.pix_fmt = pix_fmt
    if rotation:
        track.set_display_rotation(rotation)


def _mux(sink: Any, tracks: Sequence[Any], pixels: Picture, at: Fraction) -> None:
    for track in tracks:
        frame = av.VideoFrame.from_ndarray(pixels, "rgba" if pixels.shape[2] == 4 else "rgb24")
        frame.pts, frame.time_base = at.numerator, Fraction(1, at.denominator)
        sink.mux(track.encode(frame))


def audio_only(container: str = "mp4", seconds: float = 1.0) -> bytes:
    """A file with sound and no picture."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as sink:
        codec = "libopus" if container == "webm" else "aac"
        _mux_silence(sink, sink.add_stream(codec, rate=48_000), seconds)
    return out.getvalue()


def _mux_silence(sink: Any, stream: Any, seconds: float) -> None:
    rate = stream.codec_context.sample_rate
    for start in range(0, round(seconds * rate), 960):
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 960), np.float32), "fltp", "mono")
        frame.sample_rate, frame.pts = rate, start
        sink.mux(stream.encode(frame))
    sink.mux(stream.encode())


def sound_with_cover() -> bytes:
    """An MP4 of sound alone with a picture attached as its cover."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as sink:
        sound = sink.add_stream("aac", rate=48_000)
        _mux_cover(sink, with_figure(place()))
        _mux_silence(sink, sound, 0.5)
    return out.getvalue()


def _mux_cover(sink: Any, pixels: Picture) -> None:
    cover = sink.add_stream("png", rate=1)
    cover.height, cover.width = pixels.shape[:2]
    cover.pix_fmt = "rgb24"
    cover.disposition = Disposition.attached_pic
    sink.mux(cover.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
    sink.mux(cover.encode())


def cut(content: bytes, share: float = 0.6) -> bytes:
    """The first part of a file."""
    return content[: round(len(content) * share)]


def hidden_until(content: bytes, media_time: int) -> bytes:
    """An MP4 whose edit list starts at `media_time` (in the track's units), hiding what precedes."""
    at = content.index(b"elst") + 12
    return content[: at + 4] + struct.pack(">i", media_time) + content[at + 8 :]
