"""What the guardrail said of each item, as raw rows that can be kept, gone on with and compared.

A file of rows is JSON lines: a header that says what was run (registry, model, version,
circumstances, set), then a row an item in the order in which they were done.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from guardrail.domain import Action, Decision, Reason, Segment, strictest
from guardrail.errors import BadInputError
from guardrail.evaluate.sets import Item, LabelledSet, read_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What rows depend on. Rows of one header need not be evaluated again."""

    part: str
    registry: str
    models: str
    version: str
    circumstances: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """A segment of a match: where and when, and the reference that it resembles."""

    from_s: float
    to_s: float
    best_s: float
    box: tuple[float, float, float, float]
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A match, with what the policies made of its asset (`action`)."""

    asset: str
    signal: str
    expected: float
    similarity: float
    glimpses: tuple[Glimpse, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The decision on one item: the action on each asset, and every match, the surest first.

    `ms` is what the judgement took; `seconds` how long a clip is, 0 for pictures and prompts.
    """

    number: int
    sha256: str
    action: Action
    reason: str
    actions: dict[str, Action]
    found: tuple[Found, ...]
    ms: float
    seconds: float = 0.0
    problem: str = ""

    @property
    def unscreenable(self) -> bool:
        """Whether it could not be looked at."""
        return self.reason == Reason.UNSCREENABLE or bool(self.problem)

    @classmethod
    def of(cls, item: Item, decision: Decision, *, ms: float, problem: str = "") -> Self:
        """What stands in a decision."""
        actions: dict[str, Action] = {}
        for finding in decision.findings:
            if finding.asset is not None:
                known = actions.get(finding.asset, Action.ALLOW)
                actions[finding.asset] = strictest((known, finding.action))
        found = tuple(
            Found(
                asset=match.asset,
                signal=match.signal,
                expected=match.expected_false_matches,
                similarity=match.similarity,
                glimpses=tuple(_glimpse(e) for e in match.evidence if isinstance(e, Segment)),
            )
            for match in decision.matches
        )
        return cls(
            number=item.number,
            sha256=item.sha256,
            action=decision.action,
            reason=decision.reason,
            actions=actions,
            found=tuple(sorted(found, key=lambda f: (f.expected, -f.similarity, f.asset))),
            ms=ms,
            seconds=decision.circumstances.clip_seconds or 0.0,
            problem=problem,
        )

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        """What `to_json` wrote; KeyError or TypeError for anything else."""
        found = tuple(
            Found(**{**one, "glimpses": tuple(_read_glimpse(g) for g in one["glimpses"])})
            for one in told["found"]
        )
        actions = {asset: Action(action) for asset, action in told["actions"].items()}
        return cls(**{**told, "found": found, "actions": actions, "action": Action(told["action"])})


@dataclass(slots=True, kw_only=True)
class RowsFile:
    """A file that rows are added to as they come, and what of it still holds."""

    path: Path
    kept: dict[int, Row] = field(default_factory=dict)
    stale: int = 0

    @classmethod
    def open(cls, path: Path, header: Header, labelled: LabelledSet) -> Self:
        """Read what is there: rows of another header, or of other content, count as stale.

        The file is written anew without them.

        Raises:
            BadInputError: it is something else than a file of rows, or cannot be written.
        """
        opened = cls(path=path)
        if path.exists():
            told, rows = read_rows(path)
            opened.stale = len(rows)
            if told == header:
                items = {item.number: item.sha256 for item in labelled.items}
                opened.kept = {r.number: r for r in rows if items.get(r.number) == r.sha256}
                opened.stale -= len(opened.kept)
        try:
            with path.open("w", encoding="utf-8") as file:
                file.write(json.dumps({"header": asdict(header)}) + "\n")
                file.writelines(row.to_json() + "\n" for row in opened.kept.values())
        except OSError as error:
            raise BadInputError(
                f"cannot be written: {error.strerror}", where=str(path), fix="check the path"
            ) from error
        return opened

    def add(self, rows: Iterable[Row]) -> None:
        """Write them behind the others."""
        with self.path.open("a", encoding="utf-8") as file:
            file.writelines(row.to_json() + "\n" for row in rows)


def read_rows(path: Path) -> tuple[Header, list[Row]]:
    """A file of rows; a last line that was cut short is left out.

    Raises:
        BadInputError: it is no file of rows.
    """
    lines = list(read_lines(path))
    rows = []
    try:
        header = Header(**json.loads(lines[0][1])["header"])
        for at, (_, line) in enumerate(lines[1:], start=2):
            try:
                rows.append(Row.from_json(json.loads(line)))
            except json.JSONDecodeError:
                if at != len(lines):
                    raise
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise BadInputError(
            "is no file of rows",
            where=str(path),
            fix="name another file for --rows, or take this one away",
        ) from error
    return header, rows


def _glimpse(segment: Segment) -> Glimpse:
    box = segment.region
    return Glimpse(
        from_s=segment.from_s,
        to_s=segment.to_s,
        best_s=segment.best_s,
        box=(box.x, box.y, box.w, box.h),
        reference=segment.reference,
    )


def _read_glimpse(told: dict[str, Any]) -> Glimpse:
    x, y, w, h = told["box"]
    return Glimpse(**{**told, "box": (x, y, w, h)})
