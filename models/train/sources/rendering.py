"""What a camera sees of a solid figure, and how light, toon steps and ink turn it into a picture.

Two makers fill a `Surface` (colour, normal, depth for every ray): triangles here, in `mesh_seen`,
and blended solids in `marching`. `shaded` then paints it. The look is drawn by chance apart from
the figure, so that no figure can be told by its light.
"""
# ruff: noqa: PLR0917 - compiled loops take plain arrays

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from numba import njit
from PIL import Image
from scipy import ndimage

Floats = npt.NDArray[np.float32]
Reals = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
SIDE_PX = 192
SUPERSAMPLED = 2
"""Rays a pixel's side: edges are averaged out of four."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Camera:
    """Looks at `target` from `eye`. `basis` rows: right, up, back. `focal` in half picture sides."""

    eye: Reals
    basis: Reals
    focal: float

    @classmethod
    def around(
        cls,
        target: Reals,
        radius: float,
        *,
        yaw: float,
        pitch: float,
        roll: float = 0.0,
        focal: float = 3.0,
    ) -> "Camera":
        """Frames a ball of `radius` about `target`; angles in degrees, yaw 0 is the front (+z)."""
        y, p, r = np.radians([yaw, pitch, roll])
        back = np.array([np.sin(y) * np.cos(p), np.sin(p), np.cos(y) * np.cos(p)])
        right = np.array([np.cos(y), 0.0, -np.sin(y)])
        up = np.cross(back, right)
        turned = np.stack([np.cos(r) * right + np.sin(r) * up, np.cos(r) * up - np.sin(r) * right])
        eye = target + back * radius * np.hypot(1.0, focal) * 1.01
        return cls(eye=eye, basis=np.concatenate([turned, back[None]]), focal=focal)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surface:
    """For every ray of a square picture [S,S]: what it meets first.

    `colour` [S,S,3] sRGB 0…1; `normal` [S,S,3] in the camera's axes; `depth` inf where nothing is;
    `part` tells pieces apart for inner lines; `open_sky` 0…1 is what a crease hides of the sky;
    `lit` 0…1 is what of the key light gets there; `gloss` 0…1.
    """

    colour: Floats
    normal: Floats
    depth: Floats
    part: Ints
    open_sky: Floats
    lit: Floats
    gloss: Floats

    @classmethod
    def empty(cls, side: int) -> "Surface":
        """Nothing met yet."""
        return cls(
            colour=np.zeros((side, side, 3), np.float32),
            normal=np.zeros((side, side, 3), np.float32),
            depth=np.full((side, side), np.inf, np.float32),
            part=np.full((side, side), -1, np.int32),
            open_sky=np.ones((side, side), np.float32),
            lit=np.ones((side, side), np.float32),
            gloss=np.zeros((side, side), np.float32),
        )


class Shading(StrEnum):
    """Ways to paint one surface."""

    CLAY = "clay"
    PLASTIC = "plastic"
    GLOW = "glow"
    CEL = "cel"
    INK = "ink"
    FLAT = "flat"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Look:
    """A light and a way to paint. Directions point to the light, in the camera's axes."""

    shading: Shading
    key: Reals
    key_colour: Reals
    sky: Reals
    ground: Reals
    rim: Reals
    rim_strength: float
    steps: int
    ink: Reals
    ink_px: int

    def key_in_world(self, camera: Camera) -> Reals:
        """The key light's direction in the figure's axes."""
        return np.asarray(camera.basis.T @ self.key)


def chance_look(rng: np.random.Generator, shares: dict[Shading, float]) -> Look:
    """A light and a shading; `shares` weighs the shadings."""
    kinds = list(shares)
    weights = np.array([shares[k] for k in kinds])
    shading = kinds[int(rng.choice(len(kinds), p=weights / weights.sum()))]
    side = rng.uniform(-1.1, 1.1)
    key = _unit(np.array([side, rng.uniform(0.25, 1.1), rng.uniform(0.35, 1.1)]))
    warmth = rng.uniform(-1, 1)
    bright = rng.uniform(0.85, 1.3)
    dim = rng.uniform(0.28, 0.6)
    tint = rng.uniform(-0.12, 0.12, 3)
    return Look(
        shading=shading,
        key=key,
        key_colour=bright * np.array([1 + 0.1 * warmth, 1.0, 1 - 0.12 * warmth]),
        sky=dim * (np.array([1 - 0.08 * warmth, 1.0, 1 + 0.12 * warmth]) + tint),
        ground=dim * rng.uniform(0.35, 0.8) * (np.array([1.05, 1.0, 0.9]) + tint),
        rim=_unit(np.array([-np.sign(side) * 0.9, 0.5, -0.7])),
        rim_strength=float(rng.choice([0.0, 0.25, 0.6, 1.1])),
        steps=int(rng.integers(2, 4)),
        ink=np.array([0.05, 0.04, 0.06]) if rng.random() < 0.7 else rng.uniform(0, 0.3, 3),
        ink_px=int(rng.integers(0, 2)),
    )


def shaded(seen: Surface, look: Look) -> Image.Image:
    """The picture, RGBA with straight alpha, averaged down by SUPERSAMPLED."""
    there = np.isfinite(seen.depth)
    colour = np.zeros((*seen.depth.shape, 3), np.float32)
    if there.any():
        painter = {
            Shading.CEL: _cel,
            Shading.INK: _cel,
            Shading.FLAT: _plain,
            Shading.PLAIN: _plain,
        }.get(look.shading, _lit)
        colour[there] = painter(seen, there, look)
    alpha = there.astype(np.float32)
    if look.shading in {Shading.INK, Shading.FLAT}:
        lines = _lines(seen, there, look.ink_px)
        colour[lines] = look.ink
        alpha[lines] = 1.0
    return _averaged(colour, alpha)


def _lit(seen: Surface, there: npt.NDArray[np.bool_], look: Look) -> Floats:
    """Soft light: a wrapped key, the sky by how much of it is open, highlights and a rim."""
    normal = seen.normal[there]
    base = seen.colour[there] ** 2.2
    lit, sky = seen.lit[there][:, None], seen.open_sky[there][:, None]
    gloss = seen.gloss[there][:, None]
    wrap = {Shading.CLAY: 0.25, Shading.PLASTIC: 0.1}.get(look.shading, 0.5)
    facing = np.clip((normal @ look.key + wrap) / (1 + wrap), 0, 1)[:, None]
    height = normal[:, 1:2] * 0.5 + 0.5
    ambient = (look.ground + (look.sky - look.ground) * height) * (0.35 + 0.65 * sky)
    fill = np.clip(normal @ _unit(look.key * [-1, 0.3, 1]), 0, 1)[:, None] * 0.18
    light = look.key_colour * facing * (0.12 + 0.88 * lit) + ambient + fill
    if look.shading is Shading.GLOW:
        # Light that went under the skin comes out redder where the key just fails to reach.
        light = light + np.exp(-(((normal @ look.key)[:, None] / 0.25) ** 2)) * [0.16, 0.05, 0.02]
    half = _unit(look.key + np.array([0.0, 0.0, 1.0]))
    sharp = np.where(gloss > 0.7, 90.0, 22.0)
    strength = gloss if look.shading is not Shading.CLAY else gloss * 0.3
    shine = np.clip(normal @ half, 0, 1)[:, None] ** sharp * strength * lit * 0.9
    edge = np.clip(1 - normal[:, 2:3], 0, 1) ** 3
    rim = edge * np.clip(normal @ look.rim, 0, 1)[:, None] * look.rim_strength * sky
    mirror = edge * look.sky * strength * 0.5 * sky
    out = base * light + shine + rim * (0.4 + 0.6 * base) + mirror
    out = out * (1 + out * 0.12) / (1 + out * 0.28)
    return np.asarray(np.clip(out, 0, 1) ** (1 / 2.2), np.float32)


def _cel(seen: Surface, there: npt.NDArray[np.bool_], look: Look) -> Floats:
    """A few flat tones; the shade is cooler and deeper than the colour it falls on."""
    normal, base = seen.normal[there], seen.colour[there]
    facing = (normal @ look.key) * seen.lit[there] - 0.25 * (1 - seen.open_sky[there])
    bounds = [0.12] if look.steps == 2 else [-0.1, 0.35]
    tone = np.searchsorted(bounds, facing)[:, None] / len(bounds)
    tint = 0.62 + 0.25 * (look.sky / look.sky.max())
    out = base * (tint * (1 - tone) + tone * 1.02)
    gleam = (np.clip(normal @ _unit(look.key + np.array([0.0, 0.0, 1.0])), 0, 1) > 0.985) & (
        seen.gloss[there] > 0.35
    )
    out[gleam] = out[gleam] * 0.4 + 0.6
    return np.asarray(np.clip(out, 0, 1), np.float32)


def _plain(seen: Surface, there: npt.NDArray[np.bool_], look: Look) -> Floats:
    """Colours alone; a trace of depth where no ink will tell the parts apart."""
    base = seen.colour[there]
    if look.shading is Shading.FLAT:
        return base
    return np.asarray(base * (0.8 + 0.2 * seen.normal[there][:, 2:3]), np.float32)


def _lines(seen: Surface, there: npt.NDArray[np.bool_], width: int) -> npt.NDArray[np.bool_]:
    """Where an ink line runs: along the outline and where the depth leaps or a part ends."""
    far = np.where(there, seen.depth, np.float32(1e3))
    reach = far[there].max() - far[there].min() if there.any() else 1.0
    leap = ndimage.maximum_filter(far, 3) - ndimage.minimum_filter(far, 3) > 0.06 * reach
    ends = ndimage.maximum_filter(seen.part, 3) != ndimage.minimum_filter(seen.part, 3)
    crease = np.zeros_like(there)
    for axis in (0, 1):
        turn = (seen.normal * np.roll(seen.normal, 1, axis)).sum(-1) < 0.35
        crease |= turn & there & np.roll(there, 1, axis)
    lines = leap | (ends & there) | crease
    return np.asarray(ndimage.binary_dilation(lines, iterations=width)) if width else lines


def _averaged(colour: Floats, alpha: Floats) -> Image.Image:
    side = alpha.shape[0] // SUPERSAMPLED
    shape = (side, SUPERSAMPLED, side, SUPERSAMPLED)
    cover = alpha.reshape(shape).mean((1, 3))
    summed = (colour * alpha[..., None]).reshape(*shape, 3).mean((1, 3))
    straight = summed / np.maximum(cover, 1e-4)[..., None]
    pixels = np.concatenate([straight, cover[..., None]], -1)
    return Image.fromarray((np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8), "RGBA")


def _unit(vector: Reals) -> Reals:
    return np.asarray(vector / np.linalg.norm(vector))


def mesh_seen(
    camera: Camera,
    corners: Reals,
    normals: Reals,
    places: Reals,
    painting: npt.NDArray[np.uint8],
    seen: Surface,
    *,
    part: int,
    gloss: float,
) -> None:
    """Draw triangles into `seen`: `corners`, `normals` [T,3,3], `places` [T,3,2] on `painting`.

    `painting` is RGBA [H,W,4]; what is less than half opaque is a hole. Both sides are drawn.
    """
    local = (corners - camera.eye) @ camera.basis.T
    facing = normals @ camera.basis.T
    _fill(
        local, facing, places, painting, camera.focal, part, gloss,
        seen.colour, seen.normal, seen.depth, seen.part, seen.gloss,
    )  # fmt: skip


@njit(cache=True)
def _fill(  # noqa: C901, PLR0915 - one hot loop
    local: Reals,
    facing: Reals,
    places: Reals,
    painting: npt.NDArray[np.uint8],
    focal: float,
    part: int,
    gloss: float,
    colour: Floats,
    normal: Floats,
    depth: Floats,
    parts: Ints,
    glosses: Floats,
) -> None:
    side = depth.shape[0]
    high, wide = painting.shape[0], painting.shape[1]
    for t in range(local.shape[0]):
        x = np.empty(3)
        y = np.empty(3)
        w = np.empty(3)
        behind = False
        for c in range(3):
            z = -local[t, c, 2]
            if z < 1e-3:
                behind = True
                break
            w[c] = 1 / z
            x[c] = (local[t, c, 0] * focal * w[c] * 0.5 + 0.5) * side
            y[c] = (0.5 - local[t, c, 1] * focal * w[c] * 0.5) * side
        if behind:
            continue
        area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])
        if abs(area) < 1e-9:
            continue
        for row in range(max(0, int(y.min())), min(side, int(y.max()) + 2)):
            for col in range(max(0, int(x.min())), min(side, int(x.max()) + 2)):
                px, py = col + 0.5, row + 0.5
                a = ((x[1] - px) * (y[2] - py) - (x[2] - px) * (y[1] - py)) / area
                b = ((x[2] - px) * (y[0] - py) - (x[0] - px) * (y[2] - py)) / area
                c2 = 1 - a - b
                if a < 0 or b < 0 or c2 < 0:
                    continue
                over = a * w[0] + b * w[1] + c2 * w[2]
                z = 1 / over
                if z >= depth[row, col]:
                    continue
                a, b, c2 = a * w[0] * z, b * w[1] * z, c2 * w[2] * z
                u = a * places[t, 0, 0] + b * places[t, 1, 0] + c2 * places[t, 2, 0]
                v = a * places[t, 0, 1] + b * places[t, 1, 1] + c2 * places[t, 2, 1]
                u = (u - np.floor(u)) * wide - 0.5
                v = (v - np.floor(v)) * high - 0.5
                c0, r0 = int(np.floor(u)), int(np.floor(v))
                fu, fv = u - c0, v - r0
                s0, s1, s2, s3 = 0.0, 0.0, 0.0, 0.0
                for dr in range(2):
                    for dc in range(2):
                        share = (fu if dc else 1 - fu) * (fv if dr else 1 - fv)
                        texel = painting[(r0 + dr) % high, (c0 + dc) % wide]
                        s0 += share * texel[0]
                        s1 += share * texel[1]
                        s2 += share * texel[2]
                        s3 += share * texel[3]
                if s3 < 128:
                    continue
                n0 = a * facing[t, 0, 0] + b * facing[t, 1, 0] + c2 * facing[t, 2, 0]
                n1 = a * facing[t, 0, 1] + b * facing[t, 1, 1] + c2 * facing[t, 2, 1]
                n2 = a * facing[t, 0, 2] + b * facing[t, 1, 2] + c2 * facing[t, 2, 2]
                size = np.sqrt(n0 * n0 + n1 * n1 + n2 * n2) + 1e-9
                turn = -1.0 if n2 < -0.25 * size else 1.0
                depth[row, col] = z
                parts[row, col] = part
                glosses[row, col] = gloss
                colour[row, col, 0] = s0 / 255
                colour[row, col, 1] = s1 / 255
                colour[row, col, 2] = s2 / 255
                normal[row, col, 0] = turn * n0 / size
                normal[row, col, 1] = turn * n1 / size
                normal[row, col, 2] = turn * n2 / size
