"""How well encoders recognise figures they never saw: `python -m models.train.validate MODEL…`.

MODEL is a folder with a manifest.toml (`models` for the one that ships), an ONNX file with a JSON
file beside it, or `histogram`. Final figures are of the reserved basket, which nothing is trained
or tuned on; `--basket training --only NAME --reduced` chooses between recipes, for models that
were trained without that source. Writes JSON and a contact sheet of the worst misses and
confusions; cut short, it goes on where it stopped.
"""

import argparse
import json
import platform
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import cv2
import onnxruntime
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from models.train import sheets
from models.train.albums import Album, Grounds, open_albums
from models.train.fetch import WORK
from models.train.measuring import Budget, Examiner, Measured
from models.train.recognisers import Contestant, contestant
from models.train.summary import MEAN, Summary, summarise, worst

LEAST_FIGURES = 30
"""A source with fewer is no test of its own: its figures only fill galleries and stand beside."""
APART = ("cartoonist-twins",)
"""Drawn by the program that drew some of what was learned: counted, but in no mean."""
HEADLINES = (
    "rank-1", "AUC, unseen figures", "TPR at 1 %, unseen figures", "TPR at 1 %, no figure",
    "near-twins",
)  # fmt: skip


def examine(
    who: Contestant, source: str, work: Path, basket: str, seed: int, *, reduced: bool
) -> Measured:
    """Measure one encoder on one source, or take what an earlier run kept."""
    kept = work / "validation" / f"{who.made_of()[:16]}-{seed}-{'r' if reduced else 'f'}"
    file = kept / f"{source}.npz"
    if file.is_file():
        return Measured.load(file)
    cv2.setNumThreads(1)
    everything = open_albums(work, basket)
    album = next(a for a in everything if a.source == source)
    examiner = Examiner.of(
        who,
        album,
        [a for a in everything if a.family != album.family],
        Grounds.open(work, basket),
        seed=seed,
        budget=Budget.reduced() if reduced else Budget(),
    )
    measured = examiner.measure()
    measured.save(file)
    return measured


def main() -> int:
    """Measure, print the table, keep JSON and the sheet; 2 for wrong use."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="+", metavar="MODEL")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--basket", choices=["reserved", "training"], default="reserved")
    parser.add_argument("--only", action="append", help="a source's name; may be repeated")
    parser.add_argument("--reduced", action="store_true", help="a third of the questions")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="keep every number in this file")
    parser.add_argument("--sheet", type=Path, help="draw the last model's worst answers there")
    arguments = parser.parse_args()
    try:
        contestants = [contestant(model) for model in arguments.models]
        chosen = [
            album
            for album in open_albums(arguments.work, arguments.basket, arguments.only)
            if len(album.names) >= LEAST_FIGURES or arguments.only
        ]
        Grounds.open(arguments.work, arguments.basket)
    except (ValueError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 2
    summaries = []
    for who, measured in _all_measured(contestants, chosen, arguments):
        figures = {a.source: a.identity for a in chosen}
        summaries.append(summarise(who, measured, figures, seed=arguments.seed, apart=APART))
        _show(summaries[-1:], Console())
        if arguments.sheet:
            rows = worst(measured, {a.source: a for a in chosen})
            sheets.sheet(rows, cell_px=96).save(arguments.sheet)
    if len(summaries) > 1:
        _show(summaries, Console())
    if arguments.json:
        about = {
            "command": " ".join(["python -m models.train.validate", *sys.argv[1:]]),
            "date": datetime.now(UTC).date().isoformat(),
            "machine": platform.machine(),
            "onnxruntime": onnxruntime.__version__,
            "models": [summary.as_json() for summary in summaries],
        }
        arguments.json.write_text(json.dumps(about, indent=1), "utf-8")
    return 0


def _all_measured(
    contestants: list[Contestant], chosen: list[Album], arguments: argparse.Namespace
) -> list[tuple[Contestant, list[Measured]]]:
    found: dict[tuple[str, str], Measured] = {}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool, Progress() as progress:
        task = progress.add_task("measuring", total=len(contestants) * len(chosen))
        waiting = {
            pool.submit(
                examine, who, album.source, arguments.work, arguments.basket, arguments.seed,
                reduced=arguments.reduced,
            ): (who.name, album.source)
            for who in contestants
            for album in chosen
        }  # fmt: skip
        for done in as_completed(waiting):
            found[waiting[done]] = done.result()
            progress.advance(task)
    return [(who, [found[who.name, album.source] for album in chosen]) for who in contestants]


def _show(summaries: list[Summary], console: Console) -> None:
    """One model by source, or several by their means."""
    several = len(summaries) > 1
    table = Table(title="mean over sources" if several else summaries[0].name)
    for heading in ("model" if several else "source", *HEADLINES):
        table.add_column(heading)
    if several:
        rows = [(s.name, s.numbers[MEAN]) for s in summaries]
    else:
        rows = list(summaries[0].numbers.items())
    for name, numbers in rows:
        cells = []
        for headline in HEADLINES:
            found = numbers.get(headline)
            cells.append(
                "–" if found is None else f"{found.value:.3f}\n{found.low:.2f}–{found.high:.2f}"
            )
        table.add_row(name, *cells)
    console.print(table)
    conditions = Table(title="rank-1 in each condition, mean over sources")
    conditions.add_column("condition")
    for summary in summaries:
        conditions.add_column(summary.name)
    for condition in summaries[0].conditions:
        conditions.add_row(
            condition, *(_condition_cell(summary, condition) for summary in summaries)
        )
    console.print(conditions)


def _condition_cell(summary: Summary, condition: str) -> str:
    found = summary.conditions.get(condition)
    if found is None:
        return "–"
    relative = summary.relative.get(condition)
    said = f"{found.value:.3f} [{found.low:.2f}–{found.high:.2f}]"
    return said if relative is None else f"{said}\n{relative:.2f} of clean"


if __name__ == "__main__":
    raise SystemExit(main())
