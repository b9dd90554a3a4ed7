"""`guardrail holds`: a reviewer's queue."""

import getpass
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from guardrail import settings as settings_module
from guardrail.cli.printing import (
    AsJson,
    ConfigFile,
    print_decision,
    print_json,
    print_table,
    say,
    write_page,
)
from guardrail.domain import Action, Decision
from guardrail.errors import BadInputError
from guardrail.holds import Hold, HoldStatus, standing

app = typer.Typer(no_args_is_help=True, help="Artefacts and requests that wait for a reviewer.")

HoldId = Annotated[str, typer.Argument(metavar="ID", help="As `holds list` prints it.")]
Reviewer = Annotated[
    str, typer.Option(help="Who decides; recorded.", default_factory=getpass.getuser)
]
Note = Annotated[str, typer.Option(help="Why; recorded.")]


@app.command("list")
def list_holds(
    *,
    config: ConfigFile = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Resolved and expired ones too.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
    as_json: AsJson = False,
) -> None:
    """List what waits, newest first.

    Example: `guardrail holds list --config guardrail.toml`
    """
    from guardrail.build.records import opened_archive

    status = None if everything else HoldStatus.WAITING
    with opened_archive(settings_module.load(config)) as archive:
        found = [
            (hold, archive.decision(hold.id))
            for hold in archive.list_holds(status=status, limit=limit)
        ]
    now = datetime.now(UTC)
    if as_json:
        print_json([{**_document(hold, now), **_said(decision)} for hold, decision in found])
        return
    print_table(
        "Holds",
        ["id", "asset", "reason", "until (UTC)", "stands as", "subject"],
        [
            [
                hold.id,
                ", ".join(decision.assets) if decision else "",
                decision.reason if decision else "",
                f"{hold.expires_at.astimezone(UTC):%F %R}",
                _stands(hold, now),
                hold.subject,
            ]
            for hold, decision in found
        ],
        whole=["id", "asset"],
    )


@app.command()
def show(
    hold_id: HoldId,
    *,
    page: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.html", help="Write what was seen, beside its reference, to look at."
        ),
    ] = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Show one hold: what was matched where, by whose rule it waits, and where its bytes lie.

    Example: `guardrail holds show gr_0123456789abcdef01234567 --page hold.html`
    """
    from guardrail.audit import decision_to_json
    from guardrail.build.records import kept_file, opened_archive

    now = datetime.now(UTC)
    settings = settings_module.load(config)
    with opened_archive(settings) as archive:
        hold = archive.hold(hold_id)
        decision = archive.decision(hold_id)
        stills = archive.stills(hold_id)
    if hold is None:
        raise BadInputError(f"there is no hold {hold_id!r}", fix="see `guardrail holds list --all`")
    if page is not None:
        from guardrail.build.reviewing import review_page

        write_page(page, review_page(hold, decision, stills, settings))
    file = kept_file(settings, hold.sha256)
    document = {**_document(hold, now), "file": None if file is None else str(file)}
    if as_json:
        whole = None if decision is None else json.loads(decision_to_json(decision))
        print_json({**document, **_said(decision), "decision": whole})
        return
    for name, value in document.items():
        say(f"{name:>12}  {'' if value is None else value}")
    if decision is None:
        say("its decision was erased, or is not on record")
    else:
        print_decision(hold.subject, decision)


@app.command()
def lift(
    hold_id: HoldId,
    *,
    reviewer: Reviewer,
    note: Note = "",
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Lift a hold: the artefact is delivered as if it had been allowed.

    Example: `guardrail holds lift gr_0123… --note "licensed by phone"`
    """
    _resolve(hold_id, HoldStatus.LIFTED, reviewer, note, config, as_json=as_json)


@app.command()
def refuse(
    hold_id: HoldId,
    *,
    reviewer: Reviewer,
    note: Note = "",
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Refuse a hold: the job looks failed to its requester.

    Example: `guardrail holds refuse gr_0123… --note "our character"`
    """
    _resolve(hold_id, HoldStatus.REFUSED, reviewer, note, config, as_json=as_json)


def _resolve(
    hold_id: str,
    status: HoldStatus,
    reviewer: str,
    note: str,
    config: ConfigFile,
    *,
    as_json: bool,
) -> None:
    now = datetime.now(UTC)
    from guardrail.build.records import opened_store

    with opened_store(settings_module.load(config)) as store:
        hold = store.resolve_hold(hold_id, status=status, reviewer=reviewer, note=note, now=now)
    if as_json:
        print_json(_document(hold, now))
    else:
        say(f"{hold.id} {hold.status} by {hold.reviewer}")


def _stands(hold: Hold, now: datetime) -> str:
    """What a hold means now, and by whose word."""
    if hold.status is not HoldStatus.WAITING:
        return f"{hold.status} by {hold.reviewer}"
    stands_as = standing(hold, now)
    return "waits" if stands_as is Action.HOLD else f"expired: {stands_as}"


def _said(decision: Decision | None) -> dict[str, object]:
    """Why it is held; nothing once the decision is erased."""
    return {
        "assets": list(decision.assets) if decision else [],
        "reason": decision.reason if decision else "",
    }


def _document(hold: Hold, now: datetime) -> dict[str, object]:
    return {
        "id": hold.id,
        "subject": hold.subject,
        "status": hold.status,
        "stands_as": standing(hold, now),
        "created_at": hold.created_at.isoformat(),
        "expires_at": hold.expires_at.isoformat(),
        "on_timeout": hold.on_timeout,
        "reviewer": hold.reviewer,
        "note": hold.note,
        "sha256": hold.sha256,
    }
