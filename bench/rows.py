"""What every benchmark prints: rows of name, value, interval, unit and bar, and its status."""

import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure. `low` and `high` bound its median at 95 % (bootstrap); `bar` is the most allowed."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    bar: float | None = None

    @property
    def ok(self) -> bool:
        return self.bar is None or self.value <= self.bar


def median_row(
    name: str, samples: Sequence[float], *, unit: str, bar: float | None = None, seed: int = 0
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
    )


def finish(rows: Sequence[Row], *, as_json: bool) -> None:
    """Print the rows and end with 0 when every bar holds, 1 otherwise."""
    if as_json:
        print(json.dumps([{**asdict(row), "ok": row.ok} for row in rows]))
    else:
        print(f"{platform.platform()}, Python {platform.python_version()}")
        for row in rows:
            bar = "" if row.bar is None else f"  bar ≤ {row.bar:g}  {'ok' if row.ok else 'MISSED'}"
            print(
                f"{row.name:28} {row.value:10.3f} {row.unit:6} [{row.low:.3f}, {row.high:.3f}]{bar}"
            )
    sys.exit(0 if all(row.ok for row in rows) else 1)
