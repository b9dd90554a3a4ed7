"""The `guardrail` command: people at a terminal.

Results go to stdout, progress and logs to stderr. Exit status: 0 fine, 2 wrong use or bad
input, 3 a hold and 4 a block (of `screen`), 1 anything else.
"""

import sys

import typer

from guardrail import logs
from guardrail.cli import audit, demo, holds, models, registry, screen, serve
from guardrail.cli.printing import complain
from guardrail.errors import BadInputError, GuardrailError

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
app.add_typer(holds.app, name="holds")
app.add_typer(audit.app, name="audit")
app.add_typer(models.app, name="models")


def main() -> None:
    """Run the command line; errors of ours are one line, without a traceback."""
    logs.configure(quiet=True)
    try:
        app()
    except BadInputError as error:
        complain(error)
        sys.exit(2)
    except GuardrailError as error:
        complain(error)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output left; that is its right
        sys.exit(1)
