"""Inventing figures: archetypes with wide proportions, a designed palette, a signature or two."""

import dataclasses
import random

from models.train.figures import builds, palettes, parts
from models.train.figures.kinds import (
    EMBLEMS,
    FRINGES,
    HAIR_BACKS,
    HAIR_EXTRAS,
    HATS,
    KINDS,
    PATTERNS,
    PROPS,
)
from models.train.figures.shows import Show, show
from models.train.figures.traits import PEOPLE, Figure


def invent(seed: int) -> Figure:
    """The identity of a seed, in a show of its own."""
    return _member(show(seed + 1_000_003), random.Random(seed * 31 + 7), seed)


def cast(show_seed: int, n: int) -> tuple[Figure, ...]:
    """`n` identities of one show."""
    style = show(show_seed)
    return tuple(
        _member(style, random.Random(show_seed * 1009 + i), show_seed * 1000 + i) for i in range(n)
    )


def resembles_known(f: Figure) -> bool:
    """Whether traits met by chance that together quote a famous figure; such are drawn anew."""
    r, g, b = f.skin
    yellow, pink = r > 200 and g > 170 and b < 130, r > 200 and g < 190 and b > 120
    return (
        (f.kind == "mouse" and f.eyes in {"pie", "joined", "tall"})
        or (f.beard == "moustache" and f.hat == "cap" and f.outfit.kind == "overalls")
        or (yellow and (f.hat == "goggles" or f.eyes == "single") and f.outfit.kind == "overalls")
        or (f.plan == "blob" and f.kind == "ball" and pink)
        or (
            f.plan == "beast" and f.kind in {"mouse", "rabbit"} and yellow and f.cheeks == "circles"
        )
    )


def _member(style: Show, rng: random.Random, seed: int) -> Figure:
    figure = _drafted(style, rng, seed)
    while resembles_known(figure):
        figure = _drafted(style, rng, seed)
    return figure


def _drafted(style: Show, rng: random.Random, seed: int) -> Figure:
    plan = rng.choice(style.plans)
    kind = rng.choice(KINDS[plan])
    colours = palettes.palette(style.family, rng)
    build = builds.build(plan, kind, style, rng)
    person = plan in PEOPLE
    skin, second = parts.skin_of(plan, style, colours, rng)
    hair = parts.hair_colour_of(style, colours, rng, skin)
    furry = plan in {"anthro", "beast"}
    maned = (
        plan == "anthro"
        and kind not in {"elephant", "crocodile", "frog", "rabbit"}
        and rng.random() < 0.22
    )
    some = style.fancy
    figure = Figure(
        seed=seed, show=style.seed, plan=plan, kind=kind, palette=colours,
        **build,
        eyes=parts.eyes_of(plan, style, rng),
        eye_size=rng.uniform(0.8, 1.25) * style.eye_tendency,
        eye_gap=rng.uniform(0.34, 0.52),
        eye_height=rng.uniform(-0.16, 0.08),
        eye_colour=rng.choice((colours.accent, palettes.darker(colours.main, 0.2), (74, 48, 34), (52, 110, 170), (70, 130, 70), (150, 60, 60), (140, 90, 180), (200, 140, 40))),
        brows=rng.choice(("thin", "thick", "short", "none", "round")) if person else rng.choice(("none", "none", "thick", "short")),
        nose=parts.nose_of(plan, kind, style, rng),
        nose_size=rng.choice((0.7, 0.9, 1.0, 1.2, 1.7)),
        mouth=rng.choice(("line", "wide", "small", "cat", "fang", "lips")),
        cheeks=rng.choice(("none", "none", "blush", "freckles", "circles", "lines")),
        mark=rng.choice(("none",) * 14 + ("scar", "mole", "paint", "patch", "gem", "tear")),
        lashes=rng.random() < 0.4,
        fringe=rng.choice(FRINGES) if person or maned else "none",
        hair_back=rng.choice(HAIR_BACKS if person else ("none", "short", "bob", "flip", "mullet")),
        hair_extra=rng.choice(HAIR_EXTRAS) if person else rng.choice(("none",) * 6 + ("crest", "ahoge")) if furry else "none",
        hair_long=rng.uniform(0.25, 1.0) ** 1.2,
        hair_volume=rng.uniform(0.06, 0.26),
        hair_colour=hair,
        hair_tips=rng.choice((hair, hair, hair, colours.accent, palettes.lighter(hair, 0.5))),
        beard=rng.choice(("full", "goatee", "moustache", "stubble", "long")) if plan == "adult" and rng.random() < 0.2 else "none",
        skin=skin, skin_second=second,
        coat=rng.choice(("plain", "plain", "spots", "stripes", "patches", "socks", "saddle")) if furry or plan in {"bird", "fish", "insect", "blob"} else "plain",
        ears=parts.ears_of(plan, kind, style, rng),
        ear_size=rng.choice((0.7, 0.9, 1.0, 1.2, 1.6)),
        horns=parts.horns_of(plan, kind, rng),
        tail=parts.tail_of(plan, kind, rng),
        tail_size=rng.uniform(0.7, 1.5),
        back=rng.choice(("wings", "bat", "cape", "pack", "cape", "fins", "quiver")) if rng.random() < 0.07 + 0.22 * some else "none",
        muzzle=rng.uniform(0.6, 1.3),
        outfit=parts.outfit_of(plan, colours, rng), outfit_2=parts.outfit_of(plan, palettes.palette(style.family, rng), rng),
        hat=rng.choice(HATS) if rng.random() < 0.12 + 0.35 * some else "none",
        hat_colour=rng.choice((colours.main, colours.accent, colours.second, colours.dark)),
        glasses=rng.choice(("round", "square", "shades", "monocle", "visor", "mask")) if rng.random() < 0.06 + 0.16 * some else "none",
        prop=rng.choice(PROPS) if rng.random() < 0.05 + 0.25 * some else "none",
        prop_colour=rng.choice((colours.accent, colours.second, (150, 104, 62), (190, 196, 206))),
        rendering=style.rendering, line_px=style.line_px, ink=style.ink,
    )  # fmt: skip
    for _ in range(rng.choice((1, 1, 2))):
        figure = _signature(figure, rng)
    return figure


def _signature(f: Figure, rng: random.Random) -> Figure:
    """One feature exaggerated: what a person would draw to quote the figure."""
    change = rng.choice(
        (
            "hair",
            "head",
            "hands",
            "feet",
            "eyes",
            "nose",
            "ears",
            "tail",
            "wide",
            "thin",
            "hat",
            "legs",
            "pattern",
            "small head",
        )
    )
    r = dataclasses.replace
    if change == "hair":
        return r(
            f, hair_volume=min(0.5, f.hair_volume * 1.9), hair_long=min(1.5, f.hair_long * 1.6)
        )
    if change == "head":
        return r(f, head=f.head * rng.uniform(1.15, 1.4))
    if change == "small head" and f.plan in {"adult", "robot", "anthro"}:
        return r(f, head=f.head * 0.75, shoulders=f.shoulders * 1.2)
    if change == "hands":
        return r(f, hands=f.hands * 1.6)
    if change == "feet":
        return r(f, feet=f.feet * 1.5)
    if change == "eyes":
        return r(f, eye_size=f.eye_size * rng.choice((0.6, 1.35)))
    if change == "nose":
        return r(f, nose_size=f.nose_size * 1.6, muzzle=f.muzzle * 1.25)
    if change == "ears":
        return r(f, ear_size=f.ear_size * 1.5)
    if change == "tail":
        return r(f, tail_size=f.tail_size * 1.5)
    if change == "wide":
        return r(
            f, waist=f.waist * 1.4, hips=f.hips * 1.25, belly=f.belly + 0.1, depth=f.depth * 1.2
        )
    if change == "thin":
        return r(f, waist=f.waist * 0.75, limb=f.limb * 0.7, hips=f.hips * 0.85)
    if change == "legs":
        return r(f, legs=f.legs * rng.choice((0.6, 1.3)))
    if change == "hat" and f.hat == "none":
        return r(f, hat=rng.choice(HATS))
    return r(
        f,
        outfit=dataclasses.replace(
            f.outfit, pattern=rng.choice(PATTERNS[3:]), emblem=rng.choice(EMBLEMS[3:])
        ),
    )
