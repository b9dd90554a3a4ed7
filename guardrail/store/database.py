"""The store: one object behind the Protocols of jobs, holds and record, over one database."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Self

from sqlalchemy import Engine

from guardrail.errors import StoreUnavailableError
from guardrail.store.chain import Transaction
from guardrail.store.checkpoints import Checkpoints
from guardrail.store.connection import connect
from guardrail.store.holds import StoredHolds
from guardrail.store.jobs import StoredJobs
from guardrail.store.keys import Keys
from guardrail.store.migrate import migrate
from guardrail.store.record import StoredRecord
from guardrail.store.tables import pulses
from guardrail.store.writer import Writer

_LINGER_S = 0.02
_CAPACITY = 4096


class Store(StoredJobs, StoredHolds, StoredRecord):
    """Everything that must outlive a process. Open one in each process, after any fork.

    All methods may be called from any thread. Reads use connections of their own; writes go
    through one thread, and a method that writes returns when its write is on disk.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        worker: str,
        keys: Keys,
        store_text: bool,
        timeout_s: float,
        now: Callable[[], datetime],
    ) -> None:
        self.worker = worker
        self.keys = keys
        self.engine = engine
        self._now = now
        self._checkpoints = Checkpoints(keys, now=now)
        self._writer = Writer(
            engine,
            worker=worker,
            seal=self._checkpoints.seal,
            timeout_s=timeout_s,
            linger_s=_LINGER_S,
            capacity=_CAPACITY,
        )
        StoredJobs.__init__(self, engine, self._writer)
        StoredHolds.__init__(self, engine, self._writer)
        StoredRecord.__init__(
            self,
            engine,
            self._writer,
            keys=keys,
            store_text=store_text,
            timeout_s=timeout_s,
            now=now,
        )

    @classmethod
    def open(
        cls,
        url: str,
        *,
        keys: Keys,
        now: Callable[[], datetime],
        worker: str | None = None,
        store_text: bool = False,
        timeout_s: float = 5.0,
    ) -> Self:
        """Open `url` (`sqlite:///PATH` or `postgresql+psycopg://…`), bringing it up to date.

        Args:
            url: the database.
            keys: for digests of personal text and signatures of checkpoints.
            now: the clock; must return aware times.
            worker: the name of this process in leases and chains; a random one if not given.
                Two processes must never share it.
            store_text: keep the words of prompts, not only their keyed digests.
            timeout_s: longest wait for a lock, a connection or a commit.

        Raises:
            SettingsError: a wrong URL, or a database of a newer version.
            StoreUnavailableError: the database does not answer.
        """
        engine = connect(url, timeout_s=timeout_s)
        try:
            migrate(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(
            engine,
            worker=secrets.token_hex(8) if worker is None else worker,
            keys=keys,
            store_text=store_text,
            timeout_s=timeout_s,
            now=now,
        )

    def ready(self) -> bool:
        """Whether a write reaches the disk right now; tried with a row of our own."""
        row = {"worker": self.worker, "at": self._now()}
        try:
            self._writer.run(lambda transaction: transaction.upsert(pulses, row))
        except StoreUnavailableError:
            return False
        return True

    def checkpoint(self) -> None:
        """Sign where all chains end now, unless this worker wrote nothing since it last did."""

        def write(transaction: Transaction) -> None:
            self._checkpoints.add(transaction)

        self._writer.run(write)

    def close(self) -> None:
        """Write what is queued, sign the last checkpoint, give all connections back."""
        try:
            if self._writer.wrote:
                self.checkpoint()
        except StoreUnavailableError:
            pass  # the next checkpoint of any worker covers this chain
        finally:
            self._writer.close()
            self.engine.dispose()
