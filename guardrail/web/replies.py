"""What the wrapped app answers, caught before anything of it leaves.

The app is asked for the whole thing: ranges, conditions and compression are the client's wish
and are dropped from the inner request; the guard serves them itself from judged bytes. The app
may answer with a file (`http.response.pathsend`), which saves copying it through the loop.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

import anyio
import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope

from guardrail.errors import GuardrailError
from guardrail.jobs import Spool
from guardrail.media.sniff import HEAD_BYTES, resembles_media
from guardrail.web.inflating import INFLATABLE, Inflating

log = structlog.get_logger("guardrail")

PATIENCE_S = 900.0
"""Seconds that the app has for one answer, the rendering of a synchronous one included."""

_FIRST_BYTES = 16
_TEXTS = {
    "application/json",
    "application/x-ndjson",
    "application/jsonl",
    "application/javascript",
    "application/xml",
}
_IGNORED = {"http.response.trailers", "http.response.debug", "http.response.early_hint"}
_CLIENTS_WISHES = {
    b"range",
    b"if-range",
    b"if-none-match",
    b"if-modified-since",
    b"if-match",
    b"if-unmodified-since",
    b"accept-encoding",
}


class ReplyError(GuardrailError):
    """The wrapped app's answer cannot be used; `problem` says why in a few words."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"the guarded server's answer cannot be used: {problem}")


class Sink(Protocol):
    """Where a body goes."""

    def write(self, chunk: bytes, /) -> object:
        """Take a chunk; raise to refuse it."""
        ...


@dataclass(slots=True)
class Reply:
    """An answer: its head, the file if the app named one instead of sending bytes.

    `problem` is what the sink had against the body; the app never hears of it.
    """

    status: int = 0
    raw_headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    path: Path | None = None
    problem: GuardrailError | None = None

    @property
    def headers(self) -> Headers:
        """Case-insensitive view of the headers."""
        return Headers(raw=self.raw_headers)

    @property
    def ok(self) -> bool:
        """Whether the app says that this is the thing itself, whole."""
        return self.status == 200  # noqa: PLR2004 — not 206: a fragment is never judged

    @property
    def kind(self) -> str:
        """The media type that the head announces, bare and in lower case; empty if none."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def is_text(self) -> bool:
        """Whether the head announces JSON or text, or nothing at all."""
        kind = self.kind
        return not kind or kind.startswith("text/") or kind.endswith("+json") or kind in _TEXTS

    @property
    def tag(self) -> str:
        """What the app says identifies the bytes; empty when it says too little to rely on."""
        etag, length = self.headers.get("etag", ""), self.headers.get("content-length", "")
        return f"{etag} {length}" if etag and length else ""


class Sorter:
    """The sink of an answer that may be words or pixels: words stay in memory, pixels on disk.

    What the head calls text and whose first bytes are not media is words. `body` has them when
    the answer is complete, decompressed; `spool` has everything else, or is None.

    Args:
        open_spool: opens the spool when it is needed.
        max_bytes: bound of words, before and after decompression.
    """

    def __init__(self, open_spool: Callable[[], Spool], *, max_bytes: int) -> None:
        self.reply = Reply()
        self.spool: Spool | None = None
        self._open_spool = open_spool
        self._max_bytes = max_bytes
        self._words = bytearray()

    def begin(self, reply: Reply) -> Self:
        """Take the head; gives itself, as the sink of the body."""
        self.reply = reply
        return self

    def write(self, chunk: bytes) -> None:
        """Take a piece of the body.

        Raises:
            ReplyError: words beyond the bound.
            MediaError, StoreUnavailableError: pixels that the spool does not take.
        """
        if self.spool is not None:
            self.spool.write(chunk)
            return
        begins = len(self._words) < _FIRST_BYTES
        self._words += chunk
        if begins and (not self.reply.is_text or resembles_media(bytes(self._words[:HEAD_BYTES]))):
            self.spool = self._open_spool()
            self.spool.write(bytes(self._words))
            self._words.clear()
        elif len(self._words) > self._max_bytes:
            raise ReplyError(f"larger than {self._max_bytes} bytes")

    @property
    def body(self) -> bytes:
        """The words; empty when the answer is none.

        Raises:
            ReplyError: compressed in a way that we cannot undo, or beyond the bound.
        """
        encoding = self.reply.headers.get("content-encoding", "").strip().lower()
        return _decompressed(bytes(self._words), encoding, max_bytes=self._max_bytes)


def _decompressed(body: bytes, encoding: str, *, max_bytes: int) -> bytes:
    """The app was asked for plain bodies; some compress all the same."""
    if encoding in {"", "identity"} or not body:
        return body
    if encoding not in INFLATABLE:
        raise ReplyError(f"it is compressed as {encoding!r}; let the guard stand inside of that")
    inflating = Inflating(max_bytes=max_bytes)
    words = inflating.more(body)
    if words is None or not inflating.is_whole:
        raise ReplyError(f"it is not {encoding}, as it claims, or larger than {max_bytes} bytes")
    return words


def inner_scope(scope: Scope, *, path: str | None = None, files: bool = False) -> Scope:
    """A copy of `scope` that asks the app for the whole thing, plain, by GET or as it was.

    Args:
        scope: of the request at hand; its credentials go along.
        path: another path of the same app, asked for by GET without a query.
        files: whether the app may answer with a file path.
    """
    headers = [(k, v) for k, v in scope["headers"] if k.lower() not in _CLIENTS_WISHES]
    extensions = {
        name: value
        for name, value in (scope.get("extensions") or {}).items()
        if name == "http.response.debug"
    }
    if files:
        extensions["http.response.pathsend"] = {}
    inner = {**scope, "headers": headers, "extensions": extensions}
    if path is not None:
        bodiless = {b"content-length", b"content-type", b"transfer-encoding", b"expect"}
        inner |= {
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(k, v) for k, v in headers if k.lower() not in bodiless],
        }
    return inner


async def ask(
    app: ASGIApp,
    scope: Scope,
    receive: Receive,
    sink_for: Callable[[Reply], Sink | None],
    *,
    patience_s: float = PATIENCE_S,
) -> Reply:
    """Run the app on one request and catch its answer, complete.

    The app may go on after its answer (background tasks do); it is stopped when its body is one
    that the sink does not take, when it takes too long, and when the caller is cancelled before.

    Args:
        app: the wrapped app.
        scope: from `inner_scope`.
        receive: the request's body; then nothing, for ever.
        sink_for: called once with the head; gives the sink for the body, or None to drop it.
        patience_s: seconds for the whole answer.

    Raises:
        ReplyError: no answer, a broken one, or none in time.
    """
    listener = _Listener(sink_for)
    task = asyncio.ensure_future(app(scope, receive, listener.send))
    task.add_done_callback(listener.stop)
    try:
        async with asyncio.timeout(patience_s):
            await listener.over
    except TimeoutError:
        task.cancel()
        raise ReplyError(f"it was not complete after {patience_s:g} s") from None
    except asyncio.CancelledError:
        task.cancel()
        raise
    finally:
        is_complete = listener.is_complete
        listener.is_complete = True  # the sink is about to go: nothing more is taken
    reply = listener.reply
    if not is_complete:
        await task  # its own error, if it has one
        raise ReplyError("it stopped half-way" if reply.status else "it sent nothing")
    if reply.problem is not None:
        task.cancel()
    _ANSWERED.add(task)
    task.add_done_callback(_gone)
    return reply


class _Listener:
    """The app's `send`: gathers one answer; `over` when it is complete or beyond use."""

    def __init__(self, sink_for: Callable[[Reply], Sink | None]) -> None:
        self.reply = Reply()
        self.is_complete = False
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sink_for = sink_for
        self._sink: Sink | None = None

    async def send(self, message: Message) -> None:
        reply, kind = self.reply, message["type"]
        if self.is_complete:
            return  # as a server does with what comes after the end
        if kind == "http.response.start" and not reply.status:
            reply.status = message["status"]
            reply.raw_headers = [(bytes(k), bytes(v)) for k, v in message.get("headers", ())]
            self._sink = self._sink_for(reply)
        elif kind == "http.response.body" and reply.status:
            self._take(message.get("body", b""))
            if not message.get("more_body", False) or reply.problem is not None:
                self._complete()
        elif kind == "http.response.pathsend" and reply.status:
            reply.path = Path(message["path"])
            self._complete()
        elif kind.startswith("http.response.") and kind not in _IGNORED:
            reply.problem = ReplyError(f"it sent {kind}, which is out of place or unknown")
            self._complete()

    def stop(self, _: object = None) -> None:
        """Nothing more comes."""
        if not self.over.done():
            self.over.set_result(None)

    def _complete(self) -> None:
        self.is_complete = True
        self.stop()

    def _take(self, chunk: bytes) -> None:
        if self._sink is None or not chunk:
            return
        try:
            self._sink.write(bytes(chunk))
        except GuardrailError as error:
            self.reply.problem = error


_ANSWERED: set[asyncio.Future[None]] = set()
"""Apps that go on after their answer; the loop itself keeps only weak references."""


def _gone(task: asyncio.Future[None]) -> None:
    _ANSWERED.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        log.warning("app.failed", after="its answer", error=f"{type(error).__name__}: {error}")


async def silence() -> Message:
    """A `receive` with nothing more to come, of a client that stays."""
    while True:
        await anyio.sleep_forever()


def bodiless() -> Receive:
    """A `receive` for a request without a body whose client stays: it then waits for ever."""
    asked = False

    async def receive() -> Message:
        nonlocal asked
        if asked:
            return await silence()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive


def without(headers: Iterable[tuple[bytes, bytes]], *names: bytes) -> list[tuple[bytes, bytes]]:
    """The headers but those named (lower case)."""
    return [(key, value) for key, value in headers if key.lower() not in names]
