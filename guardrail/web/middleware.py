"""`GuardrailMiddleware`: the one line that guards an ASGI app.

    app.add_middleware(GuardrailMiddleware)

HTTP requests of a guarded family, or below a guarded path, become an `Exchange`; everything else
goes to the app as it came, and what comes back is watched (`backstop`, `sockets`). Put it inside
authentication and compression and outside everything else: callers whom the app would turn away
should not reach the screening.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import anyio.to_thread
import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from guardrail import settings as settings_module
from guardrail.build import Parts, open_parts
from guardrail.errors import GuardrailError, SubmissionError
from guardrail.policy.texts import Texts
from guardrail.settings import Settings
from guardrail.web.answering import answer
from guardrail.web.backstop import Backstop
from guardrail.web.bodies import ClientGoneError
from guardrail.web.callers import Callers
from guardrail.web.contents import content, delete, file, read
from guardrail.web.dialects import openai_videos as dialect
from guardrail.web.dialects.openai_videos import Operation, Route
from guardrail.web.exchange import Exchange, refused
from guardrail.web.guard import Guard, Heard
from guardrail.web.intake import Intake
from guardrail.web.limits import Refusals
from guardrail.web.replies import ReplyError
from guardrail.web.screenings import Screenings
from guardrail.web.sockets import guard_socket
from guardrail.web.submitting import submit
from guardrail.web.verdicts import Verdicts
from guardrail.web.workers import Workers

log = structlog.get_logger("guardrail")

_HANDLERS = {
    Operation.SUBMIT: submit,
    Operation.CONTENT: content,
    Operation.DELETE: delete,
    Operation.RETRIEVE: read,
    Operation.LIST: read,
    Operation.FILE: file,
    Operation.OTHER: read,
}


_UNAVAILABLE = refused(
    code=dialect.UNAVAILABLE_CODE,
    message="This cannot be screened at the moment, so it is not let through. Try again later.",
    status=503,
)


class GuardrailMiddleware:
    """Guards the OpenAI-Videos-compatible routes of an ASGI app.

    Args:
        app: the generation server.
        config: a settings file (TOML or YAML) or ready `Settings`; without it the file that
            `GUARDRAIL_CONFIG` names, and `GUARDRAIL_*` variables.
        parts: ready-made parts, for embedding and tests; they are not closed with the app.

    Raises:
        SettingsError: the settings are wrong. Models, policies and the store are opened when
            the server starts (or at the first request) and raise there.
    """

    def __init__(
        self,
        app: ASGIApp,
        config: Path | str | Settings | None = None,
        *,
        parts: Parts | None = None,
    ) -> None:
        self.app = app
        if not isinstance(config, Settings):
            config = settings_module.load(Path(config) if config is not None else None)
        self._settings = parts.settings if parts is not None else config
        self._prefixes = self._settings.guarded_paths
        self._given = parts
        self._parts: Parts | None = None
        self._guard: Guard | None = None
        self._opening: asyncio.Lock | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Guard one connection."""
        if scope["type"] == "http":
            route = dialect.route(scope) or dialect.route_below(scope, self._prefixes)
            if route is not None:
                await self._guarded(route, scope, receive, send)
            elif self._settings.unclaimed_media == "pass":
                await self.app(scope, receive, send)
            else:
                await self._watch(scope, receive, send)
        elif scope["type"] == "websocket":
            await guard_socket(
                self.app,
                scope,
                receive,
                send,
                rule=self._settings.websockets,
                allowed=self._settings.websocket_paths,
                guarded=self._prefixes,
            )
        elif scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _guarded(self, route: Route, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            guard = self._guard or await self._open()
        except GuardrailError as error:  # a server without a lifespan opens at its first request
            log.error("guard.closed", error=str(error))  # noqa: TRY400 — one line, with its fix
            await _UNAVAILABLE(scope, receive, send)
            return
        await _run(Exchange(guard, route, scope, receive, send), _HANDLERS[route.operation])

    async def _watch(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer a request of its own; media in the answer is guarded all the same."""
        guard = self._guard
        if guard is not None and scope["path"] in guard.media_paths:
            await _run(await self._aside(scope, receive, send), file)
            return
        watch = Backstop(self.app, scope, receive, send, self._aside)
        try:
            await watch.run()
            if watch.caught is not None:
                await _run(watch.caught, partial(_answer_caught, watch))
        finally:
            if watch.caught is not None:
                watch.caught.spools.close()

    async def _aside(self, scope: Scope, receive: Receive, send: Send) -> Exchange:
        """The exchange of a request of a route that nobody claimed."""
        asyncio.get_running_loop()  # on trio nothing can be screened: end before anything begins
        guard = self._guard or await self._open()
        route = Route(operation=Operation.FILE, base=scope["path"], is_synchronous=True)
        return Exchange(guard, route, scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Open before the app starts up, close when it has shut down and before that is told.

        What keeps the guard from opening keeps the server from starting.
        """

        async def watched() -> Message:
            message = await receive()
            if message["type"] == "lifespan.startup":
                try:
                    await self._open()
                except Exception as error:
                    failed = {"type": "lifespan.startup.failed", "message": f"guardrail: {error}"}
                    await send(failed)
                    raise
            return message

        async def closing(message: Message) -> None:
            if message["type"] in {"lifespan.shutdown.complete", "lifespan.shutdown.failed"}:
                await self._close()
            await send(message)

        try:
            await self.app(scope, watched, closing)
        finally:
            await self._close()

    async def _open(self) -> Guard:
        if self._opening is None:
            self._opening = asyncio.Lock()
        async with self._opening:
            if self._guard is None:
                parts = self._given
                if parts is None:
                    parts = await anyio.to_thread.run_sync(open_parts, self._settings)
                self._parts = parts
                self._guard = guard(self.app, parts)
            return self._guard

    async def _close(self) -> None:
        opened, self._guard = self._guard, None
        if opened is not None:
            await opened.screenings.close()
        if self._parts is not None and self._given is None:
            await anyio.to_thread.run_sync(self._parts.close)
        self._parts = None


def guard(app: ASGIApp, parts: Parts) -> Guard:
    """What the exchanges of this app share."""
    settings = parts.settings
    workers = Workers(screenings=settings.decoder_processes)
    return Guard(
        app=app,
        settings=settings,
        guardrail=parts.guardrail,
        record=parts.record,
        jobs=parts.jobs,
        holds=parts.holds,
        decision=parts.decision,
        registry=parts.registry,
        digest=parts.digest,
        callers=Callers(settings, digest=parts.digest, now=parts.now),
        intake=Intake(
            contents=parts.contents,
            url_origins=settings.input_url_origins,
            file_ids=settings.allow_file_ids,
            folders=settings.input_path_folders,
        ),
        contents=parts.contents,
        refusals=Refusals(per_minute=settings.refusals_per_minute),
        texts=Texts.open(settings.refusal_texts),
        screenings=Screenings(
            guardrail=parts.guardrail,
            jobs=parts.jobs,
            verdicts=Verdicts(
                jobs=parts.jobs,
                holds=parts.holds,
                contents=parts.contents,
                lease_s=settings.lease_s,
                now=parts.now,
            ),
            contents=parts.contents,
            workers=workers,
            worker=parts.worker,
            lease_s=settings.lease_s,
            max_reply_bytes=settings.max_reply_bytes,
            now=parts.now,
        ),
        workers=workers,
        now=parts.now,
    )


async def _answer_caught(watch: Backstop, exchange: Exchange) -> None:
    """Answer in the place of a response that the backstop caught."""
    if exchange.guard.settings.unclaimed_media == "withhold":
        raise ReplyError("it is media on a route that nobody guards (setting unclaimed_media)")
    heard = watch.heard()
    if heard is None:
        await file(exchange)
    else:
        await answer(exchange, Heard(reply=heard.reply, body=heard.body, spool=heard.spool))


async def _run(exchange: Exchange, handle: Callable[[Exchange], Awaitable[None]]) -> None:
    """Answer the client, whatever goes wrong; nothing unjudged leaves."""
    try:
        with exchange.spools:
            await handle(exchange)
    except ClientGoneError:
        return
    except SubmissionError as error:
        await exchange.refuse(
            code=dialect.UNREADABLE_CODE,
            message=str(error),
            param=dialect.param_of(error.field) if error.field else None,
            status=error.status,
        )
    except ReplyError as error:
        log.warning("reply.withheld", path=exchange.scope["path"], error=str(error))
        await exchange.refuse(code=dialect.UNAVAILABLE_CODE, message=str(error), status=502)
    except GuardrailError as error:
        log.warning("exchange.failed", path=exchange.scope["path"], error=str(error))
        await _UNAVAILABLE(exchange.scope, exchange.receive, exchange.send)
