"""Places that somebody built: streets, and rooms with what stands in them."""

import skia

from models.train.places.canvas import Canvas, Colour, shaded
from models.train.places.outdoors import sky
from models.train.places.patterns import stripes


def city(canvas: Canvas) -> None:
    """Rows of houses along a road."""
    rng, w, h = canvas.rng, canvas.w, canvas.h
    sky(canvas)
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


def room(canvas: Canvas) -> None:
    """A floor, a wall, a window, furniture and pictures."""
    rng, w, h = canvas.rng, canvas.w, canvas.h
    floor = h * rng.uniform(0.6, 0.85)
    canvas.sweep(canvas.colour(light=0.3), canvas.colour(light=0.1), h=floor)
    if rng.random() < 0.4:
        stripes(canvas, floor)
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
