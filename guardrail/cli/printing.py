"""How commands print: tables or JSON on stdout, everything else on stderr."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from guardrail.domain import Action, Decision, Segment, TextSpan

out = Console(soft_wrap=True)
err = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout, for programs.")]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Settings (TOML or YAML). Default: the file that GUARDRAIL_CONFIG names.",
    ),
]
RegistryPath = Annotated[
    Path | None,
    typer.Option(
        "--registry",
        metavar="PATH",
        help="A policy document or a folder of them, instead of the settings' registry.",
    ),
]

COLOURS = {Action.ALLOW: "green", Action.LOG: "cyan", Action.HOLD: "yellow", Action.BLOCK: "red"}


def complain(error: Exception) -> None:
    """One clear line on stderr."""
    err.print("[bold red]error:[/] ", end="")
    err.print(" ".join(str(error).split()), markup=False, highlight=False)


def print_json(document: object) -> None:
    """One JSON document on stdout, on one line."""
    typer.echo(json.dumps(document, ensure_ascii=False, default=str))


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on stdout; cells are plain text."""
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(_plain(cell) for cell in row))
    out.print(table)


def _plain(cell: object) -> str:
    return str(cell).replace("[", r"\[")


def print_decision(subject: str, decision: Decision) -> None:
    """One decision for people: the action, then why, then every match with its evidence."""
    colour = COLOURS[decision.action]
    out.print(f"[bold {colour}]{decision.action}[/]  ", end="")
    out.print(f"{subject}  (reason: {decision.reason})", markup=False, highlight=False)
    for finding in decision.findings:
        where = f" in {finding.territory}" if finding.territory else ""
        who = f"{finding.asset}{where}: " if finding.asset else ""
        whose = f" by {finding.policy} {finding.basis}" if finding.policy else ""
        note = f" — {finding.note}" if finding.note else ""
        line = f"  {finding.action}: {who}{finding.reason}{whose}{note}"
        out.print(line, markup=False, highlight=False)
    for match in decision.matches:
        head = (
            f"  match {match.asset} by {match.signal}, similarity {match.similarity:.3f}, "
            f"expected false matches {match.expected_false_matches:.2g}"
        )
        out.print(head, markup=False, highlight=False)
        for evidence in match.evidence:
            out.print(f"    {_evidence(evidence)}", markup=False, highlight=False)


def _evidence(evidence: TextSpan | Segment) -> str:
    if isinstance(evidence, TextSpan):
        negated = ", negated" if evidence.negated else ""
        return (
            f"{evidence.field}[{evidence.start}:{evidence.end}] "
            f"“{evidence.text}” ({evidence.view} view{negated})"
        )
    box = evidence.region
    return (
        f"{evidence.field} {evidence.from_s:.2f}–{evidence.to_s:.2f} s, best at "
        f"{evidence.best_s:.2f} s in x={box.x:.2f} y={box.y:.2f} w={box.w:.2f} h={box.h:.2f}, "
        f"{evidence.support} of {evidence.looked_at} frames, like {evidence.reference}"
    )
