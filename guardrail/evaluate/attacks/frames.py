"""Changes to one picture, uint8 [H,W,3]; for a clip, the same to every frame of it.

Each takes a generator that decides how much, and gives a picture of the same size.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from guardrail.arrays import Pixels

Random = np.random.Generator
FrameAttack = Callable[[Random, Pixels], Pixels]

_WORDS = ("PREVIEW", "SAMPLE", "do not copy", "CHANNEL 5", "subscribe!", "00:00:12")


def _image(frame: Pixels) -> Image.Image:
    return Image.fromarray(frame)


def _pixels(image: Image.Image) -> Pixels:
    return np.asarray(image.convert("RGB"), np.uint8)


def _ground(rng: Random, width: int, height: int) -> Image.Image:
    """Somewhere else: two colours that run into each other, with grain."""
    first, second = rng.integers(40, 216, (2, 3))
    ramp = np.linspace(0, 1, height)[:, None, None] * (second - first) + first
    grain = rng.normal(0, 6, (height, width, 1))
    return _image(np.clip(ramp + grain, 0, 255).astype(np.uint8))


def _inset(rng: Random, frame: Pixels, share: float) -> Pixels:
    """The frame at a share of its sides, somewhere in another picture."""
    h, w = frame.shape[:2]
    small = _image(frame).resize((max(8, round(w * share)), max(8, round(h * share))))
    ground = _ground(rng, w, h)
    left = int(rng.integers(0, w - small.width + 1))
    top = int(rng.integers(0, h - small.height + 1))
    ground.paste(small, (left, top))
    return _pixels(ground)


def corner(rng: Random, frame: Pixels) -> Pixels:
    """Scaled to 35 % of its sides, into a corner."""
    h, w = frame.shape[:2]
    small = _image(frame).resize((max(8, round(w * 0.35)), max(8, round(h * 0.35))))
    ground = _ground(rng, w, h)
    right, low = rng.integers(0, 2, 2).tolist()
    ground.paste(small, (right * (w - small.width), low * (h - small.height)))
    return _pixels(ground)


def picture_in_picture(rng: Random, frame: Pixels) -> Pixels:
    """At half its sides somewhere over another picture."""
    return _inset(rng, frame, 0.5)


def crop(rng: Random, frame: Pixels) -> Pixels:
    """A part of 60 to 80 % of its sides, scaled up."""
    h, w = frame.shape[:2]
    share = rng.uniform(0.6, 0.8)
    wide, high = round(w * share), round(h * share)
    left, top = int(rng.integers(0, w - wide + 1)), int(rng.integers(0, h - high + 1))
    return _pixels(_image(frame[top : top + high, left : left + wide]).resize((w, h)))


def flip(_: Random, frame: Pixels) -> Pixels:
    """As in a mirror."""
    return np.ascontiguousarray(frame[:, ::-1])


def rotate(rng: Random, frame: Pixels) -> Pixels:
    """Turned by 10 to 25 degrees, one way or the other."""
    degrees = rng.uniform(10, 25) * (1 if rng.random() < 0.5 else -1)  # noqa: PLR2004 — a coin
    turned = _image(frame).rotate(degrees, Image.Resampling.BILINEAR, fillcolor=(127, 127, 127))
    return _pixels(turned)


def hue(rng: Random, frame: Pixels) -> Pixels:
    """Every hue turned by 30 to 330 degrees."""
    wheel = np.asarray(_image(frame).convert("HSV"), np.uint8).copy()
    wheel[..., 0] += np.uint8(rng.integers(21, 235))
    return _pixels(Image.fromarray(wheel, "HSV"))


def palette(rng: Random, frame: Pixels) -> Pixels:
    """The channels of colour swapped, each with a curve of its own."""
    order = ((1, 2, 0), (2, 0, 1), (0, 2, 1), (2, 1, 0), (1, 0, 2))[int(rng.integers(5))]
    curves = rng.uniform(0.6, 1.6, 3)
    scaled = (frame[..., list(order)] / 255.0) ** curves
    return np.asarray(scaled * 255, np.uint8)


def greyscale(_: Random, frame: Pixels) -> Pixels:
    """Without colour."""
    return _pixels(_image(frame).convert("L"))


def sketch(_: Random, frame: Pixels) -> Pixels:
    """Its edges as dark lines on white."""
    lines = ImageOps.invert(_image(frame).convert("L").filter(ImageFilter.FIND_EDGES))
    return _pixels(ImageOps.autocontrast(lines, cutoff=2))


def posterise(_: Random, frame: Pixels) -> Pixels:
    """Two bits for each channel."""
    return _pixels(ImageOps.posterize(_image(frame), 2))


def pixelate(_: Random, frame: Pixels) -> Pixels:
    """In squares, 40 across the shorter side."""
    h, w = frame.shape[:2]
    cell = max(2, min(h, w) // 40)
    small = _image(frame).resize((max(1, w // cell), max(1, h // cell)), Image.Resampling.BOX)
    return _pixels(small.resize((w, h), Image.Resampling.NEAREST))


def blur(_: Random, frame: Pixels) -> Pixels:
    """Out of focus: a radius of 1.5 % of the shorter side."""
    radius = 0.015 * min(frame.shape[:2])
    return _pixels(_image(frame).filter(ImageFilter.GaussianBlur(radius)))


def noise(rng: Random, frame: Pixels) -> Pixels:
    """Grain with a deviation of 30."""
    grain = rng.normal(0, 30, frame.shape)
    return np.clip(frame + grain, 0, 255).astype(np.uint8)


def dark(_: Random, frame: Pixels) -> Pixels:
    """A quarter of its light."""
    return _pixels(ImageEnhance.Brightness(_image(frame)).enhance(0.25))


def mirror_tiling(_: Random, frame: Pixels) -> Pixels:
    """Two by two, each a mirror of its neighbours."""
    h, w = frame.shape[:2]
    small = np.asarray(_image(frame).resize((max(1, w // 2), max(1, h // 2))), np.uint8)
    row = np.concatenate([small, small[:, ::-1]], axis=1)
    return _pixels(_image(np.concatenate([row, row[::-1]])).resize((w, h)))


def text_overlay(rng: Random, frame: Pixels) -> Pixels:
    """Words across it, in several places."""
    image = _image(frame)
    draw = ImageDraw.Draw(image)
    h, w = frame.shape[:2]
    for _ in range(6):
        word = _WORDS[int(rng.integers(len(_WORDS)))]
        at = (int(rng.integers(0, max(1, w * 3 // 4))), int(rng.integers(0, max(1, h - h // 8))))
        colour = tuple(int(c) for c in rng.integers(0, 256, 3))
        draw.text(at, word, fill=colour, font_size=max(10, h // 8))
    return _pixels(image)


def border(rng: Random, frame: Pixels) -> Pixels:
    """A wide frame around it, 15 % on each side."""
    h, w = frame.shape[:2]
    inner = _image(frame).resize((max(8, round(w * 0.7)), max(8, round(h * 0.7))))
    colour = tuple(int(c) for c in rng.integers(0, 256, 3))
    ground = Image.new("RGB", (w, h), colour)
    ground.paste(inner, ((w - inner.width) // 2, (h - inner.height) // 2))
    return _pixels(ground)


def occlusion(rng: Random, frame: Pixels) -> Pixels:
    """Three bars across it, a third of the picture in all."""
    covered = frame.copy()
    w = frame.shape[1]
    wide = max(1, w // 9)
    for place in range(3):
        left = place * w // 3 + int(rng.integers(0, max(1, w // 3 - wide)))
        covered[:, left : left + wide] = rng.integers(0, 256, 3)
    return covered


FRAME_ATTACKS: dict[str, FrameAttack] = {
    "corner": corner,
    "picture in picture": picture_in_picture,
    "crop": crop,
    "flip": flip,
    "rotate": rotate,
    "hue": hue,
    "palette": palette,
    "greyscale": greyscale,
    "sketch": sketch,
    "posterise": posterise,
    "pixelate": pixelate,
    "blur": blur,
    "noise": noise,
    "dark": dark,
    "mirror tiling": mirror_tiling,
    "text overlay": text_overlay,
    "border": border,
    "occlusion": occlusion,
}
