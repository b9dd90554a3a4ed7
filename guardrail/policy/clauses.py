"""What one document says, compiled: each rule and licence with the words for when it loses.

A trace is put together from ready pieces, so that explaining a judgement costs it next to nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from guardrail.domain import (
    Action,
    Licence,
    Lost,
    PolicyDocument,
    Reason,
    Rule,
    Thresholds,
)
from guardrail.policy.conditions import Case, Test, breached, checks

BEATEN = "a licence allows it"
_SHADOWED = "a more specific rule speaks"
_MISSES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.CONTEXT: "a context that it prohibits is present",
        Reason.LICENCE_TERRITORY: "it does not cover this territory",
        Reason.LICENCE_EXPIRED: "it is not in force at this time",
    }
)
"""Why a licence may not fit, the nearest miss first."""

NEAREST_MISS = tuple(_MISSES)


class Held(Enum):
    """A rule that speaks, or may speak: a fact that it asks for is absent."""

    YES = "yes"
    MAYBE = "maybe"


class Outcome(NamedTuple):  # made for every match and territory: a tenth of a dataclass's cost
    """An action that a document may lead to, by whose word, and how sure a match must be for it.

    `asks_exception` says that a rule speaks of what the requester declares; `needs_person` that
    silence of the reviewers must not permit it.
    """

    action: Action
    reason: Reason
    basis: str
    thresholds: Thresholds
    note: str = ""
    duties: tuple[str, ...] = ()
    asks_exception: bool = False
    needs_person: bool = False

    def lost(self, why: str) -> Lost:
        """The outcome as one that did not decide."""
        return Lost(basis=self.basis, action=self.action, why=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A rule ready to be asked; `checks` are paired with the words for their failing."""

    rule: Rule
    basis: str
    thresholds: Thresholds
    checks: tuple[tuple[Test, Lost], ...]

    @classmethod
    def of(cls, rule: Rule, document: PolicyDocument) -> "Clause":
        """Compile."""
        basis = f"rule:{rule.id}"
        return cls(
            rule=rule,
            basis=basis,
            thresholds=rule.thresholds or document.defaults.thresholds,
            checks=tuple(
                (check.test, Lost(basis=basis, action=rule.action, why=f"its {check.key} fails"))
                for check in checks(rule.when)
            ),
        )

    def asked(self, case: Case) -> Held | Lost:
        """Whether the rule speaks, or why it does not; what fails outdoes what is not known."""
        held = Held.YES
        for test, lost in self.checks:
            answer = test(case)
            if answer is False:
                return lost
            if answer is None:
                held = Held.MAYBE
        return held

    def lost(self, why: str) -> Lost:
        """The rule as one that did not decide."""
        return Lost(basis=self.basis, action=self.rule.action, why=why)

    def waits_for_contexts(self, case: Case) -> bool:
        """Whether a context that the rule names may be there unseen."""
        named = self.rule.when.context_any
        return named is not None and breached(named, case.facts) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A licence ready to be asked; `missed` has the words for each way of not fitting."""

    licence: Licence
    outcome: Outcome
    missed: Mapping[Reason, Lost]

    @classmethod
    def of(cls, licence: Licence, document: PolicyDocument) -> "Grant":
        """Compile."""
        basis = f"licence:{licence.id}"
        return cls(
            licence=licence,
            outcome=Outcome(
                action=Action.ALLOW,
                reason=Reason.LICENSED,
                basis=basis,
                thresholds=document.defaults.thresholds,
                duties=licence.duties,
            ),
            missed={
                reason: Lost(basis=basis, action=Action.ALLOW, why=why)
                for reason, why in _MISSES.items()
            },
        )

    def misses(self, case: Case) -> tuple[Reason, ...]:
        """Why it does not fit, the nearest reason first; none when it does."""
        licence, facts = self.licence, case.facts
        reasons = []
        if not licence.prohibits_context.isdisjoint(facts.contexts):
            reasons.append(Reason.CONTEXT)
        if licence.territories is not None and case.territory not in licence.territories:
            reasons.append(Reason.LICENCE_TERRITORY)
        if not licence.starts_at <= facts.circumstances.at < licence.ends_at:
            reasons.append(Reason.LICENCE_EXPIRED)
        return tuple(reasons)

    def may_be_breached(self, case: Case) -> bool:
        """Whether a context that the licence excludes may be there unseen."""
        return breached(self.licence.prohibits_context, case.facts) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses:
    """The rules and licences of one document that can speak for an asset.

    `prohibitions` are rules that override licences, `rules` the others, most specific first.
    `shadowed` and `beaten` have the words for each rule that a more specific one, or a licence,
    leaves no room for. `own` has the licences of each licensee, and `foreign` the words for all
    the others as that licensee sees them (None: as somebody without any sees them).
    """

    prohibitions: tuple[Clause, ...]
    rules: tuple[Clause, ...]
    shadowed: tuple[Lost, ...]
    beaten: tuple[Lost, ...]
    own: Mapping[str | None, tuple[Grant, ...]]
    foreign: Mapping[str | None, tuple[Lost, ...]]

    @classmethod
    def of(
        cls, rules: Iterable[Rule], licences: Iterable[Licence], document: PolicyDocument
    ) -> "Clauses":
        """Compile rules and licences in this order."""
        clauses = [Clause.of(rule, document) for rule in rules]
        others = tuple(clause for clause in clauses if not clause.rule.overrides_licences)
        grants = tuple(Grant.of(licence, document) for licence in licences)
        licensees = {grant.licence.licensee for grant in grants}
        return cls(
            prohibitions=tuple(clause for clause in clauses if clause.rule.overrides_licences),
            rules=others,
            shadowed=tuple(clause.lost(_SHADOWED) for clause in others),
            beaten=tuple(clause.lost(BEATEN) for clause in others),
            own={
                licensee: tuple(grant for grant in grants if grant.licence.licensee == licensee)
                for licensee in licensees
            },
            foreign={
                licensee: tuple(
                    Lost(
                        basis=grant.outcome.basis,
                        action=Action.ALLOW,
                        why=f"it is for {grant.licence.licensee}",
                    )
                    for grant in grants
                    if grant.licence.licensee != licensee
                )
                for licensee in (*licensees, None)
            },
        )
