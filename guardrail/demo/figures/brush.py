"""The brush that every figure is painted with.

Light comes from the upper left. The brush paints on a larger canvas and shrinks it once at the end,
which is what smooths the edges.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from guardrail.demo.figures.outlines import RGB, Path, Point, cap, curve, mix, ring

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""

_COARSE_FROM_PX = 240
_TOO_SMALL_TO_SHADE_PX = 20


class Brush:
    """Paints shaded, outlined shapes on a transparent square of `side_px`."""

    def __init__(self, side_px: int, *, ink: RGB = (46, 34, 52), flip: bool = False) -> None:
        self._ink = ink
        self._oversample = 2 if side_px >= _COARSE_FROM_PX else 3
        self._canvas = Image.new("RGBA", (side_px * self._oversample,) * 2, (*ink, 0))
        half = side_px * self._oversample / 2
        self._matrix = np.array([[-half if flip else half, 0, half], [0, half, half], [0, 0, 1.0]])
        self._clip: Image.Image | None = None

    def picture(self) -> Image.Image:
        """What was painted: RGBA, side_px × side_px, edges smoothed."""
        return self._canvas.reduce(self._oversample)

    @contextmanager
    def at(self, x: float, y: float, *, angle: float = 0.0, scale: float = 1.0) -> Iterator[None]:
        """Inside, the origin is (x, y), turned by `angle` radians and scaled."""
        before = self._matrix
        c, s = math.cos(angle) * scale, math.sin(angle) * scale
        self._matrix = before @ np.array([[c, -s, x], [s, c, y], [0, 0, 1.0]])
        try:
            yield
        finally:
            self._matrix = before

    @contextmanager
    def inside(self, points: Path | Sequence[Point]) -> Iterator[None]:
        """Inside, paint lands only within the polygon `points`."""
        before = self._clip
        clip = Image.new("L", self._canvas.size)
        ImageDraw.Draw(clip).polygon(self._pixels(points), fill=255)
        self._clip = clip
        try:
            yield
        finally:
            self._clip = before

    def shape(
        self,
        points: Path | Sequence[Point],
        fill: RGB,
        *,
        line: float = 0.022,
        depth: float = 0.22,
        ink: RGB | None = None,
    ) -> None:
        """A filled polygon with a soft shadow on its lower right and an outline of width `line`."""
        path = self._pixels(points)
        box, mask = self._mask(path)
        if mask is None:
            return
        if self._clip is None:
            ImageDraw.Draw(self._canvas).polygon(path, fill=(*fill, 255))
        else:
            self._canvas.paste((*fill, 255), box, mask)
        if depth and min(mask.size) > _TOO_SMALL_TO_SHADE_PX:
            self._shade(box, mask, fill, depth)
        if line:
            self.line([*points, points[0], points[1]], ink or self._ink, line)

    def smooth(
        self, points: Sequence[Point], fill: RGB, *, line: float = 0.022, depth: float = 0.22
    ) -> None:
        """A shape whose outline runs smoothly through `points`."""
        self.shape(curve(points), fill, line=line, depth=depth)

    def oval(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        fill: RGB,
        *,
        angle: float = 0.0,
        power: float = 2.0,
        line: float = 0.022,
        depth: float = 0.22,
    ) -> None:
        """An ellipse, or with `power` above 2 a rounded box."""
        self.shape(ring(x, y, rx, ry, angle=angle, power=power), fill, line=line, depth=depth)

    def limb(
        self, points: Sequence[Point], start: float, end: float, fill: RGB, *, line: float = 0.022
    ) -> None:
        """A tube along a smooth line, from half-width `start` to half-width `end`."""
        spine = curve(points, closed=False, steps=6)
        along = np.gradient(spine, axis=0)
        along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
        across = np.stack([-along[:, 1], along[:, 0]], axis=1)
        width = np.linspace(start, end, len(spine))[:, None]
        left, right = spine + across * width, spine - across * width
        tip = cap(spine[-1], along[-1], end)
        root = cap(spine[0], -along[0], start)
        self.shape(np.vstack([left, tip, right[::-1], root]), fill, line=line)

    def line(self, points: Path | Sequence[Point], ink: RGB, width: float) -> None:
        """A stroke of `width` units with round joints and ends."""
        path = self._pixels(points)
        thick = max(1, round(width * self._unit_px))
        pen = ImageDraw.Draw(self._canvas)
        if self._clip is not None:
            self._clipped_line(self._clip, path, ink, thick)
            return
        pen.line(path, fill=(*ink, 255), width=thick, joint="curve")
        r = thick / 2 - 0.5
        for x, y in (path[0], path[-1]):
            pen.ellipse((x - r, y - r, x + r, y + r), fill=(*ink, 255))

    def stroke(self, points: Sequence[Point], ink: RGB, width: float) -> None:
        """A smooth stroke through `points`."""
        self.line(curve(points, closed=False), ink, width)

    def veil(self, points: Path | Sequence[Point], fill: RGB, opacity: float) -> None:
        """A translucent polygon without outline: glass, steam, blush."""
        box, mask = self._mask(self._pixels(points))
        if mask is not None:
            self._blend(box, mask, fill, opacity)

    def glow(self, x: float, y: float, radius: float, fill: RGB, *, opacity: float = 0.5) -> None:
        """A soft light that fades to nothing at `radius`."""
        box, mask = self._mask(self._pixels(ring(x, y, radius * 0.62, radius * 0.62)), pad=0.4)
        if mask is not None:
            blur = ImageFilter.BoxBlur(radius * self._unit_px * 0.18)
            self._blend(box, mask.filter(blur).filter(blur), fill, opacity)

    @property
    def _unit_px(self) -> float:
        return math.sqrt(abs(float(np.linalg.det(self._matrix[:2, :2]))))

    def _pixels(self, points: Path | Sequence[Point]) -> list[Point]:
        flat = np.asarray(points, dtype=np.float64)
        moved = flat @ self._matrix[:2, :2].T + self._matrix[:2, 2]
        return [(float(x), float(y)) for x, y in moved]

    def _clipped_line(self, clip: Image.Image, path: list[Point], ink: RGB, thick: int) -> None:
        box = self._box(path, room=thick)
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        here = [(x - box[0], y - box[1]) for x, y in path]
        ImageDraw.Draw(mask).line(here, fill=255, width=thick, joint="curve")
        self._canvas.paste((*ink, 255), box, ImageChops.multiply(mask, clip.crop(box)))

    def _box(self, path: list[Point], *, room: float) -> Box | None:
        """The pixels round a path, `room` wider on every side; None when off the canvas."""
        xs, ys = [x for x, _ in path], [y for _, y in path]
        side = self._canvas.width
        left, top = max(0, math.floor(min(xs) - room)), max(0, math.floor(min(ys) - room))
        right, low = min(side, math.ceil(max(xs) + room)), min(side, math.ceil(max(ys) + room))
        return (left, top, right, low) if right > left and low > top else None

    def _mask(self, path: list[Point], *, pad: float = 0.12) -> tuple[Box, Image.Image | None]:
        """The box of a polygon on the canvas, with room round it, and its coverage there."""
        xs, ys = [x for x, _ in path], [y for _, y in path]
        box = self._box(path, room=pad * max(max(xs) - min(xs), max(ys) - min(ys)) + 2)
        if box is None:
            return (0, 0, 0, 0), None
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        pen = ImageDraw.Draw(mask)
        pen.polygon([(x - box[0], y - box[1]) for x, y in path], fill=255)
        if self._clip is not None:
            mask = ImageChops.multiply(mask, self._clip.crop(box))
        return box, mask

    def _shade(self, box: Box, mask: Image.Image, fill: RGB, depth: float) -> None:
        """Darken what the shape hides from the light, lighten what faces it."""
        reach = max(1, round(0.11 * min(mask.size)))
        away = ImageChops.offset(mask, -reach, -reach).filter(ImageFilter.BoxBlur(reach * 0.5))
        shadow = mix(mix(fill, (60, 40, 110), depth), (0, 0, 0), depth * 0.25)
        self._canvas.paste((*shadow, 255), box, ImageChops.subtract(mask, away))
        near = ImageChops.offset(mask, reach // 2, reach // 2).filter(
            ImageFilter.BoxBlur(reach * 0.4)
        )
        bright = mix(fill, (255, 250, 235), depth * 1.4)
        edge = ImageChops.multiply(ImageChops.subtract(mask, near), mask)
        self._canvas.paste((*bright, 255), box, edge.point(lambda v: v * 0.75))

    def _blend(self, box: Box, mask: Image.Image, fill: RGB, opacity: float) -> None:
        layer = Image.new("RGBA", mask.size, (*fill, 0))
        layer.putalpha(mask.point(lambda v: v * opacity))
        self._canvas.alpha_composite(layer, (box[0], box[1]))
