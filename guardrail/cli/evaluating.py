"""`guardrail evaluate`: how often it is wrong, on a labelled set of one's own."""

import json
import os
import shlex
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from guardrail import settings as settings_module
from guardrail.cli.attacking import attack
from guardrail.cli.circumstances import As, circumstances
from guardrail.cli.printing import (
    AsJson,
    ConfigFile,
    RegistryPaths,
    err,
    print_json,
    say,
    write_page,
)
from guardrail.cli.results import show
from guardrail.errors import BadInputError

if TYPE_CHECKING:
    from guardrail.build.evaluating import Evaluated
    from guardrail.evaluate.sets import LabelledSet

app = typer.Typer(
    no_args_is_help=True,
    help="Measure accuracy on a labelled set, through the engine that the middleware calls.",
)
app.command("attack")(attack)

SetPath = Annotated[Path, typer.Argument(metavar="SET", help="JSON lines, one item a line.")]
Rows = Annotated[
    Path | None,
    typer.Option(
        "--rows",
        metavar="FILE",
        help="Keep what was decided on each item; what stands there already is not judged again.",
    ),
]
Report = Annotated[
    Path | None, typer.Option("--report", metavar="FILE.html", help="Draw the result as one page.")
]
Compare = Annotated[
    Path | None,
    typer.Option(
        "--compare",
        metavar="OLD.json",
        help="A result of `--json` on the same set: tell whether a difference is real.",
    ),
]
Recommend = Annotated[
    float | None,
    typer.Option(
        "--recommend",
        metavar="FPR",
        min=1e-6,
        max=0.5,
        help="Propose thresholds that keep to this rate of false alarms, and tell the price.",
    ),
]
AllowDuplicates = Annotated[
    bool,
    typer.Option("--allow-duplicates", help="Go on where a reference is shown again in the set."),
]
Jobs = Annotated[
    int, typer.Option("--jobs", min=1, max=64, help="How many items are judged at once.")
]
_WARNING = "warning: "
_JOBS = min(os.cpu_count() or 1, 64)


@app.command()
def prompts(
    labelled: SetPath,
    *,
    registry: RegistryPaths = None,
    told: As = "{}",
    rows: Rows = None,
    report: Report = None,
    compare: Compare = None,
    recommend: Recommend = None,
    jobs: Jobs = _JOBS,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Judge labelled prompts: `{"text": "…", "assets": ["kaze/kitsunebi"], "kind": "named"}`.

    Example: `guardrail evaluate prompts prompts.jsonl --registry policies/ --report report.html`
    """
    asked = _Asked("prompts", labelled, registry, told, config)
    asked.answer(
        _Wanted(rows=rows, report=report, compare=compare, recommend=recommend, jobs=jobs),
        as_json=as_json,
    )


@app.command()
def pictures(
    labelled: Annotated[
        Path,
        typer.Argument(
            metavar="SET",
            help="JSON lines, or a folder with a sub-folder of pictures per character "
            "(`_negatives`: pictures of no one registered).",
        ),
    ],
    *,
    registry: RegistryPaths = None,
    told: As = "{}",
    rows: Rows = None,
    report: Report = None,
    compare: Compare = None,
    recommend: Recommend = None,
    allow_duplicates: AllowDuplicates = False,
    jobs: Jobs = _JOBS,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Judge labelled pictures: `{"file": "a.png", "assets": [], "kind": "lookalike"}`.

    Example: `guardrail evaluate pictures pictures.jsonl --registry policies/ --recommend 0.01`
    """
    asked = _Asked("pictures", labelled, registry, told, config)
    wanted = _Wanted(
        rows=rows,
        report=report,
        compare=compare,
        recommend=recommend,
        jobs=jobs,
        allow_duplicates=allow_duplicates,
    )
    asked.answer(wanted, as_json=as_json)


@app.command()
def clips(
    labelled: SetPath,
    *,
    registry: RegistryPaths = None,
    told: As = "{}",
    rows: Rows = None,
    report: Report = None,
    compare: Compare = None,
    recommend: Recommend = None,
    allow_duplicates: AllowDuplicates = False,
    jobs: Jobs = _JOBS,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Judge labelled clips: `{"file": "a.mp4", "assets": ["kaze/kitsunebi"], "kind": "dark"}`.

    Example: `guardrail evaluate clips clips.jsonl --registry policies/ --rows rows.jsonl --json`
    """
    asked = _Asked("clips", labelled, registry, told, config)
    wanted = _Wanted(
        rows=rows,
        report=report,
        compare=compare,
        recommend=recommend,
        jobs=jobs,
        allow_duplicates=allow_duplicates,
    )
    asked.answer(wanted, as_json=as_json)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What should come of an evaluation."""

    rows: Path | None
    report: Path | None
    compare: Path | None
    recommend: float | None
    jobs: int
    allow_duplicates: bool = False


class _Asked:
    """One evaluation as it was asked for: its set, settings and circumstances."""

    def __init__(
        self,
        part: str,
        labelled: Path,
        registry: list[Path] | None,
        told: str,
        config: Path | None,
    ) -> None:
        from guardrail.evaluate.sets import Part, read_set

        settings = settings_module.load(config)
        if registry:
            paths = tuple(path.resolve() for path in registry)
            settings = settings.model_copy(update={"registry": paths})
        self._settings = settings
        self._known = circumstances(told, settings)
        self._dated = "at" in json.loads(told)
        self._labelled: LabelledSet = read_set(labelled, Part(part))

    def answer(self, wanted: _Wanted, *, as_json: bool) -> None:
        """Judge, and tell what came out in every way that was asked for."""
        from guardrail.evaluate.comparing import compare
        from guardrail.evaluate.recommending import recommend
        from guardrail.evaluate.summary import summarise

        old = None if wanted.compare is None else _old_result(wanted.compare)
        done = self._evaluated(wanted)
        result = summarise(done.outcomes, done.header, wall_s=done.wall_s, jobs=wanted.jobs)
        if old is not None:
            result["compared"] = compare(old, result, done.outcomes, named=str(wanted.compare))
        if wanted.recommend is not None:
            result["recommended"] = recommend(done.outcomes, wanted.recommend)
        if wanted.report is not None:
            self._report(wanted.report, result, done)
        if as_json:
            print_json(result)
        else:
            show(result)

    def _report(self, path: Path, result: dict[str, Any], done: "Evaluated") -> None:
        from guardrail.build.reporting import page_of

        page = page_of(
            result,
            done,
            self._settings,
            command=shlex.join(["guardrail", *sys.argv[1:]]),
            remarks=tuple(one for one in _remarks(done) if one.startswith(_WARNING)),
            now=datetime.now(UTC),
        )
        write_page(path, page)

    def _evaluated(self, wanted: _Wanted) -> "Evaluated":
        from guardrail.build import evaluating

        with Progress(*_columns(), console=err, disable=not err.is_terminal) as bars:
            tasks = []

            def begin(what: str, total: int) -> None:
                tasks.append(bars.add_task(what, total=total))
                if not err.is_terminal:
                    say(f"{what}: {total}", on=err)

            done = evaluating.evaluate(
                self._settings,
                self._labelled,
                self._known,
                rows=wanted.rows,
                dated=self._dated,
                jobs=wanted.jobs,
                allow_duplicates=wanted.allow_duplicates,
                progress=evaluating.Progress(
                    begin=begin, step=lambda count: bars.advance(tasks[-1], count)
                ),
            )
        for line in _remarks(done):
            say(line, on=err)
        return done


def _columns() -> tuple[ProgressColumn, ...]:
    return (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )  # fmt: skip


def _remarks(done: "Evaluated") -> list[str]:
    remarks = []
    if done.kept:
        remarks.append(f"{done.kept} rows were there already and were not judged again")
    if done.stale:
        remarks.append(f"{done.stale} rows were of another registry, model or set: judged anew")
    if done.unknown:
        named = ", ".join(done.unknown[:5]) + (" …" if len(done.unknown) > 5 else "")  # noqa: PLR2004
        remarks.append(f"{_WARNING}not registered, so never found: {named}")
    return remarks


def _old_result(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        found["outcomes"]["levels"], found["set"]["sha256"]
    except OSError as error:
        raise BadInputError(
            f"cannot be read: {error.strerror}", where=str(path), fix="check the path"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise BadInputError(
            "is no evaluation result", where=str(path), fix="give what `--json` printed"
        ) from error
    return found
