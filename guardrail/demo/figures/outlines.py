"""Points, colours and the outlines that figures are made of.

Figures live in a square that reaches from −1 to 1 both ways, y downwards, feet near 0.9.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

RGB = tuple[int, int, int]
Point = tuple[float, float]
Path = npt.NDArray[np.float64]
"""Points of an outline: float64 [N, 2]."""


def curve(points: Sequence[Point], *, closed: bool = True, steps: int = 8) -> Path:
    """A smooth line through `points` (Catmull–Rom), `steps` pieces between neighbours."""
    given = np.asarray(points, dtype=np.float64)
    padded = (
        np.vstack([given[-1:], given, given[:2]])
        if closed
        else np.vstack([2 * given[:1] - given[1:2], given, 2 * given[-1:] - given[-2:-1]])
    )
    p0, p1, p2, p3 = (padded[i : len(padded) - 3 + i, None, :] for i in range(4))
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    pieces = 0.5 * (
        2 * p1
        + (p2 - p0) * t
        + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
        + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    flat: Path = pieces.reshape(-1, 2)
    return flat if closed else np.vstack([flat, given[-1:]])


def ring(x: float, y: float, rx: float, ry: float, *, angle: float = 0.0, power: float = 2) -> Path:
    """An ellipse, or with `power` above 2 a rounded box."""
    t = np.linspace(0, 2 * math.pi, 48, endpoint=False)
    c, s = np.cos(t), np.sin(t)
    u = np.sign(c) * np.abs(c) ** (2 / power) * rx
    v = np.sign(s) * np.abs(s) ** (2 / power) * ry
    return np.stack(
        [
            x + u * math.cos(angle) - v * math.sin(angle),
            y + u * math.sin(angle) + v * math.cos(angle),
        ],
        axis=1,
    )


def star(x: float, y: float, radius: float, *, tips: int = 5, waist: float = 0.45) -> list[Point]:
    """A star with `tips` points whose inner corners lie at `waist` of the radius."""
    return [
        (
            x + radius * (waist if i % 2 else 1) * math.sin(i * math.pi / tips),
            y - radius * (waist if i % 2 else 1) * math.cos(i * math.pi / tips),
        )
        for i in range(2 * tips)
    ]


def joint(x: float, y: float, *, angle: float, length: float, bend: float = 0.0) -> list[Point]:
    """Three points of an arm or leg from its root; angle 0 hangs down, positive swings to +x."""
    mx, my = x + length / 2 * math.sin(angle), y + length / 2 * math.cos(angle)
    low = angle + bend
    return [(x, y), (mx, my), (mx + length / 2 * math.sin(low), my + length / 2 * math.cos(low))]


def cap(centre: Path, heading: Path, radius: float) -> Path:
    """Half a circle that closes a tube's end, looking along `heading`."""
    angles = math.atan2(heading[1], heading[0]) + np.linspace(math.pi / 2, -math.pi / 2, 8)
    return centre + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def mix(one: RGB, other: RGB, share: float) -> RGB:
    """`one` with `share` (0…1) of `other` in it."""
    r, g, b = (round(a + (c - a) * share) for a, c in zip(one, other, strict=True))
    return (r, g, b)
