"""Facts that tests of the record put into it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from guardrail.audit import Attempt
from guardrail.domain import (
    Action,
    Box,
    Circumstances,
    Decision,
    Finding,
    Match,
    Reason,
    Review,
    Segment,
    Signal,
    Stage,
    Still,
    Text,
    TextSpan,
)

WORDS = "a small white fox spirit called Kitsunebi 狐火"


def an_attempt(name: str = "gr_1", **changes: Any) -> Attempt:
    attempt = Attempt(
        id=name,
        at=datetime(2026, 11, 23, 21, 0, 0, 5, tzinfo=timezone(timedelta(hours=9))),
        stage=Stage.PROMPT,
        subject="submission:f00",
        snapshot="5" * 64,
        texts=(Text(field="prompt", text=WORDS), Text(field="negative", text="")),
        media=("6" * 64,),
    )
    return replace(attempt, **changes)


def a_still(**changes: Any) -> Still:
    still = Still(
        asset="kaze/kitsunebi",
        field="video",
        at_s=1 / 3,
        region=Box(x=0.0, y=0.25, w=1.0, h=0.5),
        reference="refs/1.png",
        jpeg=b"\xff\xd8\xff",
    )
    return replace(still, **changes)


def a_decision(**changes: Any) -> Decision:
    named = Match(
        asset="kaze/kitsunebi",
        signal=Signal.NAME,
        similarity=1.0,
        expected_false_matches=0.0,
        evidence=(TextSpan(field="prompt", start=31, end=40, text="Kitsunebi", view="plain"),),
    )
    seen = Match(
        asset="kaze/kitsunebi",
        signal=Signal.PICTURE,
        similarity=0.1 + 0.2,
        expected_false_matches=1e-300,
        evidence=(
            Segment(
                field="video",
                from_s=0.0,
                to_s=1 / 3,
                best_s=0.1,
                region=Box(x=0.0, y=0.25, w=1.0, h=0.5),
                support=2,
                looked_at=3,
                reference="7" * 64,
            ),
        ),
        version="1928",
    )
    finding = Finding(
        action=Action.BLOCK,
        reason=Reason.NO_PERMISSION,
        asset="kaze/kitsunebi",
        holder="kaze",
        territory="JP",
        policy="kaze-1",
        policy_sha256="8" * 64,
        basis="regime:JP",
        matches=(named,),
    )
    decision = Decision(
        stage=Stage.PROMPT,
        action=Action.BLOCK,
        reason=Reason.NO_PERMISSION,
        findings=(finding, Finding(action=Action.LOG, reason=Reason.LOGGED, asset="kaze/other")),
        matches=(named, seen),
        circumstances=Circumstances(
            at=datetime(2026, 11, 23, 12, tzinfo=UTC),
            delivery="JP",
            clip_seconds=8.0,
            contexts=frozenset({"satire", "news"}),
        ),
        snapshot="5" * 64,
        review=Review(sla_hours=12.5, on_timeout=Action.LOG),
    )
    return replace(decision, **changes)
