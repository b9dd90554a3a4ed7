"""Laws of judgement that hold for every document, whatever it says."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from laws import (
    DOCUMENTS,
    FACTS,
    FOX,
    LICENCES,
    MATCHES,
    NAME,
    OWL,
    STAGES,
    TARGETS,
    THRESHOLDS,
    WHEN,
    WORK,
    judge,
)

from guardrail.domain import (
    Action,
    Circumstances,
    Conditions,
    Licence,
    Match,
    PolicyDocument,
    Reason,
    Rule,
    Stage,
    Thresholds,
    strictest,
)
from guardrail.policy.decide import Policies, decide


@given(
    document=DOCUMENTS,
    facts=FACTS,
    matches=MATCHES,
    stage=STAGES,
    target=TARGETS,
    when=WHEN,
    thresholds=THRESHOLDS,
)
def test_adding_a_prohibition_never_loosens(
    *,
    document: PolicyDocument,
    facts: Circumstances,
    matches: tuple[Match, ...],
    stage: Stage,
    target: str,
    when: Conditions,
    thresholds: Thresholds | None,
) -> None:
    before = judge(*matches, facts=facts, stage=stage, document=document)
    for action in (Action.HOLD, Action.BLOCK):
        ban = Rule(
            id="ban",
            target=target,
            action=action,
            when=when,
            overrides_licences=True,
            thresholds=thresholds,
        )
        stricter = replace(document, rules=(*document.rules, ban))
        after = judge(*matches, facts=facts, stage=stage, document=stricter)
        assert after.action.strictness >= before.action.strictness


@given(
    first=DOCUMENTS,
    second=DOCUMENTS,
    facts=FACTS,
    matches=MATCHES,
    stage=STAGES,
    random=st.randoms(use_true_random=False),
)
def test_the_order_of_documents_rules_licences_and_matches_never_matters(
    *,
    first: PolicyDocument,
    second: PolicyDocument,
    facts: Circumstances,
    matches: tuple[Match, ...],
    stage: Stage,
    random: Random,
) -> None:
    second = replace(second, id="kaze-2", sha256="b" * 64)
    expected = decide(matches, facts, Policies.from_documents([first, second]), stage=stage)

    def shuffled(document: PolicyDocument) -> PolicyDocument:
        return replace(
            document,
            rules=tuple(random.sample(document.rules, len(document.rules))),
            licences=tuple(random.sample(document.licences, len(document.licences))),
        )

    policies = Policies.from_documents([shuffled(second), shuffled(first)])
    mixed = random.sample(matches, len(matches))
    assert decide(mixed, facts, policies, stage=stage) == expected


@given(DOCUMENTS, FACTS, MATCHES, STAGES)
def test_the_strictest_finding_wins_and_comes_first(
    document: PolicyDocument, facts: Circumstances, matches: tuple[Match, ...], stage: Stage
) -> None:
    decision = judge(*matches, facts=facts, stage=stage, document=document)
    assert decision.action is strictest(finding.action for finding in decision.findings)
    assert decision.findings == tuple(
        sorted(decision.findings, key=lambda finding: -finding.action.strictness)
    )
    if decision.findings:
        assert decision.reason is decision.findings[0].reason
    assert set(decision.matches) == set(matches)


@given(DOCUMENTS, FACTS, MATCHES, STAGES)
def test_one_more_match_never_loosens(
    document: PolicyDocument, facts: Circumstances, matches: tuple[Match, ...], stage: Stage
) -> None:
    before = judge(*matches, facts=facts, stage=stage, document=document)
    after = judge(*matches, NAME, facts=facts, stage=stage, document=document)
    assert after.action.strictness >= before.action.strictness


@given(document=DOCUMENTS, facts=FACTS, matches=MATCHES, stage=STAGES, grants=LICENCES)
def test_adding_a_licence_never_tightens(
    *,
    document: PolicyDocument,
    facts: Circumstances,
    matches: tuple[Match, ...],
    stage: Stage,
    grants: tuple[Licence, ...],
) -> None:
    before = judge(*matches, facts=facts, stage=stage, document=document)
    freer = replace(document, licences=(*document.licences, *grants))
    after = judge(*matches, facts=facts, stage=stage, document=freer)
    assert after.action.strictness <= before.action.strictness


@given(DOCUMENTS, FACTS, MATCHES, STAGES)
def test_every_finding_names_something_that_its_document_says(
    document: PolicyDocument, facts: Circumstances, matches: tuple[Match, ...], stage: Stage
) -> None:
    decision = judge(*matches, facts=facts, stage=stage, document=document)
    said = {
        *(f"rule:{rule.id}" for rule in document.rules),
        *(f"licence:{licence.id}" for licence in document.licences),
        *(f"regime:{territory}" for territory in document.regime),
        "version:old",
        "version:new",
    }
    known = {asset.id for asset in document.assets}
    for finding in decision.findings:
        if finding.asset in known:
            assert finding.policy == document.id
            assert finding.basis in said
            assert {lost.basis for lost in finding.lost} <= said
            assert finding.basis not in {lost.basis for lost in finding.lost}
        else:
            assert finding.reason is Reason.UNSCREENABLE


@given(DOCUMENTS, FACTS, MATCHES, STAGES)
def test_everything_that_a_document_says_decides_or_is_told_why_it_did_not(
    document: PolicyDocument, facts: Circumstances, matches: tuple[Match, ...], stage: Stage
) -> None:
    if not document.valid_from <= facts.at < document.valid_until:
        return
    lineage = {FOX: {FOX, WORK}, OWL: {OWL, WORK}, WORK: {WORK}}
    for finding in judge(*matches, facts=facts, stage=stage, document=document).findings:
        if finding.asset not in lineage:
            continue
        targets = {*lineage[finding.asset], "kaze/*", "*"}
        own = {f"rule:{rule.id}" for rule in document.rules if rule.target in targets}
        assert own <= {finding.basis, *(lost.basis for lost in finding.lost)}


@given(DOCUMENTS, FACTS, MATCHES, STAGES)
def test_what_is_only_declared_is_never_delivered_on_that_word(
    document: PolicyDocument, facts: Circumstances, matches: tuple[Match, ...], stage: Stage
) -> None:
    silent = replace(facts, exception=None)
    before = judge(*matches, facts=silent, stage=stage, document=document)
    after = judge(*matches, facts=facts, stage=stage, document=document)
    if not before.action.delivers:
        assert not after.action.delivers
