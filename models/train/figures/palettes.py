"""Designed colours: few hues, clear values, skin for people.

A show owns a *family* (how saturated, how light, which schemes); an identity gets roles out of
it: a main colour, a second, an accent, a dark and a light neutral that belong together.
"""

import colorsys
import random
from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A way of colouring: ranges of saturation and value, and the hue schemes it uses."""

    name: str
    saturation: tuple[float, float]
    value: tuple[float, float]
    schemes: tuple[str, ...]
    dark: float = 0.22
    light: float = 0.95


FAMILIES: tuple[Family, ...] = (
    Family(name="primary", saturation=(0.75, 0.95), value=(0.75, 0.98), schemes=("triad", "complement", "primary")),
    Family(name="pastel", saturation=(0.22, 0.42), value=(0.88, 0.98), schemes=("near", "split", "triad"), dark=0.42),
    Family(name="earth", saturation=(0.35, 0.65), value=(0.45, 0.78), schemes=("warm", "near", "split"), light=0.88),
    Family(name="neon", saturation=(0.85, 1.0), value=(0.9, 1.0), schemes=("split", "triad", "complement"), dark=0.13),
    Family(name="jewel", saturation=(0.6, 0.9), value=(0.4, 0.7), schemes=("near", "complement", "split"), dark=0.15),
    Family(name="noir", saturation=(0.05, 0.25), value=(0.25, 0.8), schemes=("mono",), dark=0.12),
    Family(name="retro", saturation=(0.45, 0.7), value=(0.68, 0.92), schemes=("retro", "warm", "split"), dark=0.27, light=0.92),
    Family(name="muted", saturation=(0.18, 0.4), value=(0.5, 0.82), schemes=("near", "complement"), light=0.9),
    Family(name="candy", saturation=(0.45, 0.75), value=(0.92, 1.0), schemes=("split", "triad", "near"), dark=0.35),
    Family(name="sea", saturation=(0.4, 0.8), value=(0.5, 0.92), schemes=("cool", "cool", "complement")),
    Family(name="autumn", saturation=(0.6, 0.9), value=(0.55, 0.9), schemes=("warm",), dark=0.2, light=0.93),
    Family(name="uniform", saturation=(0.3, 0.85), value=(0.3, 0.7), schemes=("mono", "complement"), dark=0.16),
)  # fmt: skip

SKINS: tuple[Colour, ...] = (
    (255, 228, 206), (250, 214, 186), (242, 199, 164), (231, 180, 140), (214, 158, 115),
    (190, 132, 92), (160, 106, 72), (140, 90, 62), (112, 72, 52), (250, 220, 200),
)  # fmt: skip
ODD_SKINS: tuple[Colour, ...] = (
    (150, 200, 120), (130, 170, 220), (190, 160, 220), (235, 150, 150), (255, 224, 90),
    (200, 210, 220), (120, 200, 190), (245, 190, 215), (90, 110, 150), (236, 236, 240),
)  # fmt: skip
NATURAL_HAIR: tuple[Colour, ...] = (
    (32, 26, 30), (58, 38, 30), (94, 58, 36), (140, 88, 46), (186, 130, 66), (232, 190, 104),
    (248, 220, 150), (170, 66, 34), (206, 96, 46), (120, 116, 122), (214, 214, 220), (44, 48, 66),
)  # fmt: skip
FURS: tuple[Colour, ...] = (
    (206, 120, 56), (150, 96, 58), (98, 66, 48), (232, 214, 186), (244, 240, 232), (120, 118, 124),
    (62, 58, 64), (196, 160, 112), (170, 172, 184), (230, 176, 90), (112, 84, 76), (206, 190, 170),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of one identity by role."""

    main: Colour
    second: Colour
    accent: Colour
    dark: Colour
    light: Colour


def hsv(hue: float, saturation: float, value: float) -> Colour:
    """A colour; hue wraps, the rest is held to 0…1."""
    s, v = min(max(saturation, 0.0), 1.0), min(max(value, 0.0), 1.0)
    r, g, b = colorsys.hsv_to_rgb(hue % 1.0, s, v)
    return round(r * 255), round(g * 255), round(b * 255)


def luminance(colour: Colour) -> float:
    """How light, 0…1 (Rec. 709 weights on the gamma values; enough to order colours)."""
    r, g, b = colour
    return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` of b in a."""
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


def darker(colour: Colour, share: float = 0.3) -> Colour:
    """A shadow of the colour: darker, a little more saturated, a step towards blue."""
    h, s, v = colorsys.rgb_to_hsv(*(c / 255 for c in colour))
    return mix(hsv(h, min(1.0, s * 1.12), v * (1 - share)), (40, 30, 90), share * 0.2)


def lighter(colour: Colour, share: float = 0.3) -> Colour:
    """A lit version of the colour."""
    return mix(colour, (255, 250, 236), share)


def distinct(a: Colour, b: Colour) -> float:
    """How different two colours look, 0 … about 1."""
    r = (a[0] + b[0]) / 2
    d = (
        (2 + r / 256) * (a[0] - b[0]) ** 2
        + 4 * (a[1] - b[1]) ** 2
        + (2 + (255 - r) / 256) * (a[2] - b[2]) ** 2
    )
    return float(d**0.5) / 765


def _hues(scheme: str, base: float, rng: random.Random) -> tuple[float, float, float]:
    if scheme == "near":
        step = rng.choice((-1, 1)) * rng.uniform(0.06, 0.11)
        return base, base + step, base + 0.5 + rng.uniform(-0.06, 0.06)
    if scheme == "triad":
        return base, base + 1 / 3, base - 1 / 3
    if scheme == "complement":
        return base, base + 0.5, base + rng.choice((-0.08, 0.08))
    if scheme == "split":
        return base, base + 0.42, base - 0.42
    if scheme == "warm":
        return tuple(rng.sample((0.0, 0.03, 0.07, 0.1, 0.14, 0.2), 3))  # type: ignore[return-value]
    if scheme == "cool":
        return tuple(rng.sample((0.42, 0.48, 0.54, 0.6, 0.66, 0.74), 3))  # type: ignore[return-value]
    if scheme == "primary":
        return tuple(rng.sample((0.0, 0.6, 0.14, 0.35, 0.08), 3))  # type: ignore[return-value]
    if scheme == "retro":
        return tuple(rng.sample((0.02, 0.08, 0.13, 0.47, 0.56, 0.93), 3))  # type: ignore[return-value]
    return base, base, base + rng.choice((0.0, 0.5, 0.33))


def palette(family: Family, rng: random.Random) -> Palette:
    """Colours of one identity; main and second differ clearly in value or in hue."""
    base = rng.random()
    hues = _hues(rng.choice(family.schemes), base, rng)

    def pick(hue: float, low: float, high: float) -> Colour:
        v0, v1 = family.value
        return hsv(hue, rng.uniform(*family.saturation), v0 + (v1 - v0) * rng.uniform(low, high))

    order = [(0.0, 0.4), (0.6, 1.0)]
    rng.shuffle(order)
    main, second = pick(hues[0], *order[0]), pick(hues[1], *order[1])
    accent = hsv(hues[2], max(family.saturation) * 1.05 + 0.08, max(family.value) * 1.02)
    dark = hsv(base + rng.uniform(-0.1, 0.1), rng.uniform(0.1, 0.45), family.dark)
    light = hsv(base + 0.1, rng.uniform(0.0, 0.12), family.light)
    return Palette(main=main, second=second, accent=accent, dark=dark, light=light)
