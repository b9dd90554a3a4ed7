"""Holds over the database; what a reviewer says becomes an entry of the audit chain."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, select, update

from guardrail.audit import canonical, commitment, decision_from_json
from guardrail.domain import Action, Segment
from guardrail.errors import BadInputError
from guardrail.holds import Hold, HoldStatus
from guardrail.jobs import NOT_WHOLE
from guardrail.store.chain import Transaction
from guardrail.store.connection import reading
from guardrail.store.tables import decisions, holds
from guardrail.store.writer import Writer

_SALT_BYTES = 16


class KeptHolds:
    """Holds as they are kept, to be read. Every method may raise StoreUnavailableError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def hold(self, hold_id: str) -> Hold | None:
        """One hold by id."""
        with reading(self._engine, "read a hold") as connection:
            row = connection.execute(select(holds).where(holds.c.id == hold_id)).one_or_none()
            return None if row is None else _read_hold(row)

    def hold_of(self, subject: str) -> Hold | None:
        """The newest hold of a subject."""
        newest = (
            select(holds).where(holds.c.subject == subject).order_by(holds.c.number.desc()).limit(1)
        )
        with reading(self._engine, "read a hold") as connection:
            row = connection.execute(newest).one_or_none()
            return None if row is None else _read_hold(row)

    def list_holds(self, *, status: HoldStatus | None = None, limit: int = 100) -> list[Hold]:
        """Newest first."""
        page = select(holds).order_by(holds.c.number.desc()).limit(limit)
        if status is not None:
            page = page.where(holds.c.status == status.value)
        with reading(self._engine, "list holds") as connection:
            return [_read_hold(row) for row in connection.execute(page)]

    def held_digests(self, now: datetime) -> set[str]:
        """Digests of the bytes that wait for a reviewer or were lifted: never evict these."""
        delivered = [action.value for action in Action if action.delivers]
        waits = (holds.c.status == HoldStatus.WAITING.value) & (
            (holds.c.expires_at > now) | holds.c.on_timeout.in_(delivered)
        )
        lifted = holds.c.status == HoldStatus.LIFTED.value
        kept = select(holds.c.sha256).where(waits | lifted, holds.c.sha256 != "")
        with reading(self._engine, "list held bytes") as connection:
            return set(connection.execute(kept).scalars())


class StoredHolds(KeptHolds):
    """Fulfils `guardrail.holds.Holds`. Every method may raise StoreUnavailableError."""

    def __init__(self, engine: Engine, writer: Writer) -> None:
        super().__init__(engine)
        self._writer = writer

    def put_hold(self, hold: Hold) -> None:
        """Insert, durable on return. A hold whose id exists is left as it is.

        Raises BadInputError for a hold that is resolved already: only `resolve_hold` says so,
        because it tells the audit chain.
        """
        if hold.status is not HoldStatus.WAITING:
            raise BadInputError(f"hold {hold.id} is put as {hold.status}", fix="put it as waiting")
        row = {
            "id": hold.id,
            "subject": hold.subject,
            "sha256": hold.sha256,
            "created_at": hold.created_at,
            "expires_at": hold.expires_at,
            "on_timeout": hold.on_timeout.value,
            "status": hold.status.value,
            "reviewer": hold.reviewer,
            "note": hold.note,
        }
        known = select(holds.c.id).where(holds.c.id == hold.id)

        def write(transaction: Transaction) -> None:
            if transaction.execute(known).one_or_none() is None:
                transaction.insert(holds, row)

        self._writer.run(write)

    def resolve_hold(
        self, hold_id: str, *, status: HoldStatus, reviewer: str, note: str, now: datetime
    ) -> Hold:
        """Lift or refuse, and record who did (an `opinion` entry in the audit chain).

        The entry names the references that the hold rested on, so that opinions on a reference
        add up.

        Raises BadInputError when there is no such hold, or when it is resolved or expired.
        """
        if status is HoldStatus.WAITING:
            raise BadInputError("a review ends in lifted or refused", where=f"hold {hold_id}")
        salt = secrets.token_bytes(_SALT_BYTES)
        opinion = {
            "hold": hold_id,
            "status": status.value,
            "opinion": opinion_commitment(salt, reviewer, note),
        }
        resolve = (
            update(holds)
            .where(
                holds.c.id == hold_id,
                holds.c.status == HoldStatus.WAITING.value,
                holds.c.expires_at > now,
            )
            .values(status=status.value, reviewer=reviewer, note=note, resolved_at=now, salt=salt)
            .returning(*holds.c)
        )

        decided = select(decisions.c.document).where(decisions.c.attempt == hold_id)

        def write(transaction: Transaction) -> Hold:
            row = transaction.execute(resolve).one_or_none()
            if row is None:
                raise self._unresolvable(hold_id)
            if status is HoldStatus.LIFTED and row.sha256 == NOT_WHOLE:
                raise BadInputError(
                    "its bytes could not be taken whole, so nobody can deliver them",
                    where=f"hold {hold_id}",
                    fix="raise max_artefact_bytes and let it be fetched again, or refuse it",
                )
            document = transaction.execute(decided).scalar_one_or_none()
            about = {"references": references_of(document)} if document else {}
            transaction.append("opinion", {**opinion, **about}, now)
            return _read_hold(row)

        return self._writer.run(write)

    def _unresolvable(self, hold_id: str) -> BadInputError:
        hold = self.hold(hold_id)
        if hold is None:
            return BadInputError("there is no such hold", where=f"hold {hold_id}")
        if hold.status is HoldStatus.WAITING:
            fix = f"it now stands as {hold.on_timeout}; ask for it again"
            expired = f"it expired at {hold.expires_at.isoformat()}"
            return BadInputError(expired, where=f"hold {hold_id}", fix=fix)
        resolved = f"{hold.reviewer} has {hold.status} it already"
        return BadInputError(resolved, where=f"hold {hold_id}")


def references_of(document: str) -> list[str]:
    """The references that the deciding findings of a decision rest on, sorted, each once."""
    return sorted(
        {
            evidence.reference
            for finding in decision_from_json(document).deciding
            for match in finding.matches
            for evidence in match.evidence
            if isinstance(evidence, Segment)
        }
    )


def opinion_commitment(salt: bytes, reviewer: str, note: str) -> str:
    """What the chain holds of who resolved a hold, and what they wrote."""
    return commitment(salt, canonical({"reviewer": reviewer, "note": note}))


def _read_hold(row: Row[Any]) -> Hold:
    return Hold(
        id=row.id,
        subject=row.subject,
        sha256=row.sha256,
        created_at=row.created_at,
        expires_at=row.expires_at,
        on_timeout=Action(row.on_timeout),
        status=HoldStatus(row.status),
        reviewer=row.reviewer,
        note=row.note,
        resolved_at=row.resolved_at,
    )
