"""How many training views two processes compose a second: `python -m bench.scenes [--json]`.

| row | what |
|---|---|
| `views_per_s` | pictures of cached figures put on grounds, filmed and partly encoded, by two processes; the least rate that training must not wait for |

Limits: figures that the project invents, 192 pixels high, already packed; squares of 96 to 192
pixels as training takes them; needs the dependency group `figures`.
"""

import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random

from PIL import Image

from bench.rows import Row, finish, median_row
from models.train import figures
from models.train.albums import pack
from models.train.batches import Stage
from models.train.places import place
from models.train.sources import Basket, Identity, Picture, Source

FIGURES, PICTURES, GROUNDS = 60, 4, 40
ROUNDS, STEPS = 9, 6
BAR = 300


def prepare(work: Path) -> None:
    """An album of invented figures and one of invented places."""
    hand = Source(
        name="bench", style="invented", basket=Basket.TRAINING, licence="CC0-1.0",
        stated="here", by="the project", packages=(), read=lambda _: (),
    )  # fmt: skip
    shown = []
    for seed in range(FIGURES):
        figure, rng = figures.invent(seed), Random(seed)
        takes = [figures.draw(figure, figures.take(figure, rng), 192) for _ in range(PICTURES)]
        pictures = tuple(
            Picture(image=Image.fromarray(t), look=str(i)) for i, t in enumerate(takes)
        )
        shown.append(Identity(name=str(seed), pictures=pictures))
    pack(hand, shown, work / "albums" / "bench")
    walls = []
    for seed in range(GROUNDS):
        wall = Image.fromarray(place(Random(seed), (640, 360))).convert("RGBA")
        walls.append(Identity(name=str(seed), pictures=(Picture(image=wall, look="place"),)))
    pack(hand, walls, work / "grounds" / "bench", max_side_px=640, least_pictures=1)


@cache
def _stage(work: Path) -> Stage:
    return Stage.open(work)


def compose(work: Path, first: int) -> int:
    """STEPS batches from number `first` on; returns how many views they hold."""
    stage = _stage(work)
    batches = [stage.batch(1, first + i, figures=24, views=4) for i in range(STEPS)]
    return sum(len(batch.pixels) for batch in batches)


def measure() -> list[Row]:
    """Both processes busy at once, several rounds."""
    rates = []
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool,
    ):
        work = Path(folder)
        prepare(work)
        for turn in range(-1, ROUNDS):  # the first one opens the albums
            started = time.perf_counter()
            firsts = [1000 + turn * 2 * STEPS, 1000 + (turn * 2 + 1) * STEPS]
            views = sum(pool.map(compose, [work, work], firsts))
            if turn >= 0:
                rates.append(views / (time.perf_counter() - started))
    return [median_row("views_per_s", rates, unit="/s", bar=BAR, at_least=True)]


if __name__ == "__main__":
    finish(measure(), as_json="--json" in sys.argv)
