"""What judging costs: `python -m bench.policy [--json]`.

| row | what |
|---|---|
| `decide_ms_10k` | `decide` on 20 matches against a snapshot of 10,000 assets of 100 holders |

Limits: the documents are invented, four rules and two licences a holder, and a version in the
public domain on every tenth asset. Matches are of distinct assets, names and pictures in turn.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bench.rows import Row, finish, median_row
from guardrail.domain import (
    Action,
    Asset,
    Box,
    Circumstances,
    Conditions,
    Licence,
    Match,
    PolicyDocument,
    Regime,
    RightsHolder,
    Rule,
    Segment,
    Signal,
    Stage,
    Status,
    TextSpan,
    Version,
)
from guardrail.policy.decide import Policies, decide

NOW = datetime(2026, 12, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
HOLDERS = 100
ASSETS_EACH = 100
MATCHES = 20
ROUNDS = 400


def documents() -> Iterator[PolicyDocument]:
    """A hundred owners who each say something of everything."""
    for number in range(HOLDERS):
        holder = f"h{number:03}"
        ids = [f"{holder}/a{at:03}" for at in range(ASSETS_EACH)]
        yield PolicyDocument(
            id=f"{holder}-1",
            sha256=f"{number:064x}",
            holder=RightsHolder(id=holder, name=holder),
            valid_from=NOW - YEAR,
            valid_until=NOW + YEAR,
            regime={"JP": Regime.PRIOR_PERMISSION, "*": Regime.OPT_OUT},
            assets=tuple(_asset(holder, at, one) for at, one in enumerate(ids)),
            rules=(
                Rule(id="all", target=f"{holder}/*", action=Action.HOLD),
                Rule(
                    id="harm",
                    target="*",
                    action=Action.BLOCK,
                    when=Conditions(context_any=frozenset({"violence", "sexual"})),
                ),
                Rule(
                    id="fans",
                    target=f"{holder}/*",
                    action=Action.LOG,
                    when=Conditions(use=frozenset({"noncommercial"}), clip_seconds_lt=10),
                ),
                Rule(id="first", target=ids[0], action=Action.BLOCK, overrides_licences=True),
            ),
            licences=tuple(
                Licence(
                    id=f"op-{one}",
                    licensee=f"op:{one}",
                    assets=frozenset(ids[:50]),
                    starts_at=NOW - YEAR,
                    ends_at=NOW + timedelta(days=at),
                    territories=frozenset({"US"}),
                    prohibits_context=frozenset({"violence"}),
                    duties=("attribution",),
                )
                for at, one in enumerate("ab")
            ),
        )


def _asset(holder: str, at: int, asset: str) -> Asset:
    free = (Version(id="old", status={"US": Status.PUBLIC_DOMAIN, "*": Status.UNKNOWN}),)
    return Asset(id=asset, holder=holder, versions=free if at % 10 == 0 else ())


def matches(at: int) -> tuple[Match, ...]:
    """Twenty assets, words and pictures in turn."""
    return tuple(
        _match(f"h{(7 * one + at) % HOLDERS:03}/a{(13 * one + at) % ASSETS_EACH:03}", one)
        for one in range(MATCHES)
    )


def _match(asset: str, at: int) -> Match:
    if at % 2:
        span = TextSpan(field="prompt", start=at, end=at + 3, text="Fox", view="base")
        return Match(
            asset=asset,
            signal=Signal.NAME,
            similarity=1.0,
            expected_false_matches=0.0,
            evidence=(span,),
        )
    segment = Segment(
        field="video",
        from_s=0.0,
        to_s=1.0,
        best_s=0.5,
        region=Box(x=0, y=0, w=1, h=1),
        support=4,
        looked_at=5,
        reference=f"refs/{asset}.png",
    )
    return Match(
        asset=asset,
        signal=Signal.PICTURE,
        similarity=0.7,
        expected_false_matches=0.01 * (at % 3),
        evidence=(segment,),
    )


FACTS = Circumstances(
    at=NOW,
    requester="US",
    operator="US",
    delivery="JP",
    licensee="op:b",
    use="noncommercial",
    clip_seconds=8.0,
    contexts=frozenset(),
)


def decide_ms(policies: Policies) -> list[float]:
    """Milliseconds of each judgement, a different one every time."""
    took = []
    for at in range(ROUNDS):
        found, facts = matches(at), replace(FACTS, licensee=("op:a", "op:b", None)[at % 3])
        begun = time.perf_counter()
        decide(found, facts, policies, stage=Stage.OUTPUT)
        took.append((time.perf_counter() - begun) * 1000)
    return took


def main() -> None:
    policies = Policies.from_documents(documents())
    took = decide_ms(policies)
    rows: list[Row] = [median_row("decide_ms_10k", took, unit="ms", bar=1)]
    print(statistics.median(took), file=sys.stderr)
    finish(rows, as_json="--json" in sys.argv)


if __name__ == "__main__":
    main()
