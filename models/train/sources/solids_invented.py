"""Solid figures of our own making: clay, vinyl and toon figures nobody owns, posed and lit anew.

Sprites and emoji never look like computer-animated film; this does. Each figure is drawn by chance
(`solids_traits`), put together (`solids_upright`, `solids_animals`, `solids_lumps`), and seen in
ten poses from all round under ten lights. Every third figure is a sibling of the one before: one
thing about it changed.
"""

import zlib
from collections.abc import Iterator
from functools import partial

import numpy as np

from models.train.sources import Basket, Folders, Identity, Picture, Source
from models.train.sources.marching import LIMB, SIZE, solids_seen
from models.train.sources.rendering import (
    SIDE_PX,
    SUPERSAMPLED,
    Camera,
    Reals,
    Shading,
    chance_look,
    shaded,
)
from models.train.sources.sculpture import Sculpture
from models.train.sources.solids_anatomy import Build, Mien, Pose, Swing
from models.train.sources.solids_animals import bird, four_legged, swimmer
from models.train.sources.solids_lumps import lump
from models.train.sources.solids_traits import Drawn, drawn, sibling
from models.train.sources.solids_upright import robot, upright

PICTURES = 10
BUILDS: dict[str, Build] = {
    "person": upright, "animal": upright, "toy": upright, "monster": upright, "robot": robot,
    "beast": four_legged, "lump": lump, "bird": bird, "swimmer": swimmer,
}  # fmt: skip
SHARES = {
    Shading.CLAY: 0.2, Shading.PLASTIC: 0.28, Shading.GLOW: 0.22, Shading.CEL: 0.1,
    Shading.INK: 0.12, Shading.FLAT: 0.03, Shading.PLAIN: 0.05,
}  # fmt: skip
_YAWS = (0, -32, 30, -65, 58, 15, -14, 110, -150, 42)
_ACTIONS = (
    "stand", "walk", "wave", "run", "cheer", "sit", "hips", "point", "walk", "jump",
)  # fmt: skip


def figures(folders: Folders, *, plans: tuple[str, ...], number: int) -> Iterator[Identity]:
    """`number` figures, the plans in turn; nothing is read from `folders`."""
    del folders
    base: Drawn = {}
    base_name = ""
    for i in range(number):
        plan = plans[i // 3 % len(plans)]
        rng = np.random.default_rng(zlib.crc32(f"solid {plan} {i}".encode()))
        if i % 3 == 2:
            traits, changed = sibling(plan, base, rng)
            name, kin = f"{base_name}, other {changed.replace('_', ' ')}", base_name
        else:
            traits, kin = drawn(plan, rng), ""
            name = base_name = f"{plan} {i}"
            base = traits
        pictures = tuple(_picture(plan, traits, rng, k) for k in range(PICTURES))
        yield Identity(name=name, pictures=pictures, kin=kin)


def _picture(plan: str, traits: Drawn, rng: np.random.Generator, k: int) -> Picture:
    action = _ACTIONS[k] if rng.random() < 0.7 else _ACTIONS[int(rng.integers(len(_ACTIONS)))]
    work = Sculpture()
    BUILDS[plan](work, traits, posed(action, rng))
    solids, marks = work.finished()
    centre, radius = _bounds(solids)
    camera = Camera.around(
        centre, radius, yaw=_YAWS[k] + rng.uniform(-12, 12), pitch=rng.uniform(-8, 26),
        roll=rng.uniform(-6, 6), focal=float(rng.choice([1.6, 2.4, 3.5, 6.0])),
    )  # fmt: skip
    look = chance_look(rng, SHARES)
    seen = solids_seen(solids, marks, camera, look, SIDE_PX * SUPERSAMPLED)
    return Picture(image=shaded(seen, look), look=f"{action}, {look.shading}")


def _bounds(solids: Reals) -> tuple[Reals, float]:
    """A ball round the figure, close but for a little air."""
    reach = np.abs(_turns(solids)) @ _halves(solids)[..., None]
    low, high = (solids[:, 1:4] - reach[..., 0]).min(0), (solids[:, 1:4] + reach[..., 0]).max(0)
    centre = (low + high) / 2
    return centre, float(np.linalg.norm((high - low) / 2) * 0.97)


def _turns(solids: Reals) -> Reals:
    return np.asarray(solids[:, 4:13].reshape(-1, 3, 3).transpose(0, 2, 1))


def _halves(solids: Reals) -> Reals:
    halves = solids[:, SIZE : SIZE + 3].copy()
    thick = np.maximum(halves[:, 0], halves[:, 2])
    limbs = solids[:, 0] == LIMB
    halves[limbs] = np.stack([thick, halves[:, 1] / 2 + thick, thick], 1)[limbs]
    return halves


def posed(action: str, rng: np.random.Generator) -> Pose:
    """One doing of the action, a little different every time."""
    j = rng.normal(0, 6, 24)
    flip = rng.random() < 0.5
    arms, legs = _LIMBS[action]
    arms, legs = (arms[::-1], legs[::-1]) if flip else (arms, legs)
    moved = [
        Swing(out=s.out + j[3 * n], forward=s.forward + j[3 * n + 1], bent=max(2.0, s.bent + j[3 * n + 2]))
        for n, s in enumerate((*arms, *legs))
    ]  # fmt: skip
    mien = Mien(
        look_x=float(rng.uniform(-1, 1)), look_y=float(rng.uniform(-0.7, 0.7)),
        open_eyes=float(rng.choice([1.0, 1.0, 1.0, 0.7, 0.5, 0.1])),
        mouth=str(rng.choice(["smile", "smile", "open", "open", "o", "flat", "sad"])),
        brows=float(rng.normal(0, 9)),
    )  # fmt: skip
    return Pose(
        arms=(moved[0], moved[1]), legs=(moved[2], moved[3]),
        lean={"run": 14.0, "jump": -4.0, "sit": -4.0}.get(action, 2.0) + j[12] * 0.5, sway=j[13] * 0.6,
        head_turn=j[14] * 2.5, head_nod=j[15] * 1.2, head_tilt=j[16] * 1.2,
        wave=float(rng.uniform(0, 6.3)), mien=mien,
    )  # fmt: skip


_STILL = (Swing(out=4), Swing(out=4))
_LIMBS: dict[str, tuple[tuple[Swing, Swing], tuple[Swing, Swing]]] = {
    "stand": ((Swing(out=16), Swing(out=16)), _STILL),
    "walk": (
        (Swing(out=14, forward=32, bent=20), Swing(out=14, forward=-28, bent=15)),
        (Swing(out=3, forward=-24, bent=12), Swing(out=3, forward=28, bent=10)),
    ),
    "run": (
        (Swing(out=18, forward=55, bent=80), Swing(out=18, forward=-50, bent=70)),
        (Swing(out=3, forward=-40, bent=55), Swing(out=3, forward=58, bent=50)),
    ),
    "wave": ((Swing(out=122, bent=8), Swing(out=18)), _STILL),
    "cheer": ((Swing(out=128, bent=8), Swing(out=128, bent=8)), (Swing(out=12), Swing(out=12))),
    "sit": (
        (Swing(out=22, forward=25, bent=30), Swing(out=22, forward=25, bent=30)),
        (Swing(out=12, forward=82, bent=20), Swing(out=12, forward=82, bent=20)),
    ),
    "hips": ((Swing(out=48, forward=-10, bent=95), Swing(out=48, forward=-10, bent=95)), (Swing(out=10), Swing(out=10))),
    "point": ((Swing(out=30, forward=85, bent=6), Swing(out=20, bent=20)), _STILL),
    "jump": (
        (Swing(out=100, forward=20, bent=30), Swing(out=110, bent=30)),
        (Swing(out=16, forward=35, bent=75), Swing(out=16, forward=-15, bent=60)),
    ),
}  # fmt: skip


def _source(name: str, style: str, plans: tuple[str, ...], number: int) -> Source:
    return Source(
        name=name, style=style, basket=Basket.TRAINING, licence="CC0-1.0",
        stated="this repository", by="the project", packages=(), family="invented solids",
        read=partial(figures, plans=plans, number=number),
    )  # fmt: skip


SOURCES: tuple[Source, ...] = (
    _source("solids-people", "invented 3D people and toys", ("person", "person", "toy"), 105),
    _source("solids-animals", "invented 3D animals", ("animal", "beast", "bird"), 105),
    _source("solids-monsters", "invented 3D monsters", ("monster", "swimmer"), 102),
    _source("solids-robots", "invented 3D robots and living things", ("robot", "lump"), 102),
)
