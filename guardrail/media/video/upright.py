"""One decoded frame: its sample points, cheap enough for every frame, and its upright pixels."""

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, sqrt

import numpy as np
from av.buffer import Buffer
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from guardrail.media.bounds import Fit
from guardrail.media.reel import Picture, framed, opaque_views, thumbnail_of
from guardrail.media.sampling import THUMB_HEIGHT, THUMB_WIDTH, Plane, Thumb, thumbnail

_ASPECT_BOUND = 4.0


def has_alpha(frame: VideoFrame) -> bool:
    """Whether something in the frame may be transparent."""
    return _layout(frame.format.name).alpha


def sample_points(frame: VideoFrame) -> Thumb:
    """The thumbnail of a frame: read in place where it has planes of brightness and colour.

    Everything else is shrunk first, which costs a third of the decoding. A frame with alpha gives
    the points of both its views.
    """
    layout = _layout(frame.format.name)
    if layout.alpha:
        views = opaque_views(_scaled(frame, THUMB_WIDTH, THUMB_HEIGHT, alpha=True))
        return np.concatenate([thumbnail_of(view) for view in views])
    if layout.plain_bits:
        return thumbnail(_planes(frame, layout.plain_bits), bits=layout.plain_bits)
    return thumbnail_of(_scaled(frame, THUMB_WIDTH, THUMB_HEIGHT, alpha=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """How a pixel format stores a frame.

    `plain_bits` is the depth where Y, U and V (or Y alone) lie in a plane each, 8 to 16 bits deep
    in the order of little-endian machines; 0 for every other format.
    """

    alpha: bool
    plain_bits: int


@lru_cache(maxsize=64)
def _layout(name: str) -> _Layout:
    form = VideoFormat(name, 64, 64)
    parts = form.components
    bits = parts[0].bits
    plain = (
        [part.plane for part in parts] in ([0], [0, 1, 2])
        and all(part.bits == bits and not part.is_alpha for part in parts)
        and 8 <= bits <= 16  # noqa: PLR2004 — bits
        and not (form.is_rgb or form.has_palette or form.is_bit_stream or form.is_big_endian)
    )
    alpha = form.has_palette or any(part.is_alpha for part in parts)
    return _Layout(alpha=alpha, plain_bits=bits if plain else 0)


def _planes(frame: VideoFrame, bits: int) -> list[Plane]:
    """Views of the frame's own memory, without the padding."""
    kind = np.dtype("u1" if bits == 8 else "<u2")  # noqa: PLR2004 — bits
    return [
        np.frombuffer(memoryview(plane), dtype=kind).reshape(plane.height, -1)[:, : plane.width]
        for plane in frame.planes
    ]


def _scaled(frame: VideoFrame, width: int, height: int, *, alpha: bool) -> Picture:
    form = "rgba" if alpha else "rgb24"
    small = frame.reformat(width, height, form, interpolation="AREA", threads=1)
    return np.asarray(small.to_ndarray(), dtype=np.uint8)


class Upright:
    """How the frames of one clip are turned and sized, settled by the first of them.

    Rotation and mirroring come from the display matrix, the shape of a pixel from the sample
    aspect ratio (within a factor of four; beyond that it is not believed).
    """

    def __init__(self, frame: VideoFrame, *, pixel_aspect: float, fit: Fit) -> None:
        usable = isfinite(pixel_aspect) and 1 / _ASPECT_BOUND <= pixel_aspect <= _ASPECT_BOUND
        self._stretch = sqrt(pixel_aspect) if usable else 1.0
        self._stored = (frame.width, frame.height)
        self._sideways, self._mirrored, self._flipped = _turns(frame)
        shown = self._shown(*self._stored)
        self.width, self.height = shown[::-1] if self._sideways else shown
        wanted = fit(self.width, self.height)
        self._size = wanted[::-1] if self._sideways else wanted

    def views(self, frame: VideoFrame) -> list[Picture]:
        """RGB pixels of a frame, one picture, or two where it has alpha; always of one size."""
        small = _scaled(frame, *self._inner(frame), alpha=has_alpha(frame))
        pictures = opaque_views(small) if has_alpha(frame) else [small]
        return [self._turned(framed(picture, *self._size)) for picture in pictures]

    def _shown(self, width: int, height: int) -> tuple[int, int]:
        return max(1, round(width * self._stretch)), max(1, round(height / self._stretch))

    def _inner(self, frame: VideoFrame) -> tuple[int, int]:
        """The whole size for frames like the first; for others what fits into it unstretched."""
        if (frame.width, frame.height) == self._stored:
            return self._size
        width, height = self._shown(frame.width, frame.height)
        scale = min(self._size[0] / width, self._size[1] / height)
        return max(1, round(width * scale)), max(1, round(height * scale))

    def _turned(self, picture: Picture) -> Picture:
        if self._sideways:
            picture = picture.transpose(1, 0, 2)
        return picture[:: -1 if self._flipped else 1, :: -1 if self._mirrored else 1]


def _turns(frame: VideoFrame) -> tuple[bool, bool, bool]:
    """Whether to swap rows and columns, then to mirror left-right, then to flip top-bottom.

    Read from the display matrix (ISO/IEC 14496-12, section 6.2.2): x' = a x + c y, y' = b x + d y;
    angles between right ones go to the nearest.
    """
    matrix = frame.side_data.get("DISPLAYMATRIX")
    if not isinstance(matrix, Buffer):
        return False, False, False
    a, b, _, c, d, *_ = np.frombuffer(bytes(matrix), dtype=np.int32).tolist()
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return False, a < 0, d < 0
    return True, c < 0, b < 0
