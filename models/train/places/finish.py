"""What lies over a place whatever it shows: weather, a blur, grain, coarse pixels, a cast."""

import random

import numpy as np
import numpy.typing as npt
import skia

from models.train.places.canvas import Canvas, paint_of

Pixels = npt.NDArray[np.uint8]


def weather(canvas: Canvas) -> None:
    """Rain or snow over all that is drawn so far."""
    rng, w, h = canvas.rng, canvas.w, canvas.h
    paint = paint_of((1, 1, 1), rng.uniform(0.3, 0.8))
    paint.setStrokeWidth(rng.uniform(1, 3))
    slant, fall = rng.uniform(-0.5, 0.5), rng.choice((0.0, 0.06))
    for _ in range(rng.randint(30, 120)):
        x, y = rng.random() * w, rng.random() * h
        if fall:
            canvas.pen.drawLine(x, y, x + slant * fall * h, y + fall * h, paint)
        else:
            canvas.pen.drawCircle(x, y, rng.uniform(1, 3), paint)


def blurred(image: skia.Image, by: float) -> skia.Image:
    """Out of focus by `by` pixels (one standard deviation)."""
    surface = skia.Surface(image.width(), image.height())
    with surface as pen:
        blur = skia.ImageFilters.Blur(by, by, skia.TileMode.kClamp)
        pen.drawImage(image, 0, 0, skia.SamplingOptions(), skia.Paint(ImageFilter=blur))
    return surface.makeImageSnapshot()


def finished(rng: random.Random, picture: Pixels) -> Pixels:
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
