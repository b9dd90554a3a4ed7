"""The `guardrail` command: people at a terminal.

Results go to stdout, progress and logs to stderr. Exit status: 0 fine, 2 wrong use or bad
input, 3 a hold and 4 a block (of `screen`), 1 anything else.
"""

from typing import Annotated

import typer

from guardrail.cli import (
    audit,
    demo,
    evaluating,
    holds,
    models,
    policy,
    registry,
    screen,
    serve,
    simulate,
)
from guardrail.cli.ending import run

app = typer.Typer(
    name="guardrail",
    help="Decides what a video generation API may deliver: protected characters, "
    "per rights holder's settings.\n\nStart with `guardrail demo`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.add_typer(screen.app, name="screen")
app.add_typer(registry.app, name="registry")
app.add_typer(policy.app, name="policy")
app.command("simulate")(simulate.simulate)
app.add_typer(evaluating.app, name="evaluate")
app.add_typer(holds.app, name="holds")
app.add_typer(audit.app, name="audit")
app.add_typer(models.app, name="models")


def _tell_version(asked: bool) -> None:  # noqa: FBT001 — Typer calls it so
    if asked:
        from importlib.metadata import version

        typer.echo(f"guardrail {version('guardrail')}")
        raise typer.Exit


@app.callback()
def _all(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", help="Tell the version.", callback=_tell_version, is_eager=True),
    ] = False,
) -> None:
    """Keep what holds for every command."""


def main() -> None:
    """Run the command line; errors of ours are one line, without a traceback."""
    run(app)
