"""One place's hand (its colours, its line, its roughness), and skia with shapes drawn in it."""

import colorsys
import random
from dataclasses import dataclass

import skia

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """How one place is drawn: its colours, and the line around shapes (0 is none)."""

    palette: tuple[Colour, ...]
    line: float
    ink: Colour
    rough: float


class Canvas:
    """Skia with shapes that are filled and outlined in one hand."""

    def __init__(self, rng: random.Random, pen: skia.Canvas, size: tuple[int, int]) -> None:
        """Draw on `pen`, `size` wide and high, with a hand drawn from `rng`."""
        self.rng, self.pen = rng, pen
        self.w, self.h = size
        self.hand = _hand(rng)

    def colour(self, *, light: float = 0.0) -> Colour:
        """One of the palette, lighter or darker."""
        return shaded(self.rng.choice(self.hand.palette), light + self.rng.uniform(-0.06, 0.06))

    def fill(self, path: skia.Path, colour: Colour, *, line: bool = True) -> None:
        """A shape, and its outline where this hand draws outlines."""
        self.pen.drawPath(path, paint_of(colour))
        if line and self.hand.line:
            ink = paint_of(self.hand.ink)
            ink.setStyle(skia.Paint.kStroke_Style)
            ink.setStrokeWidth(self.hand.line)
            self.pen.drawPath(path, ink)

    def box(self, x: float, y: float, w: float, h: float, colour: Colour, **how: bool) -> None:
        """An upright rectangle."""
        self.fill(skia.Path().addRect(skia.Rect.MakeXYWH(x, y, w, h)), colour, **how)

    def oval(self, x: float, y: float, w: float, h: float, colour: Colour, **how: bool) -> None:
        """An ellipse around its middle `x`, `y`."""
        self.fill(
            skia.Path().addOval(skia.Rect.MakeXYWH(x - w / 2, y - h / 2, w, h)), colour, **how
        )

    def polygon(self, points: list[tuple[float, float]], colour: Colour, **how: bool) -> None:
        """A closed shape of straight sides, shaken by the hand's roughness."""
        shake = self.hand.rough
        path = skia.Path()
        path.addPoly(
            [
                skia.Point(x + self.rng.uniform(-shake, shake), y + self.rng.uniform(-shake, shake))
                for x, y in points
            ],
            True,  # noqa: FBT003 - closed
        )
        self.fill(path, colour, **how)

    def sweep(self, top: Colour, bottom: Colour, *, y: float = 0, h: float = 0) -> None:
        """A gradient downwards, or bands of it."""
        h = h or self.h
        if self.rng.random() < 0.25:
            bands = self.rng.randint(2, 7)
            for band in range(bands):
                part = mixed(top, bottom, band / (bands - 1))
                self.box(0, y + h * band / bands, self.w, h / bands + 1, part, line=False)
            return
        paint = skia.Paint(
            Shader=skia.GradientShader.MakeLinear(
                points=[skia.Point(0, y), skia.Point(0, y + h)],
                colors=[packed(top), packed(bottom)],
            )
        )
        self.pen.drawRect(skia.Rect.MakeXYWH(0, y, self.w, h), paint)


def shaded(colour: Colour, by: float) -> Colour:
    """Towards white (`by` > 0) or black."""
    if by > 0:
        return mixed(colour, (1, 1, 1), min(1, by))
    return mixed(colour, (0, 0, 0), min(1, -by))


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour."""
    r, g, b = (a + (z - a) * share for a, z in zip(one, other, strict=True))
    return r, g, b


def _hand(rng: random.Random) -> Hand:
    hue, spread = rng.random(), rng.choice((0.04, 0.12, 0.3, 1.0))
    rich, bright = rng.choice((0.0, 0.2, 0.45, 0.8)), rng.choice((0.35, 0.6, 0.85))
    palette = tuple(
        colorsys.hsv_to_rgb(
            (hue + rng.uniform(-spread, spread)) % 1,
            min(1, max(0, rng.gauss(rich, 0.15))),
            min(1, max(0.05, rng.gauss(bright, 0.17))),
        )
        for _ in range(rng.randint(4, 9))
    )
    ink = (0.06, 0.05, 0.08) if rng.random() < 0.8 else shaded(palette[0], -0.6)
    return Hand(
        palette=palette,
        line=rng.choice((0, 0, 0, 1, 1.6, 2.5, 4)),
        ink=ink,
        rough=rng.choice((0, 0, 0.8, 2)),
    )


def packed(colour: Colour) -> int:
    """As skia packs it, opaque."""
    r, g, b = (max(0, min(255, round(part * 255))) for part in colour)
    return int(skia.Color(r, g, b))


def paint_of(colour: Colour, alpha: float = 1.0) -> skia.Paint:
    """To fill with, smooth at its edges."""
    paint = skia.Paint(AntiAlias=True, Color=packed(colour))
    paint.setAlphaf(alpha)
    return paint
