"""Solids blended into each other as clay is, seen by marching rays to them.

A figure is rows of ellipsoids, limbs, boxes, rings and domes, each with its place, size, paint and
the group it blends with; distances after Inigo Quilez's catalogue of distance functions. Rays are
marched in tiles, each tile with the few solids it can meet.
"""
# ruff: noqa: PLR0917 - compiled loops take plain arrays
# mypy: disable-error-code="no-any-return"

import numpy as np
import numpy.typing as npt
from numba import njit

from models.train.sources.rendering import Camera, Floats, Ints, Look, Reals, Surface

Numbers = npt.NDArray[np.int64]
BALL, LIMB, BOX, RING, TUBE, DOME = range(6)
PLAIN, STRIPES, DOTS, FRONT, HALVES, SPOTS, CHECKS, FADE = range(8)
OVAL, SMILE, STROKE, GRIN = range(4)

KIND, AT, TURN, SIZE, ROUND, BLEND, GROUP = 0, 1, 4, 13, 16, 17, 18
FIRST, SECOND, PAINT, SCALE, SHIFT, GLOSS, BOUND, PART = 19, 22, 25, 26, 27, 28, 29, 30
COLUMNS = 31
"""Of a solid: TURN holds nine numbers whose rows are its own axes; sizes are half lengths."""
MARK_COLUMNS = 12
"""Of a mark: solid, kind, x, y, width, height, angle, thickness, r, g, b, gloss."""
_TILE = 16


def solids_seen(solids: Reals, marks: Reals, camera: Camera, look: Look, side: int) -> Surface:
    """What `camera` sees of `solids` [N,COLUMNS] bearing `marks` [M,MARK_COLUMNS]."""
    seen = Surface.empty(side)
    _march(
        solids, marks, camera.eye, camera.basis, camera.focal, look.key_in_world(camera),
        seen.colour, seen.normal, seen.depth, seen.part, seen.open_sky, seen.lit, seen.gloss,
    )  # fmt: skip
    return seen


@njit(cache=True)
def _inside(s: Reals, p: Reals, q: Reals) -> None:
    """Give q: p in the axes of solid row s."""
    x, y, z = p[0] - s[AT], p[1] - s[AT + 1], p[2] - s[AT + 2]
    q[0] = s[TURN] * x + s[TURN + 1] * y + s[TURN + 2] * z
    q[1] = s[TURN + 3] * x + s[TURN + 4] * y + s[TURN + 5] * z
    q[2] = s[TURN + 6] * x + s[TURN + 7] * y + s[TURN + 8] * z


@njit(cache=True)
def _ellipsoid(q: Reals, a: float, b: float, c: float) -> float:
    k0 = np.sqrt((q[0] / a) ** 2 + (q[1] / b) ** 2 + (q[2] / c) ** 2)
    k1 = np.sqrt((q[0] / a / a) ** 2 + (q[1] / b / b) ** 2 + (q[2] / c / c) ** 2)
    if k1 < 1e-9:
        return -min(a, b, c)
    return k0 * (k0 - 1.0) / k1


@njit(cache=True)
def _solid(s: Reals, q: Reals) -> float:  # noqa: PLR0911 - a case a kind
    kind = int(s[KIND])
    a, b, c = s[SIZE], s[SIZE + 1], s[SIZE + 2]
    if kind == BALL:
        return _ellipsoid(q, a, b, c)
    if kind == DOME:
        return max(_ellipsoid(q, a, b, c), s[ROUND] - q[1])
    if kind == BOX:
        r = s[ROUND]
        x, y, z = abs(q[0]) - a + r, abs(q[1]) - b + r, abs(q[2]) - c + r
        out = np.sqrt(max(x, 0.0) ** 2 + max(y, 0.0) ** 2 + max(z, 0.0) ** 2)
        return out + min(max(x, y, z), 0.0) - r
    across = np.sqrt(q[0] * q[0] + q[2] * q[2])
    if kind == RING:
        return np.sqrt((across - a) ** 2 + q[1] * q[1]) - b
    if kind == LIMB:
        up = q[1] + b / 2
        slope = (a - c) / b
        steep = np.sqrt(max(0.0, 1 - slope * slope))
        k = -slope * across + steep * up
        if k < 0:
            return np.sqrt(across * across + up * up) - a
        if k > steep * b:
            return np.sqrt(across * across + (up - b) ** 2) - c
        return across * steep + up * slope - a
    # TUBE: a cone cut off, half height b, radii a (below) and c (above)
    r = s[ROUND]
    low, high, half = a - r, c - r, b - r
    toward = low if q[1] < 0 else high
    cax, cay = across - min(across, toward), abs(q[1]) - half
    kx, ky = high - low, 2 * half
    along = ((high - across) * kx + (half - q[1]) * ky) / (kx * kx + ky * ky)
    along = min(1.0, max(0.0, along))
    cbx, cby = across - high + kx * along, q[1] - half + ky * along
    sign = -1.0 if cbx < 0 and cay < 0 else 1.0
    return sign * np.sqrt(min(cax * cax + cay * cay, cbx * cbx + cby * cby)) - r


@njit(cache=True)
def _distance(solids: Reals, near: Numbers, count: int, p: Reals, q: Reals) -> tuple[float, int]:
    """Distance to the blended figure and the solid that is nearest; groups do not blend."""
    best, nearest, nearest_at = 1e9, -1, 1e9
    group, of_group = -1.0, 1e9
    for i in range(count):
        s = solids[near[i]]
        x, y, z = p[0] - s[AT], p[1] - s[AT + 1], p[2] - s[AT + 2]
        reach = best + s[BOUND] + s[BLEND]
        if best < 1e8 and reach > 0 and x * x + y * y + z * z > reach * reach:
            continue  # too far away to change what is known
        _inside(s, p, q)
        d = _solid(s, q)
        if d < nearest_at:
            nearest, nearest_at = near[i], d
        if s[GROUP] != group:
            group, of_group = s[GROUP], d
        elif s[BLEND] > 0:
            h = max(s[BLEND] - abs(of_group - d), 0.0) / s[BLEND]
            of_group = min(of_group, d) - h * h * s[BLEND] * 0.25
        else:
            of_group = min(of_group, d)
        best = min(best, of_group)
    return best, nearest


@njit(cache=True)
def _second(s: Reals, q: Reals) -> bool:  # noqa: PLR0911 - a case a paint
    """Whether the paint shows its second colour at q."""
    paint, scale, shift = int(s[PAINT]), s[SCALE], s[SHIFT]
    if paint == STRIPES:
        return np.sin(q[1] * scale + shift) > 0.0
    if paint == DOTS:
        x = q[0] * scale + shift
        y = q[1] * scale
        row = np.floor(y)
        x += 0.5 * (row % 2)
        return (x - np.floor(x) - 0.5) ** 2 + (y - row - 0.5) ** 2 < 0.07
    if paint == FRONT:
        x, y = q[0] / (s[SIZE] * scale), (q[1] - shift) / (s[SIZE + 1] * scale)
        return q[2] > 0 and x * x + y * y < 1
    if paint == HALVES:
        return q[1] < shift + 0.02 * np.sin(q[0] * scale)
    if paint == SPOTS:
        wave = np.sin(q[0] * scale + shift) + np.sin(q[1] * scale * 1.31 + 2 * shift)
        return wave + np.sin(q[2] * scale * 0.83 - shift + q[0] * scale * 0.7) > 1.1
    if paint == CHECKS:
        return (np.floor(q[0] * scale) + np.floor(q[1] * scale) + np.floor(q[2] * scale)) % 2 > 0
    return False


@njit(cache=True)
def _marked(m: Reals, q: Reals, width: float, height: float) -> bool:
    """Whether mark row m covers q, seen from the solid's front; lengths in shares of its size."""
    if q[2] <= 0:
        return False
    x, y = q[0] / width - m[2], q[1] / height - m[3]
    cos, sin = np.cos(m[6]), np.sin(m[6])
    x, y = cos * x + sin * y, cos * y - sin * x
    u, v, kind = x / m[4], y / m[5], int(m[1])
    if kind == OVAL:
        return u * u + v * v < 1
    if kind == GRIN:
        return v < 0 and u * u + v * v < 1
    if abs(u) > 1:
        return False
    if kind == SMILE:
        return abs(y - m[5] * (u * u - 1)) < m[7] * (1.15 - u * u)
    return abs(y) < m[7]


@njit(cache=True)
def _paint(solids: Reals, marks: Reals, which: int, q: Reals, out: Reals) -> None:
    """Give r, g, b, gloss at q on solid `which`."""
    s = solids[which]
    first = FIRST
    if _second(s, q):
        first = SECOND
    for c in range(3):
        out[c] = s[first + c]
    out[3] = s[GLOSS]
    if int(s[PAINT]) == FADE:
        t = min(1.0, max(0.0, 0.5 + 0.5 * (q[1] - s[SHIFT]) / s[SIZE + 1]))
        for c in range(3):
            out[c] = s[FIRST + c] * t + s[SECOND + c] * (1 - t)
    for i in range(marks.shape[0]):
        m = marks[i]
        if int(m[0]) == which and _marked(m, q, s[SIZE], s[SIZE + 1]):
            for c in range(4):
                out[c] = m[8 + c]


@njit(cache=True)
def _march(  # noqa: C901, PLR0912, PLR0915 - one hot loop
    solids: Reals,
    marks: Reals,
    eye: Reals,
    basis: Reals,
    focal: float,
    key: Reals,
    colour: Floats,
    normal: Floats,
    depth: Floats,
    part: Ints,
    open_sky: Floats,
    lit: Floats,
    gloss: Floats,
) -> None:
    side = depth.shape[0]
    number = solids.shape[0]
    everything = np.arange(number)
    near = np.empty(number, np.int64)
    ray, p, q, n, out = np.empty(3), np.empty(3), np.empty(3), np.empty(3), np.empty(4)
    pixel = 2.0 / side / focal
    cone = _TILE * 0.7072 * pixel
    for top in range(0, side, _TILE):
        for left in range(0, side, _TILE):
            u = ((left + _TILE / 2) / side * 2 - 1) / focal
            v = (1 - (top + _TILE / 2) / side * 2) / focal
            for c in range(3):
                ray[c] = u * basis[0, c] + v * basis[1, c] - basis[2, c]
            ray /= np.sqrt((ray * ray).sum())
            count, start, end = 0, 1e9, 0.0
            for i in range(number):
                x = solids[i, AT] - eye[0]
                y = solids[i, AT + 1] - eye[1]
                z = solids[i, AT + 2] - eye[2]
                along = x * ray[0] + y * ray[1] + z * ray[2]
                away = np.sqrt(max(0.0, x * x + y * y + z * z - along * along))
                reach = solids[i, BOUND] + solids[i, BLEND]
                if away < reach + cone * (along + reach):
                    near[count] = i
                    count += 1
                    start = min(start, along - reach - 0.02)
                    end = max(end, along + reach)
            if count == 0:
                continue
            for row in range(top, min(top + _TILE, side)):
                for col in range(left, min(left + _TILE, side)):
                    u = ((col + 0.5) / side * 2 - 1) / focal
                    v = (1 - (row + 0.5) / side * 2) / focal
                    for c in range(3):
                        ray[c] = u * basis[0, c] + v * basis[1, c] - basis[2, c]
                    ray /= np.sqrt((ray * ray).sum())
                    t, hit, which = max(start, 0.01) * 0.98, False, -1
                    for _ in range(56):
                        for c in range(3):
                            p[c] = eye[c] + t * ray[c]
                        d, which = _distance(solids, near, count, p, q)
                        if d < 0.35 * pixel * t:
                            hit = True
                            break
                        t += d * 0.92
                        if t > end * 1.02:
                            break
                    if not hit:
                        continue
                    e = 0.6 * pixel * t
                    n[:] = 0
                    for corner in range(4):
                        a = 1.0 if corner in (0, 3) else -1.0
                        b = 1.0 if corner in (2, 3) else -1.0
                        c3 = 1.0 if corner in (1, 3) else -1.0
                        p[0] = eye[0] + t * ray[0] + a * e
                        p[1] = eye[1] + t * ray[1] + b * e
                        p[2] = eye[2] + t * ray[2] + c3 * e
                        d, _w = _distance(solids, near, count, p, q)
                        n[0] += a * d
                        n[1] += b * d
                        n[2] += c3 * d
                    n /= np.sqrt((n * n).sum()) + 1e-12
                    for c in range(3):
                        p[c] = eye[c] + t * ray[c]
                    _inside(solids[which], p, q)
                    _paint(solids, marks, which, q, out)
                    depth[row, col] = t
                    part[row, col] = int(solids[which, PART])
                    gloss[row, col] = out[3]
                    for c in range(3):
                        colour[row, col, c] = out[c]
                        normal[row, col, c] = (
                            n[0] * basis[c, 0] + n[1] * basis[c, 1] + n[2] * basis[c, 2]
                        )
                    # Light changes slowly: it is asked for one ray of four.
                    r0, c0 = row - row % 2, col - col % 2
                    if (r0 != row or c0 != col) and depth[r0, c0] < 1e8:
                        open_sky[row, col] = open_sky[r0, c0]
                        lit[row, col] = lit[r0, c0]
                        continue
                    hidden, weight = 0.0, 1.0
                    for step in range(1, 5):
                        h = 0.05 * step
                        for c in range(3):
                            p[c] = eye[c] + t * ray[c] + n[c] * h
                        d, _w = _distance(solids, everything, number, p, q)
                        hidden += (h - d) * weight
                        weight *= 0.75
                    open_sky[row, col] = min(1.0, max(0.0, 1.0 - 2.6 * hidden))
                    if n[0] * key[0] + n[1] * key[1] + n[2] * key[2] <= 0:
                        lit[row, col] = 0.0
                        continue
                    share, far = 1.0, 0.04
                    for _ in range(14):
                        for c in range(3):
                            p[c] = eye[c] + t * ray[c] + n[c] * 0.012 + key[c] * far
                        d, _w = _distance(solids, everything, number, p, q)
                        share = min(share, 9 * d / far)
                        if share < 0.01:
                            break
                        far += min(0.25, max(0.03, d))
                        if far > 1.8:
                            break
                    lit[row, col] = min(1.0, max(0.0, share))
