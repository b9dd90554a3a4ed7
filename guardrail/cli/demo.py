"""`guardrail demo`: the whole product in a minute, on real clips."""

import shlex
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from guardrail.cli.printing import AsJson, err, out, plain, print_json, say, show_table
from guardrail.domain import TextSpan
from guardrail.errors import BadInputError

if TYPE_CHECKING:
    from guardrail.demo.script import Told

_WIDE = 120
"""Columns from which on there is room for the prompts; they stand in --json and on the sheet too."""


def demo(
    *,
    serve: Annotated[
        bool, typer.Option("--serve", help="Leave the guarded server running afterwards.")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 0,
    folder: Annotated[
        Path, typer.Option(help="Where clips, record and contact sheet are written.")
    ] = Path("guardrail-demo"),
    as_json: AsJson = False,
) -> None:
    """Start a small generation server behind the guard and send it a scripted set of requests.

    Its characters are invented and drawn by code; two invented rights holders have registered
    twelve of them. A real client asks over a real socket; you see what was asked, what happened
    and why, and a contact sheet shows what was matched where.

    Examples:
    `guardrail demo`

    `guardrail demo --serve --port 8000`, then in another terminal
    `curl -s http://127.0.0.1:8000/v1/videos -d prompt="Kitsunebi in the rain"`
    """
    now = datetime.now().astimezone()
    here = (folder / f"run-{now:%Y%m%d-%H%M%S}").resolve()
    _make(here)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    if not err.is_terminal:
        say("drawing the cast, loading the model", on=err)
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("drawing the cast, loading the model", total=None)
        from guardrail.demo.script import CASES, guarded_server, play
        from guardrail.demo.sheet import write_sheet

        with guarded_server(here, port=port) as (url, parts):
            progress.update(task, description=f"asking {url} for {len(CASES)} clips", total=None)
            table = _table()

            def tell(told: "Told") -> None:
                progress.update(task, description=f"asked for {told.case.name}")
                if not err.is_terminal:
                    say(f"{told.case.name}: {told.outcome} in {told.seconds:.1f} s", on=err)
                if as_json:
                    print_json(_document(told))
                _add(table, told)

            told = play(url, parts, here, tell=tell)
            sheet = write_sheet(here / "contact-sheet.png", told, at=now)
            progress.stop()
            _end(told, table, sheet, as_json=as_json)
            if serve:
                _wait(url, here)
    if any(one.outcome is not one.case.expected for one in told):
        raise typer.Exit(1)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInputError(
            f"cannot be made: {error.strerror}",
            where=str(folder),
            fix="pass --folder with a folder that can be written",
        ) from error


def _end(told: "list[Told]", table: Table, sheet: Path, *, as_json: bool) -> None:
    for one in told:
        if one.delivered is not None:
            name = one.case.name.replace(" ", "-").replace(",", "")
            (sheet.parent / f"delivered-{name}.mp4").write_bytes(one.delivered)
    if not as_json:
        show_table(table)
    say(f"What was matched where: {sheet}", on=err)
    for one in told:
        if one.outcome is not one.case.expected:
            err.print(f"[red]{one.case.name}: expected {one.case.expected}, got {one.outcome}[/]")


def _wait(url: str, folder: Path) -> None:
    from guardrail.demo.script import ANYONES_KEY

    err.print(f"\nServing {url} until Ctrl-C. Try:\n")
    store = f"GUARDRAIL_DATA_DIR={shlex.quote(str(folder / 'guardrail-data'))} guardrail"
    for line in (
        f"curl -s {url}/videos -d prompt='Kitsunebi in the rain'",
        f"curl -s {url}/videos -d prompt='Oskar Button dances in the park'",
        f"curl -s {url}/videos -H 'Authorization: Bearer {ANYONES_KEY}'",
        f"{store} holds list --all",
        f"{store} audit verify",
    ):
        say(f"  {line}", on=err)
    err.print()
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        err.print("Stopped.")


def _table() -> Table:
    table = Table(
        title="What was asked, what happened, and why",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("case", overflow="fold", min_width=14)
    if out.width >= _WIDE:
        table.add_column("prompt", no_wrap=True, overflow="ellipsis", max_width=out.width - 80)
    table.add_column("outcome", no_wrap=True)
    table.add_column("assets", no_wrap=True)
    table.add_column("why", overflow="fold", min_width=16)
    table.add_column("s", justify="right", no_wrap=True)
    return table


_STYLES = {
    "delivered": "green",
    "lifted": "green",
    "held": "yellow",
    "refused": "red",
    "blocked": "red",
}


def _add(table: Table, told: "Told") -> None:
    table.add_row(
        told.case.name,
        *([told.case.prompt] if out.width >= _WIDE else []),
        Text(told.outcome, style=_STYLES[told.outcome]),
        "\n".join(told.decision.assets) if told.decision else "",
        _why(told),
        f"{told.seconds:.1f}",
    )


def _why(told: "Told") -> str:
    """Reason, matched term and stage; and who lifted it, if somebody did."""
    decision = told.decision
    if decision is None:
        return told.message
    matches = [match for finding in decision.deciding for match in finding.matches]
    spans = [e for match in matches for e in match.evidence if isinstance(e, TextSpan)]
    term = f" “{plain(spans[0].text)}”" if spans else ""
    lifted = f", {told.message}" if told.outcome == "lifted" else ""
    return f"{decision.reason}{term} ({decision.stage}){lifted}"


def _document(told: "Told") -> dict[str, object]:
    decision = told.decision
    return {
        "case": told.case.name,
        "prompt": told.case.prompt,
        "outcome": told.outcome,
        "assets": list(decision.assets) if decision else [],
        "reason": decision.reason if decision else "",
        "stage": decision.stage if decision else "",
        "message": told.message,
        "seconds": round(told.seconds, 3),
    }
