"""One guarded request, and what every step of it shares: asking the app, answering the client."""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import structlog
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from guardrail.domain import Action, Reason
from guardrail.errors import StoreUnavailableError
from guardrail.jobs import ArtefactKey, Job, JobKey, Spool
from guardrail.policy.texts import language_of
from guardrail.web.dialects import openai_videos as dialect
from guardrail.web.dialects.openai_videos import Route
from guardrail.web.guard import Guard, Heard
from guardrail.web.payloads import hides_media
from guardrail.web.places import Places
from guardrail.web.replies import (
    Reply,
    ReplyError,
    Sink,
    Sorter,
    ask,
    bodiless,
    inner_scope,
    without,
)
from guardrail.web.screenings import AskApp

_LEADING_ELSEWHERE = (b"x-accel-redirect", b"x-sendfile", b"x-lighttpd-send-file", b"refresh")
"""Headers by which a proxy or a browser fetches something else than what was judged."""

log = structlog.get_logger("guardrail")

_IN_FLIGHT_S = 30.0
_SETTLE_S = 10.0
_UNBOUND = timedelta(hours=24)


class Exchange:
    """One guarded request and what comes back. Close it when it is answered."""

    def __init__(
        self, guard: Guard, route: Route, scope: Scope, receive: Receive, send: Send
    ) -> None:
        self.guard = guard
        self.route = route
        self.scope = scope
        self.receive = receive
        self.send = send
        self.spools = ExitStack()
        self.places = Places(scope, guard.settings)
        connection = HTTPConnection(scope)
        self.asker = guard.callers.read(connection)
        self.language = language_of(connection.headers.get("accept-language", ""))

    def apart(self) -> "Exchange":
        """The same request for work that goes on when it is answered; close its spools too."""
        return Exchange(self.guard, self.route, self.scope, self.receive, self.send)

    # -- jobs --------------------------------------------------------------------------------

    def job_key(self, job: str) -> JobKey:
        """The job of this server by the id that the app gave it."""
        return JobKey(server=self.guard.settings.server_name, job=job)

    def artefact_key(self, job: str, variant: str = dialect.VIDEO) -> ArtefactKey:
        """One output of that job."""
        return ArtefactKey(server=self.guard.settings.server_name, job=job, variant=variant)

    async def job(self, job: str) -> Job:
        """The job as remembered; one that began unguarded is judged by the request at hand.

        So is one under the id of a deleted job, until its own submission is remembered; what the
        deleted one carried counts until then, for a server may go on showing what it deleted.

        A job that is not known yet may be one that the app has announced and whose submission
        is just being remembered, so all submissions under way are waited for first.

        Raises:
            StoreUnavailableError: they took too long.
        """
        known = await self.known_job(job)
        if known is None and (waiting := set(self.guard.in_flight)):
            _, late = await asyncio.wait(waiting, timeout=_IN_FLIGHT_S)
            if late:
                raise StoreUnavailableError("a submission under way may be this job's")
            known = await self.known_job(job)
        if known is not None and not known.deleted:
            return known
        others = await self.guard.workers.quick(self._unbound)
        return self.new_job(job).along(others if known is None else [known, *others])

    def _unbound(self) -> list[Job]:
        """Submissions of this caller (or of anybody, if it cannot be told) without a job yet."""
        guard, caller = self.guard, self.asker.digest
        since = guard.now() - _UNBOUND
        announced = guard.jobs.announced(guard.settings.server_name, since=since)
        return [job for job in announced if not caller or job.requester in {caller, ""}]

    async def is_new(self, job: str) -> bool:
        """Whether nothing is known of this job or of its clip."""
        if await self.known_job(job) is None:
            return True
        return (await self.guard.screenings.outcome(self.artefact_key(job))).action is None

    async def known_job(self, job: str) -> Job | None:
        """The job as last remembered."""
        return await self.guard.workers.quick(self.guard.jobs.job, self.job_key(job))

    def new_job(self, job: str) -> Job:
        """A job of which only the request at hand is known."""
        return Job(
            key=self.job_key(job),
            created_at=self.guard.now(),
            requester=self.asker.digest,
            attempt="",
            action=Action.ALLOW,
            reason=Reason.UNPROTECTED,
            circumstances=self.asker.circumstances,
        )

    async def settled(self, attempt: str) -> None:
        """Wait until what was judged is on disk; nothing is answered before.

        Raises:
            StoreUnavailableError: it was lost, or is not there in time.
        """
        settling = asyncio.wrap_future(self.guard.record.settling(attempt))
        _, late = await asyncio.wait({settling}, timeout=_SETTLE_S)
        if late:
            raise StoreUnavailableError(f"no commit within {_SETTLE_S:g} s")
        settling.result()

    def settles_soon(self, attempt: str) -> None:
        """Let what was judged reach the disk with the next commit, and complain if it does not."""

        def ended(settling: Future[object]) -> None:
            if (error := settling.exception()) is not None:
                log.error("record.lost", id=attempt, error=str(error))

        self.guard.record.settling(attempt, soon=True).add_done_callback(ended)

    # -- asking the app ----------------------------------------------------------------------

    async def ask(self, *, receive: Receive | None = None, path: str | None = None) -> Heard:
        """The app's whole answer to this request, or to a GET of `path` with its credentials.

        A HEAD is asked as a GET: what may be told of an answer is known only from all of it.

        Raises:
            ReplyError: the answer is broken, too large to read, or not to be decompressed.
        """
        sorter = self.sorter()
        inner = inner_scope(self.scope, path=path)
        if inner["method"] == "HEAD":
            inner["method"] = "GET"
        reply = await ask(self.guard.app, inner, receive or bodiless(), sorter.begin)
        if reply.problem is not None:
            raise reply.problem
        return Heard(reply=reply, body=sorter.body, spool=sorter.spool)

    def sorter(self) -> Sorter:
        """A sink for an answer; what it spools lasts as long as this exchange."""
        return Sorter(self.open_spool, max_bytes=self.guard.settings.max_reply_bytes)

    def open_spool(self) -> Spool:
        """A spool that lasts as long as this exchange."""
        return self.spools.enter_context(self.guard.contents.spool())

    def ask_content(self, *, path: str | None = None) -> AskApp:
        """Asks for an artefact: by this very request, or by a GET of `path`.

        The client's own connection is left out of it: a screening that has begun goes on when
        the client leaves.
        """
        inner = inner_scope(self.scope, path=path, files=True)
        inner["method"] = "GET"

        async def ask_app(sink_for: Callable[[Reply], Sink | None]) -> Reply:
            return await ask(self.guard.app, inner, bodiless(), sink_for)

        return ask_app

    # -- answering the client ----------------------------------------------------------------

    async def pass_on(
        self,
        heard: Heard,
        *,
        headers: list[tuple[bytes, bytes]] | None = None,
        is_searched: bool = False,
    ) -> None:
        """Send the app's answer if it is words; what else it may be nobody has judged.

        `is_searched` says that every text in it was looked at already.

        Raises:
            ReplyError: it is not, or it leads to such things.
        """
        reply, body = heard.reply, heard.body
        if reply.path is not None or heard.spool is not None:
            raise ReplyError("it holds media that was not screened")
        if body and not (reply.is_text and _is_utf8(body)):
            raise ReplyError("it is neither JSON nor text, and nothing of it was screened")
        if not is_searched and hides_media(body.decode()):
            raise ReplyError("it holds media in base64, which nobody screened")
        raw = without(reply.raw_headers if headers is None else headers, *_LEADING_ELSEWHERE)
        location = reply.headers.get("location", "")
        if location and not self.places.may_lead_to(location):
            relative = self.places.here(location)
            if relative is None or not self.places.may_lead_to(relative):
                raise ReplyError("it leads to a place where nothing is screened")
            raw = [*without(raw, b"location"), (b"location", relative.encode("latin-1", "replace"))]
        if reply.headers.get("content-encoding"):
            raw = [(b"content-length", b"%d" % len(body)), *without(raw, *ENCODED)]
        response = Response(b"" if self.scope["method"] == "HEAD" else body, reply.status)
        response.raw_headers = raw
        await response(self.scope, self.receive, self.send)

    async def refuse(
        self,
        *,
        code: str,
        message: str,
        param: str | None = None,
        status: int = 400,
        decision: Action | None = None,
        id: str = "",  # noqa: A002 — the word of the header
        retry_after_s: int | None = None,
    ) -> None:
        """Send a refusal."""
        response = refused(
            code=code,
            message=message,
            param=param,
            status=status,
            decision=decision,
            id=id,
            retry_after_s=retry_after_s,
        )
        await response(self.scope, self.receive, self.send)


def refused(
    *,
    code: str,
    message: str,
    param: str | None = None,
    status: int = 400,
    decision: Action | None = None,
    id: str = "",  # noqa: A002 — the word of the header
    retry_after_s: int | None = None,
) -> Response:
    """A refusal in the family's own shape, which its clients do not retry by themselves."""
    headers = {"x-should-retry": "false", "cache-control": "no-store"}
    if decision is not None:
        headers |= {"guardrail-decision": decision, "guardrail-id": id}
    if retry_after_s is not None:
        headers["retry-after"] = str(retry_after_s)
    return Response(
        dialect.refusal(code=code, message=message, param=param),
        status_code=status,
        headers=headers,
        media_type="application/json",
    )


ENCODED = (
    *(b"content-length", b"content-encoding", b"transfer-encoding", b"etag", b"last-modified"),
    *(b"content-md5", b"digest", b"content-digest", b"repr-digest", b"cache-control"),
)
"""Headers that speak of the bytes of a body; wrong once it is written anew."""


def already(path: Path, reply: Reply) -> AskApp:
    """Asks nobody: what would be fetched lies in this file."""

    async def ask_app(sink_for: Callable[[Reply], Sink | None]) -> Reply:
        own = Reply(status=200, raw_headers=reply.raw_headers, path=path)
        sink_for(own)
        return own

    return ask_app


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def parsed(body: bytes) -> object:
    """The JSON in a reply; None when it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
