"""An app's own routes behave behind the guard as they do without it, message by message."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scripted import Connection, ask, get, http_scope, piece, sending, start
from starlette.types import ASGIApp, Message, Scope

from guardrail.settings import Settings
from guardrail.web.middleware import GuardrailMiddleware

TRAILERS = {
    "type": "http.response.trailers",
    "headers": [(b"x-sum", b"1")],
    "more_trailers": False,
}
HINT = {"type": "http.response.early_hint", "links": [b"</a.css>; rel=preload"]}

ANSWERS: dict[str, list[Message]] = {
    "words": [start("text/plain"), piece(b"words")],
    "a stream": [start("text/event-stream"), piece(b"data: 1\n\n", more=True), piece(b"")],
    "an untyped stream": [start(), piece(b"", more=True), piece(b"one", more=True), piece(b"")],
    "an empty body": [start("application/json", 204), piece(b"")],
    "an empty untyped body": [start(), piece(b"")],
    "an empty stream": [start(), *[piece(b"", more=True)] * 3, piece(b"")],
    "trailers": [start("text/plain", trailers=True), piece(b"words"), TRAILERS],
    "early hints": [HINT, start("text/html"), piece(b"<html>")],
    "a redirect": [start("", 307, [("location", "https://elsewhere.example/")]), piece(b"")],
    "unknown messages": [
        start("text/plain"),
        {"type": "http.response.push", "path": "/"},
        piece(b""),
    ],
    "bytes that are no media": [start("application/zip"), piece(b"PK\3\4" + bytes(500))],
}


def guard(app: ASGIApp) -> GuardrailMiddleware:
    """The app behind a guard that has no reason to open anything."""
    return GuardrailMiddleware(app, Settings())


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    yield
    assert not (tmp_path / "guardrail-data").exists(), "nothing was opened"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("answer", ANSWERS)
async def test_an_answer_comes_message_by_message(answer: str, method: str) -> None:
    app = sending(*ANSWERS[answer])
    plain, guarded = await ask(app, method, "/x"), await ask(guard(app), method, "/x")
    assert guarded.sent == plain.sent


@pytest.mark.parametrize("kind", ["text/plain", "application/octet-stream", ""])
async def test_a_buffer_that_is_used_again_is_sent_as_it_was(kind: str) -> None:
    async def app(_scope: Scope, _receive: Any, send: Any) -> None:
        await send(start(kind))
        buffer = bytearray(4)
        for word in (b"\x01\x02\x03\x04", b"five", b"sixx", b"seve"):
            buffer[:] = word
            await send(piece(memoryview(buffer), more=True))  # type: ignore[arg-type]
        await send(piece(b""))

    assert (await get(guard(app), "/x")).body == b"\x01\x02\x03\x04fivesixxseve"


@pytest.mark.parametrize("kind", ["text/event-stream", "text/plain", ""])
async def test_the_head_of_a_stream_leaves_before_its_first_piece(kind: str) -> None:
    go_on = asyncio.Event()

    async def app(_scope: Scope, _receive: Any, send: Any) -> None:
        await send(start(kind))
        await go_on.wait()
        await send(piece(b"words"))

    connection = Connection(http_scope("GET", "/x"))
    running = asyncio.create_task(connection.run(guard(app)))
    async with asyncio.timeout(5):
        while not connection.sent:
            await asyncio.sleep(0)
    go_on.set()
    await running
    assert connection.kinds == ["start", "body"]


@pytest.mark.parametrize("kind", ["text/plain", "application/octet-stream", ""])
async def test_a_slow_client_slows_the_app(kind: str) -> None:
    made, take = [], asyncio.Semaphore(0)

    async def app(_scope: Scope, _receive: Any, send: Any) -> None:
        await send(start(kind))
        for at in range(100):
            made.append(at)
            await send(piece(b"x" * 500, more=at < 99))

    connection = Connection(http_scope("GET", "/x"))

    async def send(message: Message) -> None:
        await take.acquire()
        await Connection.send(connection, message)

    running = asyncio.create_task(guard(app)(connection.scope, connection.receive, send))
    for _ in range(3):
        take.release()
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(made) <= 4
    for _ in range(200):
        take.release()
    await running
    assert len(connection.body) == 50_000


async def test_a_head_is_not_sent_twice_when_sending_it_failed() -> None:
    heads: list[Message] = []

    async def app(_scope: Scope, _receive: Any, send: Any) -> None:
        try:
            await send(start("application/json", headers=[("content-length", "2")]))
            await send(piece(b"{}"))
        except OSError:
            await send(piece(b"{}"))

    async def gone(message: Message) -> None:
        if message["type"] == "http.response.start":
            heads.append(message)
            raise OSError("the client left")

    scope = http_scope("GET", "/x")
    await guard(app)(scope, Connection(scope).receive, gone)
    assert len(heads) == 1


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "application/octet-stream"])
@pytest.mark.parametrize("pieces", [0, 1])
async def test_an_app_that_fails_half_way_fails_as_it_does_alone(kind: str, pieces: int) -> None:
    async def app(_scope: Scope, _receive: Any, send: Any) -> None:
        await send(start(kind))
        for _ in range(pieces):
            await send(piece(b"words " * 10, more=True))
        raise RuntimeError("the app fails")

    connection = Connection(http_scope("GET", "/x"))
    with pytest.raises(RuntimeError, match="the app fails"):
        await connection.run(guard(app))
    assert connection.body == b"words " * 10 * pieces


async def test_an_app_that_fails_at_once_fails_as_it_does_alone() -> None:
    async def app(_scope: Scope, _receive: Any, _send: Any) -> None:
        raise RuntimeError("the app fails")

    connection = Connection(http_scope("GET", "/x"))
    with pytest.raises(RuntimeError):
        await connection.run(guard(app))
    assert connection.sent == []


async def test_a_file_sent_by_its_path_is_left_to_the_server(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_bytes(b"words " * 100)
    sent: Message = {"type": "http.response.pathsend", "path": str(tmp_path / "words.txt")}
    app: ASGIApp = sending(start("text/plain"), sent)
    assert (await get(guard(app), "/x")).sent == (await get(app, "/x")).sent


async def test_the_request_reaches_the_app_as_the_server_gave_it() -> None:
    seen: list[object] = []

    async def app(scope: Scope, receive: Any, send: Any) -> None:
        seen.extend([scope, receive])
        await send(start("text/plain"))
        await send(piece(b""))

    scope = http_scope("POST", "/x")
    connection = Connection(scope)
    await guard(app)(scope, connection.receive, connection.send)
    assert seen[0] is scope
    assert seen[1] == connection.receive
