"""Places under a sky: hills, woods, water, and space."""

import math

import skia

from models.train.places.canvas import Canvas, Colour, mixed, shaded


def landscape(canvas: Canvas) -> None:
    """Ridges behind one another, with trees and perhaps a house."""
    rng, w, h = canvas.rng, canvas.w, canvas.h
    sky(canvas)
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


def wood(canvas: Canvas) -> None:
    """Trunks from near to far, and blades of grass."""
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


def water(canvas: Canvas) -> None:
    """A sea with glints and stones under a sky."""
    rng, w, h = canvas.rng, canvas.w, canvas.h
    sky(canvas)
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


def space(canvas: Canvas) -> None:
    """Stars, and spotted balls among them."""
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


def sky(canvas: Canvas) -> None:
    """By day, at dusk or by night, with a sun and clouds."""
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
