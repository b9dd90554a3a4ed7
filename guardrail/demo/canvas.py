"""The canvas that places are painted on, from the sky down."""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from guardrail.demo.figures.outlines import RGB, Point, curve

Random = np.random.Generator


class Canvas:
    """A picture that is painted from the sky down."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self.picture = Image.new("RGB", (width_px, height_px))
        self._pen = ImageDraw.Draw(self.picture)

    @property
    def ratio(self) -> float:
        """Width over height, to keep circles round."""
        return self.picture.width / self.picture.height

    def fade(self, stops: Sequence[tuple[float, RGB]]) -> None:
        """Fill everything with a vertical gradient through (y, colour) stops."""
        rows = np.linspace(0, 1, self.picture.height)
        at = [y for y, _ in stops]
        bands = [np.interp(rows, at, [colour[i] for _, colour in stops]) for i in range(3)]
        column = np.stack(bands, axis=1).astype(np.uint8)[:, None, :]
        self.picture.paste(Image.fromarray(column).resize(self.picture.size))

    def area(self, points: Sequence[Point], fill: RGB, *, smooth: bool = False) -> None:
        """A filled polygon without outline."""
        path = curve(points) if smooth else points
        self._pen.polygon([self._px(x, y) for x, y in path], fill=fill)

    def box(self, x: float, y: float, w: float, h: float, fill: RGB) -> None:
        """A rectangle from its upper left corner."""
        self._pen.rectangle([self._px(x, y), self._px(x + w, y + h)], fill=fill)

    def disc(self, x: float, y: float, r: float, fill: RGB, *, squash: float = 1.0) -> None:
        """A circle whose radius is a fraction of the height; `squash` below 1 flattens it."""
        (px, py), ry = self._px(x, y), r * self.picture.height
        self._pen.ellipse([px - ry, py - ry * squash, px + ry, py + ry * squash], fill=fill)

    def stroke(self, points: Sequence[Point], ink: RGB, width: float) -> None:
        """A line whose width is a fraction of the height."""
        thick = max(1, round(width * self.picture.height))
        self._pen.line([self._px(x, y) for x, y in points], fill=ink, width=thick, joint="curve")

    def light(self, x: float, y: float, r: float, fill: RGB, opacity: float = 0.6) -> None:
        """A glow that fades out at radius `r` (of the height)."""
        radius = max(2, round(r * self.picture.height))
        span = np.linspace(-1, 1, 2 * radius)
        away = np.hypot(span[None, :], span[:, None])
        mask = (np.clip(1 - away, 0, 1) ** 1.6 * 255 * opacity).astype(np.uint8)
        px, py = self._px(x, y)
        self.picture.paste(fill, (round(px) - radius, round(py) - radius), Image.fromarray(mask))

    def hills(self, random: Random, y: float, swell: float, fill: RGB, *, waves: int = 3) -> None:
        """Rolling land from `y` down to the bottom edge."""
        x = np.linspace(0, 1, 60)
        phase = random.uniform(0, 6, size=waves)
        line = y + swell * sum(
            np.sin(2 * math.pi * x * (i + 1) * 0.8 + phase[i]) / (i + 1) for i in range(waves)
        )
        ridge = [(float(a), float(b)) for a, b in zip(x, line, strict=True)]
        self.area([*ridge, (1.0, 1.0), (0.0, 1.0)], fill)

    def cloud(self, random: Random, x: float, y: float, size: float, fill: RGB) -> None:
        """A heap of discs with a flat foot."""
        for i in range(6):
            dx = (i - 2.5) * size * 0.42 / self.ratio
            r = size * (0.42 - 0.09 * abs(i - 2.5)) * random.uniform(0.85, 1.15)
            self.disc(x + dx, y - r * 0.5, r, fill)
        self.box(
            x - size * 1.1 / self.ratio, y - size * 0.06, 2.2 * size / self.ratio, size * 0.08, fill
        )

    def soften(self, radius: float) -> None:
        """Blur what is there, so that what comes after stands in front of it."""
        self.picture = self.picture.filter(ImageFilter.GaussianBlur(radius))
        self._pen = ImageDraw.Draw(self.picture)

    def brushwork(self, random: Random) -> None:
        """Uneven paint: broad patches and a fine grain over everything."""
        w, h = self.picture.size
        broad = Image.fromarray(
            random.integers(96, 160, (max(2, h // 40), max(2, w // 40)), np.uint8)
        )
        patches = np.asarray(broad.resize((w, h), Image.Resampling.BICUBIC), dtype=np.int16) - 128
        grain = random.integers(-4, 5, (h, w), dtype=np.int16)
        uneven = np.asarray(self.picture, dtype=np.int16) + (patches // 5 + grain)[..., None]
        self.picture = Image.fromarray(np.clip(uneven, 0, 255).astype(np.uint8))
        self._pen = ImageDraw.Draw(self.picture)

    def _px(self, x: float, y: float) -> Point:
        return x * (self.picture.width - 1), y * (self.picture.height - 1)
