"""What chance gives: clips of figures that nobody registered, of styles that are kept aside.

A block is one asset, five references where its figure has as many pictures, against one clip of
twelve frames that does not show it (the product counts in the same blocks). Figures are those of
the training sources that no step ever showed, so that the encoder meets them as it will meet
strangers; the reserved basket plays no part.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from rich.progress import Progress

from guardrail.embed.encoder import Encoder
from guardrail.embed.manifest import read_manifest
from guardrail.match.calibration import Calibration
from models.train import scenes, trials
from models.train.albums import Album, Grounds, Numbers, Pixels, open_albums
from models.train.batches import kept_aside, roots_of
from models.train.scenes import Staging

BLOCK_FRAMES = 12
ASSETS = 60
"""Figures of a source that are registered in turn."""
REFERENCES = 5
"""Pictures that each is registered with, at most."""
CLIPS = 30
LEAST = 8
"""Figures kept aside that a source must have to tell anything about chance."""
FILMED = Staging(share=(0.04, 0.8), part=0.2, turn=0.3, hide=0.1)
SEED = 7
COMPOSED = ("bigheads", "dicebear-", "facesjs", "kawaii", "robohash-")
"""Generators that put every figure together from the same few parts: two of their figures share
most of what they are, so they are look-alikes and no measure of chance."""
TAIL_SHARE = 4e-3
QUANTILES = (
    0.95, 0.9, 0.75, 0.5, 0.35, 0.25, 0.15, 0.1, 0.06, 0.04, 0.025, 0.015, 0.01, 0.006, TAIL_SHARE,
)  # fmt: skip
Scores = npt.NDArray[np.float64]


def maxima(root: Path, work: Path) -> dict[str, Scores]:
    """The best similarity of each block [blocks], for each training source with strangers."""
    sources = [
        a.source
        for a in open_albums(work, "training")
        if len(_apart(a)) >= LEAST and not a.source.startswith(COMPOSED)
    ]
    found = {}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool, Progress() as progress:
        waiting = {pool.submit(_of_source, root, work, name): name for name in sources}
        task = progress.add_task("chance", total=len(waiting))
        for done in as_completed(waiting):
            found[waiting[done]] = done.result()
            progress.advance(task)
    return {name: found[name] for name in sources}


def calibrate(blocks: dict[str, Scores], *, cohort: npt.NDArray[np.float32]) -> Calibration:
    """The distribution of block maxima of all sources together, and its fitted tail."""
    drawn = np.concatenate([blocks[name] for name in sorted(blocks)])
    return Calibration.fit(
        drawn,
        survival=QUANTILES,
        block_frames=BLOCK_FRAMES,
        block_references=REFERENCES,
        cohort=cohort,
    )


def _of_source(root: Path, work: Path, source: str) -> Scores:
    cv2.setNumThreads(1)
    album = next(a for a in open_albums(work, "training") if a.source == source)
    encoder = Encoder.open(read_manifest(root))
    rng = trials.random_of(SEED, source)
    figures = rng.permutation(_apart(album))
    half = len(figures) // 2
    known, strangers = figures[:half][:ASSETS], figures[half:][:CLIPS]
    views = [
        np.concatenate(
            [
                encoder.encode_reference(trials.reference(album.picture(int(n))))
                for n in rng.permutation(album.of(int(f)))[:REFERENCES]
            ]
        )
        for f in known
    ]
    grounds = Grounds.open(work, "training")
    best = []
    for figure in strangers:
        clip = encoder.encode(filmed(rng, album, int(figure), grounds))
        flat = clip.reshape(-1, clip.shape[-1])
        best += [float((flat @ seen.T).max()) for seen in views]
    return np.array(best, np.float64)


def _apart(album: Album) -> Numbers:
    """Figures kept aside, one of each that are near-twins: to confuse twins is no chance."""
    roots = roots_of(album)
    first = {roots[album.names[int(figure)]]: int(figure) for figure in kept_aside(album)[::-1]}
    return np.array(sorted(first.values()), np.int64)


def filmed(rng: scenes.Random, album: Album, figure: int, grounds: Sequence[Pixels]) -> Pixels:
    """Twelve frames of one figure before one ground, uint8 [12,H,W,3]."""
    pictures = album.of(figure)
    place = grounds[int(rng.integers(len(grounds)))]
    frames = []
    for _ in range(BLOCK_FRAMES):
        ground = scenes.part_of(rng, place, *trials.FRAME_PX)
        cutout = album.picture(int(rng.choice(pictures)))
        frames.append(
            scenes.camera(rng, scenes.compose(rng, [cutout], ground, staging=FILMED).pixels)
        )
    return np.stack(scenes.codec(frames, crf=26))
