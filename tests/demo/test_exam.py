"""The exam passes an encoder that sees, and fails one that does not."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from guardrail.arrays import Pixels, Vectors
from guardrail.demo.exam import examine
from guardrail.domain import Box
from guardrail.eyes import Eyes

if TYPE_CHECKING:
    from guardrail.embed.contract import PictureEncoder


class Blind:
    """Gives the same vector for everything, or another one each time without regard."""

    id, dimensions = "blind", 8

    def __init__(self, *, steady: bool) -> None:
        self._rng = np.random.default_rng(0)
        self._steady = steady

    def fit(self, width: int, height: int) -> tuple[int, int]:
        return width // 8, height // 8

    def regions(self, height: int, width: int) -> tuple[Box, ...]:
        del height, width
        return (Box(x=0, y=0, w=1, h=1),)

    def encode(self, frames: Pixels) -> Vectors:
        drawn = np.ones(8) if self._steady else self._rng.standard_normal(8)
        return np.full((len(frames), 1, 8), drawn / np.linalg.norm(drawn), np.float32)

    def encode_reference(self, picture: Pixels) -> Vectors:
        vectors: Vectors = self.encode(picture[None])[0]
        return vectors


def test_the_shipped_encoder_passes(eyes: Eyes) -> None:
    grade = examine(eyes.encoder)
    assert grade.pictures == 24
    assert grade.rank1 > 0.9
    assert grade.auc > 0.9


@pytest.mark.parametrize("steady", [True, False])
def test_who_sees_nothing_fails(*, steady: bool) -> None:
    blind: PictureEncoder = Blind(steady=steady)
    grade = examine(blind)
    assert grade.rank1 < 0.4
    assert 0.3 < grade.auc < 0.7
