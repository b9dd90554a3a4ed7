"""What the entries of a chain say, compared with the rows and signatures that they speak of."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, select, tuple_

from guardrail.audit import Entry, commitment
from guardrail.holds import HoldStatus
from guardrail.store.checkpoints import statement
from guardrail.store.holds import opinion_commitment
from guardrail.store.keys import Keys
from guardrail.store.record import text_commitment
from guardrail.store.rows import Found, each, rows_by
from guardrail.store.tables import attempts, chains, decisions, entries, holds, texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with one entry, or with a whole worker's chain (`seq` 0)."""

    worker: str
    seq: int
    what: str

    def __str__(self) -> str:
        """One line for a terminal."""
        return f"{self.worker} {self.seq}: {self.what}"


class Proofs:
    """Looks up what some entries commit to, a page of them at a time."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys
        self._missed: set[Path] = set()

    def attempts(self, found: Sequence[Entry]) -> Iterator[Problem]:
        """Attempts against their rows and the digests of their texts."""
        ids = _named(found, "id")
        rows = rows_by(self._connection, select(attempts), attempts.c.id, ids)
        in_order = select(texts).order_by(texts.c.position)
        sealed = rows_by(self._connection, in_order, texts.c.attempt, ids)
        erased = self._erased(rows)

        def check(entry: Entry) -> Iterator[Problem]:
            name = str(entry.payload.get("id"))
            row = _row(rows, name)
            if row is None:
                yield _problem(entry, f"the row of attempt {name} is gone")
                return
            facts = {field: getattr(row, field) for field in _ATTEMPT_FACTS}
            if row.at != entry.at or any(entry.payload.get(f) != v for f, v in facts.items()):
                yield _problem(entry, f"the row of attempt {name} says something else")
            if name in sealed.unreadable:
                yield _unreadable(entry)
            elif name not in erased:
                yield from self._texts(entry, sealed.rows.get(name, []))

        yield from each(found, check, _unreadable)

    def _texts(self, entry: Entry, rows: Sequence[Row[Any]]) -> Iterator[Problem]:
        seals = [text_commitment(row.salt, row.field, row.digest) for row in rows]
        if seals != entry.payload.get("texts"):
            yield _problem(entry, "texts were changed, or are gone without an erasure on record")
        for row in rows:
            if row.words is None or self._keys.same(row.digest, "text", _words(row.words)):
                continue
            missing = self._keys.missing("hmac", row.digest)
            if missing is None:
                yield _problem(entry, "the words kept are not those that were judged")
            else:
                yield from self._miss(entry, missing)

    def outcomes(self, found: Sequence[Entry]) -> Iterator[Problem]:
        """Outcomes against their rows and decision documents."""
        ids = _named(found, "attempt")
        rows = rows_by(self._connection, select(decisions), decisions.c.attempt, ids)
        erased = self._erased(rows_by(self._connection, select(attempts), attempts.c.id, ids))

        def check(entry: Entry) -> Iterator[Problem]:
            name = str(entry.payload.get("attempt"))
            row = _row(rows, name)
            if row is None:
                yield _problem(entry, f"the row of decision {name} is gone")
                return
            said = (entry.at, entry.payload.get("action"), entry.payload.get("reason"))
            if said != (row.at, row.action, row.reason):
                yield _problem(entry, f"the row of decision {name} says something else")
            if row.document is None or row.salt is None:
                if name not in erased:
                    yield _problem(entry, f"decision {name} is gone without an erasure on record")
            elif commitment(row.salt, row.document.encode()) != entry.payload.get("decision"):
                yield _problem(entry, f"decision {name} is not the one that was made")

        yield from each(found, check, _unreadable)

    def opinions(self, found: Sequence[Entry]) -> Iterator[Problem]:
        """What reviewers said against the holds as they stand."""
        rows = rows_by(self._connection, select(holds), holds.c.id, _named(found, "hold"))

        def check(entry: Entry) -> Iterator[Problem]:
            name = str(entry.payload.get("hold"))
            row = _row(rows, name)
            if row is None or row.status != entry.payload.get("status"):
                yield _problem(entry, f"hold {name} does not stand as its reviewer left it")
                return
            seal = opinion_commitment(row.salt or b"", row.reviewer, row.note)
            if seal != entry.payload.get("opinion"):
                yield _problem(entry, f"reviewer or note of hold {name} were changed")

        yield from each(found, check, _unreadable)

    def checkpoints(self, found: Sequence[Entry]) -> Iterator[Problem]:
        """Signatures, and that the entries which they saw are still there."""
        yield from each(found, self._checkpoint, _unreadable)

    def _checkpoint(self, entry: Entry) -> Iterator[Problem]:
        heads = entry.payload.get("heads")
        if not isinstance(heads, Mapping):
            heads = {}
        signature = str(entry.payload.get("signature"))
        message = statement(entry.worker, entry.seq, entry.previous, heads)
        missing = self._keys.missing("signing", signature)
        if missing is not None:
            yield from self._miss(entry, missing)
        elif not self._keys.signed(signature, message):
            fix = f"no key in {self._keys.folder} made it"
            yield _problem(entry, f"the signature does not hold: {fix}")
            return
        there = self._digests([(worker, seq) for worker, (seq, _) in heads.items()])
        for worker, (seq, digest) in heads.items():
            if there.get((worker, seq)) != digest:
                what = f"gone or replaced, though checkpoint {entry.seq} of {entry.worker} saw it"
                yield Problem(worker=worker, seq=seq, what=what)

    def _miss(self, entry: Entry, key: Path) -> Iterator[Problem]:
        """A key that is not there, told where it is asked for first."""
        if key not in self._missed:
            self._missed.add(key)
            yield _problem(entry, f"cannot be checked: the key {key} is missing")

    def beside(self, counts: Mapping[str, int]) -> Iterator[Problem]:
        """Chains without entries, and rows that no entry speaks of (`counts` by kind)."""
        reviewed = holds.c.status != HoldStatus.WAITING.value
        for kind, counted in {
            "attempt": select(func.count()).select_from(attempts),
            "outcome": select(func.count()).select_from(decisions),
            "opinion": select(func.count()).select_from(holds).where(reviewed),
        }.items():
            rows = self._connection.execute(counted).scalar_one()
            if rows != counts.get(kind, 0):
                what = f"{rows} rows for {counts.get(kind, 0)} entries of kind {kind}"
                yield Problem(worker="", seq=0, what=what)
        empty = select(chains.c.worker).where(chains.c.worker.not_in(select(entries.c.worker)))
        for worker in self._connection.execute(empty).scalars():
            yield Problem(worker=worker, seq=0, what="all entries of this chain are gone")

    def _erased(self, found: Found) -> set[str]:
        """Which of these attempts an erasure on record names."""
        rows = [row for named in found.rows.values() for row in named]
        places = {row.id: (row.erased_worker, row.erased_seq) for row in rows if row.erased_worker}
        on_record = select(entries.c.worker, entries.c.seq, entries.c.payload).where(
            entries.c.kind == "erasure", _PLACE.in_(list(set(places.values())))
        )
        named = {
            (row.worker, row.seq): row.payload
            for row in (self._connection.execute(on_record) if places else ())
        }
        return {name for name, place in places.items() if json.dumps(name) in named.get(place, "")}

    def _digests(self, places: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """The digests of the entries at these places, where there are any."""
        found: dict[tuple[str, int], str] = {}
        for start in range(0, len(places), 500):
            wanted = select(entries.c.worker, entries.c.seq, entries.c.digest).where(
                _PLACE.in_(places[start : start + 500])
            )
            found |= {(r.worker, r.seq): r.digest for r in self._connection.execute(wanted)}
        return found


_PLACE = tuple_(entries.c.worker, entries.c.seq)
_ATTEMPT_FACTS = ("stage", "subject", "snapshot", "media", "retry_of")


def _named(found: Sequence[Entry], field: str) -> list[str]:
    return [str(entry.payload.get(field)) for entry in found]


def _row(found: Found, name: str) -> Row[Any] | None:
    """The row of a name; ValueError where it cannot be read."""
    if name in found.unreadable:
        raise ValueError(name)
    return found.one(name)


def _words(kept: str) -> str:
    """The words of a text; none where they are not what was written."""
    try:
        return str(json.loads(kept))
    except ValueError:
        return ""


def _unreadable(entry: Entry) -> Problem:
    return _problem(entry, f"what this {entry.kind} speaks of was changed, and cannot be read")


def _problem(entry: Entry, what: str) -> Problem:
    return Problem(worker=entry.worker, seq=entry.seq, what=what)
