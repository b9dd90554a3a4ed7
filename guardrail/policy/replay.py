"""Recorded decisions judged again under other documents, without looking at anything again.

Everything that was found is on record with each decision, matches below the thresholds too. A
decision depends on its facts only as far as the documents ask for them, so facts are reduced to
what these documents can tell apart (`_key`), and each distinct case is decided once, by `decide`
itself. Reading a million decisions then costs little more than reading their JSON.

Findings of other owners, and what could not be screened, stay as they were recorded; so does a
hold that an output has of its prompt.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from guardrail.domain import (
    WITH_OTHER_OWNERS,
    Action,
    Decision,
    PolicyDocument,
    strictest,
)
from guardrail.policy.decide import decide
from guardrail.policy.policies import Policies

_ALWAYS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """What became of one recorded decision: its action before and after, and each asset's.

    `assets` has (asset, before, after, basis after) of every asset that the documents list and
    that was found; one that is too weak to count is allowed by nothing (an empty basis). A laxer
    outcome is `uncertain` where nobody looked further once the clip was blocked.
    """

    stage: str
    before: Action
    after: Action
    assets: tuple[tuple[str, Action, Action, str], ...] = ()
    uncertain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    """The numbers at which some rule of the documents changes its mind, ascending."""

    instants: tuple[datetime, ...]
    expected: tuple[float, ...]
    seconds: tuple[float, ...]
    frames: tuple[float, ...]
    margins: tuple[float, ...]

    @classmethod
    def of(cls, documents: Iterable[PolicyDocument]) -> "_Bounds":
        instants, expected, seconds, frames, margins = (set[Any]() for _ in range(5))
        for document in documents:
            instants |= {document.valid_from, document.valid_until}
            margins |= {document.defaults.version_margin, -document.defaults.version_margin}
            thresholds = [document.defaults.thresholds]
            for licence in document.licences:
                instants |= {licence.starts_at, licence.ends_at}
            for rule in document.rules:
                seconds |= {rule.when.clip_seconds_lt, rule.when.clip_seconds_gte}
                frames.add(rule.when.frames_matched_gte)
                if rule.thresholds is not None:
                    thresholds.append(rule.thresholds)
            for pair in thresholds:
                expected |= {pair.hold, pair.block}
        return cls(
            instants=tuple(sorted(instants)),
            expected=tuple(sorted(expected)),
            seconds=tuple(sorted(seconds - {None})),
            frames=tuple(sorted(frames - {None})),
            margins=tuple(sorted(margins)),
        )


class Replay:
    """Documents to be tried.

    Args:
        documents: they are taken to be in force at any time.
        read: makes a decision of its JSON, once parsed (`audit.decision_from_plain`).
        at: the moment to judge everything at; None: when it was judged.
        quarantined: digests of references that are set aside.
    """

    def __init__(
        self,
        documents: Iterable[PolicyDocument],
        *,
        read: Callable[[Any], Decision],
        at: datetime | None = None,
        quarantined: frozenset[str] = frozenset(),
    ) -> None:
        always = [
            replace(document, valid_from=_ALWAYS[0], valid_until=_ALWAYS[1])
            for document in documents
        ]
        self._policies = Policies.from_documents(always, quarantined=quarantined)
        self._holders = {document.holder.id for document in always}
        self._bounds = _Bounds.of(always)
        self._read = read
        self._at = at
        self._known: dict[tuple[object, ...], tuple[tuple[str, Action, str], ...]] = {}

    def retry(self, recorded: Mapping[str, Any]) -> Retried:
        """One recorded decision, as parsed JSON, under the documents."""
        ours = self._policies.assets
        before = Action(recorded["action"])
        matches = [match for match in recorded["matches"] if match["asset"] in ours]
        if not matches:
            return Retried(stage=recorded["stage"], before=before, after=before)
        others = [one for one in recorded["findings"] if one["asset"] not in ours]
        is_met = any(one["holder"] not in {None, *self._holders} for one in others)
        key = (is_met, *self._key(recorded, matches))
        judged = self._known.get(key)
        if judged is None:
            judged = self._known[key] = self._judge(recorded, is_met=is_met)
        was: dict[str, Action] = {}
        for one in recorded["findings"]:
            if one["asset"] in ours:
                action = Action(one["action"])
                was[one["asset"]] = strictest((action, was.get(one["asset"], action)))
        kept = strictest(Action(one["action"]) for one in others)
        after = strictest((kept, *(action for _, action, _ in judged)))
        return Retried(
            stage=recorded["stage"],
            before=before,
            after=after,
            uncertain=after is not before and recorded.get("until_blocked", False),
            assets=tuple(
                (asset, was.get(asset, Action.ALLOW), action, basis)
                for asset, action, basis in judged
            ),
        )

    def decision(self, recorded: Mapping[str, Any], *, is_met: bool = False) -> Decision:
        """The whole decision under the documents, as `decide` makes it."""
        decision = self._read(recorded)
        circumstances = decision.circumstances
        if self._at is not None:
            circumstances = replace(circumstances, at=self._at)
        if is_met:
            contexts = circumstances.contexts
            circumstances = replace(
                circumstances,
                contexts=(contexts or frozenset()) | {WITH_OTHER_OWNERS},
                looked_for=circumstances.looked_for if contexts is not None else frozenset(),
            )
        found = [match for match in decision.matches if match.asset in self._policies.assets]
        return decide(found, circumstances, self._policies, stage=decision.stage)

    def _judge(
        self, recorded: Mapping[str, Any], *, is_met: bool
    ) -> tuple[tuple[str, Action, str], ...]:
        """Each asset's strictest action, and by whose word."""
        decision = self.decision(recorded, is_met=is_met)
        told = {match.asset: (Action.ALLOW, "") for match in decision.matches}
        for finding in reversed(decision.findings):  # the strictest last
            told[finding.asset or ""] = (finding.action, finding.basis)
        return tuple((asset, *said) for asset, said in sorted(told.items()))

    def _key(
        self, recorded: Mapping[str, Any], matches: Iterable[Mapping[str, Any]]
    ) -> tuple[object, ...]:
        """All that the documents can tell of a decision; what shares it is decided alike."""
        facts, bounds = recorded["circumstances"], self._bounds
        seconds, contexts = facts["clip_seconds"], facts["contexts"]
        looked_for = facts.get("looked_for")
        return (
            recorded["stage"],
            facts["requester"],
            facts["operator"],
            facts["delivery"],
            facts["licensee"],
            facts["use"],
            facts.get("exception"),
            None if contexts is None else frozenset(contexts),
            None if looked_for is None else frozenset(looked_for),
            None if seconds is None else bisect_right(bounds.seconds, seconds),
            self._at is not None
            or bisect_right(bounds.instants, datetime.fromisoformat(facts["at"])),
            *(self._key_of_match(match) for match in matches),
        )

    def _key_of_match(self, match: Mapping[str, Any]) -> tuple[object, ...]:
        bounds, evidence = self._bounds, match["evidence"]
        segments = [one for one in evidence if "support" in one]
        references = [one["reference"] for one in segments]
        return (
            match["asset"],
            match["signal"],
            match["version"],
            bisect_left(bounds.expected, match["expected_false_matches"]),
            bisect_right(bounds.frames, sum(one["support"] for one in segments)),
            bool(evidence) and all(one.get("negated") for one in evidence),
            bool(references) and references[0] in self._policies.quarantined,
            frozenset(one for one in references if one in self._policies.claims),
            tuple(
                (
                    one["version"],
                    bisect_left(bounds.margins, one["lead"]),
                    bisect_right(bounds.margins, one["lead"]),
                )
                for one in match.get("versions", ())
            ),
        )
