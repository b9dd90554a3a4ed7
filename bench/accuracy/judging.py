"""The sets of one plan, judged by what ships, and by what one would take instead."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench.accuracy.build import Built
from bench.accuracy.rivals import hashes, looking, reading
from bench.accuracy.telling import Told
from bench.rows import Row, median_row
from guardrail.build.evaluating import Evaluated, Progress, evaluate
from guardrail.build.reporting import page_of
from guardrail.domain import Circumstances
from guardrail.evaluate.metrics import clustered
from guardrail.evaluate.rows import Row as Judged
from guardrail.evaluate.sets import Part, read_set
from guardrail.evaluate.summary import Json, summarise
from guardrail.settings import Settings

JOBS = 2
PLACE = "US"
MANY = 100_000
ALMOST_MANY = 90_000
"""From so many prompts on, what the whole command takes is told for MANY."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivals:
    """Where those lie that are not Python packages of ours: Lite0's file, LLM Guard's Python."""

    work: Path
    llm_guard: Path | None = None


class Run:
    """One run over the sets. Each part's rows and result are kept beside its set.

    Without `rivals` only what ships is asked. `scratch` is a folder for the product's own files.
    """

    def __init__(
        self, built: Built, scratch: Path, *, rivals: Rivals | None, reports: Path | None = None
    ) -> None:
        self._built, self._scratch = built, scratch
        self._rivals, self._reports = rivals, reports
        self._settings = Settings(data_dir=scratch, registry=(built.registry.resolve(),), threads=1)
        self._known = Circumstances(
            at=datetime.now(UTC), requester=PLACE, operator=PLACE, delivery=PLACE
        )

    def rows(self) -> Iterator[Row]:
        """Everything, as soon as it is known: the headline first."""
        yield from self._clips()
        yield from self._timed()
        yield from self._prompts()
        yield from self._pictures()
        if self._rivals is not None:
            for line in hashes.absent(self._rivals.work):
                print(line, file=sys.stderr)

    def _clips(self) -> Iterator[Row]:
        done, result = self._judged(Part.CLIPS, self._built.clips)
        kinds = result["by_kind"]
        yield _rate("clips_recall", kinds["own"]["hold"]["recall"])
        yield _rate("clips_false_alarm_ordinary", kinds["ordinary"]["hold"]["fpr"], bar=0.01)
        yield _rate("clips_false_alarm_lookalike", kinds["look-alike"]["hold"]["fpr"])
        yield median_row("clip_short_s", [r.ms / 1000 for r in done.outcomes.rows], unit="s")
        if self._rivals is not None:
            yield from looking.on_clips(self._rivals.work, done.registry, done.outcomes)

    def _timed(self) -> Iterator[Row]:
        if self._built.timed_clips.stat().st_size:
            done, _ = self._judged(Part.CLIPS, self._built.timed_clips, afresh=True)
            yield _seconds_each("clip_s", done.outcomes.rows, done.wall_s, bar=3.6)

    def _prompts(self) -> Iterator[Row]:
        done, result = self._judged(Part.PROMPTS, self._built.prompts, jobs=1)
        yield _rate("prompts_recall", result["hold"]["recall"])
        yield _rate("prompts_noticed", result["log"]["recall"])
        yield _rate("prompts_false_alarm", result["hold"]["fpr"])
        if done.kept < result["n"]:
            rate = (result["n"] - done.kept) / done.wall_s
            yield Row(
                name="prompts_per_s", value=rate, low=rate, high=rate, unit="/s", bar=333,
                at_least=True,
            )  # fmt: skip
        if result["n"] >= ALMOST_MANY:
            yield self._whole_command(result["n"])
        if self._rivals is not None:
            yield from reading.on_prompts(
                done.registry, done.outcomes, llm_guard=self._rivals.llm_guard
            )

    def _pictures(self) -> Iterator[Row]:
        done, result = self._judged(Part.PICTURES, self._built.pictures)
        yield _rate("pictures_rank1", result["rank1"])
        point = next(p for p in result["operating_points"] if p["fpr"] == looking.FALSE_ALARMS)
        if point["tpr"] is not None:
            yield _rate("pictures_tpr_1pct", point["tpr"])
        yield median_row("picture_ms", [r.ms for r in done.outcomes.rows], unit="ms")
        if self._rivals is not None:
            yield from looking.on_pictures(self._rivals.work, done.registry, done.outcomes)

    def _judged(
        self, part: Part, path: Path, *, jobs: int = JOBS, afresh: bool = False
    ) -> tuple[Evaluated, Json]:
        """Judge what is not judged yet, all of it where it is to be timed."""
        told: list[Told] = []
        done = evaluate(
            self._settings,
            read_set(path, part),
            self._known,
            rows=None if afresh else path.with_suffix(".rows"),
            jobs=jobs,
            progress=Progress(
                begin=lambda what, total: told.append(Told(what, total)),
                step=lambda count: told[-1].step(count),  # noqa: PLW0108 — the last one then
            ),
        )
        result = summarise(done.outcomes, done.header, wall_s=done.wall_s, jobs=jobs)
        path.with_suffix(".json").write_text(json.dumps(result, indent=1), "utf-8")
        if self._reports is not None:
            self._reports.mkdir(parents=True, exist_ok=True)
            page = page_of(
                result, done, self._settings, command="python -m bench.accuracy", remarks=(),
                now=datetime.now(UTC),
            )  # fmt: skip
            (self._reports / f"{path.stem}.html").write_text(page, "utf-8")
        return done, result

    def _whole_command(self, count: int) -> Row:
        """What a person waits for `guardrail evaluate prompts` on 100,000 prompts, start to end."""
        told = json.dumps(dict.fromkeys(("requester", "operator", "delivery"), PLACE))
        command = [
            sys.executable, "-m", "guardrail", "evaluate", "prompts", str(self._built.prompts.resolve()),
            "--registry", str(self._built.registry.resolve()), "--as", told,
            "--jobs", str(JOBS), "--json",
        ]  # fmt: skip
        around = {**os.environ, "GUARDRAIL_DATA_DIR": str(self._scratch)}
        begun = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=around)
        seconds = (time.monotonic() - begun) * MANY / count
        return Row(
            name="prompts_100k_s", value=seconds, low=seconds, high=seconds, unit="s", bar=300
        )


def _seconds_each(name: str, rows: Sequence[Judged], wall_s: float, *, bar: float) -> Row:
    """The wall time of a set, a clip; its interval draws clips by what each of them took."""
    took = np.array([row.ms for row in rows])
    scale = wall_s / took.sum()
    drawn = clustered(lambda c: float(took[c].mean() * scale), np.arange(len(took)), seed=1)
    return Row(name=name, value=drawn.value, low=drawn.low, high=drawn.high, unit="s", bar=bar)


def _rate(name: str, estimate: Json, *, bar: float | None = None) -> Row:
    return Row(
        name=name,
        value=estimate["value"],
        low=estimate["low"],
        high=estimate["high"],
        unit="share",
        bar=bar,
    )
