"""What would have changed over many decisions, counted so that counts of parts add up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from guardrail.domain import Action
from guardrail.policy.replay import Retried

EXAMPLES = 3
"""Decisions that are quoted for each change."""


@dataclass(slots=True)
class Count:
    """How often something happened, and the first decisions in which it did, as (when, id)."""

    count: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: "Count") -> None:
        """Count the other's too."""
        self.count += other.count
        self.examples = sorted([*self.examples, *other.examples])[:EXAMPLES]


@dataclass(slots=True)
class Tally:
    """What would have changed over many decisions.

    `decisions` by (stage, before, after); `assets` by (asset, stage, before, after, basis).
    `erased` are decisions whose documents are gone. `uncertain` are laxer outcomes of clips that
    nobody looked at further once they were blocked: they may show more.
    """

    erased: int = 0
    uncertain: int = 0
    decisions: dict[tuple[str, Action, Action], Count] = field(default_factory=dict)
    assets: dict[tuple[str, str, Action, Action, str], Count] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Decisions that were judged again."""
        return sum(one.count for one in self.decisions.values())

    @property
    def changed(self) -> int:
        """Those whose action would have been another."""
        return sum(one.count for (_, a, b), one in self.decisions.items() if a is not b)

    def add(self, other: "Tally") -> None:
        """Take in what was counted elsewhere."""
        self.erased += other.erased
        self.uncertain += other.uncertain
        for name, count in other.decisions.items():
            self.decisions.setdefault(name, Count()).add(count)
        for place, count in other.assets.items():
            self.assets.setdefault(place, Count()).add(count)


def tallied(results: Mapping[Retried, Count], *, erased: int) -> Tally:
    """The tally of retried decisions, each with how often it came."""
    tally = Tally(erased=erased)
    for retried, count in results.items():
        name = (retried.stage, retried.before, retried.after)
        tally.decisions.setdefault(name, Count()).add(count)
        tally.uncertain += count.count * retried.uncertain
        for asset, before, after, basis in retried.assets:
            place = (asset, retried.stage, before, after, basis)
            tally.assets.setdefault(place, Count()).add(count)
    return tally
