"""What holds where nothing more specific speaks, compiled for every territory of a document."""

from collections.abc import Mapping
from dataclasses import dataclass

from guardrail.domain import (
    Action,
    AssetKind,
    Defaults,
    Lost,
    PolicyDocument,
    Reason,
    Regime,
    Review,
)
from guardrail.policy.clauses import BEATEN, NEAREST_MISS, Outcome

ALL = "*"
_RULED = "a rule speaks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """A regime's default in one territory, for each way in which a licence was missed.

    `beaten` and `ruled` have the words for when a licence or a rule leaves no room for it.
    """

    outcomes: Mapping[Reason | None, Outcome]
    beaten: Lost
    ruled: Lost
    review: Review

    @classmethod
    def of(cls, document: PolicyDocument, territory: str | None, kind: AssetKind) -> "Default":
        """Compile; `territory` is a key of the document's regime, or None for an unknown one."""
        made = {miss: _default(document, territory, kind, miss) for miss in (None, *NEAREST_MISS)}
        return cls(
            outcomes=made,
            beaten=made[None].lost(BEATEN),
            ruled=made[None].lost(_RULED),
            review=_review(document, territory),
        )


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


def compiled(document: PolicyDocument, kind: AssetKind) -> dict[str | None, Default]:
    """The default of each territory that a document names, of all others ("*"), and of none."""
    places = (*document.regime, ALL, None)
    return {place: Default.of(document, place, kind) for place in places}


def _default(
    document: PolicyDocument, territory: str | None, kind: AssetKind, miss: Reason | None
) -> Outcome:
    """The default of the territory's regime; a style is nobody's by default, and only logged."""
    regime = regime_of(document, territory)
    action = default_of(document.defaults, regime)
    if kind is AssetKind.STYLE and not action.delivers:
        action = Action.LOG
    where, note = territory, ""
    if territory is None:
        where, note = _named(document, regime), "territory unknown: the strictest regime"
    return Outcome(
        action=action,
        reason=_reason(action, miss),
        basis=f"regime:{where}",
        thresholds=document.defaults.thresholds,
        note=note,
    )


def _reason(action: Action, miss: Reason | None) -> Reason:
    if action is Action.ALLOW:
        return Reason.UNPROTECTED
    if action is Action.LOG:
        return Reason.LOGGED
    return miss or Reason.NO_PERMISSION


def _named(document: PolicyDocument, regime: Regime) -> str:
    """The first territory, by code, that has this regime."""
    return min((code for code, one in document.regime.items() if one is regime), default=ALL)


def _review(document: PolicyDocument, territory: str | None) -> Review:
    """What a hold waits for; under prior permission silence never permits."""
    review = document.review
    regimes = document.regime.values() if territory is None else [regime_of(document, territory)]
    if review.on_timeout.delivers and Regime.PRIOR_PERMISSION in regimes:
        return Review(sla_hours=review.sla_hours, on_timeout=Action.BLOCK)
    return review
