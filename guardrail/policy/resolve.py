"""What one document says about one asset in one case, in the order that RIGHTS lays down.

A prohibition that overrides licences; else a licence that fits; else the most specific rule that
holds; else the regime's default. Where a fact is absent more than one outcome is possible: all of
them are returned, and the strictest counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from guardrail.domain import (
    Action,
    Circumstances,
    Defaults,
    Licence,
    PolicyDocument,
    Reason,
    Regime,
    Rule,
    Thresholds,
)
from guardrail.policy.conditions import Case, breached, holds
from guardrail.policy.policies import ALL, Governed

_NEAREST_MISS = (Reason.CONTEXT, Reason.LICENCE_TERRITORY, Reason.LICENCE_EXPIRED)
_NO_DETECTOR = "no detector looked for contexts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An action that a document may lead to, by whose word, and how sure a match must be for it."""

    action: Action
    reason: Reason
    basis: str
    thresholds: Thresholds
    note: str = ""


def outcomes(governed: Governed, case: Case) -> tuple[Outcome, ...]:
    """Every outcome that the facts leave open, at least one. The strictest counts."""
    document = governed.document
    at = case.circumstances.at
    if at < document.valid_from:
        return (_lapsed(document, f"not in force before {document.valid_from.isoformat()}"),)
    if at >= document.valid_until:
        return (_lapsed(document, f"expired at {document.valid_until.isoformat()}"),)
    return (*_prohibitions(governed, case), *_permissions(governed, case))


def regime_of(document: PolicyDocument, territory: str | None) -> Regime:
    """The regime in a territory; in an unknown one, the one whose default is stricter."""
    if territory is not None:
        return document.regime.get(territory, document.regime.get(ALL, Regime.PRIOR_PERMISSION))
    regimes = set(document.regime.values()) or {Regime.PRIOR_PERMISSION}
    return max(sorted(regimes), key=lambda one: default_of(document.defaults, one).strictness)


def default_of(defaults: Defaults, regime: Regime) -> Action:
    """What holds under a regime where nothing more specific speaks."""
    if regime is Regime.PRIOR_PERMISSION:
        return defaults.prior_permission
    return defaults.opt_out


# -- the four steps ----------------------------------------------------------------------------


def _prohibitions(governed: Governed, case: Case) -> Iterator[Outcome]:
    """Rules that no licence lifts."""
    for rule in governed.rules:
        if rule.overrides_licences and holds(rule.when, case) is not False:
            yield _ruled(rule, governed.document, case, None)


def _permissions(governed: Governed, case: Case) -> Iterator[Outcome]:
    """A licence that fits allows; one that may be breached allows or falls to the rules, at most a hold."""
    own = [one for one in governed.licences if one.licensee == case.circumstances.licensee]
    misses = {licence.id: _misses(licence, case) for licence in own}
    fitting = [licence for licence in own if not misses[licence.id]]
    if not fitting:
        nearest = min(
            misses.values(),
            key=lambda reasons: (len(reasons), _NEAREST_MISS.index(reasons[0])),
            default=None,
        )
        yield from _rules(governed, case, nearest[0] if nearest else None)
        return
    clear = [one for one in fitting if not _may_be_breached(one, case.circumstances)]
    yield _licensed((clear or fitting)[0], governed.document)
    if not clear:
        for outcome in _rules(governed, case, Reason.CONTEXT):
            yield _unseen(outcome)


def _rules(governed: Governed, case: Case, miss: Reason | None) -> Iterator[Outcome]:
    """The most specific rule that holds; before it, all that may hold; after all, the default."""
    for rule in governed.rules:
        if rule.overrides_licences:
            continue
        held = holds(rule.when, case)
        if held is not False:
            yield _ruled(rule, governed.document, case, miss)
        if held:
            return
    yield _default(governed.document, case.territory, miss)


def _misses(licence: Licence, case: Case) -> tuple[Reason, ...]:
    """Why a licence does not fit, the nearest reason first; none when it does."""
    facts = case.circumstances
    reasons = {
        Reason.CONTEXT: breached(licence.prohibits_context, facts.contexts) is True,
        Reason.LICENCE_TERRITORY: licence.territories is not None
        and case.territory not in licence.territories,
        Reason.LICENCE_EXPIRED: not licence.starts_at <= facts.at < licence.ends_at,
    }
    return tuple(reason for reason in _NEAREST_MISS if reasons[reason])


def _may_be_breached(licence: Licence, facts: Circumstances) -> bool:
    """Whether a context that the licence excludes may be there unseen."""
    return bool(licence.prohibits_context) and facts.contexts is None


# -- outcomes ----------------------------------------------------------------------------------


def _ruled(rule: Rule, document: PolicyDocument, case: Case, miss: Reason | None) -> Outcome:
    """What a rule leads to; one that waits for a context nobody looked for holds at most."""
    outcome = Outcome(
        action=rule.action,
        reason=rule.reason or _reason(rule, miss),
        basis=f"rule:{rule.id}",
        thresholds=rule.thresholds or document.defaults.thresholds,
    )
    unseen = rule.when.context_any is not None and case.circumstances.contexts is None
    return _unseen(outcome) if unseen else outcome


def _unseen(outcome: Outcome) -> Outcome:
    """The outcome as long as nobody looked for contexts: a hold at most."""
    if outcome.action is Action.BLOCK:
        outcome = replace(outcome, action=Action.HOLD, reason=Reason.CONTEXT)
    return replace(outcome, note=_NO_DETECTOR)


def _reason(rule: Rule, miss: Reason | None) -> Reason:
    """The reason of a rule that gives none itself."""
    match rule.action:
        case Action.ALLOW:
            return Reason.LICENSED
        case Action.LOG:
            return Reason.LOGGED
    if rule.when.context_any is not None:
        return Reason.CONTEXT
    return miss or (Reason.PROHIBITED if rule.action is Action.BLOCK else Reason.NO_PERMISSION)


def _licensed(licence: Licence, document: PolicyDocument) -> Outcome:
    return Outcome(
        action=Action.ALLOW,
        reason=Reason.LICENSED,
        basis=f"licence:{licence.id}",
        thresholds=document.defaults.thresholds,
        note=f"duties: {', '.join(licence.duties)}" if licence.duties else "",
    )


def _default(document: PolicyDocument, territory: str | None, miss: Reason | None) -> Outcome:
    """The default of the territory's regime."""
    regime = regime_of(document, territory)
    action = default_of(document.defaults, regime)
    if territory is None:
        where, note = _named(document, regime), "territory unknown: the strictest regime"
    else:
        where, note = (territory if territory in document.regime else ALL), ""
    return Outcome(
        action=action,
        reason=_default_reason(action, miss),
        basis=f"regime:{where}",
        thresholds=document.defaults.thresholds,
        note=note,
    )


def _lapsed(document: PolicyDocument, note: str) -> Outcome:
    """A document out of force: its strictest regime default, whatever it says besides."""
    return replace(_default(document, None, None), note=f"document {note}")


def _default_reason(action: Action, miss: Reason | None) -> Reason:
    match action:
        case Action.ALLOW:
            return Reason.UNPROTECTED
        case Action.LOG:
            return Reason.LOGGED
        case _:
            return miss or Reason.NO_PERMISSION


def _named(document: PolicyDocument, regime: Regime) -> str:
    """The first territory, by code, that has this regime."""
    return min((code for code, one in document.regime.items() if one is regime), default=ALL)
