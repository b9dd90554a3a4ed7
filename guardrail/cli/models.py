"""`guardrail models`: what recognises pictures here, whether it is what it should be, and others."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guardrail import settings as settings_module
from guardrail.cli import calibrating
from guardrail.cli.printing import AsJson, ConfigFile, err, print_json, print_table, say
from guardrail.embed.presets import SQUARES, Like
from guardrail.errors import BadInputError

if TYPE_CHECKING:
    from guardrail.embed.inspecting import Inspection
    from guardrail.embed.manifest import ModelManifest

app = typer.Typer(
    no_args_is_help=True, help="The encoders: which there are, and how to use one of your own."
)
app.command("calibrate")(calibrating.calibrate)


@app.command("list")
def list_models(*, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """List the models: id, licence, where the weights come from.

    Those of the folder that `models_dir` names, else those that ship.

    Example: `guardrail models list --json`
    """
    entries = _manifest(None, config).models
    rows = [
        {
            "id": entry.id,
            "default": entry.default,
            "licence": entry.licence,
            "source": entry.origin,
            "dimensions": entry.dimensions,
            "sha256": entry.sha256,
        }
        for entry in entries
    ]
    if as_json:
        print_json(rows)
        return
    print_table(
        "Models",
        ["id", "default", "licence", "source", "dimensions"],
        [[e.id, "yes" if e.default else "", e.licence, e.origin, e.dimensions] for e in entries],
    )


@app.command("check")
def check_models(
    what: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE.onnx|FOLDER]",
            help="A graph to describe (with --like), or a folder with a manifest.",
        ),
    ] = None,
    *,
    like: Annotated[
        Like | None, typer.Option(help="Whose published numbers the graph in FILE follows.")
    ] = None,
    output: Annotated[
        str | None, typer.Option(metavar="NAME", help="The graph's output that is the embedding.")
    ] = None,
    model_id: Annotated[
        str | None, typer.Option("--id", help="Its id; default: the name of the file.")
    ] = None,
    licence: Annotated[str, typer.Option(help="Under which licence you use it.")] = "not stated",
    source: Annotated[
        str, typer.Option(help="Where the weights can be fetched again.")
    ] = "not stated",
    squares: Annotated[
        list[float] | None,
        typer.Option(
            "--square",
            metavar="SHARE",
            help="Side of the squares that a frame is cut into, as a share of its shorter side; "
            "may be given several times.",
        ),
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Write the entry there as manifest.toml; nothing is copied."
        ),
    ] = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Check every model: digest, speed, and whether it tells a few figures apart; or describe one.

    Example: `guardrail models check`, or for an encoder of your own
    `guardrail models check vision_model.onnx --like clip --write encoders/`
    """
    if what is None or what.is_dir():
        if like is not None:
            raise BadInputError("--like is for a file", fix="name the .onnx file")
        _check_manifest(_manifest(what, config), as_json=as_json)
        return
    if like is None:
        known = ", ".join(Like)
        raise BadInputError(
            "how does it want its pictures?", where=str(what), fix=f"say --like, one of: {known}"
        )
    from guardrail.embed.inspecting import Asked, inspect
    from guardrail.embed.writing import write_manifest

    found = inspect(
        what.resolve(),
        like,
        Asked(
            model_id=model_id,
            output=output,
            licence=licence,
            source=source,
            squares=tuple(squares or SQUARES),
        ),
        runtime=settings_module.load(config).runtime,
    )
    written = None if write is None else write_manifest(write, found.entry)
    _print_inspection(found, written, as_json=as_json)


def _manifest(folder: Path | None, config: Path | None) -> "ModelManifest":
    from guardrail.embed.manifest import read_manifest

    return read_manifest(folder or settings_module.load(config).models_dir)


def _check_manifest(manifest: "ModelManifest", *, as_json: bool) -> None:
    import time

    import numpy as np

    from guardrail.demo.exam import examine
    from guardrail.embed.contract import open_encoder

    rows: list[dict[str, object]] = []
    for entry in manifest.models:
        if entry.calibration is not None:
            manifest.calibration_file(entry)
        encoder = open_encoder(manifest, entry.id)
        width, height = entry.frame_px
        shape = (4, *encoder.fit(width, height)[::-1], 3)
        frames = np.zeros(shape, dtype=np.uint8)
        encoder.encode(frames[:1])
        begun = time.perf_counter()
        vectors = encoder.encode(frames)
        ms = (time.perf_counter() - begun) / len(frames) * 1000
        grade = examine(encoder)
        rows.append(
            {
                "id": entry.id,
                "ok": True,
                "calibrated": entry.calibration is not None,
                "regions": int(vectors.shape[1]),
                "dimensions": int(vectors.shape[2]),
                "ms_per_frame": round(ms, 1),
                "rank1": round(grade.rank1, 3),
                "auc": round(grade.auc, 3),
            }
        )
    if as_json:
        print_json(rows)
        return
    print_table("Checked", list(rows[0]), [list(row.values()) for row in rows])
    say("rank1 and auc: the demonstration's figures, easy to tell apart; see `guardrail evaluate`")


def _print_inspection(found: "Inspection", written: Path | None, *, as_json: bool) -> None:
    from dataclasses import asdict

    from guardrail.embed.writing import as_toml

    entry, toml = found.entry, as_toml(found.entry)
    lowest, median, highest = found.similarity
    if as_json:
        print_json(
            {
                "entry": {key: value for key, value in asdict(entry).items() if value is not None},
                "toml": toml,
                "written": written,
                "regions": found.regions,
                "dimensions": entry.dimensions,
                "ms_per_frame": round(found.ms_per_frame, 1),
                "finite": True,
                "similarity": {"lowest": lowest, "median": median, "highest": highest},
                "notes": found.notes,
            }
        )
        return
    width, height = entry.frame_px
    size = f"{entry.dimensions} dimensions, {found.regions} pieces of a {width} × {height} frame"
    spread = f"{lowest:.3f} … {median:.3f} … {highest:.3f} (lowest, median, highest)"
    say(f"{size}, {found.ms_per_frame:.0f} ms a frame", on=err)
    say(f"all finite; cosines of different generated pictures: {spread}", on=err)
    for note in found.notes:
        say(note, on=err)
    if written is None:
        typer.echo(toml, nl=False)
        return
    say(f"wrote {written}", on=err)
    say(f"next: guardrail models calibrate {written.parent} --pictures FOLDER", on=err)
