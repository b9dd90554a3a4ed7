"""The life of a generated artefact: announced by a job, leased for screening, judged once.

Pure facts and the Protocol that a store fulfils. What is delivered later is looked up here, so
an artefact is known by server, job and variant *and* by the digest of its bytes.
"""

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from guardrail.domain import Action, Circumstances, Reason, Review


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKey:
    """One job of one guarded server."""

    server: str
    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtefactKey:
    """One output of one job: its clip (`video`), its `thumbnail`, its nth variant."""

    server: str
    job: str
    variant: str

    def __str__(self) -> str:
        """Readable in records and as the name of a lease."""
        return f"{self.server}/{self.job}/{self.variant}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the submission of a job left behind for the judgement of its artefacts.

    `requester` is a keyed digest of the caller's credential, never the credential. `action` is
    what the prompt was decided to be and `attempt` that decision's id; `suspicion` names the
    assets that the prompt hinted at, `review` is what its hold waits for. `body` is the job as the server last described it, kept
    so that a held artefact can be lifted after the server forgot the job.
    """

    key: JobKey
    created_at: datetime
    requester: str
    attempt: str
    action: Action
    reason: Reason
    circumstances: Circumstances
    suspicion: tuple[str, ...] = ()
    review: Review | None = None
    body: bytes = b""
    deleted: bool = False

    @property
    def carries(self) -> bool:
        """Whether its outputs must be judged in the light of what its prompt was."""
        return not self.action.delivers or bool(self.suspicion)

    def along(self, others: Iterable["Job"]) -> "Job":
        """This job, started at least as strictly as the others, and as suspected as all of them."""
        others = tuple(others)
        stricter = max(others, key=lambda job: job.action.strictness, default=self)
        hints = {*self.suspicion, *(asset for job in others for asset in job.suspicion)}
        facts = self.circumstances
        for other in others:
            if other.circumstances.contexts:
                facts = facts.along_with(other.circumstances.contexts, frozenset())
        job = replace(self, suspicion=tuple(sorted(hints)), circumstances=facts)
        if stricter.action.strictness <= self.action.strictness or stricter.action.delivers:
            return job
        return replace(
            job,
            attempt=stricter.attempt,
            action=stricter.action,
            reason=stricter.reason,
            review=stricter.review,
        )


NOT_WHOLE = "0" * 64
"""Stands for the digest of bytes that could not be taken whole; no bytes have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """A judged artefact: these bytes (`sha256`), this decision (`attempt`), this outcome.

    `tag` is what the server said identifies the bytes (ETag and length); when it changes, the
    artefact is another one and is judged anew. `headers` are those to deliver it with. `made_by`
    is the prompt's decision that the job had when this was judged; when the job has another one,
    it is a job of another time, or is held for what was not known then, and this is no verdict.
    """

    key: ArtefactKey
    sha256: str
    size: int
    attempt: str
    action: Action
    reason: Reason
    judged_at: datetime
    tag: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    made_by: str = ""

    def is_of(self, job: Job | None) -> bool:
        """Whether it was judged for the job as it is known now."""
        if job is None or self.made_by == job.attempt:
            return True
        return not self.made_by and not job.carries


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to screen one artefact until `expires_at`; `taken_over` is the dead attempt."""

    key: ArtefactKey
    worker: str
    attempt: str
    expires_at: datetime
    taken_over: str | None = None


class Jobs(Protocol):
    """Jobs, judged artefacts and leases. Every method may raise StoreUnavailableError."""

    def announce(self, job: Job) -> None:
        """Keep what a submission carries before the server has it, durable on return.

        Its key's job is not known yet. What a crash leaves here counts for every unknown job of
        that requester.
        """
        ...

    def bound(self, attempt: str) -> None:
        """Forget what was announced by this attempt: its jobs are known, or there are none."""
        ...

    def announced(self, server: str, *, since: datetime) -> list[Job]:
        """What was announced since and is not bound to a job."""
        ...

    def put_job(self, job: Job, *, soon: bool = False) -> None:
        """Insert or merge, durable on return, or within moments when `soon` is enough.

        A known job never becomes less strict or less suspected, and keeps what it was made by;
        a deleted one stays deleted, unless another submission made it anew.
        """
        ...

    def job(self, key: JobKey) -> Job | None:
        """The job as last put."""
        ...

    def jobs(self, server: str, names: Collection[str]) -> list[Job]:
        """Those of these jobs that are known."""
        ...

    def put_artefact(self, artefact: Artefact, *, lease: Lease | None = None) -> bool:
        """Insert a judgement, durable on return; the newest one of a key is in force.

        With a lease only while that is still held; False when it was lost, and nothing is written.
        """
        ...

    def retag(self, artefact: Artefact) -> None:
        """Write tag and headers of the newest judgement, if it is still this one."""
        ...

    def twins(self, server: str, sha256: str, *, limit: int = 16) -> list[Artefact]:
        """The newest judgements of these very bytes, under whatever key."""
        ...

    def artefact(self, key: ArtefactKey) -> Artefact | None:
        """The newest judgement of this key."""
        ...

    def lease(
        self, key: ArtefactKey, *, worker: str, attempt: str, now: datetime, ttl_s: float
    ) -> Lease | None:
        """Take the lease if nobody holds it or it expired; None while another holds it."""
        ...

    def renew(self, lease: Lease, *, now: datetime, ttl_s: float) -> Lease | None:
        """Extend it; None when it was lost meanwhile."""
        ...

    def release(self, lease: Lease) -> None:
        """Give it back; a lease lost meanwhile is left alone."""
        ...


class Spool(Protocol):
    """Bytes on their way in: written once, digested while they are written."""

    @property
    def path(self) -> Path:
        """Where they lie until they are kept or the spool is closed."""
        ...

    @property
    def size(self) -> int:
        """Bytes written so far."""
        ...

    @property
    def sha256(self) -> str:
        """Digest of the bytes written so far, hex."""
        ...

    def write(self, chunk: bytes, /) -> int:
        """Append.

        Raises:
            MediaError: over the bound.
            StoreUnavailableError: the disk does not take it.
        """
        ...


class Contents(Protocol):
    """Judged bytes by their digest, so that what is delivered is what was judged."""

    def spool(self) -> AbstractContextManager[Spool]:
        """A fresh spool; what was not kept is gone when the context ends."""
        ...

    def keep(self, spool: Spool, /) -> str:
        """Move the bytes to their final place, durable on return; returns their digest."""
        ...

    def path(self, sha256: str, /) -> Path | None:
        """Where kept bytes lie; None when they were evicted."""
        ...
