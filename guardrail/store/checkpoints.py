"""Signed statements about where every chain ended, made in turn by every worker.

A chain alone cannot show that its tail was cut off. A checkpoint in another chain can: it names
the last entry of each chain that moved since somebody last looked, and nobody without the key can
write one. What no record can show from inside is that the *whole* database was set back to an
earlier state; compare with a checkpoint kept elsewhere for that.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update

from guardrail.audit import canonical
from guardrail.store.chain import Transaction
from guardrail.store.keys import Keys
from guardrail.store.tables import chains, entries

EVERY_ENTRIES = 1000
EVERY = timedelta(seconds=60)

_newest = (
    select(func.max(entries.c.seq))
    .where(entries.c.worker == chains.c.worker)
    .correlate(chains)
    .scalar_subquery()
)
_moved = (
    select(entries.c.worker, entries.c.seq, entries.c.digest)
    .join(chains, (chains.c.worker == entries.c.worker) & (entries.c.seq == _newest))
    .where(entries.c.seq > chains.c.covered, chains.c.worker != bindparam("me"))
    .order_by(entries.c.worker)
)
_cover = (
    update(chains)
    .where(chains.c.worker == bindparam("of"), chains.c.covered < bindparam("upto"))
    .values(covered=bindparam("upto"))
)


class Checkpoints:
    """Adds a checkpoint to the first entries of a chain, then by count and by time."""

    def __init__(self, keys: Keys, *, now: Callable[[], datetime]) -> None:
        self._keys = keys
        self._now = now

    def seal(self, transaction: Transaction) -> None:
        """Add a checkpoint if one is due; called at the end of each transaction."""
        head = transaction.head
        if head.seq == head.checkpoint_seq:
            return
        if (
            head.checkpoint_at is None
            or head.seq - head.checkpoint_seq >= EVERY_ENTRIES
            or self._now() - head.checkpoint_at >= EVERY
        ):
            self.add(transaction)

    def add(self, transaction: Transaction) -> None:
        """Add a checkpoint, unless nothing was written since the last one."""
        if transaction.head.seq == transaction.head.checkpoint_seq:
            return
        at = self._now()
        moved = transaction.execute(_moved, {"me": transaction.worker}).all()
        heads: dict[str, object] = {row.worker: [row.seq, row.digest] for row in moved}
        if moved:
            cover = [{"of": row.worker, "upto": row.seq} for row in moved]
            transaction.execute(_cover, cover)
        head = transaction.head
        signature = self._keys.sign(statement(transaction.worker, head.seq + 1, head.digest, heads))
        entry = transaction.append("checkpoint", {"heads": heads, "signature": signature}, at)
        transaction.head = replace(transaction.head, checkpoint_seq=entry.seq, checkpoint_at=at)


def statement(worker: str, seq: int, previous: str, heads: Mapping[str, object]) -> bytes:
    """What a checkpoint signs: its place in its own chain, and the ends of the others."""
    return canonical({"worker": worker, "seq": seq, "previous": previous, "heads": heads})
