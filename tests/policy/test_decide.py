"""Judgement beyond the scenarios: strength of matches, specificity, lapses, reviews."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import laws
import pytest
from laws import FOX, NAME, NOW, OWL, SEGMENT, WORK, YEAR

from guardrail.domain import (
    Action,
    Asset,
    Circumstances,
    Conditions,
    Decision,
    Defaults,
    Finding,
    Licence,
    Match,
    PolicyDocument,
    Reason,
    Regime,
    Review,
    RightsHolder,
    Rule,
    Signal,
    Stage,
    TextSpan,
    Thresholds,
)
from guardrail.policy.decide import Policies, decide
from guardrail.policy.strength import LOG_NAMES_AT

KAZE = replace(laws.KAZE, regime={"JP": Regime.PRIOR_PERMISSION, "*": Regime.OPT_OUT})
US = Circumstances(at=NOW, requester="US", operator="US", delivery="US", contexts=frozenset())
JP = replace(US, requester="JP", delivery="JP")
NEGATED = replace(
    NAME,
    evidence=(TextSpan(field="prompt", start=3, end=6, text="Fox", view="base", negated=True),),
)
DESCRIBED = replace(NAME, signal=Signal.DESCRIPTION, similarity=0.7)


def pictured(expected: float = 0.0, *supports: int) -> Match:
    segments = tuple(replace(SEGMENT, support=support) for support in supports or (4,))
    return Match(
        asset=FOX,
        signal=Signal.PICTURE,
        similarity=0.7,
        expected_false_matches=expected,
        evidence=segments,
    )


def rule(action: Action, target: str = FOX, slug: str = "r", **more: object) -> Rule:
    return Rule(id=slug, target=target, action=action, **more)  # type: ignore[arg-type]


def judge(
    *matches: Match,
    facts: Circumstances = US,
    stage: Stage = Stage.OUTPUT,
    document: PolicyDocument = KAZE,
) -> Decision:
    return decide(matches, facts, Policies.from_documents([document]), stage=stage)


def ruled(*rules: Rule, **more: object) -> PolicyDocument:
    return replace(KAZE, rules=rules, **more)  # type: ignore[arg-type]


# -- nothing found, nothing protected ----------------------------------------------------------


def test_nothing_found_is_clean_and_nothing_registered_is_unprotected() -> None:
    assert (judge().action, judge().reason) == (Action.ALLOW, Reason.CLEAN)
    empty = decide((), US, Policies.from_documents([]), stage=Stage.PROMPT)
    assert (empty.action, empty.reason) == (Action.ALLOW, Reason.UNPROTECTED)


def test_a_match_that_no_document_answers_for_is_held() -> None:
    decision = judge(replace(NAME, asset="gone/one"))
    assert (decision.action, decision.reason) == (Action.HOLD, Reason.UNSCREENABLE)
    assert decision.findings[0].policy == ""


def test_a_decision_quotes_everything_that_led_to_it() -> None:
    assert judge(NAME, facts=JP, stage=Stage.PROMPT) == Decision(
        stage=Stage.PROMPT,
        action=Action.BLOCK,
        reason=Reason.NO_PERMISSION,
        findings=(
            Finding(
                action=Action.BLOCK,
                reason=Reason.NO_PERMISSION,
                asset=FOX,
                holder="kaze",
                territory="JP",
                policy="kaze-1",
                policy_sha256="a" * 64,
                basis="regime:JP",
                review=Review(),
                matches=(NAME,),
            ),
            Finding(
                action=Action.LOG,
                reason=Reason.LOGGED,
                asset=FOX,
                holder="kaze",
                territory="US",
                policy="kaze-1",
                policy_sha256="a" * 64,
                basis="regime:*",
                review=Review(),
                matches=(NAME,),
            ),
        ),
        matches=(NAME,),
        circumstances=JP,
    )


# -- strength of a match -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected_false_matches", "action", "reason"),
    [
        (0.005, Action.BLOCK, Reason.PROHIBITED),
        (0.0051, Action.HOLD, Reason.LOW_CONFIDENCE),
        (0.05, Action.HOLD, Reason.LOW_CONFIDENCE),
        (0.0501, Action.ALLOW, Reason.CLEAN),
    ],
)
def test_a_match_counts_in_full_up_to_block_and_half_up_to_hold(
    expected_false_matches: float, action: Action, reason: Reason
) -> None:
    decision = judge(pictured(expected_false_matches), document=ruled(rule(Action.BLOCK)))
    assert (decision.action, decision.reason) == (action, reason)
    assert decision.matches == (pictured(expected_false_matches),)


@pytest.mark.parametrize("action", [Action.ALLOW, Action.LOG, Action.HOLD])
def test_low_confidence_makes_no_looser_action_stricter(action: Action) -> None:
    assert judge(pictured(0.02), document=ruled(rule(action))).action is action


def test_an_owner_may_want_low_confidence_blocked_or_only_logged() -> None:
    for low in (Action.BLOCK, Action.LOG):
        document = ruled(rule(Action.BLOCK), defaults=Defaults(low_confidence=low))
        assert judge(pictured(0.02), document=document).action is low


def test_thresholds_of_a_rule_go_before_those_of_its_document() -> None:
    strict = rule(Action.BLOCK, thresholds=Thresholds(hold=2.0, block=1.0))
    assert judge(pictured(1.0), document=ruled(strict)).action is Action.BLOCK


def test_a_description_alone_is_held_at_most_and_a_second_signal_lets_it_count() -> None:
    document = ruled(rule(Action.BLOCK))
    assert judge(DESCRIBED, document=document).action is Action.HOLD
    assert judge(DESCRIBED, pictured(1.0), document=document).action is Action.HOLD
    assert judge(DESCRIBED, NEGATED, document=document).action is Action.HOLD
    assert judge(DESCRIBED, pictured(0.04), document=document).action is Action.BLOCK


def test_a_name_that_only_resembles_one_is_logged_and_a_picture_as_weak_is_not() -> None:
    document = ruled(rule(Action.BLOCK))
    at_most = replace(NAME, expected_false_matches=LOG_NAMES_AT)
    decision = judge(at_most, document=document)
    assert (decision.action, decision.reason) == (Action.LOG, Reason.LOGGED)
    beyond = replace(NAME, expected_false_matches=LOG_NAMES_AT * 1.01)
    assert judge(beyond, document=document).findings == ()
    for other in (pictured(LOG_NAMES_AT), replace(at_most, signal=Signal.DESCRIPTION)):
        assert judge(other, document=document).findings == ()


def test_a_description_of_low_confidence_is_logged_alone_and_held_beside_a_second_signal() -> None:
    document = ruled(rule(Action.BLOCK))
    faint = replace(DESCRIBED, expected_false_matches=0.04)
    assert judge(faint, document=document).action is Action.LOG
    assert judge(faint, pictured(0.04), document=document).action is Action.HOLD
    assert judge(faint, document=ruled(rule(Action.ALLOW))).action is Action.ALLOW


def test_a_name_to_be_left_out_is_logged_and_one_that_also_counts_is_not() -> None:
    document = ruled(rule(Action.BLOCK, overrides_licences=True))
    decision = judge(NEGATED, document=document)
    assert (decision.action, decision.reason) == (Action.LOG, Reason.LOGGED)
    both = replace(NAME, evidence=NAME.evidence + NEGATED.evidence)
    assert judge(both, document=document).action is Action.BLOCK
    assert judge(NEGATED, document=ruled(rule(Action.ALLOW))).action is Action.ALLOW


def test_name_and_picture_of_one_asset_are_judged_each() -> None:
    document = ruled(
        rule(Action.LOG, slug="names", when=Conditions(signal=frozenset({Signal.NAME}))),
        rule(Action.BLOCK, slug="pictures", when=Conditions(signal=frozenset({Signal.PICTURE}))),
    )
    decision = judge(NAME, pictured(), document=document)
    assert [(f.action, f.basis) for f in decision.findings] == [
        (Action.BLOCK, "rule:pictures"),
        (Action.LOG, "rule:names"),
    ]


# -- which rule speaks -------------------------------------------------------------------------

TALK = Conditions(stage=frozenset({Stage.OUTPUT}))


@pytest.mark.parametrize(
    ("rules", "basis"),
    [
        ((rule(Action.LOG, FOX, "a"), rule(Action.BLOCK, WORK, "b")), "rule:a"),
        ((rule(Action.LOG, WORK, "a"), rule(Action.BLOCK, "kaze/*", "b")), "rule:a"),
        ((rule(Action.LOG, FOX, "a"), rule(Action.BLOCK, WORK, "b", when=TALK)), "rule:a"),
        ((rule(Action.LOG, FOX, "a", when=TALK), rule(Action.BLOCK, FOX, "b")), "rule:a"),
        ((rule(Action.LOG, "*", "a", when=TALK), rule(Action.BLOCK, "kaze/*", "b")), "rule:a"),
        ((rule(Action.LOG, FOX, "a"), rule(Action.BLOCK, FOX, "b")), "rule:b"),
        ((rule(Action.BLOCK, OWL, "a"),), "regime:*"),
        (
            (rule(Action.BLOCK, FOX, "a", when=Conditions(stage=frozenset({Stage.PROMPT}))),),
            "regime:*",
        ),
    ],
)
def test_the_most_specific_rule_that_holds_speaks(rules: tuple[Rule, ...], basis: str) -> None:
    for order in permutations(rules):
        assert judge(NAME, document=ruled(*order)).findings[0].basis == basis


@pytest.mark.parametrize(
    ("when", "facts", "holds"),
    [
        (Conditions(territory=frozenset({"US"})), US, True),
        (Conditions(territory=frozenset({"FR"})), US, False),
        (Conditions(use=frozenset({"commercial"})), US, True),
        (Conditions(use=frozenset({"commercial"})), replace(US, use="noncommercial"), False),
        (Conditions(licensee=frozenset({"op:a"})), US, True),
        (Conditions(licensee=frozenset({"op:a"})), replace(US, licensee="op:b"), False),
        (Conditions(clip_seconds_gte=5.0, clip_seconds_lt=9.0), US, True),
        (Conditions(clip_seconds_gte=5.0), replace(US, clip_seconds=5.0), True),
        (Conditions(clip_seconds_lt=5.0), replace(US, clip_seconds=5.0), False),
        (Conditions(frames_matched_gte=5), US, True),
        (Conditions(frames_matched_gte=6), US, False),
        (Conditions(context_any=frozenset({"violence"})), US, False),
    ],
)
def test_a_prohibition_holds_when_its_conditions_do_or_may(
    when: Conditions, facts: Circumstances, *, holds: bool
) -> None:
    document = ruled(rule(Action.BLOCK, when=when))
    decision = judge(pictured(0.0, 2, 3), facts=facts, document=document)
    assert (decision.action is Action.BLOCK) is holds


def test_a_permission_does_not_hold_on_facts_nobody_knows() -> None:
    allow = rule(Action.ALLOW, when=Conditions(use=frozenset({"noncommercial"})))
    document = ruled(allow, regime={"*": Regime.PRIOR_PERMISSION})
    assert judge(NAME, document=document).action is Action.BLOCK
    known = replace(US, use="noncommercial")
    assert judge(NAME, facts=known, document=document).action is Action.ALLOW


def test_an_owners_reason_is_quoted() -> None:
    assert judge(NAME, document=ruled(rule(Action.HOLD, reason=Reason.CONTEXT))).reason is (
        Reason.CONTEXT
    )


def test_words_match_no_frames_so_a_rule_on_frames_is_about_frames() -> None:
    document = ruled(rule(Action.BLOCK, when=Conditions(frames_matched_gte=1)))
    assert judge(NAME, document=document, stage=Stage.PROMPT).action is Action.LOG


# -- out of force ------------------------------------------------------------------------------

GRANT = Licence(
    id="l",
    licensee="op:a",
    assets=frozenset({FOX}),
    starts_at=NOW - YEAR,
    ends_at=NOW + YEAR,
)


@pytest.mark.parametrize(
    ("window", "note"),
    [
        ((NOW - 2 * YEAR, NOW), "expired"),
        ((NOW + timedelta(seconds=1), NOW + YEAR), "not in force"),
    ],
)
def test_a_document_out_of_force_leaves_its_strictest_default(
    window: tuple[datetime, datetime], note: str
) -> None:
    lapsed = replace(
        ruled(rule(Action.ALLOW), licences=(GRANT,)), valid_from=window[0], valid_until=window[1]
    )
    decision = judge(NAME, facts=replace(US, licensee="op:a"), document=lapsed)
    assert (decision.action, decision.findings[0].basis) == (Action.BLOCK, "regime:JP")
    assert note in decision.findings[0].note


# -- review ------------------------------------------------------------------------------------


def held(holder: str, review: Review, regime: Regime) -> PolicyDocument:
    return replace(
        KAZE,
        id=f"{holder}-1",
        holder=RightsHolder(id=holder, name=holder),
        assets=(Asset(id=f"{holder}/fox", holder=holder),),
        rules=(rule(Action.HOLD, "*"),),
        regime={"*": regime},
        review=review,
    )


def test_the_review_has_the_shortest_clock_and_the_strictest_silence() -> None:
    patient = held("a", Review(sla_hours=48, on_timeout=Action.BLOCK), Regime.OPT_OUT)
    hasty = held("b", Review(sla_hours=2, on_timeout=Action.ALLOW), Regime.OPT_OUT)
    matches = [replace(NAME, asset="a/fox"), replace(NAME, asset="b/fox")]
    decision = decide(matches, US, Policies.from_documents([patient, hasty]), stage=Stage.OUTPUT)
    assert decision.review == Review(sla_hours=2, on_timeout=Action.BLOCK)
    alone = decide(matches[1:], US, Policies.from_documents([hasty]), stage=Stage.OUTPUT)
    assert alone.review == Review(sla_hours=2, on_timeout=Action.ALLOW)


@pytest.mark.parametrize("silence", [Action.ALLOW, Action.LOG])
def test_silence_never_permits_under_prior_permission(silence: Action) -> None:
    document = held("a", Review(on_timeout=silence), Regime.PRIOR_PERMISSION)
    decision = judge(replace(NAME, asset="a/fox"), document=document)
    assert decision.review.on_timeout is Action.BLOCK
