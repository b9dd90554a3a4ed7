"""The traits of invented solid figures, drawn by chance: measures, kinds of part, paints.

One draw is one figure. `sibling` changes what a viewer would call one thing (the hat, the colour
of the shirt): the pair a recogniser must tell apart although nearly all of them agrees.
"""

import colorsys
from dataclasses import replace

import numpy as np

from models.train.sources import marching
from models.train.sources.sculpture import Colour, Paint
from models.train.sources.solids_crowns import EARS, HAIR, HATS
from models.train.sources.solids_faces import EYES, NOSES

Rng = np.random.Generator
Drawn = dict[str, "float | str | Paint"]
SKINS: tuple[Colour, ...] = (
    (0.98, 0.84, 0.73), (0.94, 0.76, 0.62), (0.86, 0.66, 0.5), (0.74, 0.53, 0.38),
    (0.55, 0.37, 0.26), (0.4, 0.26, 0.19), (0.97, 0.8, 0.55),
)  # fmt: skip
HAIRS: tuple[Colour, ...] = (
    (0.1, 0.08, 0.08), (0.27, 0.16, 0.09), (0.5, 0.3, 0.15), (0.88, 0.72, 0.4), (0.75, 0.32, 0.12),
    (0.85, 0.85, 0.87), (0.9, 0.4, 0.6), (0.25, 0.45, 0.8), (0.3, 0.65, 0.5), (0.5, 0.3, 0.65),
)  # fmt: skip
FURS: tuple[Colour, ...] = (
    (0.55, 0.36, 0.2), (0.8, 0.62, 0.4), (0.93, 0.9, 0.84), (0.25, 0.22, 0.24), (0.6, 0.6, 0.64),
    (0.9, 0.5, 0.2), (0.95, 0.75, 0.78), (0.72, 0.3, 0.2), (0.95, 0.82, 0.35),
)  # fmt: skip
PLANS = ("person", "animal", "toy", "monster", "robot", "beast", "lump", "bird", "swimmer")
CHOICES = (
    "hat",
    "hair",
    "ears",
    "dress",
    "tail",
    "back",
    "sleeves",
    "cut",
)
PAINTS = (
    "skin",
    "shirt",
    "pants",
    "hair_paint",
    "hat_paint",
    "trim",
    "shoes",
    "hide",
    "iris",
    "face",
)


def drawn(plan: str, rng: Rng) -> Drawn:
    """All traits of one figure of a plan (a word of PLANS)."""
    traits = _measures(plan, rng) | _kinds(plan, rng)
    return traits | _paints(plan, rng)


def sibling(plan: str, traits: Drawn, rng: Rng) -> tuple[Drawn, str]:
    """The figure with one thing changed, and what that is."""
    fresh = drawn(plan, rng)
    shown = [
        n for n in (*CHOICES, *PAINTS) if _seen(plan, n, traits) and _differ(traits[n], fresh[n])
    ]
    name = shown[int(rng.integers(len(shown)))] if shown else "shirt"
    changed = traits | {name: fresh[name]}
    if name == "skin":
        changed |= {n: fresh[n] for n in ("face", "muzzle")}
        if plan in {"animal", "monster", "toy", "beast"}:
            changed |= {n: fresh[n] for n in ("hands", "tail_paint", "hide")}
    if name == "shirt":
        changed["sleeve"] = fresh["sleeve"]
    return changed, name


def _seen(plan: str, name: str, traits: Drawn) -> bool:
    """Whether a change of this trait shows well enough to be another figure."""
    if plan in {"lump", "swimmer"} and name in {
        "skin",
        "shirt",
        "pants",
        "hair",
        "hide",
        "dress",
        "back",
        "cut",
        "sleeves",
        "hair_paint",
    }:
        return False
    if plan in {"beast", "bird"} and name in {"shirt", "pants", "cut", "sleeves"}:
        return False
    if plan == "robot" and name in {
        "dress",
        "back",
        "tail",
        "cut",
        "sleeves",
        "hair",
        "hide",
        "shoes",
        "skin",
    }:
        return False
    worn = {"hair_paint": "hair", "hat_paint": "hat", "trim": "dress"}.get(name)
    if worn is not None and plan != "robot":
        return traits[worn] != "none"
    return not (name == "hide" and plan not in {"beast", "bird"}) and name != "iris"


def _differ(old: "float | str | Paint", new: "float | str | Paint") -> bool:
    if isinstance(old, Paint) and isinstance(new, Paint):
        return float(np.abs(np.subtract(old.first, new.first)).sum()) > 0.5
    return old != new


def _pick(rng: Rng, *of: str) -> str:
    return of[int(rng.integers(len(of)))]


def _colour(rng: Rng) -> Colour:
    """Any colour a toy might have; mostly clear ones."""
    if rng.random() < 0.14:
        grey = float(rng.choice([0.12, 0.3, 0.55, 0.8, 0.96]))
        return (grey, grey, min(1.0, grey * 1.03))
    bright = rng.uniform(0.35, 1.0)
    red, green, blue = colorsys.hsv_to_rgb(rng.random(), rng.uniform(0.35, 0.95), bright)
    return (red, green, blue)


def _patterned(rng: Rng, first: Colour, size: float, share: float, gloss: float) -> Paint:
    plain = Paint(first=first, second=_colour(rng), gloss=gloss)
    if rng.random() > share:
        return plain
    kind = int(rng.choice([
        marching.STRIPES, marching.DOTS, marching.HALVES, marching.SPOTS, marching.CHECKS,
        marching.FADE,
    ]))  # fmt: skip
    scale = {
        marching.STRIPES: rng.uniform(12, 34), marching.DOTS: rng.uniform(4, 8),
        marching.HALVES: rng.choice([4.0, 30.0]), marching.SPOTS: rng.uniform(7, 15),
        marching.CHECKS: rng.uniform(4, 9), marching.FADE: 1.0,
    }[kind] / size  # fmt: skip
    return replace(plain, pattern=kind, scale=float(scale), shift=float(rng.uniform(-0.1, 0.15)))


def _measures(plan: str, rng: Rng) -> Drawn:
    u = rng.uniform
    childlike = u(0, 1) if plan in {"person", "animal"} else u(0.5, 1)
    head = 0.27 + 0.33 * childlike
    girth = u(0.2, 0.38)
    out: Drawn = {
        "head_x": head * u(0.85, 1.15), "head_y": head * u(0.85, 1.15), "head_z": head * u(0.85, 1.05),
        "leg": u(0.3, 1.0) * (1.15 - 0.7 * childlike) + 0.1, "leg_thick": u(0.07, 0.14),
        "ankle": u(0.6, 1.3), "foot": u(0.14, 0.24), "trunk": u(0.4, 0.75), "girth": girth,
        "arm": u(0.5, 0.85), "arm_thick": u(0.055, 0.12), "palm": u(0.09, 0.16), "skirt": u(0.2, 0.5),
        "neck": u(0.0, 0.45), "eye_size": u(0.15, 0.3), "eye_apart": u(0.28, 0.45),
        "eye_height": u(-0.02, 0.22), "eye_tall": u(0.9, 1.5), "brow": u(0, 1.2),
        "nose_size": u(0.16, 0.32), "snout_long": u(0.35, 0.9), "mouth_wide": u(0.18, 0.4),
        "mouth_height": u(-0.5, -0.36), "ear_size": u(0.6, 1.2), "tail_size": u(0.4, 0.95),
    }  # fmt: skip
    if plan in {"beast", "bird", "swimmer", "lump"}:
        out |= {"girth": u(0.3, 0.45), "trunk": u(0.45, 0.7)}
    if plan == "beast":
        out |= {"leg": u(0.35, 0.9), "leg_thick": u(0.09, 0.16)}
        scale = u(0.24, 0.4)
        out |= {"head_x": scale, "head_y": scale * u(0.85, 1.05), "head_z": scale * u(0.9, 1.2)}
    if plan == "bird":
        scale = u(0.25, 0.4)
        out |= {"head_x": scale, "head_y": scale, "head_z": scale}
    if plan == "robot":
        out |= {"leg": u(0.35, 0.8), "head_x": u(0.28, 0.5), "head_y": u(0.25, 0.42)}
    return out


def _kinds(plan: str, rng: Rng) -> Drawn:
    out: Drawn = {
        "eyes": _pick(rng, *EYES[:-2], *(["one"] if plan == "monster" else []), EYES[-1]),
        "nose": _pick(rng, *NOSES), "ears": "none", "hair": "none", "hat": _pick(rng, *HATS),
        "head": _pick(rng, "ball", "ball", "jowl", "chin"), "tail": "none", "back": "none",
        "shape": _pick(rng, "pear", "strong", "bean", "tube"), "fingers": _pick(rng, "four", "mitten"),
        "dress": _pick(rng, "none", "skirt", "belt", "scarf", "bow", "buttons", "sash", "overall"),
        "sleeves": _pick(rng, "long", "short", "none"), "cut": _pick(rng, "long", "short"),
        "cheeks": _pick(rng, "plain", "plain", "rosy"), "teeth": _pick(rng, "none", "shown", "fangs"),
        "on_face": _pick(rng, "none", "none", "none", "glasses"), "ride": "feet", "sprout": "none",
        "mass": _pick(rng, "ball", "box", "tube", "drop", "pear", "mushroom", "cloud", "star"),
        "limbs": _pick(rng, "both", "both", "legs", "arms"), "swims": _pick(rng, "fish", "squid", "crawler"),
    }  # fmt: skip
    furry = {
        "nose": _pick(rng, "snout", "snout", "snout", "pig", "beak", "ball"),
        "ears": _pick(rng, *EARS[1:6], "horns", "tufts"),
        "tail": _pick(rng, "none", "puff", "thin", "bushy", "lizard"),
        "head": _pick(rng, "ball", "jowl"),
    }  # fmt: skip
    if plan == "person":
        out |= {"ears": "human", "hair": _pick(rng, *HAIR), "tail": "none",
                "back": _pick(rng, "none", "none", "none", "cape", "pack"),
                "on_face": _pick(rng, "none", "none", "glasses", "beard", "moustache"),
                "teeth": _pick(rng, "none", "shown")}  # fmt: skip
    elif plan in {"animal", "beast"}:
        out |= furry | {
            "back": _pick(rng, "none", "none", "none", "spines", "pack", "wings", "shell")
        }
        if plan == "beast":
            out |= {
                "hat": _pick(rng, "none", "none", *HATS),
                "nose": _pick(rng, "snout", "snout", "pig"),
            }
    elif plan in {"monster", "lump", "swimmer"}:
        out |= {"ears": _pick(rng, *EARS), "tail": _pick(rng, "none", "none", "lizard", "thin"),
                "back": _pick(rng, "none", "spines", "wings", "shell"),
                "sprout": _pick(rng, "none", "none", "leaf"),
                "nose": _pick(rng, *NOSES, "none", "none")}  # fmt: skip
    elif plan == "bird":
        out |= {"nose": "beak", "ears": _pick(rng, "none", "none", "tufts"), "head": "ball",
                "hair": _pick(rng, "none", "none", "none", "mohawk")}  # fmt: skip
    elif plan == "robot":
        out |= {"nose": _pick(rng, "none", "none", "ball"), "ears": _pick(rng, "none", "antennae", "horns", "human"),
                "head": _pick(rng, "box", "box", "tube", "ball"), "ride": _pick(rng, "feet", "feet", "wheels", "hover"),
                "on_face": "none", "hat": _pick(rng, *["none"] * 5, "hard", "headphones", "cone")}  # fmt: skip
    else:
        out |= {"ears": _pick(rng, *EARS), "hair": _pick(rng, "none", "none", *HAIR),
                "tail": _pick(rng, "none", "none", "puff", "bushy")}  # fmt: skip
    if out["hat"] in {"cap", "hard", "beanie", "tall", "straw", "cone"} and out["hair"] not in {
        "none",
        "bob",
        "long",
        "twins",
    }:
        out["hair"] = "bob" if out["hair"] != "cap" else "none"
    if out["hat"] in {"cap", "hard", "beanie", "tall", "straw", "crown"} and out["ears"] in {
        "long",
        "antennae",
    }:
        out["hat"] = "none"
    return out


def _paints(plan: str, rng: Rng) -> Drawn:
    gloss = float(rng.choice([0.05, 0.25, 0.5, 0.85]))
    skin: Colour = SKINS[int(rng.integers(len(SKINS)))]
    if plan in {"animal", "beast"} and rng.random() < 0.7:
        skin = FURS[int(rng.integers(len(FURS)))]
    elif plan != "person":
        skin = _colour(rng)
    light = tuple(min(1.0, c * 0.45 + 0.55) for c in skin)
    muzzle: Colour = (light[0], light[1], light[2]) if rng.random() < 0.7 else skin
    hide = _patterned(rng, skin, 1.0, 0.45, gloss)
    shirt_colour = (
        skin if plan in {"animal", "monster", "toy"} and rng.random() < 0.45 else _colour(rng)
    )
    bare = shirt_colour == skin
    shirt = _patterned(rng, shirt_colour, 1.0, 0.45, gloss)
    if bare:
        shirt = Paint(
            first=skin, second=muzzle, pattern=marching.FRONT, scale=0.72, shift=-0.05, gloss=gloss
        )
    pants = skin if bare and rng.random() < 0.8 else _colour(rng)
    face = Paint(first=skin, gloss=gloss)
    if plan in {"monster", "lump", "swimmer", "toy", "animal"} and rng.random() < 0.35:
        face = _patterned(rng, skin, 1.0, 1.0, gloss)
    hair = HAIRS[int(rng.integers(len(HAIRS)))] if rng.random() < 0.75 else _colour(rng)
    shoes = skin if bare and rng.random() < 0.5 else _colour(rng)
    hands = skin if rng.random() < 0.8 else _colour(rng)
    return {
        "skin": Paint(first=skin, gloss=gloss), "face": face, "muzzle": Paint(first=muzzle, gloss=gloss),
        "hide": hide, "shirt": shirt, "sleeve": Paint(first=shirt_colour, gloss=gloss),
        "pants": _patterned(rng, pants, 0.6, 0.15, gloss), "shoes": Paint(first=shoes, gloss=max(gloss, 0.4)),
        "hands": Paint(first=hands, gloss=gloss), "hair_paint": Paint(first=hair, gloss=0.35),
        "hat_paint": _patterned(rng, _colour(rng), 0.7, 0.4, gloss), "trim": _patterned(rng, _colour(rng), 0.7, 0.2, gloss),
        "inner": Paint(first=_colour(rng) if plan != "animal" else muzzle, gloss=gloss),
        "iris": Paint(first=_colour(rng)), "tail_paint": _patterned(rng, skin, 0.5, 0.3, gloss),
        "nose_paint": Paint(first=_nose_colour(plan, rng), gloss=0.8),
    }  # fmt: skip


def _nose_colour(plan: str, rng: Rng) -> Colour:
    if plan == "bird":
        return _pick_colour(rng, (0.95, 0.65, 0.15), (0.9, 0.35, 0.15), (0.3, 0.28, 0.3))
    return _pick_colour(
        rng, (0.1, 0.08, 0.09), (0.85, 0.45, 0.5), (0.85, 0.2, 0.2), (0.35, 0.2, 0.15)
    )


def _pick_colour(rng: Rng, *of: Colour) -> Colour:
    return of[int(rng.integers(len(of)))]
