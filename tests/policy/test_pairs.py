"""What rights holders asked about beside the scenarios, each as a table: the case, what follows."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from guardrail.domain import (
    Action,
    Box,
    Circumstances,
    Decision,
    Finding,
    Match,
    Reason,
    Segment,
    Signal,
    Stage,
    Text,
    TextSpan,
)
from guardrail.policy.decide import Policies, decide, joined
from guardrail.policy.documents import parse
from guardrail.prompt.names import NameIndex
from guardrail.prompt.screen import screen

NOON = datetime(2026, 12, 1, 12, tzinfo=ZoneInfo("Asia/Tokyo"))
IN_JP = Circumstances(at=NOON, requester="JP", operator="JP", delivery="JP", contexts=frozenset())
DOCUMENT = """
policy_version: 1
id: kaze-2026-11
rights_holder: {id: kaze, name: Kaze Animation K.K.}
valid: {from: 2026-11-01, until: 2027-10-31, zone: Asia/Tokyo}
regime: {"*": prior_permission}
assets:
  - {id: kaze/lanterns, kind: work}
  - id: kaze/kitsunebi
    parent: kaze/lanterns
    names: [{text: Kitsunebi, lang: en}, {text: きつねび, lang: ja}]
  - {id: kaze/look, kind: style, names: [{text: the Kaze look, lang: en}]}
"""
PICTURED = Match(
    asset="kaze/kitsunebi",
    signal=Signal.PICTURE,
    similarity=0.8,
    expected_false_matches=0.0,
    evidence=(
        Segment(
            field="video",
            from_s=0.0,
            to_s=2.0,
            best_s=1.0,
            region=Box(x=0, y=0, w=1, h=1),
            support=5,
            looked_at=20,
            reference="a",
        ),
    ),
)
WORDS = Match(
    asset="kaze/kitsunebi",
    signal=Signal.NAME,
    similarity=1.0,
    expected_false_matches=0.0,
    evidence=(TextSpan(field="prompt", start=0, end=9, text="Kitsunebi", view="base"),),
)


def judge(
    *matches: Match,
    says: str = "",
    facts: Circumstances = IN_JP,
    stage: Stage = Stage.PROMPT,
) -> Decision:
    document = parse(DOCUMENT + says, origin="kaze.yaml", folder=Path())
    return decide(matches, facts, Policies.from_documents([document]), stage=stage)


# -- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prompt", "action", "reason"),
    [
        ("Kitsunebi by a river", Action.BLOCK, Reason.NO_PERMISSION),
        ("キツネビが川辺にいる", Action.BLOCK, Reason.NO_PERMISSION),  # in the other kana
        ("ｷﾂﾈﾋﾞが川辺にいる", Action.BLOCK, Reason.NO_PERMISSION),  # of half width
        ("a river at night, no Kitsunebi in it", Action.LOG, Reason.LOGGED),  # to be left out
        ("a boat in the Kaze look", Action.LOG, Reason.LOGGED),  # a style, and nothing else
        ("a boat on a river", Action.ALLOW, Reason.CLEAN),
    ],
)
def test_how_a_prompt_is_written_and_what_follows(
    prompt: str, action: Action, reason: Reason
) -> None:
    document = parse(DOCUMENT, origin="kaze.yaml", folder=Path())
    found = screen([Text(field="prompt", text=prompt)], NameIndex.compile(document.assets))
    decision = judge(*found)
    assert (decision.action, decision.reason) == (action, reason)


@pytest.mark.parametrize(
    ("match", "action", "reason"),
    [
        # misspelt: as sure as the misspelling is near
        (
            replace(WORDS, similarity=0.9, expected_false_matches=0.001),
            Action.BLOCK,
            Reason.NO_PERMISSION,
        ),
        (
            replace(WORDS, similarity=0.8, expected_false_matches=0.02),
            Action.HOLD,
            Reason.LOW_CONFIDENCE,
        ),
        (replace(WORDS, similarity=0.7, expected_false_matches=0.5), Action.ALLOW, Reason.CLEAN),
        # described without its name: held at most, whatever the owner says
        (replace(WORDS, signal=Signal.DESCRIPTION), Action.HOLD, Reason.LOW_CONFIDENCE),
    ],
)
def test_how_sure_words_are_and_what_follows(match: Match, action: Action, reason: Reason) -> None:
    decision = judge(match)
    assert (decision.action, decision.reason) == (action, reason)


def test_an_owner_may_have_a_style_blocked_in_so_many_words() -> None:
    style = replace(WORDS, asset="kaze/look")
    says = "rules: [{id: not-our-look, target: kaze/look, action: block}]"
    assert judge(style, says=says).action is Action.BLOCK


# -- time ----------------------------------------------------------------------------------------

HELD = "rules: [{id: ask, target: '*', action: hold}]"
FREE = "rules: [{id: free, target: '*', action: allow}]"


@pytest.mark.parametrize(
    ("at_prompt", "at_output", "expected"),
    [
        (FREE, FREE, Action.ALLOW),
        (FREE, HELD, Action.HOLD),
        (HELD, FREE, Action.HOLD),  # what the prompt was held for still waits
        (FREE, "", Action.BLOCK),
        (HELD, "", Action.BLOCK),
    ],
)
def test_a_policy_that_changes_between_prompt_and_output_counts_as_the_stricter_of_both(
    at_prompt: str, at_output: str, expected: Action
) -> None:
    asked = judge(WORDS, says=at_prompt)
    made = judge(PICTURED, says=at_output, stage=Stage.OUTPUT)
    if asked.action is Action.HOLD:
        held_for = Finding(action=asked.action, reason=asked.reason, review=asked.review)
        made = joined(made, held_for)
    assert made.action is expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2026-12-31", (Action.ALLOW, Reason.LICENSED)),
        ("2026-11-30", (Action.BLOCK, Reason.LICENCE_EXPIRED)),
        ("", (Action.BLOCK, Reason.NO_PERMISSION)),
    ],
)
def test_a_licence_revoked_while_a_clip_renders_does_not_deliver_it(
    until: str, expected: tuple[Action, Reason]
) -> None:
    facts = replace(IN_JP, licensee="op:tubeco")
    licence = (
        "licences: [{id: tubeco, licensee: 'op:tubeco', assets: ['kaze/*'], "
        "window: {from: 2026-11-01, until: %s}}]"
    )
    asked = judge(WORDS, facts=facts, says=licence % "2026-12-31")
    assert asked.action is Action.ALLOW
    made = judge(PICTURED, facts=facts, says=licence % until if until else "", stage=Stage.OUTPUT)
    assert (made.action, made.reason) == expected


# -- company -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("beside", "action"), [((), Action.ALLOW), (("north/owl",), Action.BLOCK)])
def test_an_owner_may_not_want_to_be_seen_with_others(
    beside: tuple[str, ...], action: Action
) -> None:
    says = """
rules:
  - {id: welcome, target: "*", action: allow}
  - {id: alone, target: "*", action: block, when: {context_any: [with_other_owners]}}
"""
    north = parse(
        (DOCUMENT + FREE).replace("kaze", "north").replace("north/kitsunebi", "north/owl"),
        origin="north.yaml",
        folder=Path(),
    )
    kaze = parse(DOCUMENT + says, origin="kaze.yaml", folder=Path())
    matches = [PICTURED, *(replace(PICTURED, asset=asset) for asset in beside)]
    for facts in (IN_JP, replace(IN_JP, contexts=None)):
        policies = Policies.from_documents([kaze, north])
        assert decide(matches, facts, policies, stage=Stage.OUTPUT).action is action
