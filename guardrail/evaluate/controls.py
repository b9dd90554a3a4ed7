"""Which answers count as right: the asset itself, and those that its owner treats alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from guardrail.domain import Action, Asset, Box, Circumstances, Match, Segment, Signal, Stage
from guardrail.evaluate.sets import Part
from guardrail.policy.decide import decide
from guardrail.policy.policies import Policies

_LONG = 1000
"""Frames that agree, so that no rule on their number speaks against the control."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """What each asset leads to when it is found beyond doubt, and who is whose sibling.

    Siblings are assets of one holder with the same control: to take one for the other is the
    right action. A work counts as found when a character of it is.
    """

    action: Mapping[str, Action]
    below: Mapping[str, frozenset[str]]
    siblings: Mapping[str, frozenset[str]]

    @classmethod
    def of(
        cls, assets: Mapping[str, Asset], policies: Policies, known: Circumstances, part: Part
    ) -> Self:
        """Under these circumstances, at the stage where a part of a set is judged."""
        action = {asset: _control(asset, policies, known, part) for asset in assets}
        pools: dict[tuple[str, Action], set[str]] = defaultdict(set)
        for asset in assets.values():
            pools[asset.holder, action[asset.id]].add(asset.id)
        below: dict[str, set[str]] = defaultdict(set)
        for asset in assets.values():
            for work in _above(asset, assets):
                below[work].add(asset.id)
        return cls(
            action=action,
            below={work: frozenset(found) for work, found in below.items()},
            siblings={
                asset.id: frozenset(pools[asset.holder, action[asset.id]])
                for asset in assets.values()
            },
        )

    def right(self, labelled: Iterable[str]) -> frozenset[str]:
        """The assets whose finding is the right one."""
        own = frozenset(labelled)
        return own.union(*(self.below.get(asset, frozenset()) for asset in own))

    def pooled(self, labelled: Iterable[str]) -> frozenset[str]:
        """The assets whose finding leads to the right action."""
        own = self.right(labelled)
        return own.union(*(self.siblings.get(asset, frozenset()) for asset in own))


def _above(asset: Asset, assets: Mapping[str, Asset]) -> Sequence[str]:
    """The work of an asset, its work, and so on; the registry holds no circles."""
    found = []
    parent = asset.parent
    while parent is not None:
        found.append(parent)
        above = assets.get(parent)
        parent = above.parent if above is not None else None
    return found


def _control(asset: str, policies: Policies, known: Circumstances, part: Part) -> Action:
    prompts = part is Part.PROMPTS
    seen = Segment(
        field="",
        from_s=0,
        to_s=0,
        best_s=0,
        region=Box(x=0, y=0, w=1, h=1),
        support=_LONG,
        looked_at=_LONG,
        reference="",
    )
    match = Match(
        asset=asset,
        signal=Signal.NAME if prompts else Signal.PICTURE,
        similarity=1.0,
        expected_false_matches=0.0,
        evidence=() if prompts else (seen,),
    )
    stage = Stage.PROMPT if prompts else Stage.OUTPUT
    return decide((match,), known, policies, stage=stage).action
