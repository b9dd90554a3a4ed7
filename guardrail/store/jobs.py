"""Jobs, judged artefacts and leases over the database."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine, Row, and_, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement

from guardrail.domain import Action, Circumstances, Reason
from guardrail.jobs import Artefact, ArtefactKey, Job, JobKey, Lease
from guardrail.store.chain import Transaction
from guardrail.store.connection import reading
from guardrail.store.tables import artefacts, jobs, leases
from guardrail.store.writer import Writer

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

    def put_job(self, job: Job, *, soon: bool = False) -> None:
        """Insert or replace, durable on return, or within moments when `soon` is enough."""
        row = {
            "server": job.key.server,
            "job": job.key.job,
            "created_at": job.created_at,
            "requester": job.requester,
            "attempt": job.attempt,
            "action": job.action.value,
            "reason": job.reason.value,
            "circumstances": _circumstances().dump_python(job.circumstances, mode="json"),
            "suspicion": list(job.suspicion),
            "body": job.body,
            "deleted": job.deleted,
        }
        if soon:
            self._writer.queue(lambda transaction: transaction.upsert(jobs, row))
        else:
            self._writer.run(lambda transaction: transaction.upsert(jobs, row))

    def job(self, key: JobKey) -> Job | None:
        """The job as last put."""
        with reading(self._engine, "read a job") as connection:
            row = connection.execute(_job, {"server": key.server, "job": key.job}).one_or_none()
            return None if row is None else _read_job(row)

    def put_artefact(self, artefact: Artefact) -> None:
        """Insert a judgement, durable on return; the newest one of a key is in force."""
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
        }
        self._writer.run(lambda transaction: transaction.insert(artefacts, row))

    def artefact(self, key: ArtefactKey) -> Artefact | None:
        """The newest judgement of this key."""
        with reading(self._engine, "read an artefact") as connection:
            row = connection.execute(_newest_artefact, _names(key)).one_or_none()
            return None if row is None else _read_artefact(row)

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


def _read_job(row: Row[Any]) -> Job:
    return Job(
        key=JobKey(server=row.server, job=row.job),
        created_at=row.created_at,
        requester=row.requester,
        attempt=row.attempt,
        action=Action(row.action),
        reason=Reason(row.reason),
        circumstances=_circumstances().validate_python(row.circumstances),
        suspicion=tuple(row.suspicion),
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
    )


@cache
def _circumstances() -> TypeAdapter[Circumstances]:
    return TypeAdapter(Circumstances)
