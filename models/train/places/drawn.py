"""One place out of one random stream: a kind of ground, drawn in one hand, finished its way."""

import random
from collections.abc import Callable

import skia

from models.train.places.built import city, room
from models.train.places.canvas import Canvas, packed
from models.train.places.finish import Pixels, blurred, finished, weather
from models.train.places.outdoors import landscape, space, water, wood
from models.train.places.patterns import clutter, lights, page, pattern, plain, rays

KINDS: tuple[Callable[[Canvas], None], ...] = (
    landscape, landscape, city, city, room, room, room, wood, water, space, pattern,
    rays, lights, clutter, clutter, page, plain,
)  # fmt: skip


def place(rng: random.Random, size: tuple[int, int] = (384, 224)) -> Pixels:
    """uint8 [H,W,3]: one place, `size` is width and height; everything follows from `rng`."""
    w, h = size
    surface = skia.Surface(w, h)
    with surface as pen:
        canvas = Canvas(rng, pen, size)
        pen.clear(packed(canvas.colour()))
        rng.choice(KINDS)(canvas)
        if rng.random() < 0.15:
            weather(canvas)
    image = surface.makeImageSnapshot()
    if rng.random() < 0.3:
        image = blurred(image, rng.uniform(0.6, 5))
    picture = image.toarray(colorType=skia.ColorType.kRGB_888x_ColorType)[:, :, :3]
    return finished(rng, picture)
