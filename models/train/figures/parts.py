"""Choosing the parts of a figure: skin, hair colour, eyes, nose, ears, horns, tail, outfit."""

import random
from collections.abc import Sequence

from models.train.figures import palettes
from models.train.figures.kinds import EMBLEMS, OUTFITS, PATTERNS
from models.train.figures.palettes import FURS, NATURAL_HAIR, ODD_SKINS, SKINS, Colour, Palette
from models.train.figures.shows import EYE_GRAMMARS, Show
from models.train.figures.traits import PEOPLE, Outfit


def skin_of(plan: str, style: Show, colours: Palette, rng: random.Random) -> tuple[Colour, Colour]:
    """The skin (or fur, or shell) and the second colour that goes with it."""
    if plan in PEOPLE:
        skin = rng.choice(ODD_SKINS) if style.odd_skin and rng.random() < 0.6 else rng.choice(SKINS)
        return skin, palettes.darker(skin, 0.2)
    if plan in {"anthro", "beast"} and rng.random() < 0.62:
        skin = rng.choice(FURS)
    elif plan == "robot":
        skin = rng.choice(
            (colours.main, colours.second, (176, 184, 194), (226, 228, 232), (92, 98, 112))
        )
    else:
        skin = rng.choice((colours.main, colours.second, colours.accent))
    second = rng.choice(
        (palettes.lighter(skin, 0.6), colours.light, palettes.darker(skin, 0.35), colours.second)
    )
    if palettes.distinct(skin, second) < 0.16:
        second = (
            palettes.lighter(skin, 0.6)
            if palettes.luminance(skin) < 0.7
            else palettes.darker(skin, 0.35)
        )
    return skin, second


def hair_colour_of(style: Show, colours: Palette, rng: random.Random, skin: Colour) -> Colour:
    """A hair colour that stands out from the skin."""
    for _ in range(6):
        hair = (
            rng.choice((colours.main, colours.accent, colours.second))
            if style.odd_hair and rng.random() < 0.65
            else rng.choice(NATURAL_HAIR)
        )
        if palettes.distinct(hair, skin) > 0.2:
            return hair
    return palettes.darker(skin, 0.65)


def eyes_of(plan: str, style: Show, rng: random.Random) -> str:
    """The kind of eyes, out of the grammar of the show."""
    if plan == "robot":
        return rng.choice(("visor", "lamps", "screen", "single", "ring", "lamps"))
    if plan in PEOPLE and style.grammar == "odd":
        return rng.choice(("white", "ring", "hollow", "dot"))
    if plan == "vehicle" and rng.random() < 0.6:
        return rng.choice(("white", "joined", "pie", "tall"))
    return (
        rng.choice(style.eyes) if rng.random() < 0.85 else rng.choice(EYE_GRAMMARS[style.grammar])
    )


def nose_of(plan: str, kind: str, style: Show, rng: random.Random) -> str:
    """The nose that belongs to the kind of body."""
    if plan in {"anthro", "beast"}:
        if kind == "frog":
            return "none"
        return (
            "trunk"
            if kind == "elephant"
            else "snout"
            if kind == "pig"
            else "snoutlong"
            if kind in {"crocodile", "dragon", "horse", "dinosaur", "cow", "giraffe"}
            else rng.choice(("muzzle", "muzzle", "button", "wide muzzle"))
        )
    if plan == "bird":
        return "beak"
    if plan in PEOPLE:
        if style.grammar in {"modern", "nineties", "seventies"}:
            return rng.choice(("tick", "dot", "shadow", "none"))
        return rng.choice(("ball", "wedge", "line", "big", "long", "dot", "tick", "hook"))
    return (
        rng.choice(("none", "none", "dot", "ball"))
        if plan != "mascot"
        else rng.choice(("none", "muzzle", "beak", "ball", "dot"))
    )


def ears_of(plan: str, kind: str, style: Show, rng: random.Random) -> str:
    """The ears that belong to the kind of body."""
    if plan in PEOPLE:
        return (
            rng.choice(("human",) * 9 + ("elf", "cat", "rabbit"))
            if style.odd_hair
            else rng.choice(("human",) * 12 + ("elf",))
        )
    if kind == "owl":
        return rng.choice(("cat", "none"))
    if plan in {"anthro", "beast"}:
        return {
            "cat": "cat", "dog": rng.choice(("floppy", "cat", "half")), "fox": "cat", "bear": "round",
            "rabbit": rng.choice(("rabbit", "rabbit", "lop")), "mouse": "dish", "deer": "leaf", "pig": "half", "lion": "round",
            "goat": "leaf", "raccoon": "round", "dragon": rng.choice(("fin", "none")), "frog": "none",
            "monkey": "side", "elephant": "huge", "crocodile": "none", "sheep": "leaf", "horse": "cat",
            "dinosaur": "none", "giraffe": "leaf", "cow": "leaf",
        }[kind]  # fmt: skip
    if plan == "mascot":
        return rng.choice(("none", "round", "cat", "rabbit", "floppy", "dish", "leaf"))
    if plan == "robot":
        return rng.choice(("none", "bolt", "dish", "fin"))
    return "none"


def horns_of(plan: str, kind: str, rng: random.Random) -> str:
    """Horns where the kind has them, and seldom elsewhere."""
    if kind == "deer":
        return "antlers"
    if kind in {"goat", "sheep"}:
        return rng.choice(("curled", "short"))
    if kind in {"cow", "giraffe"}:
        return "short"
    if kind == "dragon":
        return rng.choice(("long", "short", "one"))
    if plan == "insect":
        return "antennae"
    if plan == "robot":
        return rng.choice(("none", "aerial", "antennae", "crest", "none"))
    if plan == "vehicle":
        return "none"
    return rng.choice(
        ("none",) * (50 if plan in PEOPLE else 16) + ("short", "long", "one", "antennae", "curled")
    )


def tail_of(plan: str, kind: str, rng: random.Random) -> str:
    """The tail that belongs to the kind of body."""
    if plan in {"anthro", "beast"}:
        return {
            "cat": "long", "dog": rng.choice(("curl", "brush", "long")), "fox": "brush", "bear": "stub", "rabbit": "puff",
            "mouse": "thin", "deer": "stub", "pig": "spiral", "lion": "tuft", "goat": "stub",
            "raccoon": "ringed", "dragon": "thick", "frog": "none", "monkey": "curl", "elephant": "tuft",
            "crocodile": "thick", "sheep": "puff", "horse": "hair", "dinosaur": "thick",
            "giraffe": "tuft", "cow": "tuft",
        }[kind]  # fmt: skip
    return rng.choice(("none",) * 8 + ("long", "arrow")) if plan in PEOPLE | {"mascot"} else "none"


def outfit_of(plan: str, colours: Palette, rng: random.Random) -> Outfit:
    """One outfit in the colours of the palette."""
    roles = [colours.main, colours.second, colours.light, colours.dark]
    top = rng.choice(roles[:3])
    bottom = rng.choice([c for c in roles if palettes.distinct(c, top) > 0.15] or [colours.dark])
    kind = rng.choice(OUTFITS)
    if plan == "anthro" and rng.random() < 0.35:
        kind = "bare"
    if plan == "mascot" and rng.random() < 0.6:
        kind = "bare"
    return Outfit(
        kind=kind, top=top, bottom=bottom, second=_apart(top, roles, rng), accent=colours.accent,
        pattern=rng.choice(PATTERNS), sleeve=rng.choice((0.0, 0.3, 0.45, 0.62, 0.97, 0.97)),
        bottoms=rng.choice(("trousers", "trousers", "shorts", "skirt", "tights", "baggy", "long skirt")),
        leg=rng.choice((0.35, 0.55, 0.9, 0.95)), wide=rng.uniform(1.15, 2.1),
        shoes=rng.choice(("shoes", "boots", "sneakers", "tall boots", "bare", "slippers", "platform")),
        shoe_colour=rng.choice((colours.dark, colours.accent, colours.second, (110, 72, 46))),
        emblem=rng.choice(EMBLEMS), belt=rng.random() < 0.35,
        neckwear=rng.choice(("none", "none", "none", "scarf", "tie", "bow", "collar", "kerchief", "ruff")),
        gloves=rng.random() < 0.22,
    )  # fmt: skip


def _apart(colour: Colour, roles: Sequence[Colour], rng: random.Random) -> Colour:
    others = [c for c in roles if palettes.distinct(c, colour) > 0.2]
    return rng.choice(others) if others else palettes.darker(colour, 0.45)
