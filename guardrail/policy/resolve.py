"""What one document says about one asset in one case, in the order that RIGHTS lays down.

A prohibition that overrides licences; else a licence that fits; else the most specific rule that
holds; else the regime's default. Where a fact is absent more than one outcome is possible: all of
them are returned, and the strictest counts. What does not decide is kept with the reason why.
"""

from dataclasses import dataclass, field

from guardrail.domain import Action, Lost, Reason, Status
from guardrail.policy.clauses import NEAREST_MISS, Clause, Held, Outcome
from guardrail.policy.conditions import Case
from guardrail.policy.policies import Governed
from guardrail.policy.versions import Sighting

_NO_DETECTOR = "no detector looked for contexts"
_FREE = "the version is in the public domain"


@dataclass(slots=True)
class Reading:
    """Every outcome that the facts leave open, at least one, and what did not decide."""

    outcomes: list[Outcome] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)


def read(governed: Governed, case: Case, sighting: Sighting) -> Reading:
    """What the asset's document says of this version of it. The strictest outcome counts."""
    document, reading = governed.document, Reading()
    at = case.facts.circumstances.at
    if at < document.valid_from:
        note = f"not in force before {document.valid_from.isoformat()}"
        reading.outcomes.append(_lapsed(governed, note))
    elif at >= document.valid_until:
        note = f"expired at {document.valid_until.isoformat()}"
        reading.outcomes.append(_lapsed(governed, note))
    else:
        _read_prohibitions(governed, case, reading)
        if sighting.status is Status.PUBLIC_DOMAIN:
            _read_free(governed, sighting, reading)
        else:
            allowed = len(reading.outcomes)
            _read_permissions(governed, case, reading)
            if sighting.status is not Status.PROTECTED:
                unclear = [_unclear(one, sighting) for one in reading.outcomes[allowed:]]
                reading.outcomes[allowed:] = unclear
    return reading


# -- the four steps ----------------------------------------------------------------------------


def _read_prohibitions(governed: Governed, case: Case, reading: Reading) -> None:
    """Rules that no licence lifts."""
    for clause in governed.clauses.prohibitions:
        asked = clause.asked(case)
        if isinstance(asked, Lost):
            reading.lost.append(asked)
        else:
            reading.outcomes.append(_ruled(clause, asked, case, None))


def _read_permissions(governed: Governed, case: Case, reading: Reading) -> None:
    """A licence that fits allows; one that may be breached allows or falls to the rules, at most a hold."""
    clauses, licensee = governed.clauses, case.facts.circumstances.licensee
    own = clauses.own.get(licensee, ())
    reading.lost += clauses.foreign[licensee if own else None]
    fitting, nearest = [], None
    for grant in own:
        reasons = grant.misses(case)
        if not reasons:
            fitting.append(grant)
            continue
        reading.lost.append(grant.missed[reasons[0]])
        miss = len(reasons), NEAREST_MISS.index(reasons[0])
        nearest = miss if nearest is None else min(miss, nearest)
    clear = [grant for grant in fitting if not grant.may_be_breached(case)]
    if clear:
        reading.outcomes.append(clear[0].outcome)
        reading.lost += clauses.beaten
        reading.lost.append(governed.default(case.territory).beaten)
    elif fitting:
        reading.outcomes.append(fitting[0].outcome._replace(note=_NO_DETECTOR))
        ruled = Reading()
        _read_rules(governed, case, Reason.CONTEXT, ruled)
        reading.outcomes += [_unseen(outcome) for outcome in ruled.outcomes]
        reading.lost += ruled.lost
    else:
        _read_rules(governed, case, nearest and NEAREST_MISS[nearest[1]], reading)


def _read_rules(governed: Governed, case: Case, miss: Reason | None, reading: Reading) -> None:
    """The most specific rule that holds; before it, all that may hold; after all, the default."""
    clauses = governed.clauses
    default = governed.default(case.territory)
    for at, clause in enumerate(clauses.rules):
        asked = clause.asked(case)
        if isinstance(asked, Lost):
            reading.lost.append(asked)
            continue
        reading.outcomes.append(_ruled(clause, asked, case, miss))
        if asked is Held.YES:
            reading.lost += clauses.shadowed[at + 1 :]
            reading.lost.append(default.ruled)
            return
    reading.outcomes.append(default.outcomes[miss])


def _read_free(governed: Governed, sighting: Sighting, reading: Reading) -> None:
    """A version in the public domain asks for nobody's permission; it is delivered and logged."""
    free = Outcome(
        action=Action.LOG,
        reason=Reason.PUBLIC_DOMAIN,
        basis=f"version:{sighting.version}",
        thresholds=governed.document.defaults.thresholds,
    )
    reading.outcomes.append(free)
    reading.lost += [clause.lost(_FREE) for clause in governed.clauses.rules]


# -- outcomes ----------------------------------------------------------------------------------


def _ruled(clause: Clause, held: Held, case: Case, miss: Reason | None) -> Outcome:
    """What a rule leads to; one that waits for a context nobody looked for holds at most."""
    rule = clause.rule
    outcome = Outcome(
        action=rule.action,
        reason=rule.reason or _reason(clause, miss),
        basis=clause.basis,
        thresholds=clause.thresholds,
        asks_exception=rule.when.exception is not None,
    )
    unseen = held is Held.MAYBE and clause.waits_for_contexts(case)
    return _unseen(outcome) if unseen else outcome


def _unseen(outcome: Outcome) -> Outcome:
    """The outcome as long as nobody looked for contexts: a hold at most."""
    if outcome.action is Action.BLOCK:
        return outcome._replace(action=Action.HOLD, reason=Reason.CONTEXT, note=_NO_DETECTOR)
    return outcome._replace(note=_NO_DETECTOR)


def _unclear(outcome: Outcome, sighting: Sighting) -> Outcome:
    """The outcome for a version of which nobody is sure whether it is protected.

    What its owner allows in so many words stands. All else waits for a person: it is neither
    blocked nor delivered by default.
    """
    in_words = not outcome.basis.startswith("regime:")
    if outcome.action.delivers and in_words:
        return outcome
    return outcome._replace(
        action=Action.HOLD,
        reason=Reason.LOW_CONFIDENCE,
        note=f"the rights in version {sighting.version} are {sighting.status} there",
        needs_person=True,
    )


def _reason(clause: Clause, miss: Reason | None) -> Reason:
    """The reason of a rule that gives none itself."""
    action = clause.rule.action
    if action is Action.ALLOW:
        return Reason.LICENSED
    if action is Action.LOG:
        return Reason.LOGGED
    if clause.rule.when.context_any is not None:
        return Reason.CONTEXT
    return miss or (Reason.PROHIBITED if action is Action.BLOCK else Reason.NO_PERMISSION)


def _lapsed(governed: Governed, note: str) -> Outcome:
    """A document out of force: its strictest regime default, whatever it says besides."""
    return governed.default(None).outcomes[None]._replace(note=f"document {note}")
