"""The record over the database: attempts, outcomes, and the erasing of what is personal.

The chain gets facts and salted commitments; the documents that those commit to stand in tables
beside it, where they can be erased.
"""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Engine, delete, select, update

from guardrail.audit import Attempt, canonical, commitment, decision_to_json
from guardrail.domain import Decision, Still, Text
from guardrail.errors import StoreUnavailableError
from guardrail.store.chain import Transaction
from guardrail.store.connection import door, reading
from guardrail.store.keys import Keys
from guardrail.store.outcomes import KeptRecord
from guardrail.store.tables import artefacts, attempts, decisions, jobs, moment_text, texts
from guardrail.store.tables import stills as kept_stills
from guardrail.store.writer import Writer

if TYPE_CHECKING:
    from concurrent.futures import Future

_PAGE = 500
_SALT_BYTES = 16


class StoredRecord(KeptRecord):
    """Fulfils `guardrail.audit.Record`. Every method may raise StoreUnavailableError."""

    def __init__(
        self,
        engine: Engine,
        writer: Writer,
        *,
        keys: Keys,
        store_text: bool,
        timeout_s: float,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(engine)
        self._writer = writer
        self._keys = keys
        self._store_text = store_text
        self._timeout_s = timeout_s
        self._now = now
        self._begun: dict[str, Future[object]] = {}
        self._concluded: dict[str, Future[object]] = {}

    # -- attempts and outcomes -------------------------------------------------------------

    def begin(self, attempt: Attempt) -> None:
        """Queue the attempt for the next group commit; it is durable when `settle` returns."""
        self._begun[attempt.id] = self._writer.queue(lambda t: self._write_attempt(t, attempt))

    def finish(self, attempt_id: str, decision: Decision) -> None:
        """Write the outcome; on return it and everything queued before it is durable."""
        self.conclude(attempt_id, decision)
        self.settle(attempt_id)

    def conclude(self, attempt_id: str, decision: Decision, stills: Sequence[Still] = ()) -> None:
        """Queue the outcome for the next group commit; it is durable when `settle` returns.

        An attempt that was not begun here, or whose beginning was lost, has no outcome.
        """
        if attempt_id not in self._begun:
            raise StoreUnavailableError(f"attempt {attempt_id} is not on record as begun here")
        with door("write the decision"):
            document = decision_to_json(decision)
        self._begun.pop(attempt_id, None)
        salt = secrets.token_bytes(_SALT_BYTES)
        at = self._now()
        row = {
            "attempt": attempt_id,
            "at": moment_text(at),
            "stage": decision.stage.value,
            "action": decision.action.value,
            "reason": decision.reason.value,
            "document": document,
            "salt": salt,
        }
        payload = {
            "attempt": attempt_id,
            "action": decision.action.value,
            "reason": decision.reason.value,
            "assets": list(decision.assets),
            "decision": commitment(salt, document.encode()),
        }

        def write(transaction: Transaction) -> None:
            transaction.insert(decisions, row)
            for position, still in enumerate(stills):
                transaction.insert(kept_stills, _still_row(attempt_id, position, still))
            transaction.append("outcome", payload, at)

        self._concluded[attempt_id] = self._writer.queue(write)

    def settle(self, attempt_id: str) -> None:
        """Wait until all that was queued of this attempt is durable; raise if any was lost."""
        try:
            error = self.settling(attempt_id).exception(self._timeout_s)
        except TimeoutError as late:
            raise StoreUnavailableError(f"no commit within {self._timeout_s:g} s") from late
        if error is not None:
            raise error

    def settling(self, attempt_id: str, *, soon: bool = False) -> "Future[object]":
        """What `settle` waits for; unless it may be `soon`, it is on its way to the disk now."""
        promise = self._concluded.pop(attempt_id, None) or self._begun.get(attempt_id)
        if promise is None:
            raise StoreUnavailableError(f"attempt {attempt_id} is not on record as begun here")
        if not soon and not promise.done():
            self._writer.hurry()
        return promise

    def overhear(self, *, subject: str, code: str, status: int) -> None:
        """Write that the provider itself refused `subject`, with its code; durable on return."""
        payload = {"subject": subject, "code": code, "status": status}
        at = self._now()

        def write(transaction: Transaction) -> None:
            transaction.append("provider", payload, at)

        self._writer.run(write)

    # -- erasing ---------------------------------------------------------------------------

    def erase_attempt(self, attempt_id: str) -> bool:
        """Erase texts, decision document and job body of one attempt; False if there are none."""
        return self._erase([attempt_id]) > 0

    def erase_requester(self, requester: str) -> int:
        """Erase all attempts behind the jobs of a requester (its keyed digest); how many."""
        own = select(jobs.c.attempt).where(jobs.c.requester == requester)
        theirs = (
            select(artefacts.c.attempt)
            .join(jobs, (jobs.c.server == artefacts.c.server) & (jobs.c.job == artefacts.c.job))
            .where(jobs.c.requester == requester)
        )
        with reading(self._engine, "look for a requester") as connection:
            ids = list(connection.execute(own.union(theirs)).scalars())
        return sum(self._erase(ids[i : i + _PAGE]) for i in range(0, len(ids), _PAGE))

    def erase_before(self, moment: datetime) -> int:
        """Erase every attempt older than `moment`, as retention asks; how many there were."""
        old = (
            select(attempts.c.id)
            .where(attempts.c.at < moment, attempts.c.erased_seq.is_(None))
            .limit(_PAGE)
        )
        erased = 0
        while True:
            with reading(self._engine, "look for old attempts") as connection:
                ids = list(connection.execute(old).scalars())
            if not ids:
                return erased
            erased += self._erase(ids)

    def _erase(self, ids: Sequence[str]) -> int:
        """Erase these, and say so in the chain: what is gone without a word was tampered with."""
        standing = (
            select(attempts.c.id)
            .where(attempts.c.id.in_(ids), attempts.c.erased_seq.is_(None))
            .order_by(attempts.c.id)
        )

        def write(transaction: Transaction) -> int:
            found = list(transaction.execute(standing).scalars())
            if not found:
                return 0
            entry = transaction.append("erasure", {"attempts": found}, self._now())
            mark = {"erased_worker": entry.worker, "erased_seq": entry.seq}
            gone = {"document": None, "salt": None}
            transaction.execute(update(attempts).where(attempts.c.id.in_(found)).values(mark))
            transaction.execute(delete(texts).where(texts.c.attempt.in_(found)))
            transaction.execute(delete(kept_stills).where(kept_stills.c.attempt.in_(found)))
            transaction.execute(
                update(decisions).where(decisions.c.attempt.in_(found)).values(gone)
            )
            transaction.execute(update(jobs).where(jobs.c.attempt.in_(found)).values(body=b""))
            return len(found)

        return self._writer.run(write)

    def _write_attempt(self, transaction: Transaction, attempt: Attempt) -> None:
        """Runs in the writing thread, so that `begin` costs the caller next to nothing."""
        row = {
            "id": attempt.id,
            "stage": attempt.stage.value,
            "subject": attempt.subject,
            "snapshot": attempt.snapshot,
            "retry_of": attempt.retry_of,
        }
        media = json.dumps(attempt.media)
        transaction.insert(attempts, {**row, "at": moment_text(attempt.at), "media": media})
        seals = []
        for position, text in enumerate(attempt.texts):
            sealed, seal = self._sealed(attempt.id, position, text)
            transaction.insert(texts, sealed)
            seals.append(seal)
        payload = {**row, "media": list(attempt.media), "texts": seals}
        transaction.append("attempt", payload, attempt.at)

    def _sealed(self, attempt_id: str, position: int, text: Text) -> tuple[dict[str, object], str]:
        """The row of one text, without its words unless the operator says so, and its seal."""
        digest = self._keys.digest("text", text.text)
        salt = secrets.token_bytes(_SALT_BYTES)
        row: dict[str, object] = {
            "attempt": attempt_id,
            "position": position,
            "field": text.field,
            "digest": digest,
            "salt": salt,
            "words": json.dumps(text.text) if self._store_text else None,
        }
        return row, text_commitment(salt, text.field, digest)


def _still_row(attempt_id: str, position: int, still: Still) -> dict[str, object]:
    return {"attempt": attempt_id, "position": position, **asdict(still)}


def text_commitment(salt: bytes, field: str, digest: str) -> str:
    """What the chain holds of one text."""
    return commitment(salt, canonical({"field": field, "digest": digest}))
