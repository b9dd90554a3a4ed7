"""`guardrail holds`: a reviewer's queue."""

import getpass
from datetime import UTC, datetime
from typing import Annotated

import typer

from guardrail import settings as settings_module
from guardrail.cli.printing import AsJson, ConfigFile, out, print_decision, print_json, print_table
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
    from guardrail.build.records import opened_store

    with opened_store(settings_module.load(config)) as store:
        found = store.list_holds(status=None if everything else HoldStatus.WAITING, limit=limit)
    now = datetime.now(UTC)
    if as_json:
        print_json([_document(hold, now) for hold in found])
        return
    print_table(
        "Holds",
        ["id", "subject", "since", "until", "stands as"],
        [
            [h.id, h.subject, f"{h.created_at:%F %T}", f"{h.expires_at:%F %T}", standing(h, now)]
            for h in found
        ],
    )


@app.command()
def show(hold_id: HoldId, *, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Show one hold: what was matched where, and by whose rule it waits.

    Example: `guardrail holds show gr_0123456789abcdef01234567`
    """
    now = datetime.now(UTC)
    from guardrail.build.records import opened_store

    with opened_store(settings_module.load(config)) as store:
        hold = store.hold(hold_id)
        decision = store.decision(hold_id)
    if hold is None:
        raise BadInputError(f"there is no hold {hold_id!r}", fix="see `guardrail holds list --all`")
    if as_json:
        print_json(_document(hold, now))
        return
    for name, value in _document(hold, now).items():
        out.print(f"{name:>12}  {value}", markup=False, highlight=False)
    if decision is not None:
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
        out.print(f"{hold.id} {hold.status} by {hold.reviewer}", markup=False, highlight=False)


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
