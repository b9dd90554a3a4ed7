"""How commands print: tables or JSON on stdout, everything else on stderr."""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from guardrail.domain import Action, Decision, Match, Segment, TextSpan
from guardrail.errors import BadInputError

out = Console(soft_wrap=True, emoji=False)
err = Console(stderr=True, soft_wrap=True, emoji=False)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout, for programs.")]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Settings (TOML or YAML). Default: the file that GUARDRAIL_CONFIG names.",
    ),
]
RegistryPaths = Annotated[
    list[Path] | None,
    typer.Option(
        "--registry",
        metavar="PATH",
        help="A policy document or a folder of them, instead of the settings' registry. "
        "May be given several times.",
    ),
]

COLOURS = {Action.ALLOW: "green", Action.LOG: "cyan", Action.HOLD: "yellow", Action.BLOCK: "red"}

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(value: object) -> str:
    """A value as text that does nothing to a terminal: control characters are escaped."""
    return _UNPRINTABLE.sub(lambda found: ascii(found[0])[1:-1], str(value))


def complain(error: object) -> None:
    """One clear line on stderr for each thing that is wrong."""
    for line in (str(error), *getattr(error, "__notes__", ())):
        err.print("[bold red]error:[/] ", end="")
        say(" ".join(line.split()), on=err)


def say(line: object, *, on: Console = out) -> None:
    """One line of plain text."""
    on.print(plain(line), markup=False, highlight=False)


def write_page(path: Path, page: str) -> None:
    """A page beside what is printed. Raises BadInputError where it cannot be written."""
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise BadInputError(
            f"cannot be written: {error.strerror}", where=str(path), fix="check the path"
        ) from error
    say(f"wrote {path}", on=err)


def print_json(document: object) -> None:
    """One JSON document on stdout, on one line; escaped where stdout knows no Unicode."""
    is_unicode = out.encoding.lower().startswith("utf")
    typer.echo(json.dumps(document, ensure_ascii=not is_unicode, default=str))


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    whole: Sequence[str] = (),
) -> None:
    """A table on stdout; the cells of the columns `whole` are never cut or folded."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in whole)
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    show_table(table)


def show_table(table: Table) -> None:
    """A table as wide as the terminal, or as its whole columns need."""
    least = out.measure(table, options=out.options.update(width=10_000)).minimum
    out.print(table, width=max(out.width, least))


def print_decision(subject: str, decision: Decision) -> None:
    """One decision for people: the action, then why, then every match with its evidence."""
    colour = COLOURS[decision.action]
    out.print(f"[bold {colour}]{decision.action}[/]  ", end="")
    say(f"{subject}  (reason: {decision.reason})")
    for finding in decision.findings:
        where = f" in {finding.territory}" if finding.territory else ""
        who = f"{finding.asset}{where}: " if finding.asset else ""
        whose = f" by {finding.policy} {finding.basis}" if finding.policy else ""
        note = f" — {finding.note}" if finding.note else ""
        say(f"  {finding.action}: {who}{finding.reason}{whose}{note}")
    for match in decision.matches:
        say(
            f"  {_weight(match, decision)} {match.asset} by {match.signal}, "
            f"similarity {match.similarity:.3f}, "
            f"expected false matches {match.expected_false_matches:.2g}"
        )
        for evidence in match.evidence:
            say(f"    {_evidence(evidence)}")


def _weight(match: Match, decision: Decision) -> str:
    """What a match did: it decided, it counted for less, or it was too weak to count."""
    if any(match in finding.matches for finding in decision.deciding):
        return "deciding match"
    if any(match in finding.matches for finding in decision.findings):
        return "match"
    return "below the threshold:"


def _evidence(evidence: TextSpan | Segment) -> str:
    if isinstance(evidence, TextSpan):
        negated = ", negated" if evidence.negated else ""
        return (
            f"{evidence.field}[{evidence.start}:{evidence.end}] "
            f"“{evidence.text}” ({evidence.view} view{negated})"
        )
    part = ""
    if evidence.reference_from_s is not None and evidence.reference_to_s is not None:
        part = f" from {evidence.reference_from_s:.2f} to {evidence.reference_to_s:.2f} s"
    region = evidence.region
    where = f"x={region.x:.2f} y={region.y:.2f} w={region.w:.2f} h={region.h:.2f}"
    if evidence.looked_at == 1:  # a picture: it has no seconds
        return f"{evidence.field} in {where}, like {evidence.reference}{part}"
    return (
        f"{evidence.field} {evidence.from_s:.2f}–{evidence.to_s:.2f} s, best at "
        f"{evidence.best_s:.2f} s in {where}, "
        f"{evidence.support} of {evidence.looked_at} frames, like {evidence.reference}{part}"
    )
