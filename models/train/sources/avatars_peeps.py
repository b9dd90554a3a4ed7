"""Hand-drawn people, whole figures: the generator of React Peeps."""

import random
from collections.abc import Iterator

from models.train.sources import Basket, Folders, Identity, Source, npm
from models.train.sources.avatars import PICTURES, REACT, Planned, read
from models.train.sources.svg import SIDE_PX

PACKAGE = npm(
    "react-peeps", "0.1.10", "530ee345a6fa99aaf597087e07a5fe64b4d019576d0ba8df0c5eb377c4437152"
)
HAIR = (
    "Afro", "Bald", "BaldSides", "BaldTop", "Bangs", "BangsFilled", "Bear", "Bun", "BunCurly",
    "Buns", "FlatTop", "FlatTopLong", "HatHip", "Long", "LongAfro", "LongBangs", "LongCurly",
    "Medium", "MediumBangs", "MediumBangsFilled", "MediumLong", "MediumShort", "MediumStraight",
    "Mohawk", "MohawkDino", "Pomp", "ShavedSides", "ShavedWavy", "Short", "ShortCurly",
    "ShortMessy", "ShortVolumed", "ShortWavy", "BantuKnots", "Beanie", "BunFancy", "CornRows",
    "GrayBun", "GrayMedium", "GrayShort", "Hijab", "Turban", "Twists", "TwistsVolumed",
)  # fmt: skip
BEARDS = ("None", "None", "None", "Chin", "Full", "Goatee", "Handlebars", "FullMajestic")
GLASSES = ("None", "None", "GlassRound", "SunglassWayfarer", "GlassAviator", "Eyepatch")
POSES = (
    "BlazerBW", "BlazerPantsWB", "CrossedArmsBW", "CrossedArmsWB", "EasingBW", "EasingWB",
    "PointingFingerBW", "PointingFingerWB", "PolkaDots", "RestingBW", "RestingWB", "RoboDanceBW",
    "RoboDanceWB", "ShirtBW", "ShirtPantsWB", "WalkingBW", "WalkingWB", "ClosedLegBW",
    "ClosedLegWB", "CrossedLegs", "HandsBackBW", "HandsBackWB", "MediumBW", "MediumWB",
    "OneLegUpBW", "OneLegUpWB", "WheelChair",
)  # fmt: skip
FACES = (
    "Angry", "Blank", "Calm", "Cheeky", "Concerned", "Cute", "Driven", "EatingHappy",
    "EyesClosed", "Serious", "Smile", "Solemn", "Suspicious", "Tired", "VeryAngry", "Awe",
    "Explaining", "Fear", "LoveGrin", "Rage", "SmileBig", "SmileLol", "SmileTeeth",
)  # fmt: skip
COLOURS = ("#ffffff", "#f3d3b4", "#cfe6f5", "#d9f0cf", "#f6d3e0", "#fbeeb0", "#c99772")


def peeps() -> Iterator[Planned]:
    """Hand-drawn people, standing and sitting; who one is, is hair, beard and glasses."""
    for number, hair in enumerate(HAIR):
        rng = random.Random(f"peep-{hair}")
        figure = {
            "hair": hair,
            "facialHair": rng.choice(BEARDS),
            "accessory": rng.choice(GLASSES),
            "backgroundColor": COLOURS[number % len(COLOURS)],
            "strokeColor": "#1a1a1a",
            "viewBox": {"x": "-900", "y": "-250", "width": "3200", "height": "3200"},
        }
        poses = rng.sample(POSES, PICTURES)
        moods = rng.sample(FACES, PICTURES)
        orders = tuple(
            ({**figure, "body": pose, "face": mood}, f"{pose} {mood}")
            for pose, mood in zip(poses, moods, strict=True)
        )
        yield Planned(name=f"peep {hair}", orders=orders)


def _read(folders: Folders) -> Iterator[Identity]:
    return read("peeps", peeps(), folders, width_px=3 * SIDE_PX)


SOURCES: tuple[Source, ...] = (
    Source(
        name="open-peeps-poses", style="hand-drawn people, whole figures",
        basket=Basket.RESERVED, licence="MIT", stated="package/LICENSE",
        by="Pablo Stanley (drawings, CC0), Emre Cakir (package)", packages=(PACKAGE, *REACT),
        read=_read, family="open-peeps",
    ),
)  # fmt: skip
