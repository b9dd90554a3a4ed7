"""What filters of names find in the prompts of a run, and how fast."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from bench.rows import Row, share_row
from guardrail.evaluate.outcomes import Outcomes
from guardrail.registry import Registry

SCANNER = Path(__file__).with_name("llm_guard_scan.py")
LLM_GUARD_ABSENT = (
    "llm_guard is absent: pip install --group llm-guard into a Python of its own (it brings torch), "
    "and name that as --llm-guard"
)


def on_prompts(
    registry: Registry, outcomes: Outcomes, *, llm_guard: Path | None = None
) -> Iterator[Row]:
    """Each filter gets every name; one that finds the right one, or any in a negative, counts."""
    texts = [item.shown for item in outcomes.items]
    names = {
        name.text.casefold(): asset.id for asset in registry.assets.values() for name in asset.names
    }
    begun = time.perf_counter()
    found = _keywords(sorted(names), texts)
    yield from _rows("keywords", outcomes, names, found, time.perf_counter() - begun)
    python = llm_guard or (Path(sys.executable) if find_spec("llm_guard") else None)
    if python is None:
        print(LLM_GUARD_ABSENT, file=sys.stderr)
        return
    for way in ("str", "word"):
        asked = json.dumps({"names": sorted(names), "texts": texts, "way": way})
        done = subprocess.run(
            [python, SCANNER], input=asked, stdout=subprocess.PIPE, text=True, check=True
        )
        told = json.loads(done.stdout)
        found = [set(one) for one in told["found"]]
        yield from _rows(f"llm_guard_{way}", outcomes, names, found, told["seconds"])


def _keywords(names: Sequence[str], texts: Sequence[str]) -> list[set[str]]:
    longest = sorted(names, key=len, reverse=True)  # a longer name may begin with a shorter one
    words = re.compile(r"\b(" + "|".join(map(re.escape, longest)) + r")\b")
    return [set(words.findall(text.casefold())) for text in texts]


def _rows(
    name: str,
    outcomes: Outcomes,
    names: dict[str, str],
    found: Sequence[set[str]],
    seconds: float,
) -> Iterator[Row]:
    pairs = [
        (item, {names[one] for one in seen})
        for item, seen in zip(outcomes.items, found, strict=True)
    ]
    hits = sum(bool(set(item.assets) & seen) for item, seen in pairs)
    alarms = sum(bool(seen) for item, seen in pairs if not item.positive)
    yield share_row(f"prompts_recall.{name}", hits, int(outcomes.positive.sum()))
    yield share_row(f"prompts_false_alarm.{name}", alarms, int(outcomes.negative.sum()))
    rate = len(found) / seconds
    yield Row(name=f"prompts_per_s.{name}", value=rate, low=rate, high=rate, unit="/s")
