"""Two results on one set: what changed, and whether that is more than luck.

The same items were judged twice, so only those that came out differently tell anything: McNemar's
exact test (McNemar 1947) over them, and the difference with an interval that draws whole
characters (negatives: single items).
"""

import math
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt

from guardrail.errors import BadInputError
from guardrail.evaluate.metrics import clustered
from guardrail.evaluate.outcomes import LEVELS, Flags, Outcomes
from guardrail.evaluate.summary import SEED

Json = dict[str, Any]
SURE = 0.05


def compare(old: Json, new: Json, outcomes: Outcomes, *, named: str = "the old result") -> Json:
    """Paired differences, new minus old: recall and false alarms at each level, rank-1.

    A difference is `real` where McNemar's p is below 0.05 and its interval leaves zero out.

    Raises:
        BadInputError: the old result is of another set.
    """
    if old["set"]["sha256"] != new["set"]["sha256"] or old["part"] != new["part"]:
        raise BadInputError(
            f"was measured on another set ({old['set'].get('origin', '?')})",
            where=named,
            fix="measure both on the same set",
        )
    before, after = (_digits(one["outcomes"]["levels"]) for one in (old, new))
    singles = np.arange(len(outcomes.items))
    found: Json = {}
    for level in LEVELS:
        was, now = before >= level.strictness, after >= level.strictness
        found[level.value] = {
            "recall": paired(was, now, outcomes.positive, outcomes.cluster),
            "fpr": paired(was, now, outcomes.negative, singles),
        }
    if new.get("rank1") is not None:
        was, now = (_digits(one["outcomes"]["first"]) > 0 for one in (old, new))
        found["rank1"] = paired(was, now, outcomes.positive, outcomes.cluster)
    found["changed"] = [
        name for name in ("registry", "models", "version") if old[name] != new[name]
    ]
    return found


def paired(was: Flags, now: Flags, among: Flags, clusters: npt.NDArray[np.intp]) -> Json | None:
    """The difference of two proportions over the same items; None where there is no item."""
    at = np.flatnonzero(among)
    if not len(at):
        return None
    change = now[at].astype(np.float64) - was[at].astype(np.float64)
    difference = clustered(lambda chosen: float(change[chosen].mean()), clusters[at], seed=SEED)
    gained, lost = int((change > 0).sum()), int((change < 0).sum())
    p = mcnemar(gained, lost)
    return {
        "old": float(was[at].mean()),
        "new": float(now[at].mean()),
        "difference": asdict(difference),
        "gained": gained,
        "lost": lost,
        "p": p,
        "real": p < SURE and (difference.low > 0 or difference.high < 0),
    }


def mcnemar(gained: int, lost: int) -> float:
    """The chance of a split at least this uneven if both were as likely (exact, two-sided)."""
    total, least = gained + lost, min(gained, lost)
    if total == 0:
        return 1.0
    logs = [
        math.lgamma(total + 1) - math.lgamma(k + 1) - math.lgamma(total - k + 1)
        for k in range(least + 1)
    ]
    return min(1.0, 2 * sum(math.exp(one - total * math.log(2)) for one in logs))


def _digits(text: str) -> npt.NDArray[np.int8]:
    return np.frombuffer(text.encode("ascii", "replace"), np.uint8).astype(np.int8) - ord("0")
