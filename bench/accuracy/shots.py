"""Pictures and clips of figures over footage of places, as a generator would deliver them.

A clip pans and zooms over a ground; a figure walks across it, bobs, and turns about half-way. All
follows from the generator given.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from models.train import scenes
from models.train.albums import Pixels
from models.train.scenes import Random, Staging


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Width and height, frames a second, seconds."""

    size_px: tuple[int, int]
    fps: int
    seconds: float


SHORT = Form(size_px=(640, 360), fps=12, seconds=3.0)
"""Clips that are judged for what is in them."""
LONG = Form(size_px=(854, 480), fps=24, seconds=10.0)
"""Clips that are judged for what it costs."""
SIZE_PX = SHORT.size_px
ALONE = Staging(share=(0.3, 0.7), part=0, turn=0, flip=0.5, hide=0, stretch=0.05, beyond=0)
IN_A_SCENE = Staging(share=(0.06, 0.35), part=0, turn=0.2, flip=0.5, hide=0.1, beyond=0.05)
_SHARES = (0.06, 0.3)


def alone(rng: Random, figure: Pixels) -> Pixels:
    """A figure on a plain ground."""
    ground = scenes.plain_ground(rng, *SIZE_PX)
    return scenes.compose(rng, [figure], ground, staging=ALONE).pixels


def in_a_scene(rng: Random, figure: Pixels, grounds: Sequence[Pixels]) -> Pixels:
    """A figure in a place, filmed and compressed."""
    frame = scenes.compose(rng, [figure], place(rng, grounds), staging=IN_A_SCENE).pixels
    return scenes.jpeg(scenes.camera(rng, frame), 85)


def empty(rng: Random, grounds: Sequence[Pixels]) -> Pixels:
    """A place without anybody, filmed and compressed."""
    return scenes.jpeg(scenes.camera(rng, place(rng, grounds)), 85)


def place(
    rng: Random, grounds: Sequence[Pixels], size_px: tuple[int, int] = SIZE_PX, scale: float = 1.0
) -> Pixels:
    """A part of a ground."""
    ground = grounds[int(rng.integers(len(grounds)))]
    width, height = (round(side * scale) for side in size_px)
    return scenes.part_of(rng, ground, width, height)


def clip(
    rng: Random, figure: Pixels | None, grounds: Sequence[Pixels], form: Form
) -> Iterator[Pixels]:
    """The frames of a clip, with a figure in it or nobody."""
    wide = place(rng, grounds, form.size_px, scale=1.4)
    zoom = rng.uniform(1.0, 1.35, 2)
    across, down = rng.uniform(0, 1, (2, 2))
    actor = None if figure is None else _Actor(rng, figure, form.size_px)
    count = round(form.fps * form.seconds)
    for number in range(count):
        t = number / max(1, count - 1)
        grown = zoom[0] + t * (zoom[1] - zoom[0])
        frame = _window(wide, form.size_px, grown, *_between(across, down, t))
        yield frame if actor is None else actor.on(frame, t)


def _between(across: np.ndarray, down: np.ndarray, t: float) -> tuple[float, float]:
    return across[0] + t * (across[1] - across[0]), down[0] + t * (down[1] - down[0])


def _window(
    wide: Pixels, size_px: tuple[int, int], zoom: float, across: float, down: float
) -> Pixels:
    width, height = (round(side / zoom) for side in size_px)
    left = round(across * (wide.shape[1] - width))
    top = round(down * (wide.shape[0] - height))
    part = wide[top : top + height, left : left + width]
    return np.asarray(cv2.resize(part, size_px, interpolation=cv2.INTER_AREA), np.uint8)


class _Actor:
    """A figure that walks: where it starts and ends, how large it is, how it bobs."""

    def __init__(self, rng: Random, figure: Pixels, size_px: tuple[int, int]) -> None:
        self._frame = size_px
        share = rng.uniform(*_SHARES)
        h, w = figure.shape[:2]
        scale = np.sqrt(share * size_px[0] * size_px[1] / (h * w))
        scale = min(scale, 0.9 * size_px[1] / h, 0.9 * size_px[0] / w)
        size = (max(8, round(w * scale)), max(8, round(h * scale)))
        premultiplied = figure.astype(np.float32)
        premultiplied[..., :3] *= premultiplied[..., 3:] / 255
        grown = scale > 1
        way = cv2.INTER_CUBIC if grown else cv2.INTER_AREA
        self._figure = np.clip(cv2.resize(premultiplied, size, interpolation=way), 0, 255)
        self._from, self._to = rng.uniform(0.05, 0.95, 2)
        self._low = rng.uniform(0.6, 1.0)
        self._turns = rng.random() < 0.5
        self._steps = rng.uniform(2, 6)

    def on(self, frame: Pixels, t: float) -> Pixels:
        """The frame with the figure in front."""
        figure = self._figure[:, ::-1] if self._turns and t > 0.5 else self._figure
        h, w = figure.shape[:2]
        left = round((self._from + t * (self._to - self._from)) * (self._frame[0] - w))
        bob = 0.03 * h * abs(np.sin(np.pi * self._steps * t))
        top = max(0, round(self._low * (self._frame[1] - h) - bob))
        made = frame.astype(np.float32)
        spot = made[top : top + h, left : left + w]
        spot *= 1 - figure[..., 3:] / 255
        spot += figure[..., :3]
        return np.clip(made, 0, 255).astype(np.uint8)
