"""What the small slice gave when it was last recorded, and whether it still holds.

`recorded.json` beside this module is written by `python -m bench.accuracy --record` and compared
with by `--ci`. A headline fails where it is worse than its recorded 95 % interval: a recall below
it, a false alarm rate above it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bench.rows import Row

FILE = Path(__file__).with_name("recorded.json")
MORE_IS_BETTER = {
    "clips_recall": True,
    "clips_false_alarm_ordinary": False,
    "clips_false_alarm_lookalike": False,
    "prompts_recall": True,
    "prompts_false_alarm": False,
    "pictures_rank1": True,
    "pictures_tpr_1pct": True,
}


class StaleRecordError(Exception):
    """What is recorded is of another plan or other albums, or lacks a headline."""


def record(rows: Sequence[Row], about: Mapping[str, object], file: Path = FILE) -> None:
    """Write the headlines of these rows with their intervals."""
    kept = {
        row.name: {"value": row.value, "low": row.low, "high": row.high}
        for row in rows
        if row.name in MORE_IS_BETTER
    }
    told = {"written by": "python -m bench.accuracy --record", "of": about, "rows": kept}
    file.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def held_to(rows: Sequence[Row], about: Mapping[str, object], file: Path = FILE) -> list[Row]:
    """The rows, each headline with its recorded bound as the bar; other bars do not count here.

    Raises:
        StaleRecordError: what was measured cannot be compared with what is recorded.
    """
    told = json.loads(file.read_text("utf-8"))
    if told["of"] != json.loads(json.dumps(about)):
        raise StaleRecordError(f"{file.name} is of another plan or other albums: record it anew")
    absent = (MORE_IS_BETTER.keys() - told["rows"]) | (
        MORE_IS_BETTER.keys() - {r.name for r in rows}
    )
    if absent:
        raise StaleRecordError(f"no value to compare for {', '.join(sorted(absent))}")
    return [
        replace(row, bar=None)
        if row.name not in MORE_IS_BETTER
        else replace(
            row,
            bar=told["rows"][row.name]["low" if MORE_IS_BETTER[row.name] else "high"],
            at_least=MORE_IS_BETTER[row.name],
        )
        for row in rows
    ]
