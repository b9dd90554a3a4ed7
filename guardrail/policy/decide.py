"""Judgement: matches, circumstances and policies in, one decision with its reasons out.

Pure: no clock, no I/O, no order of arrival. For every match, territory and version in sight the
governing document gives an action (`resolve`), the strength of the match says how much of it
counts (`strength`), and the strictest over everything wins.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from guardrail.domain import (
    WITH_OTHER_OWNERS,
    Action,
    Circumstances,
    Decision,
    Finding,
    Lost,
    Match,
    Reason,
    Review,
    Stage,
    strictest,
)
from guardrail.policy.clauses import Outcome
from guardrail.policy.conditions import Case, Facts
from guardrail.policy.policies import Governed, Policies
from guardrail.policy.resolve import read
from guardrail.policy.strength import (
    capped,
    declared,
    frames_of,
    is_alone,
    is_negated,
    references_of,
    weighed,
)
from guardrail.policy.versions import PLAIN, sightings

__all__ = ["Policies", "decide"]


def decide(
    matches: Iterable[Match],
    circumstances: Circumstances,
    policies: Policies,
    *,
    stage: Stage,
    snapshot: str = "",
) -> Decision:
    """Judge one prompt or one artefact by everything that was found in it.

    Never raises on valid facts. All matches are kept in the decision, those too weak to count
    as well. Territories: the requester's, the operator's and the delivery's. An unknown requester
    or delivery counts as the strictest regime; an operator who named no territory adds none.
    """
    found = tuple(_ordered(matches))
    facts = _facts(found, circumstances, policies, stage)
    findings = _merged(
        finding for match in found for finding in _judged(match, found, facts, policies)
    )
    nothing = Reason.UNPROTECTED if policies.empty else Reason.CLEAN
    return _concluded(
        Decision(
            stage=stage,
            action=Action.ALLOW,
            reason=nothing,
            matches=found,
            circumstances=circumstances,
            snapshot=snapshot,
        ),
        findings,
    )


def joined(decision: Decision, finding: Finding) -> Decision:
    """The decision with a finding from elsewhere (a held prompt); the strictest action wins."""
    return _concluded(decision, [*decision.findings, finding])


def _concluded(decision: Decision, findings: Iterable[Finding]) -> Decision:
    """The decision that these findings make: the strictest action, its reason and its review."""
    ordered = tuple(sorted(findings, key=_finding_order))
    if not ordered:
        return decision
    action = ordered[0].action
    before = decision.findings[0] if decision.findings else None
    keeps = before is not None and before.action is action
    return replace(
        decision,
        action=action,
        reason=decision.reason if keeps else ordered[0].reason,
        findings=ordered,
        review=_review(finding for finding in ordered if finding.action is action),
    )


def _facts(
    found: Sequence[Match], circumstances: Circumstances, policies: Policies, stage: Stage
) -> Facts:
    """What holds for the whole judgement. That several owners meet is seen by the matches."""
    holders = {
        governed.document.holder.id
        for match in found
        if not is_negated(match)
        for governed in policies.assets.get(match.asset, ())
        if match.expected_false_matches <= governed.document.defaults.thresholds.hold
    }
    contexts = circumstances.contexts or frozenset()
    if len(holders) > 1:
        contexts |= {WITH_OTHER_OWNERS}
    looked_for = circumstances.looked_for
    if circumstances.contexts is None:
        looked_for = frozenset()
    if looked_for is not None:
        looked_for |= {WITH_OTHER_OWNERS}
    return Facts(circumstances=circumstances, stage=stage, contexts=contexts, looked_for=looked_for)


def _judged(
    match: Match, found: Sequence[Match], facts: Facts, policies: Policies
) -> Iterator[Finding]:
    """What one match leads to, in each territory and by each document that has a say in it."""
    references = references_of(match)
    set_aside = bool(references) and references[0] in policies.quarantined
    claimants = {asset for one in references for asset in policies.claims.get(one, ())}
    if match.asset not in policies.assets:
        yield _ungoverned(match)
    note = f"claimed by several owners: {', '.join(sorted(claimants))}" if claimants else ""
    territories = _territories(facts.circumstances)
    for asset in sorted({match.asset, *claimants}):
        for governed in policies.assets.get(asset, ()):
            alone = is_alone(match, found, governed.document)
            for territory in territories:
                case = Case(facts, territory, match.signal, frames_of(match))
                said = _said(governed, case, match, alone=alone, set_aside=set_aside)
                if said is not None:
                    yield _finding(*said, match, governed, territory=territory, note=note)


def _said(
    governed: Governed, case: Case, match: Match, *, alone: bool, set_aside: bool
) -> tuple[Outcome, list[Lost]] | None:
    """The strictest that a document says of a match, and all that lost; None: it does not count."""
    document, exception = governed.document, case.facts.circumstances.exception
    seen = PLAIN
    if not governed.is_plain:
        margin = document.defaults.version_margin
        seen = sightings(governed.asset, match, case.territory, margin)
    counting: list[tuple[Outcome, bool]] = []
    lost: list[Lost] = []
    for sighting in seen:
        reading = read(governed, case, sighting)
        lost += reading.lost
        for outcome in reading.outcomes:
            told = declared(outcome, exception)
            kept = weighed(told, match, document, alone=alone, set_aside=set_aside)
            if kept is not None:
                counting.append((kept, sighting.is_sure))
            else:
                lost.append(outcome.lost("the match is too weak for it"))
    if not counting:
        return None
    if len(counting) == 1:
        return counting[0][0], lost
    return _strictest(counting, list(dict.fromkeys(lost)))


def _strictest(
    counting: list[tuple[Outcome, bool]], lost: list[Lost]
) -> tuple[Outcome, list[Lost]]:
    """The strictest of several outcomes; one of a version that may be another holds at most."""
    if len({outcome.action for outcome, _ in counting}) > 1:
        counting = [
            (outcome if is_sure else _between(outcome), is_sure) for outcome, is_sure in counting
        ]
    wins = max(counting, key=lambda one: one[0].action.strictness)[0]
    looser = {outcome for outcome, _ in counting if outcome.basis != wins.basis}
    beaten = sorted(looser, key=lambda one: (-one.action.strictness, one.basis, one.note))
    others = [one for one in lost if one.basis != wins.basis]
    return wins, [*others, *(one.lost("a stricter outcome is possible") for one in beaten)]


def _between(outcome: Outcome) -> Outcome:
    """The outcome of a version that cannot be told from another one with another outcome."""
    note = "its versions are too alike to be told apart"
    return capped(outcome, Action.HOLD, Reason.LOW_CONFIDENCE, note=note)


def _territories(circumstances: Circumstances) -> tuple[str | None, ...]:
    """Each territory once, in order; None, for an unknown one, last."""
    ends = (circumstances.requester, circumstances.delivery)
    known = {code for code in (*ends, circumstances.operator) if code is not None}
    return (*sorted(known), *((None,) if None in ends else ()))


# -- findings ----------------------------------------------------------------------------------


def _finding(
    outcome: Outcome,
    lost: list[Lost],
    match: Match,
    governed: Governed,
    *,
    territory: str | None,
    note: str,
) -> Finding:
    document = governed.document
    review = governed.default(territory).review
    if outcome.needs_person and review.on_timeout.delivers:
        review = replace(review, on_timeout=Action.BLOCK)
    return Finding(
        action=outcome.action,
        reason=outcome.reason,
        asset=governed.asset.id,
        holder=document.holder.id,
        territory=territory,
        policy=document.id,
        policy_sha256=document.sha256,
        basis=outcome.basis,
        note="; ".join(filter(None, (outcome.note, note))),
        duties=outcome.duties,
        lost=tuple(lost),
        review=review,
        matches=(match,),
    )


def _ungoverned(match: Match) -> Finding:
    """A match that no document answers for: a detector and the policies are out of step."""
    return Finding(
        action=Action.HOLD,
        reason=Reason.UNSCREENABLE,
        asset=match.asset,
        note="no policy document in force lists this asset",
        matches=(match,),
    )


def _merged(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings that differ only in the match, as one that quotes all of them."""
    merged: dict[tuple[object, ...], list[Finding]] = {}
    for one in findings:
        merged.setdefault((*_finding_order(one), one.policy_sha256), []).append(one)
    for alike in merged.values():
        if len(alike) == 1:
            yield alike[0]
            continue
        same: dict[Finding, list[Match]] = {}
        for one in alike:
            same.setdefault(replace(one, matches=()), []).extend(one.matches)
        for one, matches in same.items():
            yield replace(one, matches=tuple(matches))


def _finding_order(finding: Finding) -> tuple[int, str, str, str, str, str, str]:
    """Strictest first, then by asset, territory and basis."""
    return (
        -finding.action.strictness,
        finding.asset or "",
        finding.territory or "",
        finding.policy,
        finding.basis,
        finding.reason,
        finding.note,
    )


def _ordered(matches: Iterable[Match]) -> Iterator[Match]:
    """Each match once, in an order that does not depend on which detector came first.

    Only those that are alike up to their evidence are compared by it, which takes long.
    """
    for _, alike in groupby(sorted(matches, key=_match_order), key=_match_order):
        same = list(alike)
        yield from same if len(same) == 1 else sorted(set(same), key=repr)


def _match_order(match: Match) -> tuple[str, str, float, float, str]:
    return (
        match.asset,
        match.signal,
        match.expected_false_matches,
        -match.similarity,
        match.version or "",
    )


# -- review ------------------------------------------------------------------------------------


def _review(deciding: Iterable[Finding]) -> Review:
    """The shortest clock and the strictest silence among the deciding findings."""
    reviews = [finding.review for finding in deciding if finding.review is not None]
    if not reviews:
        return Review()
    return Review(
        sla_hours=min(review.sla_hours for review in reviews),
        on_timeout=strictest(review.on_timeout for review in reviews),
    )
