"""`guardrail models`: what recognises pictures here, and whether it is what it should be."""

import typer

from guardrail.cli.printing import AsJson, print_json, print_table

app = typer.Typer(no_args_is_help=True, help="The encoders that ship, and whether they are whole.")


@app.command("list")
def list_models(*, as_json: AsJson = False) -> None:
    """List the models: id, licence, where the weights come from.

    Example: `guardrail models list --json`
    """
    from guardrail.embed.manifest import read_manifest

    entries = read_manifest().models
    if as_json:
        print_json(
            [
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
        )
        return
    print_table(
        "Models",
        ["id", "default", "licence", "source", "dimensions"],
        [[e.id, "yes" if e.default else "", e.licence, e.origin, e.dimensions] for e in entries],
    )


@app.command("check")
def check_models(*, as_json: AsJson = False) -> None:
    """Check every model file against its digest, load it and run it once.

    Example: `guardrail models check`
    """
    import time

    import numpy as np

    from guardrail.embed.encoder import Encoder
    from guardrail.embed.manifest import read_manifest

    manifest = read_manifest()
    rows: list[dict[str, object]] = []
    for entry in manifest.models:
        manifest.calibration_file(entry)
        encoder = Encoder.open(manifest, entry.id)
        width, height = entry.frame_px
        frames = np.zeros((4, height, width, 3), dtype=np.uint8)
        encoder.encode(frames)
        begun = time.perf_counter()
        vectors = encoder.encode(frames)
        ms = (time.perf_counter() - begun) / len(frames) * 1000
        rows.append(
            {
                "id": entry.id,
                "ok": True,
                "regions": int(vectors.shape[1]),
                "dimensions": int(vectors.shape[2]),
                "ms_per_frame": round(ms, 1),
            }
        )
    if as_json:
        print_json(rows)
        return
    print_table("Checked", list(rows[0]), [list(row.values()) for row in rows])
