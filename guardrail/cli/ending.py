"""How a command ends: with its status, and with one clear line where something was wrong."""

import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import typer

from guardrail import logs
from guardrail.cli.printing import complain
from guardrail.errors import BadInputError, GuardrailError

_UsageError: type = typer.BadParameter.__mro__[1]  # Typer exports only the leaves of its errors
_ClickError: type[Exception] = typer.BadParameter.__mro__[2]
_INTERRUPTED = 130


def run(app: Callable[..., Any]) -> NoReturn:
    """Run a Typer app with the arguments of this process, and exit."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # what a terminal cannot show is escaped, not fatal
            stream.reconfigure(errors="backslashreplace")
    logs.configure(quiet=True)
    status = _status(app)
    try:
        sys.stdout.flush()
    except OSError as error:
        status = _unwritten(error)
    sys.exit(status)


def _status(app: Callable[..., Any]) -> int:
    try:
        _check_arguments()
        ended = app(standalone_mode=False)
    except BadInputError as error:
        complain(error)
        return 2
    except GuardrailError as error:
        complain(error)
        return 1
    except _ClickError as error:
        return _misused(error)
    except (typer.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except OSError as error:
        return _unwritten(error)
    return ended if isinstance(ended, int) else 0


def _check_arguments() -> None:
    """Bytes that are no text would be judged as nobody wrote them."""
    for at, argument in enumerate(sys.argv[1:], start=1):
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise BadInputError("is no valid UTF-8", where=f"argument {at}") from None


def _misused(error: Exception) -> int:
    """Wrong use, in one line; a command that was given nothing shows its help instead."""
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()  # type: ignore[attr-defined]
        return 2
    context = getattr(error, "ctx", None)
    hint = f" (see `{context.command_path} --help`)" if context is not None else ""
    said = error.format_message()  # type: ignore[attr-defined]
    complain(f"{said.rstrip('.')}{hint if isinstance(error, _UsageError) else ''}")
    return 2


def _unwritten(error: OSError) -> int:
    """A reader that left, a full device, a disk that fails: nothing more can be said on stdout."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        place = f"{error.filename}: " if error.filename else "cannot write the output: "
        complain(f"{place}{error.strerror or error}")
    return 1
