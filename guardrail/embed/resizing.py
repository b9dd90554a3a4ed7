"""Resizing a picture with numpy alone, so that a reference can be seen at several sizes.

Separable triangle filter, widened when shrinking (antialiased), as in "Filtered Image Rescaling"
(Schumacher, Graphics Gems III, 1992). For one reference at a time; video is scaled by FFmpeg.
"""

import numpy as np
import numpy.typing as npt

from guardrail.arrays import Pixels

_Weights = npt.NDArray[np.float32]


def resized(picture: Pixels, *, width: int, height: int) -> Pixels:
    """uint8 [h, w, 3] to uint8 [height, width, 3]; the aspect may change."""
    rows, columns = _filter(picture.shape[0], height), _filter(picture.shape[1], width)
    scaled = np.einsum("yh,hwc->ywc", rows, picture.astype(np.float32), optimize=True)
    scaled = np.einsum("xw,ywc->yxc", columns, scaled, optimize=True)
    return np.asarray(np.clip(np.rint(scaled), 0, 255), dtype=np.uint8)


def _filter(length: int, target: int) -> _Weights:
    """float32 [target, length]: rows sum to 1."""
    scale = length / target
    reach = max(1.0, scale)
    centres = (np.arange(target) + 0.5) * scale - 0.5
    distance = np.abs(np.arange(length)[None, :] - centres[:, None]) / reach
    weights = np.clip(1.0 - distance, 0.0, None)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)
