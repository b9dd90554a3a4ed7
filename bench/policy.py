"""What judging costs: `python -m bench.policy [--json]`.

| row | what |
|---|---|
| `decide_ms_10k` | `decide` on 20 matches against a snapshot of 10,000 assets of 100 holders |
| `simulate_per_s` | recorded decisions that `guardrail simulate` judges again each second, on two cores, from the database to the tally, processes started and all |
| `simulate_per_cpu_s` | the same for each second of processor time, of all processes together: what one free core would do, on a machine that has none free |
| `mutants_killed` | share of the mutants of `decide` that its tests find: the last figure of `python -m bench.mutants`, from `bench/mutants.json` with its date |

Limits: the documents are invented, four rules and two licences a holder, and a version in the
public domain on every tenth asset. Matches are of distinct assets, names and pictures in turn. The
record is SQLite on a local disk; seven of ten decisions found nothing, the others found one to three
assets; 2,000 different ones stand in it again and again, under ids of their own.
"""

import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.rows import Row, finish, median_row
from guardrail.audit import decision_to_json
from guardrail.build.records import open_store
from guardrail.build.simulating import simulate
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
from guardrail.settings import Settings
from guardrail.store.tables import moment_text

NOW = datetime(2026, 12, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
HOLDERS = 100
ASSETS_EACH = 100
MATCHES = 20
ROUNDS = 400
DISTINCT = 2_000
RECORDED = 120_000
RUNS = 3
CORES = 2
FIGURE = Path(__file__).with_name("mutants.json")


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


def recorded(policies: Policies) -> Iterator[tuple[str, str, str, str]]:
    """Stage, action, reason and JSON of different decisions."""
    for at in range(DISTINCT):
        facts = replace(
            FACTS,
            at=NOW + timedelta(minutes=at),
            licensee=("op:a", "op:b", None)[at % 3],
            contexts=frozenset({"violence"}) if at % 7 == 0 else frozenset(),
        )
        found = matches(at)[: max(0, at % 10 - 6)]
        stage = Stage.PROMPT if at % 2 else Stage.OUTPUT
        decision = decide(found, facts, policies, stage=stage)
        yield stage, decision.action, decision.reason, decision_to_json(decision)


def write_record(settings: Settings, policies: Policies) -> None:
    """A store as workers leave it, without its chains, which a simulation does not read."""
    open_store(settings, now=lambda: NOW).close()
    kept = list(recorded(policies))
    rows = (
        (f"gr_{at:024x}", moment_text(NOW + timedelta(seconds=at)), *kept[at % DISTINCT], b"")
        for at in range(RECORDED)
    )
    with closing(sqlite3.connect(settings.data_dir / "guardrail.db")) as database:
        database.executemany("INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        database.commit()


def simulated(policies: Policies) -> tuple[list[float], list[float]]:
    """Decisions a second, and a second of processor time, in each of some runs over the record."""
    tried = [replace(one, rules=one.rules[3:]) for one in documents()]
    rates, of_cpu = [], []
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(data_dir=Path(name) / "data")
        write_record(settings, policies)
        for _ in range(RUNS):
            begun, spent = time.perf_counter(), _processor_s()
            tally = simulate(tried, settings, since=NOW - YEAR, until=NOW + YEAR, processes=CORES)
            rates.append(tally.total / (time.perf_counter() - begun))
            of_cpu.append(tally.total / (_processor_s() - spent))
            if tally.total != RECORDED or not tally.changed:
                raise RuntimeError(f"{tally.total} judged, {tally.changed} changed")
    return rates, of_cpu


def _processor_s() -> float:
    """Processor time of this process and of those that it started and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def mutants() -> Row:
    """The last figure that `python -m bench.mutants` wrote."""
    found = json.loads(FIGURE.read_text(encoding="utf-8"))
    share = found["killed"] / found["mutants"]
    return Row(
        name=f"mutants_killed ({found['date']})",
        value=share,
        low=share,
        high=share,
        unit="share",
        bar=0.95,
        at_least=True,
    )


def main() -> None:
    policies = Policies.from_documents(documents())
    rates, of_cpu = simulated(policies)
    rows: list[Row] = [
        median_row("decide_ms_10k", decide_ms(policies), unit="ms", bar=1),
        median_row("simulate_per_s", rates, unit="1/s", bar=16_700, at_least=True),
        median_row("simulate_per_cpu_s", of_cpu, unit="1/s"),
        mutants(),
    ]
    finish(rows, as_json="--json" in sys.argv)


if __name__ == "__main__":
    main()
