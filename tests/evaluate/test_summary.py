"""From rows to numbers: definitions, sanity, comparisons and recommendations."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from guardrail.domain import Action
from guardrail.errors import BadInputError
from guardrail.evaluate.comparing import compare, mcnemar
from guardrail.evaluate.controls import Controls
from guardrail.evaluate.outcomes import Outcomes
from guardrail.evaluate.recommending import recommend
from guardrail.evaluate.rows import Found, Header, Row
from guardrail.evaluate.sets import Item, LabelledSet, Part
from guardrail.evaluate.summary import calibration, summarise

HEADER = Header(part="pictures", registry="r", models="m", version="v", circumstances="{}")
ASSETS = [f"h/{name}" for name in "abcdefghij"]
ALONE = Controls(action={}, below={}, siblings={})


def labelled(labels: list[str]) -> LabelledSet:
    items = tuple(
        Item(
            number=number,
            where="",
            shown=str(number),
            path=Path(str(number)),
            sha256=str(number),
            assets=(label,) if label else (),
            kind="shown" if label else "empty",
        )
        for number, label in enumerate(labels)
    )
    return LabelledSet(part=Part.PICTURES, origin="set", items=items)


def row(number: int, found: dict[str, float], *, hold: float = 0.05) -> Row:
    """A row with expected false matches by asset, held at or below `hold`."""
    matches = [
        Found(asset=asset, signal="picture", expected=expected, similarity=0.5)
        for asset, expected in sorted(found.items(), key=lambda pair: pair[1])
    ]
    actions = {one.asset: Action.HOLD for one in matches if one.expected <= hold}
    return Row(
        number=number,
        sha256=str(number),
        action=Action.HOLD if actions else Action.ALLOW,
        reason="",
        actions=actions,
        found=tuple(matches),
        ms=1.0,
    )


def judged(
    labels: list[str], found: list[dict[str, float]], controls: Controls = ALONE, **more: float
) -> tuple[dict[str, Any], Outcomes]:
    rows = [row(number, one, **more) for number, one in enumerate(found)]
    outcomes = Outcomes.of(labelled(labels), rows, controls)
    return summarise(outcomes, HEADER), outcomes


def oracle(labels: list[str]) -> list[dict[str, float]]:
    return [{label: 1e-9} if label else {} for label in labels]


LABELS = [ASSETS[i % 10] for i in range(200)] + [""] * 200


def test_a_perfect_oracle_gets_everything_right() -> None:
    result, _ = judged(LABELS, oracle(LABELS))
    assert result["hold"]["recall"]["value"] == 1.0
    assert result["hold"]["fpr"]["value"] == 0.0
    assert result["rank1"]["value"] == result["auc"]["value"] == 1.0
    assert [p["tpr"] and p["tpr"]["value"] for p in result["operating_points"]] == [1.0, 1.0, None]


def test_a_point_among_items_without_a_match_has_no_threshold_but_a_reason() -> None:
    labels = ["h/a"] * 10 + [""] * 200
    found: list[dict[str, float]] = [{"h/a": 1e-9}] * 9 + [{}] + [{"h/a": 0.5}] * 3 + [{}] * 197
    result, _ = judged(labels, found)
    wide, narrow, none = result["operating_points"]
    assert wide["tpr"]["value"] == 0.9
    assert (wide["threshold"], wide["expected_false_matches"]) == (None, None)
    assert wide["reason"] == "any match at all: 3 of 200 negatives have one"
    assert narrow["expected_false_matches"] == pytest.approx(0.5)
    assert narrow["reason"] is None
    assert none["reason"] == "200 negatives cannot tell: 1000 would"


def test_shuffled_labels_give_chance() -> None:
    rng = np.random.default_rng(3)
    one = ["h/a"] * 200 + [""] * 200
    result, _ = judged([str(label) for label in rng.permutation(one)], oracle(one))
    assert result["auc"]["value"] == pytest.approx(0.5, abs=0.05)
    recall, fpr = (result["hold"][rate]["value"] for rate in ("recall", "fpr"))
    assert recall == pytest.approx(fpr, abs=0.1)
    assert result["operating_points"][0]["tpr"]["value"] == pytest.approx(0.0, abs=0.15)
    result, _ = judged([str(label) for label in rng.permutation(LABELS)], oracle(LABELS))
    assert result["rank1"]["value"] == pytest.approx(0.05, abs=0.05)  # ten figures, half silent


def test_recall_counts_the_right_asset_only_and_alarms_count_any() -> None:
    result, outcomes = judged(
        ["h/a", "h/a", "", ""], [{"h/a": 0.01}, {"h/b": 0.01}, {"h/b": 0.01}, {}]
    )
    assert result["hold"]["recall"]["value"] == 0.5
    assert result["hold"]["fpr"]["value"] == 0.5
    assert result["rank1"]["value"] == 0.5
    assert outcomes.score[1] == -1
    assert result["by_asset"]["h/b"]["hold"]["fpr"]["value"] == 0.5
    assert result["by_asset"]["h/b"]["hold"]["recall"] is None
    assert result["outcomes"] == {"levels": "2020", "first": "1000"}


def test_siblings_and_works_count_as_the_right_action() -> None:
    controls = Controls(
        action={},
        below={"h/work": frozenset({"h/a"})},
        siblings={"h/a": frozenset({"h/a", "h/b"})},
    )
    labels = ["h/a", "h/work"]
    result, _ = judged(labels, [{"h/b": 0.01}, {"h/a": 0.01}], controls)
    assert result["hold"]["recall"]["value"] == 0.5
    assert result["by_action"]["hold"]["recall"]["value"] == 1.0


def test_where_there_is_nothing_to_measure_nothing_is_claimed() -> None:
    result, _ = judged(["h/a"], [{}])
    assert result["hold"]["fpr"] is None
    assert result["auc"] is None
    result, _ = judged([""], [{}])
    assert result["hold"]["recall"] is None
    assert result["rank1"] is None


def test_calibration_counts_what_chance_found() -> None:
    found = [{"h/a": 0.09, "h/b": 0.2}] * 10 + [{}] * 90
    _, outcomes = judged([""] * 100, found)
    curve = {one["expected"]: one for one in calibration(outcomes)}
    assert curve[0.1]["observed"] == pytest.approx(0.1)
    assert curve[0.1]["share"]["value"] == pytest.approx(0.1)
    assert curve[1.0]["observed"] == pytest.approx(0.2)
    assert curve[0.03]["observed"] == 0


def test_mcnemar_is_exact() -> None:
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(3, 3) == 1.0
    assert mcnemar(10, 0) == pytest.approx(2 / 2**10)
    assert mcnemar(1, 9) == pytest.approx(2 * 11 / 2**10)


def test_a_real_difference_is_told_from_luck() -> None:
    half = [{label: 1e-9} if label and i % 2 else {} for i, label in enumerate(LABELS)]
    labels = [ASSETS[i // 20] for i in range(200)] + [""] * 200
    old, _ = judged(labels, [{labels[i]: 1e-9} if one else {} for i, one in enumerate(half)])
    new, outcomes = judged(labels, oracle(labels))
    found = compare(old, new, outcomes)
    recall = found["hold"]["recall"]
    assert (recall["old"], recall["new"], recall["gained"], recall["lost"]) == (0.5, 1.0, 100, 0)
    assert recall["real"]
    assert not found["hold"]["fpr"]["real"]
    assert found["rank1"]["real"]
    assert found["changed"] == []
    same = compare(new, new, outcomes)
    assert not same["hold"]["recall"]["real"]


def test_another_set_is_not_compared() -> None:
    old, _ = judged(["h/a", ""], [{}, {}])
    new, outcomes = judged(["h/b", ""], [{}, {}])
    with pytest.raises(BadInputError, match="measured on another set"):
        compare(old, new, outcomes, named="old.json")


def test_thresholds_are_proposed_with_their_price() -> None:
    rng = np.random.default_rng(5)
    strangers = [{"h/a": float(e)} for e in 10 ** rng.uniform(-2, 0, 1000)]
    found = [{"h/a": float(e)} for e in 10 ** rng.uniform(-4, 0, 400)]
    _, outcomes = judged(["h/a"] * 400 + [""] * 1000, found + strangers)
    told = recommend(outcomes, 0.01)
    hold, block = told["hold"], told["block"]
    assert hold["false_alarms"]["value"] <= 0.01
    assert hold["recall"]["value"] == pytest.approx(0.5, abs=0.06)
    assert hold["recall_now"]["value"] > hold["recall"]["value"]
    flagged = sum(min(one.values()) <= hold["expected_false_matches"] for one in strangers)
    assert flagged / 1000 == hold["false_alarms"]["value"]
    assert block["negatives_needed"] == 1000
    assert block["expected_false_matches"] < hold["expected_false_matches"]
    few = recommend(judged(["h/a", ""], [{}, {}])[1], 0.01)["hold"]
    assert (few["expected_false_matches"], few["negatives_needed"]) == (None, 100)
