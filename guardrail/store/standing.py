"""What is in force, compared with what was decided.

What is delivered is looked up in `artefacts`, `holds` and `jobs`, which are no part of a chain.
So each of their rows is compared with the decision that it names, which is. Not found: a row that
is gone (it is judged anew), and a job that names no attempt (it began unguarded).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, select

from guardrail.audit import decision_from_json
from guardrail.domain import Action
from guardrail.holds import HoldStatus
from guardrail.jobs import NOT_WHOLE
from guardrail.store.proofs import Problem
from guardrail.store.rows import Found, each, rows_by
from guardrail.store.tables import artefacts, attempts, decisions, holds, jobs

_PAGE = 500


class Standing:
    """Compares the rows in force with the record, page by page."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Iterator[Problem]:
        """Everything that stands otherwise than it was decided."""
        yield from self._pages(artefacts.c.number, self._artefacts)
        yield from self._pages(holds.c.number, self._holds)
        yield from self._jobs()

    def _pages(self, number: Column[Any], check: Any) -> Iterator[Problem]:
        last: object = None
        while True:
            page = select(number).order_by(number).limit(_PAGE)
            if last is not None:
                page = page.where(number > last)
            numbers = list(self._connection.execute(page).scalars())
            if not numbers:
                return
            last = numbers[-1]
            found = rows_by(self._connection, select(number.table), number, numbers)
            for broken in sorted(found.unreadable):
                yield _problem(f"row {broken} of {number.table.name} was changed, unreadable")
            yield from check([row for rows in found.rows.values() for row in rows])

    def _artefacts(self, rows: Sequence[Row[Any]]) -> Iterator[Problem]:
        known = self._known([row.attempt for row in rows])

        def check(row: Row[Any]) -> Iterator[Problem]:
            name = f"artefact {row.server}/{row.job}/{row.variant}"
            attempt, decision = known.of(row.attempt)
            if decision is None or attempt is None:
                yield _problem(f"{name} stands as {row.action}, which nobody decided")
                return
            if (row.action, row.reason) != (decision.action, decision.reason):
                yield _problem(
                    f"{name} stands as {row.action} ({row.reason}), "
                    f"but {row.attempt} was decided as {decision.action} ({decision.reason})"
                )
            if not _is_of(attempt.subject, row):
                yield _problem(f"{name} names the decision of {attempt.subject}")
            elif row.sha256 != NOT_WHOLE and attempt.media != [row.sha256]:
                yield _problem(f"{name} stands for other bytes than those that were judged")

        yield from each(rows, check, _unreadable)

    def _holds(self, rows: Sequence[Row[Any]]) -> Iterator[Problem]:
        known = self._known([row.id for row in rows])

        def check(row: Row[Any]) -> Iterator[Problem]:
            attempt, decision = known.of(row.id)
            if decision is None or attempt is None:
                yield _problem(f"hold {row.id} is of no decision on record")
                return
            if decision.action != Action.HOLD:
                yield _problem(f"hold {row.id} stands, but it was decided as {decision.action}")
            if row.subject != attempt.subject and not row.subject.startswith(f"{attempt.subject}:"):
                yield _problem(f"hold {row.id} names the decision of {attempt.subject}")
            if row.sha256 not in {"", NOT_WHOLE} and attempt.media != [row.sha256]:
                yield _problem(f"hold {row.id} keeps other bytes than those that were judged")
            if decision.document is not None:
                review = decision_from_json(decision.document).review
                if review.on_timeout != row.on_timeout:
                    yield _problem(f"hold {row.id} ends in {row.on_timeout}, not as was decided")

        yield from each(rows, check, _unreadable)

    def _jobs(self) -> Iterator[Problem]:
        """A job is never looser than its prompt was decided, unless a hold of it was lifted."""
        place: tuple[object, object] | None = None
        while True:
            page = select(jobs.c.server, jobs.c.job, jobs.c.attempt, jobs.c.action)
            page = page.where(jobs.c.attempt != "").order_by(jobs.c.server, jobs.c.job)
            rows = self._connection.execute(_after(page, place).limit(_PAGE)).all()
            if not rows:
                return
            place = (rows[-1].server, rows[-1].job)
            yield from self._page_of_jobs(rows)

    def _page_of_jobs(self, rows: Sequence[Row[Any]]) -> Iterator[Problem]:
        known = self._known([row.attempt for row in rows])

        def check(row: Row[Any]) -> Iterator[Problem]:
            attempt, decision = known.of(row.attempt)
            if decision is None or attempt is None:
                yield _problem(f"job {row.server}/{row.job} is of no decision on record")
                return
            is_looser = Action(row.action).strictness < Action(decision.action).strictness
            is_held = decision.action == Action.HOLD
            if is_looser and not (is_held and self._may_deliver(attempt.subject)):
                yield _problem(
                    f"job {row.server}/{row.job} stands as {row.action}, "
                    f"but {row.attempt} was decided as {decision.action}"
                )

        yield from each(rows, check, _unreadable)

    def _may_deliver(self, subject: str) -> bool:
        """Whether a review of a submission may have ended in delivery: lifted, or by silence."""
        reviews = holds.c.subject.startswith(f"{subject}:", autoescape=True)
        found = select(holds.c.status, holds.c.on_timeout).where(
            (holds.c.subject == subject) | reviews
        )
        return any(
            hold.status == HoldStatus.LIFTED or Action(hold.on_timeout).delivers
            for hold in self._connection.execute(found)
        )

    def _known(self, names: Sequence[str]) -> "_Known":
        ids = sorted(set(names))
        return _Known(
            rows_by(self._connection, select(attempts), attempts.c.id, ids),
            rows_by(self._connection, select(decisions), decisions.c.attempt, ids),
        )


class _Known:
    """Attempts and their decisions."""

    def __init__(self, attempts: Found, decisions: Found) -> None:
        self.attempts = attempts
        self._decisions = decisions

    def of(self, name: str) -> tuple[Row[Any] | None, Row[Any] | None]:
        """The attempt of this name, and its decision."""
        return self.attempts.one(name), self._decisions.one(name)


def _after(page: Select[Any], place: tuple[object, object] | None) -> Select[Any]:
    if place is None:
        return page
    server, job = place
    return page.where((jobs.c.server > server) | ((jobs.c.server == server) & (jobs.c.job > job)))


def _is_of(subject: str, row: Row[Any]) -> bool:
    """Whether a judgement was of this artefact, or of the same bytes by another name of its job.

    Paths that no job is known of are one such job.
    """
    server = f"artefact:{row.server}/"
    job = "path:" if row.job.startswith("path:") else f"{row.job}/"
    return bool(subject.startswith(server + job))


def _unreadable(row: Row[Any]) -> Problem:
    return _problem(f"a row was changed, and cannot be compared: {row._mapping!s:.120}")  # noqa: SLF001 — the documented way to a row's names


def _problem(what: str) -> Problem:
    return Problem(worker="", seq=0, what=what)
