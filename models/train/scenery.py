"""Painted backgrounds, and figures put before them as a reference or as a frame of a clip."""

import io
import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from models.train.first_figures import Figure, draw, strike

FRAME = (640, 360)
REFERENCE = (512, 512)
Colour = tuple[int, int, int]


def _colour(rng: random.Random, low: int = 0, high: int = 255) -> Colour:
    return rng.randint(low, high), rng.randint(low, high), rng.randint(low, high)


def _sky(rng: random.Random, size: tuple[int, int]) -> Image.Image:
    ramp = Image.linear_gradient("L").resize(size)
    return Image.composite(
        Image.new("RGB", size, _colour(rng)), Image.new("RGB", size, _colour(rng)), ramp
    )


def _hills(picture: Image.Image, rng: random.Random) -> None:
    pen, (w, h) = ImageDraw.Draw(picture), picture.size
    for layer in range(rng.randint(1, 4)):
        base, swing = h * (0.45 + 0.15 * layer), h * rng.uniform(0.02, 0.2)
        a, b = rng.uniform(1, 5), rng.uniform(0, 6)
        ridge = [(x, base + swing * float(np.sin(a * x / w * 3 + b))) for x in range(0, w + 16, 16)]
        pen.polygon([*ridge, (w, h), (0, h)], fill=_colour(rng))


def _clutter(picture: Image.Image, rng: random.Random) -> None:
    pen, (w, h) = ImageDraw.Draw(picture), picture.size
    for _ in range(rng.randint(3, 25)):
        x, y = rng.uniform(-0.1, 1) * w, rng.uniform(0, 1) * h
        a, b = rng.uniform(0.02, 0.25) * w, rng.uniform(0.03, 0.4) * h
        ink = (20, 20, 20) if rng.random() < 0.4 else None
        kind = rng.choice(("ellipse", "rectangle", "tree", "line"))
        if kind == "tree":
            pen.rectangle(
                (x - a / 12, y, x + a / 12, y + b), fill=_colour(rng, 30, 120), outline=ink
            )
            pen.ellipse(
                (x - a / 2, y - b / 2, x + a / 2, y + b / 2), fill=_colour(rng), outline=ink
            )
        elif kind == "line":
            pen.line(
                (x, y, x + a * 2, y + b * rng.uniform(-1, 1)),
                fill=_colour(rng),
                width=rng.randint(1, 9),
            )
        elif kind == "ellipse":
            pen.ellipse((x, y, x + a, y + b), fill=_colour(rng), outline=ink)
        else:
            pen.rectangle((x, y, x + a, y + b), fill=_colour(rng), outline=ink)


def _noise(rng: random.Random, size: tuple[int, int]) -> Image.Image:
    grid = np.random.default_rng(rng.getrandbits(32)).integers(
        0, 256, (rng.choice((3, 6, 12, 40)), rng.choice((4, 9, 20, 60)), 3), np.uint8
    )
    return Image.fromarray(grid).resize(size, Image.Resampling.BICUBIC)


def scenery(rng: random.Random, size: tuple[int, int] = FRAME) -> Image.Image:
    """A place without figures: sky, hills, shapes, sometimes a texture over everything."""
    picture = _sky(rng, size)
    if rng.random() < 0.7:
        _hills(picture, rng)
    if rng.random() < 0.8:
        _clutter(picture, rng)
    if rng.random() < 0.4:
        picture = Image.blend(picture, _noise(rng, size), rng.uniform(0.1, 0.6))
    if rng.random() < 0.4:
        picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 4)))
    return picture


def reference(figure: Figure | Image.Image, rng: random.Random) -> Image.Image:
    """The figure alone on a plain ground, as a rights holder would register it."""
    w, h = REFERENCE
    ground = _colour(rng, 150) if rng.random() < 0.5 else (255, 255, 255)
    picture = Image.new("RGB", REFERENCE, ground)
    if isinstance(figure, Figure):
        figure = draw(figure, strike(rng, calm=True), side_px=512)
    scale = min(w * 0.92 / figure.width, h * 0.92 / figure.height) * rng.uniform(0.8, 1)
    part = figure.resize(
        (max(1, round(figure.width * scale)), max(1, round(figure.height * scale)))
    )
    picture.paste(part, ((w - part.width) // 2, (h - part.height) // 2), part)
    return picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A frame and where its figure stands: left, top, width, height as fractions of the frame."""

    picture: Image.Image
    box: tuple[float, float, float, float]


def frame(
    figure: Figure | Image.Image,
    rng: random.Random,
    *,
    ground: Image.Image,
    height: tuple[float, float] = (0.25, 1.0),
) -> Placed:
    """One frame of a clip: a figure over `ground`, then what cameras and codecs do to it.

    The figure is `height` (lowest, highest fraction) of the frame high, never wider than it.
    """
    picture = ground.resize(FRAME)
    w, h = FRAME
    part = draw(figure, strike(rng), side_px=384) if isinstance(figure, Figure) else figure
    if not isinstance(figure, Figure) and rng.random() < 0.5:
        part = part.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    scale = min(h * rng.uniform(*height) / part.height, w / part.width)
    part = part.resize((max(4, round(part.width * scale)), max(4, round(part.height * scale))))
    x = rng.randint(0, w - part.width)
    y = round((h - part.height) * rng.uniform(0.3, 1.0))
    picture.paste(part, (x, y), part)
    box = (x / w, y / h, part.width / w, part.height / h)
    return Placed(picture=worn(picture, rng), box=box)


def worn(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Another light, a little blur, and the blocks of a lossy codec."""
    for change in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        picture = change(picture).enhance(rng.uniform(0.75, 1.25))
    if rng.random() < 0.3:
        picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.5)))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=rng.randint(30, 85))
    return Image.open(buffer).convert("RGB")
