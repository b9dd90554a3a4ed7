"""What a decision tells of everything that did not decide: each thing once, with its reason."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import laws
import pytest
from laws import FOX, NAME, NOW, PICTURED, SEGMENT, YEAR

from guardrail.domain import (
    Action,
    Asset,
    AssetKind,
    Circumstances,
    Conditions,
    Decision,
    Defaults,
    Finding,
    Licence,
    Lost,
    Match,
    Reason,
    Reference,
    Regime,
    Review,
    RightsHolder,
    Rule,
    Signal,
    Stage,
    Status,
    Thresholds,
    Version,
    VersionSeen,
)
from guardrail.policy.decide import Policies, decide, joined

KAZE = replace(
    laws.KAZE,
    regime={"JP": Regime.PRIOR_PERMISSION, "*": Regime.OPT_OUT},
    assets=(Asset(id=FOX, holder="kaze"),),
)
US = Circumstances(at=NOW, requester="US", operator="US", delivery="US", contexts=frozenset())
SEEN = replace(PICTURED, evidence=(replace(SEGMENT, looked_at=5, reference="fox.png"),))


def judge(
    *matches: Match,
    facts: Circumstances = US,
    stage: Stage = Stage.OUTPUT,
    quarantined: frozenset[str] = frozenset(),
    **says: object,
) -> Decision:
    document = replace(KAZE, **says)  # type: ignore[arg-type]
    policies = Policies.from_documents([document], quarantined=quarantined)
    return decide(matches or (NAME,), facts, policies, stage=stage)


def only(decision: Decision) -> Finding:
    (finding,) = decision.findings
    return finding


def rule(name: str, action: Action, **when: object) -> Rule:
    return Rule(id=name, target=FOX, action=action, when=Conditions(**when))  # type: ignore[arg-type]


def licence(name: str, **more: object) -> Licence:
    made = Licence(
        id=name,
        licensee="op:a",
        assets=frozenset({FOX}),
        starts_at=NOW - YEAR,
        ends_at=NOW + YEAR,
    )
    return replace(made, **more)  # type: ignore[arg-type]


# -- rules -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "key"),
    [
        ({"stage": frozenset({Stage.PROMPT})}, "stage"),
        ({"territory": frozenset({"FR"})}, "territory"),
        ({"signal": frozenset({Signal.COPY})}, "signal"),
        ({"use": frozenset({"commercial"})}, "use"),
        ({"licensee": frozenset({"op:b"})}, "licensee"),
        ({"exception": frozenset({"parody"})}, "exception"),
        ({"context_any": frozenset({"violence"})}, "context_any"),
        ({"clip_seconds_lt": 5.0}, "clip_seconds"),
        ({"clip_seconds_gte": 11.0}, "clip_seconds"),
        ({"frames_matched_gte": 5}, "frames_matched"),
    ],
)
@pytest.mark.parametrize("overrides", [False, True])
def test_a_rule_that_fails_says_by_which_condition(
    when: dict[str, object], key: str, *, overrides: bool
) -> None:
    facts = replace(US, use="noncommercial", licensee="op:a", clip_seconds=10.0)
    failing = replace(rule("r", Action.BLOCK, **when), overrides_licences=overrides)
    finding = only(judge(SEEN, facts=facts, rules=(failing,)))
    assert (finding.action, finding.basis) == (Action.LOG, "regime:*")
    assert finding.lost == (Lost(basis="rule:r", action=Action.BLOCK, why=f"its {key} fails"),)


@pytest.mark.parametrize(
    ("when", "facts"),
    [
        ({"territory": frozenset({"US"})}, replace(US, delivery=None)),
        ({"use": frozenset({"commercial"})}, US),
        ({"licensee": frozenset({"op:b"})}, US),
        ({"clip_seconds_lt": 5.0}, US),
        ({"clip_seconds_gte": 5.0}, US),
    ],
)
def test_a_rule_whose_facts_are_unknown_may_speak(
    when: dict[str, object], facts: Circumstances
) -> None:
    decision = judge(facts=facts, rules=(rule("r", Action.BLOCK, **when),))
    assert (decision.action, decision.findings[0].basis) == (Action.BLOCK, "rule:r")
    assert decision.findings[0].lost[-1].why == "a stricter outcome is possible"


def test_a_rule_leaves_no_room_for_less_specific_ones_and_the_default() -> None:
    rules = (
        rule("fails", Action.ALLOW, stage=frozenset({Stage.PROMPT}), use=frozenset({"x"})),
        rule("speaks", Action.HOLD, stage=frozenset({Stage.OUTPUT})),
        rule("later", Action.BLOCK),
        replace(rule("never", Action.BLOCK, use=frozenset({"x"})), overrides_licences=True),
    )
    finding = only(judge(facts=replace(US, use="y"), rules=rules))
    assert (finding.action, finding.reason, finding.basis) == (
        Action.HOLD,
        Reason.NO_PERMISSION,
        "rule:speaks",
    )
    assert finding.lost == (
        Lost(basis="rule:never", action=Action.BLOCK, why="its use fails"),
        Lost(basis="rule:fails", action=Action.ALLOW, why="its stage fails"),
        Lost(basis="rule:later", action=Action.BLOCK, why="a more specific rule speaks"),
        Lost(basis="regime:*", action=Action.LOG, why="a rule speaks"),
    )


# -- licences ----------------------------------------------------------------------------------


def test_a_licence_leaves_no_room_for_rules_and_the_default() -> None:
    finding = only(
        judge(
            facts=replace(US, licensee="op:a"),
            rules=(rule("r", Action.BLOCK),),
            licences=(
                licence("a", duties=("attribution", "label")),
                licence("b", licensee="op:b"),
            ),
        )
    )
    assert (finding.action, finding.reason, finding.basis, finding.duties) == (
        Action.ALLOW,
        Reason.LICENSED,
        "licence:a",
        ("attribution", "label"),
    )
    assert finding.lost == (
        Lost(basis="licence:b", action=Action.ALLOW, why="it is for op:b"),
        Lost(basis="rule:r", action=Action.BLOCK, why="a licence allows it"),
        Lost(basis="regime:*", action=Action.LOG, why="a licence allows it"),
    )


MISSED = {
    Reason.LICENCE_EXPIRED: "it is not in force at this time",
    Reason.LICENCE_TERRITORY: "it does not cover this territory",
    Reason.CONTEXT: "a context that it prohibits is present",
}
EXPIRED = licence("expired", ends_at=NOW)
ELSEWHERE = licence("elsewhere", territories=frozenset({"JP"}))
BREACHED = licence("breached", prohibits_context=frozenset({"violence"}))
BOTH = replace(EXPIRED, id="both", territories=frozenset({"JP"}))


@pytest.mark.parametrize(
    ("licences", "miss", "whys"),
    [
        ((EXPIRED,), Reason.LICENCE_EXPIRED, [Reason.LICENCE_EXPIRED]),
        (
            (licence("early", starts_at=NOW + timedelta(seconds=1)),),
            Reason.LICENCE_EXPIRED,
            [Reason.LICENCE_EXPIRED],
        ),
        ((ELSEWHERE,), Reason.LICENCE_TERRITORY, [Reason.LICENCE_TERRITORY]),
        ((BREACHED,), Reason.CONTEXT, [Reason.CONTEXT]),
        ((BOTH,), Reason.LICENCE_TERRITORY, [Reason.LICENCE_TERRITORY]),
        (
            (BOTH, EXPIRED),
            Reason.LICENCE_EXPIRED,
            [Reason.LICENCE_TERRITORY, Reason.LICENCE_EXPIRED],
        ),
        (
            (EXPIRED, ELSEWHERE, BREACHED),
            Reason.CONTEXT,
            [Reason.CONTEXT, Reason.LICENCE_TERRITORY, Reason.LICENCE_EXPIRED],
        ),
    ],
)
@pytest.mark.parametrize("rules", [(), (rule("r", Action.BLOCK),), (rule("r", Action.HOLD),)])
def test_the_nearest_miss_of_a_licence_is_the_reason(
    licences: tuple[Licence, ...], miss: Reason, whys: list[Reason], rules: tuple[Rule, ...]
) -> None:
    facts = replace(US, licensee="op:a", contexts=frozenset({"violence"}))
    regime = {"*": Regime.PRIOR_PERMISSION}
    finding = only(judge(facts=facts, licences=licences, rules=rules, regime=regime))
    assert (finding.reason, finding.duties) == (miss, ())
    assert [one.why for one in finding.lost][: len(whys)] == [MISSED[why] for why in whys]
    assert {one.action for one in finding.lost if one.basis.startswith("licence")} == {Action.ALLOW}


def test_a_licence_that_may_be_breached_unseen_holds_at_most() -> None:
    facts = replace(US, licensee="op:a", contexts=None)
    finding = only(judge(facts=facts, licences=(BREACHED,), rules=(rule("r", Action.BLOCK),)))
    assert (finding.action, finding.reason, finding.basis, finding.note) == (
        Action.HOLD,
        Reason.CONTEXT,
        "rule:r",
        "no detector looked for contexts",
    )
    assert finding.lost == (
        Lost(basis="regime:*", action=Action.LOG, why="a rule speaks"),
        Lost(basis="licence:breached", action=Action.ALLOW, why="a stricter outcome is possible"),
    )
    looser = only(judge(facts=facts, licences=(BREACHED,), rules=(rule("r", Action.ALLOW),)))
    assert (looser.action, looser.basis) == (Action.ALLOW, "licence:breached")
    assert looser.note == "no detector looked for contexts"
    clear = only(judge(facts=facts, licences=(BREACHED, licence("clear"))))
    assert (clear.basis, clear.note) == ("licence:clear", "")


@pytest.mark.parametrize(
    ("looked_for", "action"),
    [
        (None, Action.LOG),
        (frozenset({"violence", "sexual"}), Action.LOG),
        (frozenset({"sexual"}), Action.HOLD),
        (frozenset(), Action.HOLD),
    ],
)
def test_a_context_that_nobody_looked_for_may_be_there(
    looked_for: frozenset[str] | None, action: Action
) -> None:
    facts = replace(US, contexts=frozenset({"sexual"}), looked_for=looked_for)
    block = rule("r", Action.BLOCK, context_any=frozenset({"violence"}))
    decision = judge(facts=facts, rules=(block,))
    assert decision.action is action
    assert (decision.findings[0].note == "no detector looked for contexts") is (
        action is Action.HOLD
    )
    found = replace(facts, contexts=frozenset({"violence"}))
    assert judge(facts=found, rules=(block,)).action is Action.BLOCK


def test_an_unknown_use_does_not_soften_a_rule_on_a_context_that_is_there() -> None:
    block = rule("r", Action.BLOCK, context_any=frozenset({"violence"}), use=frozenset({"x"}))
    facts = replace(US, contexts=frozenset({"violence"}))
    assert judge(facts=facts, rules=(block,)).action is Action.BLOCK
    unseen = judge(facts=replace(US, contexts=None), rules=(block,))
    assert (unseen.action, unseen.reason) == (Action.HOLD, Reason.CONTEXT)


# -- regimes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("territory", "defaults", "expected"),
    [
        ("US", Defaults(), (Action.LOG, Reason.LOGGED, "regime:*", "")),
        ("JP", Defaults(), (Action.BLOCK, Reason.NO_PERMISSION, "regime:JP", "")),
        ("US", Defaults(opt_out=Action.ALLOW), (Action.ALLOW, Reason.UNPROTECTED, "regime:*", "")),
        ("US", Defaults(opt_out=Action.HOLD), (Action.HOLD, Reason.NO_PERMISSION, "regime:*", "")),
        (
            None,
            Defaults(),
            (
                Action.BLOCK,
                Reason.NO_PERMISSION,
                "regime:JP",
                "territory unknown: the strictest regime",
            ),
        ),
        (
            None,
            Defaults(prior_permission=Action.LOG, opt_out=Action.HOLD),
            (
                Action.HOLD,
                Reason.NO_PERMISSION,
                "regime:*",
                "territory unknown: the strictest regime",
            ),
        ),
    ],
)
def test_a_default_names_its_territory(
    territory: str | None, defaults: Defaults, expected: tuple[Action, Reason, str, str]
) -> None:
    facts = Circumstances(at=NOW, requester=territory, delivery=territory)
    finding = only(judge(facts=facts, defaults=defaults))
    assert (finding.action, finding.reason, finding.basis, finding.note) == expected
    assert (finding.territory, finding.lost) == (territory, ())


def test_a_style_is_only_logged_by_default() -> None:
    style = Asset(id=FOX, holder="kaze", kind=AssetKind.STYLE)
    facts = replace(US, requester="JP", delivery="JP", operator=None)
    finding = only(judge(facts=facts, assets=(style,)))
    assert (finding.action, finding.reason, finding.basis) == (
        Action.LOG,
        Reason.LOGGED,
        "regime:JP",
    )
    allowing = Defaults(prior_permission=Action.ALLOW)
    assert only(judge(facts=facts, assets=(style,), defaults=allowing)).action is Action.ALLOW


@pytest.mark.parametrize(
    ("window", "note"),
    [
        ((NOW + YEAR, NOW + 2 * YEAR), "document not in force before 2027-12-01T00:00:00+00:00"),
        ((NOW - YEAR, NOW), "document expired at 2026-12-01T00:00:00+00:00"),
    ],
)
def test_a_document_out_of_force_says_so(window: tuple[datetime, datetime], note: str) -> None:
    finding = only(judge(valid_from=window[0], valid_until=window[1]))
    assert (finding.action, finding.basis, finding.note) == (Action.BLOCK, "regime:JP", note)
    first = only(judge(valid_from=NOW, valid_until=NOW + YEAR))
    assert first.note == ""


@pytest.mark.parametrize("territory", ["JP", "US", None])
def test_silence_is_what_the_regime_lets_it_be(territory: str | None) -> None:
    review = Review(sla_hours=3, on_timeout=Action.ALLOW)
    facts = Circumstances(at=NOW, requester=territory, delivery=territory)
    decision = judge(facts=facts, rules=(rule("r", Action.HOLD),), review=review)
    silence = Action.ALLOW if territory == "US" else Action.BLOCK
    assert decision.review == Review(sla_hours=3, on_timeout=silence)
    everywhere = judge(
        facts=facts,
        rules=(rule("r", Action.HOLD),),
        review=review,
        regime={"*": Regime.OPT_OUT},
    )
    assert everywhere.review == review


# -- strength and versions ---------------------------------------------------------------------


def test_an_outcome_for_which_the_match_is_too_weak_is_told() -> None:
    strict = replace(rule("r", Action.BLOCK), thresholds=Thresholds(hold=0.001, block=0.0001))
    unknown = replace(
        rule("maybe", Action.HOLD, use=frozenset({"x"})),
        thresholds=Thresholds(hold=0.5, block=0.5),
    )
    weak = replace(SEEN, expected_false_matches=0.01)
    finding = only(judge(weak, rules=(strict, unknown)))
    assert (finding.action, finding.basis) == (Action.HOLD, "rule:maybe")
    weak_for = Lost(basis="rule:r", action=Action.BLOCK, why="the match is too weak for it")
    assert weak_for in finding.lost
    assert judge(weak, rules=(strict,)).findings == ()


OLD_AND_NEW = (
    Version(id="new"),
    Version(id="old", status={"US": Status.PUBLIC_DOMAIN, "*": Status.UNKNOWN}),
)
TWO = (Asset(id=FOX, holder="kaze", versions=OLD_AND_NEW),)


def leading(old: float, new: float) -> Match:
    versions = (VersionSeen(version="old", lead=old), VersionSeen(version="new", lead=new))
    return replace(SEEN, versions=versions)


def test_versions_that_cannot_be_told_apart_are_held_and_say_so() -> None:
    finding = only(judge(leading(0.01, -0.01), assets=TWO, rules=(rule("r", Action.BLOCK),)))
    assert (finding.action, finding.reason, finding.basis, finding.note) == (
        Action.HOLD,
        Reason.LOW_CONFIDENCE,
        "rule:r",
        "its versions are too alike to be told apart",
    )
    assert finding.lost == (
        Lost(basis="regime:*", action=Action.LOG, why="a rule speaks"),
        Lost(basis="version:old", action=Action.LOG, why="a stricter outcome is possible"),
    )


def test_versions_that_are_judged_alike_need_not_be_told_apart() -> None:
    japan = replace(US, requester="JP", operator="JP", delivery="JP")
    held = judge(leading(0.01, -0.01), facts=japan, assets=TWO, rules=(rule("r", Action.HOLD),))
    assert (held.action, held.findings[0].note) == (
        Action.HOLD,
        "",
    )
    plain = (Asset(id=FOX, holder="kaze", versions=(Version(id="old"), Version(id="new"))),)
    alike = judge(leading(0.01, -0.01), assets=plain, rules=(rule("r", Action.BLOCK),))
    assert alike.action is Action.BLOCK


def test_an_unclear_status_says_which_version_and_asks_a_person() -> None:
    japan = Circumstances(at=NOW, requester="JP", delivery="JP", contexts=frozenset())
    review = Review(on_timeout=Action.ALLOW)
    decision = judge(
        leading(0.3, -0.3),
        facts=japan,
        assets=TWO,
        rules=(rule("r", Action.BLOCK),),
        regime={"*": Regime.OPT_OUT},
        review=review,
    )
    finding = only(decision)
    assert (finding.action, finding.reason, finding.note) == (
        Action.HOLD,
        Reason.LOW_CONFIDENCE,
        "the rights in version old are unknown there",
    )
    assert finding.review == Review(on_timeout=Action.BLOCK)


def test_a_version_that_the_document_does_not_know_is_protected() -> None:
    other = replace(SEEN, version="gone")
    finding = only(judge(other, assets=TWO, rules=(rule("r", Action.BLOCK),)))
    assert finding.action is Action.BLOCK


def test_a_reference_that_is_set_aside_says_so() -> None:
    version = Version(id="v", references=(Reference(path=Path("fox.png"), sha256="f" * 64),))
    assets = (Asset(id=FOX, holder="kaze", versions=(version,)),)
    finding = only(
        judge(
            SEEN, assets=assets, rules=(rule("r", Action.BLOCK),), quarantined=frozenset({"f" * 64})
        )
    )
    assert (finding.action, finding.note) == (
        Action.HOLD,
        "its reference is set aside: it matches what is clean",
    )


# -- what requesters declare, and what nobody governs ------------------------------------------


def test_a_declaration_says_so_in_the_finding() -> None:
    parody = replace(US, exception="parody")
    finding = only(judge(facts=parody, rules=(rule("r", Action.BLOCK),)))
    assert (finding.action, finding.reason, finding.note) == (
        Action.HOLD,
        Reason.PROHIBITED,
        "declared as parody: a reviewer decides",
    )
    asks = rule("asks", Action.ALLOW, exception=frozenset({"parody"}))  # no document may say so
    believed = only(judge(facts=parody, rules=(asks,)))
    assert (believed.action, believed.reason) == (Action.HOLD, Reason.NO_PERMISSION)


def test_a_match_that_no_document_lists_says_so() -> None:
    finding = only(judge(replace(NAME, asset="gone/one")))
    assert finding == Finding(
        action=Action.HOLD,
        reason=Reason.UNSCREENABLE,
        asset="gone/one",
        note="no policy document in force lists this asset",
        matches=(replace(NAME, asset="gone/one"),),
    )
    assert judge(replace(NAME, asset="gone/one")).review == Review()


def test_a_finding_from_elsewhere_joins_and_the_reason_stays_unless_it_is_stricter() -> None:
    held = judge(rules=(rule("r", Action.HOLD),))
    same = joined(held, Finding(action=Action.HOLD, reason=Reason.UNSCREENABLE))
    assert (same.reason, len(same.findings)) == (Reason.NO_PERMISSION, 2)
    stricter = joined(held, Finding(action=Action.BLOCK, reason=Reason.UNSCREENABLE))
    assert (stricter.action, stricter.reason) == (Action.BLOCK, Reason.UNSCREENABLE)


def test_matches_that_lead_to_the_same_are_one_finding() -> None:
    other = replace(NAME, similarity=0.9)
    finding = only(judge(NAME, other, NAME))
    assert finding.matches == (NAME, other)


# -- exactly at a bound ------------------------------------------------------------------------


def test_a_licence_begins_at_its_first_moment() -> None:
    facts = replace(US, licensee="op:a")
    assert judge(facts=facts, licences=(licence("l", starts_at=NOW),)).action is Action.ALLOW


def test_an_action_that_a_cap_allows_keeps_its_own_reason() -> None:
    unsure = replace(SEEN, expected_false_matches=0.02)
    finding = only(judge(unsure, rules=(rule("r", Action.HOLD),)))
    assert (finding.action, finding.reason) == (Action.HOLD, Reason.NO_PERMISSION)


def test_what_just_counts_supports_a_description_and_is_company() -> None:
    faint = replace(SEEN, expected_false_matches=0.05)
    described = replace(NAME, signal=Signal.DESCRIPTION)
    rules = (rule("r", Action.BLOCK),)
    assert judge(described, faint, rules=rules).action is Action.BLOCK
    alone = rule("alone", Action.BLOCK, context_any=frozenset({"with_other_owners"}))
    north = replace(
        KAZE,
        id="north-1",
        holder=RightsHolder(id="north", name="North"),
        assets=(Asset(id="north/owl", holder="north"),),
    )
    policies = Policies.from_documents([replace(KAZE, rules=(alone,)), north])
    owl = replace(faint, asset="north/owl")
    for beside, action in (
        (owl, Action.BLOCK),
        (replace(owl, expected_false_matches=0.06), Action.LOG),
    ):
        assert decide([NAME, beside], US, policies, stage=Stage.OUTPUT).action is action


# -- documents that say little -----------------------------------------------------------------


def test_a_territory_that_no_regime_covers_asks_for_permission() -> None:
    finding = only(judge(regime={"FR": Regime.OPT_OUT}))
    assert (finding.action, finding.basis) == (Action.BLOCK, "regime:*")
    unknown = Circumstances(at=NOW)
    assert only(judge(facts=unknown, regime={})).action is Action.BLOCK
    several = {"JP": Regime.PRIOR_PERMISSION, "FR": Regime.PRIOR_PERMISSION, "*": Regime.OPT_OUT}
    assert only(judge(facts=unknown, regime=several)).basis == "regime:FR"


def test_a_version_without_a_status_is_protected() -> None:
    versions = (Version(id="bare", status={}), Version(id="old", status={"*": Status.UNKNOWN}))
    assets = (Asset(id=FOX, holder="kaze", versions=versions),)
    bare = replace(SEEN, version="bare")
    for facts in (US, Circumstances(at=NOW)):
        decision = judge(bare, facts=facts, assets=assets, rules=(rule("r", Action.BLOCK),))
        assert decision.action is Action.BLOCK


def test_versions_that_are_alike_here_need_not_be_told_apart_here() -> None:
    versions = (Version(id="new"), Version(id="old", status={"FR": Status.PUBLIC_DOMAIN}))
    assets = (Asset(id=FOX, holder="kaze", versions=versions),)
    decision = judge(leading(0.01, -0.01), assets=assets, rules=(rule("r", Action.BLOCK),))
    assert (decision.action, decision.findings[0].note) == (Action.BLOCK, "")


def test_several_notes_are_told_one_after_the_other() -> None:
    version = Version(id="v", references=(Reference(path=Path("fox.png"), sha256="f" * 64),))
    north = replace(
        KAZE,
        id="north-1",
        holder=RightsHolder(id="north", name="North"),
        assets=(Asset(id="north/owl", holder="north", versions=(version,)),),
    )
    kaze = replace(KAZE, assets=(Asset(id=FOX, holder="kaze", versions=(version,)),))
    policies = Policies.from_documents([kaze, north])
    decision = decide([SEEN], Circumstances(at=NOW), policies, stage=Stage.OUTPUT)
    assert {finding.note for finding in decision.findings} == {
        "territory unknown: the strictest regime; claimed by several owners: kaze/fox, north/owl"
    }


def test_what_might_have_been_is_told_the_strictest_first() -> None:
    rules = (
        rule("block", Action.BLOCK, use=frozenset({"a"})),
        rule("hold", Action.HOLD, use=frozenset({"b"})),
    )
    finding = only(judge(rules=rules))
    assert [(one.basis, one.why) for one in finding.lost] == [
        ("rule:hold", "a stricter outcome is possible"),
        ("regime:*", "a stricter outcome is possible"),
    ]
