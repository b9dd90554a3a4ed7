"""What became of each test of a run, and what two runs have in common."""

import json
import os
import subprocess
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_BAD = ("error", "failure")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`passed`, `failure`, `error` or `skipped` (expected failures too), and in a few words why."""

    word: str
    why: str = ""

    @property
    def is_bad(self) -> bool:
        return self.word in _BAD


Outcomes = dict[str, Outcome]


def run_pytest(
    python: Path,
    folder: Path,
    arguments: tuple[str, ...],
    variables: Mapping[str, str] | None = None,
) -> Outcomes:
    """Run pytest in a folder, with no plugin but those that the arguments name.

    Raises:
        RuntimeError: it ran no test at all.
    """
    report = folder / "outcomes.xml"
    report.unlink(missing_ok=True)
    command = [str(python), "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **(variables or {})}
    done = subprocess.run(
        command, cwd=folder, env=environment, check=False, capture_output=True, text=True
    )
    outcomes = read(report) if report.exists() else {}
    if not outcomes:
        raise RuntimeError(f"no test ran:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return outcomes


def read(report: Path) -> Outcomes:
    """Outcomes by test id from a JUnit file; the worst of a test and its teardown."""
    outcomes: Outcomes = {}
    for case in ET.parse(report).iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        if name in outcomes and outcomes[name].is_bad:
            continue
        found = [child for child in case if child.tag in {*_BAD, "skipped"}]
        worst = min(found, key=lambda child: child.tag, default=None)
        if worst is None:
            outcomes[name] = Outcome("passed")
        else:
            why = " ".join((worst.get("message") or "").split())
            outcomes[name] = Outcome(worst.tag, why[:200])
    return outcomes


@dataclass(slots=True)
class Comparison:
    """Two runs of one suite. `expected` are reasons for failures that the guard brings, by test."""

    suite: str
    plain: Outcomes
    guarded: Outcomes
    expected: Mapping[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def new(self) -> dict[str, str]:
        """What fails with the guard only, and nobody expects to."""
        return {
            name: outcome.why
            for name, outcome in self.guarded.items()
            if outcome.is_bad and name not in self.expected and not self._failed_before(name)
        }

    @property
    def missing(self) -> list[str]:
        """What ran without the guard only."""
        return sorted(self.plain.keys() - self.guarded.keys())

    @property
    def explained(self) -> dict[str, str]:
        """The expected failures that happened."""
        return {n: why for n, why in self.expected.items() if self._fails(n)}

    @property
    def stale(self) -> list[str]:
        """What is expected to fail and does not."""
        return sorted(n for n in self.expected if n in self.guarded and not self._fails(n))

    def tell(self, *, as_json: bool) -> int:
        """Print it; the exit status."""
        status = 1 if self.new or self.missing or self.stale or self.notes else 0
        if as_json:
            document = {
                "suite": self.suite,
                "plain": _counts(self.plain),
                "guarded": _counts(self.guarded),
                "new_failures": self.new,
                "expected_failures": self.explained,
                "missing": self.missing,
                "stale": self.stale,
                "notes": self.notes,
            }
            print(json.dumps(document, indent=2))
            return status
        print(f"{self.suite} without the guard: {_words(self.plain)}")
        print(f"{self.suite} with the guard:    {_words(self.guarded)}")
        for name, why in self.explained.items():
            print(f"expected: {name}: {why}")
        for name, why in self.new.items():
            print(f"NEW FAILURE: {name}: {why}")
        for name in self.missing:
            print(f"DID NOT RUN: {name}")
        for name in self.stale:
            print(f"PASSES ALTHOUGH EXPECTED TO FAIL: {name}")
        for note in self.notes:
            print(note)
        return status

    def _fails(self, name: str) -> bool:
        return name in self.guarded and self.guarded[name].is_bad

    def _failed_before(self, name: str) -> bool:
        return name in self.plain and self.plain[name].is_bad


def _counts(outcomes: Outcomes) -> dict[str, int]:
    return dict(sorted(Counter(outcome.word for outcome in outcomes.values()).items()))


def _words(outcomes: Outcomes) -> str:
    return ", ".join(f"{count} {word}" for word, count in _counts(outcomes).items())
