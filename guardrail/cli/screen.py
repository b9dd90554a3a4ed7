"""`guardrail screen`: one decision each, without a server and without a record."""

import hashlib
import json
from contextlib import ExitStack, contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guardrail import settings as settings_module
from guardrail.cli.printing import (
    AsJson,
    ConfigFile,
    RegistryPath,
    print_decision,
    print_json,
)
from guardrail.domain import Action, Circumstances, MediaFile, Submission, Text, strictest
from guardrail.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guardrail.engine import Guardrail, Judgement

app = typer.Typer(
    no_args_is_help=True,
    help="Judge prompts, pictures or clips as the middleware would. "
    "Ends with 3 for a hold and 4 for a block, the strictest of several.",
)

As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="JSON",
        help='Circumstances: `{"requester": "JP", "operator": "US", "delivery": "JP", '
        '"licensee": "op:tubeco", "at": "2026-12-31T23:59:00+09:00", "use": "noncommercial", '
        '"clip_seconds": 8}`.',
    ),
]
Files = Annotated[list[Path], typer.Argument(metavar="FILE…")]

_EXIT = {Action.ALLOW: 0, Action.LOG: 0, Action.HOLD: 3, Action.BLOCK: 4}


@app.command()
def prompt(
    texts: Annotated[list[str], typer.Argument(metavar="TEXT…")],
    *,
    registry: RegistryPath = None,
    circumstances: As = "{}",
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Judge prompts.

    Example: `guardrail screen prompt "Kitsunebi in the rain" --registry policies/`
    """
    known = parse_circumstances(circumstances)
    with _guardrail(config, registry) as guardrail:
        judged = [
            (
                text,
                guardrail.screen_submission(
                    Submission(texts=(Text(field="prompt", text=text),)), known, subject="screen"
                ),
            )
            for text in texts
        ]
    _report(judged, as_json=as_json)


@app.command()
def picture(
    files: Files,
    *,
    registry: RegistryPath = None,
    circumstances: As = "{}",
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Judge pictures as outputs.

    Example: `guardrail screen picture frame.png --registry policies/ --json`
    """
    _screen_files(files, registry, circumstances, config, as_json=as_json)


@app.command()
def clip(
    files: Files,
    *,
    registry: RegistryPath = None,
    circumstances: As = "{}",
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Judge clips as outputs.

    Example: `guardrail screen clip out/*.mp4 --registry policies/ --as '{"delivery": "JP"}'`
    """
    _screen_files(files, registry, circumstances, config, as_json=as_json)


def parse_circumstances(text: str) -> Circumstances:
    """The value of `--as`.

    Raises:
        BadInputError: it is not JSON, or has an unknown key or a wrong value.
    """
    fix = "see `guardrail screen prompt --help` for an example"
    try:
        values: Any = json.loads(text)
    except ValueError as error:
        raise BadInputError(f"not JSON: {error}", where="--as", fix=fix) from error
    if not isinstance(values, dict):
        raise BadInputError("must be a JSON object", where="--as", fix=fix)
    known = {field.name for field in fields(Circumstances)}
    if unknown := sorted(set(values) - known):
        raise BadInputError(
            f"unknown key {unknown[0]!r}",
            where="--as",
            fix=f"use one of {', '.join(sorted(known))}",
        )
    try:
        values["at"] = datetime.fromisoformat(values["at"]) if "at" in values else datetime.now(UTC)
        if values.get("contexts") is not None:
            values["contexts"] = frozenset(values["contexts"])
        return Circumstances(**values)
    except (TypeError, ValueError) as error:
        raise BadInputError(str(error), where="--as", fix=fix) from error


def _screen_files(
    files: list[Path],
    registry: Path | None,
    circumstances: str,
    config: Path | None,
    *,
    as_json: bool,
) -> None:
    from guardrail.engine import new_id

    known = parse_circumstances(circumstances)
    media = [_media(file) for file in files]
    with _guardrail(config, registry) as guardrail:
        judged = [
            (
                str(file.path),
                guardrail.screen_artefact(file, known, attempt_id=new_id(), subject="screen"),
            )
            for file in media
        ]
    _report(judged, as_json=as_json)


def _media(file: Path) -> MediaFile:
    try:
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise BadInputError(
            f"cannot be read: {error.strerror}", where=str(file), fix="check the path"
        ) from error
    return MediaFile(field="video", path=file.resolve(), sha256=digest)


@contextmanager
def _guardrail(config: Path | None, registry: Path | None) -> "Iterator[Guardrail]":
    from guardrail.audit import Unrecorded
    from guardrail.build import open_guardrail

    settings = settings_module.load(config)
    if registry is not None:
        settings = settings.model_copy(update={"registry": (registry.resolve(),)})
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
