"""One decoded frame: its sample points, cheap enough for every frame, and its upright pixels."""

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import NamedTuple

import numpy as np
from av.buffer import Buffer
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from guardrail.errors import MediaError
from guardrail.media.bounds import Fit
from guardrail.media.prints import SIDE_PX, Greys
from guardrail.media.reel import Picture, framed, grey, opaque_views, thumbnail_of
from guardrail.media.sampling import THUMB_HEIGHT, THUMB_WIDTH, Plane, Thumb, thumbnail

_ASPECT_BOUND = 8.0
_TURNS_ON_THE_WAY = "its frames are turned another way from somewhere on"


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
        planes, widths = _planes(frame, layout.plain_bits)
        return thumbnail(planes, bits=layout.plain_bits, widths=widths)
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


def _planes(frame: VideoFrame, bits: int) -> tuple[list[Plane], list[int]]:
    """Views of the frame's own memory, rows padded, and the widths without the padding."""
    kind = np.dtype("u1" if bits == 8 else "<u2")  # noqa: PLR2004 — bits
    planes = frame.planes
    return (
        [
            np.frombuffer(memoryview(plane), dtype=kind).reshape(plane.height, -1)
            for plane in planes
        ],
        [plane.width for plane in planes],
    )


def _scaled(frame: VideoFrame, width: int, height: int, *, alpha: bool) -> Picture:
    form = "rgba" if alpha else "rgb24"
    small = frame.reformat(width, height, form, interpolation="AREA", threads=1)
    return np.asarray(small.to_ndarray(), dtype=np.uint8)


class Upright:
    """How the frames of one clip are turned and sized, settled by the first of them.

    Rotation and mirroring come from the display matrix, the shape of a pixel from the sample
    aspect ratio (width over height). A matrix may lie in the container, which players obey, or in
    the coded pictures, where hardly one does; so a turned frame is looked at as stored too.

    Raises MediaError for pixels of an unbelievable shape.
    """

    def __init__(self, frame: VideoFrame, *, pixel_aspect: float, fit: Fit) -> None:
        if not 1 / _ASPECT_BOUND <= pixel_aspect <= _ASPECT_BOUND:
            raise MediaError(f"its pixels are {pixel_aspect:g} times as wide as high")
        self._stretch = sqrt(pixel_aspect)
        self._stored = (frame.width, frame.height)
        self._rotation = frame.rotation
        self._turns = _turns(frame)
        shown = self._shown(*self._stored)
        self.width, self.height = shown[::-1] if self._turns.sideways else shown
        self._size = fit(self.width, self.height)
        self._size_before = self._size[::-1] if self._turns.sideways else self._size
        self.most_views = 1 + has_alpha(frame) + (self._turns != _NOT_TURNED)

    def check(self, frame: VideoFrame) -> None:
        """Raise MediaError for a frame that is turned in another way than the first.

        Cheap enough for every frame; what it cannot tell (mirrored), `views` does.
        """
        if frame.rotation != self._rotation:
            raise MediaError(_TURNS_ON_THE_WAY)

    def views(self, frame: VideoFrame) -> list[Picture]:
        """The ways to see a frame, RGB and all of one size, at most `most_views`."""
        if _turns(frame) != self._turns:
            raise MediaError(_TURNS_ON_THE_WAY)
        upright = [self._turns.applied(view) for view in self._fitted(frame, *self._size_before)]
        if self._turns == _NOT_TURNED:
            return upright
        return [*upright, self._fitted(frame, *self._size)[0]]

    def greys(self, frame: VideoFrame) -> Greys:
        """A frame as people see it, small and grey; with its alpha ignored too where it has one."""
        if has_alpha(frame):
            views = opaque_views(_scaled(frame, SIDE_PX, SIDE_PX, alpha=True))
            greys = [grey(view)[:, :, np.newaxis] for view in views]
        else:
            small = frame.reformat(SIDE_PX, SIDE_PX, "gray", interpolation="AREA", threads=1)
            greys = [np.asarray(small.to_ndarray(), dtype=np.uint8)[:, :, np.newaxis]]
        return np.stack([self._turns.applied(one)[:, :, 0] for one in greys])

    def _fitted(self, frame: VideoFrame, width: int, height: int) -> list[Picture]:
        """A frame as it is stored, and without its alpha where it has one."""
        small = _scaled(frame, *self._inner(frame, width, height), alpha=has_alpha(frame))
        pictures = opaque_views(small) if has_alpha(frame) else [small]
        return [framed(picture, width, height) for picture in pictures]

    def _shown(self, width: int, height: int) -> tuple[int, int]:
        return max(1, round(width * self._stretch)), max(1, round(height / self._stretch))

    def _inner(self, frame: VideoFrame, width: int, height: int) -> tuple[int, int]:
        """The whole size for what it was made for; for all else what fits into it unstretched."""
        stored = (frame.width, frame.height)
        if stored == self._stored and (width, height) == self._size_before:
            return width, height
        shown_width, shown_height = self._shown(*stored)
        scale = min(width / shown_width, height / shown_height)
        return max(1, round(shown_width * scale)), max(1, round(shown_height * scale))


class _Turns(NamedTuple):
    """Whether to swap rows and columns, then to mirror left-right, then to flip top-bottom."""

    sideways: bool
    mirrored: bool
    flipped: bool

    def applied(self, picture: Picture) -> Picture:
        if self.sideways:
            picture = picture.transpose(1, 0, 2)
        return picture[:: -1 if self.flipped else 1, :: -1 if self.mirrored else 1]


_NOT_TURNED = _Turns(sideways=False, mirrored=False, flipped=False)


def _turns(frame: VideoFrame) -> _Turns:
    """How a frame is to be shown, read from its display matrix.

    ISO/IEC 14496-12, section 6.2.2: x' = a x + c y, y' = b x + d y; angles between right ones go
    to the nearest.
    """
    matrix = frame.side_data.get("DISPLAYMATRIX")
    if not isinstance(matrix, Buffer):
        return _NOT_TURNED
    a, b, _, c, d, *_ = np.frombuffer(bytes(matrix), dtype=np.int32).tolist()
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return _Turns(sideways=False, mirrored=a < 0, flipped=d < 0)
    return _Turns(sideways=True, mirrored=c < 0, flipped=b < 0)
