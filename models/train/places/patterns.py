"""Places without depth: patterns, rays, lights out of focus, clutter, pages, a plain colour."""

import math

from models.train.places.canvas import Canvas, packed, paint_of


def stripes(canvas: Canvas, down: float = 0) -> None:
    """Bars in two colours over the whole, or upright ones down to `down`."""
    rng, w, h = canvas.rng, canvas.w, canvas.h
    one, other = canvas.colour(light=0.2), canvas.colour()
    step = rng.uniform(8, 50)
    slant = 0.0 if down else rng.choice((0.0, 0.0, 1.0, -1.0, 0.4))
    high = down or h
    for number in range(-int(h // step) - 1, int((w + h) // step) + 1):
        x = number * step
        bar = [(x, 0), (x + step, 0), (x + step + slant * high, high), (x + slant * high, high)]
        canvas.polygon(bar, one if number % 2 else other, line=False)


def pattern(canvas: Canvas) -> None:
    """One shape again and again."""
    rng, w, h = canvas.rng, canvas.w, canvas.h
    if rng.random() < 0.35:
        stripes(canvas)
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


def rays(canvas: Canvas) -> None:
    """Rays from a point, or short of it: sunbursts, speed lines."""
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


def lights(canvas: Canvas) -> None:
    """Lights out of focus, shining through one another."""
    rng, w, h = canvas.rng, canvas.w, canvas.h
    canvas.sweep(canvas.colour(light=-0.5), canvas.colour(light=-0.2))
    for _ in range(rng.randint(8, 45)):
        paint = paint_of(canvas.colour(light=rng.uniform(0, 0.6)), rng.uniform(0.1, 0.6))
        pen = canvas.pen
        pen.drawCircle(rng.random() * w, rng.random() * h, h * rng.uniform(0.02, 0.17), paint)


def clutter(canvas: Canvas) -> None:
    """Shapes that are nothing in particular."""
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


def page(canvas: Canvas) -> None:
    """Panels with bars for words: screens, pages, signs."""
    rng, w, h = canvas.rng, canvas.w, canvas.h
    canvas.pen.clear(packed(canvas.colour(light=rng.choice((-0.7, 0.6, 0.85)))))
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


def plain(canvas: Canvas) -> None:
    """A colour or a gradient, nothing on it."""
    if canvas.rng.random() < 0.6:
        canvas.sweep(canvas.colour(light=0.3), canvas.colour())
