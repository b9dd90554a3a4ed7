"""Matching against a great many references: its share of a look, its memory, and one change.

On two cores of an AMD EPYC, otherwise idle, 28 November 2026, a clip of 11 frames: 100,000 references
take 539 MiB (391 of them are the vectors), a search 0.19 s and 5 MiB, compiling one less 0.07 of
compiling all; a million 5.0 GiB, 2.0 s, 11 MiB and 0.04. No approximate index stands beside it: none
was measured.
"""

import gc
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from bench.rows import Row, median_row
from bench.screening.load import resident
from bench.screening.stage import Stage, seconds_of
from guardrail.arrays import Seconds, Vectors
from guardrail.domain import Box, MediaFile
from guardrail.match.calibration import Calibration
from guardrail.match.evidence import collect
from guardrail.match.gallery import Gallery
from guardrail.match.references import ReferenceVectors

SIZES = {"100k": 100_000, "1m": 1_000_000}
PER_ASSET = 5
SPREAD = 0.6
"""How far an invented reference lies from a real picture: cosines of about 0.85."""
MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Looked:
    """A clip that was decoded and encoded, and the views of real pictures."""

    vectors: Vectors
    at_s: Seconds
    boxes: tuple[Box, ...]
    calibration: Calibration
    near: Vectors
    views: int

    def match(self, gallery: Gallery) -> object:
        """What a screening does with the vectors."""
        return collect(
            gallery, self.vectors, self.at_s, self.boxes, self.calibration, field="video"
        )

    def references(self, count: int) -> Iterator[ReferenceVectors]:
        """Invented ones, near the real pictures."""
        rng = np.random.default_rng(0)
        return (invented(number, rng, self.near, views=self.views) for number in range(count))


def looked(stage: Stage, clip: Path) -> Looked:
    eyes = stage.eyes
    frames = eyes.decoders.read(clip, budget_s=eyes.budget_s)
    real = stage.snapshot.gallery.references
    return Looked(
        vectors=eyes.encoder.encode(frames.pixels),
        at_s=frames.at_s,
        boxes=eyes.encoder.regions(*frames.pixels.shape[1:3]),
        calibration=eyes.calibration,
        near=np.concatenate([one.vectors for one in real]),
        views=len(real[0].vectors),
    )


def invented(
    number: int, rng: np.random.Generator, near: Vectors, *, views: int
) -> ReferenceVectors:
    """Views of one invented picture: one of those it is near, moved, and moved a little again."""
    width = near.shape[1]
    picture = near[number % len(near)] + SPREAD * directions(rng, width)
    seen = picture + 0.3 * directions(rng, (views, width))
    vectors = (seen / np.linalg.norm(seen, axis=1, keepdims=True)).astype(np.float32)
    return ReferenceVectors(
        asset=f"bench/a{number // PER_ASSET:06}",
        version="v1",
        reference=str(number),
        vectors=vectors,
    )


def directions(rng: np.random.Generator, shape: int | tuple[int, int]) -> Vectors:
    drawn = rng.standard_normal(shape).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=-1, keepdims=True), np.float32)


def share(stage: Stage, clip: Path, *, rounds: int) -> Row:
    """Matching a clip against 100,000 references, over a whole look at it with that matching."""
    seen = looked(stage, clip)
    gallery = Gallery.build(seen.references(SIZES["100k"]), cohort=seen.calibration.cohort)
    file = MediaFile(field="video", path=clip, sha256="")
    shares = []
    for _ in range(rounds):
        matching_s = seconds_of(lambda: seen.match(gallery))
        whole_s = seconds_of(lambda: stage.eyes.look([file], gallery, suspicion=frozenset()))
        shares.append(matching_s / whole_s)
    return median_row("gallery_share_100k", shares, unit="share", bar=0.5)


def costs(stage: Stage, clip: Path, size: str) -> Iterator[Row]:
    """Memory of a gallery of this SIZE, its vectors included, and of a search; one change of it.

    In a fresh process: what is resident after compiling above what was before, and the most that a
    search allocates at once.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        measured = pool.submit(_costs, looked(stage, clip), SIZES[size]).result()
    for name, value, unit in measured:
        yield median_row(f"{name}_{size}", [value], unit=unit)


def _costs(seen: Looked, count: int) -> list[tuple[str, float, str]]:
    warm = Gallery.build(seen.references(5000), cohort=seen.calibration.cohort)
    seen.match(warm)
    del warm
    gc.collect()
    idle = resident(("self",))
    references = list(seen.references(count))
    gallery = Gallery.build(references, cohort=seen.calibration.cohort)
    gc.collect()
    full = resident(("self",))
    searches_s = [seconds_of(lambda: seen.match(gallery)) for _ in range(3)]
    tracemalloc.start()
    seen.match(gallery)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    building_s = seconds_of(lambda: Gallery.build(references, cohort=seen.calibration.cohort))
    one_less = references[: count // 2] + references[count // 2 + 1 :]
    change_s = seconds_of(
        lambda: Gallery.build(one_less, cohort=seen.calibration.cohort, before=gallery)
    )
    return [
        ("gallery_mb", (full - idle) / MIB, "MiB"),
        ("search_mb", most / MIB, "MiB"),
        ("search_s", sorted(searches_s)[1], "s"),
        ("change_ratio", change_s / building_s, "ratio"),
    ]
