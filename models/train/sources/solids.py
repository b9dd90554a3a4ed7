"""Modelled and animated 3D figures of open games, rendered by our own renderer.

MegaGlest's units are meshes whose every corner is stored for every frame (format G3D, version 4);
where a mesh takes its player's colour, its painting's alpha says how much of it shows.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from models.train.sources import Basket, Folders, Identity, Picture, Source, debian
from models.train.sources.rendering import (
    SIDE_PX,
    SUPERSAMPLED,
    Camera,
    Reals,
    Shading,
    Surface,
    chance_look,
    mesh_seen,
    shaded,
)

PICTURES = 12
SHARES = {
    Shading.CLAY: 0.25, Shading.PLASTIC: 0.15, Shading.GLOW: 0.25, Shading.CEL: 0.1,
    Shading.INK: 0.1, Shading.FLAT: 0.03, Shading.PLAIN: 0.12,
}  # fmt: skip
MACHINES = frozenset({
    "airship", "battering_ram", "battle_machine", "catapult", "ornithopter", "turtle_formation",
})  # fmt: skip
"""Units that are no figures."""
PLAYERS = ((0.75, 0.12, 0.1), (0.12, 0.3, 0.8), (0.15, 0.55, 0.2), (0.85, 0.7, 0.15))
_TAKES_COLOUR = 1
_YAWS = (10, -30, 35, -60, 60, 0, 100, -100, 160, -20, 25, 45)
_MEGAGLEST = debian(
    "megaglest-data",
    "3.13.0-3",
    "ed4783d9fc78e201a548b266f7c30325eb16cfd58a20bf4597dd6e622f84a07e",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mesh:
    """One piece: `corners`, `normals` [frames,V,3], `places` [V,2], `triangles` [T,3]."""

    corners: Reals
    normals: Reals
    places: Reals
    triangles: npt.NDArray[np.int64]
    painting: Path | None
    tint: tuple[float, float, float]
    takes_colour: bool


def read_g3d(path: Path) -> tuple[Mesh, ...]:
    """The meshes of a G3D file of version 4; raises ValueError for any other."""
    held = path.read_bytes()
    if held[:4] != b"G3D\x04":
        raise ValueError(f"{path.name} is no G3D of version 4")
    (number,) = struct.unpack_from("<H", held, 4)
    at, meshes = 7, []
    for _ in range(number):
        frames, vertices, indices = struct.unpack_from("<3I", held, at + 64)
        tint = struct.unpack_from("<3f", held, at + 76)
        properties, textures = struct.unpack_from("<2I", held, at + 108)
        at += 116
        names = []
        for bit in range(32):
            if textures >> bit & 1:
                names.append((bit, held[at : at + 64].split(b"\0")[0].decode("latin-1")))
                at += 64
        size = frames * vertices * 3
        corners = np.frombuffer(held, "<f4", size, at).reshape(frames, vertices, 3)
        normals = np.frombuffer(held, "<f4", size, at + size * 4).reshape(frames, vertices, 3)
        at += size * 8
        places = np.zeros((vertices, 2))
        if textures:
            places = np.frombuffer(held, "<f4", vertices * 2, at).reshape(vertices, 2) * [1, -1]
            at += vertices * 8
        triangles = np.frombuffer(held, "<u4", indices, at).reshape(-1, 3)
        at += indices * 4
        painting = path.parent / names[0][1] if names and names[0][0] == 0 else None
        meshes.append(
            Mesh(
                corners=corners.astype(np.float64),
                normals=normals.astype(np.float64),
                places=places.astype(np.float64),
                triangles=triangles.astype(np.int64),
                painting=painting,
                tint=tint,
                takes_colour=bool(properties & _TAKES_COLOUR),
            )
        )
    return tuple(meshes)


def megaglest(folders: Folders) -> Iterator[Identity]:
    """The walking units of every faction; one mesh in other colours is kin to the first."""
    factions = folders["megaglest-data"] / "usr/share/games/megaglest/techs/megapack/factions"
    known: dict[bytes, tuple[str, set[bytes]]] = {}
    for folder in sorted(factions.glob("*/units/*/models")):
        unit, faction = folder.parent.name, folder.parents[2].name
        files = [f for f in sorted(folder.glob("*.g3d")) if not f.stem.endswith(("dying", "_die"))]
        walks = any(word in f.stem for f in files for word in ("walk", "fly", "mov", "run"))
        if not walks or unit in MACHINES:
            continue
        actions = [(f.stem.removeprefix(unit).strip("_"), read_g3d(f)) for f in files]
        # What never moves is no figure but what it throws.
        actions = [a for a in actions if max(len(mesh.corners) for mesh in a[1]) > 1]
        if not actions:
            continue
        shape = b"".join(m.places.tobytes() for _, meshes in actions[-1:] for m in meshes)
        painted = b"".join(
            m.painting.read_bytes() for m in actions[-1][1] if m.painting and m.painting.is_file()
        )
        name = f"{faction} {unit}"
        first, seen = known.setdefault(shape, (name, set()))
        if painted in seen:
            continue
        seen.add(painted)
        kin = first if first != name else ""
        if unit.endswith("_berserk"):
            kin = name.removesuffix("_berserk")
        rng = np.random.default_rng(zlib.crc32(name.encode()))
        player = PLAYERS[int(rng.integers(len(PLAYERS)))]
        pictures = tuple(_rendered(actions, player, rng, k) for k in range(PICTURES))
        yield Identity(name=name, pictures=pictures, kin=kin)


def _rendered(
    actions: list[tuple[str, tuple[Mesh, ...]]],
    player: tuple[float, float, float],
    rng: np.random.Generator,
    k: int,
) -> Picture:
    action, meshes = actions[k % len(actions)]
    when = float(rng.random())
    frames = [int(when * len(mesh.corners)) for mesh in meshes]
    everything = np.concatenate([m.corners[f] for m, f in zip(meshes, frames, strict=True)])
    low, high = everything.min(0), everything.max(0)
    camera = Camera.around(
        (low + high) / 2, float(np.linalg.norm(high - low)) / 2,
        yaw=_YAWS[k] + rng.uniform(-12, 12), pitch=rng.uniform(-8, 28), roll=rng.uniform(-5, 5),
        focal=float(rng.choice([1.8, 2.6, 4.0, 6.0])),
    )  # fmt: skip
    look = chance_look(rng, SHARES)
    seen = Surface.empty(SIDE_PX * SUPERSAMPLED)
    for part, (mesh, frame) in enumerate(zip(meshes, frames, strict=True)):
        mesh_seen(
            camera, mesh.corners[frame][mesh.triangles], mesh.normals[frame][mesh.triangles],
            mesh.places[mesh.triangles], _painted(mesh, player), seen, part=part, gloss=0.15,
        )  # fmt: skip
    return Picture(image=shaded(seen, look), look=f"{action}, {look.shading}")


def _painted(mesh: Mesh, player: tuple[float, float, float]) -> npt.NDArray[np.uint8]:
    """The painting of a mesh with the player's colour laid in, uint8 RGBA [H,W,4]."""
    if mesh.painting is None or not mesh.painting.is_file():
        tint = np.clip(np.array([*mesh.tint, 1.0]) * 255, 0, 255).astype(np.uint8)
        return np.broadcast_to(tint, (1, 1, 4)).copy()
    pixels = np.array(Image.open(mesh.painting).convert("RGBA"))
    if mesh.takes_colour:
        share = pixels[..., 3:] / 255
        mixed = pixels[..., :3] * share + np.array(player) * 255 * (1 - share)
        pixels[..., :3], pixels[..., 3] = mixed.astype(np.uint8), 255
    return pixels


SOURCES: tuple[Source, ...] = (
    Source(
        name="megaglest",
        style="modelled 3D fantasy and history figures of a strategy game",
        basket=Basket.RESERVED,
        licence="CC-BY-SA-3.0",
        stated="usr/share/doc/megaglest-data/copyright",
        by="The Glest Team, The MegaGlest Team, Titus Tscharntke and others",
        packages=(_MEGAGLEST,),
        read=megaglest,
    ),
)
