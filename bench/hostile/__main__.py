"""Broken files by the thousand: `python -m bench.hostile [--json] [--cases N] [--seed S]`.

| row | what |
|---|---|
| `cases` | files looked at, each a small file of a kind that we open, broken in one to five ways |
| `undecided` | neither frames nor one of the two errors that mean "hold" |
| `over_time` | answered later than a second after the time budget (5 s) |
| `over_memory` | a decoder process took more over its idle size than `Bounds.max_memory_bytes` |

Case number n is the same file every time: `--replay n` looks at it again (and `--save FILE` keeps
it), and `--seed n` goes on from there. Failures go to stderr while it runs.

Limits: files are small (64 KiB) and made by one version of the encoders; memory is read from
Linux's `/proc`. A decoder that dies is an answer (the file is refused); which did is on stderr.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bench.hostile.mutations import Case
from bench.hostile.seeds import seeds
from bench.hostile.trial import Ending, Outcome, trials
from bench.rows import Row, finish

CASES = 10_000
CONSOLE = Console(stderr=True)


def main() -> None:
    arguments = _parser().parse_args()
    if arguments.replay is not None:
        sys.exit(replayed(arguments.replay, save=arguments.save))
    numbers = range(arguments.seed, arguments.seed + arguments.cases)
    finish(rows(looked_at(numbers, processes=arguments.processes)), as_json=arguments.json)


def looked_at(numbers: Sequence[int], *, processes: int) -> list[Outcome]:
    """What came of every case, with a bar that grows and a line for each that failed."""
    outcomes: list[Outcome] = []
    tally: Counter[Ending] = Counter()
    with Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
        console=CONSOLE,
    ) as progress:
        task = progress.add_task("", total=len(numbers))

        def done(outcome: Outcome) -> None:
            outcomes.append(outcome)
            tally[outcome.ending] += 1
            if not outcome.ok or outcome.ending is Ending.DIED:
                _tell(outcome)
            words = ", ".join(f"{count} {ending}" for ending, count in sorted(tally.items()))
            progress.update(task, advance=1, description=words)

        trials(numbers, files=seeds(), processes=processes, done=done)
    return outcomes


def rows(outcomes: Sequence[Outcome]) -> list[Row]:
    undecided = sum(outcome.ending is Ending.UNDECIDED for outcome in outcomes)
    return [
        _row("cases", len(outcomes), bar=CASES, at_least=True),
        _row("undecided", undecided, bar=0),
        _row("over_time", sum(outcome.over_time for outcome in outcomes), bar=0),
        _row("over_memory", sum(outcome.over_memory for outcome in outcomes), bar=0),
    ]


def _row(name: str, value: int, *, bar: float, at_least: bool = False) -> Row:
    return Row(
        name=name, value=value, low=value, high=value, unit="files", bar=bar, at_least=at_least
    )


def replayed(number: int, *, save: Path | None) -> int:
    """Look at one case again; the status is 0 when every promise was kept."""
    if save is not None:
        save.write_bytes(Case.from_seed(number, seeds()).content)
    outcomes: list[Outcome] = []
    trials([number], files=seeds(), processes=1, done=outcomes.append)
    for outcome in outcomes:
        _tell(outcome)
    return 0 if all(outcome.ok for outcome in outcomes) else 1


def _tell(outcome: Outcome) -> None:
    case = outcome.case
    CONSOLE.print(
        f"--replay {case.seed}: {case.name}, {' + '.join(case.steps)}, {len(case.content)} bytes: "
        f"{outcome.ending} after {outcome.took_s:.2f} s and {outcome.grown_bytes / 2**20:.0f} MiB: "
        f"{outcome.words}",
        soft_wrap=True,
        markup=False,
        highlight=False,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.hostile",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="rows as one JSON list on stdout")
    parser.add_argument("--cases", type=int, default=CASES, help="how many files")
    parser.add_argument("--seed", type=int, default=0, help="the number of the first case")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="at a time")
    parser.add_argument("--replay", type=int, metavar="SEED", help="look at this one case again")
    parser.add_argument("--save", type=Path, metavar="FILE", help="with --replay: keep its file")
    return parser


if __name__ == "__main__":
    main()
