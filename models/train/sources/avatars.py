"""People, faces and little things with faces from generators that exist in JavaScript only.

A generator's module plans its figures: an order a picture. `avatars.mjs`, beside this, is run with
node, one process a source; the packages are laid out as node expects them in a folder of links
that lasts as long as the process.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from models.train.sources import Folders, Identity, Picture, npm
from models.train.sources.svg import SIDE_PX, drawn

PICTURES = 8
TWIN_EVERY = 3
REACT = (
    npm("react", "19.3.1", "56936913918dcf1f7a6fe58784e79df54b18200a88655ce809cf5e9c4ef871aa"),
    npm("react-dom", "19.3.1", "8b49975821eec6311e00d2b3f4b8337923253c876517388a33f9839c61ab262e"),
)
TILT = "data-tilt"
"""In an order, degrees by which its picture is turned once it is drawn."""
Order = dict[str, Any]
"""What the generator draws one picture from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A figure before it is drawn: an order and a look a picture."""

    name: str
    orders: tuple[tuple[Order, str], ...]
    kin: str = ""


def read(
    generator: str, plan: Iterable[Planned], folders: Folders, *, width_px: int = SIDE_PX
) -> Iterator[Identity]:
    """What is planned, drawn `width_px` wide by `generator`, a name that `avatars.mjs` knows."""
    planned = list(plan)
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
