"""What is remembered of a clip while it is decoded: time, damage, and the frames that matter."""

from functools import partial
from typing import TYPE_CHECKING, Final

from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from guardrail.domain import MediaKind
from guardrail.errors import MediaError
from guardrail.media.bounds import Bounds, Fit
from guardrail.media.frames import Frames
from guardrail.media.glances import Glances
from guardrail.media.reel import Reel, Show
from guardrail.media.video.opening import check_size
from guardrail.media.video.upright import Upright, sample_points

if TYPE_CHECKING:
    from av.packet import Packet
    from av.stream import Stream

_END_SLACK_FRAMES, _END_SLACK_SHARE, _END_SLACK_MOST_S = 2, 0.05, 0.5
_JUMP_FRAMES: Final = 4
"""How far back time must go for it to be a new beginning and no disorder."""


class Screening:
    """Takes every packet's time and every frame of one clip, in order; keeps what matters."""

    def __init__(
        self,
        stream: VideoStream,
        *,
        bounds: Bounds,
        fit: Fit,
        show: Show | None = None,
        glances: Glances | None = None,
    ) -> None:
        self.last_is_whole = True
        self._show = show
        self._glances = glances
        self._stream = stream
        self._bounds = bounds
        self._fit = fit
        self._frame_s = 1 / float(stream.average_rate or 25)
        self._start_s: float | None = None
        self._starts_s = 0.0
        self._ends_s = 0.0
        self._at_s = -self._frame_s
        self._damaged = 0
        self._shape = (0, 0, 1.0)
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
        check_size(frame.width, frame.height, self._bounds)
        self._damaged += frame.is_corrupt
        self._at_s = self._time_of(frame)
        if self._at_s > self._bounds.max_seconds:
            raise MediaError(f"longer than {self._bounds.max_seconds:g} s")
        if self._reel is None or self._upright is None:
            aspect = float(self._stream.sample_aspect_ratio or 1)
            self._upright = Upright(frame, pixel_aspect=aspect, fit=self._fit)
            self._shape = self._coded_shape(frame)
            self._reel = Reel(
                bounds=self._bounds,
                views=self._upright.most_views,
                show=self._show,
                glances=self._glances,
            )
        if self._reel.seen == self._bounds.max_frames:
            raise MediaError(f"more than {self._bounds.max_frames} frames")
        self._upright.check(frame)
        self._check_shape(frame)
        self._reel.look(
            self._at_s,
            sample_points(frame),
            partial(self._upright.views, frame),
            partial(self._upright.greys, frame),
        )

    def look_at_cover(self, cover: VideoFrame) -> None:
        """Consider a picture attached to the clip: some programs show it instead."""
        check_size(cover.width, cover.height, self._bounds)
        if self._reel is not None and self._upright is not None:
            plain = cover.reformat(format="rgb24", threads=1)
            self._reel.look(
                self._at_s,
                sample_points(plain),
                partial(self._upright.views, plain),
                partial(self._upright.greys, plain),
            )

    def _coded_shape(self, frame: VideoFrame) -> tuple[int, int, float]:
        aspect = self._stream.codec_context.sample_aspect_ratio
        return frame.width, frame.height, float(aspect or 1)

    def _check_shape(self, frame: VideoFrame) -> None:
        """Frames of another size are fitted in; frames stretched another way are not followed."""
        *size, aspect = self._coded_shape(frame)
        *first_size, first_aspect = self._shape
        if size == first_size and aspect != first_aspect:
            raise MediaError("its pixels are of another shape from somewhere on")

    def _time_of(self, frame: VideoFrame) -> float:
        """Seconds since the first frame, never descending; one frame on where the file is mute.

        Where time begins anew (recordings in a row), it goes on from there.
        """
        if frame.pts is None:
            return self._at_s + self._frame_s
        time_s = frame.time
        if self._start_s is None:
            self._start_s = time_s
        if time_s - self._start_s < self._at_s - _JUMP_FRAMES * self._frame_s:
            self._start_s = time_s - self._at_s - self._frame_s
        return max(time_s - self._start_s, self._at_s, 0.0)

    def check_whole(self, *, declared_s: float, declared_frames: int) -> None:
        """Raise MediaError unless what was seen is all that the clip declares, undamaged."""
        seen = 0 if self._reel is None else self._reel.seen
        if not seen:
            raise MediaError("there is no frame in it")
        tolerated = self._bounds.max_damaged_share
        missing = declared_frames - seen
        if (
            not self.last_is_whole
            or missing > 1 + declared_frames * tolerated
            or self._missing_s(declared_s) > 0
        ):
            raise MediaError(f"cut short: {self._at_s:.1f} s of {declared_s:.1f} s can be decoded")
        if self._damaged > seen * tolerated:
            raise MediaError(f"damaged: {self._damaged} of {seen} frames")

    def result(self, *, whole: bool = True) -> Frames:
        """The frames kept, of the whole clip or of what was decoded."""
        if self._reel is None or self._upright is None:
            raise MediaError("there is no frame in it")
        return self._reel.develop(
            kind=MediaKind.CLIP,
            duration_s=self._at_s + self._frame_s,
            width=self._upright.width,
            height=self._upright.height,
            whole=whole,
        )

    def _missing_s(self, declared_s: float) -> float:
        """Seconds declared that no stream holds, beyond the slack that muxers need."""
        reached_s = self._ends_s - self._starts_s
        slack_s = min(_END_SLACK_MOST_S, _END_SLACK_SHARE * declared_s)
        return declared_s - reached_s - max(slack_s, _END_SLACK_FRAMES * self._frame_s)
