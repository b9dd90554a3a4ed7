"""`guardrail serve`: a guarded app, ready to take requests."""

import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from guardrail import logs
from guardrail import settings as settings_module
from guardrail.cli.printing import ConfigFile, err, say
from guardrail.errors import BadInputError

_TARGET = "MODULE:APP"


def serve(
    target: Annotated[str, typer.Argument(metavar=_TARGET, help="The ASGI app to guard.")],
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
    config: ConfigFile = None,
    log_style: Annotated[
        logs.Style, typer.Option("--log", help="How events are written.")
    ] = logs.Style.CONSOLE,
) -> None:
    """Guard an ASGI app and serve it.

    Everything that it takes is opened before the first request: what is wrong ends with 2.

    Examples:
    `guardrail serve myserver:app --config guardrail.toml`

    `GUARDRAIL_REGISTRY=policies guardrail serve myserver:app --port 9000`
    """
    if target.startswith(("http://", "https://")):
        raise BadInputError(
            "the gateway in front of another server is not part of this version",
            where=target,
            fix=f"name {_TARGET}, or add GuardrailMiddleware to the app",
        )
    settings = settings_module.load(config)
    app = _imported(target)
    logs.configure(log_style)

    import uvicorn

    from guardrail.build import open_parts
    from guardrail.web.middleware import GuardrailMiddleware

    with _listening(host, port) as listening:
        parts = open_parts(settings)
        guarded = GuardrailMiddleware(app, parts=parts)
        server = uvicorn.Server(uvicorn.Config(guarded, log_level="info"))
        signal.signal(signal.SIGTERM, _stop)  # uvicorn hands it on to us once it has shut down
        try:
            name, taken = listening.getsockname()[:2]
            say(
                f"Guarding {target} on http://{f'[{name}]' if ':' in name else name}:{taken}",
                on=err,
            )
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            pass  # the server has shut down; that is how it ends
        finally:
            parts.close()
    if not server.started:
        raise typer.Exit(1)


def _stop(_signal: int, _frame: object) -> NoReturn:
    """End as Ctrl-C does, so that the record is signed and the decoders are ended."""
    raise KeyboardInterrupt


def _imported(target: str) -> Callable[..., Any]:
    """The app that `MODULE:APP` names; whatever its import raises is told in one line."""
    from uvicorn.importer import ImportFromStringError, import_from_string

    sys.path.insert(0, str(Path.cwd()))
    fix = "name an importable module and its ASGI app"
    try:
        app = import_from_string(target)
    except ImportFromStringError as error:
        raise BadInputError(str(error), where=_TARGET, fix=fix) from error
    except (Exception, SystemExit) as error:
        problem = f"importing {target} failed: {type(error).__name__}: {error}"
        raise BadInputError(problem, where=_TARGET, fix="mend the module") from error
    if not callable(app):
        raise BadInputError(f"{target} is no ASGI app: it cannot be called", where=_TARGET, fix=fix)
    called: Callable[..., Any] = app
    return called


def _listening(host: str, port: int) -> socket.socket:
    try:
        (family, _, _, _, address), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return socket.create_server(address[:2], family=family)
    except (OSError, UnicodeError) as error:
        problem = getattr(error, "strerror", None) or error
        raise BadInputError(
            f"cannot listen: {problem}",
            where=f"{host}:{port}",
            fix="choose another --host or --port",
        ) from error
