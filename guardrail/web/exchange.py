"""One guarded request, and what every step of it shares: asking the app, refusing the client."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from guardrail.audit import Record
from guardrail.domain import Action, Decision, Reason
from guardrail.engine import Guardrail
from guardrail.errors import StoreUnavailableError
from guardrail.holds import Holds
from guardrail.jobs import ArtefactKey, Job, JobKey, Jobs
from guardrail.media.sniff import HEAD_BYTES, sniff
from guardrail.registry import Registry
from guardrail.settings import Settings
from guardrail.web.callers import Asker, Callers
from guardrail.web.dialects import openai_videos as dialect
from guardrail.web.dialects.openai_videos import Route
from guardrail.web.intake import Intake
from guardrail.web.replies import (
    InMemory,
    Reply,
    ReplyError,
    Sink,
    ask,
    bodiless,
    inner_scope,
    without,
)
from guardrail.web.screenings import AskApp, Screenings
from guardrail.web.workers import Workers

_LEADING_ELSEWHERE = (b"x-accel-redirect", b"x-sendfile", b"x-lighttpd-send-file", b"refresh")
"""Headers by which a proxy or a browser fetches something else than what was judged."""

_IN_FLIGHT_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What all exchanges of one guarded app share."""

    app: ASGIApp
    settings: Settings
    guardrail: Guardrail
    record: Record
    jobs: Jobs
    holds: Holds
    decision: Callable[[str], Decision | None]
    registry: Callable[[], Registry]
    digest: Callable[[str], str]
    callers: Callers
    intake: Intake
    screenings: Screenings
    workers: Workers
    now: Callable[[], datetime]
    in_flight: set[asyncio.Future[tuple[Reply, bytes]]] = field(default_factory=set)


class Exchange:
    """One request of a guarded family and what comes back."""

    def __init__(
        self, guard: Guard, route: Route, scope: Scope, receive: Receive, send: Send
    ) -> None:
        self.guard = guard
        self.route = route
        self.scope = scope
        self.receive = receive
        self.send = send
        self.asker: Asker = guard.callers.read(Headers(scope=scope))

    # -- jobs --------------------------------------------------------------------------------

    def job_key(self, job: str) -> JobKey:
        """The job of this server by the id that the app gave it."""
        return JobKey(server=self.guard.settings.server_name, job=job)

    def artefact_key(self, job: str, variant: str = dialect.VIDEO) -> ArtefactKey:
        """One output of that job."""
        return ArtefactKey(server=self.guard.settings.server_name, job=job, variant=variant)

    async def job(self, job: str) -> Job:
        """The job as remembered; one that began unguarded is judged by the request at hand.

        A job that is not known yet may be one that the app has announced and whose submission
        is just being remembered, so all submissions under way are waited for first.

        Raises:
            StoreUnavailableError: they took too long.
        """
        known = await self._known_job(job)
        if known is None and (waiting := set(self.guard.in_flight)):
            _, late = await asyncio.wait(waiting, timeout=_IN_FLIGHT_S)
            if late:
                raise StoreUnavailableError("a submission under way may be this job's")
            known = await self._known_job(job)
        return known or self.new_job(job)

    async def is_new(self, job: str) -> bool:
        """Whether nothing is known of this job or of its clip."""
        if await self._known_job(job) is None:
            return True
        return (await self.guard.screenings.outcome(self.artefact_key(job))).action is None

    async def _known_job(self, job: str) -> Job | None:
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

    # -- asking the app ----------------------------------------------------------------------

    async def ask_json(
        self, *, receive: Receive | None = None, path: str | None = None
    ) -> tuple[Reply, bytes]:
        """The app's answer to this request, or to a GET of `path` with its credentials.

        Raises:
            ReplyError: the answer is broken, too large to read, or compressed against our wish.
        """
        body = InMemory(max_bytes=self.guard.settings.max_reply_bytes)
        reply = await ask(
            self.guard.app,
            inner_scope(self.scope, path=path),
            receive or bodiless(),
            lambda _: body,
        )
        if reply.problem is not None:
            raise reply.problem
        if reply.headers.get("content-encoding", "identity") != "identity":
            raise ReplyError("it is compressed; let the guard stand inside the compression")
        return reply, bytes(body.body)

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
        self, reply: Reply, body: bytes, *, headers: list[tuple[bytes, bytes]] | None = None
    ) -> None:
        """Send the app's answer if it is text; what else it may be nobody has judged.

        Raises:
            ReplyError: it is not, or it leads to such things.
        """
        if reply.path is not None or sniff(body[:HEAD_BYTES]) is not None:
            raise ReplyError("it holds media that was not screened")
        if body and not (reply.is_text and _is_utf8(body)):
            raise ReplyError("it is neither JSON nor text, and nothing of it was screened")
        if dialect.leads_away(self.scope, reply.headers.get("location", "")):
            raise ReplyError("it leads to a place where nothing is screened")
        response = Response(body, status_code=reply.status)
        response.raw_headers = without(
            reply.raw_headers if headers is None else headers, *_LEADING_ELSEWHERE
        )
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
    ) -> None:
        """Send a refusal in the family's own shape, which its clients do not retry."""
        headers = {"x-should-retry": "false", "cache-control": "no-store"}
        if decision is not None:
            headers |= {"guardrail-decision": decision, "guardrail-id": id}
        response = Response(
            dialect.refusal(code=code, message=message, param=param),
            status_code=status,
            headers=headers,
            media_type="application/json",
        )
        await response(self.scope, self.receive, self.send)


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
