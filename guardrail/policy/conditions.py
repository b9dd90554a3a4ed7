"""Whether a rule's conditions hold in one case: yes, no, or not known."""

from dataclasses import dataclass

from guardrail.domain import Circumstances, Conditions, Signal, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The facts that one match in one territory brings to a policy.

    `territory` None is an unknown one. `frames` counts the frames that agree on the asset; words
    have none, which is a fact and not a gap.
    """

    circumstances: Circumstances
    stage: Stage
    territory: str | None
    signal: Signal
    frames: int


def holds(when: Conditions, case: Case) -> bool | None:
    """True when all that is given holds, False when anything fails, None when facts are absent."""
    facts = case.circumstances
    answers = (
        _among(case.stage, when.stage),
        _among(case.territory, when.territory),
        _among(case.signal, when.signal),
        _among(facts.use, when.use),
        _among(facts.licensee, when.licensee),
        breached(when.context_any, facts.contexts),
        _between(facts.clip_seconds, when.clip_seconds_gte, when.clip_seconds_lt),
        when.frames_matched_gte is None or case.frames >= when.frames_matched_gte,
    )
    if False in answers:
        return False
    return None if None in answers else True


def breached(named: frozenset[str] | None, contexts: frozenset[str] | None) -> bool | None:
    """Whether any named context is present; None when no detector looked.

    A rule that names no contexts (None) does not ask, so nothing stands against it: True.
    """
    if named is None:
        return True
    if contexts is None:
        return None
    return not named.isdisjoint(contexts)


def _among(
    fact: str | None, wanted: frozenset[Stage] | frozenset[Signal] | frozenset[str] | None
) -> bool | None:
    """Membership; a rule that does not ask is content."""
    if wanted is None:
        return True
    return None if fact is None else fact in wanted


def _between(seconds: float | None, gte: float | None, lt: float | None) -> bool | None:
    """Gte <= seconds < lt, as far as given."""
    if gte is None and lt is None:
        return True
    if seconds is None:
        return None
    return (gte is None or seconds >= gte) and (lt is None or seconds < lt)
