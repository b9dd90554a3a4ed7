"""The backstop: what a route that no dialect knows answers with, looked at on its way out.

Words pass as they come. Media, by its type or by its first bytes, is caught before the client
has seen a byte of the response, and goes the way of a guarded route instead. A response that
turns into media after its head has left is cut off.
"""

from collections.abc import Awaitable, Callable
from enum import Enum
from functools import lru_cache
from pathlib import Path

import anyio
import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from guardrail.errors import GuardrailError
from guardrail.media.sniff import HEAD_BYTES, resembles_media
from guardrail.web.exchange import Exchange
from guardrail.web.inflating import INFLATABLE, Inflating
from guardrail.web.payloads import hides_media
from guardrail.web.replies import PATIENCE_S, Reply, ReplyError, Sorter, bodiless, inner_scope

log = structlog.get_logger("guardrail")

_ZERO_COPY = "http.response.zerocopysend"
_BODIES = {"http.response.body", "http.response.pathsend"}
_LEAST_WORDS = 64
_TAIL_BYTES = 2 * _LEAST_WORDS
_TELLING_BYTES = 400
"""Two packets of an MPEG transport stream and a little: with these, anything shows what it is."""

_SHORTEST_BYTES = 12
"""With these, anything else does."""

_PRINTABLE_MAGIC = b"FGIMOR0"
"""Letters that media may begin with: FLV, GIF, TIFF, Ogg, RIFF, ASF."""

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
    _is_seen = False
    _beginning = b""
    _tail = b""
    _looks = Looks.DATA
    _head: Message | None = None
    _is_complete = False
    _problem: Exception | None = None
    _swallowed = 0
    _inflating: Inflating | None = None
    _sorter: Sorter | None = None
    _reply: Reply

    def __init__(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, open_exchange: OpenExchange
    ) -> None:
        self._app = app
        self._scope = scope
        self._root = scope.get("root_path", "")
        self._receive = receive
        self._send = send
        self._open_exchange = open_exchange

    async def run(self) -> None:
        """Let the app answer. When this returns and `caught` is set, nothing has left.

        Whoever runs it closes the spools of `caught`.

        Raises:
            CaughtError: media began to leave in the midst of words; the connection must end.
        """
        scope = self._scope
        extensions = scope.get("extensions")
        if extensions and _ZERO_COPY in extensions:  # a file that could not be looked at
            rest = {name: value for name, value in extensions.items() if name != _ZERO_COPY}
            scope = {**scope, "extensions": rest}
        try:
            await self._app(scope, self._receive, self._watched)
        except Exception:
            if self.caught is None and not self._is_cut:
                raise
        if self._is_cut:
            raise CaughtError("the response was cut off: it held media that was not screened")
        if self.caught is None and self._head is not None:
            await self._send(self._head)
        if self.caught is None and self._beginning:
            kept = {"type": "http.response.body", "body": self._beginning, "more_body": True}
            await self._send(kept)

    async def _watched(self, message: Message) -> None:
        kind = message["type"]
        if kind == "http.response.body" and self._is_plain(message):
            if self._head is not None:
                head, self._head = self._head, None
                await self._send(head)
            await self._send(message)
        elif self.caught is not None:
            self._take(message)
        elif self._is_cut:
            raise CaughtError("the response was cut off")
        elif kind == "http.response.start":
            await self._begin(message)
        elif kind == "http.response.body" and self._inflating is not None:
            await self._look_inside(message, self._inflating)
        elif kind in _BODIES and not (self._is_seen and self._looks is Looks.BYTES):
            await self._look(message)
        else:
            await self._let_go(message)

    def _is_plain(self, message: Message) -> bool:
        """Whether this is the whole body of most responses: data, short, and in one piece.

        A way past everything below, for their sake.
        """
        body = message.get("body", b"")
        return (
            len(body) < _LEAST_WORDS
            and not message.get("more_body", False)
            and self._looks is Looks.DATA
            and self.caught is None
            and not (self._is_seen or self._is_cut or self._beginning or self._inflating)
            and not resembles_media(bytes(body))
        )

    @property
    def _as_it_came(self) -> Scope:
        """The scope before routers wrote into it, mounts above all."""
        return {**self._scope, "root_path": self._root}

    async def _look(self, message: Message) -> None:
        """Let a piece of the body out, or end the response before it."""
        piece = message if self._is_seen else self._joined(message)
        if piece is None:
            if not self._beginning and self._head is None:
                await self._send(message)  # nothing is kept back: an empty piece
        elif self._shows_media(piece):
            await self._stop(piece)
        else:
            await self._let_go(piece)

    async def _look_inside(self, message: Message, inflating: Inflating) -> None:
        """The same for a compressed piece: what it is once the client has inflated it."""
        plain = inflating.more(bytes(message.get("body", b"")))
        raw = {**message, "body": self._beginning + bytes(message.get("body", b""))}
        self._beginning = b""
        is_over = not message.get("more_body", False)
        if plain is None or (is_over and not inflating.is_whole and bool(raw["body"])):
            await self._stop(raw)
        elif not self._is_seen and len(plain) < _TELLING_BYTES and not is_over:
            inflating.again(plain)
            self._beginning = raw["body"]
        elif self._shows_media({**message, "body": plain}):
            await self._stop(raw)
        else:
            self._is_seen = True
            await self._let_go(raw)

    async def _let_go(self, message: Message) -> None:
        """Send the head, if it was kept back, and this."""
        if self._head is not None:
            head, self._head = self._head, None
            await self._send(head)
        await self._send(message)

    def _joined(self, message: Message) -> Message | None:
        """The body up to here; None while it is too short to tell what it begins."""
        body = message.get("body", b"")
        if message.get("more_body", False) and len(body) < _TELLING_BYTES:
            begun = self._beginning + bytes(body)
            if _may_begin_media(begun):
                self._beginning = begun
                return None
        self._is_seen = True
        begun, self._beginning = self._beginning, b""
        return {**message, "body": begun + bytes(body)} if begun else message

    def _shows_media(self, piece: Message) -> bool:
        """Whether a piece begins as media, or ends words that hold media in base64."""
        if piece["type"] == "http.response.pathsend":
            return resembles_media(_head_of(Path(piece["path"])))
        body = bytes(piece.get("body", b""))
        if resembles_media(body[:HEAD_BYTES]):
            return True
        if self._looks is Looks.BYTES:
            return False
        words = self._tail + body
        self._tail = words[-_TAIL_BYTES:] if piece.get("more_body", False) else b""
        return len(words) >= _LEAST_WORDS and hides_media(words.decode("latin-1"))

    async def _begin(self, message: Message) -> None:
        """Judge the head: words may leave at once, the rest waits for its first bytes."""
        kind = coding = length = b""
        for name, value in message.get("headers", ()):  # on every response: one pass, no more
            key = name.lower()
            if key == b"content-type":
                kind = bytes(value)
            elif key == b"content-encoding":
                coding = bytes(value)
            elif key == b"content-length":
                length = bytes(value)
        self._looks = _looks_of(kind, coding)
        if coding and self._looks is not Looks.MEDIA and _is_inflatable(coding):
            self._inflating = Inflating()
        if message["status"] == _PARTIAL and await self._is_of_media():
            self._looks = Looks.MEDIA
        if self._looks is Looks.MEDIA:
            await self._catch(message)
        elif self._inflating is None and (self._looks is Looks.WORDS or not (kind or length)):
            await self._send(message)
        else:
            self._head = message

    async def _stop(self, message: Message) -> None:
        """Media where none was announced: caught if nothing has left yet, else cut off."""
        if self._head is not None:
            await self._catch(self._head)
            self._take(message)
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
        inner = inner_scope(self._as_it_came)
        inner["method"] = "GET"
        inner["headers"] = [*inner["headers"], (b"range", b"bytes=0-%d" % (HEAD_BYTES - 1))]
        head = bytearray()

        async def take(message: Message) -> None:
            if message["type"] == "http.response.pathsend":
                head.extend(_head_of(Path(message["path"])))
            elif len(head) < HEAD_BYTES:
                head.extend(message.get("body", b"")[:HEAD_BYTES])

        with anyio.fail_after(PATIENCE_S):
            await self._app(inner, bodiless(), take)
        return resembles_media(bytes(head))

    async def _catch(self, head: Message) -> None:
        self.caught = await self._open_exchange(self._as_it_came, self._receive, self._send)
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


@lru_cache(maxsize=1024)
def _looks_of(content_type: bytes, coding: bytes) -> Looks:
    """What is compressed beyond our reading may be anything, so it counts as media."""
    reply = Reply(raw_headers=[(b"content-type", content_type)])
    is_media = reply.kind.startswith(_MEDIA) and reply.kind not in _HARMLESS
    is_readable = coding.lower() in {b"", b"identity"} or _is_inflatable(coding)
    if is_media or not is_readable:
        return Looks.MEDIA
    if reply.kind.startswith("text/"):
        return Looks.WORDS
    return Looks.DATA if reply.is_text else Looks.BYTES


def _is_inflatable(coding: bytes) -> bool:
    return coding.lower().decode("latin-1") in INFLATABLE


def _may_begin_media(begun: bytes) -> bool:
    """Whether what follows could make media of these first bytes."""
    if begun.startswith(b"G") and len(begun) > _SHORTEST_BYTES:  # an MPEG packet, or a word
        return not begun[:_SHORTEST_BYTES].decode("latin-1").isprintable()
    is_plain = begun.isascii() and begun.translate(None, b"\t\n\r").decode().isprintable()
    return len(begun) < _SHORTEST_BYTES and (begun[:1] in _PRINTABLE_MAGIC or not is_plain)


def _head_of(path: Path) -> bytes:
    """The first bytes of a file; none when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError:
        return b""
