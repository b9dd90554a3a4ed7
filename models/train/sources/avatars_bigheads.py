"""People with large heads, outlined: the generator of Big Heads."""

import random
from collections.abc import Iterator

from models.train.sources import Basket, Folders, Identity, Source, npm
from models.train.sources.avatars import PICTURES, REACT, TWIN_EVERY, Order, Planned, read

PACKAGE = npm(
    "@bigheads/core", "0.3.3", "c47903c54bf5459221a9990895e6f21218857b76fd277236e80025c136a0d1c8"
)
TRAITS = {
    "skinTone": ("light", "yellow", "brown", "dark", "red", "black"),
    "hair": ("long", "bun", "short", "pixie", "balding", "buzz", "afro", "bob", "none"),
    "hairColor": ("blonde", "orange", "black", "white", "brown", "blue", "pink"),
    "facialHair": ("none", "none", "stubble", "mediumBeard"),
    "body": ("chest", "breasts"),
    "lipColor": ("red", "purple", "pink", "turqoise", "green"),
    "lashes": (True, False),
    "clothing": ("shirt", "dressShirt", "vneck", "tankTop", "dress"),
    "clothingColor": ("white", "blue", "black", "green", "red"),
    "hatColor": ("white", "blue", "black", "green", "red"),
}
MOOD = {
    "eyes": (
        "normal", "leftTwitch", "happy", "content", "squint", "simple", "dizzy", "wink", "heart",
    ),
    "eyebrows": ("raised", "leftLowered", "serious", "angry", "concerned"),
    "mouth": ("grin", "sad", "openSmile", "lips", "open", "serious", "tongue"),
}  # fmt: skip


def bigheads() -> Iterator[Planned]:
    """People with large heads; hats, glasses and clothes change."""
    for number in range(130):
        name = f"bighead-{number:03}"
        rng = random.Random(name)
        figure = {trait: rng.choice(values) for trait, values in TRAITS.items()}
        yield Planned(name=name, orders=_orders(figure, rng))
        if number % TWIN_EVERY == 0:
            trait = rng.choice(("skinTone", "hair", "hairColor"))
            if trait == "hairColor" and figure["hair"] == "none":
                trait = "hair"
            value = rng.choice([v for v in TRAITS[trait] if v != figure[trait]])
            orders = _orders({**figure, trait: value}, rng)
            yield Planned(name=f"{name}-other-{trait}", orders=orders, kin=name)


def _orders(figure: Order, rng: random.Random) -> tuple[tuple[Order, str], ...]:
    orders = []
    for number in range(PICTURES):
        mood = {trait: rng.choice(values) for trait, values in MOOD.items()}
        order = {
            **figure,
            **mood,
            "accessory": rng.choice(("none", "none", "roundGlasses", "tinyGlasses", "shades")),
            "hat": "beanie" if number == PICTURES - 1 else "none",
            "graphic": "none",
            "mask": False,
            "faceMask": False,
        }
        if number % 3 == 2:
            for trait in ("clothing", "clothingColor"):
                order[trait] = rng.choice(TRAITS[trait])
        orders.append((order, " ".join(mood.values())))
    return tuple(orders)


def _read(folders: Folders) -> Iterator[Identity]:
    return read("bigheads", bigheads(), folders)


SOURCES: tuple[Source, ...] = (
    Source(
        name="bigheads", style="outlined people with large heads", basket=Basket.TRAINING,
        licence="MIT", stated="package/LICENSE", by="Robert Broersma",
        packages=(PACKAGE, *REACT), read=_read,
    ),
)  # fmt: skip
