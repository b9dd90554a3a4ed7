"""Athletes' busts: the generator of faces.js."""

import random
from collections.abc import Iterator

from models.train.sources import Basket, Folders, Identity, Source, npm
from models.train.sources.avatars import PICTURES, TWIN_EVERY, Order, Planned, read

PACKAGES = (
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
NOSES = ("honker", "nose1", "nose4", "nose8", "nose12", "pinocchio", "small")


def faces() -> Iterator[Planned]:
    """Athletes' busts; jersey, mouth, brows, hats and glasses change."""
    for number in range(150):
        name = f"face-{number:03}"
        rng = random.Random(name)
        figure: Order = {"seed": number + 1, "gender": rng.choice(("male", "female"))}
        yield Planned(name=name, orders=_orders(figure, {}, rng))
        if number % TWIN_EVERY == 0:
            part, twin = rng.choice(
                (
                    ("hair colour", {"hair": {"color": rng.choice(HAIR_COLOURS)}}),
                    ("haircut", {"hair": {"id": rng.choice(HAIRCUTS[figure["gender"]])}}),
                    ("nose", {"nose": {"id": rng.choice(NOSES), "size": 1.25}}),
                )
            )
            orders = _orders(figure, twin, rng)
            yield Planned(name=f"{name} other {part}", orders=orders, kin=name)


def _orders(figure: Order, twin: Order, rng: random.Random) -> tuple[tuple[Order, str], ...]:
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


def _read(folders: Folders) -> Iterator[Identity]:
    return read("facesjs", faces(), folders)


SOURCES: tuple[Source, ...] = (
    Source(
        name="facesjs", style="comic busts of athletes", basket=Basket.TRAINING,
        licence="Apache-2.0", stated="package/LICENSE", by="the authors of facesjs",
        packages=PACKAGES, read=_read,
    ),
)  # fmt: skip
