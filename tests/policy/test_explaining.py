"""A decision in words: everything that led to it, and nothing twice."""

from dataclasses import replace

import pytest
from laws import FOX, KAZE, NAME, NEGATED, NOW, OWL, PICTURED

from guardrail.domain import (
    Action,
    Circumstances,
    Decision,
    Finding,
    Licence,
    Reason,
    Regime,
    Stage,
)
from guardrail.policy.decide import Policies, decide
from guardrail.policy.explaining import explained

FACTS = Circumstances(
    at=NOW,
    requester="JP",
    operator="US",
    delivery="JP",
    licensee="op:a",
    use="noncommercial",
    exception="parody",
    clip_seconds=8.0,
    contexts=frozenset({"violence", "hate"}),
)
GRANT = Licence(
    id="l",
    licensee="op:a",
    assets=frozenset({OWL}),
    starts_at=NOW,
    ends_at=NOW.replace(year=2027),
    duties=("attribution",),
)
DOCUMENT = replace(KAZE, regime={"JP": Regime.PRIOR_PERMISSION, "*": Regime.OPT_OUT})


def test_a_decision_tells_its_circumstances_findings_and_what_was_too_weak() -> None:
    faint = replace(NAME, asset="kaze/yoi", expected_false_matches=0.7)
    owl = replace(PICTURED, asset=OWL)
    policies = Policies.from_documents([replace(DOCUMENT, licences=(GRANT,))])
    matches = [faint, owl, NEGATED, PICTURED]
    lines = list(explained(decide(matches, FACTS, policies, stage=Stage.OUTPUT)))
    assert lines[:2] == [
        (
            "The output was held for a reviewer: the owner has given no permission "
            "(reason: no_permission)."
        ),
        (
            f"Circumstances at {NOW.isoformat()}: asked from JP; run in US; seen in JP; "
            "licensee op:a; use noncommercial; declared as parody; length 8 s; "
            "contexts hate, violence."
        ),
    ]
    assert "kaze/fox in JP: hold, because the owner has given no permission. This decided." in lines
    assert "  by the regime in JP of the policy kaze-1 (kaze)" in lines
    assert "  declared as parody: a reviewer decides" in lines
    assert "kaze/owl in US: allow, because the owner allows it." in lines
    assert "  duty: attribution" in lines
    assert "  not by the licence l (allow): it is for op:a" not in lines
    assert "  found kaze/owl by picture (confidence 1.000) in video from 0.0 s to 1.0 s" in lines
    assert "Too weak to count: kaze/yoi by name (confidence 0.497) “Fox” in prompt" in lines
    assert lines[-2:] == ["The strictest of these holds.", "Whoever delivers it owes: attribution."]


def test_a_name_to_be_left_out_and_an_unknown_territory_are_told() -> None:
    facts = Circumstances(at=NOW)
    decision = decide([NEGATED], facts, Policies.from_documents([KAZE]), stage=Stage.PROMPT)
    lines = list(explained(decision))
    assert (
        lines[2]
        == f"{FOX} in an unknown territory: log, because the owner wants it recorded. This decided."
    )
    assert "  found kaze/fox by name (confidence 1.000) “Fox” in prompt, to be left out" in lines


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("action", list(Action))
def test_every_action_and_reason_has_words(reason: Reason, action: Action) -> None:
    finding = Finding(action=action, reason=reason, note="something broke")
    decision = Decision(
        stage=Stage.OUTPUT,
        action=action,
        reason=reason,
        findings=(finding,),
        circumstances=FACTS,
    )
    lines = list(explained(decision))
    assert lines[2].startswith(f"As a whole: {action}, because ")
    assert lines[3] == "  something broke"
