"""Proof that the record is whole: every chain, every signature, every document still there.

Found: an entry changed, removed, added or moved; a document or an opinion that is not the one
committed to; a document gone without an erasure on record; an outcome without its attempt; rows
beside the chains that no entry speaks of; a tail cut off that a checkpoint of another chain saw;
an artefact, a hold or a job that stands otherwise than it was decided. A row that tampering made
unreadable is a problem like any, and the walk goes on.
Not found: changes behind the last checkpoint of a chain that no other chain has seen yet, when
hashes and rows were made to agree; and the whole database set back to an earlier state, for which
one must compare with a checkpoint kept elsewhere. Chains are read page by page; what grows in
memory is only the attempts left open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Row

from guardrail.audit import GENESIS, Entry
from guardrail.store.chain import all_entries, read_entry
from guardrail.store.connection import frozen, lenient
from guardrail.store.keys import Keys
from guardrail.store.proofs import Problem, Proofs
from guardrail.store.standing import Standing

_PAGE = 500
_MOST_PROBLEMS = 1000
_KINDS = ("attempt", "outcome", "opinion", "provider", "erasure", "checkpoint")


class Recorded(Protocol):
    """A store whose record can be verified."""

    @property
    def engine(self) -> Engine:
        """The way to its database."""
        ...

    @property
    def keys(self) -> Keys:
        """What signatures and digests are checked with."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was looked at and what was found; the first thousand problems are listed.

    `open_attempts` have neither outcome nor retry: in flight now, or cut off by a crash.
    """

    entries: int
    workers: int
    problems: tuple[Problem, ...]
    open_attempts: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong. Open attempts are no fault of the record."""
        return not self.problems


def verify(store: Recorded) -> Verification:
    """Check the whole record as it stands now.

    Raises StoreUnavailableError if the database is, and SettingsError where a key is missing.
    """
    keys = store.keys
    with frozen(store.engine, "verify the record") as connection, lenient(connection):
        return _Walk(connection, keys).whole()


class _Walk:
    """One pass over all chains in order: where it is, and what it has seen."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._proofs = Proofs(connection, keys)
        self._standing = Standing(connection)
        self._problems: list[Problem] = []
        self._counts = dict.fromkeys(_KINDS, 0)
        self._workers = 0
        self._worker: str | None = None
        self._seq = 0
        self._previous = GENESIS
        self._signed = False
        self._begun: set[str] = set()
        self._open: set[str] = set()
        self._retried: set[str] = set()

    def whole(self) -> Verification:
        """Read every page, then compare what stands beside the chains."""
        seen = 0
        every = self._connection.execute(all_entries(), execution_options={"yield_per": _PAGE})
        for rows in every.partitions():
            self._page(rows)
            seen += len(rows)
        self._end_chain()
        self._note(self._proofs.beside(self._counts))
        self._note(self._standing.all())
        return Verification(
            entries=seen,
            workers=self._workers,
            problems=tuple(self._problems),
            open_attempts=tuple(sorted(self._open - self._retried)),
        )

    def _page(self, rows: Sequence[Row[Any]]) -> None:
        """Check the links of one page, then what its entries commit to."""
        found: dict[str, list[Entry]] = {kind: [] for kind in _KINDS}
        for row in rows:
            entry = self._link(row)
            if entry is None:
                continue
            if entry.kind not in found:
                self._wrong(row, "an entry of a kind that nobody writes")
                continue
            self._follow(entry)
            found[entry.kind].append(entry)
        self._note(self._proofs.attempts(found["attempt"]))
        self._note(self._proofs.outcomes(found["outcome"]))
        self._note(self._proofs.opinions(found["opinion"]))
        self._note(self._proofs.checkpoints(found["checkpoint"]))

    def _link(self, row: Row[Any]) -> Entry | None:
        """Check that a row is the next link of its chain; None if it cannot be read."""
        if row.worker != self._worker:
            self._end_chain()
            self._begin_chain(row.worker)
        if row.seq != self._seq + 1:
            self._wrong(row, f"entries after {self._seq} are missing")
        if row.previous != self._previous:
            self._wrong(row, "does not follow from the entry before it")
        self._seq = row.seq if isinstance(row.seq, int) else self._seq + 1
        self._previous = row.digest
        try:
            entry = read_entry(row)
            is_same = entry.digest == row.digest
        except (ValueError, TypeError) as error:
            self._wrong(row, f"was changed: {error}")
            return None
        if not is_same:
            self._wrong(row, "was changed: its digest is another")
        return entry

    def _follow(self, entry: Entry) -> None:
        """Keep the books: which attempts are open, whether somebody signed this chain."""
        self._counts[entry.kind] += 1
        if entry.kind == "attempt":
            self._begun.add(str(entry.payload.get("id")))
            if entry.payload.get("retry_of") is not None:
                self._retried.add(str(entry.payload["retry_of"]))
        elif entry.kind == "outcome":
            attempt = str(entry.payload.get("attempt"))
            if attempt not in self._begun:
                self._note([_at(entry, f"outcome of {attempt}, which is not open here")])
            self._begun.discard(attempt)
        elif entry.kind == "checkpoint":
            self._signed = True

    def _begin_chain(self, worker: str) -> None:
        self._workers += 1
        self._worker = worker
        self._seq = 0
        self._previous = GENESIS
        self._signed = False
        self._begun = set()

    def _end_chain(self) -> None:
        """What can only be said once a chain is read to its end."""
        if self._worker is not None and not self._signed:
            what = "no checkpoint in this chain: nobody signed it"
            self._note([Problem(worker=self._worker, seq=0, what=what)])
        self._open |= self._begun

    def _wrong(self, row: Row[Any], what: str) -> None:
        self._note([Problem(worker=row.worker, seq=row.seq, what=what)])

    def _note(self, problems: Iterable[Problem]) -> None:
        self._problems.extend(problems)
        del self._problems[_MOST_PROBLEMS:]


def _at(entry: Entry, what: str) -> Problem:
    return Problem(worker=entry.worker, seq=entry.seq, what=what)
