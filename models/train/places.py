"""Invented places that show no figure: grounds by code, each in a drawing style of its own.

`place(rng, size)` draws one of a dozen kinds of ground (landscape, city, room, wood, water, space,
pattern, rays, blur of lights, clutter, page, noise) with a palette, an outline, a shading and a
finish that vary independently, so that a recogniser learns nothing from what stands behind.
"""

import colorsys
import math
import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import skia

Pixels = npt.NDArray[np.uint8]
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
        self.pen.drawPath(path, _paint(colour))
        if line and self.hand.line:
            ink = _paint(self.hand.ink)
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
                colors=[_int(top), _int(bottom)],
            )
        )
        self.pen.drawRect(skia.Rect.MakeXYWH(0, y, self.w, h), paint)


def place(rng: random.Random, size: tuple[int, int] = (384, 224)) -> Pixels:
    """uint8 [H,W,3]: one place, `size` is width and height; everything follows from `rng`."""
    w, h = size
    surface = skia.Surface(w, h)
    with surface as pen:
        canvas = Canvas(rng, pen, size)
        pen.clear(_int(canvas.colour()))
        rng.choice(_KINDS)(canvas)
        if rng.random() < 0.15:
            _weather(canvas)
    image = surface.makeImageSnapshot()
    if rng.random() < 0.3:
        image = _blurred(image, rng.uniform(0.6, 5))
    picture = image.toarray(colorType=skia.ColorType.kRGB_888x_ColorType)[:, :, :3]
    return _finished(rng, picture)


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


def _int(colour: Colour) -> int:
    r, g, b = (max(0, min(255, round(part * 255))) for part in colour)
    return int(skia.Color(r, g, b))


def _paint(colour: Colour, alpha: float = 1.0) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True, Color=_int(colour))
    paint.setAlphaf(alpha)
    return paint


def _sky(canvas: Canvas) -> None:
    rng, w, h = canvas.rng, canvas.w, canvas.h
    day = rng.choice(((0.35, 0.6, 0.95), (0.95, 0.6, 0.4), (0.08, 0.09, 0.22), canvas.colour()))
    day = mixed(day, canvas.colour(), rng.uniform(0, 0.5))
    canvas.sweep(day, shaded(mixed(day, canvas.colour(), 0.3), 0.35))
    if sum(day) < 0.8:
        for _ in range(rng.randint(10, 60)):
            canvas.oval(rng.random() * w, rng.random() * h * 0.7, 1.8, 1.8, (1, 1, 0.9), line=False)
    if rng.random() < 0.5:
        side = h * rng.uniform(0.08, 0.3)
        canvas.oval(rng.random() * w, rng.random() * h * 0.4, side, side, (1, 0.95, 0.75))
    for _ in range(rng.randint(0, 4)):
        _cloud(canvas, rng.random() * w, rng.random() * h * 0.4, h * rng.uniform(0.05, 0.16))


def _cloud(canvas: Canvas, x: float, y: float, side: float) -> None:
    path = skia.Path()
    for puff in range(canvas.rng.randint(3, 6)):
        path.addCircle(x + puff * side * 0.7, y + canvas.rng.uniform(-0.3, 0.3) * side, side * 0.6)
    canvas.fill(path, shaded(canvas.colour(), 0.75), line=False)


def _ridge(canvas: Canvas, base: float, swing: float, colour: Colour) -> None:
    rng, w, h = canvas.rng, canvas.w, canvas.h
    sharp, step = rng.random() < 0.4, rng.choice((8, 16, 40))
    a, b, c = rng.uniform(1, 6), rng.uniform(0, 6), rng.uniform(5, 19)
    points = [(0.0, float(h)), (-9.0, base)]
    for x in range(-8, w + step, step):
        wave = math.sin(a * x / w * 3 + b) + 0.35 * math.sin(c * x / w + a)
        points.append((x, base + swing * (abs(wave) - 0.6 if sharp else wave)))
    canvas.polygon([*points, (w + 9.0, base), (float(w), float(h) + 9)], colour)


def _landscape(canvas: Canvas) -> None:
    rng, w, h = canvas.rng, canvas.w, canvas.h
    _sky(canvas)
    layers = rng.randint(1, 5)
    for layer in range(layers):
        base = h * (0.4 + 0.5 * (layer + 0.5) / layers)
        far = 0.45 * (1 - layer / layers)
        _ridge(canvas, base, h * rng.uniform(0.02, 0.16), canvas.colour(light=far))
        for _ in range(rng.choice((0, 0, 3, 9))):
            size = h * rng.uniform(0.05, 0.1) * (1 + layer)
            _tree(canvas, rng.random() * w, base + h * 0.1, size)
    if rng.random() < 0.3:
        _house(canvas, rng.random() * w, h * rng.uniform(0.7, 0.95), h * rng.uniform(0.15, 0.4))


def _tree(canvas: Canvas, x: float, foot: float, size: float) -> None:
    rng = canvas.rng
    trunk, leaf = canvas.colour(light=-0.4), canvas.colour(light=rng.uniform(-0.3, 0.1))
    canvas.box(x - size * 0.07, foot - size * 0.5, size * 0.14, size * 0.5, trunk)
    kind = rng.randint(0, 2)
    if kind == 0:
        for tier in range(3):
            wide, top = size * (0.4 - 0.09 * tier), foot - size * (0.35 + 0.3 * tier)
            canvas.polygon([(x - wide, top), (x, top - size * 0.5), (x + wide, top)], leaf)
    elif kind == 1:
        path = skia.Path()
        for _ in range(5):
            at = rng.uniform(-0.3, 0.3) * size, rng.uniform(-0.2, 0.2) * size
            path.addCircle(x + at[0], foot - size * 0.75 + at[1], size * 0.28)
        canvas.fill(path, leaf, line=False)
    else:
        canvas.oval(x, foot - size * 0.75, size * 0.7, size * rng.uniform(0.5, 1), leaf)


def _house(canvas: Canvas, x: float, foot: float, size: float) -> None:
    rng = canvas.rng
    wall = canvas.colour(light=0.2)
    canvas.box(x, foot - size * 0.6, size, size * 0.6, wall)
    eaves, ridge = foot - size * 0.58, foot - size * rng.uniform(0.85, 1.2)
    roof = [(x - size * 0.1, eaves), (x + size * 0.5, ridge), (x + size * 1.1, eaves)]
    canvas.polygon(roof, canvas.colour(light=-0.2))
    canvas.box(
        x + size * 0.4, foot - size * 0.32, size * 0.2, size * 0.32, canvas.colour(light=-0.3)
    )
    for side in (0.1, 0.7):
        canvas.box(
            x + size * side, foot - size * 0.45, size * 0.18, size * 0.16, canvas.colour(light=0.5)
        )


def _city(canvas: Canvas) -> None:
    rng, w, h = canvas.rng, canvas.w, canvas.h
    _sky(canvas)
    for row in range(rng.randint(1, 3)):
        x, far = -20.0, 0.35 - 0.25 * row
        while x < w:
            wide, high = rng.uniform(0.06, 0.2) * w, rng.uniform(0.2, 0.75) * h * (1 - 0.15 * row)
            wall = canvas.colour(light=far)
            canvas.box(x, h * 0.95 - high, wide, high + h * 0.1, wall)
            if row or rng.random() < 0.5:
                _windows(
                    canvas,
                    (x, h * 0.95 - high),
                    (wide, high),
                    shaded(wall, rng.choice((-0.4, 0.55))),
                )
            x += wide * rng.uniform(0.8, 1.3)
    road = h * rng.uniform(0.78, 0.95)
    canvas.box(-9, road, w + 18, h, canvas.colour(light=-0.35))
    for dash in range(0, w, 46):
        canvas.box(dash, (road + h) / 2, 24, 3, (0.95, 0.93, 0.8), line=False)


def _windows(
    canvas: Canvas, at: tuple[float, float], size: tuple[float, float], colour: Colour
) -> None:
    (x, y), (w, h) = at, size
    across, down = max(1, int(w // 13)), max(1, int(h // 16))
    path = skia.Path()
    for column in range(across):
        for row in range(min(down, 9)):
            left, top = x + (column + 0.25) * w / across, y + 5 + row * 16
            path.addRect(skia.Rect.MakeXYWH(left, top, w / across * 0.5, 8))
    canvas.fill(path, colour, line=False)


def _room(canvas: Canvas) -> None:
    rng, w, h = canvas.rng, canvas.w, canvas.h
    floor = h * rng.uniform(0.6, 0.85)
    canvas.sweep(canvas.colour(light=0.3), canvas.colour(light=0.1), h=floor)
    if rng.random() < 0.4:
        _stripes(canvas, floor)
    canvas.box(-9, floor, w + 18, h, canvas.colour(light=-0.15))
    for _ in range(rng.randint(0, 7)):
        y = floor + (h - floor) * rng.random()
        canvas.box(0, y, w, 1.4, canvas.colour(light=-0.4), line=False)
    if rng.random() < 0.6:
        x, y, side = rng.random() * w * 0.7, h * rng.uniform(0.06, 0.2), h * rng.uniform(0.2, 0.4)
        canvas.box(x - 5, y - 5, side * 1.2 + 10, side + 10, canvas.colour(light=-0.2))
        canvas.box(x, y, side * 1.2, side, (0.65, 0.85, 0.97))
        canvas.box(x + side * 0.57, y, side * 0.06, side, canvas.colour(light=-0.2))
    for _ in range(rng.randint(1, 5)):
        _furniture(canvas, rng.random() * w, floor + (h - floor) * rng.uniform(0, 0.7))
    for _ in range(rng.randint(0, 3)):
        x, y, side = rng.random() * w, h * rng.uniform(0.08, 0.4), h * rng.uniform(0.08, 0.22)
        canvas.box(x, y, side * 1.3, side, canvas.colour(light=-0.3))
        canvas.box(x + 4, y + 4, side * 1.3 - 8, side - 8, canvas.colour(light=0.3))


def _furniture(canvas: Canvas, x: float, foot: float) -> None:
    rng, unit = canvas.rng, canvas.h * canvas.rng.uniform(0.15, 0.4)
    main, dark = canvas.colour(), canvas.colour(light=-0.3)
    kind = rng.randint(0, 3)
    if kind == 0:  # a table
        for leg in (0.1, 1.5):
            canvas.box(x + leg * unit, foot - unit * 0.7, unit * 0.1, unit * 0.7, dark)
        canvas.box(x, foot - unit * 0.8, unit * 1.7, unit * 0.12, main)
    elif kind == 1:  # shelves with books
        canvas.box(x, foot - unit * 1.5, unit, unit * 1.5, dark)
        for shelf in range(4):
            at = x + unit * 0.08
            while at < x + unit * 0.85:
                wide = unit * rng.uniform(0.05, 0.14)
                high = unit * rng.uniform(0.18, 0.29)
                top = foot - unit * (0.1 + 0.36 * shelf) - high
                canvas.box(at, top, wide, high, canvas.colour(light=rng.uniform(-0.2, 0.4)))
                at += wide
    elif kind == 2:  # a couch
        canvas.box(x, foot - unit * 0.9, unit * 2, unit * 0.6, main)
        canvas.box(
            x - unit * 0.15, foot - unit * 0.55, unit * 2.3, unit * 0.45, shaded(main, -0.12)
        )
    else:  # a lamp
        canvas.box(x, foot - unit * 1.3, unit * 0.07, unit * 1.3, dark)
        top = foot - unit * 1.25
        shade = [(-0.35, 0.0), (-0.2, -0.4), (0.25, -0.4), (0.4, 0.0)]
        canvas.polygon([(x + a * unit, top + b * unit) for a, b in shade], canvas.colour(light=0.4))


def _wood(canvas: Canvas) -> None:
    rng, w, h = canvas.rng, canvas.w, canvas.h
    canvas.sweep(canvas.colour(light=0.35), canvas.colour(light=-0.2))
    for layer in range(3):
        tone = 0.3 - 0.28 * layer
        for _ in range(rng.randint(4, 11)):
            x, wide = rng.uniform(-0.1, 1.1) * w, w * rng.uniform(0.01, 0.03) * (1 + layer)
            lean = rng.uniform(-12, 12)
            trunk: list[tuple[float, float]] = [
                (x - wide, h),
                (x - wide / 2 + lean, -5),
                (x + wide / 2 + lean, -5),
                (x + wide, h),
            ]
            canvas.polygon(trunk, canvas.colour(light=tone - 0.15))
        _ridge(canvas, h * (0.75 + 0.1 * layer), h * 0.03, canvas.colour(light=tone - 0.1))
    for _ in range(rng.randint(0, 40)):
        x, y = rng.random() * w, h * rng.uniform(0.8, 1.05)
        blade = [(x - 3, y), (x + rng.uniform(-7, 7), y - h * rng.uniform(0.05, 0.2)), (x + 3, y)]
        canvas.polygon(blade, canvas.colour(light=-0.1), line=False)


def _water(canvas: Canvas) -> None:
    rng, w, h = canvas.rng, canvas.w, canvas.h
    _sky(canvas)
    line = h * rng.uniform(0.1, 0.6)
    canvas.sweep(canvas.colour(light=0.15), canvas.colour(light=-0.3), y=line, h=h - line)
    for _ in range(rng.randint(8, 70)):
        depth = rng.random()
        wide = w * rng.uniform(0.02, 0.12) * (0.3 + depth)
        y = line + (h - line) * depth
        canvas.oval(rng.random() * w, y, wide, 1 + 3 * depth, canvas.colour(light=0.4), line=False)
    for _ in range(rng.randint(0, 3)):
        side = h * rng.uniform(0.05, 0.25)
        canvas.oval(
            rng.random() * w, line + (h - line) * rng.random(), side * 2, side, canvas.colour()
        )


def _space(canvas: Canvas) -> None:
    rng, w, h = canvas.rng, canvas.w, canvas.h
    canvas.sweep((0.02, 0.02, 0.07), shaded(canvas.colour(), -0.7))
    for _ in range(rng.randint(20, 120)):
        side = rng.choice((1, 1, 1.6, 2.6))
        canvas.oval(rng.random() * w, rng.random() * h, side, side, (1, 1, 0.95), line=False)
    for _ in range(rng.randint(0, 3)):
        x, y, side = rng.random() * w, rng.random() * h, h * rng.uniform(0.1, 0.9)
        ball = canvas.colour()
        canvas.oval(x, y, side, side, ball)
        for _ in range(rng.randint(0, 5)):
            turn, far, spot = (
                rng.uniform(0, 7),
                rng.uniform(0, 0.3) * side,
                side * rng.uniform(0.05, 0.15),
            )
            at = x + far * math.cos(turn), y + far * math.sin(turn)
            canvas.oval(*at, spot, spot, shaded(ball, -0.2), line=False)


def _stripes(canvas: Canvas, down: float = 0) -> None:
    rng, w, h = canvas.rng, canvas.w, canvas.h
    one, other = canvas.colour(light=0.2), canvas.colour()
    step = rng.uniform(8, 50)
    slant = 0.0 if down else rng.choice((0.0, 0.0, 1.0, -1.0, 0.4))
    high = down or h
    for number in range(-int(h // step) - 1, int((w + h) // step) + 1):
        x = number * step
        bar = [(x, 0), (x + step, 0), (x + step + slant * high, high), (x + slant * high, high)]
        canvas.polygon(bar, one if number % 2 else other, line=False)


def _pattern(canvas: Canvas) -> None:
    rng, w, h = canvas.rng, canvas.w, canvas.h
    if rng.random() < 0.35:
        _stripes(canvas)
        return
    step, kind, colours = (
        rng.uniform(12, 60),
        rng.randint(0, 3),
        [canvas.colour() for _ in range(3)],
    )
    for row in range(int(h // step) + 2):
        for column in range(int(w // step) + 2):
            x, y = column * step + (row % 2) * step / 2 * (kind != 0), row * step
            colour = colours[(row + column) % len(colours)]
            if kind == 0:
                canvas.box(x, y, step, step, colours[(row + column) % 2], line=False)
            elif kind == 1:
                canvas.oval(x, y, step * 0.6, step * 0.6, colour)
            elif kind == 2:
                r = step * 0.45
                canvas.polygon([(x - r, y), (x, y - r), (x + r, y), (x, y + r)], colour)
            else:
                canvas.box(x, y, step * 0.94, step * 0.44, colour)


def _rays(canvas: Canvas) -> None:
    rng, w, h = canvas.rng, canvas.w, canvas.h
    x, y, far = rng.uniform(0.2, 0.8) * w, rng.uniform(0.2, 0.9) * h, float(w + h)
    count, hole = rng.randint(9, 60), rng.choice((0.0, 0.0, 0.25, 0.4)) * h
    ray = canvas.colour(light=rng.uniform(-0.5, 0.6))
    turn = rng.random()
    for number in range(count):
        a = (number + turn) * 2 * math.pi / count
        b = a + math.pi / count * rng.uniform(0.4, 1.2)
        near = hole * rng.uniform(0.6, 1.4)
        tip = (x + near * math.cos((a + b) / 2), y + near * math.sin((a + b) / 2))
        ends = [(x + far * math.cos(turn), y + far * math.sin(turn)) for turn in (a, b)]
        canvas.polygon([tip, *ends], ray, line=False)


def _lights(canvas: Canvas) -> None:
    rng, w, h = canvas.rng, canvas.w, canvas.h
    canvas.sweep(canvas.colour(light=-0.5), canvas.colour(light=-0.2))
    for _ in range(rng.randint(8, 45)):
        paint = _paint(canvas.colour(light=rng.uniform(0, 0.6)), rng.uniform(0.1, 0.6))
        pen = canvas.pen
        pen.drawCircle(rng.random() * w, rng.random() * h, h * rng.uniform(0.02, 0.17), paint)


def _clutter(canvas: Canvas) -> None:
    rng, w, h = canvas.rng, canvas.w, canvas.h
    canvas.sweep(canvas.colour(light=0.2), canvas.colour())
    for _ in range(rng.randint(5, 40)):
        x, y = rng.uniform(-0.1, 1) * w, rng.uniform(-0.1, 1) * h
        a, b = rng.uniform(0.03, 0.3) * w, rng.uniform(0.04, 0.4) * h
        kind = rng.randint(0, 3)
        if kind == 0:
            canvas.oval(x, y, a, b, canvas.colour(light=rng.uniform(-0.3, 0.3)))
        elif kind == 1:
            canvas.box(x, y, a, b, canvas.colour(light=rng.uniform(-0.3, 0.3)))
        else:
            corners = rng.randint(3, 8)
            turns = sorted(rng.uniform(0, 2 * math.pi) for _ in range(corners))
            points = [(x + a / 2 * math.cos(turn), y + b / 2 * math.sin(turn)) for turn in turns]
            canvas.polygon(points, canvas.colour(light=rng.uniform(-0.3, 0.3)))


def _page(canvas: Canvas) -> None:
    """Panels with bars for words: screens, pages, signs."""
    rng, w, h = canvas.rng, canvas.w, canvas.h
    canvas.pen.clear(_int(canvas.colour(light=rng.choice((-0.7, 0.6, 0.85)))))
    for _ in range(rng.randint(1, 6)):
        x, y, a, b = (
            rng.random() * w * 0.7,
            rng.random() * h * 0.7,
            w * 0.4,
            h * rng.uniform(0.1, 0.5),
        )
        canvas.box(x, y, a, b, canvas.colour(light=rng.uniform(0, 0.6)))
        for line in range(int(b // 14)):
            long = a * rng.uniform(0.3, 0.85)
            canvas.box(x + 8, y + 7 + line * 14, long, 5, canvas.colour(light=-0.5), line=False)


def _plain(canvas: Canvas) -> None:
    if canvas.rng.random() < 0.6:
        canvas.sweep(canvas.colour(light=0.3), canvas.colour())


_KINDS: tuple[Callable[[Canvas], None], ...] = (
    _landscape, _landscape, _city, _city, _room, _room, _room, _wood, _water, _space, _pattern,
    _rays, _lights, _clutter, _clutter, _page, _plain,
)  # fmt: skip


def _weather(canvas: Canvas) -> None:
    rng, w, h = canvas.rng, canvas.w, canvas.h
    paint = _paint((1, 1, 1), rng.uniform(0.3, 0.8))
    paint.setStrokeWidth(rng.uniform(1, 3))
    slant, fall = rng.uniform(-0.5, 0.5), rng.choice((0.0, 0.06))
    for _ in range(rng.randint(30, 120)):
        x, y = rng.random() * w, rng.random() * h
        if fall:
            canvas.pen.drawLine(x, y, x + slant * fall * h, y + fall * h, paint)
        else:
            canvas.pen.drawCircle(x, y, rng.uniform(1, 3), paint)


def _blurred(image: skia.Image, by: float) -> skia.Image:
    surface = skia.Surface(image.width(), image.height())
    with surface as pen:
        blur = skia.ImageFilters.Blur(by, by, skia.TileMode.kClamp)
        pen.drawImage(image, 0, 0, skia.SamplingOptions(), skia.Paint(ImageFilter=blur))
    return surface.makeImageSnapshot()


def _finished(rng: random.Random, picture: Pixels) -> Pixels:
    """Half of them as drawn; else grain, coarse pixels, few colours, a cast or a dark rim."""
    kind = rng.randint(0, 9)
    noise = np.random.default_rng(rng.getrandbits(32))
    if kind == 0:
        grain = noise.integers(-14, 15, picture.shape[:2], np.int16)[:, :, None]
        return np.asarray(np.clip(picture + grain, 0, 255), np.uint8)
    if kind == 1:
        step = rng.choice((2, 3, 4, 6))
        coarse = picture[::step, ::step].repeat(step, axis=0).repeat(step, axis=1)
        return np.ascontiguousarray(coarse[: picture.shape[0], : picture.shape[1]])
    if kind == 2:
        levels = rng.choice((32, 51, 64))
        return (picture // levels * levels + levels // 2).astype(np.uint8)
    if kind == 3:
        cells = noise.integers(
            0, 256, (rng.choice((3, 7, 20)), rng.choice((4, 11, 33)), 3), np.uint8
        )
        rows = np.arange(picture.shape[0]) * cells.shape[0] // picture.shape[0]
        columns = np.arange(picture.shape[1]) * cells.shape[1] // picture.shape[1]
        share = rng.randint(20, 110)
        wash = cells[rows][:, columns].astype(np.uint16)
        washed = picture * np.uint16(256 - share) + wash * np.uint16(share)
        return np.asarray(washed >> 8, np.uint8)
    if kind == 4:
        across = np.linspace(-1, 1, picture.shape[1], dtype=np.float32)[None] ** 2
        down = np.linspace(-1, 1, picture.shape[0], dtype=np.float32)[:, None] ** 2
        rim = 1 - rng.uniform(0.2, 0.5) * np.minimum(1, across + down)
        return np.asarray(picture * rim[:, :, None], np.uint8)
    return np.ascontiguousarray(picture)
