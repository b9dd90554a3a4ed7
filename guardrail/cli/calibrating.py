"""`guardrail models calibrate`: what an encoder's similarities are worth, and how sure that is."""

from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from guardrail import settings as settings_module
from guardrail.cli.printing import AsJson, ConfigFile, err, print_json, print_table, say
from guardrail.domain import Thresholds

if TYPE_CHECKING:
    from guardrail.build.calibrating import Calibrated, Material
    from guardrail.build.chance import Measured

_REGISTRIES = (10, 100, 1000)
"""References that the thresholds are told for."""
_LOOK_ALIKES = 3
_NORMAL_95 = 1.96


def calibrate(
    folder: Annotated[
        Path, typer.Argument(metavar="MANIFEST_FOLDER", help="The folder with manifest.toml.")
    ],
    *,
    pictures: Annotated[
        Path,
        typer.Option(
            metavar="FOLDER",
            help="A sub-folder of pictures for each figure, all figures different.",
        ),
    ],
    empty: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Pictures that show no one, a hundred or more of different places: scores are "
            "measured against them if that finds more.",
        ),
    ] = None,
    model_id: Annotated[
        str | None, typer.Option("--id", help="Which model; default: the manifest's default.")
    ] = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Measure what chance gives with an encoder, and write that beside it.

    Every picture of a figure is compared with the pictures of all other figures, as in service.
    The pictures may be of anybody's figures that you may use, at least eight; the more they are
    and the more they look like what will be registered, the more the thresholds are worth.

    Example: `guardrail models calibrate encoders/ --pictures figures/`
    """
    from guardrail.build.calibrating import Material, calibrate

    settings = settings_module.load(config)
    material = Material.find(pictures, empty)
    if not err.is_terminal:
        say(f"looking at {material.looks} pictures", on=err)
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )  # fmt: skip
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("looking at pictures", total=material.looks)
        made = calibrate(
            folder,
            material,
            settings,
            model_id=model_id,
            advance=lambda: progress.advance(task),
        )
    told = _told(made, material)
    if as_json:
        print_json(told)
        return
    _print(told)


def _told(made: "Calibrated", material: "Material") -> dict[str, Any]:
    """Everything that is known of a calibration, limits included."""
    import numpy as np

    from guardrail.build.chance import REFERENCES, tail_count

    measured, calibration = made.measured, made.calibration
    names, blocks = list(material.figures), len(measured.maxima)
    fitted = tail_count(blocks)
    spread = _NORMAL_95 / sqrt(fitted)
    return {
        "model": made.model_id,
        "file": str(made.path),
        "sha256": made.sha256,
        "figures": len(names),
        "pictures": sum(map(len, material.figures.values())),
        "left_out": material.left_out,
        "cohort": len(measured.cohort),
        "ways": [{"cohort": len(way.cohort), **_row(way, REFERENCES)} for way in made.ways],
        "blocks": blocks,
        "block_frames": measured.block_frames,
        "scores": {
            "median": float(np.median(measured.maxima)),
            "highest": float(measured.maxima.max()),
        },
        "tail": {
            "fitted_to": fitted,
            "rate": calibration.tail_rate,
            "low": calibration.tail_rate * max(0.0, 1 - spread),
            "high": calibration.tail_rate * (1 + spread),
        },
        "thresholds": [_row(measured, references) for references in _REGISTRIES],
        "look_alikes": [
            {"figures": [names[one], names[other]], "score": score}
            for one, other, score in measured.look_alikes(_LOOK_ALIKES)
        ],
    }


def _row(measured: "Measured", references: int) -> dict[str, Any]:
    """Where a hold and a block begin with so many references, and what reaches that."""
    from guardrail.build.chance import calibration_of, threshold

    calibration, levels = calibration_of(measured), Thresholds()
    row: dict[str, Any] = {"references": references}
    for level, expected in (("hold", levels.hold), ("block", levels.block)):
        score = threshold(calibration, expected=expected, references=references)
        row[level] = {
            "score": score,
            "reachable": bool(len(measured.cohort)) or score <= 1,
            "extrapolated": expected / references < 1 / len(measured.maxima),
            "own_found": measured.found(score),
        }
    return row


def _print(told: dict[str, Any]) -> None:
    say(f"{told['model']}: wrote {told['file']} and named it in the manifest")
    unit = "score" if told["cohort"] else "cosine"
    print_table(
        f"Where matches begin ({unit}; * is an extrapolation)",
        ["references", "hold", "found", "block", "found"],
        [
            [row["references"], *_cells(row["hold"]), *_cells(row["block"])]
            for row in told["thresholds"]
        ],
    )
    for line in _limits(told):
        say(line, on=err)


def _limits(told: dict[str, Any]) -> list[str]:
    """How far the thresholds can be trusted."""
    tail, blocks, scores = told["tail"], told["blocks"], told["scores"]
    nearest = ", ".join(
        f"{' and '.join(pair['figures'])} ({pair['score']:.3f})" for pair in told["look_alikes"]
    )
    band = f"{tail['low']:.3g} … {tail['high']:.3g}"
    said = [
        (
            f"found: of {told['pictures']} pictures, those that reach it against the other pictures "
            "of their figure; they are the ones that were measured, so expect fewer in service"
        ),
        (
            f"{blocks} blocks of {told['block_frames']} pictures, of {told['figures']} figures: "
            f"nothing rarer than 1 in {blocks} was seen; blocks that share a figure depend on it"
        ),
        (
            f"beyond, a tail is fitted to the highest {tail['fitted_to']}: its rate is "
            f"{tail['rate']:.3g} (95 %: {band}, were the blocks independent)"
        ),
        (
            f"different figures reach {scores['median']:.3f} in the median, {scores['highest']:.3f} "
            f"at most; the nearest are {nearest}: are they the same figure, or twins?"
        ),
    ]
    if len(told["ways"]) > 1:
        plain, against = (f"{100 * (way['hold']['own_found'] or 0):.0f} %" for way in told["ways"])
        taken = "measured against them" if told["cohort"] else "plain cosines"
        said.append(
            f"with {told['ways'][0]['references']} references a hold finds {plain} by plain cosines "
            f"and {against} measured against the pictures that show no one: {taken} were taken"
        )
    if told["left_out"]:
        said.append(f"{told['left_out']} pictures of figures with many were left out")
    return said


def _cells(level: dict[str, Any]) -> tuple[str, str]:
    found = level["own_found"]
    mark = "*" if level["extrapolated"] else ""
    begins = f"{level['score']:.3f}" if level["reachable"] else "never"
    return f"{begins}{mark}", "–" if found is None else f"{100 * found:.0f} %"
