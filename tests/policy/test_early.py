"""A block before the end of a clip stands only where the whole clip would not soften it."""

from dataclasses import replace

import pytest
from laws import FOX, KAZE, NOW, OWL, PICTURED

from guardrail.domain import Action, Circumstances, Match, Rule, Thresholds, VersionSeen
from guardrail.policy.early import is_blocked
from guardrail.policy.policies import Policies

RULED = replace(
    KAZE,
    rules=(
        Rule(id="fox", target=FOX, action=Action.BLOCK),
        Rule(id="owl", target=OWL, action=Action.HOLD),
    ),
)
US = Circumstances(at=NOW, requester="US", operator="US", delivery="US", clip_seconds=10.0)
SEEN = replace(PICTURED, expected_false_matches=Thresholds().block / 10)
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
    assert is_blocked([match], US, Policies.from_documents([RULED])) is blocked


def test_nothing_seen_blocks_nothing() -> None:
    assert not is_blocked([], US, Policies.from_documents([RULED]))
