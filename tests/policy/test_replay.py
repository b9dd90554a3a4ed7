"""Judging the record again gives what judging anew would have given, case by case and in sum."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from laws import DOCUMENTS, FACTS, FOX, KAZE, MATCHES, NAME, NOW, STAGES, YEAR

from guardrail.audit import decision_from_plain, decision_to_json
from guardrail.build.simulating import retried
from guardrail.domain import (
    Action,
    Circumstances,
    Decision,
    Finding,
    Licence,
    Match,
    PolicyDocument,
    Reason,
    Rule,
    Stage,
    strictest,
)
from guardrail.evaluate.retrying import Rows
from guardrail.policy.decide import Policies, decide, joined
from guardrail.policy.replay import Replay

FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
CASES = st.lists(st.tuples(FACTS, MATCHES, STAGES), min_size=1, max_size=3)


def recorded(decision: Decision) -> dict[str, object]:
    document: dict[str, object] = json.loads(decision_to_json(decision))
    return document


@settings(suppress_health_check=[HealthCheck.too_slow])  # two documents a case, on a busy machine
@given(was=DOCUMENTS, tried=DOCUMENTS, cases=CASES)
def test_a_recorded_decision_is_judged_as_it_would_have_been(
    was: PolicyDocument,
    tried: PolicyDocument,
    cases: list[tuple[Circumstances, tuple[Match, ...], Stage]],
) -> None:
    replay = Replay([tried], read=decision_from_plain)
    always = replace(tried, valid_from=FIRST, valid_until=LAST)
    then, now = (Policies.from_documents([one]) for one in (was, always))
    for facts, matches, stage in cases:
        before = decide(matches, facts, then, stage=stage)
        known = [match for match in matches if match.asset in now.assets]
        expected = decide(known, facts, now, stage=stage)
        kept = strictest(one.action for one in before.findings if one.asset not in now.assets)
        retried = replay.retry(recorded(before))
        assert (retried.stage, retried.before) == (stage, before.action)
        assert retried.after is strictest((expected.action, kept))
        for asset, _, after, basis in retried.assets:
            found = [one for one in expected.findings if one.asset == asset]
            assert after is strictest(one.action for one in found)
            assert basis == (found[0].basis if found else "")


RULED = replace(KAZE, rules=(Rule(id="r", target="*", action=Action.BLOCK),))
US = Circumstances(at=NOW, requester="US", delivery="US", contexts=frozenset())


def logged(at: int = 0) -> tuple[str, str, str | None]:
    facts = replace(US, at=NOW + timedelta(seconds=at))
    decision = decide([NAME], facts, Policies.from_documents([KAZE]), stage=Stage.PROMPT)
    return f"gr_{at}", decision.action.value, decision_to_json(decision)


def clean() -> tuple[str, str, str | None]:
    decision = decide([], US, Policies.from_documents([KAZE]), stage=Stage.OUTPUT)
    return "gr_clean", decision.action.value, decision_to_json(decision)


def parts(count: int) -> Iterator[Rows]:
    for part in range(count):
        yield [logged(part), clean(), ("gr_gone", "block", None)]


@pytest.mark.parametrize(("processes", "count"), [(1, 3), (2, 12)])
def test_a_record_is_counted_as_a_whole_however_many_work_on_it(processes: int, count: int) -> None:
    tally = retried(parts(count), [RULED], at=None, processes=processes)
    assert (tally.total, tally.changed, tally.erased) == (2 * count, count, count)
    ((place, one),) = tally.assets.items()
    assert place == (FOX, "prompt", Action.LOG, Action.BLOCK, "rule:r")
    assert [name for _, name in one.examples] == ["gr_0", "gr_1", "gr_2"]


def test_what_others_said_and_what_could_not_be_screened_stays() -> None:
    decision = decide([NAME], US, Policies.from_documents([RULED]), stage=Stage.PROMPT)
    broken = joined(decision, Finding(action=Action.HOLD, reason=Reason.UNSCREENABLE))
    retried = Replay([KAZE], read=decision_from_plain).retry(recorded(broken))
    assert (retried.before, retried.after) == (Action.BLOCK, Action.HOLD)
    assert retried.assets == ((FOX, Action.BLOCK, Action.LOG, "regime:*"),)


def test_a_licence_of_another_time_counts_at_that_time() -> None:
    grant = Licence(
        id="later",
        licensee="op:a",
        assets=frozenset({FOX}),
        starts_at=NOW + YEAR,
        ends_at=NOW + 2 * YEAR,
    )
    tried = replace(RULED, licences=(grant,))
    facts = replace(US, licensee="op:a")
    decision = decide([NAME], facts, Policies.from_documents([KAZE]), stage=Stage.PROMPT)
    for at, expected in ((None, Action.BLOCK), (NOW + YEAR, Action.ALLOW)):
        replay = Replay([tried], read=decision_from_plain, at=at)
        assert replay.retry(recorded(decision)).after is expected


def test_a_laxer_outcome_of_a_clip_that_was_not_seen_whole_is_uncertain() -> None:
    decision = decide([NAME], US, Policies.from_documents([RULED]), stage=Stage.OUTPUT)
    partly = recorded(replace(decision, until_blocked=True))
    assert Replay([KAZE], read=decision_from_plain).retry(partly).uncertain
    assert not Replay([RULED], read=decision_from_plain).retry(partly).uncertain
    assert not Replay([KAZE], read=decision_from_plain).retry(recorded(decision)).uncertain
