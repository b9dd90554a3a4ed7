"""Which frames of a clip are worth looking at, decided while it streams by.

Every decoded frame is reduced to a few thousand sample points and compared with the frames kept so
far. Difference is measured in the most changed part of the frame, so that a small figure on a
still background counts, and in brightness and in colour, so that one of the same brightness counts
too. Time is treated as one more kind of difference, so that no stretch of a clip goes unlooked at:
a frame becomes worth looking at `max_gap_s` after the last one where something moves, and
`still_gap_s` after it where nothing does, with the same rule that finds a flash of a single frame.
What stands out from the change of the whole frame, as a figure does that fades in, adds to time;
what changes everywhere, as under a moving camera, does not.

The budget is held by the incremental clustering of Charikar, Chekuri, Feder and Motwani (1997,
"Incremental clustering and dynamic information retrieval", section 4): over budget, one of the two
most alike frames is dropped and the threshold rises to their difference, so what remains stays
spread over the clip and over what it shows.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

Thumb = npt.NDArray[np.float32]
"""What a frame looks like, part by part: float32 [48 or a multiple, 12], values 0…255."""

Plane = npt.NDArray[np.unsignedinteger[Any]]
"""One colour plane: uint8 or uint16 [height, width]."""

_DOWN, _ACROSS = 6, 8
_PARTS = _DOWN * _ACROSS
_LUMA_POINTS, _CHROMA_POINTS = (6, 8), (3, 4)
_POINTS = 6 * 8 + 2 * 3 * 4
_LUMA_STEPS, _CHROMA_STEPS = 6, 3
_NOISE = 0.2
"""Of what makes a frame worth looking at: less than this is what encoding leaves of a still scene."""
_UNEVEN = 3
"""How much more than the median part the newest one may change when all of them move alike."""

THUMB_WIDTH, THUMB_HEIGHT = _ACROSS * _LUMA_POINTS[1], _DOWN * _LUMA_POINTS[0]
"""The size at which sampling loses nothing: what to shrink a frame to that has no luma plane."""


def _means(*groups: tuple[int, int]) -> npt.NDArray[np.float32]:
    """A matrix that takes means: for each (steps, of) it makes `steps` means, each of `of`."""
    blocks = [np.kron(np.eye(steps), np.full((of, 1), 1 / of)) for steps, of in groups]
    rows, columns = (sum(block.shape[axis] for block in blocks) for axis in (0, 1))
    matrix = np.zeros((rows, columns), dtype=np.float32)
    row = column = 0
    for block in blocks:
        matrix[row : row + block.shape[0], column : column + block.shape[1]] = block
        row, column = row + block.shape[0], column + block.shape[1]
    return matrix


_TO_STEPS = _means((_LUMA_STEPS, 8), (_CHROMA_STEPS, 4), (_CHROMA_STEPS, 4))
_TO_CHANNELS = _means((1, _LUMA_STEPS), (1, _CHROMA_STEPS), (1, _CHROMA_STEPS))


def thumbnail(planes: Sequence[Plane], *, bits: int = 8, widths: Sequence[int] = ()) -> Thumb:
    """What a frame looks like, given its Y, U and V planes (or Y alone) of `bits` per sample.

    Each part of the frame keeps how its sample points are distributed, not where they lie:
    brightness in six steps from dark to bright, each colour channel in three. Planes may have any
    size of at least one pixel, and each its own; `widths` says how much of their rows is picture
    where that is not all.
    """
    points = np.full((_PARTS, _POINTS), 2 ** (bits - 1), dtype=np.float32)  # neutral without colour
    start = 0
    for number, plane in enumerate(planes):
        down, across = _CHROMA_POINTS if number else _LUMA_POINTS
        height, stride = plane.shape
        width = widths[number] if widths else stride
        part = points[:, start : start + down * across]
        part[:] = plane.take(_places(height, width, stride, down, across))
        part.sort(axis=1)  # as floats: numpy takes three times as long for bytes
        start += down * across
    steps: Thumb = points @ _TO_STEPS
    return steps if bits == 8 else steps / np.float32(2 ** (bits - 8))  # noqa: PLR2004 — bits


@lru_cache(maxsize=64)
def _places(height: int, width: int, stride: int, down: int, across: int) -> npt.NDArray[np.intp]:
    """Where evenly spread sample points of each part lie in a plane: [parts, down * across]."""
    rows = _spread(height, _DOWN * down)[:, np.newaxis] * stride
    places = (rows + _spread(width, _ACROSS * across)).reshape(_DOWN, down, _ACROSS, across)
    return places.swapaxes(1, 2).reshape(_PARTS, down * across)


def _spread(length: int, points: int) -> npt.NDArray[np.intp]:
    return ((np.arange(points) + 0.5) * length / points).astype(np.intp)


def _neighbours() -> npt.NDArray[np.intp]:
    """For each part the indices of the nine parts around it, itself included: [parts, 9]."""
    row, column = np.divmod(np.arange(_PARTS), _ACROSS)
    return np.stack(
        [
            (row + down).clip(0, _DOWN - 1) * _ACROSS + (column + across).clip(0, _ACROSS - 1)
            for down in (-1, 0, 1)
            for across in (-1, 0, 1)
        ],
        axis=1,
    )


_AROUND = _neighbours()


def surroundings(thumb: Thumb) -> npt.NDArray[np.float32]:
    """For each part of a frame what the parts around it look like: float32 [parts, 9, 12]."""
    views = range(0, len(thumb), _PARTS)
    around: npt.NDArray[np.float32] = thumb[np.concatenate([_AROUND + view for view in views])]
    return around


def changes(kept: npt.NDArray[np.float32], thumb: Thumb) -> npt.NDArray[np.float32]:
    """How much each part of `thumb` shows that kept frames do not: float32 [K, parts], 0…255.

    `kept` are the surroundings of K frames, [K, parts, 9, 12]. Each part is compared with the
    parts around the same place in the kept frame and takes the most alike, so that what merely
    moved is not new. Alike is the earth mover's distance between distributions of brightness or
    of either colour channel, whichever is larger.
    """
    moved = kept - thumb[:, np.newaxis]
    np.abs(moved, out=moved)
    channels = moved @ _TO_CHANNELS
    worst = np.maximum(np.maximum(channels[..., 0], channels[..., 1]), channels[..., 2])
    least: npt.NDArray[np.float32] = worst.min(axis=2)
    return least


class Sampler:
    """Chooses frames while they stream by; holds at most `budget` thumbnails.

    Promises: the first frame is always chosen and never dropped. While fewer than `budget` frames
    are kept, every frame that differs by `min_novelty` from all kept ones is chosen, and so is
    the first frame `still_gap_s` after the last one chosen, or `max_gap_s` after it where more
    than noise changed since. `skipped` counts the frames dropped for want of room; while it is 0
    these promises held for the whole clip.
    """

    def __init__(
        self, *, budget: int, max_gap_s: float, still_gap_s: float, min_novelty: float
    ) -> None:
        if budget < 1:
            raise ValueError("budget must be at least 1")
        self.skipped = 0
        self._budget = budget
        self._max_gap_s = max_gap_s
        self._still_gap_s = still_gap_s
        self._min_novelty = min_novelty
        self._threshold = min_novelty
        self._order: list[int] = []
        self._nearest = 0
        self._kept = np.empty((0, 0, 0, 0), dtype=np.float32)
        self._at_s = np.zeros(budget)
        self._apart = np.full((budget, budget), np.inf)

    @property
    def chosen(self) -> list[int]:
        """The slots in use, in the order of their times."""
        return list(self._order)

    def at_s(self, slot: int) -> float:
        """When the frame in this slot is shown."""
        return float(self._at_s[slot])

    def offer(self, at_s: float, thumb: Thumb) -> int | None:
        """The slot (0…budget-1) to keep this frame in, or None when it is not worth it.

        A slot given before is given again when its frame was dropped. Times must not descend.
        """
        if not self._order:
            self._kept = np.empty((self._budget, *surroundings(thumb).shape), dtype=np.float32)
            return self._put(0, at_s, thumb, np.empty(0))
        if self._is_near(self._nearest, at_s, thumb):
            return None
        apart = self._apart_from(self._order, at_s, thumb)
        if apart.min() < self._threshold:
            self._nearest = self._order[int(apart.argmin())]
            return None
        if len(self._order) < self._budget:
            return self._put(len(self._order), at_s, thumb, apart)
        self.skipped += 1
        return self._replace(at_s, thumb, apart)

    def _replace(self, at_s: float, thumb: Thumb, apart: npt.NDArray[np.float64]) -> int | None:
        """Drop the later of the two frames most alike, the offered one included."""
        closest = self._apart.min()
        self._threshold = max(self._threshold, min(closest, apart.min()))
        if apart.min() <= closest:
            return None
        pair = np.unravel_index(self._apart.argmin(), self._apart.shape)
        slot = int(max(pair, key=lambda slot: (self._at_s[slot], self._order.index(int(slot)))))
        place = self._order.index(slot)
        del self._order[place]
        return self._put(slot, at_s, thumb, np.delete(apart, place))

    def _put(self, slot: int, at_s: float, thumb: Thumb, apart: npt.NDArray[np.float64]) -> int:
        self._apart[slot, :] = self._apart[:, slot] = np.inf
        self._apart[slot, self._order] = self._apart[self._order, slot] = apart
        self._kept[slot] = surroundings(thumb)
        self._at_s[slot] = at_s
        self._order.append(slot)
        self._nearest = slot
        return slot

    def _is_near(self, slot: int, at_s: float, thumb: Thumb) -> bool:
        """Whether this frame is too like the one kept in a slot, with as little reckoning as it takes.

        Most frames are, and what one of them resembles, the next one is likely to.
        """
        parts = changes(self._kept[slot : slot + 1], thumb)[0]
        newest = float(parts.max())
        if newest >= self._threshold:
            return False
        in_time = self._in_time(at_s - self.at_s(slot), newest)
        if newest + in_time < self._threshold:
            return True
        usual = float(np.partition(parts, len(parts) // 2)[len(parts) // 2])
        return max(newest - _UNEVEN * usual, 0) + in_time < self._threshold

    def _apart_from(self, slots: list[int], at_s: float, thumb: Thumb) -> npt.NDArray[np.float64]:
        """Difference in picture and in time."""
        parts = changes(self._kept[slots], thumb)
        parts.sort(axis=1)
        newest, usual = parts[:, -1], parts[:, parts.shape[1] // 2]
        stands_out = np.maximum(newest - _UNEVEN * usual, 0)
        gaps_s = (at_s - self._at_s[slots]).tolist()
        in_time = [self._in_time(*one) for one in zip(gaps_s, newest.tolist(), strict=True)]
        apart: npt.NDArray[np.float64] = np.maximum(newest, stands_out + in_time)
        return apart

    def _in_time(self, gap_s: float, newest: float) -> float:
        """What time adds to the difference.

        It counts in full up to one gap and by its square root beyond, so that over budget a flash
        still outweighs a long still scene.
        """
        moved = newest >= _NOISE * self._min_novelty
        gaps = gap_s / (self._max_gap_s if moved else self._still_gap_s)
        return self._min_novelty * (sqrt(gaps) if gaps > 1 else gaps)
