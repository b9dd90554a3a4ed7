"""What screening takes: memory above an idle process."""

import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from guardrail.build import open_eyes
from guardrail.domain import MediaFile
from guardrail.match.gallery import Gallery
from guardrail.match.references import ReferenceVectors
from guardrail.settings import Settings

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
        gallery = Gallery.build(_anything(eyes.encoder.dimensions), cohort=eyes.calibration.cohort)
        file = MediaFile(field="video", path=clip, sha256="")
        with _watched(("self", *map(str, eyes.decoders.pids))) as seen:
            eyes.look([file], gallery, suspicion=frozenset())
        return (max(seen) - seen[0]) / 2**20


def _anything(width: int) -> list[ReferenceVectors]:
    drawn = np.random.default_rng(0).standard_normal((60, 4, width)).astype(np.float32)
    drawn /= np.linalg.norm(drawn, axis=-1, keepdims=True)
    return [
        ReferenceVectors(asset=f"bench/{n // 5}", version="v1", reference=str(n), vectors=views)
        for n, views in enumerate(drawn)
    ]


@contextmanager
def _watched(processes: tuple[str, ...]) -> Iterator[list[int]]:
    done = threading.Event()
    seen = [resident(processes)]

    def watch() -> None:
        while not done.wait(EVERY_S):
            seen.append(resident(processes))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def resident(processes: tuple[str, ...]) -> int:
    return sum(
        int(line.split()[1]) * 1024
        for process in processes
        for line in Path(f"/proc/{process}/status").read_text().splitlines()
        if line.startswith("VmRSS:")
    )
