"""Screens each artefact once, whole, before any byte of it leaves, and remembers the outcome.

One screening of an artefact runs at a time in a process (a turn) and across processes (a lease
in the store that expires with its worker). The artefact is fetched from the wrapped app itself,
with the credentials of the request at hand, and what is delivered later are the bytes that were
judged, never what the app would send a second time.
"""

import asyncio
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import structlog
from cachetools import LRUCache

from guardrail.domain import Action, Finding, MediaFile
from guardrail.engine import Guardrail, Judgement, new_id
from guardrail.errors import GuardrailError, MediaError, StoreUnavailableError
from guardrail.jobs import ArtefactKey, Contents, Job, Jobs, Lease
from guardrail.web.replies import Reply, ReplyError, Sink, Sorter
from guardrail.web.room import Room
from guardrail.web.verdicts import PENDING, Fetched, Outcome, Verdicts, is_same
from guardrail.web.workers import Workers

log = structlog.get_logger("guardrail")

_COPY_BYTES = 1024 * 1024
_TRIES = 3
"""Screenings of one artefact that run out of time before a person must look at it."""

_REMEMBERED = 10_000
_FETCHES = 8
"""How many artefacts the background fetches at once; each lies in a spool while it waits."""
_KEPT_HEADERS = ("content-type", "content-disposition", "content-language")

AskApp = Callable[[Callable[[Reply], Sink | None]], Awaitable[Reply]]
"""Asks the wrapped app for an artefact; the callable chooses where its body goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An artefact's outcome and, when the app answered in words instead, what it said."""

    outcome: Outcome
    reply: Reply | None = None
    body: bytes = b""


@dataclass(slots=True)
class _Turn:
    """One artefact's queue: who holds the lock judges, the others then find it judged."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Screenings:
    """All screenings of one process.

    Args:
        guardrail: judges.
        jobs: where leases are kept.
        verdicts: where each artefact stands.
        contents: where bytes are spooled.
        workers: the crossing into threads.
        worker: this process's name on leases.
        lease_s: seconds until another worker may take over.
        max_reply_bytes: bound of words that the app answers instead of an artefact.
        now: the clock.
    """

    def __init__(
        self,
        *,
        guardrail: Guardrail,
        jobs: Jobs,
        verdicts: Verdicts,
        contents: Contents,
        workers: Workers,
        worker: str,
        lease_s: float,
        max_reply_bytes: int,
        now: Callable[[], datetime],
    ) -> None:
        self._guardrail = guardrail
        self._jobs = jobs
        self.verdicts = verdicts
        self._contents = contents
        self._workers = workers
        self._worker = worker
        self._lease_s = lease_s
        self._max_reply_bytes = max_reply_bytes
        self._now = now
        self._turns: dict[tuple[asyncio.AbstractEventLoop, str], _Turn] = {}
        self._tasks: dict[str, asyncio.Task[object]] = {}
        self._late: LRUCache[str, int] = LRUCache(_REMEMBERED)
        self.backlog = Room(places=_FETCHES)

    async def outcome(self, key: ArtefactKey) -> Outcome:
        """Where the artefact stands; PENDING too while the store cannot be asked."""
        try:
            return await self._workers.quick(self.verdicts.of, key)
        except StoreUnavailableError as error:
            log.warning("store.unavailable", artefact=str(key), error=str(error))
            return PENDING

    def start(self, name: str, work: Callable[[], Coroutine[object, object, object]]) -> None:
        """Run `work` in the background, once per `name` at a time; it outlives the request."""
        known = self._tasks.get(name)
        if known is not None and not known.get_loop().is_closed():
            return
        task: asyncio.Task[object] = asyncio.create_task(work(), name=name)
        self._tasks[name] = task
        task.add_done_callback(lambda done: self._ended(name, done))

    async def within(self, wait_s: float, work: Coroutine[object, object, Seen]) -> Seen | None:
        """The end of `work`, or None after `wait_s` seconds; it goes on in the background then.

        Raises:
            GuardrailError: what `work` raised.
        """
        task = asyncio.create_task(work)
        name = f"within {id(task)}"
        self._tasks[name] = task
        task.add_done_callback(lambda done: self._ended(name, done))
        done, _ = await asyncio.wait({task}, timeout=wait_s)
        return task.result() if done else None

    async def close(self) -> None:
        """Stop background work. What was being screened is taken up by whoever asks next."""
        if not self._tasks:  # a server may run on trio as long as nothing has to be screened
            return
        here = asyncio.get_running_loop()
        tasks = [task for task in self._tasks.values() if task.get_loop() is here]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def see(self, key: ArtefactKey, job: Job, ask_app: AskApp) -> Seen:
        """Fetch the artefact from the app and judge it, unless these very bytes were judged.

        Raises:
            GuardrailError: the app's answer cannot be used or the store cannot; nothing leaves.
        """
        async with self._turn(str(key)):
            known = await self._workers.quick(self.verdicts.of, key)
            with ExitStack() as spools:
                sorter = Sorter(
                    lambda: spools.enter_context(self._contents.spool()),
                    max_bytes=self._max_reply_bytes,
                )
                same = False

                def sink_for(reply: Reply) -> Sink | None:
                    nonlocal same
                    same = reply.ok and (
                        self.verdicts.is_kept(known, reply.tag) or self.verdicts.is_lifted(known)
                    )
                    return None if same else sorter.begin(reply)

                reply = await ask_app(sink_for)
                if same:
                    return Seen(outcome=known)
                problem = reply.problem
                if reply.path is not None:
                    problem = await self._workers.slow(job.requester, 0, _copy, reply.path, sorter)
                if sorter.spool is None and not reply.is_text:
                    sorter.write(b"")  # what calls itself media and is empty is judged as such
                spool = sorter.spool
                if problem is not None and not (reply.ok and isinstance(problem, MediaError)):
                    raise problem
                if spool is not None and not reply.ok:
                    raise ReplyError(f"it answered {reply.status} with neither JSON nor text")
                if spool is None:
                    return Seen(outcome=known, reply=reply, body=sorter.body)
                headers = {n: v for n in _KEPT_HEADERS if (v := reply.headers.get(n)) is not None}
                fetched = Fetched(
                    file=MediaFile(field=key.variant, path=spool.path, sha256=spool.sha256),
                    spool=spool,
                    tag=reply.tag,
                    headers=headers,
                    problem=problem,
                )
                return Seen(outcome=await self._judge(key, job, fetched, known))

    # -- inside ------------------------------------------------------------------------------

    async def _judge(self, key: ArtefactKey, job: Job, fetched: Fetched, known: Outcome) -> Outcome:
        if is_same(known, fetched):
            return await self._workers.quick(self.verdicts.again, known, fetched)
        twin = await self._workers.quick(self.verdicts.twin, key, job, fetched)
        if twin is not None:
            return twin
        async with self._lease(key) as (lease, held):
            if lease is None:
                return PENDING
            known = await self._workers.quick(self.verdicts.of, key)
            if is_same(known, fetched):  # another worker judged it before we had the lease
                return await self._workers.quick(self.verdicts.again, known, fetched)
            judgement = await self._workers.slow(
                job.requester, fetched.spool.size, self._screen, key, job, fetched, lease
            )
            problem = await self._written(lease, held, job, fetched, judgement)
        if problem:
            log.warning("output.postponed", artefact=str(key), problem=problem)
            return PENDING
        decision = judgement.decision
        event = f"output.{_PAST[decision.action]}"
        log.info(
            event,
            artefact=str(key),
            id=judgement.id,
            reason=decision.reason,
            assets=decision.assets,
        )
        return await self._workers.quick(self.verdicts.of, key)

    async def _written(
        self, lease: Lease, held: asyncio.Event, job: Job, fetched: Fetched, judgement: Judgement
    ) -> str:
        """Write the verdict; what kept it from counting, if anything did."""
        late = str(lease.key)
        self._late[late] = 0 if judgement.final else self._late.get(late, 0) + 1
        if not judgement.final:
            return judgement.problem
        is_ours = held.is_set() and await self._workers.quick(
            self.verdicts.write, lease, job, fetched, judgement
        )
        return "" if is_ours else "the lease was lost"

    def _screen(self, key: ArtefactKey, job: Job, fetched: Fetched, lease: Lease) -> Judgement:
        return self._guardrail.screen_artefact(
            fetched.file,
            replace(job.circumstances, at=self._now()),
            attempt_id=lease.attempt,
            subject=f"artefact:{key}",
            suspicion=job.suspicion,
            held_for=_held_for(job),
            retry_of=lease.taken_over,
            problem=fetched.problem,
            is_last=self._late.get(str(key), 0) + 1 >= _TRIES,
        )

    @asynccontextmanager
    async def _turn(self, name: str) -> AsyncIterator[None]:
        name_here = (asyncio.get_running_loop(), name)  # a lock left on a dead loop is no lock
        turn = self._turns.setdefault(name_here, _Turn())
        turn.waiting += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.waiting -= 1
            if not turn.waiting:
                self._turns.pop(name_here, None)

    @asynccontextmanager
    async def _lease(self, key: ArtefactKey) -> AsyncIterator[tuple[Lease | None, asyncio.Event]]:
        """The lease, renewed while the context lasts, and an event that says it is still ours."""
        held = asyncio.Event()
        lease = await self._workers.quick(
            self._jobs.lease,
            key,
            worker=self._worker,
            attempt=new_id(),
            now=self._now(),
            ttl_s=self._lease_s,
        )
        if lease is None:
            yield None, held
            return
        held.set()
        renewal = asyncio.create_task(self._renew(lease, held))
        try:
            yield lease, held
        finally:
            renewal.cancel()
            await self._workers.quick(self._jobs.release, lease)

    async def _renew(self, lease: Lease, held: asyncio.Event) -> None:
        expires_at = lease.expires_at
        while held.is_set():
            await asyncio.sleep(self._lease_s / 3)
            try:
                renewed = await self._workers.quick(
                    self._jobs.renew, lease, now=self._now(), ttl_s=self._lease_s
                )
            except StoreUnavailableError as error:
                log.warning("lease.not_renewed", artefact=str(lease.key), error=str(error))
                if self._now() >= expires_at:
                    held.clear()
                continue
            if renewed is None:
                held.clear()
            else:
                expires_at = renewed.expires_at

    def _ended(self, name: str, task: asyncio.Task[object]) -> None:
        self._tasks.pop(name, None)
        if task.cancelled() or (error := task.exception()) is None:
            return
        expected = isinstance(error, GuardrailError)
        trace = "" if expected else "".join(traceback.format_exception(error))
        log.error("screening.failed", work=name, error=str(error), trace=trace)


_PAST = {
    Action.ALLOW: "allowed",
    Action.LOG: "logged",
    Action.HOLD: "held",
    Action.BLOCK: "blocked",
}


def _held_for(job: Job) -> Finding | None:
    """Why every artefact of this job starts held or blocked, if its prompt was decided so."""
    if job.action.delivers:
        return None
    said = "held" if job.action is Action.HOLD else "blocked"
    return Finding(
        action=job.action,
        reason=job.reason,
        note=f"the prompt was {said} ({job.attempt})",
        review=job.review,
    )


def _copy(path: Path, sorter: Sorter) -> GuardrailError | None:
    """The file that the app named, into the sorter; what went wrong, if anything did."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(_COPY_BYTES):
                sorter.write(chunk)
    except OSError as error:
        return ReplyError(f"its file cannot be read ({error.strerror})")
    except GuardrailError as error:
        return error
    return None
