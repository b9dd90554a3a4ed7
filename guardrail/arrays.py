"""The arrays that cross module borders, named once."""

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""Frames, RGB: uint8 [N, H, W, 3]."""

Vectors = npt.NDArray[np.float32]
"""Unit vectors along the last axis: float32 [..., D]."""

Seconds = npt.NDArray[np.float64]
"""Presentation times: float64 [N], ascending."""

Scores = npt.NDArray[np.float32 | np.float64]
"""One number for each of N things: float [N]."""

Prints = npt.NDArray[np.uint64]
"""Fingerprints of 256 bits along the last axis: uint64 [..., 4]."""
