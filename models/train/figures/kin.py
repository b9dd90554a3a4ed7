"""Siblings: the same figure but for one trait that can be seen, the hardest to tell apart."""

import dataclasses
import random
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from models.train.figures import palettes
from models.train.figures.drawn import draw
from models.train.figures.invention import resembles_known
from models.train.figures.kinds import (
    EMBLEMS,
    FRINGES,
    HAIR_BACKS,
    HAIR_EXTRAS,
    HATS,
    HEAD_SHAPES,
    KINDS,
    PATTERNS,
    PROPS,
)
from models.train.figures.palettes import FAMILIES, FURS, NATURAL_HAIR, SKINS, Colour
from models.train.figures.takes import plain_take
from models.train.figures.traits import BIPEDS, PEOPLE, Figure, Outfit, Take

VISIBLE = 2.8
"""Mean difference (0…255) over the drawn cells of a small picture from which a trait is seen."""
_SIDE_PX = 56
_EYES = (
    "glossy",
    "modern",
    "almond",
    "white",
    "joined",
    "wedge",
    "pie",
    "dot",
    "tall",
    "half",
    "ring",
    "button",
)


def sibling(figure: Figure, seed: int) -> tuple[Figure, str]:
    """Another figure that differs in exactly one visible trait, and the trait's name in TRAITS."""
    rng = random.Random(seed * 131 + 5)
    for _ in range(30):
        trait = rng.choices(tuple(TRAITS), [t.weight for t in TRAITS.values()])[0]
        if not TRAITS[trait].fits(figure):
            continue
        other = TRAITS[trait].change(figure, rng)
        if (
            other != figure
            and not resembles_known(other)
            and seen_difference(figure, other) >= VISIBLE
        ):
            return other, trait
    return _repainted(figure, rng), "palette"


def seen_difference(a: Figure, b: Figure) -> float:
    """How different two figures look in the same calm take, 0…255 over what is drawn."""
    total = 0.0
    for yaw in (0.4, -1.2):
        chosen = dataclasses.replace(plain_take(a), yaw=yaw, rendering="flat", seed=1)
        one, two = (_thumb(f, chosen) for f in (a, b))
        drawn = max(1, int(((one[..., 3] > 0) | (two[..., 3] > 0)).sum()))
        total += float(np.abs(one[..., :3] - two[..., :3]).sum()) / (3 * drawn)
    return total / 2


def _thumb(f: Figure, chosen: Take) -> npt.NDArray[np.float32]:
    picture = draw(f, chosen, _SIDE_PX + 8)
    page = Image.new("RGBA", (_SIDE_PX + 8, _SIDE_PX + 8), (0, 0, 0, 0))
    image = Image.fromarray(picture)
    page.paste(image, ((page.width - image.width) // 2, page.height - image.height))
    array = np.asarray(page, np.float32).copy()
    array[..., :3] = array[..., :3] * array[..., 3:] / 255 + 128 * (1 - array[..., 3:] / 255)
    return array


@dataclasses.dataclass(frozen=True, slots=True)
class Trait:
    """One way to differ: whom it fits, how it changes, and the fields it may touch."""

    fields: frozenset[str]
    fits: Callable[[Figure], bool]
    change: Callable[[Figure, random.Random], Figure]
    weight: float = 1.0


def _other(options: Sequence[str], now: str, rng: random.Random) -> str:
    return rng.choice([o for o in options if o != now])


def _other_colour(now: Colour, rng: random.Random, options: Sequence[Colour] = ()) -> Colour:
    """A clearly different colour, as strong as the one it replaces."""
    for _ in range(40):
        new = (
            rng.choice(options)
            if options
            else palettes.hsv(rng.random(), rng.uniform(0.35, 0.95), rng.uniform(0.3, 1.0))
        )
        if palettes.distinct(new, now) > 0.3:
            return new
    return (
        palettes.lighter(now, 0.7) if palettes.luminance(now) < 0.5 else palettes.darker(now, 0.6)
    )


def _hair_colour(f: Figure, rng: random.Random) -> Figure:
    new = _other_colour(f.hair_colour, rng, (*NATURAL_HAIR, f.palette.accent, f.palette.main))
    return dataclasses.replace(
        f, hair_colour=new, hair_tips=new if f.hair_tips == f.hair_colour else f.hair_tips
    )


def _hair_shape(f: Figure, rng: random.Random) -> Figure:
    back = _other(HAIR_BACKS, f.hair_back, rng)
    return dataclasses.replace(
        f, fringe=_other(FRINGES, f.fringe, rng), hair_back=back, hair_extra=rng.choice(HAIR_EXTRAS)
    )


def _dressed(f: Figure, change: Callable[[Outfit], Outfit]) -> Figure:
    return dataclasses.replace(f, outfit=change(f.outfit), outfit_2=change(f.outfit_2))


def _top(f: Figure, rng: random.Random) -> Figure:
    top = _other_colour(f.outfit.top, rng)
    return _dressed(f, lambda o: dataclasses.replace(o, top=top))


def _bottom(f: Figure, rng: random.Random) -> Figure:
    bottom = _other_colour(f.outfit.bottom, rng)
    return _dressed(f, lambda o: dataclasses.replace(o, bottom=bottom))


def _pattern(f: Figure, rng: random.Random) -> Figure:
    pattern = _other(PATTERNS[2:], f.outfit.pattern, rng)
    emblem = _other(EMBLEMS[2:], f.outfit.emblem, rng)
    return _dressed(f, lambda o: dataclasses.replace(o, pattern=pattern, emblem=emblem))


def _neckwear(f: Figure, rng: random.Random) -> Figure:
    options = ("none", "scarf", "tie", "bow", "collar", "kerchief", "ruff")
    neckwear = _other(options, f.outfit.neckwear, rng)
    return _dressed(f, lambda o: dataclasses.replace(o, neckwear=neckwear))


def _eyes(f: Figure, rng: random.Random) -> Figure:
    options = ("visor", "lamps", "screen", "single", "ring") if f.plan == "robot" else _EYES
    return dataclasses.replace(
        f, eyes=_other(options, f.eyes, rng), eye_colour=_other_colour(f.eye_colour, rng)
    )


def _skin(f: Figure, rng: random.Random) -> Figure:
    options = SKINS if f.plan in PEOPLE else FURS if f.plan in {"anthro", "beast"} else ()
    new = _other_colour(f.skin, rng, options)
    return dataclasses.replace(f, skin=new)


def _repainted(f: Figure, rng: random.Random) -> Figure:
    """The same shape in another palette: every colour another."""
    new = palettes.palette(rng.choice(FAMILIES), rng)
    old = f.palette
    roles = {
        old.main: new.main,
        old.second: new.second,
        old.accent: new.accent,
        old.dark: new.dark,
        old.light: new.light,
    }

    def swap(c: Colour) -> Colour:
        return roles.get(c) or _other_colour(c, rng, (new.main, new.second, new.accent, *FURS))

    def outfit(o: Outfit) -> Outfit:
        return dataclasses.replace(
            o,
            top=swap(o.top),
            bottom=swap(o.bottom),
            second=swap(o.second),
            accent=swap(o.accent),
            shoe_colour=swap(o.shoe_colour),
        )

    person = f.plan in PEOPLE
    hair = _other_colour(f.hair_colour, rng, NATURAL_HAIR)
    return dataclasses.replace(
        f, palette=new, outfit=outfit(f.outfit), outfit_2=outfit(f.outfit_2), hair_colour=hair, hair_tips=hair,
        skin=f.skin if person else swap(f.skin), skin_second=f.skin_second if person else swap(f.skin_second),
        hat_colour=swap(f.hat_colour), prop_colour=swap(f.prop_colour), eye_colour=swap(f.eye_colour),
    )  # fmt: skip


_SHAPE = frozenset({
    "kind", "head", "head_wide", "head_shape", "shoulders", "waist", "hips", "belly", "torso", "legs",
    "arms", "limb", "limb_taper", "hands", "feet", "ear_size", "tail_size", "muzzle", "hair_volume",
})  # fmt: skip


def _reshaped(f: Figure, rng: random.Random) -> Figure:
    """The same colours and clothes on another body."""
    u = rng.uniform

    def times(now: float) -> float:
        return now * rng.choice((u(0.55, 0.75), u(1.35, 1.7)))

    solid = f.plan in {"blob", "plant", "object", "vehicle", "fish", "insect", "mascot"}
    return dataclasses.replace(
        f, kind=_other(KINDS[f.plan], f.kind, rng) if solid else f.kind,
        head=f.head * rng.choice((0.78, 1.3)), head_wide=f.head_wide * rng.choice((0.85, 1.2)),
        head_shape=_other(HEAD_SHAPES, f.head_shape, rng) if f.plan != "robot" else f.head_shape,
        shoulders=times(f.shoulders), waist=times(f.waist), hips=f.hips * rng.choice((0.8, 1.3)), belly=f.belly,
        torso=f.torso * rng.choice((0.8, 1.2)), legs=times(f.legs), arms=f.arms * rng.choice((0.8, 1.2)),
        limb=times(f.limb), limb_taper=f.limb_taper, hands=f.hands, feet=f.feet,
        ear_size=times(f.ear_size), tail_size=times(f.tail_size), muzzle=f.muzzle, hair_volume=f.hair_volume,
    )  # fmt: skip


def _clad(f: Figure) -> bool:
    return f.plan in PEOPLE | {"anthro"} and f.outfit.kind != "bare"


def _haired(f: Figure) -> bool:
    return f.plan in PEOPLE and f.hat not in {"hood", "helmet"}


def _topped(f: Figure) -> bool:
    return f.kind not in {"mushroom", "sprout", "candle", "pencil", "tree"}


def _field(name: str, options: Sequence[str]) -> Callable[[Figure, random.Random], Figure]:
    def change(f: Figure, rng: random.Random) -> Figure:
        return dataclasses.replace(f, **{name: _other(options, getattr(f, name), rng)})  # type: ignore[arg-type]

    return change


def _beast(f: Figure) -> bool:
    return f.plan in {"anthro", "beast"}


TRAITS: dict[str, Trait] = {
    "hair colour": Trait(frozenset({"hair_colour", "hair_tips"}), _haired, _hair_colour, 3.0),
    "hair shape": Trait(frozenset({"fringe", "hair_back", "hair_extra"}), _haired, _hair_shape, 3.0),
    "hat": Trait(frozenset({"hat"}), _topped, _field("hat", ("none", *HATS)), 1.0),
    "glasses": Trait(frozenset({"glasses"}), lambda f: f.plan not in {"fish", "vehicle"}, _field("glasses", ("none", "round", "shades", "mask", "visor")), 0.7),
    "top colour": Trait(frozenset({"outfit", "outfit_2"}), _clad, _top, 3.5),
    "bottom colour": Trait(frozenset({"outfit", "outfit_2"}), _clad, _bottom, 1.0),
    "pattern": Trait(frozenset({"outfit", "outfit_2"}), _clad, _pattern, 2.5),
    "neckwear": Trait(frozenset({"outfit", "outfit_2"}), _clad, _neckwear, 0.7),
    "eyes": Trait(frozenset({"eyes", "eye_colour"}), lambda f: f.glasses in {"none", "round"}, _eyes, 1.6),
    "skin": Trait(frozenset({"skin"}), lambda _: True, _skin, 0.7),
    "ears": Trait(frozenset({"ears"}), _beast, _field("ears", ("cat", "round", "rabbit", "floppy", "dish", "leaf", "half")), 2.0),
    "tail": Trait(frozenset({"tail"}), _beast, _field("tail", ("long", "brush", "puff", "curl", "thick", "tuft")), 0.7),
    "coat": Trait(frozenset({"coat"}), lambda f: _beast(f) or f.plan in {"fish", "bird"}, _field("coat", ("plain", "spots", "stripes", "patches", "saddle", "socks")), 0.8),
    "horns": Trait(frozenset({"horns"}), lambda f: f.plan in BIPEDS | {"beast", "blob", "object"}, _field("horns", ("none", "short", "long", "one", "antennae", "antlers", "curled")), 0.6),
    "prop": Trait(frozenset({"prop"}), lambda f: f.plan in BIPEDS, _field("prop", ("none", *PROPS)), 0.6),
    "back": Trait(frozenset({"back"}), lambda f: f.plan in BIPEDS - {"mascot"}, _field("back", ("none", "wings", "bat", "cape", "pack")), 0.6),
    "palette": Trait(frozenset({"palette", "outfit", "outfit_2", "hair_colour", "hair_tips", "skin", "skin_second", "hat_colour", "prop_colour", "eye_colour"}), lambda _: True, _repainted, 0.9),
    "shape": Trait(_SHAPE, lambda _: True, _reshaped, 0.9),
}  # fmt: skip
"""How siblings may differ. Clothes differ in both outfits alike."""

__all__ = ["TRAITS", "Trait", "seen_difference", "sibling"]
