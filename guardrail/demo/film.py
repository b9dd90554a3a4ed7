"""A scene, filmed: a camera that moves over a painted place, figures that move in it.

Figures are drawn a few times (the phases of a step) and then only placed, so that a clip costs
little more than its encoding.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from guardrail.demo.backdrops import painted
from guardrail.demo.cast import BY_ID
from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.outlines import RGB
from guardrail.demo.figures.pose import Expression, Pose, cheering, walking
from guardrail.demo.figures.props import PROPS
from guardrail.demo.scenes import Motion, Part, Scene, Thing

_PHASES = 6
_STEP_S = 0.9
"""Seconds for one full cycle of a walk or a dance."""

_ROOM = 1.34
"""How much wider the place is than what the camera sees of it."""

_PROP_HEIGHT = {
    "house": 0.5,
    "tree": 0.6,
    "balloon": 0.42,
    "kite": 0.34,
    "ball": 0.22,
    "duck": 0.24,
    "boat": 0.44,
    "car": 0.42,
}
_IN_THE_AIR = {"balloon": 0.5, "kite": 0.42, "boat": 0.24}
"""Props that float, and how far above the floor (fraction of the height)."""

Sprites = Callable[[int], Image.Image]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mover:
    """Something that stands in the place: its sprites by phase, its way, its size on screen."""

    sprites: Sprites
    start: float
    end: float
    side_px: int
    lift: float
    hops: bool


class Film:
    """The frames of one scene at one size."""

    def __init__(
        self,
        scene: Scene,
        *,
        width_px: int,
        height_px: int,
        seconds: float,
        fps: int,
        place: Image.Image | None = None,
    ) -> None:
        self._scene = scene
        self._size = (width_px, height_px)
        self._fps = fps
        self.frame_count = max(1, round(seconds * fps))
        wide = (round(width_px * _ROOM), round(height_px * _ROOM))
        self._place = (
            painted(scene.backdrop, *wide, seed=scene.seed)
            if place is None
            else place.convert("RGB").resize(wide, Image.Resampling.LANCZOS)
        )
        random = np.random.default_rng(scene.seed + 1)
        self._from, self._to = random.permutation([0.15, 0.85])
        self._zoom = random.permutation([1.0, 1.14])
        self._movers = [
            *(self._thing(thing) for thing in scene.things),
            *(self._part(part) for part in scene.parts),
        ]
        self._shadow = _shadow()

    def frames(self) -> Iterator[Image.Image]:
        """All frames in order, RGB."""
        return (self.frame(index) for index in range(self.frame_count))

    def frame(self, index: int) -> Image.Image:
        """The frame at `index`, RGB, of the film's size."""
        progress = index / max(1, self.frame_count - 1)
        eased = 0.5 - 0.5 * math.cos(math.pi * progress)
        left, top, w, h = self._camera(eased)
        picture = self._place.resize(
            self._size, Image.Resampling.BILINEAR, box=(left, top, left + w, top + h)
        )
        for mover in self._movers:
            x = (mover.start + (mover.end - mover.start) * eased) * self._place.width
            y = (self._scene.backdrop.floor - mover.lift) * self._place.height
            at = ((x - left) / w * self._size[0], (y - top) / h * self._size[1])
            self._place_mover(picture, mover, at, index / self._fps)
        return picture

    def _camera(self, eased: float) -> tuple[float, float, float, float]:
        """What the camera sees of the place: left, top, width, height in its pixels."""
        zoom = self._zoom[0] + (self._zoom[1] - self._zoom[0]) * eased
        w, h = self._size[0] * _ROOM / 1.18 / zoom, self._size[1] * _ROOM / 1.18 / zoom
        pan = self._from + (self._to - self._from) * eased
        return (
            float((self._place.width - w) * pan),
            float(self._place.height - h) * 0.9,
            float(w),
            float(h),
        )

    def _place_mover(
        self, picture: Image.Image, mover: _Mover, at: tuple[float, float], t: float
    ) -> None:
        turn = t / _STEP_S
        sprite = mover.sprites(int(turn * _PHASES) % _PHASES)
        bounce = abs(math.sin(2 * math.pi * turn)) * (0.09 if mover.hops else 0.015)
        x, y, side = at[0], at[1], mover.side_px
        if not mover.lift:
            wide = (round(side * 0.62), round(side * 0.1))
            spot = (round(x - wide[0] / 2), round(y - wide[1] / 2))
            picture.paste((20, 16, 40), spot, self._shadow.resize(wide))
        picture.paste(sprite, (round(x - side / 2), round(y - side * (0.93 + bounce))), sprite)

    def _part(self, part: Part) -> _Mover:
        side = round(part.height * self._size[1])
        scene = self._scene

        def sprites(phase: int) -> Image.Image:
            return _figure(
                part.character.id,
                side_px=side,
                phase=phase,
                motion=scene.motion,
                expression=scene.expression,
                light=scene.backdrop.light,
            )

        return _Mover(
            sprites=sprites,
            start=part.start,
            end=part.end,
            side_px=side,
            lift=0.12 if part.character.afloat else 0.0,
            hops=scene.motion is Motion.DANCE,
        )

    def _thing(self, thing: Thing) -> _Mover:
        side = round(_PROP_HEIGHT[thing.kind] * self._size[1])
        light = self._scene.backdrop.light

        def sprites(phase: int) -> Image.Image:
            return _prop(thing.kind, side, phase, thing.paint, light)

        return _Mover(
            sprites=sprites,
            start=thing.start,
            end=thing.end,
            side_px=side,
            lift=_IN_THE_AIR.get(thing.kind, 0.0),
            hops=thing.kind == "ball",
        )


@lru_cache(maxsize=192)
def _figure(
    character: str, *, side_px: int, phase: int, motion: Motion, expression: Expression, light: RGB
) -> Image.Image:
    pose = _pose(motion, phase / _PHASES).feeling(expression)
    return _lit(BY_ID[character].draw(side_px, pose), light)


@lru_cache(maxsize=96)
def _prop(kind: str, side_px: int, phase: int, paint: RGB, light: RGB) -> Image.Image:
    brush = Brush(side_px)
    PROPS[kind](brush, _pose(Motion.WALK, phase / _PHASES), paint)
    return _lit(brush.picture(), light)


def _pose(motion: Motion, phase: float) -> Pose:
    if motion is Motion.WALK:
        return walking(phase)
    if motion is Motion.DANCE:
        return cheering(phase)
    swing = math.sin(2 * math.pi * phase)
    return Pose(wag=swing, tilt=0.03 * swing, left=0.12, right=0.14 + 0.02 * swing)


def _lit(sprite: Image.Image, light: RGB) -> Image.Image:
    """The sprite in the place's light, its own transparency kept."""
    alpha = sprite.getchannel("A")
    shaded = ImageChops.multiply(sprite.convert("RGB"), Image.new("RGB", sprite.size, light))
    shaded.putalpha(alpha)
    return shaded


def _shadow() -> Image.Image:
    brush = Brush(64)
    brush.oval(0, 0, 0.7, 0.7, (0, 0, 0), line=0.0, depth=0.0)
    soft = brush.picture().getchannel("A").filter(ImageFilter.BoxBlur(7))
    return soft.point([value * 2 // 5 for value in range(256)])
