"""What a drawing is made of: closed shapes with a depth, collected first and painted later.

World units: a person is about 2 tall; x to the right, y down, z towards the viewer. Collecting
before painting lets one drawing be sorted by depth, fitted to any size and painted in any style.
"""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import skia

Colour = tuple[int, int, int]
Point = tuple[float, float]
Ball = tuple[float, float, float]
"""x, y, radius."""


@dataclass(slots=True, kw_only=True, eq=False)
class Shape:
    """One filled path, or a stroked one where `stroke` (its width) is not 0.

    `line`: how strong its ink outline is (0 = none). `shade`: whether light falls on it.
    `clip`: drawn only inside that path. `flat`: a detail of the face that no style may blur.
    """

    path: skia.Path
    colour: Colour
    z: float
    line: float = 1.0
    shade: bool = True
    clip: skia.Path | None = None
    stroke: float = 0.0
    alpha: float = 1.0
    under: Colour | None = None
    """The colour at the foot, where the shape runs from one colour into another."""


@dataclass(slots=True)
class Drawing:
    """The shapes of one picture; later ones lie over earlier ones of the same depth."""

    shapes: list[Shape] = field(default_factory=list)
    bust_y: float | None = None
    """Where a picture of head and chest ends; None where the body has no chest."""

    def fill(
        self,
        path: skia.Path,
        colour: Colour,
        z: float,
        *,
        line: float = 1.0,
        shade: bool = True,
        clip: skia.Path | None = None,
        alpha: float = 1.0,
        under: Colour | None = None,
    ) -> skia.Path:
        """Add a filled shape and give its path back, to clip details to."""
        self.shapes.append(
            Shape(
                path=path,
                colour=colour,
                z=z,
                line=line,
                shade=shade,
                clip=clip,
                alpha=alpha,
                under=under,
            )
        )
        return path

    def mark(
        self,
        path: skia.Path,
        colour: Colour,
        z: float,
        *,
        clip: skia.Path | None = None,
        alpha: float = 1.0,
    ) -> None:
        """Add a detail without outline and without light of its own."""
        self.shapes.append(
            Shape(path=path, colour=colour, z=z, line=0, shade=False, clip=clip, alpha=alpha)
        )

    def stroke(
        self,
        points: Sequence[Point],
        colour: Colour,
        z: float,
        width: float,
        *,
        clip: skia.Path | None = None,
        curved: bool = True,
    ) -> None:
        """Add a line of `width` through points."""
        path = curve(points) if curved and len(points) > 2 else polyline(points)
        self.shapes.append(
            Shape(path=path, colour=colour, z=z, line=0, shade=False, clip=clip, stroke=width)
        )


def curve(points: Sequence[Point], *, closed: bool = False, tension: float = 0.17) -> skia.Path:
    """A smooth path through points (Catmull-Rom as Béziers)."""
    path = skia.Path()
    n = len(points)
    path.moveTo(*points[0])
    for i in range(n if closed else n - 1):
        if closed:
            a, b, c, d = points[i - 1], points[i], points[(i + 1) % n], points[(i + 2) % n]
        else:
            a, b = points[max(i - 1, 0)], points[i]
            c, d = points[i + 1], points[min(i + 2, n - 1)]
        path.cubicTo(
            b[0] + (c[0] - a[0]) * tension,
            b[1] + (c[1] - a[1]) * tension,
            c[0] - (d[0] - b[0]) * tension,
            c[1] - (d[1] - b[1]) * tension,
            c[0],
            c[1],
        )
    if closed:
        path.close()
    return path


def blob(points: Sequence[Point]) -> skia.Path:
    """A smooth closed path."""
    return curve(points, closed=True)


def polyline(points: Sequence[Point]) -> skia.Path:
    """An open path of straight lines."""
    path = skia.Path()
    path.moveTo(*points[0])
    for x, y in points[1:]:
        path.lineTo(x, y)
    return path


def polygon(points: Sequence[Point]) -> skia.Path:
    """A closed path of straight lines."""
    path = polyline(points)
    path.close()
    return path


def oval(x: float, y: float, a: float, b: float, *, turn: float = 0.0) -> skia.Path:
    """An ellipse with half axes `a`, `b`, turned by radians."""
    path = skia.Path()
    a, b = max(abs(a), 1e-3), max(abs(b), 1e-3)
    path.addOval(skia.Rect.MakeLTRB(x - a, y - b, x + a, y + b))
    if turn:
        matrix = skia.Matrix()
        matrix.setRotate(math.degrees(turn), x, y)
        path.transform(matrix)
    return path


def squircle(x: float, y: float, a: float, b: float, power: float = 4.0) -> skia.Path:
    """A superellipse: 2 is an ellipse, 4 a soft box, 10 a box."""
    return blob(
        [
            (
                x + a * math.copysign(abs(math.cos(t)) ** (2 / power), math.cos(t)),
                y + b * math.copysign(abs(math.sin(t)) ** (2 / power), math.sin(t)),
            )
            for t in (k / 24 * math.tau for k in range(24))
        ]
    )


def loft(balls: Sequence[Ball]) -> skia.Path:
    """The hull of balls strung on a line: limbs, tails, bodies; one outline from any view.

    Every part runs the same way round, so that overlapping parts join under the winding rule.
    """
    path = skia.Path()
    for x, y, r in balls:
        path.addCircle(x, y, max(r, 1e-3), skia.PathDirection.kCW)
    for (x1, y1, r1), (x2, y2, r2) in itertools.pairwise(balls):
        dx, dy = x2 - x1, y2 - y1
        length = math.hypot(dx, dy)
        if length <= abs(r1 - r2) + 1e-6:
            continue
        # Tangent points of the two circles' outer tangents.
        lean = math.acos((r1 - r2) / length)
        base = math.atan2(dy, dx)
        c1, s1 = math.cos(base + lean), math.sin(base + lean)
        c2, s2 = math.cos(base - lean), math.sin(base - lean)
        path.moveTo(x1 + r1 * c2, y1 + r1 * s2)
        path.lineTo(x2 + r2 * c2, y2 + r2 * s2)
        path.lineTo(x2 + r2 * c1, y2 + r2 * s1)
        path.lineTo(x1 + r1 * c1, y1 + r1 * s1)
        path.close()
    return path


def along(points: Sequence[Point], t: float) -> Point:
    """The point at the share `t` (0…1) of a chain of equally weighted links."""
    at = min(max(t, 0.0), 1.0) * (len(points) - 1)
    i = min(int(at), len(points) - 2)
    f = at - i
    (x1, y1), (x2, y2) = points[i], points[i + 1]
    return x1 + (x2 - x1) * f, y1 + (y2 - y1) * f


def star(x: float, y: float, radius: float, *, points: int = 5, inner: float = 0.45) -> skia.Path:
    """A star with its first point up."""
    return polygon(
        [
            (
                x + (radius if i % 2 == 0 else radius * inner) * math.sin(i * math.pi / points),
                y - (radius if i % 2 == 0 else radius * inner) * math.cos(i * math.pi / points),
            )
            for i in range(2 * points)
        ]
    )


def heart(x: float, y: float, r: float) -> skia.Path:
    """A heart about 2r wide."""
    path = skia.Path()
    path.moveTo(x, y + r)
    path.cubicTo(x - r * 1.6, y - r * 0.1, x - r * 0.8, y - r * 1.2, x, y - r * 0.4)
    path.cubicTo(x + r * 0.8, y - r * 1.2, x + r * 1.6, y - r * 0.1, x, y + r)
    path.close()
    return path


def union_of(paths: Iterable[skia.Path]) -> skia.Path:
    """All paths as one (the winding rule joins them)."""
    whole = skia.Path()
    for path in paths:
        whole.addPath(path)
    return whole
