"""`guardrail registry import`: a first registry out of what somebody has lying about."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from guardrail.cli.printing import AsJson, err, print_json, say

app = typer.Typer(
    no_args_is_help=True,
    help="Make a policy document of something else, such as `guardrail registry import folder`.",
)


@app.command()
def folder(
    pictures: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="A sub-folder of pictures for each character; `_negatives` is of nobody.",
        ),
    ],
    *,
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Where document and set are written.")
    ] = Path("imported"),
    holder: Annotated[
        str, typer.Option("--holder", metavar="ID", help="Whose characters these are.")
    ] = "imported",
    references: Annotated[
        int, typer.Option("--references", min=1, help="Most pictures registered of a character.")
    ] = 5,
    as_json: AsJson = False,
) -> None:
    """Register some pictures of each character, and keep the others to ask about.

    Writes `policies/ID.yaml` with its references, and `set.jsonl` with the pictures that were not
    registered, for `guardrail evaluate`. Nothing that exists is written over.

    Example: `guardrail registry import folder figures/ --out trial/`
    """
    from guardrail.build.importing import import_folder

    made = import_folder(
        pictures,
        out,
        holder=holder,
        most_references=references,
        today=datetime.now(UTC).date(),
    )
    if as_json:
        counts = {name: getattr(made, name) for name in ("assets", "references", "questions")}
        print_json({"document": str(made.document), "set": str(made.labelled), **counts})
        return
    say(f"wrote {made.document}: {made.assets} characters, {made.references} references")
    say(f"wrote {made.labelled}: {made.questions} pictures to ask about")
    policies = made.document.parent
    say(
        f"next: `guardrail evaluate attack pictures {made.labelled} --out {out}/attacked "
        f"--registry {policies}`, then `guardrail evaluate pictures {out}/attacked/set.jsonl "
        f"--registry {policies} --report {out}/report.html`",
        on=err,
    )
