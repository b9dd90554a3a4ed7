"""One tiny file of every format and codec that we open: what the mutations start from."""

import io
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
import numpy.typing as npt
from PIL import Image

Scene = npt.NDArray[np.uint8]

WIDTH, HEIGHT = 64, 48
_FRAMES, _FPS = 8, 8
_X264 = {"preset": "ultrafast", "crf": "30", "g": "4", "threads": "1"}
_X265 = {"preset": "ultrafast", "x265-params": "log-level=0:pools=1:frame-threads=1"}
_VPX = {"cpu-used": "8", "deadline": "realtime", "threads": "1"}
_AV1 = {"preset": "12", "crf": "50", "svtav1-params": "lp=1"}


def _scenes() -> Iterator[Scene]:
    """A square that moves over a gradient."""
    across = np.linspace(0, 120, WIDTH)[np.newaxis, :, np.newaxis]
    for index in range(_FRAMES):
        scene = np.broadcast_to(60 + across + np.zeros((HEIGHT, 1, 3)), (HEIGHT, WIDTH, 3)).copy()
        left = 4 + 6 * index
        scene[12:32, left : left + 16] = (220, 40, 40)
        yield scene.astype(np.uint8)


def _clip(
    container: str,
    codec: str,
    options: Mapping[str, str] | None = None,
    *,
    pix_fmt: str = "yuv420p",
    mux: Mapping[str, str] | None = None,
    sound: bool = False,
) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "clip")  # an MP4 with its table first is written twice
        options_of_muxer = {"fflags": "bitexact", **(mux or {})}
        with av.open(path, "w", format=container, container_options=options_of_muxer) as sink:
            _fill(sink, codec, options or {}, pix_fmt=pix_fmt, sound=sound)
        return path.read_bytes()


def _fill(sink: Any, codec: str, options: Mapping[str, str], *, pix_fmt: str, sound: bool) -> None:
    track: Any = sink.add_stream(codec, rate=_FPS, options=dict(options))
    track.width, track.height, track.pix_fmt = WIDTH, HEIGHT, pix_fmt
    beside: Any = sink.add_stream("aac", rate=16_000) if sound else None
    for index, scene in enumerate(_scenes()):
        frame = av.VideoFrame.from_ndarray(scene, "rgb24")
        frame.pts, frame.time_base = index, Fraction(1, _FPS)
        sink.mux(track.encode(frame))
    sink.mux(track.encode())
    for index in range(16 if sound else 0):
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1000), np.float32), "fltp", "mono")
        silence.sample_rate, silence.pts = 16_000, 1000 * index
        sink.mux(beside.encode(silence))
    if sound:
        sink.mux(beside.encode())


def _picture(form: str, *, frames: int = 1, **options: Any) -> bytes:
    first, *rest = [Image.fromarray(scene) for scene in _scenes()][:frames]
    out = io.BytesIO()
    if rest:
        options |= {"save_all": True, "append_images": rest, "duration": 120, "loop": 0}
    first.save(out, form, **options)
    return out.getvalue()


_MAKERS: Final[Mapping[str, Callable[[], bytes]]] = {
    "mp4 h264": lambda: _clip("mp4", "libx264", _X264, sound=True),
    "mp4 h264 table first": lambda: _clip("mp4", "libx264", _X264, mux={"movflags": "faststart"}),
    "mp4 hevc": lambda: _clip("mp4", "libx265", _X265),
    "mp4 hevc 10 bits": lambda: _clip("mp4", "libx265", _X265, pix_fmt="yuv420p10le"),
    "mp4 fragments": lambda: _clip(
        "mp4", "libx264", _X264, mux={"movflags": "frag_keyframe+empty_moov"}, sound=True
    ),
    "mp4 av1": lambda: _clip("mp4", "libsvtav1", _AV1),
    "mov mpeg4": lambda: _clip("mov", "mpeg4"),
    "mov mjpeg": lambda: _clip("mov", "mjpeg", pix_fmt="yuvj420p"),
    "mov prores": lambda: _clip("mov", "prores_ks", pix_fmt="yuv422p10le"),
    "mov png": lambda: _clip("mov", "png", pix_fmt="rgb24"),
    "mov qtrle": lambda: _clip("mov", "qtrle", pix_fmt="rgb24"),
    "mkv h264": lambda: _clip("matroska", "libx264", _X264),
    "mkv av1": lambda: _clip("matroska", "libsvtav1", _AV1),
    "webm vp9": lambda: _clip("webm", "libvpx-vp9", _VPX),
    "webm vp8": lambda: _clip("webm", "libvpx", _VPX),
    "avi h264": lambda: _clip("avi", "libx264", _X264),
    "avi mpeg4": lambda: _clip("avi", "mpeg4", sound=True),
    "mpegts h264": lambda: _clip("mpegts", "libx264", _X264),
    "mpegts mpeg2": lambda: _clip("mpegts", "mpeg2video"),
    "gif": lambda: _picture("GIF"),
    "gif animated": lambda: _picture("GIF", frames=6),
    "png": lambda: _picture("PNG"),
    "apng": lambda: _picture("PNG", frames=6),
    "jpeg": lambda: _picture("JPEG"),
    "jpeg progressive": lambda: _picture("JPEG", progressive=True),
    "jpeg several": lambda: _picture("MPO", frames=3),
    "webp": lambda: _picture("WEBP"),
    "webp lossless": lambda: _picture("WEBP", lossless=True),
    "webp animated": lambda: _picture("WEBP", frames=6),
}


@cache
def seeds() -> Mapping[str, bytes]:
    """Every seed file by its name. The same bytes on every call with the same libraries."""
    os.environ.setdefault("SVT_LOG", "1")  # an encoder that talks
    return {name: make() for name, make in _MAKERS.items()}
