"""Jobs, judged artefacts and leases over the database."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine, Row, and_, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement

from guardrail.domain import Action, Circumstances, Reason, Review
from guardrail.jobs import Artefact, ArtefactKey, Job, JobKey, Lease
from guardrail.store.chain import Transaction
from guardrail.store.connection import reading
from guardrail.store.tables import announced, artefacts, jobs, leases
from guardrail.store.writer import Writer

_PAGE = 500
_FORGOTTEN = timedelta(days=2)
_job = select(jobs).where(jobs.c.server == bindparam("server"), jobs.c.job == bindparam("job"))
_newest_artefact = (
    select(artefacts)
    .where(
        artefacts.c.server == bindparam("server"),
        artefacts.c.job == bindparam("job"),
        artefacts.c.variant == bindparam("variant"),
    )
    .order_by(artefacts.c.number.desc())
    .limit(1)
)


class StoredJobs:
    """Fulfils `guardrail.jobs.Jobs`. Every method may raise StoreUnavailableError."""

    def __init__(self, engine: Engine, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer
        self._take = _take_lease(engine.dialect.name)

    def announce(self, job: Job) -> None:
        """Keep what a submission carries before the server has it, durable on return."""
        row = {"server": job.key.server, **_carried(job)}
        old = delete(announced).where(announced.c.created_at < job.created_at - _FORGOTTEN)

        def write(transaction: Transaction) -> None:
            transaction.execute(old)
            transaction.upsert(announced, row)

        self._writer.run(write)

    def bound(self, attempt: str) -> None:
        """Forget what was announced by this attempt: its jobs are known, or there are none."""
        gone = delete(announced).where(announced.c.attempt == attempt)
        self._writer.run(lambda transaction: transaction.execute(gone).rowcount)

    def announced(self, server: str, *, since: datetime) -> list[Job]:
        """What was announced since and is not bound to a job."""
        unbound = select(announced).where(
            announced.c.server == server, announced.c.created_at >= since
        )
        with reading(self._engine, "read announced submissions") as connection:
            return [_read_announced(row) for row in connection.execute(unbound)]

    def put_job(self, job: Job, *, soon: bool = False) -> None:
        """Insert or merge, durable on return, or within moments when `soon` is enough."""

        def write(transaction: Transaction) -> None:
            names = {"server": job.key.server, "job": job.key.job}
            found = transaction.execute(_job, names).one_or_none()
            known = job if found is None else _merged(_read_job(found), job)
            row = {**names, **_carried(known), "body": known.body, "deleted": known.deleted}
            transaction.upsert(jobs, row)

        if soon:
            self._writer.queue(write)
        else:
            self._writer.run(write)

    def job(self, key: JobKey) -> Job | None:
        """The job as last put."""
        with reading(self._engine, "read a job") as connection:
            row = connection.execute(_job, {"server": key.server, "job": key.job}).one_or_none()
            return None if row is None else _read_job(row)

    def jobs(self, server: str, names: Collection[str]) -> list[Job]:
        """Those of these jobs that are known."""
        wanted = sorted(set(names))
        with reading(self._engine, "read jobs") as connection:
            return [
                _read_job(row)
                for start in range(0, len(wanted), _PAGE)
                for row in connection.execute(
                    select(jobs).where(
                        jobs.c.server == server, jobs.c.job.in_(wanted[start : start + _PAGE])
                    )
                )
            ]

    def put_artefact(self, artefact: Artefact, *, lease: Lease | None = None) -> bool:
        """Insert a judgement, durable on return; with a lease only while that is still held."""
        row = {
            **_names(artefact.key),
            "sha256": artefact.sha256,
            "size": artefact.size,
            "attempt": artefact.attempt,
            "action": artefact.action.value,
            "reason": artefact.reason.value,
            "judged_at": artefact.judged_at,
            "tag": artefact.tag,
            "headers": dict(artefact.headers),
            "made_by": artefact.made_by,
        }

        def write(transaction: Transaction) -> bool:
            if lease is not None:
                ours = select(leases.c.attempt).where(_is(lease))
                if transaction.execute(ours).one_or_none() is None:
                    return False
            transaction.insert(artefacts, row)
            return True

        return self._writer.run(write)

    def retag(self, artefact: Artefact) -> None:
        """Write tag and headers of the newest judgement, if it is still this one."""

        def write(transaction: Transaction) -> None:
            newest = transaction.execute(_newest_artefact, _names(artefact.key)).one_or_none()
            if newest is not None and newest.attempt == artefact.attempt:
                fresh = {"tag": artefact.tag, "headers": dict(artefact.headers)}
                own = artefacts.c.number == newest.number
                transaction.execute(update(artefacts).where(own).values(fresh))

        self._writer.run(write)

    def artefact(self, key: ArtefactKey) -> Artefact | None:
        """The newest judgement of this key."""
        with reading(self._engine, "read an artefact") as connection:
            row = connection.execute(_newest_artefact, _names(key)).one_or_none()
            return None if row is None else _read_artefact(row)

    def twins(self, server: str, sha256: str, *, limit: int = 16) -> list[Artefact]:
        """The newest judgements of these very bytes, under whatever key."""
        same = (
            select(artefacts)
            .where(artefacts.c.server == server, artefacts.c.sha256 == sha256)
            .order_by(artefacts.c.number.desc())
            .limit(limit)
        )
        with reading(self._engine, "read artefacts") as connection:
            return [_read_artefact(row) for row in connection.execute(same)]

    def lease(
        self, key: ArtefactKey, *, worker: str, attempt: str, now: datetime, ttl_s: float
    ) -> Lease | None:
        """Take the lease if nobody holds it or it expired; None while another holds it.

        One statement decides, so two processes cannot both have it.
        """
        row = {
            **_names(key),
            "worker": worker,
            "attempt": attempt,
            "expires_at": now + timedelta(seconds=ttl_s),
            "taken_over": None,
            "now": now,
        }

        def write(transaction: Transaction) -> Lease | None:
            taken = transaction.execute(self._take, row).one_or_none()
            if taken is None:
                return None
            return Lease(
                key=key,
                worker=worker,
                attempt=attempt,
                expires_at=taken.expires_at,
                taken_over=taken.taken_over,
            )

        return self._writer.run(write)

    def renew(self, lease: Lease, *, now: datetime, ttl_s: float) -> Lease | None:
        """Extend it; None when it was lost meanwhile."""
        longer = replace(lease, expires_at=now + timedelta(seconds=ttl_s))
        extend = update(leases).where(_is(lease)).values(expires_at=longer.expires_at)
        kept = self._writer.run(lambda transaction: transaction.execute(extend).rowcount)
        return longer if kept else None

    def release(self, lease: Lease) -> None:
        """Give it back; a lease lost meanwhile is left alone."""
        self._writer.run(lambda transaction: transaction.execute(delete(leases).where(_is(lease))))


def _take_lease(dialect: str) -> Any:
    """Insert, or replace what expired and remember whose it was; a row only for the winner."""
    fresh = (sqlite if dialect == "sqlite" else postgresql).insert(leases)
    names = [column.name for column in leases.columns]
    return (
        fresh.values({name: bindparam(name) for name in names})
        .on_conflict_do_update(
            index_elements=[column.name for column in leases.primary_key],
            set_={
                "worker": fresh.excluded.worker,
                "attempt": fresh.excluded.attempt,
                "expires_at": fresh.excluded.expires_at,
                "taken_over": leases.c.attempt,
            },
            where=leases.c.expires_at <= bindparam("now", type_=leases.c.expires_at.type),
        )
        .returning(leases.c.expires_at, leases.c.taken_over)
    )


def _is(lease: Lease) -> ColumnElement[bool]:
    """The row of this very lease, not of whoever took it over."""
    own = {**_names(lease.key), "worker": lease.worker, "attempt": lease.attempt}
    return and_(*(leases.c[name] == value for name, value in own.items()))


def _names(key: ArtefactKey) -> dict[str, object]:
    return {"server": key.server, "job": key.job, "variant": key.variant}


def _merged(known: Job, job: Job) -> Job:
    """What is known of a job after it was put once more."""
    if known.deleted:
        return known if job.attempt in {known.attempt, ""} else job
    merged = known.along([job])
    body = b"" if job.deleted else job.body or known.body
    return replace(merged, body=body, deleted=job.deleted)


def _carried(job: Job) -> dict[str, object]:
    """The columns that jobs and announced submissions share."""
    review = None if job.review is None else _reviews().dump_python(job.review, mode="json")
    return {
        "created_at": job.created_at,
        "requester": job.requester,
        "attempt": job.attempt,
        "action": job.action.value,
        "reason": job.reason.value,
        "circumstances": _circumstances().dump_python(job.circumstances, mode="json"),
        "suspicion": list(job.suspicion),
        "review": review,
    }


def _read_announced(row: Row[Any]) -> Job:
    return Job(
        key=JobKey(server=row.server, job=""),
        created_at=row.created_at,
        requester=row.requester,
        attempt=row.attempt,
        action=Action(row.action),
        reason=Reason(row.reason),
        circumstances=_circumstances().validate_python(row.circumstances),
        suspicion=tuple(row.suspicion),
        review=None if row.review is None else _reviews().validate_python(row.review),
    )


def _read_job(row: Row[Any]) -> Job:
    return replace(
        _read_announced(row),
        key=JobKey(server=row.server, job=row.job),
        body=bytes(row.body),
        deleted=row.deleted,
    )


def _read_artefact(row: Row[Any]) -> Artefact:
    return Artefact(
        key=ArtefactKey(server=row.server, job=row.job, variant=row.variant),
        sha256=row.sha256,
        size=row.size,
        attempt=row.attempt,
        action=Action(row.action),
        reason=Reason(row.reason),
        judged_at=row.judged_at,
        tag=row.tag,
        headers=row.headers,
        made_by=row.made_by,
    )


@cache
def _circumstances() -> TypeAdapter[Circumstances]:
    return TypeAdapter(Circumstances)


@cache
def _reviews() -> TypeAdapter[Review]:
    return TypeAdapter(Review)
