"""How long screening takes: beside plain decoding, many clips at once, until the first block."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from bench.rows import Row, median_row
from bench.screening import clips
from bench.screening.stage import Stage, plain_decode, seconds_of
from guardrail.build.records import open_store, utc_now
from guardrail.demo.scenes import read
from guardrail.domain import Action, Circumstances, MediaFile
from guardrail.engine import Guardrail, new_id
from guardrail.policy.policies import Policies
from guardrail.snapshot import Snapshot

SIZES = {"720p": (1280, 720), "1080p": (1920, 1080)}
BARS = {"slow": 1.25, "cuts": 2.0}
AT_ONCE = 8
CASTING = "Kitsunebi stands on a meadow, close-up"
HERO = "kaze/kitsunebi"
"""Whom every document of the demonstration's owner blocks everywhere."""


def film(kind: str, path: Path, size: tuple[int, int], seconds: int) -> Path:
    """A clip of a kind in BARS."""
    if kind == "slow":
        return clips.slow(path, size=size, seconds=seconds)
    return clips.cuts(path, size=size, seconds=seconds)


def beside_decoding(stage: Stage, *, lengths_s: Sequence[int], rounds: int) -> Iterator[Row]:
    """The median of paired rounds; of several lengths, the one that is worst."""
    threads = stage.settings.threads
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:  # before anything is timed
        filmed = {
            (kind, name, length_s): pool.submit(
                film, kind, stage.folder / f"{kind}{length_s}-{name}.mp4", size, length_s
            )
            for kind in BARS
            for name, size in SIZES.items()
            for length_s in lengths_s
        }
    for kind, bar in BARS.items():
        for size_name in SIZES:
            worst: list[float] = []
            for length_s in lengths_s:
                clip = filmed[kind, size_name, length_s].result()
                ratios = []
                for _ in range(rounds):
                    plain_s = seconds_of(partial(plain_decode, clip, threads=threads))
                    ratios.append(seconds_of(partial(stage.look, clip)) / plain_s)
                worst = max(worst, ratios, key=lambda r: sorted(r)[len(r) // 2] if r else 0.0)
            yield median_row(f"ratio_{kind}_{size_name}", worst, unit="ratio", bar=bar)


def eight_at_once(stage: Stage, *, rounds: int) -> Row:
    """Eight looks in eight threads over eight looks in one, the same clip each time."""
    clip = stage.folder / "eight.mp4"
    clips.cuts(clip, size=(640, 360), seconds=3)
    ratios = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(rounds):
            one_by_one = seconds_of(lambda: [stage.look(clip) for _ in range(AT_ONCE)])
            together = seconds_of(lambda: list(pool.map(stage.look, [clip] * AT_ONCE)))
            ratios.append(together / one_by_one)
    return median_row("eight_ratio", ratios, unit="ratio", bar=1.05)


def short_behind_long(stage: Stage, *, rounds: int) -> Row:
    """From asking to answer for a short clip that comes behind seven long ones, over it alone.

    The long ones are under way, two of them, when it comes. Every round is paired.
    """
    short = clips.cuts(stage.folder / "short.mp4", size=(640, 360), seconds=2)
    long = clips.repeated(stage.folder / "long.mp4", short, times=15)
    stage.look(short)
    ratios = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number in range(rounds + 1):
            alone_s = seconds_of(lambda: stage.look(short))
            waiting = [pool.submit(stage.look, long) for _ in range(AT_ONCE - 1)]
            time.sleep(alone_s)
            behind_s = seconds_of(lambda: stage.look(short))
            if all(look.done() for look in waiting):
                raise ValueError("the long clips were over before the short one was looked at")
            for look in waiting:
                look.result()
            if number:  # in the first round the process of the lane starts
                ratios.append(behind_s / alone_s)
    return median_row("short_wait_ratio", ratios, unit="ratio", bar=3.0)


def first_block(stage: Stage, *, seconds: int, rounds: int) -> Row:
    """A clip whose first second shows a blocked figure, against the same clip with nobody's rules.

    Raises ValueError where the figure is not blocked: then there is nothing to time.
    """
    clip = stage.folder / "first.mp4"
    clips.cuts(clip, size=SIZES["720p"], seconds=seconds, starring=read(CASTING))
    store = open_store(stage.settings, now=utc_now)
    lax = replace(stage.snapshot, policies=Policies.from_documents([]))
    circumstances = Circumstances(at=utc_now(), requester="US", operator="US", delivery="US")

    def screen(snapshot: Snapshot) -> Action:
        guardrail = Guardrail(
            snapshots=lambda: snapshot,
            eyes=stage.eyes,
            record=store,
            on_unknown=Action.HOLD,
            now=utc_now,
        )
        file = MediaFile(field="video", path=clip, sha256="0" * 64)
        judged = guardrail.screen_artefact(
            file, circumstances, attempt_id=new_id(), subject="bench"
        )
        return judged.decision.action

    try:
        if screen(stage.snapshot) is not Action.BLOCK:
            raise ValueError(f"{HERO} in the first second of a clip is not blocked")
        ratios = []
        for _ in range(rounds):
            whole_s = seconds_of(lambda: screen(lax))
            ratios.append(seconds_of(lambda: screen(stage.snapshot)) / whole_s)
    finally:
        store.close()
    return median_row("first_block_ratio", ratios, unit="ratio", bar=0.35)
