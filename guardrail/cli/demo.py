"""`guardrail demo`: the whole product in a minute, on real clips."""

import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from guardrail.cli.printing import AsJson, err, out, print_json
from guardrail.errors import BadInputError

if TYPE_CHECKING:
    from guardrail.demo.script import Told


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
    here = (folder / f"run-{datetime.now():%Y%m%d-%H%M%S}").resolve()  # noqa: DTZ005 — for people
    _make(here)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("drawing the cast, loading the model", total=None)
        from guardrail.demo.script import CASES, guarded_server, play
        from guardrail.demo.sheet import write_sheet

        with guarded_server(here, port=port) as (url, parts):
            progress.update(task, description=f"asking {url} for {len(CASES)} clips", total=None)
            table = _table()

            def tell(told: "Told") -> None:
                progress.update(task, description=f"asked for {told.case.name}")
                if as_json:
                    print_json(_document(told))
                _add(table, told)

            told = play(url, parts, here, tell=tell)
            sheet = write_sheet(here / "contact-sheet.png", told)
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
        out.print(table)
    err.print(f"What was matched where: {sheet}", highlight=False, markup=False)
    for one in told:
        if one.outcome is not one.case.expected:
            err.print(f"[red]{one.case.name}: expected {one.case.expected}, got {one.outcome}[/]")


def _wait(url: str, folder: Path) -> None:
    err.print(f"\nServing {url} until Ctrl-C. Try:\n")
    err.print(
        f"  curl -s {url}/videos -d prompt='Kitsunebi in the rain'\n"
        f"  curl -s {url}/videos -d prompt='a paper boat on a river'\n"
        f"  curl -s {url}/videos\n"
        f"  GUARDRAIL_DATA_DIR={folder / 'guardrail-data'} guardrail holds list\n",
        markup=False,
        highlight=False,
    )
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        err.print("Stopped.")


def _table() -> Table:
    table = Table(title="What was asked, what happened, and why", title_justify="left")
    table.add_column("case")
    table.add_column("prompt", max_width=44)
    table.add_column("outcome")
    table.add_column("assets")
    table.add_column("why", max_width=60)
    table.add_column("s", justify="right")
    return table


_STYLES = {
    "delivered": "green",
    "lifted": "green",
    "held": "yellow",
    "refused": "red",
    "blocked": "red",
}


def _add(table: Table, told: "Told") -> None:
    said = _document(told)
    colour = _STYLES[told.outcome]
    table.add_row(
        told.case.name,
        told.case.prompt,
        f"[{colour}]{told.outcome}[/]",
        ", ".join(told.decision.assets) if told.decision else "",
        told.message or f"{said['stage']}: {said['reason']}",
        f"{told.seconds:.1f}",
    )


def _document(told: "Told") -> dict[str, object]:
    decision = told.decision
    return {
        "case": told.case.name,
        "prompt": told.case.prompt,
        "outcome": told.outcome,
        "assets": list(decision.assets) if decision else [],
        "reason": decision.reason if decision else "",
        "stage": decision.stage if decision else "",
        "seconds": round(told.seconds, 3),
    }
