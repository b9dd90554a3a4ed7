"""A clip from start to end: opened as what it is, refused when it is not whole, looked at.

A clip that a person could see in another way than we decode it is not looked at but refused:
several clips in one file or several video streams, separate transparency, encryption, damage, an
end that is missing. Frames that an edit list hides and covers are looked at too: not every player
obeys the one, some show the other.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import BinaryIO, Protocol, cast

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from guardrail.errors import MediaError, UnscreenableError
from guardrail.media.bounds import Bounds, Deadline, Fit
from guardrail.media.frames import Frames
from guardrail.media.glances import Glances
from guardrail.media.outline import check_transport_stream
from guardrail.media.reel import Picture
from guardrail.media.video.opening import (
    check_claims,
    declared_s,
    opened,
    prepare,
    the_video_stream,
)
from guardrail.media.video.screening import Screening


class Audience(Protocol):
    """Whoever watches while a clip is decoded."""

    def show(self, declared_s: float, at_s: float, views: list[Picture], /) -> None:
        """Take a frame that was kept, of a clip that claims to be this long."""
        ...

    def has_seen_enough(self) -> bool:
        """Whether the rest need not be decoded. Asked once a packet, so it must be cheap."""
        ...


def read_clip(
    file: BinaryIO,
    *,
    format: str,  # noqa: A002 — Pillow's and FFmpeg's word
    bounds: Bounds,
    fit: Fit,
    threads: int,
    deadline: Deadline,
    audience: Audience | None = None,
    glances: Glances | None = None,
) -> Frames:
    """Decode a clip of a format in FORMATS, start to end, with `threads` decoding threads.

    An `audience` is shown frames on the way; where it has seen enough, decoding stops, and the
    clip is not known to be whole. `glances` are taken on the way.

    Raises MediaError for what cannot be decoded whole and within bounds, ScreeningTimeoutError
    when the deadline passes.
    """
    with _mapped_errors(), opened(file, format=format, bounds=bounds) as container:
        stream, covers = the_video_stream(container, bounds)
        if format == "mpegts":
            known = {stream.id for stream in container.streams}
            check_transport_stream(file.fileno(), known=known, deadline=deadline)
        claimed_s = declared_s(container, stream)
        check_claims(stream, declared_s=claimed_s, bounds=bounds)
        for watched in (stream, *covers):
            prepare(watched, bounds, threads)
        show = None if audience is None else partial(audience.show, claimed_s)
        screening = Screening(stream, bounds=bounds, fit=fit, show=show, glances=glances)
        beside: list[VideoFrame] = []
        for covered in _decoded(container, stream, covers=covers, into=screening):
            deadline.check()
            if audience is not None and audience.has_seen_enough():
                return screening.result(whole=False)
            beside += covered
        screening.check_whole(
            declared_s=claimed_s, declared_frames=stream.frames if format == "mov" else 0
        )
        if len(beside) < len(covers):
            raise MediaError("a picture attached to the clip cannot be decoded")
        for cover in beside:
            screening.look_at_cover(cover)
        return screening.result()


def _decoded(
    container: InputContainer,
    stream: VideoStream,
    *,
    covers: Sequence[VideoStream],
    into: Screening,
) -> Iterator[list[VideoFrame]]:
    """Decode the clip packet by packet, its frames into a screening; the covers come back."""
    for packet in container.demux():
        into.note_end(packet)
        if packet.stream in covers:
            yield cast("VideoStream", packet.stream).decode(packet)
        if packet.stream is not stream:
            yield []
            continue
        if packet.has_sidedata("encryption_info"):
            raise MediaError("the clip is encrypted")
        for frame in stream.decode(packet):
            into.look(frame)
        if packet.size:
            into.last_is_whole = not packet.is_corrupt
        yield []


@contextmanager
def _mapped_errors() -> Iterator[None]:
    """FFmpeg finds many words for damage, PyAV some of its own; each becomes MediaError here."""
    try:
        yield
    except UnscreenableError:
        raise
    except (MemoryError, av.error.MemoryError) as error:
        raise MediaError("needs more memory than allowed") from error
    except FFmpegError as error:
        raise MediaError("the clip is damaged, cut short or not what it claims") from error
    except Exception as error:
        raise MediaError(f"the clip cannot be decoded ({type(error).__name__})") from error
