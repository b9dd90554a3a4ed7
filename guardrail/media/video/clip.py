"""A clip from start to end: opened as what it is, refused when it is not whole, looked at.

The demuxer is the one that the bytes call for, never guessed; it may open nothing else (no
protocols, no further files). A clip that a person could see in another way than we decode it is
not looked at but refused: several video streams, separate transparency, encryption, damage, an end
that is missing. Frames that an edit list hides are looked at too: not every player obeys it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final, NoReturn

import av
from av.codec.context import Flags
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from guardrail.domain import MediaKind
from guardrail.errors import MediaError, UnscreenableError
from guardrail.media.bounds import Bounds, Deadline, Fit
from guardrail.media.frames import Frames
from guardrail.media.reel import Reel
from guardrail.media.video.upright import Upright, has_alpha, sample_points

if TYPE_CHECKING:
    from av.packet import Packet

FORMATS: Final = ("mov", "matroska", "avi", "mpegts")
"""Sniffed formats that this module opens, each the name of the FFmpeg demuxer."""

_CODECS: Final = frozenset(
    {"h264", "hevc", "vp8", "vp9", "libdav1d", "av1", "mpeg4", "mpeg2video"}
    | {"mjpeg", "prores", "png", "qtrle"}
)
_READ_AT_ONCE = 2**20
_END_SLACK_FRAMES, _END_SLACK_SHARE, _END_SLACK_MOST_S = 2, 0.05, 0.5


def read_clip(
    file: BinaryIO,
    *,
    format: str,  # noqa: A002 — Pillow's and FFmpeg's word
    bounds: Bounds,
    fit: Fit,
    threads: int,
    deadline: Deadline,
) -> Frames:
    """Decode a clip of a format in FORMATS, start to end, with `threads` decoding threads.

    Raises MediaError for what cannot be decoded whole and within bounds, ScreeningTimeoutError
    when the deadline passes.
    """
    with _mapped_errors(), _opened(file, format=format) as container:
        stream = _the_video_stream(container)
        _check_claims(container, stream, bounds)
        _prepare(stream, bounds, threads)
        screening = _Screening(stream, bounds=bounds, fit=fit)
        for packet in container.demux():
            deadline.check()
            screening.note_end(packet)
            if packet.stream.index != stream.index:
                continue
            if packet.has_sidedata("encryption_info"):
                raise MediaError("the clip is encrypted")
            for frame in stream.decode(packet):
                screening.look(frame)
            if packet.size:
                screening.last_is_whole = not packet.is_corrupt
        return screening.result(
            declared_s=_declared_s(container, stream),
            declared_frames=stream.frames if format == "mov" else 0,
        )


@contextmanager
def _mapped_errors() -> Iterator[None]:
    try:
        yield
    except UnscreenableError:
        raise
    except (MemoryError, av.error.MemoryError) as error:
        raise MediaError("needs more memory than allowed") from error
    except FFmpegError as error:
        raise MediaError("the clip is damaged, cut short or not what it claims") from error
    except (ValueError, OSError, OverflowError, ArithmeticError) as error:
        raise MediaError(f"the clip cannot be decoded ({type(error).__name__})") from error


def _opened(file: BinaryIO, *, format: str) -> InputContainer:  # noqa: A002
    options = {
        "format_whitelist": format,
        "protocol_whitelist": "none",
        "codec_whitelist": ",".join(sorted(_CODECS)),
        "max_streams": "32",
    }
    if format == "mov":
        options |= {"ignore_editlist": "1", "enable_drefs": "0", "use_absolute_path": "0"}
    return av.open(
        file,
        "r",
        format=format,
        container_options=options,
        metadata_errors="replace",
        buffer_size=_READ_AT_ONCE,
        io_open=_open_nothing,
    )


def _open_nothing(url: str, flags: int, options: object) -> NoReturn:
    """FFmpeg asks this before it opens anything but the file at hand."""
    del flags, options
    raise MediaError(f"the clip refers to another file ({url[:40]!r})")


def _the_video_stream(container: InputContainer) -> VideoStream:
    """The only video stream; covers (attached pictures) do not make a clip."""
    streams = list(container.streams.video)
    covers = [stream for stream in streams if stream.disposition & Disposition.attached_pic]
    if len(streams) == len(covers):
        raise MediaError("there is no video stream")
    if len(streams) > 1:
        raise MediaError("more than one video stream: players may show another than we judge")
    if getattr(streams[0].codec_context, "name", None) not in _CODECS:  # None where unknown
        raise MediaError("the codec is not one that we decode")
    if streams[0].metadata.get("alpha_mode", "0") != "0":
        raise MediaError("transparency is stored beside the picture, which we cannot decode")
    return streams[0]


def _declared_s(container: InputContainer, stream: VideoStream) -> float:
    """The longest duration that the file claims, 0 when it claims none."""
    own = float((stream.duration or 0) * (stream.time_base or 0))
    whole = (container.duration or 0) / av.time_base
    return max(own, whole, 0.0)


def _check_claims(container: InputContainer, stream: VideoStream, bounds: Bounds) -> None:
    """Refuse early what says itself that it is over a bound."""
    if _declared_s(container, stream) > bounds.max_seconds:
        raise MediaError(f"longer than {bounds.max_seconds:g} s")
    if stream.frames > bounds.max_frames:
        raise MediaError(f"more than {bounds.max_frames} frames")
    _check_size(stream.codec_context.width, stream.codec_context.height, bounds)


def _check_size(width: int, height: int, bounds: Bounds) -> None:
    if width * height > bounds.max_pixels:
        raise MediaError(f"{width}x{height} is too large (at most {bounds.max_pixels:,} pixels)")


def _prepare(stream: VideoStream, bounds: Bounds, threads: int) -> None:
    """Bound every later change of size, show damaged frames too, and set the threads."""
    codec = stream.codec_context
    codec.options = {"max_pixels": str(bounds.max_pixels)}
    codec.flags |= Flags.output_corrupt
    codec.thread_count = threads
    codec.thread_type = "AUTO" if threads > 1 else "NONE"


class _Screening:
    """The state of one clip while it is decoded: time, damage and the reel."""

    def __init__(self, stream: VideoStream, *, bounds: Bounds, fit: Fit) -> None:
        self.last_is_whole = True
        self._stream = stream
        self._bounds = bounds
        self._fit = fit
        self._frame_s = 1 / float(stream.average_rate or 25)
        self._start_s: float | None = None
        self._starts_s = 0.0
        self._ends_s = 0.0
        self._at_s = -self._frame_s
        self._damaged = 0
        self._upright: Upright | None = None
        self._reel: Reel | None = None

    def note_end(self, packet: "Packet[Stream]") -> None:
        """Remember how far the packets of any stream reach."""
        start = packet.dts if packet.pts is None else packet.pts
        if start is not None and packet.time_base is not None:
            base_s = float(packet.time_base)
            self._starts_s = min(self._starts_s, start * base_s)
            self._ends_s = max(self._ends_s, (start + (packet.duration or 0)) * base_s)

    def look(self, frame: VideoFrame) -> None:
        """Consider the next frame in the order of showing."""
        _check_size(frame.width, frame.height, self._bounds)
        self._damaged += frame.is_corrupt
        self._at_s = self._time_of(frame)
        if self._at_s > self._bounds.max_seconds:
            raise MediaError(f"longer than {self._bounds.max_seconds:g} s")
        if self._reel is None or self._upright is None:
            self._upright = self._settled(frame)
            self._reel = Reel(bounds=self._bounds, views=2 if has_alpha(frame) else 1)
        if self._reel.seen == self._bounds.max_frames:
            raise MediaError(f"more than {self._bounds.max_frames} frames")
        self._reel.look(self._at_s, sample_points(frame), partial(self._upright.views, frame))

    def _settled(self, frame: VideoFrame) -> Upright:
        aspect = float(self._stream.sample_aspect_ratio or 1)
        return Upright(frame, pixel_aspect=aspect, fit=self._fit)

    def _time_of(self, frame: VideoFrame) -> float:
        """Seconds since the first frame, never descending; one frame on where the file is mute."""
        if frame.pts is None:
            return self._at_s + self._frame_s
        time_s = frame.time
        if self._start_s is None:
            self._start_s = time_s
        return max(time_s - self._start_s, self._at_s, 0.0)

    def result(self, *, declared_s: float, declared_frames: int) -> Frames:
        """The frames kept, once the whole clip was seen and proved whole."""
        if self._reel is None or self._upright is None:
            raise MediaError("there is no frame in it")
        tolerated = self._bounds.max_damaged_share
        missing = declared_frames - self._reel.seen
        if (
            not self.last_is_whole
            or missing > 1 + declared_frames * tolerated
            or self._missing_s(declared_s) > 0
        ):
            raise MediaError(f"cut short: {self._at_s:.1f} s of {declared_s:.1f} s can be decoded")
        if self._damaged > self._reel.seen * tolerated:
            raise MediaError(f"damaged: {self._damaged} of {self._reel.seen} frames")
        return self._reel.develop(
            kind=MediaKind.CLIP,
            duration_s=self._at_s + self._frame_s,
            width=self._upright.width,
            height=self._upright.height,
        )

    def _missing_s(self, declared_s: float) -> float:
        """Seconds declared that no stream holds, beyond the slack that muxers need."""
        reached_s = self._ends_s - self._starts_s
        slack_s = min(_END_SLACK_MOST_S, _END_SLACK_SHARE * declared_s)
        return declared_s - reached_s - max(slack_s, _END_SLACK_FRAMES * self._frame_s)
