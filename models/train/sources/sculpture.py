"""A figure being put together: solids with their paint, marks drawn on them, blended by group."""
# ruff: noqa: PLR0917 - x, y, z are read as one

from dataclasses import dataclass, field, replace

import numpy as np

from models.train.sources import marching
from models.train.sources.rendering import Reals

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """What a part is painted with: a pattern of two colours, `scale` and `shift` its measures."""

    first: Colour
    second: Colour = (1.0, 1.0, 1.0)
    pattern: int = marching.PLAIN
    scale: float = 1.0
    shift: float = 0.0
    gloss: float = 0.3

    def bare(self) -> "Paint":
        """The first colour alone."""
        return replace(self, pattern=marching.PLAIN)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A place and its own axes: the columns of `turn` are right, up and front in the world."""

    at: Reals
    turn: Reals

    def point(self, x: float, y: float, z: float) -> Reals:
        """A point given in this frame, in the world."""
        return np.asarray(self.at + self.turn @ np.array([x, y, z]))

    def moved(
        self, x: float = 0.0, y: float = 0.0, z: float = 0.0, *, rx: float = 0.0, ry: float = 0.0,
        rz: float = 0.0,
    ) -> "Frame":  # fmt: skip
        """A frame moved by x, y, z and then turned about its own axes (degrees; z, y, then x)."""
        return Frame(self.point(x, y, z), self.turn @ turned(rx, ry, rz))


def turned(rx: float, ry: float, rz: float) -> Reals:
    """Rotation matrix, degrees, Rz·Ry·Rx."""
    (cx, cy, cz), (sx, sy, sz) = np.cos(np.radians([rx, ry, rz])), np.sin(np.radians([rx, ry, rz]))
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return np.asarray(about_z @ about_y @ about_x, np.float64)


WORLD = Frame(np.zeros(3), np.eye(3))


@dataclass(slots=True)
class Sculpture:
    """Collects parts. What is added after `group(blend)` melts together over `blend` lengths."""

    rows: list[Reals] = field(default_factory=list)
    marks: list[list[float]] = field(default_factory=list)
    _group: int = 0
    _blend: float = 0.0

    def group(self, blend: float = 0.0) -> None:
        """Begin parts that melt into each other, not into those before."""
        self._group += 1
        self._blend = blend

    def ball(self, frame: Frame, x: float, y: float, z: float, paint: Paint) -> int:
        """An ellipsoid of half axes x, y, z."""
        return self._add(marching.BALL, frame, (x, y, z), 0.0, max(x, y, z), paint)

    def dome(self, frame: Frame, x: float, y: float, z: float, cut: float, paint: Paint) -> int:
        """What of an ellipsoid is higher than `cut` along its own up."""
        return self._add(marching.DOME, frame, (x, y, z), cut, max(x, y, z), paint)

    def box(
        self, frame: Frame, x: float, y: float, z: float, paint: Paint, edge: float = 0.05
    ) -> int:
        """A box of half sides x, y, z, its edges rounded."""
        bound = float(np.sqrt(x * x + y * y + z * z))
        return self._add(marching.BOX, frame, (x, y, z), min(edge, x, y, z), bound, paint)

    def ring(self, frame: Frame, radius: float, thick: float, paint: Paint) -> int:
        """A torus about the frame's up."""
        size = (radius, thick, radius)
        return self._add(marching.RING, frame, size, 0.0, radius + thick, paint)

    def tube(
        self, frame: Frame, low: float, half: float, high: float, paint: Paint, edge: float = 0.03
    ) -> int:
        """A cut cone along the frame's up: radius `low` below, `high` above."""
        bound = float(np.hypot(max(low, high), half))
        edge = min(edge, half * 0.9, max(low, 0.01) * 0.9, max(high, 0.01) * 0.9)
        return self._add(marching.TUBE, frame, (low, half, high), edge, bound, paint)

    def limb(self, start: Reals, end: Reals, thick: float, thin: float, paint: Paint) -> int:
        """A rounded cone from `start` (radius `thick`) to `end` (radius `thin`)."""
        along = end - start
        length = max(float(np.linalg.norm(along)), 1e-3, abs(thick - thin) * 1.02)
        up = along / max(float(np.linalg.norm(along)), 1e-9)
        side = np.cross(up, [0.0, 0.0, 1.0])
        if np.linalg.norm(side) < 1e-3:
            side = np.array([1.0, 0.0, 0.0])
        side = side / np.linalg.norm(side)
        turn = np.stack([side, up, np.cross(side, up)], 1)
        return self._add(
            marching.LIMB, Frame(start + up * length / 2, turn), (thick, length, thin), 0.0,
            length / 2 + max(thick, thin), paint,
        )  # fmt: skip

    def mark(
        self, solid: int, kind: int, x: float, y: float, wide: float, high: float, colour: Colour,
        *, angle: float = 0.0, thick: float = 0.05, gloss: float = 0.3,
    ) -> None:  # fmt: skip
        """Draw on the front of a solid; lengths are shares of its half size, later ones cover."""
        self.marks.append([solid, kind, x, y, wide, high, angle, thick, *colour, gloss])

    def finished(self) -> tuple[Reals, Reals]:
        """The rows `marching` reads: solids [N,·] and marks [M,·]."""
        marks = np.array(self.marks, np.float64).reshape(-1, marching.MARK_COLUMNS)
        return np.stack(self.rows), marks

    def _add(
        self,
        kind: int,
        frame: Frame,
        size: tuple[float, float, float],
        edge: float,
        bound: float,
        paint: Paint,
    ) -> int:
        row = np.zeros(marching.COLUMNS)
        row[marching.KIND] = kind
        row[marching.AT : marching.AT + 3] = frame.at
        row[marching.TURN : marching.TURN + 9] = frame.turn.T.ravel()
        row[marching.SIZE : marching.SIZE + 3] = size
        row[marching.ROUND] = edge
        row[marching.BLEND] = self._blend
        row[marching.GROUP] = self._group
        row[marching.FIRST : marching.FIRST + 3] = paint.first
        row[marching.SECOND : marching.SECOND + 3] = paint.second
        row[marching.PAINT] = paint.pattern
        row[marching.SCALE] = paint.scale
        row[marching.SHIFT] = paint.shift
        row[marching.GLOSS] = paint.gloss
        row[marching.BOUND] = bound
        row[marching.PART] = self._group
        self.rows.append(row)
        return len(self.rows) - 1
