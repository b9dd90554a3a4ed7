"""A registry of names under the plainest policy, and what it does with a prompt."""

from collections.abc import Iterable
from datetime import UTC, datetime

from guardrail.domain import (
    Action,
    Asset,
    Circumstances,
    Decision,
    Name,
    NameKind,
    PolicyDocument,
    Regime,
    RightsHolder,
    Stage,
    Text,
)
from guardrail.policy.decide import decide
from guardrail.policy.policies import Policies
from guardrail.prompt.names import NameIndex
from guardrail.prompt.screen import screen

NOW = datetime(2026, 11, 1, tzinfo=UTC)
CIRCUMSTANCES = Circumstances(at=NOW, requester="JP", operator="JP", delivery="JP")


def asset(number: int, *names: str, kind: NameKind = NameKind.DISTINCTIVE) -> Asset:
    return Asset(
        id=f"h/a{number}",
        holder="h",
        names=tuple(Name(text=name) for name in names),
        name_kind=kind,
    )


class Judge:
    """Prior permission and no licence: whatever counts in full is blocked."""

    def __init__(self, assets: Iterable[Asset]) -> None:
        assets = tuple(assets)
        document = PolicyDocument(
            id="bench",
            sha256="0" * 64,
            holder=RightsHolder(id="h", name="Holder"),
            valid_from=datetime(2026, 1, 1, tzinfo=UTC),
            valid_until=datetime(2027, 1, 1, tzinfo=UTC),
            regime={"*": Regime.PRIOR_PERMISSION},
            assets=assets,
        )
        self.names = NameIndex.compile(assets)
        self._policies = Policies.from_documents([document])

    def decide(self, text: str) -> Decision:
        matches = screen([Text(field="prompt", text=text)], self.names)
        return decide(matches, CIRCUMSTANCES, self._policies, stage=Stage.PROMPT)

    def reaches(self, text: str, asset_id: str) -> Action:
        """The strictest action that this prompt gets for that asset."""
        found = [f.action for f in self.decide(text).findings if f.asset == asset_id]
        return max(found, key=lambda action: action.strictness, default=Action.ALLOW)
