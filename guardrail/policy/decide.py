"""Judgement: matches, circumstances and policies in, one decision with its reasons out.

Pure: no clock, no I/O, no order of arrival. For every match and every territory the governing
document gives an action (`resolve`), the strength of the match says how much of it counts
(`_weighed`), and the strictest over everything wins.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from guardrail.domain import (
    Action,
    Circumstances,
    Decision,
    Finding,
    Match,
    PolicyDocument,
    Reason,
    Regime,
    Review,
    Segment,
    Signal,
    Stage,
    TextSpan,
    strictest,
)
from guardrail.policy.conditions import Case
from guardrail.policy.policies import Governed, Policies
from guardrail.policy.resolve import Outcome, outcomes, regime_of

__all__ = ["LOG_NAMES_AT", "Policies", "decide"]

LOG_NAMES_AT = 0.25
"""Expected false matches up to which a name that only resembles one is worth a line in the record."""


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
    found = tuple(sorted(set(matches), key=_match_order))
    findings = _merged(
        finding
        for match in found
        for finding in _judged(match, found, circumstances, policies, stage)
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


def _judged(
    match: Match,
    found: Sequence[Match],
    circumstances: Circumstances,
    policies: Policies,
    stage: Stage,
) -> Iterator[Finding]:
    """What one match leads to, in each territory and by each document that governs its asset."""
    governing = policies.assets.get(match.asset, ())
    if not governing:
        yield _ungoverned(match)
    for governed in governing:
        alone = not _corroborated(match, found, governed.document)
        for territory in _territories(circumstances):
            case = Case(
                circumstances=circumstances,
                stage=stage,
                territory=territory,
                signal=match.signal,
                frames=_frames(match),
            )
            weighed = [
                one
                for outcome in outcomes(governed, case)
                if (one := _weighed(outcome, match, governed.document, alone=alone)) is not None
            ]
            if weighed:
                counts = max(weighed, key=lambda outcome: outcome.action.strictness)
                yield _finding(counts, match, governed, territory)


def _weighed(
    outcome: Outcome, match: Match, document: PolicyDocument, *, alone: bool
) -> Outcome | None:
    """How much of an outcome a match of this strength carries; None when it does not count.

    Above `hold` nothing, but a name up to LOG_NAMES_AT is logged; between `block` and `hold` at
    most what the document says of low confidence. A description alone holds at most, and is logged
    at most where it is of low confidence; a name to be left out is logged at most.
    """
    if match.expected_false_matches > outcome.thresholds.hold:
        if match.signal is Signal.NAME and match.expected_false_matches <= LOG_NAMES_AT:
            return _capped(outcome, Action.LOG, Reason.LOGGED)
        return None
    unsure = match.expected_false_matches > outcome.thresholds.block
    if unsure:
        outcome = _capped(outcome, document.defaults.low_confidence, Reason.LOW_CONFIDENCE)
    if match.signal is Signal.DESCRIPTION and alone:
        most = Action.LOG if unsure else Action.HOLD
        outcome = _capped(outcome, most, Reason.LOW_CONFIDENCE)
    if _is_negated(match):
        outcome = _capped(outcome, Action.LOG, Reason.LOGGED)
    return outcome


def _capped(outcome: Outcome, most: Action, reason: Reason) -> Outcome:
    if outcome.action.strictness <= most.strictness:
        return outcome
    return replace(outcome, action=most, reason=reason)


def _corroborated(match: Match, found: Sequence[Match], document: PolicyDocument) -> bool:
    """Whether anything but descriptions points at the same asset, strongly enough to count."""
    return any(
        other.asset == match.asset
        and other.signal is not Signal.DESCRIPTION
        and other.expected_false_matches <= document.defaults.thresholds.hold
        and not _is_negated(other)
        for other in found
    )


def _is_negated(match: Match) -> bool:
    """Whether all that names the asset asks to leave it out."""
    return (
        match.signal is Signal.NAME
        and bool(match.evidence)
        and all(isinstance(one, TextSpan) and one.negated for one in match.evidence)
    )


def _frames(match: Match) -> int:
    """How many frames agree on the match."""
    return sum(one.support for one in match.evidence if isinstance(one, Segment))


def _territories(circumstances: Circumstances) -> tuple[str | None, ...]:
    """Each territory once, in order; None, for an unknown one, last."""
    ends = (circumstances.requester, circumstances.delivery)
    known = {code for code in (*ends, circumstances.operator) if code is not None}
    return (*sorted(known), *((None,) if None in ends else ()))


# -- findings ----------------------------------------------------------------------------------


def _finding(outcome: Outcome, match: Match, governed: Governed, territory: str | None) -> Finding:
    return Finding(
        action=outcome.action,
        reason=outcome.reason,
        asset=match.asset,
        holder=governed.document.holder.id,
        territory=territory,
        policy=governed.document.id,
        policy_sha256=governed.document.sha256,
        basis=outcome.basis,
        note=outcome.note,
        review=Review(
            sla_hours=governed.document.review.sla_hours,
            on_timeout=_silence(governed.document, territory),
        ),
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


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that differ only in the match, as one that quotes all of them."""
    merged: dict[Finding, list[Match]] = {}
    for finding in findings:
        merged.setdefault(replace(finding, matches=()), []).extend(finding.matches)
    return [replace(finding, matches=tuple(matches)) for finding, matches in merged.items()]


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


def _match_order(match: Match) -> tuple[str, str, float, float, str, str]:
    """An order that does not depend on which detector came first."""
    return (
        match.asset,
        match.signal,
        match.expected_false_matches,
        -match.similarity,
        match.version or "",
        repr(match.evidence),
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


def _silence(document: PolicyDocument, territory: str | None) -> Action:
    """What an unanswered hold becomes; under prior permission silence never permits."""
    action = document.review.on_timeout
    regimes = document.regime.values() if territory is None else [regime_of(document, territory)]
    if action.delivers and Regime.PRIOR_PERMISSION in regimes:
        return Action.BLOCK
    return action
