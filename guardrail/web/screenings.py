"""Screens each artefact once, whole, before any byte of it leaves, and remembers the outcome.

One screening of an artefact runs at a time in a process (a turn) and across processes (a lease
in the store that expires with its worker). The artefact is fetched from the wrapped app itself,
with the credentials of the request at hand, and what is delivered later are the bytes that were
judged, never what the app would send a second time.
"""

import asyncio
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from guardrail.domain import Action, Finding, MediaFile
from guardrail.engine import Guardrail, Judgement, new_id
from guardrail.errors import GuardrailError, MediaError, StoreUnavailableError
from guardrail.holds import Hold, Holds, standing
from guardrail.jobs import Artefact, ArtefactKey, Contents, Job, Jobs, Lease, Spool
from guardrail.web.replies import Reply, ReplyError, Sink, Sorter
from guardrail.web.workers import Workers

log = structlog.get_logger("guardrail")

_COPY_BYTES = 1024 * 1024
_FETCHES = 8
"""How many artefacts the background fetches at once; each lies in a spool while it waits."""
_KEPT_HEADERS = ("content-type", "content-disposition", "content-language")

AskApp = Callable[[Callable[[Reply], Sink | None]], Awaitable[Reply]]
"""Asks the wrapped app for an artefact; the callable chooses where its body goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Where an artefact stands now. `action` None means that it is not judged yet."""

    action: Action | None
    artefact: Artefact | None = None
    hold: Hold | None = None

    @property
    def delivers(self) -> bool:
        """Whether its bytes may leave."""
        return self.action is not None and self.action.delivers

    @property
    def id(self) -> str:
        """The decision's public id; empty when there is none."""
        return self.artefact.attempt if self.artefact is not None else ""


PENDING = Outcome(action=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An artefact's outcome and, when the app answered in words instead, what it said."""

    outcome: Outcome
    reply: Reply | None = None
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetched:
    """What the app gave for an artefact; `problem` when it could not be taken whole."""

    file: MediaFile
    spool: Spool
    tag: str
    headers: Mapping[str, str]
    problem: MediaError | None


@dataclass(slots=True)
class _Turn:
    """One artefact's queue: who holds the lock judges, the others then find it judged."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Screenings:
    """All screenings of one process.

    Args:
        guardrail: judges.
        jobs: where artefacts and leases are kept.
        holds: where holds are kept.
        contents: where bytes are kept.
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
        holds: Holds,
        contents: Contents,
        workers: Workers,
        worker: str,
        lease_s: float,
        max_reply_bytes: int,
        now: Callable[[], datetime],
    ) -> None:
        self._guardrail = guardrail
        self._jobs = jobs
        self._holds = holds
        self._contents = contents
        self._workers = workers
        self._worker = worker
        self._lease_s = lease_s
        self._max_reply_bytes = max_reply_bytes
        self._now = now
        self._turns: dict[tuple[asyncio.AbstractEventLoop, str], _Turn] = {}
        self._tasks: dict[str, asyncio.Task[object]] = {}
        self.backlog = asyncio.Semaphore(_FETCHES)

    async def outcome(self, key: ArtefactKey) -> Outcome:
        """Where the artefact stands; PENDING too while the store cannot be asked."""
        try:
            return await self._workers.quick(self._standing, key)
        except StoreUnavailableError as error:
            log.warning("store.unavailable", artefact=str(key), error=str(error))
            return PENDING

    def path(self, outcome: Outcome) -> Path | None:
        """The judged bytes of a deliverable artefact; None when they were evicted."""
        if outcome.artefact is None or not outcome.delivers:
            return None
        return self._contents.path(outcome.artefact.sha256)

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
            known = await self._workers.quick(self._standing, key)
            with ExitStack() as spools:
                sorter = Sorter(
                    lambda: spools.enter_context(self._contents.spool()),
                    max_bytes=self._max_reply_bytes,
                )
                same = False

                def sink_for(reply: Reply) -> Sink | None:
                    nonlocal same
                    same = reply.ok and bool(reply.tag) and self._is_kept(known, reply.tag)
                    return None if same else sorter.begin(reply)

                reply = await ask_app(sink_for)
                if same:
                    return Seen(outcome=known)
                problem = reply.problem
                if reply.path is not None:
                    problem = await self._workers.slow(_copy, reply.path, sorter)
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
                fetched = _Fetched(
                    file=MediaFile(field=key.variant, path=spool.path, sha256=spool.sha256),
                    spool=spool,
                    tag=reply.tag,
                    headers=headers,
                    problem=problem,
                )
                return Seen(outcome=await self._judge(key, job, fetched, known))

    # -- inside ------------------------------------------------------------------------------

    def _standing(self, key: ArtefactKey) -> Outcome:
        artefact = self._jobs.artefact(key)
        if artefact is None:
            return PENDING
        if artefact.action is not Action.HOLD:
            return Outcome(action=artefact.action, artefact=artefact)
        hold = self._holds.hold(artefact.attempt)
        action = Action.HOLD if hold is None else standing(hold, self._now())
        return Outcome(action=action, artefact=artefact, hold=hold)

    def _is_kept(self, known: Outcome, tag: str) -> bool:
        artefact = known.artefact
        return (
            artefact is not None
            and artefact.tag == tag
            and (not known.delivers or self._contents.path(artefact.sha256) is not None)
        )

    async def _judge(
        self, key: ArtefactKey, job: Job, fetched: _Fetched, known: Outcome
    ) -> Outcome:
        if _is_same(known, fetched):
            return await self._workers.quick(self._again, known, fetched)
        async with self._lease(key) as (lease, held):
            if lease is None:
                return PENDING
            known = await self._workers.quick(self._standing, key)
            if _is_same(known, fetched):  # another worker judged it before we had the lease
                return await self._workers.quick(self._again, known, fetched)
            judgement = await self._workers.slow(self._screen, key, job, fetched, lease)
            if not held.is_set():
                log.warning("output.postponed", artefact=str(key), problem="the lease was lost")
                return PENDING
            if not judgement.final:
                log.warning("output.postponed", artefact=str(key), problem=judgement.problem)
                return PENDING
            await self._workers.quick(self._remember, key, fetched, judgement)
        decision = judgement.decision
        event = f"output.{_PAST[decision.action]}"
        log.info(
            event,
            artefact=str(key),
            id=judgement.id,
            reason=decision.reason,
            assets=decision.assets,
        )
        return await self._workers.quick(self._standing, key)

    def _again(self, known: Outcome, fetched: _Fetched) -> Outcome:
        """The same bytes once more: keep them, and remember how the app calls them now."""
        artefact = known.artefact
        if artefact is None:
            return known
        if known.action is not Action.BLOCK and fetched.problem is None:
            self._contents.keep(fetched.spool)
        if (artefact.tag, dict(artefact.headers)) == (fetched.tag, dict(fetched.headers)):
            return known
        same = replace(artefact, tag=fetched.tag, headers=fetched.headers)
        self._jobs.put_artefact(same)
        return replace(known, artefact=same)

    def _screen(self, key: ArtefactKey, job: Job, fetched: _Fetched, lease: Lease) -> Judgement:
        return self._guardrail.screen_artefact(
            fetched.file,
            replace(job.circumstances, at=self._now()),
            attempt_id=lease.attempt,
            subject=f"artefact:{key}",
            suspicion=job.suspicion,
            held_for=_held_for(job),
            retry_of=lease.taken_over,
            problem=fetched.problem,
        )

    def _remember(self, key: ArtefactKey, fetched: _Fetched, judgement: Judgement) -> None:
        """Bytes first, then the hold, then the verdict: a crash between leaves it unjudged."""
        decision, now = judgement.decision, self._now()
        if decision.action is not Action.BLOCK and fetched.problem is None:
            self._contents.keep(fetched.spool)
        if decision.action is Action.HOLD:
            self._holds.put_hold(
                Hold(
                    id=judgement.id,
                    subject=f"artefact:{key}",
                    sha256=fetched.file.sha256,
                    created_at=now,
                    expires_at=now + timedelta(hours=decision.review.sla_hours),
                    on_timeout=decision.review.on_timeout,
                )
            )
        self._jobs.put_artefact(
            Artefact(
                key=key,
                sha256=fetched.file.sha256,
                size=fetched.spool.size,
                attempt=judgement.id,
                action=decision.action,
                reason=decision.reason,
                judged_at=now,
                tag=fetched.tag,
                headers=fetched.headers,
            )
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
        while held.is_set():
            await asyncio.sleep(self._lease_s / 3)
            try:
                renewed = await self._workers.quick(
                    self._jobs.renew, lease, now=self._now(), ttl_s=self._lease_s
                )
            except StoreUnavailableError as error:
                log.warning("lease.not_renewed", artefact=str(lease.key), error=str(error))
                continue
            if renewed is None:
                held.clear()

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


def _is_same(known: Outcome, fetched: _Fetched) -> bool:
    """Whether these very bytes were judged."""
    return known.artefact is not None and known.artefact.sha256 == fetched.file.sha256


def _held_for(job: Job) -> Finding | None:
    """Why every artefact of this job starts held or blocked, if its prompt was decided so."""
    if job.action.delivers:
        return None
    said = "held" if job.action is Action.HOLD else "blocked"
    return Finding(
        action=job.action, reason=job.reason, note=f"the prompt was {said} ({job.attempt})"
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
