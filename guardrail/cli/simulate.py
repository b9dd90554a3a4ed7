"""`guardrail simulate`: what a policy would have done to the recorded past."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guardrail import settings as settings_module
from guardrail.cli.printing import (
    AsJson,
    ConfigFile,
    out,
    print_json,
    print_table,
    say,
    write_page,
)
from guardrail.domain import Action
from guardrail.errors import BadInputError

if TYPE_CHECKING:
    from guardrail.policy.tally import Tally

_FOREVER = datetime.max.replace(tzinfo=UTC)
_EPOCH = datetime.min.replace(tzinfo=UTC)


def simulate(
    policy: Annotated[Path, typer.Argument(metavar="POLICY", help="A document, or a folder.")],
    *,
    since: Annotated[
        str, typer.Option(metavar="MOMENT", help="From this day or time on (UTC). Default: all.")
    ] = "",
    until: Annotated[
        str, typer.Option(metavar="MOMENT", help="Before this day or time (UTC). Default: now.")
    ] = "",
    at: Annotated[
        str,
        typer.Option(
            metavar="MOMENT",
            help="Judge everything as if it came at this time, so that licences of another time "
            "count. Default: when it came.",
        ),
    ] = "",
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page that shows it all.")
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, max=256, help="Default: one for each core.")
    ] = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Judge the recorded past again under a policy that is not in force.

    Nothing is screened anew: what was found is on record. The document is taken to be in force at
    any time. Assets of other documents stay as they were decided.

    Example: `guardrail simulate kaze-2027.yaml --since 2026-11-01 --html changes.html`
    """
    from guardrail.build.simulating import simulate as run
    from guardrail.policy.documents import load_all

    documents = load_all(policy)
    begin, end = _moment(since, "--since") or _EPOCH, _moment(until, "--until") or _FOREVER
    moment = _moment(at, "--at")
    tally = run(
        documents,
        settings_module.load(config),
        since=begin,
        until=end,
        at=moment,
        processes=processes,
    )
    rows = list(_changes(tally))
    if html is not None:
        page = _page(tally, rows, policy=policy.name, since=since, until=until, at=at)
        write_page(html, page)
    if as_json:
        print_json(
            {
                "total": tally.total,
                "changed": tally.changed,
                "erased": tally.erased,
                "uncertain": tally.uncertain,
                "decisions": [
                    {"stage": stage, "before": before, "after": after, "count": one.count}
                    for (stage, before, after), one in sorted(tally.decisions.items())
                ],
                "assets": rows,
            }
        )
        return
    out.print(f"{tally.changed:,} of {tally.total:,} recorded decisions would be others.")
    if tally.erased:
        say(f"{tally.erased:,} more were erased.")
    if tally.uncertain:
        say(
            f"{tally.uncertain:,} clips were looked at only until they were blocked: what else "
            "they show is not on record."
        )
    _print(rows)


def _print(rows: list[dict[str, object]]) -> None:
    if not rows:
        say("No asset of this policy would have been treated otherwise.")
        return
    print_table(
        "By asset",
        ["asset", "stage", "was", "would be", "by", "decisions", "such as"],
        [
            [
                row["asset"],
                row["stage"],
                row["before"],
                row["after"],
                row["basis"] or "too weak to count",
                f"{row['count']:,}",
                _first(row["examples"]),
            ]
            for row in rows
        ],
        whole=["asset"],
    )


def _first(examples: object) -> str:
    """The id of the first example."""
    return str(examples[0][1]) if isinstance(examples, list) and examples else ""


def _changes(tally: "Tally") -> Iterable[dict[str, object]]:
    """What would change for each asset, the most frequent first."""
    ordered = sorted(tally.assets.items(), key=lambda item: (-item[1].count, item[0]))
    for (asset, stage, before, after, basis), one in ordered:
        if before is not after:
            yield {
                "asset": asset,
                "stage": stage,
                "before": before,
                "after": after,
                "basis": basis,
                "count": one.count,
                "examples": [list(example) for example in one.examples],
            }


def _page(
    tally: "Tally",
    changes: list[dict[str, object]],
    *,
    policy: str,
    since: str,
    until: str,
    at: str,
) -> str:
    """One page that needs nothing beside it, light or dark as its reader likes."""
    from guardrail.evaluate.pages import templates

    pages = templates("guardrail.cli", "pages")
    pages.filters["number"] = "{:,}".format
    moves = [(before, after, one.count) for (_, before, after), one in tally.decisions.items()]
    matrices = {
        stage: {
            (before, after): one.count
            for (known, before, after), one in tally.decisions.items()
            if known == stage
        }
        for stage in ("prompt", "output")
        if any(known == stage for known, _, _ in tally.decisions)
    }
    for matrix in matrices.values():
        for before in Action:
            for after in Action:
                matrix.setdefault((before, after), 0)
    return pages.get_template("simulation.html.jinja").render(
        tally=tally,
        changes=changes,
        policy=policy,
        since=since or "the beginning",
        until=until or "now",
        judged=f"as of {at}" if at else "each at its own time",
        stricter=sum(n for before, after, n in moves if after.strictness > before.strictness),
        looser=sum(n for before, after, n in moves if after.strictness < before.strictness),
        matrices=matrices,
        actions=list(Action),
    )


def _moment(text: str, option: str) -> datetime | None:
    """A day or a time; without an offset in UTC. None for nothing."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadInputError(
            f"{text!r} is no day and no time", where=option, fix="write 2026-11-01"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
