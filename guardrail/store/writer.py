"""The one thread of a process that writes: a bounded queue, and group commit.

Whatever waits when a commit starts goes into one transaction, so under load many callers share
one wait for the disk. A write that nobody waits for lingers a moment, so that a prompt's attempt
and its outcome usually share a commit. A batch that fails is tried again one by one, so that a
write that cannot be stored fails alone, and every caller learns what became of its own.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Engine

from guardrail.errors import GuardrailError, StoreUnavailableError
from guardrail.store.chain import Head, Transaction, head_of
from guardrail.store.connection import lost, unavailable, unreachable

T = TypeVar("T")

_BATCH = 256


@dataclass(frozen=True, slots=True)
class _Ticket:
    """One queued write and the promise of its result."""

    write: Callable[[Transaction], object]
    promise: Future[object]


class Writer:
    """Runs writes in the order in which they were queued; safe to call from any thread.

    Args:
        engine: the database.
        worker: whose chain is written.
        seal: called at the end of each transaction, to add a checkpoint when one is due.
        timeout_s: how long a caller waits for room and for its commit.
        linger_s: how long a write that nobody waits for may stay in memory.
        capacity: how many writes may wait.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        worker: str,
        seal: Callable[[Transaction], None],
        timeout_s: float,
        linger_s: float,
        capacity: int,
    ) -> None:
        self._engine = engine
        self._worker = worker
        self._seal = seal
        self._timeout_s = timeout_s
        self._linger_s = linger_s
        self._capacity = capacity
        self._queue: deque[_Ticket] = deque()
        self._changed = threading.Condition()
        self._urgent = 0
        self._closing = False
        self._asleep = False
        self._thread: threading.Thread | None = None
        self._connection: Connection | None = None
        self._head: Head | None = None

    @property
    def wrote(self) -> bool:
        """Whether anything was ever queued."""
        return self._thread is not None

    def queue(
        self, write: Callable[[Transaction], object], *, urgent: bool = False
    ) -> Future[object]:
        """Queue a write without waiting; an `urgent` one is committed at once, with all before it.

        Raises StoreUnavailableError when there is no room.
        """
        return self._put(write, urgent=urgent)

    def hurry(self) -> None:
        """Commit what is queued now, without waiting for more."""
        with self._changed:
            if self._queue:
                self._urgent += 1
                self._changed.notify_all()

    def run(self, write: Callable[[Transaction], T]) -> T:
        """Queue a write and wait until it and all before it are durable; give its result.

        Raises what the write raised if that is ours, else StoreUnavailableError. A caller that
        waited in vain is told so; its write is withdrawn unless the commit has already begun.
        """
        result: list[T] = []
        promise = self._put(lambda transaction: result.append(write(transaction)), urgent=True)
        try:
            promise.result(self._timeout_s)
        except TimeoutError as error:
            promise.cancel()
            raise StoreUnavailableError(f"no commit within {self._timeout_s:g} s") from error
        return result[-1]

    def close(self) -> None:
        """Write what is queued, then stop the thread. Later writes are refused."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(2 * self._timeout_s)

    # -- the queue -------------------------------------------------------------------------

    def _put(self, write: Callable[[Transaction], object], *, urgent: bool) -> Future[object]:
        ticket = _Ticket(write, Future())
        with self._changed:
            if len(self._queue) >= self._capacity:
                self._changed.wait_for(self._has_room, self._timeout_s)
            if self._closing or not self._has_room():
                problem = "the store is closed" if self._closing else "too many writes wait"
                raise StoreUnavailableError(problem)
            self._queue.append(ticket)
            self._urgent += urgent
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="store", daemon=True)
                self._thread.start()
            if urgent or self._asleep:
                self._changed.notify_all()
        return ticket.promise

    def _has_room(self) -> bool:
        return self._closing or len(self._queue) < self._capacity

    def _take(self) -> list[_Ticket]:
        """Wait for something worth a commit; empty when closing and nothing is left.

        While work keeps coming this looks up every `linger_s`, so that `queue` need not wake it.
        """
        with self._changed:
            quiet = False
            while not (self._urgent or self._closing or (quiet and self._queue)):
                self._asleep = quiet
                quiet = not self._changed.wait(None if quiet else self._linger_s)
                self._asleep = False
            batch = [self._queue.popleft() for _ in range(min(_BATCH, len(self._queue)))]
            if not self._queue:
                self._urgent = 0
            self._changed.notify_all()
        return batch

    # -- the thread ------------------------------------------------------------------------

    def _work(self) -> None:
        while batch := self._take():
            running = [t for t in batch if t.promise.set_running_or_notify_cancel()]
            if running:
                self._commit(running)
        self._disconnect()

    def _commit(self, batch: list[_Ticket]) -> None:
        """Commit all together, or else each alone; settle every promise."""
        error = self._together(batch)
        if error is None:
            return
        if unreachable(error) or (len(batch) == 1 and not lost(error)):
            _fail(batch, error)
            return
        for position, ticket in enumerate(batch):
            error = self._together([ticket])
            if error is not None and unreachable(error):
                _fail(batch[position:], error)
                return
            if error is not None:
                _fail([ticket], error)

    def _together(self, batch: list[_Ticket]) -> Exception | None:
        """One transaction; promises are settled only after its commit."""
        transaction: Transaction | None = None
        try:
            connection, head = self._begun()
            transaction = Transaction(connection, self._worker, head)
            for ticket in batch:
                ticket.write(transaction)
            self._seal(transaction)
            transaction.flush()
            connection.commit()
        except Exception as error:  # noqa: BLE001 — each caller is told, the thread lives on
            self._roll_back()
            if transaction is None or not self._committed(transaction):
                return error
        self._head = transaction.head
        for ticket in batch:
            ticket.promise.set_result(None)
        return None

    def _begun(self) -> tuple[Connection, Head]:
        """The writing connection in a fresh transaction, and the head of our chain."""
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(writes=True)
        self._connection.begin()
        if self._head is None:
            self._head = head_of(self._connection, self._worker)
        return self._connection, self._head

    def _committed(self, transaction: Transaction) -> bool:
        """Whether a commit that reported an error was made all the same: the chain knows."""
        if self._head is None or transaction.head == self._head:
            return False
        try:
            with self._engine.connect() as connection:
                found = head_of(connection, self._worker)
        except Exception:  # noqa: BLE001 — no answer: the next transaction looks again
            self._head = None
            return False
        return found.digest == transaction.head.digest

    def _roll_back(self) -> None:
        """Undo; a connection that cannot even do that is given up, and the next one is fresh.

        The driver is told as well: after a failed commit SQLAlchemy counts the transaction as
        over, while the database may still have it open.
        """
        try:
            if self._connection is not None:
                self._connection.rollback()
                self._connection.connection.rollback()
        except Exception:  # noqa: BLE001 — it was broken already
            self._disconnect()

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):  # it may have been broken already
                connection.invalidate()
                connection.close()


def _fail(tickets: list[_Ticket], error: Exception) -> None:
    """Tell every caller, in the words of our own error tree."""
    for ticket in tickets:
        told = error if isinstance(error, GuardrailError) else unavailable("write", error)
        if told is not error:
            told.__cause__ = error
        ticket.promise.set_exception(told)
