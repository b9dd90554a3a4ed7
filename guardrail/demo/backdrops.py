"""Painted places for figures to stand in: sky, land, windows and lights, wider than the frame.

Every place is drawn in its own units: x from 0 to 1 along the width, y from 0 (top) to 1; the
ground line, where figures stand, lies at the `floor` of its `Backdrop`. The same generator state
paints the same picture.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from guardrail.demo import nature, town
from guardrail.demo.canvas import Canvas, Random
from guardrail.demo.figures.outlines import RGB


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """A place: words that mean it, the height at which figures stand, the light that falls on them.

    `light` is multiplied into figures, so (255, 255, 255) leaves them as they are; `props` are the
    things that may be seen there when nobody is.
    """

    name: str
    words: frozenset[str]
    floor: float
    light: RGB
    paint: Callable[[Canvas, Random], None]
    props: tuple[str, ...]


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


BACKDROPS: tuple[Backdrop, ...] = (
    Backdrop(
        name="meadow",
        floor=0.86,
        light=(255, 255, 252),
        paint=nature.meadow,
        props=("ball", "kite", "tree", "duck", "balloon", "house"),
        words=_set(
            "meadow field grass garden park hill hills flowers spring summer 草原 野原 花畑"
        ),
    ),
    Backdrop(
        name="festival",
        floor=0.9,
        light=(240, 222, 226),
        paint=town.festival,
        props=("ball",),
        words=_set(
            "festival lantern lanterns night evening fireworks market midnight 祭り 夜 提灯"
        ),
    ),
    Backdrop(
        name="city",
        floor=0.86,
        light=(255, 238, 232),
        paint=town.city,
        props=("car",),
        words=_set(
            "city street town skyline building buildings rooftop road downtown traffic 街 都会"
        ),
    ),
    Backdrop(
        name="beach",
        floor=0.88,
        light=(255, 252, 244),
        paint=nature.beach,
        props=("boat", "kite", "ball"),
        words=_set("beach shore seaside coast sand sea ocean waves boat ship river lake 海 浜辺"),
    ),
    Backdrop(
        name="sea floor",
        floor=0.9,
        light=(214, 238, 255),
        paint=nature.sea,
        props=(),
        words=_set("underwater reef coral jellyfish under sea ocean fish 水中 海底 サンゴ"),
    ),
    Backdrop(
        name="snow",
        floor=0.87,
        light=(240, 246, 255),
        paint=nature.snow,
        props=("house", "tree", "ball"),
        words=_set("snow snowy winter ice mountain mountains glacier christmas 雪 冬"),
    ),
    Backdrop(
        name="kitchen",
        floor=0.9,
        light=(255, 246, 232),
        paint=town.kitchen,
        props=("ball",),
        words=_set("kitchen cooking cook table cafe bakery room baking tea 台所 キッチン"),
    ),
    Backdrop(
        name="forest",
        floor=0.88,
        light=(238, 250, 232),
        paint=nature.forest,
        props=("duck", "ball", "kite"),
        words=_set("forest woods wood jungle mushrooms path 森 林"),
    ),
)


def painted(backdrop: Backdrop, width_px: int, height_px: int, *, seed: int) -> Image.Image:
    """The place as a picture of this size; the same seed gives the same picture."""
    random = np.random.default_rng(seed)
    canvas = Canvas(width_px, height_px)
    backdrop.paint(canvas, random)
    canvas.brushwork(random)
    return canvas.picture
