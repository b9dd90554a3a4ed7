"""Shows: what the figures of one hand share, and the look of their world.

A show fixes the colour family, the line, the rendering, the grammar of faces and tendencies of
proportion. Its figures look alike in style and are different figures.
"""

import random
from dataclasses import dataclass

from models.train.figures.palettes import FAMILIES, Colour, Family
from models.train.figures.traits import PLANS

EYE_GRAMMARS: dict[str, tuple[str, ...]] = {
    "seventies": ("starry", "starry", "glossy"),
    "nineties": ("glossy", "glossy", "almond"),
    "modern": ("modern", "modern", "glossy", "sleepy"),
    "western": ("joined", "white", "white", "wedge"),
    "rubber": ("pie", "pie", "tall"),
    "plush": ("button", "dot", "button"),
    "vector": ("dot", "tall", "dot", "half"),
    "heroic": ("almond", "almond", "half", "wedge"),
    "odd": ("single", "ring", "hollow", "white", "three"),
    "storybook": ("dot", "white", "almond", "ring"),
}
_RENDERED: dict[str, tuple[str, ...]] = {
    "seventies": ("taper", "cel", "ink", "watercolour"),
    "nineties": ("cel", "cel", "taper", "pixel"),
    "modern": ("cel", "soft", "flat", "cel"),
    "western": ("ink", "flat", "cel", "rim", "taper"),
    "rubber": ("ink", "halftone", "taper", "sketch"),
    "plush": ("clay", "soft", "flat", "watercolour"),
    "vector": ("flat", "flat", "soft", "ink"),
    "heroic": ("cel", "halftone", "paint", "taper", "rim"),
    "odd": ("paint", "ink", "rim", "sketch", "pixel", "clay"),
    "storybook": ("watercolour", "paint", "sketch", "flat"),
}
_PLANS: dict[str, tuple[int, ...]] = {
    # weights of: adult child chibi anthro beast bird fish insect robot vehicle blob plant mascot object
    "seventies": (6, 4, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0),
    "nineties": (5, 3, 3, 1, 2, 1, 0, 0, 2, 0, 1, 0, 0, 0),
    "modern": (5, 3, 4, 2, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0),
    "western": (3, 3, 1, 4, 2, 2, 1, 1, 2, 1, 1, 1, 1, 2),
    "rubber": (1, 1, 1, 5, 2, 3, 1, 2, 1, 2, 1, 2, 2, 3),
    "plush": (0, 1, 3, 3, 4, 3, 2, 2, 1, 1, 3, 2, 4, 2),
    "vector": (3, 3, 2, 3, 3, 2, 2, 1, 2, 2, 2, 2, 2, 2),
    "heroic": (8, 1, 0, 2, 1, 0, 0, 0, 4, 0, 0, 0, 0, 0),
    "odd": (2, 1, 1, 3, 3, 1, 2, 3, 3, 1, 5, 2, 2, 2),
    "storybook": (2, 4, 1, 4, 3, 3, 1, 2, 1, 1, 1, 2, 1, 2),
}
_FAMILY_OF: dict[str, tuple[str, ...]] = {
    "seventies": ("retro", "primary", "jewel", "autumn"),
    "plush": ("pastel", "candy", "earth", "sea"),
    "rubber": ("noir", "retro", "primary"),
    "storybook": ("earth", "muted", "pastel", "autumn"),
    "heroic": ("primary", "jewel", "uniform", "noir", "neon"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """The style of one show. Tendencies multiply the proportions of its figures."""

    seed: int
    grammar: str
    family: Family
    rendering: str
    line_px: float
    ink: Colour | None
    eyes: tuple[str, ...]
    plans: tuple[str, ...]
    odd_hair: bool
    odd_skin: bool
    head_tendency: float
    long_tendency: float
    wide_tendency: float
    limb_tendency: float
    eye_tendency: float
    fancy: float


def show(seed: int) -> Show:
    """The show of a seed."""
    rng = random.Random(seed * 7919 + 13)
    grammar = rng.choice(tuple(EYE_GRAMMARS))
    names = _FAMILY_OF.get(grammar) or tuple(f.name for f in FAMILIES)
    family = _family(rng, names)
    weights = [w * rng.choice((0.3, 1, 2)) for w in _PLANS[grammar]]
    rendering = rng.choice(_RENDERED[grammar])
    dark = rng.choice(((16, 14, 18), (16, 14, 18), (48, 30, 26), (30, 32, 64), (70, 40, 50)))
    return Show(
        seed=seed,
        grammar=grammar,
        family=family,
        rendering=rendering,
        line_px=rng.choice((1.2, 1.8, 2.4, 3.2, 4.4)),
        ink=None if rng.random() < 0.3 else dark,
        eyes=tuple(rng.sample(EYE_GRAMMARS[grammar], 2)),
        plans=tuple(rng.choices(PLANS, weights, k=5)),
        odd_hair=rng.random() < 0.45,
        odd_skin=rng.random() < 0.18,
        head_tendency=rng.uniform(0.85, 1.3),
        long_tendency=rng.uniform(0.8, 1.2),
        wide_tendency=rng.uniform(0.8, 1.3),
        limb_tendency=rng.choice((0.6, 0.8, 1.0, 1.0, 1.25, 1.5)),
        eye_tendency=rng.uniform(0.8, 1.25),
        fancy=rng.uniform(0.15, 0.85),
    )


def _family(rng: random.Random, names: tuple[str, ...]) -> Family:
    name = rng.choice(names)
    return next(f for f in FAMILIES if f.name == name)
