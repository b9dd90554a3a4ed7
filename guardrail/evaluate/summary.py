"""From outcomes to the result that is printed, kept and compared: one JSON object."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from guardrail.evaluate.metrics import (
    Estimate,
    OperatingPoint,
    Scores,
    auc,
    clustered,
    tpr_at,
    wilson,
)
from guardrail.evaluate.outcomes import (
    LEVELS,
    UNSEEN,
    Flags,
    Levels,
    Outcomes,
    expected_of,
)
from guardrail.evaluate.rows import Header, Row
from guardrail.evaluate.sets import Item, Part

Json = dict[str, Any]
FALSE_ALARM_RATES = (0.1, 0.01, 0.001)
EXPECTED = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Expected false matches at which what was observed is told."""
SEED = 1
_SIZES = (0.02, 0.05, 0.1, 0.2, 0.4, 1.0)
_DURATIONS_S = (2.0, 5.0, 10.0, 30.0)


def summarise(outcomes: Outcomes, header: Header, *, wall_s: float = 0.0, jobs: int = 1) -> Json:
    """The evaluation result. A rate of nothing is null; so is what negatives cannot support.

    At each action level: `recall` counts the right asset, `fpr` any asset on negatives;
    `recall_by_character` is the same recall with an interval that draws whole characters;
    `by_action` counts siblings under one control as right.
    """
    positive, negative = outcomes.positive, outcomes.negative
    result: Json = {
        "part": outcomes.labelled.part.value,
        "n": len(outcomes.items),
        "positives": int(positive.sum()),
        "negatives": int(negative.sum()),
        "unscreenable": sum(row.unscreenable for row in outcomes.rows),
        **levels(outcomes, np.ones(len(positive), np.bool_)),
        "by_action": {
            level.value: {"recall": _rate(outcomes.pooled, positive, level.strictness)}
            for level in LEVELS
        },
    }
    for level in LEVELS:
        result[level.value]["recall_by_character"] = _by_character(outcomes, level.strictness)
    for name, key in _groupings().items():
        groups = _grouped(outcomes, key)
        if len(groups) > 1 or name == "by_kind":
            result[name] = {label: levels(outcomes, chosen) for label, chosen in groups.items()}
    result["by_asset"] = _by_asset(outcomes)
    if outcomes.labelled.part is not Part.PROMPTS:
        result |= _ranking(outcomes)
    result |= {
        "calibration": calibration(outcomes),
        "latency_ms": _latency(outcomes.rows),
        "cost": {"jobs": jobs, "wall_s": round(wall_s, 3)},
        "registry": header.registry,
        "models": header.models,
        "version": header.version,
        "circumstances": header.circumstances,
        "set": {"origin": outcomes.labelled.origin, "sha256": outcomes.labelled.sha256},
        "outcomes": {
            "levels": "".join(map(str, outcomes.levels.tolist())),
            "first": "".join("01"[one] for one in outcomes.first.tolist()),
        },
    }
    return result


def levels(outcomes: Outcomes, chosen: Flags) -> Json:
    """Counts, recall and false alarms among the chosen items."""
    positive, negative = outcomes.positive & chosen, outcomes.negative & chosen
    found: Json = {
        "n": int(chosen.sum()),
        "positives": int(positive.sum()),
        "negatives": int(negative.sum()),
    }
    for level in LEVELS:
        found[level.value] = {
            "recall": _rate(outcomes.own, positive, level.strictness),
            "fpr": _rate(outcomes.any, negative, level.strictness),
        }
    return found


def calibration(outcomes: Outcomes) -> list[Json]:
    """Whether chance keeps its promise on the negatives.

    At each number of expected false matches: `observed`, the mean number of matches at least this
    sure, and the share of negatives with one, beside `chance`, the share expected (Poisson).
    """
    rows = [row for row, negative in zip(outcomes.rows, outcomes.negative, strict=True) if negative]
    if not rows:
        return []
    found = [np.array([one.expected for one in row.found], np.float64) for row in rows]
    curve = []
    for expected in EXPECTED:
        counts = np.array([int((one <= expected).sum()) for one in found])
        curve.append(
            {
                "expected": expected,
                "observed": float(counts.mean()),
                "chance": float(-np.expm1(-expected)),
                "share": asdict(wilson(int((counts > 0).sum()), len(counts))),
            }
        )
    return curve


def _rate(taken: Levels, among: Flags, least: int) -> Json | None:
    if not among.any():
        return None
    return asdict(wilson(int((taken[among] >= least).sum()), int(among.sum())))


def _by_character(outcomes: Outcomes, least: int) -> Json | None:
    at = np.flatnonzero(outcomes.positive)
    if not len(at):
        return None
    hit = (outcomes.own[at] >= least).astype(np.float64)
    return _clustered(lambda chosen: float(hit[chosen].mean()), outcomes.cluster[at])


def _clustered(statistic: Callable[[Any], float], clusters: Any) -> Json:
    found: Estimate = clustered(statistic, clusters, seed=SEED)
    return asdict(found)


def _ranking(outcomes: Outcomes) -> Json:
    """What the raw scores tell, whatever the thresholds are."""
    at = np.flatnonzero(outcomes.positive)
    strangers = outcomes.score[outcomes.negative]
    if not len(at):
        return {"rank1": None, "auc": None, "operating_points": []}
    own, first, clusters = outcomes.score[at], outcomes.first[at], outcomes.cluster[at]
    rank1 = _clustered(lambda chosen: float(first[chosen].mean()), clusters)
    if not len(strangers):
        return {"rank1": rank1, "auc": None, "operating_points": []}
    points = []
    for fpr in FALSE_ALARM_RATES:
        point = tpr_at(own, strangers, fpr=fpr)
        threshold = point.threshold
        tpr = None
        if threshold is not None:
            hit = own > threshold
            tpr = _clustered(lambda chosen, hit=hit: float(hit[chosen].mean()), clusters)  # type: ignore[misc]
        points.append({"fpr": fpr, "tpr": tpr, **_place(point, strangers)})
    return {
        "rank1": rank1,
        "auc": _clustered(lambda chosen: auc(own[chosen], strangers), clusters),
        "operating_points": points,
    }


def _place(point: OperatingPoint, strangers: Scores) -> Json:
    """Where an operating point lies: its score, or the reason why it has none.

    Where fewer negatives than may raise a false alarm have any match, the point falls among items
    in which nothing was found: any match at all counts there, however weak.
    """
    threshold, reason = point.threshold, None
    if threshold is None:
        reason = f"{point.negatives} negatives cannot tell: {point.negatives_needed} would"
    elif threshold <= UNSEEN:
        matched = int((strangers > UNSEEN).sum())
        reason = f"any match at all: {matched} of {point.negatives} negatives have one"
        threshold = None
    return {
        "threshold": threshold,
        "expected_false_matches": None if threshold is None else expected_of(threshold),
        "reason": reason,
        "negatives": point.negatives,
        "negatives_needed": point.negatives_needed,
    }


def _by_asset(outcomes: Outcomes) -> Json:
    """Recall of each asset's own items, and its false alarms on all others."""
    shown: dict[str, list[int]] = defaultdict(list)
    for at, item in enumerate(outcomes.items):
        for asset in item.assets:
            shown[asset].append(at)
    alarmed = {asset for row in outcomes.rows for asset in row.actions}
    found: Json = {}
    for asset in sorted(shown.keys() | alarmed):
        own = np.zeros(len(outcomes.items), np.bool_)
        own[shown[asset]] = True
        taken = np.array(
            [row.actions[asset].strictness if asset in row.actions else 0 for row in outcomes.rows],
            np.int8,
        )
        found[asset] = {"n": int(own.sum())} | {
            level.value: {
                "recall": _rate(outcomes.own, own, level.strictness),
                "fpr": _rate(taken, ~own, level.strictness),
            }
            for level in LEVELS
        }
    return found


def _latency(rows: Sequence[Row]) -> dict[str, float]:
    took = np.array([row.ms for row in rows])
    return {f"p{q}": round(float(np.percentile(took, q)), 3) for q in (50, 95)}


def _groupings() -> dict[str, Callable[[Item, Row], str]]:
    return {
        "by_kind": lambda item, _: item.kind,
        "by_lang": lambda item, _: item.lang,
        "by_style": lambda item, _: item.style,
        "by_size": lambda item, _: _bucket(item.size, _SIZES),
        "by_duration": lambda _, row: _bucket(row.seconds or None, _DURATIONS_S, unit=" s"),
    }


def _grouped(outcomes: Outcomes, key: Callable[[Item, Row], str]) -> dict[str, Flags]:
    labels = [key(item, row) for item, row in zip(outcomes.items, outcomes.rows, strict=True)]
    column = np.array(labels, object)
    return {label or "(none)": column == label for label in _in_order(labels)}


def _in_order(labels: Iterable[str]) -> list[str]:
    return sorted(set(labels), key=lambda label: (_number(label), label))


def _number(label: str) -> float:
    try:
        return float(label.lstrip("≤> ").split("–")[0].split()[0])
    except (ValueError, IndexError):
        return -1.0


def _bucket(value: float | None, bounds: Sequence[float], unit: str = "") -> str:
    if value is None:
        return ""
    low = 0.0
    for bound in bounds:
        if value <= bound:
            return f"{low:g}–{bound:g}{unit}"
        low = bound
    return f"{low:g} and more{unit}"
