"""Fingerprints of frames: 256 bits each that survive another encoding, size, colour and caption.

A bit is the sign of one coefficient of the two-dimensional cosine transform of a grey picture, the
256 lowest but the mean, in the order of their frequencies: coarse structure first, which changes
least. (PDQ of ThreatExchange, 2019, takes 16 x 16 frequencies and their median; signs alone make a
mirror image flip known bits and nothing else.)

What is kept of a work is one print a moment, of the middle of the frame. Whoever copies a frame
may cut its edges off, so what is asked about is seen in many windows, one of which shows that
middle, and each of them in the mirror. Bars around the picture are looked for in the clip as a
whole and are then taken off; since they may be dark edges of the picture itself, prints are made
with and without them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from guardrail.arrays import Prints, Seconds

Greys = npt.NDArray[np.uint8]
"""Small grey pictures, each a whole frame pressed into a square: uint8 [M, SIDE_PX, SIDE_PX]."""

SIDE_PX: Final = 80
WORDS: Final = 4
"""A print is so many words of 64 bits, its first bit the lowest of the first word."""

_BITS = 64 * WORDS
_MIDDLE = 0.75
"""What is kept of a frame's width and height: whatever a cut of an eighth on any side leaves."""
_SIZES = (1.0, 0.95, 0.9)
_STEP = 0.025
"""Sizes of a cut frame, and how far apart its places: shares of the whole."""
_FREQUENCIES = 24
_CELLS, _GRAIN, _LEAST_FILLED = 10, 1.0, 0.25
"""Cells along a side, the deviation within one that is noise, and how many must show something."""
_STILL_BITS = 24
"""Bits that differ between moments of which one is enough."""
_EVEN_DEVIATION, _MOST_BARS, _USUALLY = 5.0, 0.35, 0.95
"""How even a row is that belongs to a bar, how much of a frame bars may cover, in how many frames."""
_AT_ONCE = 256


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Printed:
    """The prints of one file: uint64 [M, V, WORDS] of M moments, each seen in V ways.

    Moments are shown from `at_s` on, ascending. A file of nothing but flat frames has none.
    """

    prints: Prints
    at_s: Seconds

    def __post_init__(self) -> None:
        """Hold what every reader relies on."""
        if self.prints.ndim != 3 or self.prints.shape[2] != WORDS:  # noqa: PLR2004 — M, V, words
            raise ValueError(f"prints must be [M, V, {WORDS}], not {self.prints.shape}")
        if self.prints.dtype != np.uint64 or self.at_s.dtype != np.float64:
            raise ValueError("prints must be uint64 and at_s float64")
        if self.at_s.shape != self.prints.shape[:1]:
            raise ValueError("each moment needs its time")
        if not np.all(np.isfinite(self.at_s)) or np.any(np.diff(self.at_s) < 0):
            raise ValueError("at_s must be finite and ascend")

    @classmethod
    def none(cls) -> Self:
        """Of nothing."""
        return cls(prints=np.empty((0, 1, WORDS), np.uint64), at_s=np.empty(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    """A part of a frame: where it begins and ends across and down, as shares of the frame."""

    left: float
    right: float
    top: float
    bottom: float

    def within(self, outer: "_Window") -> "_Window":
        wide, high = outer.right - outer.left, outer.bottom - outer.top
        return _Window(
            left=outer.left + self.left * wide,
            right=outer.left + self.right * wide,
            top=outer.top + self.top * high,
            bottom=outer.top + self.bottom * high,
        )


_WHOLE = _Window(left=0, right=1, top=0, bottom=1)


def kept(greys: Greys, at_s: Seconds) -> Printed:
    """The prints that a work's own file is known by, V being 1.

    A moment is left out where it looks like the one kept before; one with bars comes twice.
    """
    good = _filled(greys)
    middles = [_middle(1, 0, 0).within(frame) for frame in _frames(greys)]
    views, at_s = _windowed(greys[good], middles), at_s[good]
    changes = _changes(views)
    prints = views[changes].reshape(-1, 1, WORDS)
    return Printed(prints=prints, at_s=np.repeat(at_s[changes], len(middles)))


def asked(greys: Greys, at_s: Seconds) -> Printed:
    """The prints of what may be a copy, in every window that shows the middle of what was cut."""
    windows = [
        _middle(size, left, top).within(frame)
        for frame in _frames(greys)
        for size in _SIZES
        for left, top in product(_places(size), repeat=2)
    ]
    good = _filled(greys)
    plain = _windowed(greys[good], windows)
    return Printed(prints=np.concatenate([plain, plain ^ MIRROR], axis=1), at_s=at_s[good])


def _changes(views: Prints) -> list[int]:
    """The moments [M, views, WORDS] that show something else than the one chosen before."""
    chosen: list[int] = []
    for moment, seen in enumerate(views):
        if chosen:
            bits = np.bitwise_count(seen ^ views[chosen[-1]]).sum(axis=-1)
            if bits.max() <= _STILL_BITS:
                continue
        chosen.append(moment)
    return chosen


def _places(size: float) -> list[float]:
    """Where the left edge of a frame cut to `size` may have been."""
    steps = round((1 - size) / _STEP)
    return [step * (1 - size) / max(steps, 1) for step in range(steps + 1)]


def _middle(size: float, left: float, top: float) -> _Window:
    """The middle of a frame in what a cut left of it: `size` of its sides, from `left`, `top` on."""
    edge, wide = (1 - _MIDDLE) / 2, _MIDDLE / size
    across, down = (edge - left) / size, (edge - top) / size
    return _Window(left=across, right=across + wide, top=down, bottom=down + wide)


# -- coefficients ------------------------------------------------------------------------------


def _lowest() -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Frequencies (down, across) of the bits, by their distance from the mean."""
    down, across = np.mgrid[:_FREQUENCIES, :_FREQUENCIES]
    order = np.argsort((down**2 + across**2).ravel(), kind="stable")[1 : _BITS + 1]
    return down.ravel()[order], across.ravel()[order]


_DOWN, _ACROSS = _lowest()


def _packed(bits: npt.NDArray[np.bool_]) -> Prints:
    packed = np.ascontiguousarray(np.packbits(bits, axis=-1, bitorder="little"))
    return packed.view("<u8").astype(np.uint64)


MIRROR: Final = _packed(_ACROSS % 2 == 1)
"""The bits that differ between a print and that of its mirror image: uint64 [WORDS]."""


@lru_cache(maxsize=4096)
def _waves(start: float, end: float) -> npt.NDArray[np.float32]:
    """Cosines over a part of a side, weighted so that they take means: [frequencies, SIDE_PX]."""
    edges = np.arange(SIDE_PX + 1) / SIDE_PX
    low, high = edges[:-1].clip(start, end), edges[1:].clip(start, end)
    middle = ((low + high) / 2 - start) / (end - start)
    waves = np.cos(np.pi * np.arange(_FREQUENCIES)[:, np.newaxis] * middle)
    return np.asarray(waves * (high - low) / (end - start), np.float32)


def _coefficients(greys: Greys, window: _Window) -> npt.NDArray[np.float32]:
    """The lowest coefficients of one window of each picture: float32 [M, 256]."""
    down = _waves(window.top, window.bottom) @ greys.astype(np.float32)
    found = down @ _waves(window.left, window.right).T
    return np.asarray(found[:, _DOWN, _ACROSS])


def _windowed(greys: Greys, windows: list[_Window]) -> Prints:
    """The prints of windows of each picture: [M, windows, WORDS]."""
    made = np.empty((len(greys), len(windows), WORDS), np.uint64)
    for start in range(0, len(greys), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        for at, window in enumerate(windows):
            made[some, at] = _packed(_coefficients(greys[some], window) > 0)
    return made


def _filled(greys: Greys) -> npt.NDArray[np.bool_]:
    """Which pictures [M] show something in so many places that their prints tell them apart.

    All prints of a word or a car on an empty ground are alike: they say where it stands. Counted
    are the cells with detail, by the participation ratio of the root of their deviations; what
    only grows brighter on one side has none.
    """
    found = [np.empty(0, np.bool_)]
    side = SIDE_PX // _CELLS
    for start in range(0, len(greys), _AT_ONCE):
        some = greys[start : start + _AT_ONCE].astype(np.float32)
        cells = some.reshape(-1, _CELLS, side, _CELLS, side)
        ramp = np.arange(side, dtype=np.float32) - (side - 1) / 2
        across = (cells * ramp).mean(axis=(2, 4)) ** 2 / ramp.var()
        down = (cells * ramp[:, np.newaxis, np.newaxis]).mean(axis=(2, 4)) ** 2 / ramp.var()
        deviation = np.sqrt(np.maximum(cells.var(axis=(2, 4)) - across - down, 0))
        detail = np.sqrt(np.maximum(deviation - _GRAIN, 0)).reshape(len(some), -1)
        most = _CELLS**2 * (detail**2).sum(axis=1)
        found.append(detail.sum(axis=1) ** 2 > _LEAST_FILLED * most)
    return np.concatenate(found)


# -- bars --------------------------------------------------------------------------------------


def _frames(greys: Greys) -> Iterator[_Window]:
    """The whole frame, and what lies between its bars where there are any."""
    yield _WHOLE
    within = _between_bars(greys)
    if within != _WHOLE:
        yield within


def _between_bars(greys: Greys) -> _Window:
    """The frame without the even rows and columns at its edges that nearly all pictures have."""
    some = greys[:: max(1, len(greys) // _AT_ONCE)]
    shown = some[some.std(axis=(1, 2)) > _EVEN_DEVIATION]
    if not len(shown):
        return _WHOLE
    top, bottom = _edges(shown.std(axis=2))
    left, right = _edges(shown[:, top : SIDE_PX - bottom].std(axis=1))
    return _Window(
        left=left / SIDE_PX,
        right=1 - right / SIDE_PX,
        top=top / SIDE_PX,
        bottom=1 - bottom / SIDE_PX,
    )


def _edges(deviations: npt.NDArray[np.float64]) -> tuple[int, int]:
    """How many lines at either end are even in nearly all pictures; `deviations` [M, lines]."""
    even = (deviations < _EVEN_DEVIATION).mean(axis=0) >= _USUALLY
    most = round(SIDE_PX * _MOST_BARS)
    first = int(np.argmin(even[:most])) if not even[:most].all() else most
    last = int(np.argmin(even[::-1][:most])) if not even[::-1][:most].all() else most
    return first, last
