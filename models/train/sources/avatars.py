"""People, faces and little things with faces from generators that exist in JavaScript only.

`avatars.mjs`, beside this, is run with node, one process a source; the packages are laid out as
node expects them in a folder of links that lasts as long as the process.
"""

import json
import os
import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image

from models.train.sources import Basket, Folders, Identity, Picture, Source, npm
from models.train.sources.svg import SIDE_PX, drawn

PICTURES = 8
TWIN_EVERY = 3
REACT = (
    npm("react", "19.3.1", "56936913918dcf1f7a6fe58784e79df54b18200a88655ce809cf5e9c4ef871aa"),
    npm("react-dom", "19.3.1", "8b49975821eec6311e00d2b3f4b8337923253c876517388a33f9839c61ab262e"),
)
BIGHEADS = npm(
    "@bigheads/core", "0.3.3", "c47903c54bf5459221a9990895e6f21218857b76fd277236e80025c136a0d1c8"
)
KAWAII = npm(
    "react-kawaii", "1.6.0", "d2df2c0d49aee62b592f1db2e953ad800640c63642fce75856839affe039752a"
)
PEEPS = npm(
    "react-peeps", "0.1.10", "530ee345a6fa99aaf597087e07a5fe64b4d019576d0ba8df0c5eb377c4437152"
)
FACES = (
    npm("facesjs", "5.0.3", "5dcd38542f674a7df9d85dae2bade41dc99bdb317f6f723f1b4923aa0d0e4dda"),
    npm(
        "svg-path-bbox",
        "2.1.0",
        "da7b6b61601dbb9613407ea39e87c955c52434f9604990529e3d5de79f4fa45b",
    ),
    npm("svgpath", "2.6.0", "800acf61f8659853d6f46c133a2a0c056943572840407c3db63fdaf731f12f81"),
    npm("dlv", "1.1.3", "7c316193a4d49e70b3f552e4d52573ecb5b8154075f049cb30c9c2dc9ebb7c90"),
    npm("dset", "3.1.4", "ea5753352be6a2416c35f0f23831db3a9986c6d9183c339fbb3f11f94d4c8357"),
)

Order = dict[str, Any]
"""What the generator draws one picture from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A figure before it is drawn: an order and a look a picture."""

    name: str
    orders: tuple[tuple[Order, str], ...]
    kin: str = ""


BIGHEAD = {
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
BIGHEAD_MOOD = {
    "eyes": (
        "normal", "leftTwitch", "happy", "content", "squint", "simple", "dizzy", "wink", "heart",
    ),
    "eyebrows": ("raised", "leftLowered", "serious", "angry", "concerned"),
    "mouth": ("grin", "sad", "openSmile", "lips", "open", "serious", "tongue"),
}  # fmt: skip
THINGS = (
    "Astronaut", "Backpack", "Cat", "Chocolate", "Cyborg", "Ghost", "HumanCat", "HumanDinosaur",
    "IceCream", "Mug", "Planet",
)  # fmt: skip
TILT = "data-tilt"
MOODS = ("sad", "shocked", "happy", "blissful", "lovestruck", "excited", "ko")
TILTS = (0, -14, 10, 18, -8, 14, -20)
"""Degrees each mood is swayed by: on so small a face the mood alone is hardly seen."""
COLOURS = ("#FFD882", "#A6E191", "#83D1FB", "#E2A6F5", "#FF8E8E", "#F4F4F4", "#8A6B52")
MOUTHS = ("angry", "closed", "mouth2", "mouth4", "side", "smile", "smile3", "straight", "mouth7")
JERSEYS = ("jersey", "jersey3", "football", "football3", "hockey2", "baseball", "baseball3")
TEAMS = (
    ("#89bfd3", "#7a1319", "#07364f"), ("#f2b632", "#1f3b73", "#ffffff"),
    ("#2f7d4f", "#f4f4f4", "#222222"), ("#6b3fa0", "#f0c419", "#1b1b1b"),
    ("#d8433b", "#ffffff", "#2b2b2b"), ("#f08a3c", "#2d4d8f", "#ffffff"),
)  # fmt: skip
HATS = ("hat", "headband", "headband-high", "none", "none", "none")
SPECTACLES = ("glasses1-primary", "glasses2-black", "none", "none", "none")
HAIR_COLOURS = ("#272421", "#5A3825", "#CC9966", "#B55239", "#e9c67b", "#9b9b9b")
HAIRCUTS = {
    "male": ("afro", "bald", "crop", "curly", "dreads", "emo", "high", "faux-hawk"),
    "female": tuple(f"female{n}" for n in range(1, 13)),
}
PEEP_HAIR = (
    "Afro",
    "Bald",
    "BaldSides",
    "BaldTop",
    "Bangs",
    "BangsFilled",
    "Bear",
    "Bun",
    "BunCurly",
    "Buns",
    "FlatTop",
    "FlatTopLong",
    "HatHip",
    "Long",
    "LongAfro",
    "LongBangs",
    "LongCurly",
    "Medium",
    "MediumBangs",
    "MediumBangsFilled",
    "MediumLong",
    "MediumShort",
    "MediumStraight",
    "Mohawk",
    "MohawkDino",
    "Pomp",
    "ShavedSides",
    "ShavedWavy",
    "Short",
    "ShortCurly",
    "ShortMessy",
    "ShortVolumed",
    "ShortWavy",
    "BantuKnots",
    "Beanie",
    "BunFancy",
    "CornRows",
    "GrayBun",
    "GrayMedium",
    "GrayShort",
    "Hijab",
    "Turban",
    "Twists",
    "TwistsVolumed",
)
PEEP_BEARDS = ("None", "None", "None", "Chin", "Full", "Goatee", "Handlebars", "FullMajestic")
PEEP_GLASSES = ("None", "None", "GlassRound", "SunglassWayfarer", "GlassAviator", "Eyepatch")
PEEP_POSES = (
    "BlazerBW",
    "BlazerPantsWB",
    "CrossedArmsBW",
    "CrossedArmsWB",
    "EasingBW",
    "EasingWB",
    "PointingFingerBW",
    "PointingFingerWB",
    "PolkaDots",
    "RestingBW",
    "RestingWB",
    "RoboDanceBW",
    "RoboDanceWB",
    "ShirtBW",
    "ShirtPantsWB",
    "WalkingBW",
    "WalkingWB",
    "ClosedLegBW",
    "ClosedLegWB",
    "CrossedLegs",
    "HandsBackBW",
    "HandsBackWB",
    "MediumBW",
    "MediumWB",
    "OneLegUpBW",
    "OneLegUpWB",
    "WheelChair",
)
PEEP_FACES = (
    "Angry",
    "Blank",
    "Calm",
    "Cheeky",
    "Concerned",
    "Cute",
    "Driven",
    "EatingHappy",
    "EyesClosed",
    "Serious",
    "Smile",
    "Solemn",
    "Suspicious",
    "Tired",
    "VeryAngry",
    "Awe",
    "Explaining",
    "Fear",
    "LoveGrin",
    "Rage",
    "SmileBig",
    "SmileLol",
    "SmileTeeth",
)
PEEP_COLOURS = ("#ffffff", "#f3d3b4", "#cfe6f5", "#d9f0cf", "#f6d3e0", "#fbeeb0", "#c99772")
NOSES = ("honker", "nose1", "nose4", "nose8", "nose12", "pinocchio", "small")


def bigheads() -> Iterator[Planned]:
    """People with large heads; hats, glasses and clothes change."""
    for number in range(130):
        name = f"bighead-{number:03}"
        rng = random.Random(name)
        figure = {trait: rng.choice(values) for trait, values in BIGHEAD.items()}
        yield Planned(name=name, orders=_bighead_orders(figure, rng))
        if number % TWIN_EVERY == 0:
            trait = rng.choice(("skinTone", "hair", "hairColor"))
            if trait == "hairColor" and figure["hair"] == "none":
                trait = "hair"
            value = rng.choice([v for v in BIGHEAD[trait] if v != figure[trait]])
            orders = _bighead_orders({**figure, trait: value}, rng)
            yield Planned(name=f"{name}-other-{trait}", orders=orders, kin=name)


def _bighead_orders(figure: Order, rng: random.Random) -> tuple[tuple[Order, str], ...]:
    orders = []
    for number in range(PICTURES):
        mood = {trait: rng.choice(values) for trait, values in BIGHEAD_MOOD.items()}
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
                order[trait] = rng.choice(BIGHEAD[trait])
        orders.append((order, " ".join(mood.values())))
    return tuple(orders)


def kawaii() -> Iterator[Planned]:
    """Things with faces in seven moods; another colour is another figure, kin to the first."""
    for thing, colour in ((t, c) for t in THINGS for c in range(len(COLOURS))):
        orders = tuple(
            (
                {
                    "draw": thing,
                    "mood": mood,
                    "color": COLOURS[colour],
                    "uniqueId": "one",
                    TILT: tilt,
                },
                mood,
            )
            for mood, tilt in zip(MOODS, TILTS, strict=True)
        )
        kin = f"{thing} 0" if colour else ""
        yield Planned(name=f"{thing} {colour}", orders=orders, kin=kin)


def faces() -> Iterator[Planned]:
    """Athletes' busts; jersey, mouth, brows, hats and glasses change."""
    for number in range(150):
        name = f"face-{number:03}"
        rng = random.Random(name)
        figure: Order = {"seed": number + 1, "gender": rng.choice(("male", "female"))}
        yield Planned(name=name, orders=_face_orders(figure, {}, rng))
        if number % TWIN_EVERY == 0:
            part, twin = rng.choice(
                (
                    ("hair colour", {"hair": {"color": rng.choice(HAIR_COLOURS)}}),
                    ("haircut", {"hair": {"id": rng.choice(HAIRCUTS[figure["gender"]])}}),
                    ("nose", {"nose": {"id": rng.choice(NOSES), "size": 1.25}}),
                )
            )
            orders = _face_orders(figure, twin, rng)
            yield Planned(name=f"{name} other {part}", orders=orders, kin=name)


def _face_orders(
    figure: Order, twin: dict[str, Any], rng: random.Random
) -> tuple[tuple[Order, str], ...]:
    orders = []
    jersey, team = rng.choice(JERSEYS), rng.choice(TEAMS)
    for number in range(PICTURES):
        mouth = MOUTHS[(number + figure["seed"]) % len(MOUTHS)]
        worn, colours = jersey, team
        if number % 3 == 2:
            worn, colours = rng.choice(JERSEYS), rng.choice(TEAMS)
        change = {
            **twin,
            "mouth": {"id": mouth},
            "eyebrow": {"angle": rng.randint(-15, 20)},
            "eye": {"angle": rng.randint(-8, 12)},
            "jersey": {"id": worn},
            "teamColors": list(colours),
            "accessories": {"id": rng.choice(HATS)},
            "glasses": {"id": rng.choice(SPECTACLES)},
        }
        orders.append(({**figure, "change": change}, mouth))
    return tuple(orders)


def peeps() -> Iterator[Planned]:
    """Hand-drawn people, standing and sitting; who one is, is hair, beard and glasses."""
    for number, hair in enumerate(PEEP_HAIR):
        rng = random.Random(f"peep-{hair}")
        figure = {
            "hair": hair,
            "facialHair": rng.choice(PEEP_BEARDS),
            "accessory": rng.choice(PEEP_GLASSES),
            "backgroundColor": PEEP_COLOURS[number % len(PEEP_COLOURS)],
            "strokeColor": "#1a1a1a",
            "viewBox": {"x": "-900", "y": "-250", "width": "3200", "height": "3200"},
        }
        poses = rng.sample(PEEP_POSES, PICTURES)
        moods = rng.sample(PEEP_FACES, PICTURES)
        orders = tuple(
            ({**figure, "body": pose, "face": mood}, f"{pose} {mood}")
            for pose, mood in zip(poses, moods, strict=True)
        )
        yield Planned(name=f"peep {hair}", orders=orders)


def _read(
    generator: str, plan: Callable[[], Iterator[Planned]], width_px: int, folders: Folders
) -> Iterator[Identity]:
    planned = list(plan())
    documents = iter(_svgs(generator, [o for one in planned for o, _ in one.orders], folders))
    for one in planned:
        pictures = []
        for order, look in one.orders:
            image = drawn(next(documents), width_px=width_px)
            if order.get(TILT):
                image = image.rotate(order[TILT], Image.Resampling.BICUBIC, expand=True)
            pictures.append(Picture(image=image, look=look))
        yield Identity(name=one.name, pictures=tuple(pictures), kin=one.kin)


def _svgs(generator: str, orders: Sequence[Order], folders: Folders) -> list[str]:
    with tempfile.TemporaryDirectory() as made:
        for name, folder in folders.items():
            link = Path(made) / "node_modules" / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to((folder / "package").resolve())
        script = Path(__file__).with_suffix(".mjs")
        done = subprocess.run(  # noqa: S603
            ["node", "--preserve-symlinks", "--preserve-symlinks-main", script, generator, made],  # noqa: S607
            input="".join(json.dumps(order) + "\n" for order in orders),
            env={**os.environ, "NODE_ENV": "production"},
            capture_output=True,
            text=True,
            check=True,
        )
    documents = done.stdout.splitlines()
    if len(documents) != len(orders):
        raise ValueError(f"{generator}: {len(orders)} ordered, {len(documents)} drawn")
    return documents


SOURCES = (
    Source(
        name="bigheads", style="outlined people with large heads", basket=Basket.TRAINING,
        licence="MIT", stated="package/LICENSE", by="Robert Broersma",
        packages=(BIGHEADS, *REACT), read=partial(_read, "bigheads", bigheads, SIDE_PX),
    ),
    Source(
        name="kawaii", style="things with small faces", basket=Basket.TRAINING,
        licence="MIT", stated="package/LICENSE.md", by="Elizabet aka Miuki Miu",
        packages=(KAWAII, *REACT), read=partial(_read, "kawaii", kawaii, SIDE_PX),
    ),
    Source(
        name="facesjs", style="comic busts of athletes", basket=Basket.TRAINING,
        licence="Apache-2.0", stated="package/LICENSE", by="the authors of facesjs",
        packages=FACES, read=partial(_read, "facesjs", faces, SIDE_PX),
    ),
    Source(
        name="open-peeps-poses", style="hand-drawn people, whole figures",
        basket=Basket.RESERVED, licence="MIT", stated="package/LICENSE",
        by="Pablo Stanley (drawings, CC0), Emre Cakir (package)", packages=(PEEPS, *REACT),
        read=partial(_read, "peeps", peeps, 3 * SIDE_PX), family="open-peeps",
    ),
)  # fmt: skip
