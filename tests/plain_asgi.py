"""Requests as the bare protocol has them: every message of an answer, and sockets that refuse."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Receive, Send

PATIENCE_S = 30.0
_EXTENSIONS: dict[str, dict[str, object]] = {
    "http.response.pathsend": {},
    "websocket.http.response": {},
}

App = Callable[[dict[str, Any], Receive, Send], Coroutine[Any, Any, None]] | ASGIApp


@dataclass
class Answer:
    """All that came back: the body as sent, and the paths of files sent instead.

    `is_cut` says that the connection broke in the middle, as it does when an app raises there.
    """

    status: int = 0
    is_cut: bool = False
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    paths: list[str] = field(default_factory=list)

    def header(self, name: str) -> str:
        wanted = name.lower().encode()
        return next((v.decode("latin-1") for k, v in self.headers if k.lower() == wanted), "")

    @property
    def content(self) -> bytes:
        """What a client gets: the body, or the file that the server sends in its place."""
        return b"".join([self.body, *(Path(path).read_bytes() for path in self.paths)])

    @property
    def said(self) -> bytes:
        """Head and body in one."""
        return b"\n".join([*(b"%s: %s" % pair for pair in self.headers), self.body])


async def ask(
    app: App,
    method: str,
    target: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    host: str = "guarded",
) -> Answer:
    """One request of a client whose server takes paths of files; `target` is path and query."""
    answer = Answer()
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            await asyncio.sleep(PATIENCE_S)
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = [(bytes(k), bytes(v)) for k, v in message.get("headers", ())]
        elif message["type"] == "http.response.body":
            answer.body += bytes(message.get("body", b""))
        elif message["type"] == "http.response.pathsend":
            answer.paths.append(message["path"])

    scope = _scope("http", target, {"host": host, **(headers or {})}) | {"method": method}
    try:
        async with asyncio.timeout(PATIENCE_S):
            await app(scope, receive, send)
    except OSError:
        answer.is_cut = True
    return answer


@dataclass
class Heard:
    """What a socket gave: the status of a denial, what was sent, the code that it closed with."""

    accepted: bool = False
    denied: int = 0
    closed: int = 0
    frames: list[bytes] = field(default_factory=list)

    def take(self, message: Message) -> None:
        match message["type"]:
            case "websocket.accept":
                self.accepted = True
            case "websocket.send":
                text = message.get("text")
                self.frames.append(bytes(message["bytes"]) if text is None else text.encode())
            case "websocket.close":
                self.closed = message.get("code", 1000)
            case "websocket.http.response.start":
                self.denied = message["status"]
            case "websocket.http.response.body":
                self.frames.append(bytes(message.get("body", b"")))


async def listen(
    app: App,
    target: str,
    *,
    says: tuple[object, ...] = (),
    headers: Mapping[str, str] | None = None,
    denials: bool = True,
) -> Heard:
    """Connect, say these things (bytes, or JSON), and listen until the other side closes.

    With `denials` the server lets an app answer a handshake with an HTTP response.
    """
    heard = Heard()
    waiting: asyncio.Queue[Message] = asyncio.Queue()
    waiting.put_nowait({"type": "websocket.connect"})
    for said in says:
        frame = {"bytes": said} if isinstance(said, bytes) else {"text": json.dumps(said)}
        waiting.put_nowait({"type": "websocket.receive", **frame})

    async def receive() -> Message:
        return await waiting.get()

    async def send(message: Message) -> None:
        heard.take(message)
        if message["type"] in {"websocket.close", "websocket.http.response.body"}:
            waiting.put_nowait({"type": "websocket.disconnect", "code": 1006})

    scope = _scope("websocket", target, {"host": "guarded", **(headers or {})})
    if not denials:
        scope["extensions"] = {}
    async with asyncio.timeout(PATIENCE_S):
        await app(scope, receive, send)
    return heard


def _scope(kind: str, target: str, headers: Mapping[str, str]) -> dict[str, Any]:
    path, _, query = target.partition("?")
    return {
        "type": kind,
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "http" if kind == "http" else "ws",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(k.lower().encode(), v.encode("latin-1")) for k, v in headers.items()],
        "client": ("192.0.2.1", 5000),
        "server": ("guarded", 80),
        "subprotocols": [],
        "state": {},
        "extensions": {**_EXTENSIONS},
    }
