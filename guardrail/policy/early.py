"""What is known of a clip before its end: a block stands, whatever the rest of the clip shows."""

from collections.abc import Sequence

from guardrail.domain import Action, Circumstances, Match, Stage
from guardrail.policy.decide import decide
from guardrail.policy.policies import Policies


def is_blocked(matches: Sequence[Match], circumstances: Circumstances, policies: Policies) -> bool:
    """Whether what was seen of an artefact so far blocks it.

    Versions of an asset are told apart by whole clips, so an asset with several settles nothing.
    """
    settled = [match for match in matches if not match.versions]
    return all(
        decide(those, circumstances, policies, stage=Stage.OUTPUT).action is Action.BLOCK
        for those in (settled, matches)
    )
