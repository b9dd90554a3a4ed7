"""`guardrail audit`: whether the record is whole."""

import typer

from guardrail import settings as settings_module
from guardrail.cli.printing import AsJson, ConfigFile, out, print_json

app = typer.Typer(no_args_is_help=True, help="The record of every attempt and every outcome.")


@app.callback()
def _record() -> None:
    """Keep `verify` a subcommand: others will stand beside it."""


@app.command()
def verify(*, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Verify the hash chains: nothing altered, removed, reordered or left without an outcome.

    Ends with 1 when a chain is broken. Attempts without an outcome are listed: they were cut
    short by a crash, and nothing of theirs was delivered.

    Example: `guardrail audit verify --config guardrail.toml`
    """
    from guardrail.build.records import verify_record

    found = verify_record(settings_module.load(config))
    if as_json:
        print_json(
            {
                "ok": found.ok,
                "entries": found.entries,
                "workers": found.workers,
                "problems": list(found.problems),
                "open_attempts": list(found.open_attempts),
            }
        )
    else:
        word = "[green]whole[/]" if found.ok else "[bold red]broken[/]"
        out.print(f"The record is {word}: {found.entries} entries by {found.workers} workers.")
        for problem in found.problems:
            out.print(f"  {problem}", markup=False)
        for attempt in found.open_attempts:
            out.print(f"  open attempt {attempt}: cut short, nothing was delivered", markup=False)
    if not found.ok:
        raise typer.Exit(1)
