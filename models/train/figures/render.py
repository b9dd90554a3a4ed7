"""Painting a drawing in a rendering: fitting it to a size, light, ink, and the finish."""

import random

import numpy as np
import numpy.typing as npt
import skia

from models.train.figures import finish
from models.train.figures.palettes import Colour, darker, lighter, luminance, mix
from models.train.figures.shapes import Drawing, Shape
from models.train.figures.traits import Figure, Take

Pixels = npt.NDArray[np.uint8]
_STROKE, _ROUND_CAP, _ROUND_JOIN = (
    skia.Paint.kStroke_Style,
    skia.Paint.kRound_Cap,
    skia.Paint.kRound_Join,
)
_SHADED = frozenset({"cel", "taper", "halftone", "pixel"})
_SOFT = frozenset({"soft", "paint", "watercolour", "clay", "rim"})


def paint(drawing: Drawing, f: Figure, t: Take, side_px: int) -> Pixels:
    """uint8 [H,W,4], straight alpha, cut to what is drawn, the longer side at most `side_px`."""
    style = t.rendering
    low = min(side_px, finish.pixel_side(f)) if style == "pixel" else None
    inner = (low * 3 if low else side_px) - 8
    shapes = sorted(drawing.shapes, key=lambda s: s.z)
    left, top, right, bottom = _bounds(shapes)
    if t.framing == "bust" and drawing.bust_y is not None:
        bottom = min(bottom, drawing.bust_y)
    scale = inner / max(right - left, bottom - top, 1e-6)
    w, h = round((right - left) * scale) + 8, round((bottom - top) * scale) + 8
    pixels = np.zeros((h, w, 4), np.uint8)
    surface = skia.Surface(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    canvas = surface.getCanvas()
    canvas.translate(4 - left * scale, 4 - top * scale)
    canvas.scale(scale, scale)
    # Ink keeps its width in a picture of 224 px, smaller pictures have thinner lines.
    ink = f.line_px / 224 * max(right - left, bottom - top) * 0.9
    _Brush(canvas, f, t, ink, 1 / scale).paint(shapes)
    surface.flushAndSubmit()
    return finish.finish(pixels, t, low, side_px)


def _bounds(shapes: list[Shape]) -> tuple[float, float, float, float]:
    boxes = []
    for s in shapes:
        if s.clip is not None:
            continue
        b = s.path.getBounds()
        boxes.append(
            (b.left() - s.stroke, b.top() - s.stroke, b.right() + s.stroke, b.bottom() + s.stroke)
        )
    array = np.array(boxes)
    return (
        float(array[:, 0].min()),
        float(array[:, 1].min()),
        float(array[:, 2].max()),
        float(array[:, 3].max()),
    )


class _Brush:
    """Paints shapes one by one in the rendering of a take."""

    def __init__(self, canvas: skia.Canvas, f: Figure, t: Take, ink: float, px: float) -> None:
        self._canvas = canvas
        self._ink_colour = f.ink
        self._light = t.light
        self._style = t.rendering
        self._px = px
        self._random = random.Random(t.seed)
        self._line = {
            "flat": 0.0, "clay": 0.0, "soft": ink * 0.35, "paint": 0.0, "watercolour": ink * 0.5,
            "rim": 0.0, "pixel": max(ink, px * 2.6), "sketch": px * 1.1, "cel": max(ink * 0.7, px),
            "ink": max(ink, px * 1.2), "taper": max(ink * 0.8, px), "halftone": max(ink, px * 1.5),
        }[self._style]  # fmt: skip
        if self._style == "soft" and f.seed % 2:
            self._line = 0.0
        self._dots = finish.dot_shader(px, f) if self._style == "halftone" else None

    def paint(self, shapes: list[Shape]) -> None:
        for shape in shapes:
            clipped = shape.clip is not None
            if clipped:
                self._canvas.save()
                self._canvas.clipPath(shape.clip, skia.ClipOp.kIntersect, True)  # noqa: FBT003 - skia takes it by position
            if shape.stroke:
                self._stroke(shape)
            else:
                self._fill(shape)
            if clipped:
                self._canvas.restore()

    def _stroke(self, shape: Shape) -> None:
        paint = skia.Paint(
            AntiAlias=True, Color=_argb(self._tone(shape.colour), shape.alpha), Style=_STROKE,
            StrokeWidth=max(shape.stroke, self._px * 0.9), StrokeCap=_ROUND_CAP, StrokeJoin=_ROUND_JOIN,
        )  # fmt: skip
        self._canvas.drawPath(shape.path, paint)

    def _tone(self, colour: Colour) -> Colour:
        if self._style == "sketch":
            return mix(colour, (252, 249, 242), 0.55 if luminance(colour) > 0.2 else 0.1)
        if self._style == "watercolour":
            return mix(colour, (255, 252, 244), 0.22)
        return colour

    def _ink(self, colour: Colour) -> Colour:
        if self._style == "sketch":
            return (70, 66, 74)
        return self._ink_colour if self._ink_colour is not None else darker(colour, 0.62)

    def _fill(self, s: Shape) -> None:
        canvas, colour = self._canvas, self._tone(s.colour)
        inked = bool(s.line and self._line and s.clip is None)
        if inked and self._style != "sketch":
            self._outline(s)
        paint = skia.Paint(AntiAlias=True, Color=_argb(colour, s.alpha))
        box = s.path.getBounds()
        if s.under is not None:
            paint.setShader(
                skia.GradientShader.MakeLinear(
                    [(0, box.top()), (0, box.bottom())],
                    [_argb(colour, 1), _argb(colour, 1), _argb(self._tone(s.under), 1)],
                    [0, 0.35, 1],
                )
            )
        if not s.shade or s.clip is not None:
            canvas.drawPath(s.path, paint)
            if inked and self._style == "sketch":
                self._outline(s)
            return
        if self._style in _SOFT and s.under is None:
            self._soften(paint, colour, box)
        canvas.drawPath(s.path, paint)
        if inked and self._style == "sketch":
            self._outline(s)
        size = min(box.width(), box.height())
        if size < self._px * 7:
            return
        if self._style in _SHADED:
            self._shadow(s, colour, size)
        elif self._style == "rim":
            self._rim(s, colour, size)
        elif self._style == "sketch":
            self._hatch(s, box)

    def _outline(self, s: Shape) -> None:
        width = self._line * (0.35 + 0.65 * s.line) * 2
        paint = skia.Paint(
            AntiAlias=True,
            Color=_argb(self._ink(s.colour), 1),
            Style=_STROKE,
            StrokeWidth=width,
            StrokeJoin=_ROUND_JOIN,
        )
        canvas = self._canvas
        if self._style == "sketch":
            whole = _joined(s.path)
            for k in range(3):
                paint.setPathEffect(
                    skia.DiscretePathEffect.Make(
                        self._px * 9, self._px * 1.6, self._random.getrandbits(16) + k
                    )
                )
                paint.setColor(_argb(self._ink(s.colour), 0.75))
                canvas.drawPath(whole, paint)
            return
        canvas.drawPath(s.path, paint)
        if self._style == "taper":
            canvas.save()
            canvas.translate(-self._light * width * 0.35, width * 0.38)
            canvas.drawPath(s.path, paint)
            canvas.restore()

    def _soften(self, paint: skia.Paint, colour: Colour, box: skia.Rect) -> None:
        x = box.centerX() + self._light * -0.22 * box.width()
        y = box.centerY() - 0.25 * box.height()
        radius = max(box.width(), box.height()) * 0.85
        deep = {"soft": 0.26, "paint": 0.36, "watercolour": 0.2, "clay": 0.4, "rim": 0.55}[
            self._style
        ]
        light = {"soft": 0.22, "paint": 0.2, "watercolour": 0.35, "clay": 0.28, "rim": 0.25}[
            self._style
        ]
        stops = [_argb(lighter(colour, light), 1), _argb(colour, 1), _argb(darker(colour, deep), 1)]
        paint.setShader(
            skia.GradientShader.MakeRadial((x, y), max(radius, 1e-3), stops, [0, 0.45, 1])
        )

    def _shadow(self, s: Shape, colour: Colour, size: float) -> None:
        """A shadow inside the edge away from the light."""
        canvas = self._canvas
        box = s.path.getBounds()
        moved = skia.Path(s.path)
        moved.offset(-self._light * -size * 0.0 - self._light * size * 0.13, -size * 0.12)
        around = skia.Path()
        around.addRect(box.makeOutset(size, size))
        outside = skia.Path(moved)
        outside.setFillType(skia.PathFillType.kInverseWinding)
        canvas.save()
        canvas.clipPath(s.path, skia.ClipOp.kIntersect, True)  # noqa: FBT003 - skia takes it by position
        paint = skia.Paint(AntiAlias=True, Color=_argb(darker(colour, 0.28), 1))
        if self._dots is not None:
            paint = skia.Paint(AntiAlias=True, Shader=self._dots)
        canvas.drawPath(outside, paint)
        canvas.restore()

    def _rim(self, s: Shape, colour: Colour, size: float) -> None:
        canvas = self._canvas
        canvas.save()
        canvas.clipPath(s.path, skia.ClipOp.kIntersect, True)  # noqa: FBT003 - skia takes it by position
        moved = skia.Path(s.path)
        moved.offset(-self._light * size * 0.05, size * 0.02)
        moved.setFillType(skia.PathFillType.kInverseWinding)
        canvas.drawPath(moved, skia.Paint(AntiAlias=True, Color=_argb(lighter(colour, 0.65), 0.9)))
        canvas.restore()

    def _hatch(self, s: Shape, box: skia.Rect) -> None:
        canvas = self._canvas
        canvas.save()
        canvas.clipPath(s.path, skia.ClipOp.kIntersect, True)  # noqa: FBT003 - skia takes it by position
        paint = skia.Paint(
            AntiAlias=True,
            Color=_argb(darker(s.colour, 0.4), 0.45),
            Style=_STROKE,
            StrokeWidth=self._px * 0.9,
        )
        step = self._px * 5
        x = box.left() + box.width() * (0.55 if self._light > 0 else -0.1)
        lines = skia.Path()
        for k in range(int(min(24, box.width() * 0.6 / step + 1))):
            lines.moveTo(x + k * step, box.bottom())
            lines.lineTo(x + k * step + box.height() * 0.4, box.top() + box.height() * 0.35)
        canvas.drawPath(lines, paint)
        canvas.restore()


def _joined(path: skia.Path) -> skia.Path:
    """The path without the seams inside it; as it is where skia cannot tell."""
    try:
        return skia.Op(path, path, skia.PathOp.kUnion_PathOp)
    except RuntimeError:
        return path


def _argb(colour: Colour, alpha: float) -> int:
    return (round(alpha * 255) << 24) | (colour[0] << 16) | (colour[1] << 8) | colour[2]
