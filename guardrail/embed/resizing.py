"""Resizing a picture with numpy alone, so that references and parts of frames can be seen at a size.

Separable triangle filter, widened when shrinking (antialiased), as in "Filtered Image Rescaling"
(Schumacher, Graphics Gems III, 1992). Video is scaled by FFmpeg. Only the few pixels that reach a
target pixel are added up, without matrix products: those would start threads of their own.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from guardrail.arrays import Pixels

_Floats = npt.NDArray[np.float32]
_Places = npt.NDArray[np.intp]


def resized(picture: Pixels, *, width: int, height: int) -> Pixels:
    """uint8 [h, w, 3] to uint8 [height, width, 3]; the aspect may change."""
    scaled = _along_rows(picture, height)
    scaled = _along_rows(scaled.transpose(1, 0, 2), width).transpose(1, 0, 2)
    return np.asarray(np.clip(np.rint(scaled), 0, 255), dtype=np.uint8)


def _along_rows(values: npt.NDArray[np.uint8] | _Floats, target: int) -> _Floats:
    """[n, m, 3] to float32 [target, m, 3]."""
    places, weights = _taps(len(values), target)
    total = np.zeros((target, *values.shape[1:]), np.float32)
    for place, weight in zip(places, weights, strict=True):
        total += values[place] * weight[:, None, None]
    return total


@lru_cache(maxsize=256)
def _taps(length: int, target: int) -> tuple[_Places, _Floats]:
    """Which places [taps, target] reach each target, and their weights, whose columns sum to 1."""
    scale = length / target
    reach = max(1.0, scale)
    centres = (np.arange(target) + 0.5) * scale - 0.5
    places = np.ceil(centres - reach).astype(np.intp) + np.arange(int(2 * reach) + 1)[:, None]
    weights = np.clip(1.0 - np.abs(places - centres) / reach, 0.0, None)
    weights[(places < 0) | (places >= length)] = 0
    weights /= weights.sum(axis=0)
    return np.clip(places, 0, length - 1), weights.astype(np.float32)
