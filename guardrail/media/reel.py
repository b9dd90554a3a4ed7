"""What is kept of a clip while it is decoded: the pixels of the frames chosen so far."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from guardrail.domain import MediaKind
from guardrail.media.bounds import Bounds
from guardrail.media.frames import Frames
from guardrail.media.glances import Glances
from guardrail.media.prints import Greys
from guardrail.media.sampling import Sampler, Thumb, thumbnail

Picture = npt.NDArray[np.uint8]
"""One picture: uint8 [H, W, channels]."""

Show = Callable[[float, list[Picture]], None]
"""Takes a frame that was kept: when it is shown, and its views."""

GREY = 127
"""What stands behind transparency and around frames of another shape: neither dark nor light."""

_TO_YUV = np.array(
    [[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]],
    dtype=np.float32,
)
"""Full-range YCbCr from RGB (ITU-T T.871, section 7)."""


class Reel:
    """Takes every decoded frame, keeps the pixels of those worth looking at.

    `views` is the most views kept of one frame; the frame budget is shared among them. What is
    kept is also shown to `show`, at once. `glances` are taken beside it.
    """

    def __init__(
        self,
        *,
        bounds: Bounds,
        views: int = 1,
        show: Show | None = None,
        glances: Glances | None = None,
    ) -> None:
        self.seen = 0
        self._show = show
        self._glances = glances
        self._bounds = bounds
        self._views = views
        self._kept: dict[int, list[Picture]] = {}
        self._sampler = Sampler(
            budget=bounds.frame_budget // views,
            max_gap_s=bounds.max_gap_s,
            still_gap_s=bounds.still_gap_s,
            min_novelty=bounds.min_novelty,
        )

    def look(
        self,
        at_s: float,
        thumb: Thumb,
        views: Callable[[], list[Picture]],
        greys: Callable[[], Greys],
    ) -> None:
        """Consider the next frame.

        `views` is called for its RGB pixels only if it is kept, `greys` for the same views small
        and grey only if a glance is taken.
        """
        self.seen += 1
        slot = self._sampler.offer(at_s, thumb)
        if slot is not None:
            self._kept[slot] = views()[: self._views]
            if self._show is not None:
                self._show(at_s, self._kept[slot])
        if self._glances is not None and self._glances.wants(at_s, is_kept=slot is not None):
            self._glances.take(at_s, greys())

    def develop(
        self, *, kind: MediaKind, duration_s: float, width: int, height: int, whole: bool = True
    ) -> Frames:
        """The frames kept, in order. At least one frame must have been looked at."""
        slots = self._sampler.chosen
        pixels = np.stack([view for slot in slots for view in self._kept[slot]])
        at_s = [self._sampler.at_s(slot) for slot in slots for _ in self._kept[slot]]
        return Frames(
            kind=kind,
            pixels=np.ascontiguousarray(pixels),
            at_s=np.array(at_s, dtype=np.float64),
            duration_s=duration_s,
            width=width,
            height=height,
            decoded=self.seen,
            degraded=self._sampler.skipped > 0,
            skipped=self._sampler.skipped,
            whole=whole,
            printed=None if self._glances is None else self._glances.printed(),
        )


def opaque_views(rgba: Picture) -> list[Picture]:
    """A picture with alpha [H, W, 4] as two without: over grey, and with its alpha ignored.

    People see the first; whoever converts the file to a format without alpha sees the second.
    """
    raw = rgba[:, :, :3]
    alpha = rgba[:, :, 3:].astype(np.uint16)
    shown = (raw * alpha + GREY * (255 - alpha) + 127) // 255
    return [shown.astype(np.uint8), np.ascontiguousarray(raw)]


def thumbnail_of(rgb: Picture) -> Thumb:
    """Sample points of a small RGB picture [H, W, 3]."""
    yuv = rgb.astype(np.float32) @ _TO_YUV.T
    yuv[:, :, 1:] += 128
    planes = np.clip(np.rint(yuv), 0, 255).astype(np.uint8)
    return thumbnail([planes[:, :, channel] for channel in range(3)])


def grey(rgb: Picture) -> Picture:
    """The brightness of a picture [H, W, 3] as people see it: uint8 [H, W]."""
    return np.asarray(np.rint(rgb.astype(np.float32) @ _TO_YUV[0]), np.uint8)


def framed(picture: Picture, width: int, height: int) -> Picture:
    """The picture in the middle of a grey frame of `width` x `height`, at least its own size."""
    if picture.shape[:2] == (height, width):
        return picture
    canvas = np.full((height, width, picture.shape[2]), GREY, dtype=np.uint8)
    top, left = (height - picture.shape[0]) // 2, (width - picture.shape[1]) // 2
    canvas[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    return canvas
