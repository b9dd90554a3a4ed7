"""`guardrail screen`: one decision each, without a server and without a record."""

import hashlib
import json
import stat
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guardrail import settings as settings_module
from guardrail.cli.circumstances import As, circumstances
from guardrail.cli.printing import (
    AsJson,
    ConfigFile,
    RegistryPaths,
    print_decision,
    print_json,
)
from guardrail.domain import Action, MediaFile, Submission, Text, strictest
from guardrail.errors import BadInputError
from guardrail.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guardrail.engine import Guardrail, Judgement

app = typer.Typer(
    no_args_is_help=True,
    help="Judge prompts, pictures or clips as the middleware would. "
    "Ends with 3 for a hold and 4 for a block, the strictest of several.",
)

Files = Annotated[list[Path], typer.Argument(metavar="FILE…")]

_EXIT = {Action.ALLOW: 0, Action.LOG: 0, Action.HOLD: 3, Action.BLOCK: 4}


@app.command()
def prompt(
    texts: Annotated[list[str], typer.Argument(metavar="TEXT…")],
    *,
    registry: RegistryPaths = None,
    told: As = "{}",
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Judge prompts.

    Example: `guardrail screen prompt "Kitsunebi in the rain" --registry policies/`
    """
    _report(judged_prompts(texts, registry, told, config), as_json=as_json)


@app.command()
def picture(
    files: Files,
    *,
    registry: RegistryPaths = None,
    told: As = "{}",
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Judge pictures as outputs.

    Example: `guardrail screen picture frame.png --registry policies/ --json`
    """
    judged = judged_files(files, registry, told, config, field="picture")
    _report(judged, as_json=as_json)


@app.command()
def clip(
    files: Files,
    *,
    registry: RegistryPaths = None,
    told: As = "{}",
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Judge clips as outputs.

    Example: `guardrail screen clip out/*.mp4 --registry policies/ --as '{"delivery": "JP"}'`
    """
    judged = judged_files(files, registry, told, config, field="video")
    _report(judged, as_json=as_json)


def judged_prompts(
    texts: list[str], registry: list[Path] | None, told: str, config: Path | None
) -> "list[tuple[str, Judgement]]":
    """Each prompt with its judgement; nothing is recorded."""
    settings = _settings(config, registry)
    known = circumstances(told, settings)
    with _guardrail(settings) as guardrail:
        return [
            (
                text,
                guardrail.screen_submission(
                    Submission(texts=(Text(field="prompt", text=text),)), known, subject="screen"
                ),
            )
            for text in texts
        ]


def judged_files(
    files: list[Path],
    registry: list[Path] | None,
    told: str,
    config: Path | None,
    *,
    field: str,
) -> "list[tuple[str, Judgement]]":
    """Each picture or clip with its judgement; nothing is recorded."""
    from guardrail.engine import new_id

    settings = _settings(config, registry)
    known = circumstances(told, settings)
    media = [_media(file, field) for file in files]
    with _guardrail(settings) as guardrail:
        return [
            (
                str(file.path),
                guardrail.screen_artefact(file, known, attempt_id=new_id(), subject="screen"),
            )
            for file in media
        ]


def _media(file: Path, field: str) -> MediaFile:
    """A file to look at; what never ends (a device, a pipe) is none."""
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise BadInputError("not a regular file", where=str(file), fix="name a file")
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        problem = error.strerror if isinstance(error, OSError) else error
        raise BadInputError(
            f"cannot be read: {problem}", where=str(file), fix="check the path"
        ) from error
    return MediaFile(field=field, path=file.resolve(), sha256=digest)


def _settings(config: Path | None, registry: list[Path] | None) -> Settings:
    settings = settings_module.load(config)
    if not registry:
        return settings
    return settings.model_copy(update={"registry": tuple(path.resolve() for path in registry)})


@contextmanager
def _guardrail(settings: Settings) -> "Iterator[Guardrail]":
    from guardrail.audit import Unrecorded
    from guardrail.build import open_guardrail

    with ExitStack() as opened:
        guardrail, _ = open_guardrail(settings, opened, record=Unrecorded())
        yield guardrail


def _report(judged: "list[tuple[str, Judgement]]", *, as_json: bool) -> None:
    from guardrail.audit import decision_to_json

    for subject, judgement in judged:
        if as_json:
            print_json({"subject": subject, **json.loads(decision_to_json(judgement.decision))})
        else:
            print_decision(subject, judgement.decision)
    action = strictest(judgement.decision.action for _, judgement in judged)
    raise typer.Exit(_EXIT[action])
