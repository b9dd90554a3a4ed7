"""What every benchmark prints: rows of name, value, interval, unit and bar, and its status."""

import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guardrail.evaluate.metrics import wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure. `low` and `high` bound its median at 95 % (bootstrap).

    `bar` is the most allowed, or the least where `at_least` is set.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    bar: float | None = None
    at_least: bool = False

    @property
    def ok(self) -> bool:
        if self.bar is None:
            return True
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def as_dict(self) -> dict[str, object]:
        """What `--json` prints of it."""
        names = ("name", "value", "low", "high", "unit", "bar", "ok")
        return {name: getattr(self, name) for name in names}

    def __str__(self) -> str:
        words = f"{self.name:28} {self.value:10.3f} {self.unit:6} [{self.low:.3f}, {self.high:.3f}]"
        if self.bar is None:
            return words
        sign = "≥" if self.at_least else "≤"
        return f"{words}  bar {sign} {self.bar:g}  {'ok' if self.ok else 'MISSED'}"


def median_row(
    name: str,
    samples: Sequence[float],
    *,
    unit: str,
    bar: float | None = None,
    at_least: bool = False,
    seed: int = 0,
) -> Row:
    """The median of samples with its bootstrap interval (Efron 1979; 2,000 resamples)."""
    values = np.asarray(samples, dtype=np.float64)
    rng = np.random.default_rng(seed)
    medians = np.median(rng.choice(values, size=(2000, len(values))), axis=1)
    low, high = np.quantile(medians, [0.025, 0.975])
    return Row(
        name=name,
        value=float(np.median(values)),
        low=float(low),
        high=float(high),
        unit=unit,
        bar=bar,
        at_least=at_least,
    )


def share_row(
    name: str, hits: int, count: int, *, bar: float | None = None, at_least: bool = False
) -> Row:
    """A share with its Wilson interval at 95 %."""
    bounds = wilson(hits, count)
    return Row(
        name=name,
        value=bounds.value,
        low=bounds.low,
        high=bounds.high,
        unit="share",
        bar=bar,
        at_least=at_least,
    )


def finish(rows: Sequence[Row], *, as_json: bool) -> None:
    """Print the rows and end with 0 when every bar holds, 1 otherwise."""
    if as_json:
        print(json.dumps([row.as_dict() for row in rows]))
    else:
        print(f"{platform.platform()}, Python {platform.python_version()}")
        print(*rows, sep="\n")
    sys.exit(0 if all(row.ok for row in rows) else 1)
