"""A block before the end of a clip stands only where the whole clip would not soften it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from guardrail.domain import (
    Action,
    Asset,
    Box,
    Circumstances,
    Match,
    PolicyDocument,
    Regime,
    RightsHolder,
    Rule,
    Segment,
    Signal,
    Thresholds,
    VersionSeen,
)
from guardrail.policy.early import is_blocked
from guardrail.policy.policies import Policies

NOW = datetime(2026, 12, 1, tzinfo=UTC)
FOX, OWL = "kaze/fox", "kaze/owl"
KAZE = PolicyDocument(
    id="kaze-1",
    sha256="a" * 64,
    holder=RightsHolder(id="kaze", name="Kaze"),
    valid_from=NOW - timedelta(days=1),
    valid_until=NOW + timedelta(days=1),
    regime={"*": Regime.OPT_OUT},
    assets=(Asset(id=FOX, holder="kaze"), Asset(id=OWL, holder="kaze")),
    rules=(
        Rule(id="fox", target=FOX, action=Action.BLOCK),
        Rule(id="owl", target=OWL, action=Action.HOLD),
    ),
)
US = Circumstances(at=NOW, requester="US", operator="US", delivery="US", clip_seconds=10.0)
SEEN = Match(
    asset=FOX,
    signal=Signal.PICTURE,
    similarity=0.9,
    expected_false_matches=Thresholds().block / 10,
    evidence=(
        Segment(
            field="video",
            from_s=0.0,
            to_s=0.0,
            best_s=0.0,
            region=Box(x=0, y=0, w=1, h=1),
            support=1,
            looked_at=1,
            reference="fox.png",
        ),
    ),
)
UNSURE = (VersionSeen(version="old", lead=0.01), VersionSeen(version="new", lead=0.02))


@pytest.mark.parametrize(
    ("match", "blocked"),
    [
        (SEEN, True),
        (replace(SEEN, expected_false_matches=Thresholds().hold), False),
        (replace(SEEN, asset=OWL), False),
        (replace(SEEN, asset="nobody/knows"), False),
        (replace(SEEN, versions=UNSURE), False),
    ],
    ids=["sure", "too weak", "only held", "ungoverned", "its versions are not told apart yet"],
)
def test_what_was_seen_so_far_blocks_or_not(match: Match, *, blocked: bool) -> None:
    assert is_blocked([match], US, Policies.from_documents([KAZE])) is blocked


def test_nothing_seen_blocks_nothing() -> None:
    assert not is_blocked([], US, Policies.from_documents([KAZE]))
