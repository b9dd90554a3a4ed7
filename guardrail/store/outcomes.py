"""The record as it is read: decisions and the chains that prove them, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select, tuple_

from guardrail.audit import Entry, decision_from_json
from guardrail.domain import Box, Decision, Still
from guardrail.store.chain import entries_after, read_entry
from guardrail.store.connection import door, frozen, reading
from guardrail.store.tables import attempts, decisions, stills

_PAGE = 500
_BULK = 2000

Recorded = tuple[str, str, str | None]
"""A decision as it is kept: attempt, action, and its JSON, None once it is erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A recorded decision: of which attempt, about what, and when."""

    attempt: str
    subject: str
    at: datetime
    decision: Decision


class KeptRecord:
    """What is on record. Every method may raise StoreUnavailableError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def decision(self, attempt_id: str) -> Decision | None:
        """The decision of this attempt; None while it is open, and once it is erased."""
        wanted = select(decisions.c.document).where(decisions.c.attempt == attempt_id)
        with reading(self._engine, "read a decision") as connection:
            document = connection.execute(wanted).scalar_one_or_none()
            return None if document is None else decision_from_json(document)

    def stills(self, attempt_id: str) -> list[Still]:
        """The frames that this attempt's decision rests on; none once it is erased."""
        wanted = select(stills).where(stills.c.attempt == attempt_id).order_by(stills.c.position)
        with reading(self._engine, "read stills") as connection:
            return [
                Still(
                    asset=row.asset,
                    field=row.field,
                    at_s=row.at_s,
                    region=Box(**row.region),
                    reference=row.reference,
                    jpeg=row.jpeg,
                )
                for row in connection.execute(wanted)
            ]

    def outcomes(self, *, since: datetime, until: datetime) -> Iterator[Outcome]:
        """Every decision of since <= at < until that is not erased, oldest first, page by page."""
        page = (
            select(decisions.c.attempt, decisions.c.at, decisions.c.document, attempts.c.subject)
            .join(attempts, attempts.c.id == decisions.c.attempt)
            .where(decisions.c.at < until, decisions.c.document.is_not(None))
            .order_by(decisions.c.at, decisions.c.attempt)
            .limit(_PAGE)
        )
        place = tuple_(decisions.c.at, decisions.c.attempt)
        after = decisions.c.at >= since
        while True:
            with reading(self._engine, "read decisions") as connection:
                rows = connection.execute(page.where(after)).all()
            for row in rows:
                with door("read a decision"):
                    decision = decision_from_json(row.document)
                yield Outcome(
                    attempt=row.attempt, subject=row.subject, at=row.at, decision=decision
                )
            if len(rows) < _PAGE:
                return
            last = (rows[-1].at, rows[-1].attempt)
            after = place > tuple_(*last, types=(decisions.c.at.type, decisions.c.attempt.type))

    def documents(self, *, since: datetime, until: datetime) -> Iterator[list[Recorded]]:
        """Every decision of since <= at < until as it is kept, in bulk and in no order.

        For going over all of them: nothing is parsed.
        """
        wanted = select(decisions.c.attempt, decisions.c.action, decisions.c.document).where(
            decisions.c.at >= since, decisions.c.at < until
        )
        with frozen(self._engine, "read decisions") as connection:
            rows = connection.execution_options(yield_per=_BULK).execute(wanted)
            for part in rows.partitions():
                yield [(attempt, action, document) for attempt, action, document in part]

    def entries(self) -> Iterator[Entry]:
        """All chains, each from its first entry on, as they stood when the reading began."""
        with frozen(self._engine, "read the audit chains") as connection:
            place: tuple[str, int] = ("", 0)
            while True:
                rows = connection.execute(entries_after(*place, _PAGE)).all()
                yield from map(read_entry, rows)
                if len(rows) < _PAGE:
                    return
                place = (rows[-1].worker, rows[-1].seq)
