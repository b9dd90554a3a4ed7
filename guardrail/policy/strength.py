"""How much of what a document says a match carries: how sure it is, and what it rests on.

Each step only ever loosens an outcome to a cap, but for one: what a requester merely declares is
never delivered on that word.
"""

from collections.abc import Sequence

from guardrail.domain import (
    Action,
    Match,
    PolicyDocument,
    Reason,
    Segment,
    Signal,
    TextSpan,
)
from guardrail.policy.clauses import Outcome

LOG_NAMES_AT = 0.25
"""Expected false matches up to which a name that only resembles one is worth a line in the record."""


def weighed(
    outcome: Outcome, match: Match, document: PolicyDocument, *, alone: bool, set_aside: bool
) -> Outcome | None:
    """What a match of this strength leaves of an outcome; None when it does not count.

    Above `hold` nothing, but a name up to LOG_NAMES_AT is logged; between `block` and `hold` at
    most what the document says of low confidence. A description alone holds at most, and is logged
    at most where it is of low confidence; a reference that was set aside carries at most what the
    document says of those; a name to be left out is logged at most.
    """
    if match.expected_false_matches > outcome.thresholds.hold:
        if match.signal is Signal.NAME and match.expected_false_matches <= LOG_NAMES_AT:
            return capped(outcome, Action.LOG, Reason.LOGGED)
        return None
    defaults = document.defaults
    unsure = match.expected_false_matches > outcome.thresholds.block
    if unsure:
        outcome = capped(outcome, defaults.low_confidence, Reason.LOW_CONFIDENCE)
    if alone:
        most = Action.LOG if unsure else Action.HOLD
        outcome = capped(outcome, most, Reason.LOW_CONFIDENCE)
    if set_aside:
        note = "its reference is set aside: it matches what is clean"
        outcome = capped(outcome, defaults.quarantined, Reason.LOW_CONFIDENCE, note=note)
    if is_negated(match):
        outcome = capped(outcome, Action.LOG, Reason.LOGGED)
    return outcome


def declared(outcome: Outcome, exception: str | None) -> Outcome:
    """The outcome where the requester declares an exception: a person decides, not the word.

    What would be blocked is held, unless a rule blocks that very exception; what a rule would
    deliver because of it is held too.
    """
    if exception is None:
        return outcome
    blocked = outcome.action is Action.BLOCK and not outcome.asks_exception
    believed = outcome.action.delivers and outcome.asks_exception
    if blocked or believed:
        reason = Reason.NO_PERMISSION if believed else outcome.reason
        note = f"declared as {exception}: a reviewer decides"
        outcome = outcome._replace(action=Action.HOLD, reason=reason, note=note)
    return outcome._replace(needs_person=True)


def capped(outcome: Outcome, most: Action, reason: Reason, *, note: str = "") -> Outcome:
    """The outcome, or the cap where it is looser."""
    if outcome.action.strictness <= most.strictness:
        return outcome
    return outcome._replace(action=most, reason=reason, note=note or outcome.note)


def is_alone(match: Match, found: Sequence[Match], document: PolicyDocument) -> bool:
    """Whether only descriptions point at the asset, or nothing else strongly enough to count."""
    return match.signal is Signal.DESCRIPTION and not any(
        other.asset == match.asset
        and other.signal is not Signal.DESCRIPTION
        and other.expected_false_matches <= document.defaults.thresholds.hold
        and not is_negated(other)
        for other in found
    )


def is_negated(match: Match) -> bool:
    """Whether all that names the asset asks to leave it out."""
    return (
        match.signal is Signal.NAME
        and bool(match.evidence)
        and all(isinstance(one, TextSpan) and one.negated for one in match.evidence)
    )


def frames_of(match: Match) -> int:
    """How many frames agree on the match."""
    return sum(one.support for one in match.evidence if isinstance(one, Segment))


def references_of(match: Match) -> tuple[str, ...]:
    """The references that the frames resemble, the strongest first."""
    return tuple(one.reference for one in match.evidence if isinstance(one, Segment))
