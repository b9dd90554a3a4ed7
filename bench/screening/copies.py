"""Copies of works: how many are found after what people do to them, beside vPDQ, and what it costs."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import av
import numpy as np

from bench.rows import Row, median_row, share_row
from bench.screening import clips
from bench.screening.changes import PART_S, Clip, copies, film
from bench.screening.stage import Stage, seconds_of
from guardrail.domain import Thresholds
from guardrail.embed.manifest import read_manifest
from guardrail.match.copies import find_copies
from guardrail.match.works import WorkPrints, Works
from guardrail.media.bounds import Bounds, Deadline, Setup
from guardrail.media.decoder import look
from guardrail.media.frames import Frames
from guardrail.media.glances import Purpose
from guardrail.media.prints import Printed

WORK_S, FROM_S = 6, 2
FALSE = 1 / 1000
HOURS, A_SECOND = 1000, 2
VPDQ_BITS, VPDQ_QUALITY = 31, 50
"""The distance and the quality that vPDQ takes by default."""


# -- contestants -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """How surely each clip shows each work: [clips, works], larger is surer.

    `seconds` of the processor for each clip, `whole` with decoding and choosing frames.
    """

    scores: np.ndarray[Any, np.dtype[np.float64]]
    seconds: tuple[float, ...]
    whole: tuple[float, ...]


def ours(stage: Stage, works: Sequence[Path], asked: Sequence[Clip]) -> Answers:
    """The logarithm of expected false matches, turned round; nothing below what a hold asks for.

    Files are looked at in this very process, whose processor time can be told. What copies cost is
    what looking with prints takes over looking without, and finding them.
    """
    entry = read_manifest(stage.settings.models_dir).chosen(stage.settings.model)
    setup = Setup(
        bounds=Bounds(),
        area_px=entry.frame_px[0] * entry.frame_px[1],
        multiple=entry.stride,
        min_side_px=96,
        threads=1,
    )

    def looked(path: Path, purpose: Purpose | None) -> Frames:
        with path.open("rb") as file:
            return look(file, setup=setup, deadline=Deadline.after(600), prints_for=purpose)

    index = Works.build(
        _work(number, path, looked(path, Purpose.KEEP)) for number, path in enumerate(works)
    )
    scores, seconds, whole = np.full((len(asked), len(works)), -np.inf), [], []
    for at, clip in enumerate(asked):
        plain_s = _processor_s(partial(looked, clip.path, None))
        begun = time.process_time()
        printed = looked(clip.path, Purpose.ASK).printed or Printed.none()
        matches = find_copies(
            index, printed.prints, printed.at_s, field="video", record_below=Thresholds().hold
        )
        whole.append(time.process_time() - begun)
        seconds.append(whole[-1] - plain_s)
        for match in matches:
            scores[at, int(match.asset.split("/")[1])] = -np.log(match.expected_false_matches)
    return Answers(scores=scores, seconds=tuple(seconds), whole=tuple(whole))


def _work(number: int, path: Path, frames: Frames) -> WorkPrints:
    printed = frames.printed or Printed.none()
    return WorkPrints(
        asset=f"bench/{number}",
        version="v1",
        reference=path.name,
        prints=printed.prints[:, 0],
        at_s=printed.at_s,
        duration_s=frames.duration_s,
    )


def _processor_s(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def vpdq(works: Sequence[Path], asked: Sequence[Clip]) -> Answers:
    """The larger one of vPDQ's two shares: of the clip's hashes, and of the work's."""
    hashes = [_hashes(path) for path in works]
    scores, seconds = np.full((len(asked), len(works)), -np.inf), []
    for at, clip in enumerate(asked):
        begun = time.process_time()
        seen = _hashes(clip.path)
        for number, known in enumerate(hashes):
            if len(seen) and len(known):
                near = (seen[:, np.newaxis] != known).sum(axis=2) <= VPDQ_BITS
                scores[at, number] = max(near.any(axis=1).mean(), near.any(axis=0).mean())
        seconds.append(time.process_time() - begun)
    return Answers(scores=scores, seconds=tuple(seconds), whole=tuple(seconds))


def _hashes(path: Path) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Its hashes of one frame a second, those of quality: by `vpdq`, or as it does by `pdqhash`."""
    if find_spec("vpdq"):
        import vpdq as package  # noqa: PLC0415 — optional

        found = package.computeHash(str(path), seconds_per_hash=1, thread_count=1)
        good = [bytes.fromhex(one.hex) for one in found if one.quality >= VPDQ_QUALITY]
        return np.unpackbits(np.frombuffer(b"".join(good), np.uint8)).reshape(-1, 256) == 1
    import pdqhash  # noqa: PLC0415 — optional

    kept, due_s = [], 0.0
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            if (frame.time or 0.0) >= due_s:
                bits, quality = pdqhash.compute(frame.to_ndarray(format="rgb24"))
                due_s += 1
                kept += [bits] if quality >= VPDQ_QUALITY else []
    return np.array(kept, np.bool_).reshape(-1, 256)


# -- rows --------------------------------------------------------------------------------------


def recall(stage: Stage, *, works: int, others: int) -> Iterator[Row]:
    """Recall at one false match in a thousand pairs of clip and work, and the cost of each clip.

    Copies of one work are what must not match the others, and so are clips of other places. With
    fewer than a thousand such pairs a copy must be surer than all of them.
    """
    folder = stage.folder / "copies"
    folder.mkdir()
    known = [film(folder / f"work{n}.mp4", n, seconds=WORK_S) for n in range(works)]
    asked = [
        clip for n, path in enumerate(known) for clip in copies(folder, n, path, from_s=FROM_S)
    ]
    for path in _real():
        asked += copies(folder, len(known), path, from_s=FROM_S)
        known.append(path)
    asked += [
        Clip(path=film(folder / f"other{n}.mp4", works + n, seconds=PART_S), change="", work=None)
        for n in range(others)
    ]
    answers = {"": ours(stage, known, asked)}
    if find_spec("vpdq") or find_spec("pdqhash"):
        answers["_vpdq"] = vpdq(known, asked)
    else:
        print("copies_recall_vpdq is left out: neither vpdq nor pdqhash is here", file=sys.stderr)
    for name, answer in answers.items():
        yield _recall_row(name, answer, asked)
    yield median_row("copies_ms", [1000 * s for s in answers[""].seconds], unit="ms")
    yield median_row("copies_whole_ms", [1000 * s for s in answers[""].whole], unit="ms")
    if "_vpdq" in answers:
        pairs = zip(answers[""].seconds, answers["_vpdq"].seconds, strict=True)
        yield median_row("vpdq_ms", [1000 * s for s in answers["_vpdq"].seconds], unit="ms")
        yield median_row("copies_vpdq_ratio", [a / b for a, b in pairs], unit="ratio", bar=1.0)


def _real() -> list[Path]:
    """The clips of others that an operator keeps, each family of films once."""
    folder = os.environ.get("GUARDRAIL_DATA")
    names = ("bbb_480p_30s.mp4", "sintel_trailer.mp4", "bottle-detection.mp4")
    names += ("car-detection.mp4", "one-by-one-person.mp4")
    found = [Path(folder, "videos", name) for name in names] if folder else []
    return [path for path in found if path.is_file()]


def _recall_row(name: str, answer: Answers, asked: Sequence[Clip]) -> Row:
    places = range(answer.scores.shape[1])
    false = sorted(
        (answer.scores[at, n] for at, clip in enumerate(asked) for n in places if n != clip.work),
        reverse=True,
    )
    threshold = false[int(len(false) * FALSE)]
    hits, missed = 0, dict[str, int]()
    copied = [(at, clip) for at, clip in enumerate(asked) if clip.work is not None]
    for at, clip in copied:
        if answer.scores[at, clip.work] > threshold:
            hits += 1
        else:
            missed[clip.change] = missed.get(clip.change, 0) + 1
    print(f"copies_recall{name}: {len(false)} false pairs, missed {missed}", file=sys.stderr)
    bar = None if name else 0.97
    return share_row(f"copies_recall{name}", hits, len(copied), bar=bar, at_least=True)


def thousand_hours(stage: Stage, *, rounds: int) -> Iterator[Row]:
    """Asking about ten seconds among 1,000 hours of works, two prints a second, and its memory."""
    rng = np.random.default_rng(0)
    count = HOURS * 3600 * A_SECOND
    works = Works.build(
        WorkPrints(
            asset=f"bench/{hour}",
            version="v1",
            reference=str(hour),
            prints=rng.integers(0, 2**64, (count // HOURS, 4), dtype=np.uint64),
            at_s=np.arange(count // HOURS, dtype=np.float64) / A_SECOND,
            duration_s=3600.0,
        )
        for hour in range(HOURS)
    )
    clip = stage.folder / "asked.mp4"
    clips.cuts(clip, size=(640, 360), seconds=10)
    printed = stage.eyes.decoders.read(clip, budget_s=60, prints_for=Purpose.ASK).printed
    assert printed is not None
    ask = partial(find_copies, works, printed.prints, printed.at_s, field="video")
    samples = [1000 * seconds_of(ask) for _ in range(rounds)]
    yield median_row("copies_1000h_ms", samples, unit="ms")
    yield median_row("copies_1000h_mb", [works.nbytes / 2**20], unit="MiB")


def share_of_look(stage: Stage, *, rounds: int) -> Row:
    """Decoding and choosing frames with prints over the same without, paired rounds."""
    clip = stage.folder / "printed.mp4"
    clips.cuts(clip, size=(1280, 720), seconds=4)
    read = partial(stage.eyes.decoders.read, clip, budget_s=60)
    ratios = []
    for _ in range(rounds):
        plain_s = seconds_of(read)
        ratios.append(seconds_of(partial(read, prints_for=Purpose.ASK)) / plain_s)
    return median_row("copies_decode_ratio", ratios, unit="ratio")
