"""The backstop: what a route that no dialect knows answers with, looked at on its way out.

Words pass as they come. Media, by its type or by its first bytes, is caught before the client
has seen a byte of the response, and goes the way of a guarded route instead. A response that
turns into media after its head has left is cut off.
"""

from collections.abc import Awaitable, Callable, Iterable
from enum import Enum
from functools import lru_cache
from pathlib import Path

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from guardrail.errors import GuardrailError
from guardrail.media.sniff import HEAD_BYTES, resembles_media
from guardrail.web.exchange import Exchange
from guardrail.web.payloads import hides_media
from guardrail.web.replies import Reply, ReplyError, Sorter, ask, bodiless, inner_scope

log = structlog.get_logger("guardrail")

_FIRST_BYTES = 16
"""How much of a body tells whether it is media, at the least."""

_LEAST_WORDS = 64
"""How much of base64 tells it; less of it shows nothing."""

_MEDIA = (
    "image/",
    "video/",
    "multipart/x-mixed-replace",
    "application/mp4",
    "application/vnd.apple.mpegurl",
    "application/x-mpegurl",
    "application/dash+xml",
    "application/vnd.ms-sstr+xml",
)
_HARMLESS = ("image/svg+xml", "image/x-icon", "image/vnd.microsoft.icon")
_PARTIAL = 206
_CHUNK_BYTES = 1024 * 1024

_SWALLOWED_BYTES = 64 * 1024 * 1024
"""What an app may go on sending of a response that is asked for anew; most never notice."""

OpenExchange = Callable[[Scope, Receive, Send], Awaitable[Exchange]]
"""Makes the exchange that goes on where a response is caught."""


class CaughtError(OSError):
    """Tells the app that nobody listens any more; servers raise OSError for that as well."""


class Looks(Enum):
    """What the head of a response promises."""

    WORDS = 0  # sent on at once
    DATA = 1  # words in which media may stand: JSON, or nothing said
    BYTES = 2  # anything, until its first bytes are seen
    MEDIA = 3


class Backstop:
    """Runs the app on one request of an unclaimed route, and lets the response out or not.

    Args:
        app: the wrapped app.
        scope: of the request.
        receive: the server's.
        send: the server's.
        open_exchange: makes the exchange that answers instead, once it is needed.
    """

    caught: Exchange | None = None
    _is_cut = False
    _looks: Looks
    _head: Message | None = None
    _early: tuple[Message, ...] = ()
    _first = b""
    _tail = ""
    _is_complete = False
    _problem: Exception | None = None
    _swallowed = 0
    _sorter: Sorter | None = None
    _reply: Reply

    def __init__(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, open_exchange: OpenExchange
    ) -> None:
        self._app = app
        self._scope = scope
        self._receive = receive
        self._send = send
        self._open_exchange = open_exchange

    async def run(self) -> None:
        """Let the app answer. When this returns and `caught` is set, nothing has left.

        Whoever runs it closes the spools of `caught`.

        Raises:
            CaughtError: media began to leave in the midst of words; the connection must end.
        """
        try:
            await self._app(self._scope, self._receive, self._watched)
        except Exception:
            if self.caught is None and not self._is_cut:
                raise
        if self._is_cut:
            raise CaughtError("the response was cut off: it held media that was not screened")
        if self._head is not None and self.caught is None:
            for message in (self._head, *self._early):
                await self._send(message)

    async def _watched(self, message: Message) -> None:
        kind = message["type"]
        if self.caught is not None:
            self._take(message)
        elif kind == "http.response.start":
            self._looks = _looks_of(_content_type(message.get("headers", ())))
            if self._looks is Looks.DATA and message["status"] != _PARTIAL:
                self._head = message
            else:
                await self._begin(message)
        elif kind == "http.response.body":
            await self._look(message)
        elif kind == "http.response.pathsend" and resembles_media(_head_of(Path(message["path"]))):
            await self._stop(message)
        else:
            await self._let_go(message)

    async def _look(self, message: Message) -> None:
        """Look at a piece of a body together with as much before it as matters."""
        body = message.get("body", b"")
        is_over = not message.get("more_body", False)
        if is_over and self._head is not None and len(body) < _LEAST_WORDS and not self._early:
            if resembles_media(bytes(body)):  # what most responses are: short, and in one piece
                await self._stop(message)
                return
            head, self._head = self._head, None
            await self._send(head)
            await self._send(message)
            return
        if self._looks is Looks.BYTES and self._head is None:
            await self._send(message)  # its first bytes were seen
            return
        if len(self._first) < _FIRST_BYTES:
            self._first += body[:HEAD_BYTES]
            if resembles_media(bytes(self._first)):
                await self._stop(message)
                return
            if self._head is not None and len(self._first) < _FIRST_BYTES and not is_over:
                self._early += (message,)
                return
        if self._looks is not Looks.BYTES:
            words = self._tail + bytes(body).decode("latin-1")
            if len(words) >= _LEAST_WORDS and hides_media(words):
                await self._stop(message)
                return
            self._tail = words[-_LEAST_WORDS:]
        await self._let_go(message)

    async def _let_go(self, message: Message) -> None:
        """Send what was kept back, then this."""
        if self._head is not None:
            head, self._head = self._head, None
            await self._send(head)
            for one in self._early:
                await self._send(one)
        await self._send(message)

    async def _begin(self, message: Message) -> None:
        """Judge the head: words may leave at once, bytes wait until the first of them are seen."""
        if message["status"] == _PARTIAL and await self._is_of_media():
            self._looks = Looks.MEDIA
        if self._looks is Looks.MEDIA:
            await self._catch(message)
        elif self._looks is Looks.WORDS:
            await self._send(message)
        else:
            self._head = message

    async def _stop(self, message: Message) -> None:
        """Media where none was announced: caught if nothing has left yet, else cut off."""
        if self._head is not None:
            await self._catch(self._head)
            for one in (*self._early, message):
                self._take(one)
            return
        self._is_cut = True
        log.warning("output.cut_off", path=self._scope["path"])
        raise CaughtError("the response holds media that was not screened")

    def heard(self) -> Sorter | None:
        """The whole answer of an app that gives it only once; None where it can be asked anew.

        Raises:
            GuardrailError: it could not be taken whole.
        """
        if self._sorter is None:
            return None
        if self._problem is not None:
            raise self._problem
        if not self._is_complete:
            raise ReplyError("it stopped half-way")
        return self._sorter

    async def _is_of_media(self) -> bool:
        """Whether the whole, of which this is a fragment, begins as media."""
        exchange = await self._open_exchange(self._scope, self._receive, self._send)
        sorter = exchange.sorter()
        inner = inner_scope(self._scope)
        inner["method"] = "GET"
        inner["headers"] = [*inner["headers"], (b"range", b"bytes=0-%d" % (HEAD_BYTES - 1))]
        with exchange.spools:
            await ask(self._app, inner, bodiless(), sorter.begin)
            return sorter.spool is not None and resembles_media(_head_of(sorter.spool.path))

    async def _catch(self, head: Message) -> None:
        self.caught = await self._open_exchange(self._scope, self._receive, self._send)
        headers = [(bytes(k), bytes(v)) for k, v in head.get("headers", ())]
        self._reply = Reply(status=head["status"], raw_headers=headers)
        if self._scope["method"] not in {"GET", "HEAD"}:
            self._sorter = self.caught.sorter().begin(self._reply)

    def _take(self, message: Message) -> None:
        """The body of a caught answer: kept where it is given only once, else let go."""
        body = bytes(message.get("body", b""))
        self._is_complete |= not message.get("more_body", False)
        if self._sorter is None:
            self._swallowed += len(body)
            if self._swallowed > _SWALLOWED_BYTES or "multipart" in self._reply.kind:
                raise CaughtError("the response is media, which is screened first")
            return
        try:
            if message["type"] == "http.response.pathsend":
                with Path(message["path"]).open("rb") as file:
                    while chunk := file.read(_CHUNK_BYTES):
                        self._sorter.write(chunk)
            self._sorter.write(body)
        except (GuardrailError, OSError) as error:
            self._problem = self._problem or error
            raise


def _content_type(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    for key, value in headers:  # on every response of the app: a generator would cost more
        if key == b"content-type" or key.lower() == b"content-type":
            return bytes(value)
    return b""


@lru_cache(maxsize=1024)
def _looks_of(content_type: bytes) -> Looks:
    reply = Reply(raw_headers=[(b"content-type", content_type)])
    if reply.kind.startswith(_MEDIA) and reply.kind not in _HARMLESS:
        return Looks.MEDIA
    if reply.kind.startswith("text/"):
        return Looks.WORDS
    return Looks.DATA if reply.is_text else Looks.BYTES


def _head_of(path: Path) -> bytes:
    """The first bytes of a file; none when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError:
        return b""
