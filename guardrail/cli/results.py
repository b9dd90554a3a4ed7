"""An evaluation result as people read it at a terminal."""

from typing import Any

from guardrail.cli.printing import print_table, say

Json = dict[str, Any]
_LEVELS = ("log", "hold", "block")


def show(result: Json) -> None:
    """Counts, rates at each level, what the raw scores tell, kinds, and what was asked beside."""
    say(
        f"{result['n']} {result['part']}: {result['positives']} positive, "
        f"{result['negatives']} negative, {result['unscreenable']} unscreenable"
    )
    print_table(
        "At each level (95 %)",
        ["level", "recall", "by character", "right action", "false alarms"],
        [
            [
                level,
                interval(result[level]["recall"]),
                interval(result[level]["recall_by_character"]),
                interval(result["by_action"][level]["recall"]),
                interval(result[level]["fpr"]),
            ]
            for level in _LEVELS
        ],
    )
    if result.get("operating_points"):
        print_table(
            f"Whatever the thresholds: rank-1 {interval(result['rank1'])}, "
            f"AUC {interval(result['auc'])}",
            ["false alarms", "found", "at expected false matches"],
            [_point(point) for point in result["operating_points"]],
        )
    print_table(
        "Held or blocked, by kind",
        ["kind", "n", "recall", "false alarms"],
        [
            [kind, one["n"], interval(one["hold"]["recall"]), interval(one["hold"]["fpr"])]
            for kind, one in result["by_kind"].items()
        ],
    )
    if "compared" in result:
        _compared(result["compared"])
    if "recommended" in result:
        _recommended(result["recommended"])
    latency, cost = result["latency_ms"], result["cost"]
    say(
        f"{latency['p50']:g} ms each in the median, {latency['p95']:g} ms at 95 %, "
        f"{cost['jobs']} at once, {cost['wall_s']:.1f} s"
    )


def interval(estimate: Json | None) -> str:
    """A rate with its interval, in per cent; a dash for what is not known."""
    if estimate is None:
        return "–"
    value, low, high = (100 * estimate[name] for name in ("value", "low", "high"))
    return f"{value:.1f} % ({low:.1f}–{high:.1f})"


def _compared(compared: Json) -> None:
    rows = [
        (f"{name} at {level}", compared[level][name])
        for level in _LEVELS
        for name in ("recall", "fpr")
    ]
    rows.append(("rank-1", compared.get("rank1")))
    changed = ", ".join(compared["changed"]) or "nothing that is recorded"
    print_table(
        f"Against the old result (changed: {changed})",
        ["rate", "old", "new", "difference", "gained", "lost", "p", ""],
        [
            [
                name,
                f"{100 * one['old']:.1f} %",
                f"{100 * one['new']:.1f} %",
                interval(one["difference"]),
                one["gained"],
                one["lost"],
                f"{one['p']:.2g}",
                "real" if one["real"] else "may be luck",
            ]
            for name, one in rows
            if one is not None
        ],
    )


def _recommended(recommended: Json) -> None:
    print_table(
        "Thresholds to keep to the rate of false alarms",
        ["action", "rate", "expected_false_matches", "false alarms", "recall", "recall now"],
        [
            [level, f"{100 * one['fpr']:g} %", *_proposal(one), interval(one["recall_now"])]
            for level, one in recommended.items()
            if level in _LEVELS
        ],
    )


def _proposal(one: Json) -> list[str]:
    if one["expected_false_matches"] is None:
        needed = one["negatives_needed"]
        return [f"{one['negatives']} negatives cannot tell: {needed or 'more'} would", "–", "–"]
    expected = f"{one['expected_false_matches']:.3g}"
    return [expected, interval(one["false_alarms"]), interval(one["recall"])]


def _point(point: Json) -> list[str]:
    fpr = f"{100 * point['fpr']:g} %"
    if point["tpr"] is None:
        return [fpr, point["reason"], "–"]
    expected = point["expected_false_matches"]
    return [fpr, interval(point["tpr"]), point["reason"] or f"{expected:.2g}"]
