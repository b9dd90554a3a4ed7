"""What the projection learns from: figures and drawings, pooled as the encoder pools them.

Every picture follows from a seed of its own, so the parts can be made by several processes.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import onnxruntime as ort
from PIL import Image

from models.train import borrowed, scenery
from models.train.first_figures import Figure, invent, lookalike, restyled

FRAME_PX = (384, 224)
REFERENCE_PX = (288, 192, 128, 96)
STRIDE = 32
FAMILIES = 300
"""Invented figures; every second one has three look-alikes, which are other identities."""
CLIPART = 250
REFERENCES = 2
FRAMES = 4
WINDOW_CELLS = (7, 5, 4, 3, 2)
BEST_WINDOWS = 2
HEIGHTS = (0.14, 1.0)
RESTYLED = 0.4
"""The share of views drawn in another style, so that style is learned to be no identity."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lesson:
    """Pooled features [N,C] and the identity that each shows [N]."""

    pooled: Floats
    identity: npt.NDArray[np.int64]


def identities(work: Path) -> Iterator[Figure | Image.Image]:
    """Everyone there is to learn from; never a figure of the demonstration."""
    for family in range(FAMILIES):
        rng = Random(f"lesson {family}")
        figure = invent(rng)
        yield figure
        if family % 2 == 0:
            for _ in range(3):
                yield lookalike(figure, rng, traits=rng.randint(2, 6))
    yield from islice(borrowed.clipart(work, seed=5), CLIPART)


def gather(cells_file: Path, work: Path) -> Lesson:
    """Draw everyone, run the network over it, pool; minutes on two cores."""
    people = list(enumerate(identities(work)))
    workers = max(1, os.cpu_count() or 1)
    share = partial(_share, cells_file)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        chunks = [people[i : i + 25] for i in range(0, len(people), 25)]
        parts = list(pool.map(share, chunks))
    return Lesson(
        pooled=np.concatenate([part.pooled for part in parts]),
        identity=np.concatenate([part.identity for part in parts]),
    )


def _share(cells_file: Path, people: list[tuple[int, Figure | Image.Image]]) -> Lesson:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(cells_file.read_bytes(), options)
    pooled, identity = [], []
    for number, figure in people:
        features = _features(session, figure, Random(f"lesson views {number}"))
        pooled.append(features)
        identity += [number] * len(features)
    return Lesson(pooled=np.concatenate(pooled), identity=np.array(identity, np.int64))


def _features(session: ort.InferenceSession, figure: Figure | Image.Image, rng: Random) -> Floats:
    """References at each size, and the windows of frames that hold the figure best."""
    found = []
    pictures = [scenery.reference(_view(figure, rng), rng) for _ in range(REFERENCES)]
    for side in REFERENCE_PX:
        cells = _cells(session, [p.resize((side, side)) for p in pictures])
        found.append(np.cbrt(cells.mean(axis=(2, 3))))
    placed = [
        scenery.frame(_view(figure, rng), rng, ground=scenery.scenery(rng), height=HEIGHTS)
        for _ in range(FRAMES)
    ]
    cells = _cells(session, [p.picture.resize(FRAME_PX) for p in placed])
    for picture, one in zip(placed, cells, strict=True):
        found.append(_best_windows(one, picture.box))
    return np.concatenate(found).astype(np.float32)


def _view(figure: Figure | Image.Image, rng: Random) -> Figure | Image.Image:
    if isinstance(figure, Figure) and rng.random() < RESTYLED:
        return restyled(figure, rng)
    return figure


def _cells(session: ort.InferenceSession, pictures: list[Image.Image]) -> Floats:
    frames = np.stack([np.asarray(picture) for picture in pictures])
    (cells,) = session.run(["cells"], {"frames": frames})
    return np.asarray(cells, np.float32)


def _best_windows(cells: Floats, box: tuple[float, float, float, float]) -> Floats:
    """The windows of the feature map [C,h,w] that overlap the figure's box most."""
    rows, columns = cells.shape[1:]
    left, top = box[0] * columns, box[1] * rows
    right, low = left + box[2] * columns, top + box[3] * rows
    ranked = []
    for size in WINDOW_CELLS:
        for y in range(rows - size + 1):
            for x in range(columns - size + 1):
                across = max(0.0, min(right, x + size) - max(left, x))
                down = max(0.0, min(low, y + size) - max(top, y))
                both = across * down
                union = size * size + (right - left) * (low - top) - both
                ranked.append((-both / union, size, y, x))
    best = sorted(ranked)[:BEST_WINDOWS]
    return np.stack(
        [np.cbrt(cells[:, y : y + s, x : x + s].mean(axis=(1, 2))) for _, s, y, x in best]
    )
