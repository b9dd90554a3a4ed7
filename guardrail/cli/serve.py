"""`guardrail serve`: a guarded app, ready to take requests."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from guardrail import logs
from guardrail import settings as settings_module
from guardrail.cli.printing import ConfigFile
from guardrail.errors import BadInputError


def serve(
    target: Annotated[str, typer.Argument(metavar="MODULE:APP", help="The ASGI app to guard.")],
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
    config: ConfigFile = None,
    log_style: Annotated[str, typer.Option("--log", help="`console` or `json`.")] = "console",
) -> None:
    """Guard an ASGI app and serve it.

    Examples:
    `guardrail serve myserver:app --config guardrail.toml`

    `GUARDRAIL_REGISTRY=policies guardrail serve myserver:app --port 9000`
    """
    import uvicorn
    from uvicorn.importer import ImportFromStringError, import_from_string

    from guardrail.web.middleware import GuardrailMiddleware

    logs.configure("json" if log_style == "json" else "console")
    sys.path.insert(0, str(Path.cwd()))
    try:
        app = import_from_string(target)
    except ImportFromStringError as error:
        raise BadInputError(
            str(error), where="MODULE:APP", fix="name an importable module and its ASGI app"
        ) from error
    guarded = GuardrailMiddleware(app, settings_module.load(config))
    uvicorn.run(guarded, host=host, port=port, log_level="info")
