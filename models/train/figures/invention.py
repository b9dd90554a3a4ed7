"""Inventing figures: archetypes with wide proportions, a designed palette, a signature or two."""

import dataclasses
import random
from collections.abc import Sequence
from typing import Any

from models.train.figures import palettes
from models.train.figures.palettes import FURS, NATURAL_HAIR, ODD_SKINS, SKINS, Colour, Palette
from models.train.figures.shows import EYE_GRAMMARS, Show, show
from models.train.figures.traits import PEOPLE, Figure, Outfit

KINDS: dict[str, tuple[str, ...]] = {
    "adult": ("slim", "sturdy", "strong", "round", "long", "pear", "wedge", "old"),
    "child": ("slim", "round", "small"),
    "chibi": ("soft", "small", "bean"),
    "anthro": ("cat", "dog", "fox", "bear", "rabbit", "mouse", "deer", "pig", "lion", "goat", "raccoon", "dragon", "frog", "monkey", "elephant", "crocodile", "sheep"),
    "beast": ("cat", "dog", "fox", "bear", "rabbit", "mouse", "deer", "pig", "lion", "goat", "raccoon", "dragon", "horse", "elephant", "dinosaur", "sheep", "giraffe", "cow"),
    "bird": ("chick", "parrot", "owl", "penguin", "crow", "duck", "wader", "rooster"),
    "fish": ("round", "long", "flat", "shark", "puffer", "whale", "octopus"),
    "insect": ("beetle", "bee", "butterfly", "ant", "snail", "caterpillar", "spider"),
    "robot": ("box", "barrel", "slim", "heavy", "wheel", "hover"),
    "vehicle": ("car", "bus", "truck", "train", "plane", "rocket", "boat", "saucer"),
    "blob": ("drop", "slime", "ghost", "cloud", "star", "flame", "ball", "spiky"),
    "plant": ("flower", "mushroom", "cactus", "tree", "carrot", "pumpkin", "sprout", "onion"),
    "mascot": ("egg", "pear", "tall", "ball", "square", "bell"),
    "object": ("cup", "book", "lamp", "clock", "pencil", "box", "bottle", "candle", "bread", "drum", "teapot", "balloon"),
}  # fmt: skip
HEAD_SHAPES = (
    "round", "egg", "square", "pear", "heart", "wide", "tall", "bean", "jaw", "triangle",
)  # fmt: skip
FRINGES = (
    "straight", "side", "parted", "spiky", "curtain", "strands", "swept", "short", "curls",
    "widow", "open",
)  # fmt: skip
HAIR_BACKS = (
    "none",
    "short",
    "bob",
    "long",
    "waves",
    "spikes",
    "afro",
    "straight",
    "flip",
    "mullet",
)
HAIR_EXTRAS = (
    "none", "none", "none", "pony", "twin", "bun", "buns", "braid", "braids", "locks", "ahoge",
    "crest", "side pony", "loops",
)  # fmt: skip
HATS = (
    "cap", "wide", "cone", "top", "beret", "crown", "helmet", "beanie", "bow", "band", "hood",
    "flower", "headphones", "bowler", "pirate", "goggles",
)  # fmt: skip
PROPS = (
    "staff",
    "bag",
    "sword",
    "flower",
    "umbrella",
    "book",
    "shield",
    "hammer",
    "balloon",
    "lantern",
)
PATTERNS = (
    "plain", "plain", "plain", "stripes", "columns", "dots", "checks", "gradient", "panels",
    "sash", "yoke", "hem", "halves",
)  # fmt: skip
EMBLEMS = ("none", "none", "none", "star", "disc", "heart", "bolt", "drop", "bar", "ring")
OUTFITS = (
    "shirt", "shirt", "dress", "coat", "overalls", "armour", "kimono", "sport", "robe", "suit",
    "tank", "hoodie", "vest", "tunic",
)  # fmt: skip


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
    build = _build(plan, kind, style, rng)
    person = plan in PEOPLE
    skin, second = _skin(plan, style, colours, rng)
    hair = _hair_colour(style, colours, rng, skin)
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
        eyes=_eyes(plan, style, rng),
        eye_size=rng.uniform(0.8, 1.25) * style.eye_tendency,
        eye_gap=rng.uniform(0.34, 0.52),
        eye_height=rng.uniform(-0.16, 0.08),
        eye_colour=rng.choice((colours.accent, palettes.darker(colours.main, 0.2), (74, 48, 34), (52, 110, 170), (70, 130, 70), (150, 60, 60), (140, 90, 180), (200, 140, 40))),
        brows=rng.choice(("thin", "thick", "short", "none", "round")) if person else rng.choice(("none", "none", "thick", "short")),
        nose=_nose(plan, kind, style, rng),
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
        ears=_ears(plan, kind, style, rng),
        ear_size=rng.choice((0.7, 0.9, 1.0, 1.2, 1.6)),
        horns=_horns(plan, kind, rng),
        tail=_tail(plan, kind, rng),
        tail_size=rng.uniform(0.7, 1.5),
        back=rng.choice(("wings", "bat", "cape", "pack", "cape", "fins", "quiver")) if rng.random() < 0.07 + 0.22 * some else "none",
        muzzle=rng.uniform(0.6, 1.3),
        outfit=_outfit(plan, colours, rng), outfit_2=_outfit(plan, palettes.palette(style.family, rng), rng),
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


def _build(plan: str, kind: str, style: Show, rng: random.Random) -> dict[str, Any]:
    """The fields of the body by name; lengths in world units."""
    u = rng.uniform
    head, legs, torso, arms = u(0.165, 0.225), u(0.8, 1.05), u(0.5, 0.64), u(0.68, 0.82)
    shoulders, waist, hips, limb, belly = (
        u(0.2, 0.27),
        u(0.13, 0.18),
        u(0.15, 0.21),
        u(0.055, 0.075),
        0.0,
    )
    wide, hunch, neck = u(0.82, 1.0), 0.0, u(0.05, 0.12)
    if plan == "adult":
        if kind == "strong":
            shoulders, waist, limb, head = (
                u(0.34, 0.46),
                u(0.16, 0.24),
                u(0.085, 0.13),
                u(0.14, 0.18),
            )
        elif kind == "round":
            waist, hips, belly, limb, legs = (
                u(0.3, 0.45),
                u(0.24, 0.32),
                u(0.2, 0.4),
                u(0.08, 0.1),
                u(0.55, 0.8),
            )
        elif kind == "long":
            legs, arms, waist, shoulders, head = (
                u(1.15, 1.45),
                u(0.85, 1.05),
                u(0.1, 0.13),
                u(0.16, 0.22),
                u(0.14, 0.18),
            )
        elif kind == "pear":
            hips, waist, shoulders, limb = (
                u(0.26, 0.34),
                u(0.18, 0.24),
                u(0.15, 0.19),
                u(0.06, 0.08),
            )
        elif kind == "wedge":
            shoulders, waist, hips, legs, arms = (
                u(0.36, 0.48),
                u(0.14, 0.2),
                u(0.12, 0.16),
                u(0.5, 0.75),
                u(0.8, 1.0),
            )
        elif kind == "sturdy":
            shoulders, waist, hips, legs, limb = (
                u(0.28, 0.34),
                u(0.26, 0.32),
                u(0.24, 0.3),
                u(0.6, 0.8),
                u(0.085, 0.11),
            )
        elif kind == "old":
            hunch, legs, head, belly = u(0.1, 0.35), u(0.55, 0.75), u(0.2, 0.26), u(0.0, 0.2)
        waist, hips = max(waist, shoulders * 0.46), max(hips, shoulders * 0.5)
        head *= style.head_tendency
    elif plan == "child":
        head, legs, torso, arms = u(0.24, 0.32), u(0.5, 0.72), u(0.38, 0.48), u(0.48, 0.58)
        shoulders, waist, hips, limb, neck = (
            u(0.15, 0.2),
            u(0.13, 0.2),
            u(0.14, 0.18),
            u(0.05, 0.07),
            u(0.02, 0.06),
        )
        if kind == "round":
            waist, belly, hips = u(0.2, 0.28), u(0.08, 0.2), u(0.18, 0.24)
        head, wide = head * style.head_tendency, u(0.92, 1.12)
    elif plan == "chibi":
        head, legs, torso, arms = u(0.38, 0.52), u(0.26, 0.4), u(0.26, 0.38), u(0.28, 0.38)
        shoulders, waist, hips, limb, neck = (
            u(0.13, 0.18),
            u(0.14, 0.2),
            u(0.15, 0.22),
            u(0.05, 0.075),
            0.0,
        )
        wide = u(0.98, 1.22)
    elif plan == "anthro":
        head, legs, torso, arms = u(0.22, 0.36), u(0.42, 0.95), u(0.4, 0.58), u(0.5, 0.75)
        shoulders, waist, hips, limb = u(0.16, 0.32), u(0.15, 0.32), u(0.16, 0.26), u(0.055, 0.085)
        belly, wide, neck = u(0.0, 0.2), u(0.95, 1.25), u(0.02, 0.08)
    elif plan == "mascot":
        head, legs, torso, arms = u(0.4, 0.5), u(0.24, 0.5), u(0.2, 0.3), u(0.4, 0.6)
        shoulders, waist, hips, limb, neck = u(0.2, 0.3), 0.28, u(0.2, 0.3), u(0.06, 0.1), 0.0
        wide = u(0.8, 1.15)
    elif plan == "robot":
        head, legs, torso, arms = u(0.15, 0.3), u(0.45, 0.95), u(0.4, 0.62), u(0.55, 0.85)
        shoulders, waist, hips, limb = u(0.2, 0.42), u(0.16, 0.38), u(0.16, 0.32), u(0.05, 0.1)
        wide, neck = u(0.85, 1.35), u(0.02, 0.14)
        if kind == "slim":
            shoulders, waist, hips, limb = (
                u(0.16, 0.22),
                u(0.1, 0.14),
                u(0.12, 0.16),
                u(0.035, 0.055),
            )
        elif kind == "heavy":
            shoulders, arms, limb, head, legs = (
                u(0.42, 0.56),
                u(0.75, 0.95),
                u(0.09, 0.14),
                u(0.12, 0.18),
                u(0.45, 0.6),
            )
    else:
        head, legs, limb = u(0.26, 0.42), u(0.35, 0.8), u(0.05, 0.1)
        wide, arms, neck = u(0.9, 1.2), u(0.35, 0.55), u(0.0, 1.0)
        torso, waist, hips = u(0.6, 1.0), u(0.2, 0.34), u(0.2, 0.34)
    return {
        "head": head, "head_wide": wide,
        "head_shape": rng.choice(HEAD_SHAPES) if plan != "robot" else rng.choice(("square", "round", "tall", "wide", "dome", "bucket", "screen")),
        "neck": neck, "shoulders": shoulders * style.wide_tendency**0.5, "waist": waist, "hips": hips,
        "depth": max(0.11, waist * u(0.65, 0.95)), "belly": belly, "torso": torso * style.long_tendency**0.5,
        "legs": legs * style.long_tendency, "arms": arms * style.long_tendency**0.7,
        "limb": limb * style.limb_tendency, "limb_taper": rng.choice((0.55, 0.75, 0.9, 1.0, 1.3)),
        "hands": u(0.85, 1.4), "feet": u(0.85, 1.6), "hunch": hunch,
    }  # fmt: skip


def _skin(plan: str, style: Show, colours: Palette, rng: random.Random) -> tuple[Colour, Colour]:
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


def _hair_colour(style: Show, colours: Palette, rng: random.Random, skin: Colour) -> Colour:
    for _ in range(6):
        hair = (
            rng.choice((colours.main, colours.accent, colours.second))
            if style.odd_hair and rng.random() < 0.65
            else rng.choice(NATURAL_HAIR)
        )
        if palettes.distinct(hair, skin) > 0.2:
            return hair
    return palettes.darker(skin, 0.65)


def _eyes(plan: str, style: Show, rng: random.Random) -> str:
    if plan == "robot":
        return rng.choice(("visor", "lamps", "screen", "single", "ring", "lamps"))
    if plan in PEOPLE and style.grammar == "odd":
        return rng.choice(("white", "ring", "hollow", "dot"))
    if plan == "vehicle" and rng.random() < 0.6:
        return rng.choice(("white", "joined", "pie", "tall"))
    return (
        rng.choice(style.eyes) if rng.random() < 0.85 else rng.choice(EYE_GRAMMARS[style.grammar])
    )


def _nose(plan: str, kind: str, style: Show, rng: random.Random) -> str:
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


def _ears(plan: str, kind: str, style: Show, rng: random.Random) -> str:
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


def _horns(plan: str, kind: str, rng: random.Random) -> str:
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


def _tail(plan: str, kind: str, rng: random.Random) -> str:
    if plan in {"anthro", "beast"}:
        return {
            "cat": "long", "dog": rng.choice(("curl", "brush", "long")), "fox": "brush", "bear": "stub", "rabbit": "puff",
            "mouse": "thin", "deer": "stub", "pig": "spiral", "lion": "tuft", "goat": "stub",
            "raccoon": "ringed", "dragon": "thick", "frog": "none", "monkey": "curl", "elephant": "tuft",
            "crocodile": "thick", "sheep": "puff", "horse": "hair", "dinosaur": "thick",
            "giraffe": "tuft", "cow": "tuft",
        }[kind]  # fmt: skip
    return rng.choice(("none",) * 8 + ("long", "arrow")) if plan in PEOPLE | {"mascot"} else "none"


def _outfit(plan: str, colours: Palette, rng: random.Random) -> Outfit:
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
