"""What happens to the whole picture after the shapes: pixels, paper, brush, clay, dots."""

import functools

import numpy as np
import numpy.typing as npt
import skia
from PIL import Image, ImageFilter

from models.train.figures.traits import Figure, Take

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
_NOISE_PX = 512


def pixel_side(f: Figure) -> int:
    """The longer side of the pixel art of a show."""
    return (48, 56, 64, 80, 96)[f.show % 5]


@functools.cache
def noise(grain: int, seed: int) -> Floats:
    """float32 [512,512] of mean 0 and deviation 1: smooth noise with a grain of so many pixels."""
    rng = np.random.default_rng(seed)
    small = rng.standard_normal((_NOISE_PX // grain, _NOISE_PX // grain)).astype(np.float32)
    image = Image.fromarray(small, mode="F").resize(
        (_NOISE_PX, _NOISE_PX), Image.Resampling.BICUBIC
    )
    field = np.asarray(image, np.float32)
    even: Floats = np.asarray((field - field.mean()) / field.std(), np.float32)
    return even


@functools.cache
def dot_shader(px: float, f: Figure) -> skia.Shader:
    """A repeating tile of dark dots, 5 px apart, in world units."""
    tile = np.zeros((10, 10, 4), np.uint8)
    yy, xx = np.mgrid[0:10, 0:10] + 0.5
    near = np.minimum(np.hypot(xx - 5, yy - 5), np.hypot((xx + 5) % 10 - 5, (yy + 5) % 10 - 5))
    alpha = np.clip((2.9 - near) * 1.2, 0, 1)
    tile[..., 3] = alpha * 200
    ink = f.ink or (40, 30, 60)
    for c in range(3):
        tile[..., c] = ink[c]
    image = skia.Image.fromarray(tile, colorType=skia.kRGBA_8888_ColorType)
    matrix = skia.Matrix.Scale(px * 0.55, px * 0.55)
    return image.makeShader(
        skia.TileMode.kRepeat,
        skia.TileMode.kRepeat,
        skia.SamplingOptions(skia.FilterMode.kLinear),
        matrix,
    )


def finish(premultiplied: Pixels, t: Take, low: int | None, side_px: int) -> Pixels:
    """The finished picture, straight alpha, cut to content."""
    style = t.rendering
    if style == "pixel" and low is not None:
        return _pixels(premultiplied, low, side_px)
    if style == "clay":
        premultiplied = _clay(premultiplied, t)
    elif style == "paint":
        premultiplied = _brushed(premultiplied, t)
    elif style == "watercolour":
        premultiplied = _washed(premultiplied, t)
    return cut(straight(premultiplied))


def straight(premultiplied: Pixels) -> Pixels:
    """Straight alpha from premultiplied."""
    alpha = premultiplied[..., 3:4].astype(np.float32)
    colour = premultiplied[..., :3] * (255.0 / np.maximum(alpha, 1.0))
    out = np.empty_like(premultiplied)
    out[..., :3] = np.minimum(colour + 0.5, 255.0).astype(np.uint8)
    out[..., 3] = premultiplied[..., 3]
    return out


def cut(picture: Pixels) -> Pixels:
    """Cut to what is drawn."""
    solid = picture[..., 3] > 16
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if not len(rows):
        return picture[:1, :1]
    return np.ascontiguousarray(picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def _window(field: Floats, shape: tuple[int, ...], seed: int) -> Floats:
    y, x = seed % (_NOISE_PX - shape[0] + 1), seed // 7 % (_NOISE_PX - shape[1] + 1)
    return field[y : y + shape[0], x : x + shape[1]]


def _pixels(premultiplied: Pixels, low: int, side_px: int) -> Pixels:
    picture = cut(straight(premultiplied))
    h, w = picture.shape[:2]
    scale = low / max(h, w)
    size = (max(8, round(w * scale)), max(8, round(h * scale)))
    small = (
        Image.fromarray(picture).convert("RGBa").resize(size, Image.Resampling.BOX).convert("RGBA")
    )
    alpha = np.asarray(small)[..., 3] > 110
    colours = small.convert("RGB").quantize(
        18, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    out = np.dstack([np.asarray(colours.convert("RGB")), alpha.astype(np.uint8) * 255])
    factor = max(1, side_px // max(out.shape[:2]))
    return cut(np.repeat(np.repeat(out, factor, axis=0), factor, axis=1))


def _lit(premultiplied: Pixels, factor: Floats) -> Pixels:
    out = premultiplied.astype(np.float32)
    out[..., :3] *= factor[..., None]
    np.minimum(out[..., :3], out[..., 3:4], out=out[..., :3])
    return np.clip(out, 0, 255).astype(np.uint8)


def _clay(premultiplied: Pixels, t: Take) -> Pixels:
    """A soft relief from the silhouette and from the values inside it."""
    grey = (
        Image.fromarray(premultiplied)
        .convert("RGBA")
        .getchannel("A")
        .filter(ImageFilter.BoxBlur(5))
    )
    relief = np.asarray(grey, np.float32) / 255
    inside = (
        np.asarray(
            Image.fromarray(premultiplied[..., 1]).filter(ImageFilter.BoxBlur(2)), np.float32
        )
        / 255
    )
    height = relief * 1.6 + inside * 0.25 + _window(noise(4, 3), relief.shape, t.seed) * 0.01
    gy, gx = np.gradient(height)
    light = np.clip(1.0 + (gx * t.light * 2.2 + gy * 2.6) * 1.3, 0.55, 1.45)
    grain = 1.0 + 0.02 * _window(noise(2, 5), relief.shape, t.seed)
    return _lit(premultiplied, (light * grain).astype(np.float32))


def _brushed(premultiplied: Pixels, t: Take) -> Pixels:
    """Edges broken by a brush, strokes of light and dark."""
    h, w = premultiplied.shape[:2]
    yy, xx = np.mgrid[0:h, 0:w]
    dx = _window(noise(8, 11), (h, w), t.seed) * 0.9
    dy = _window(noise(8, 12), (h, w), t.seed) * 0.9
    source = premultiplied[
        np.clip(yy + dy.astype(np.int32), 0, h - 1), np.clip(xx + dx.astype(np.int32), 0, w - 1)
    ]
    strokes = noise(16, 13)
    streak = _window(strokes, (h, w), t.seed) * 0.05 + _window(noise(4, 14), (h, w), t.seed) * 0.05
    return _lit(source, (1.0 + streak).astype(np.float32))


def _washed(premultiplied: Pixels, t: Take) -> Pixels:
    """Pigment that pools at edges and clouds inside, on rough paper."""
    h, w = premultiplied.shape[:2]
    yy, xx = np.mgrid[0:h, 0:w]
    dx = (_window(noise(16, 21), (h, w), t.seed) * 1.7).astype(np.int32)
    source = premultiplied[np.clip(yy + dx, 0, h - 1), np.clip(xx - dx, 0, w - 1)]
    wide = (
        np.asarray(Image.fromarray(source[..., 3]).filter(ImageFilter.BoxBlur(4)), np.float32) / 255
    )
    pool = np.clip((wide - 0.55) * 2.2, 0, 1)
    cloud = (
        1.04
        + 0.07 * _window(noise(32, 22), (h, w), t.seed)
        + 0.025 * _window(noise(2, 23), (h, w), t.seed)
    )
    return _lit(source, ((0.8 + 0.2 * pool) * cloud).astype(np.float32))
