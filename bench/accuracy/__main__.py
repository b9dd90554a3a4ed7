"""`python -m bench.accuracy`: builds the sets, judges them, prints the rows."""

import argparse
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.accuracy import __doc__ as about
from bench.accuracy import rivals
from bench.accuracy.build import Plan, build, prepare
from bench.rows import Row, finish, median_row
from guardrail.build.evaluating import Evaluated, evaluate
from guardrail.build.reporting import page_of
from guardrail.domain import Circumstances
from guardrail.evaluate.sets import Part, read_set
from guardrail.evaluate.summary import Json, summarise
from guardrail.settings import Settings
from models.train.fetch import WORK

JOBS = 2


class Run:
    """The sets of one plan, judged by what ships."""

    def __init__(self, arguments: argparse.Namespace, scratch: Path) -> None:
        plan = Plan.full() if arguments.full else Plan()
        self._work = arguments.work
        self._reports = arguments.report
        folder = arguments.keep or arguments.work / "accuracy" / (
            "full" if arguments.full else "quick"
        )
        prepare(arguments.work)
        self._built = build(arguments.work, folder, plan)
        self._folder = folder
        self._settings = Settings(
            data_dir=scratch, registry=(self._built.registry.resolve(),), threads=1
        )
        self._known = Circumstances(
            at=datetime.now(UTC), requester="US", operator="US", delivery="US"
        )

    def rows(self) -> list[Row]:
        """Everything, part by part; each part's result is kept beside its set."""
        rows: list[Row] = []
        done, result = self._judged(Part.PROMPTS, self._built.prompts, jobs=1)
        rows += [
            _rate("prompts_recall", result["hold"]["recall"]),
            _rate("prompts_false_alarm", result["hold"]["fpr"]),
        ]
        if done.kept < result["n"]:
            rate = (result["n"] - done.kept) / done.wall_s
            rows.append(
                Row(name="prompts_per_s", value=rate, low=rate, high=rate, unit="/s", bar=333,
                    at_least=True)
            )  # fmt: skip
        rows += rivals.on_prompts(done.registry, done.outcomes)

        done, result = self._judged(Part.PICTURES, self._built.pictures, jobs=JOBS)
        rows.append(_rate("pictures_rank1", result["rank1"]))
        point = next(p for p in result["operating_points"] if p["fpr"] == 0.01)
        if point["tpr"] is not None:
            rows.append(_rate("pictures_tpr_1pct", point["tpr"]))
        rows.append(median_row("picture_ms", [r.ms for r in done.outcomes.rows], unit="ms"))
        rows += rivals.on_pictures(self._work, done.registry, done.outcomes)

        done, result = self._judged(Part.CLIPS, self._built.clips, jobs=JOBS)
        kinds = result["by_kind"]
        rows += [
            _rate("clips_false_alarm_ordinary", kinds["ordinary"]["hold"]["fpr"], bar=0.01),
            _rate("clips_false_alarm_lookalike", kinds["look-alike"]["hold"]["fpr"]),
            _rate("clips_recall", kinds["own"]["hold"]["recall"]),
            median_row("clip_s", [r.ms / 1000 for r in done.outcomes.rows], unit="s"),
        ]
        return rows

    def _judged(self, part: Part, path: Path, *, jobs: int) -> tuple[Evaluated, Json]:
        print(f"judging {part}", file=sys.stderr)
        done = evaluate(
            self._settings,
            read_set(path, part),
            self._known,
            rows=self._folder / f"{part}.rows",
            jobs=jobs,
            allow_duplicates=part
            is Part.CLIPS,  # composed over moving grounds: no reference is whole
        )
        result = summarise(done.outcomes, done.header, wall_s=done.wall_s, jobs=jobs)
        (self._folder / f"{part}.json").write_text(json.dumps(result, indent=1), "utf-8")
        if self._reports is not None:
            self._reports.mkdir(parents=True, exist_ok=True)
            page = page_of(
                result, done, self._settings, command="python -m bench.accuracy", remarks=(),
                now=datetime.now(UTC),
            )  # fmt: skip
            (self._reports / f"{part}.html").write_text(page, "utf-8")
        return done, result


def _rate(name: str, estimate: Json, *, bar: float | None = None) -> Row:
    return Row(
        name=name,
        value=estimate["value"],
        low=estimate["low"],
        high=estimate["high"],
        unit="share",
        bar=bar,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--full", action="store_true", help="sets large enough for the headline")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--work", type=Path, default=WORK, help="where the albums are, or will be")
    parser.add_argument("--keep", type=Path, help="where the sets are written; default: in --work")
    parser.add_argument("--report", type=Path, help="write a page for each part into this folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        rows = Run(arguments, Path(scratch)).rows()
    finish(rows, as_json=arguments.json)


if __name__ == "__main__":
    main()
