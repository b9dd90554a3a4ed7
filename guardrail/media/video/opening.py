"""A clip opened as what its bytes say it is, by its own demuxer, which may open nothing else.

A clip that a person could see in another way than we decode it is refused here: several video
streams, subtitles that are pictures, separate transparency, or claims over a bound.
"""

from typing import BinaryIO, Final, NoReturn

import av
from av.codec.context import Flags
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from guardrail.errors import MediaError
from guardrail.media.bounds import Bounds

FORMATS: Final = ("mov", "matroska", "avi", "mpegts")
"""Sniffed formats that this module opens, each the name of the FFmpeg demuxer."""

_CODECS: Final = frozenset(
    {"h264", "hevc", "vp8", "vp9", "libdav1d", "av1", "mpeg4", "mpeg2video"}
    | {"mjpeg", "prores", "png", "qtrle"}
)
_PLAIN_SUBTITLES: Final = frozenset(
    {"mov_text", "srt", "subrip", "webvtt", "text", "cc_dec", "eia_608"}
)
_READ_AT_ONCE = 2**20


def opened(file: BinaryIO, *, format: str, bounds: Bounds) -> InputContainer:  # noqa: A002
    """The file behind a demuxer. Raises FFmpeg's errors, and MediaError for too many streams."""
    options = {
        "format_whitelist": format,
        "protocol_whitelist": "none",
        "codec_whitelist": ",".join(sorted(_CODECS)),
        "max_streams": str(bounds.max_streams + 1),  # not every demuxer obeys
    }
    if format == "mov":
        options |= {"ignore_editlist": "1", "enable_drefs": "0", "use_absolute_path": "0"}
    try:
        return av.open(
            file,
            "r",
            format=format,
            container_options=options,
            metadata_errors="replace",
            buffer_size=_READ_AT_ONCE,
            io_open=_open_nothing,
        )
    except av.error.MemoryError as error:  # also FFmpeg's answer to too many streams
        raise MediaError(
            f"more than {bounds.max_streams} streams, or needs more memory than allowed"
        ) from error


def _open_nothing(url: str, flags: int, options: object) -> NoReturn:
    """FFmpeg asks this before it opens anything but the file at hand."""
    del flags, options
    raise MediaError(f"the clip refers to another file ({url[:40]!r})")


def the_video_stream(
    container: InputContainer, bounds: Bounds
) -> tuple[VideoStream, list[VideoStream]]:
    """The only stream of moving pictures, and the covers (pictures attached to the clip)."""
    if len(container.streams) > bounds.max_streams:
        raise MediaError(f"more than {bounds.max_streams} streams")
    covers = [stream for stream in container.streams.video if _is_cover(stream)]
    streams = [stream for stream in container.streams.video if not _is_cover(stream)]
    if not streams:
        raise MediaError("there is no video stream")
    if len(streams) > 1:
        raise MediaError("more than one video stream: players may show another than we judge")
    for stream in container.streams.subtitles:
        if _codec_name(stream) not in _PLAIN_SUBTITLES:
            raise MediaError("there are subtitles that may be pictures")
    if "enc_key_id" in streams[0].metadata:
        raise MediaError("the clip is encrypted")
    if streams[0].metadata.get("alpha_mode", "0") != "0":
        raise MediaError("transparency is stored beside the picture, which we cannot decode")
    return streams[0], covers


def _is_cover(stream: VideoStream) -> bool:
    """Whether it is one picture; the pictures of chapters are as many as they like."""
    return bool(
        stream.disposition & Disposition.attached_pic
        and not stream.disposition & Disposition.timed_thumbnails
    )


def _codec_name(stream: Stream) -> str | None:
    return getattr(stream.codec_context, "name", None)  # no context where the codec is unknown


def prepare(stream: VideoStream, bounds: Bounds, threads: int) -> None:
    """Bound every later change of size, show damaged frames too, and set the threads."""
    if _codec_name(stream) not in _CODECS:
        raise MediaError("the codec is not one that we decode")
    codec = stream.codec_context
    check_size(codec.width, codec.height, bounds)
    codec.options = {"max_pixels": str(bounds.max_pixels)}
    codec.flags |= Flags.output_corrupt
    codec.thread_count = threads
    codec.thread_type = "AUTO" if threads > 1 else "NONE"


def check_claims(stream: VideoStream, *, declared_s: float, bounds: Bounds) -> None:
    """Refuse early what says itself that it is over a bound."""
    if declared_s > bounds.max_seconds:
        raise MediaError(f"longer than {bounds.max_seconds:g} s")
    if stream.frames > bounds.max_frames:
        raise MediaError(f"more than {bounds.max_frames} frames")


def declared_s(container: InputContainer, stream: VideoStream) -> float:
    """The longest duration that the file claims, 0 when it claims none."""
    own = float((stream.duration or 0) * (stream.time_base or 0))
    whole = (container.duration or 0) / av.time_base
    return max(own, whole, 0.0)


def check_size(width: int, height: int, bounds: Bounds) -> None:
    """Raise MediaError for frames over the bound."""
    if width * height > bounds.max_pixels:
        raise MediaError(f"{width}x{height} is too large (at most {bounds.max_pixels:,} pixels)")
