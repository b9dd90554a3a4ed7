"""A small exam for any encoder, on any machine: the cast, in other poses than its references have.

Figures of one hand in flat colours are easy to tell apart. The exam shows an encoder that was
wired wrongly or cut down too far; how often one is wrong is what `guardrail evaluate` is for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from guardrail.arrays import Pixels, Vectors
from guardrail.demo.backdrops import BACKDROPS, painted
from guardrail.demo.cast import CAST, Character
from guardrail.demo.figures.pose import Pose, walking
from guardrail.demo.registry import references
from guardrail.embed.contract import PictureEncoder
from guardrail.evaluate.metrics import auc, rank1

_SCENE = (640, 360)
_POSES = (Pose(turn=0.3, left=0.3, right=0.2), walking(0.4))
_SHARES = (0.3, 0.12)
"""Of the scene, covered by the tight box of a figure."""
_VIEWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """How an encoder did: `rank1` right figure first, `auc` own figure above all others."""

    pictures: int
    rank1: float
    auc: float


def examine(encoder: PictureEncoder) -> Grade:
    """Show every figure of the cast large and small in two places, against all references."""
    known = [_known(encoder, character) for character in CAST]
    scenes, own = [], []
    for number, character in enumerate(CAST):
        for scene in _scenes(character, number):
            scenes.append(_similarities(encoder, scene, known))
            own.append(number)
    table = np.stack(scenes)
    is_own = np.arange(len(CAST)) == np.array(own)[:, None]
    return Grade(
        pictures=len(table),
        rank1=rank1(table, np.array(own)),
        auc=auc(table[is_own], table[~is_own]),
    )


def with_figure(
    ground: Image.Image, character: Character, *, share: float, across: float, pose: Pose
) -> Image.Image:
    """The ground with a figure whose tight box covers `share` of it, standing `across` (0…1).

    A figure that would be higher than the frame is as high as the frame.
    """
    drawn = character.draw(ground.height, pose)
    drawn = drawn.crop(drawn.getchannel("A").getbbox())
    scale = (share * ground.width * ground.height / (drawn.width * drawn.height)) ** 0.5
    scale = min(scale, ground.height / drawn.height, ground.width / drawn.width)
    figure = drawn.resize((round(drawn.width * scale), round(drawn.height * scale)))
    left = round((ground.width - figure.width) * across)
    picture = ground.copy()
    picture.paste(figure, (left, ground.height - figure.height), figure)
    return picture


def _scenes(character: Character, number: int) -> Iterator[Image.Image]:
    for at, (pose, share) in enumerate(zip(_POSES, _SHARES, strict=True)):
        place = painted(BACKDROPS[(number + at) % len(BACKDROPS)], *_SCENE, seed=number)
        yield with_figure(place, character, share=share, across=0.3 + 0.3 * at, pose=pose)


def _known(encoder: PictureEncoder, character: Character) -> Vectors:
    """Every view of the first references, [V,D]."""
    shown = references(character)[:_VIEWS]
    return np.concatenate([encoder.encode_reference(np.asarray(one)) for one in shown])


def _similarities(encoder: PictureEncoder, scene: Image.Image, known: list[Vectors]) -> Vectors:
    """The nearest region and view for each asset, [A]."""
    frame: Pixels = np.asarray(scene.resize(encoder.fit(*scene.size)))[None]
    regions = encoder.encode(frame)[0]
    return np.array([(regions @ views.T).max() for views in known], np.float32)
