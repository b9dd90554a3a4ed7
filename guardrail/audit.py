"""The record: every attempt before its screening, every outcome after it, hash-chained.

Personal text never enters the chain. The chain holds salted commitments to documents that are
kept beside it, so that erasing a document leaves the chain verifiable.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol

from pydantic import TypeAdapter

from guardrail.domain import Decision, Stage, Still, Text

GENESIS = "0" * 64
"""What the first entry of a worker's chain names as its predecessor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A judgement about to begin. `id` becomes the `Guardrail-Id` that requesters see.

    `texts` are personal: a record keeps keyed digests of them, and the words only if the
    operator says so. `media` are sha256 digests. `retry_of` closes an attempt whose worker died.
    """

    id: str
    at: datetime
    stage: Stage
    subject: str
    snapshot: str = ""
    texts: tuple[Text, ...] = ()
    media: tuple[str, ...] = ()
    retry_of: str | None = None


class Record(Protocol):
    """Where attempts and outcomes go. Methods raise StoreUnavailableError."""

    def begin(self, attempt: Attempt) -> None:
        """Queue the attempt for the next group commit; it is durable when `settle` returns."""
        ...

    def conclude(self, attempt_id: str, decision: Decision, stills: Sequence[Still] = ()) -> None:
        """Queue the outcome for the next group commit; it is durable when `settle` returns.

        `stills` are kept beside it until it is erased.
        """
        ...

    def settle(self, attempt_id: str) -> None:
        """Wait until all that was queued of this attempt is durable; raise if any was lost.

        Nothing may be answered, let alone delivered, before.
        """
        ...

    def settling(self, attempt_id: str, *, soon: bool = False) -> Future[object]:
        """What `settle` waits for, for callers that must not block; ends with what it raises.

        With `soon` it may wait some milliseconds for the next group commit.
        """
        ...

    def overhear(self, *, subject: str, code: str, status: int) -> None:
        """Write that the provider itself refused `subject`, with its code; durable on return."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One link of a worker's chain. `payload` holds facts and commitments, never text."""

    worker: str
    seq: int
    at: datetime
    kind: str
    payload: Mapping[str, object]
    previous: str

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of all fields; the next entry's `previous`."""
        return hashlib.sha256(
            canonical(
                {
                    "worker": self.worker,
                    "seq": self.seq,
                    "at": self.at.isoformat(),
                    "kind": self.kind,
                    "payload": self.payload,
                    "previous": self.previous,
                }
            )
        ).hexdigest()


def canonical(document: object) -> bytes:
    """JSON with sorted keys, no spaces and no escapes: one byte string for one document."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def commitment(salt: bytes, document: bytes) -> str:
    """SHA-256 of salt and document: binds the chain to a document that may be erased later."""
    return hashlib.sha256(salt + document).hexdigest()


def decision_to_json(decision: Decision) -> str:
    """The whole decision as ASCII JSON, to be kept, exported and replayed.

    Raises ValueError for a number that JSON cannot say (infinite, or none at all).
    """
    return json.dumps(
        _decisions().dump_python(decision, mode="json"), separators=(",", ":"), allow_nan=False
    )


def decision_from_json(document: str) -> Decision:
    """The very decision that `decision_to_json` wrote. Raises ValueError for anything else."""
    return decision_from_plain(json.loads(document))


def decision_from_plain(document: object) -> Decision:
    """The same from its JSON, once parsed. Raises ValueError for anything else."""
    return _decisions().validate_python(document)


@cache
def _decisions() -> TypeAdapter[Decision]:
    """Made on first use: pydantic studies the dataclasses for some milliseconds."""
    return TypeAdapter(Decision)


class Unrecorded:
    """A Record that keeps nothing: for trying things out where nothing is delivered."""

    def begin(self, attempt: Attempt) -> None:
        """Let it begin."""

    def conclude(self, attempt_id: str, decision: Decision, stills: Sequence[Still] = ()) -> None:
        """Let it end."""

    def settle(self, attempt_id: str) -> None:
        """Nothing is queued."""

    def settling(self, attempt_id: str, *, soon: bool = False) -> Future[object]:  # noqa: ARG002
        """Nothing is queued."""
        done: Future[object] = Future()
        done.set_result(None)
        return done

    def overhear(self, *, subject: str, code: str, status: int) -> None:
        """Let it pass."""
