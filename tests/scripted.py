"""Connections driven message by message: what the transports of clients hide is written down."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message, Scope

Headers = dict[str, str]


def http_scope(
    method: str = "GET", path: str = "/", headers: Headers | None = None, **more: object
) -> Scope:
    """The scope of an HTTP request, as a server with no extensions makes it."""
    path, _, query = path.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(k.lower().encode(), v.encode()) for k, v in (headers or {}).items()],
        "server": ("guarded", 80),
        "client": ("127.0.0.1", 50000),
        **more,
    }


@dataclass(slots=True)
class Connection:
    """One request: yields its messages to the app, then stays silent; keeps what was sent."""

    scope: Scope
    messages: list[Message] = field(default_factory=list)
    sent: list[Message] = field(default_factory=list)
    received: int = 0

    async def receive(self) -> Message:
        self.received += 1
        if self.messages:
            return self.messages.pop(0)
        return await asyncio.Future()

    async def send(self, message: Message) -> None:
        body = message.get("body")
        self.sent.append(message if body is None else {**message, "body": bytes(body)})

    async def run(self, app: ASGIApp) -> "Connection":
        """Let the app answer."""
        async with asyncio.timeout(30):
            await app(self.scope, self.receive, self.send)
        return self

    @property
    def kinds(self) -> list[str]:
        """The types of what was sent, without their common beginning."""
        return [message["type"].rsplit(".", maxsplit=1)[-1] for message in self.sent]

    @property
    def status(self) -> int:
        return int(next(m["status"] for m in self.sent if m["type"] == "http.response.start"))

    @property
    def headers(self) -> Headers:
        head = next(m for m in self.sent if m["type"] == "http.response.start")
        return {bytes(k).decode().lower(): bytes(v).decode() for k, v in head["headers"]}

    @property
    def body(self) -> bytes:
        return b"".join(m["body"] for m in self.sent if m["type"] == "http.response.body")


async def get(
    app: ASGIApp, path: str = "/", headers: Headers | None = None, **more: Any
) -> Connection:
    """A GET without a body, to its end."""
    return await ask(app, "GET", path, headers, **more)


async def ask(
    app: ASGIApp,
    method: str,
    path: str = "/",
    headers: Headers | None = None,
    body: bytes = b"",
    **more: Any,
) -> Connection:
    """A request to its end."""
    request = {"type": "http.request", "body": body, "more_body": False}
    return await Connection(http_scope(method, path, headers, **more), [request]).run(app)


def sending(*messages: Message) -> ASGIApp:
    """An app that answers every request with these messages."""

    async def app(
        scope: Scope, receive: object, send: Callable[[Message], Awaitable[None]]
    ) -> None:
        for message in messages:
            await send(message)

    return app


def start(
    kind: str = "", status: int = 200, headers: Iterable[tuple[str, str]] = (), **more: object
) -> Message:
    """The head of an answer."""
    typed = [("content-type", kind)] if kind else []
    raw = [(k.encode(), v.encode()) for k, v in (*typed, *headers)]
    return {"type": "http.response.start", "status": status, "headers": raw, **more}


def piece(content: bytes, *, more: bool = False) -> Message:
    """A piece of an answer's body."""
    return {"type": "http.response.body", "body": content, "more_body": more}


def answering(content: bytes, kind: str = "", status: int = 200) -> ASGIApp:
    """An app that answers every request with these bytes, whole."""
    return sending(
        start(kind, status, [("content-length", str(len(content)))]),
        piece(content),
    )
