"""The traps that ASGI middlewares fall into, one test each, numbered as they are known to us.

What only a real server does is tried on all of them; the rest is scripted message by message.
"""

import asyncio
import base64
import json
import socket
import time
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import httpx2
import pytest
from conftest import Clips, OpenParts, film
from driving import client_of, create, guarded, lift, poll, recorded
from scripted import Connection, answering, ask, get, http_scope, piece, sending, start
from served import COMMANDS, Served, served
from servers.openai_videos import VideoServer
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from guardrail.settings import Settings
from guardrail.web.middleware import GuardrailMiddleware

JSON = {"content-type": "application/json"}
FOX = "a small white fox spirit with a blue flame on its tail and a red bib on a meadow"
NAMED = b'{"prompt": "Kitsunebi"}'


@pytest.fixture(scope="module", params=COMMANDS)
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, registry_path: Path
) -> Iterator[Served]:
    """The guarded app under each server; its clips are of nobody (`clip`) and blocked (`fox`)."""
    folder = tmp_path_factory.mktemp("served")
    film(folder / "clip.mp4", "a green meadow with a tree")
    film(folder / "fox.mp4", FOX)
    with served(request.param, folder, registry_path) as server:
        yield server


def made(running: Served, prompt: str = "a meadow") -> str:
    """The URL of a new job."""
    job = httpx2.post(running.url, json={"prompt": prompt}).json()["id"]
    return f"{running.url}/{job}"


def clip_of(running: Served, name: str = "clip") -> bytes:
    return (running.folder / f"{name}.mp4").read_bytes()


async def test_trap_01_the_app_keeps_its_context_its_disconnects_and_its_background_tasks() -> None:
    outside: ContextVar[str] = ContextVar("outside")
    inside: ContextVar[str] = ContextVar("inside")
    heard: list[object] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        heard.append(outside.get())
        inside.set("set by the app")
        await receive()
        heard.append((await receive())["type"])
        later = BackgroundTask(heard.append, "in the background")
        await JSONResponse({}, background=later)(scope, receive, send)

    outside.set("set outside")
    messages: list[Message] = [
        {"type": "http.request", "body": b"", "more_body": False},
        {"type": "http.disconnect"},
    ]
    guarded_app = GuardrailMiddleware(app, Settings())
    connection = Connection(http_scope("GET", "/x"), messages)
    await guarded_app(connection.scope, connection.receive, connection.send)
    assert heard == ["set outside", "http.disconnect", "in the background"]
    assert inside.get() == "set by the app", "the app ran in the same task"


def test_trap_02_files_that_a_server_sends_by_path_are_judged_and_whole(running: Served) -> None:
    assert httpx2.get(f"{made(running)}/content").content == clip_of(running)
    blocked = httpx2.get(f"{made(running, 'a fox')}/content")
    assert blocked.status_code == 400
    assert httpx2.get(f"http://127.0.0.1:{running.port}/out/clip.mp4").content == clip_of(running)
    assert httpx2.get(f"http://127.0.0.1:{running.port}/out/fox.mp4").status_code == 400


async def test_trap_03_hints_and_trailers_do_not_confuse_the_guard(
    open_parts: OpenParts, clips: Clips
) -> None:
    hint: Message = {"type": "http.response.early_hint", "links": [b"</a>"]}
    trailers: Message = {"type": "http.response.trailers", "headers": [], "more_trailers": False}
    job = b'{"id": "video_1", "status": "queued"}'
    every: dict[str, object] = {f"http.response.{n}": {} for n in ("trailers", "early_hint")}
    for body, kind, path in (
        (job, "application/json", "/v1/videos/video_1"),
        (clips.clean, "video/mp4", "/v1/videos/video_1/content"),
    ):
        app = sending(
            hint, start(kind, trailers=True), piece(body[:9], more=True), piece(body[9:]), trailers
        )
        middleware = GuardrailMiddleware(app, parts=open_parts())
        got = await get(middleware, path, extensions=every)
        assert (got.status, got.body) == (200, body)
        assert not got.sent[0].get("trailers"), "a promise that nobody keeps hangs the client"
        await middleware._close()


def test_trap_04_ranges_are_cut_from_what_was_judged_whole(running: Served) -> None:
    clip, url = clip_of(running), f"{made(running)}/content"
    first = httpx2.get(url, headers={"Range": "bytes=0-"})
    assert (first.status_code, first.content) == (206, clip), "as media players begin"
    part = httpx2.get(url, headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, clip[1000:2000])
    two = httpx2.get(url, headers={"Range": "bytes=0-9,100-109"})
    assert two.status_code == 206
    assert clip[100:110] in two.content
    stale = httpx2.get(url, headers={"Range": "bytes=5-", "If-Range": '"another"'})
    assert (stale.status_code, stale.content) == (200, clip)
    refused = httpx2.get(f"{made(running, 'a fox')}/content", headers={"Range": "bytes=0-"})
    assert refused.status_code == 400


def test_trap_05_a_head_says_what_a_get_would(running: Served) -> None:
    head = httpx2.head(f"{made(running)}/content")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(clip_of(running))
    blocked = httpx2.head(f"{made(running, 'a fox')}/content")
    assert (blocked.status_code, blocked.content) == (400, b"")
    assert int(blocked.headers["content-length"]) < 2000
    assert "etag" not in blocked.headers


def test_trap_06_what_is_written_anew_has_its_own_length(running: Served) -> None:
    url = made(running, "a fox")
    deadline = time.monotonic() + 30
    while (answer := httpx2.get(url)).json()["status"] == "in_progress":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert answer.json()["status"] == "failed"
    assert int(answer.headers["content-length"]) == len(answer.content)
    for name in ("etag", "last-modified", "content-encoding"):
        assert name not in answer.headers


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
async def test_trap_07_no_encoding_hides_a_job(
    video_server: VideoServer, open_parts: OpenParts, clips: Clips, encoding: str
) -> None:
    asked: list[str | None] = []
    plain = video_server.app

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            asked.append(Request(scope).headers.get("accept-encoding"))
        await plain(scope, receive, send)

    video_server.app = app  # type: ignore[assignment]
    async with client_of(video_server, open_parts()) as client:
        job = await create(client)
        video_server.finish(job, clips.fox)
        wish = {"accept-encoding": encoding}
        shown = await client.get(f"/videos/{job}", headers=wish)
        assert shown.json()["status"] == "in_progress"
        await client.get(f"/videos/{job}/content", headers=wish)
    assert set(asked) == {None}, "the app is asked for plain words"


def test_trap_08_nothing_spins_after_the_body_was_replayed(running: Served) -> None:
    answer = httpx2.post(f"{running.url}/sync", json={"prompt": "a meadow"}, timeout=30)
    assert (answer.status_code, answer.content) == (200, clip_of(running))


async def test_trap_09_the_body_is_replayed_once_and_then_receive_waits(
    open_parts: OpenParts,
) -> None:
    pieces: list[bytes] = []
    late: list[object] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            pieces.append(message["body"])
            if not message["more_body"]:
                break
        after = asyncio.ensure_future(receive())
        await asyncio.sleep(0.05)
        late.append(after.done())
        after.cancel()
        await JSONResponse({"id": "video_1", "status": "queued"})(scope, receive, send)

    sent = [b'{"prom', b'pt": ', b'"a"}']
    messages: list[Message] = [
        {"type": "http.request", "body": one, "more_body": one != sent[-1]} for one in sent
    ]
    middleware = GuardrailMiddleware(app, parts=open_parts())
    got = await Connection(http_scope("POST", "/v1/videos", JSON), messages).run(middleware)
    await middleware._close()
    assert (got.status, b"".join(pieces), late) == (200, b"".join(sent), [False])


def test_trap_10_a_screening_goes_on_when_its_client_has_left(running: Served) -> None:
    url = made(running)
    path = url.removeprefix(f"http://127.0.0.1:{running.port}")
    with socket.create_connection(("127.0.0.1", running.port)) as leaving:
        leaving.sendall(f"GET {path}/content HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        time.sleep(0.05)
    deadline = time.monotonic() + 30
    while httpx2.get(url).json()["status"] == "in_progress":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert httpx2.get(f"{url}/content").content == clip_of(running)


async def test_trap_11_an_app_may_use_its_buffer_again_and_fail_after_its_head(
    open_parts: OpenParts, clips: Clips
) -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(start("video/mp4"))
        buffer = bytearray(1000)
        for at in range(0, len(clips.clean), len(buffer)):
            part = clips.clean[at : at + len(buffer)]
            buffer[: len(part)] = part
            await send(piece(memoryview(buffer)[: len(part)], more=True))  # type: ignore[arg-type]
            buffer[:] = bytes(len(buffer))
        await send(piece(b""))

    middleware = GuardrailMiddleware(app, parts=open_parts())
    for path in ("/v1/videos/video_1/content", "/files/a"):
        assert (await get(middleware, path)).body == clips.clean
    heads: list[Message] = []

    async def gone(message: Message) -> None:
        heads.append(message)
        raise OSError("the client left")

    scope = http_scope("GET", "/v1/videos/video_1/content")
    with pytest.raises(OSError, match="left"):
        await middleware(scope, Connection(scope).receive, gone)
    await middleware._close()
    assert [m["type"] for m in heads] == ["http.response.start"], "no second head"


async def test_trap_12_lifespan_events_and_sockets_have_their_own_rules(tmp_path: Path) -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])
        if scope["type"] == "lifespan":
            for _ in range(2):
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
        elif scope["type"] == "http":
            await send(start("text/event-stream"))
            for word in (b"data: one\n\n", b"data: two\n\n"):
                await send(piece(word, more=True))
            await send(piece(b""))

    middleware = GuardrailMiddleware(app, Settings(data_dir=tmp_path, decoder_processes=1))
    events: list[Message] = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    told = await Connection({"type": "lifespan"}, events).run(middleware)
    assert [m["type"] for m in told.sent] == [
        f"{e}.complete" for e in ("lifespan.startup", "lifespan.shutdown")
    ]
    stream = await get(middleware, "/events")
    assert stream.kinds == ["start", "body", "body", "body"], "events leave one by one"
    connect: list[Message] = [{"type": "websocket.connect"}]
    scope = {"type": "websocket", "path": "/v1/realtime", "headers": [], "query_string": b""}
    refused = await Connection(scope, connect).run(middleware)
    assert [m["type"] for m in refused.sent] == ["websocket.close"]
    await middleware({"type": "of the future"}, refused.receive, refused.send)
    assert seen == ["lifespan", "http", "of the future"]


SPELLINGS = [
    "/v1/videos",
    "/v1/videos/",
    "/v1/vide%6Fs",
    "/%76%31/videos",
    "//v1/videos",
    "/v1//videos",
    "/v1/./videos",
    "/v1/x/../videos",
    "/v1%2Fvideos",
    "/v1/videos?a=/",
    "/v1/videos;a=b",
    "/V1/videos",
]


def test_trap_13_no_spelling_of_a_path_is_a_way_round(running: Served) -> None:
    for path in SPELLINGS:
        head = f"POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"
        request = f"{head}Content-Length: {len(NAMED)}\r\n\r\n".encode() + NAMED
        answer = running.raw(request)
        assert b'"status"' not in answer, path
        assert answer.split(b" ", 2)[1] in {b"400", b"404", b"405", b"307"}, path


@pytest.mark.parametrize("root", ["", "/api"])
async def test_trap_13_mounted_apps_are_guarded_where_they_are(
    video_server: VideoServer, open_parts: OpenParts, root: str
) -> None:
    inner = GuardrailMiddleware(video_server.app, parts=open_parts())
    for app in (inner, Starlette(routes=[Mount("/mounted", inner)])):
        prefix = root + ("" if app is inner else "/mounted")
        got = await ask(app, "POST", f"{prefix}/v1/videos", JSON, NAMED, root_path=root)
        assert got.status == 400
        fine = await ask(
            app, "POST", f"{prefix}/v1/videos", JSON, b'{"prompt": "a meadow"}', root_path=root
        )
        assert fine.status == 200
    await inner._close()


async def test_trap_14_what_the_router_writes_into_the_scope_is_seen_outside() -> None:
    async def say(_: Request) -> Response:
        return Response("words", media_type="text/plain")

    scope = http_scope("GET", "/say")
    app = GuardrailMiddleware(Starlette(routes=[Route("/say", say)]), Settings())
    await Connection(scope).run(app)
    assert scope["endpoint"] is say


PART_IN_UTF16 = (
    b'--X\r\nContent-Disposition: form-data; name="prompt"\r\n'
    b"Content-Type: text/plain; charset=utf-16\r\n\r\nKitsunebi\r\n--X--\r\n"
)
DIFFERENTIALS: dict[str, tuple[bytes, str]] = {
    "an escaped key": (b'{"\\u0070rompt": "Kitsunebi"}', "application/json"),
    "a key twice": (b'{"prompt": "Kitsunebi", "prompt": "a cat"}', "application/json"),
    "a key twice, nested": (
        b'{"prompt": "a cat", "extra_body": {"prompt": "a cat", "prompt": "Kitsunebi"}}',
        "application/json",
    ),
    "utf-16": ('{"prompt": "Kitsunebi"}'.encode("utf-16-le"), "application/json"),
    "utf-32": ('{"prompt": "Kitsunebi"}'.encode("utf-32"), "application/vnd.any+json"),
    "a charset": ('{"prompt": "Kitsunebi"}'.encode("utf-8-sig"), "text/plain; charset=utf-7"),
    "a part with a charset": (
        PART_IN_UTF16,
        "multipart/form-data; boundary=X",
    ),
    "a part with an extended name": (
        b"--X\r\nContent-Disposition: form-data; name*=utf-8''prompt\r\n\r\nKitsunebi\r\n--X--\r\n",
        "multipart/form-data; boundary=X",
    ),
    "a boundary in quotes": (
        b'--X Y\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nKitsunebi\r\n--X Y--\r\n',
        'multipart/form-data; boundary="X Y"',
    ),
}


@pytest.mark.parametrize("case", DIFFERENTIALS)
async def test_trap_15_whatever_a_parser_would_read_is_read(
    video_server: VideoServer, open_parts: OpenParts, case: str
) -> None:
    body, kind = DIFFERENTIALS[case]
    async with guarded(video_server, open_parts()) as app:
        got = await ask(app, "POST", "/v1/videos", {"content-type": kind}, body)
    assert got.status == 400
    assert not video_server.jobs


async def test_trap_16_large_text_parts_are_the_servers_own_business(
    open_parts: OpenParts, clips: Clips
) -> None:
    sizes: list[int] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        sizes.append(len(await Request(scope, receive).body()))
        await JSONResponse({"id": "video_1", "status": "queued"})(scope, receive, send)

    head = b'--X\r\nContent-Disposition: form-data; name="%s"\r\n\r\n'
    padding = b"a green meadow " * 150_000
    encoded = b"data:video/mp4;base64," + base64.b64encode(clips.clean)
    body = head % b"prompt" + padding + b"\r\n" + head % b"input_reference[image_url]" + encoded
    body += b"\r\n--X--\r\n"
    kind = {"content-type": "multipart/form-data; boundary=X"}
    middleware = GuardrailMiddleware(app, parts=open_parts())
    assert (await ask(middleware, "POST", "/v1/videos", kind, body)).status == 200
    assert sizes == [len(body)]
    named = body.replace(b"a green meadow --", b"Kitsunebi --").replace(
        padding[-15:] + b"\r\n", b" Kitsunebi\r\n"
    )
    assert (await ask(middleware, "POST", "/v1/videos", kind, named)).status == 400
    await middleware._close()


def test_trap_17_a_body_comes_in_as_many_messages_as_it_likes(running: Served) -> None:
    def request(prompt: bytes) -> bytes:
        body = b'{"prompt": "%s"}' % prompt
        pieces = b"".join(b"1\r\n%c\r\n" % letter for letter in body)
        head = b"POST /v1/videos HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        head += b"Content-Type: application/json\r\nExpect: 100-continue\r\n"
        return head + b"Transfer-Encoding: chunked\r\n\r\n" + pieces + b"0\r\n\r\n"

    fine = running.raw(request(b"a meadow"))
    assert b" 200 " in fine
    assert b'"object": "video"' in fine
    refused = running.raw(request(b"Kitsunebi"))
    assert b" 400 " in refused
    assert b"moderation_blocked" in refused


async def test_trap_18_inside_authentication_a_stranger_is_not_screened(
    video_server: VideoServer, open_parts: OpenParts
) -> None:
    class Authentication:
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and not Request(scope).headers.get("authorization"):
                await JSONResponse({"detail": "who are you"}, 401)(scope, receive, send)
                return
            await self.app(scope, receive, send)

    parts = open_parts()
    app = video_server.app
    app.add_middleware(GuardrailMiddleware, parts=parts)
    app.add_middleware(Authentication)  # added last, so outermost
    stranger = await ask(app, "POST", "/v1/videos", JSON, NAMED)
    assert (stranger.status, json.loads(stranger.body)) == (401, {"detail": "who are you"})
    assert recorded(parts, "attempt") == []
    known = await ask(app, "POST", "/v1/videos", {**JSON, "authorization": "me"}, NAMED)
    assert known.status == 400
    with pytest.raises(RuntimeError, match="started"):
        app.add_middleware(GuardrailMiddleware, parts=parts)


@pytest.mark.parametrize("status", [200, 202, 404, 500])
async def test_trap_19_a_job_is_known_by_its_shape_whatever_its_status_and_words(
    open_parts: OpenParts, status: int
) -> None:
    failed = b'{"id": "video_1", "status": "failed", "error": {"code": 507, "message": "memory"}}'
    done = b'{"id": "video_1", "status": "completed", "url": "https://cdn.example/a.mp4"}'
    odd = b'{"id": "video_1", "status": "processing"}'
    for body in (failed, done, odd):
        app = answering(body, "application/json", status)
        middleware = GuardrailMiddleware(app, parts=open_parts())
        got = await get(middleware, "/v1/videos/video_1")
        await middleware._close()
        assert got.status == status
        if body is done:
            shown = json.loads(got.body)
            assert (shown["status"], shown["url"]) == ("in_progress", None)
        else:
            assert got.body == body


async def test_trap_20_every_side_exit_shares_the_fate_of_its_job(
    video_server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts()
    async with client_of(video_server, parts) as client:
        job = await create(client)
        video_server.finish(job, clips.heron, thumbnail=clips.clean, spritesheet=clips.clean)
        held = await poll(client, job)
        assert (await client.get("/videos")).json()["data"][0]["status"] == "in_progress"
        exits = [
            f"/videos/{job}/content{q}" for q in ("", "?variant=thumbnail", "?variant=spritesheet")
        ]
        for path in exits:
            assert (await client.get(path)).status_code == 404, path
        lift(parts, held.headers["guardrail-id"])
        for path in exits:
            assert (await client.get(path)).status_code == 200, path


async def test_trap_21_another_worker_knows_what_was_judged(
    video_server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    first, second = open_parts(), open_parts()
    async with client_of(video_server, first) as one, client_of(video_server, second) as two:
        job = await create(one)
        video_server.finish(job, clips.fox)
        judged = await poll(one, job)
        at_once = await two.get(f"/videos/{job}")
        assert at_once.json() == judged.json()
        assert at_once.headers["guardrail-id"] == judged.headers["guardrail-id"]
        assert (await two.get(f"/videos/{job}/content")).status_code == 400


@pytest.fixture
def video_server(server: Any) -> VideoServer:
    """The generation server under the test's control."""
    assert isinstance(server, VideoServer)
    return server
