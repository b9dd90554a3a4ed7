"""One transaction of the writer: rows to insert, and links to add to this worker's chain.

The head of the chain travels with the transaction and is taken over only when it commits, so a
failed commit leaves no gap.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    Dialect,
    Executable,
    Row,
    Select,
    Table,
    insert,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite

from guardrail.audit import GENESIS, Entry, canonical
from guardrail.store.tables import attempts, chains, decisions, entries, metadata, texts

_IN_ORDER = metadata.sorted_tables
"""A table comes after those that its foreign keys name."""

_PLAIN = frozenset({attempts, texts, decisions, entries})
"""Every prompt writes these: whole rows of plain values go straight to the driver, which takes a
third of the time that binding them one by one does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a chain ends, and where and when its last checkpoint was made."""

    seq: int = 0
    digest: str = GENESIS
    checkpoint_seq: int = 0
    checkpoint_at: datetime | None = None


class Transaction:
    """What a queued write may do. Inserts are gathered and sent table by table at the end."""

    def __init__(self, connection: Connection, worker: str, head: Head) -> None:
        self.worker = worker
        self.head = head
        self._connection = connection
        self._rows: dict[Table, list[Mapping[str, object]]] = {}

    def insert(self, table: Table, row: Mapping[str, object]) -> None:
        """Add a row at the next flush.

        Rows of the tables that every prompt writes hold texts, bytes and integers only.
        """
        self._rows.setdefault(table, []).append(row)

    def execute(
        self, statement: Executable, values: Sequence[Any] | Mapping[str, Any] | None = None
    ) -> CursorResult[Any]:
        """Run any other statement, after all that was inserted so far."""
        self.flush()
        return self._connection.execute(statement, values)

    def upsert(self, table: Table, row: Mapping[str, object]) -> None:
        """Insert a row or replace the one with the same primary key."""
        self.flush()
        statement = _upsert(table, tuple(row), self._connection.dialect.name)
        self._connection.execute(statement, row)

    def append(self, kind: str, payload: Mapping[str, object], at: datetime) -> Entry:
        """Link one more entry to the chain and return it."""
        if self.head.seq == 0:
            self.insert(chains, {"worker": self.worker, "covered": 0})
        entry = Entry(
            worker=self.worker,
            seq=self.head.seq + 1,
            at=at.astimezone(UTC),
            kind=kind,
            payload=payload,
            previous=self.head.digest,
        )
        row = {
            "worker": entry.worker,
            "seq": entry.seq,
            "at": entry.at.isoformat(),
            "kind": kind,
            "payload": canonical(payload).decode(),
            "previous": entry.previous,
            "digest": entry.digest,
        }
        self.insert(entries, row)
        self.head = replace(self.head, seq=entry.seq, digest=str(row["digest"]))
        return entry

    def flush(self) -> None:
        """Send the gathered rows, tables in the order of their foreign keys."""
        if not self._rows:
            return
        for table in _IN_ORDER:
            rows = self._rows.get(table)
            if rows and table in _PLAIN:
                self._insert_plain(table, rows)
            elif rows:
                self._connection.execute(insert(table), rows)
        self._rows = {}

    def _insert_plain(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        dialect = self._connection.dialect
        sql = _plain_insert(table, dialect)
        if dialect.positional:
            names = table.columns.keys()
            self._connection.exec_driver_sql(sql, [tuple(map(row.get, names)) for row in rows])
        else:
            nulls = dict.fromkeys(table.columns.keys())
            self._connection.exec_driver_sql(sql, [{**nulls, **row} for row in rows])


@lru_cache
def _upsert(table: Table, names: tuple[str, ...], dialect: str) -> Executable:
    """The statement that inserts these columns or replaces them; made once, it is compiled once."""
    keys = [column.name for column in table.primary_key]
    fresh = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    change = {name: fresh.excluded[name] for name in names if name not in keys}
    statement: Executable = fresh.on_conflict_do_update(index_elements=keys, set_=change)
    return statement


@lru_cache
def _plain_insert(table: Table, dialect: Dialect) -> str:
    """The statement that inserts one whole row, as this driver wants it."""
    return str(insert(table).compile(dialect=dialect))


def head_of(connection: Connection, worker: str) -> Head:
    """The end of a worker's chain as the database has it."""
    newest = (
        select(entries.c.seq, entries.c.digest)
        .where(entries.c.worker == worker)
        .order_by(entries.c.seq.desc())
        .limit(1)
    )
    row = connection.execute(newest).one_or_none()
    return Head() if row is None else Head(seq=row.seq, digest=row.digest)


def entries_after(worker: str, seq: int, limit: int) -> Select[Any]:
    """The next `limit` entries in the order of worker and number."""
    place = tuple_(entries.c.worker, entries.c.seq)
    after = tuple_(worker, seq, types=(entries.c.worker.type, entries.c.seq.type))
    return (
        select(entries).where(place > after).order_by(entries.c.worker, entries.c.seq).limit(limit)
    )


def all_entries() -> Select[Any]:
    """Every entry in the order of worker and number."""
    return select(entries).order_by(entries.c.worker, entries.c.seq)


def read_entry(row: Row[Any]) -> Entry:
    """An entry from its row. Raises ValueError where time or payload are not what was written."""
    payload = json.loads(row.payload)
    if not isinstance(payload, dict) or canonical(payload).decode() != row.payload:
        raise ValueError("the payload is not canonical JSON")
    at = datetime.fromisoformat(row.at)
    if at.isoformat() != row.at:
        raise ValueError("the time is not canonical")
    return Entry(
        worker=row.worker,
        seq=row.seq,
        at=at,
        kind=row.kind,
        payload=payload,
        previous=row.previous,
    )
