"""What screening takes: memory above an idle process, and matching against a great many."""

import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from bench.rows import Row, median_row
from bench.screening.stage import Stage, seconds_of
from guardrail.arrays import Vectors
from guardrail.build import open_eyes
from guardrail.domain import MediaFile
from guardrail.match.evidence import collect
from guardrail.match.gallery import Gallery
from guardrail.match.references import ReferenceVectors
from guardrail.settings import Settings

REFERENCES, PER_ASSET = 100_000, 5
SPREAD = 0.6
"""How far an invented reference lies from a real picture: cosines of about 0.85."""
EVERY_S = 0.005


def peak_mb(settings: Settings, clip: Path) -> float:
    """The most memory that one look takes over the idle process, its decoders included, MiB.

    In a fresh process whose encoder has not run yet; resident memory is read every 5 ms, and what
    two processes share counts twice.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_peak_mb, settings, clip).result()


def _peak_mb(settings: Settings, clip: Path) -> float:
    with ExitStack() as stack:
        eyes = open_eyes(settings, stack)
        rng = np.random.default_rng(0)
        anything = _unit(rng, (60, eyes.encoder.dimensions))
        gallery = Gallery.build(
            [_reference(number, rng, anything, views=4) for number in range(60)],
            cohort=eyes.calibration.cohort,
        )
        file = MediaFile(field="video", path=clip, sha256="")
        with _watched(("self", *map(str, eyes.decoders.pids))) as seen:
            eyes.look([file], gallery, suspicion=frozenset())
        return (max(seen) - seen[0]) / 2**20


@contextmanager
def _watched(processes: tuple[str, ...]) -> Iterator[list[int]]:
    done = threading.Event()
    seen = [_resident(processes)]

    def watch() -> None:
        while not done.wait(EVERY_S):
            seen.append(_resident(processes))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def _resident(processes: tuple[str, ...]) -> int:
    return sum(
        int(line.split()[1]) * 1024
        for process in processes
        for line in Path(f"/proc/{process}/status").read_text().splitlines()
        if line.startswith("VmRSS:")
    )


def _reference(
    number: int, rng: np.random.Generator, near: Vectors, *, views: int
) -> ReferenceVectors:
    """Views of one invented picture: one of those it is near, moved, and moved a little again."""
    width = near.shape[1]
    picture = near[number % len(near)] + SPREAD * _unit(rng, width)
    seen = picture + 0.3 * _unit(rng, (views, width))
    vectors = (seen / np.linalg.norm(seen, axis=1, keepdims=True)).astype(np.float32)
    return ReferenceVectors(
        asset=f"bench/a{number // PER_ASSET:06}",
        version="v1",
        reference=str(number),
        vectors=vectors,
    )


def _unit(rng: np.random.Generator, shape: int | tuple[int, int]) -> Vectors:
    drawn = rng.standard_normal(shape).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=-1, keepdims=True), np.float32)


def crowded(stage: Stage, clip: Path, *, rounds: int) -> Row:
    """Matching a clip against 100,000 references, over a whole look at it with that matching."""
    eyes = stage.eyes
    rng = np.random.default_rng(0)
    real = stage.snapshot.gallery.references
    near, views = np.concatenate([one.vectors for one in real]), len(real[0].vectors)
    gallery = Gallery.build(
        (_reference(number, rng, near, views=views) for number in range(REFERENCES)),
        cohort=eyes.calibration.cohort,
    )
    file = MediaFile(field="video", path=clip, sha256="")
    frames = eyes.decoders.read(clip, budget_s=eyes.budget_s)
    vectors = eyes.encoder.encode(frames.pixels)
    boxes = eyes.encoder.regions(*frames.pixels.shape[1:3])
    shares = []
    for _ in range(rounds):
        matching_s = seconds_of(
            lambda: collect(gallery, vectors, frames.at_s, boxes, eyes.calibration, field="video")
        )
        whole_s = seconds_of(lambda: eyes.look([file], gallery, suspicion=frozenset()))
        shares.append(matching_s / whole_s)
    return median_row("gallery_share_100k", shares, unit="share", bar=0.5)
