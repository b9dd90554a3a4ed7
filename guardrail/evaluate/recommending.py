"""Thresholds that keep to a rate of false alarms, and what they cost in recall."""

from dataclasses import asdict
from typing import Any

import numpy as np

from guardrail.domain import Action
from guardrail.evaluate.metrics import tpr_at, wilson
from guardrail.evaluate.outcomes import Outcomes, expected_of, score_of

Json = dict[str, Any]
BLOCK_SHARE = 0.1
"""A block may err a tenth as often as a hold."""
_JUST_BELOW = 1 - 1e-6
_MOST_EXPECTED = 1.0
"""Matches weaker than this are not recorded, so no threshold can reach them."""


def recommend(outcomes: Outcomes, fpr: float) -> Json:
    """Thresholds (`expected_false_matches`) for a hold at `fpr` and a block at a tenth of it.

    Each with what it would have done on this set: false alarms, recall, and today's recall at
    that action. Null, with the number of negatives that it would take, where the negatives cannot
    support the rate. Recall there is by strength alone: licences and rules still have their say.
    """
    return {
        "fpr": fpr,
        "hold": _level(outcomes, fpr, Action.HOLD),
        "block": _level(outcomes, fpr * BLOCK_SHARE, Action.BLOCK),
    }


def _level(outcomes: Outcomes, fpr: float, action: Action) -> Json:
    own, strangers = outcomes.score[outcomes.positive], outcomes.score[outcomes.negative]
    now = int((outcomes.own[outcomes.positive] >= action.strictness).sum())
    told: Json = {
        "fpr": fpr,
        "expected_false_matches": None,
        "false_alarms": None,
        "recall": None,
        "recall_now": asdict(wilson(now, len(own))) if len(own) else None,
        "negatives": len(strangers),
        "negatives_needed": None,
    }
    if not len(strangers) or not len(own):
        return told
    point = tpr_at(own, strangers, fpr=fpr)
    told["negatives_needed"] = point.negatives_needed
    if point.threshold is None:
        return told
    expected = min(_MOST_EXPECTED, expected_of(point.threshold) * _JUST_BELOW)
    least = score_of(expected)
    alarms, found = (int(np.count_nonzero(s >= least)) for s in (strangers, own))
    return told | {
        "expected_false_matches": expected,
        "false_alarms": asdict(wilson(alarms, len(strangers))),
        "recall": asdict(wilson(found, len(own))),
    }
