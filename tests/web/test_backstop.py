"""What routes that nobody claimed may answer with: words as they come, media only once judged."""

import asyncio
import base64
import gzip
import json
import zlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Clips, OpenParts
from scripted import Connection, answering, ask, get, http_scope, piece, sending, start
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Scope

from guardrail.web.backstop import CaughtError
from guardrail.web.middleware import GuardrailMiddleware

TYPES = ["video/mp4", "image/png", "application/octet-stream", ""]
Guarded = Callable[..., GuardrailMiddleware]


@pytest.fixture
async def guarded(open_parts: OpenParts) -> AsyncIterator[Guarded]:
    """Puts an app behind the guard."""
    made: list[GuardrailMiddleware] = []
    opened: dict[str, Any] = {}

    def guard(app: ASGIApp, **settings: object) -> GuardrailMiddleware:
        if (name := repr(settings)) not in opened:
            opened[name] = open_parts(**settings)
        parts = opened[name]
        made.append(GuardrailMiddleware(app, parts=parts))
        return made[-1]

    yield guard
    for middleware in made:
        await middleware._close()


def nothing_of(clip: bytes, connection: Connection) -> bool:
    """Whether no 32 bytes of a clip came out."""
    return not any(
        connection.body[at : at + 32] in clip for at in range(0, len(connection.body) - 31, 8)
    )


@pytest.mark.parametrize("kind", [*TYPES, "application/json"])
async def test_media_is_judged_whatever_it_calls_itself(
    guarded: Guarded, clips: Clips, kind: str
) -> None:
    blocked = await get(guarded(answering(clips.fox, kind)), "/files/a")
    assert blocked.status == 400
    assert json.loads(blocked.body)["error"]["code"] == "moderation_blocked"
    held = await get(guarded(answering(clips.heron, kind)), "/files/b")
    assert (held.status, held.headers["guardrail-decision"]) == (404, "hold")
    clean = await get(guarded(answering(clips.clean, kind)), "/files/c")
    assert (clean.status, clean.body) == (200, clips.clean)


@pytest.mark.parametrize("sizes", [[0, 1, 3], [1] * 20, [4], [0] * 5, [188] * 3])
async def test_media_that_begins_in_small_pieces_is_judged(
    guarded: Guarded, clips: Clips, sizes: list[int]
) -> None:
    messages, at = [start("application/octet-stream")], 0
    for size in sizes:
        messages.append(piece(clips.fox[at : at + size], more=True))
        at += size
    connection = await get(guarded(sending(*messages, piece(clips.fox[at:]))), "/files/a")
    assert connection.status == 400


async def test_a_transport_stream_in_single_packets_is_withheld(guarded: Guarded) -> None:
    packet = b"\x47\x40\x00\x10" + bytes(184)
    pieces = [piece(packet, more=True) for _ in range(20)]
    app = sending(start("application/octet-stream"), *pieces, piece(b""))
    connection = await get(guarded(app), "/live")
    assert connection.status == 404
    assert packet not in connection.body


@pytest.mark.parametrize("kind", ["application/octet-stream", "text/plain", ""])
async def test_small_pieces_of_words_arrive_whole(guarded: Guarded, kind: str) -> None:
    said = "I am 日本語, GIFted and RIFFing".encode()
    pieces = [piece(said[at : at + 1], more=True) for at in range(len(said))]
    connection = await get(guarded(sending(start(kind), *pieces, piece(b""))), "/say")
    assert (connection.status, connection.body) == (200, said)


async def test_a_body_that_breaks_off_early_goes_on_as_far_as_it_came(guarded: Guarded) -> None:
    app = sending(start("application/octet-stream"), piece(b"\x00\x01", more=True))
    assert (await get(guarded(app), "/x")).body == b"\x00\x01"


@pytest.mark.parametrize("split", [None, 40, 100, 1000])
async def test_base64_media_in_json_is_judged(
    guarded: Guarded, clips: Clips, split: int | None
) -> None:
    def app_of(clip: bytes) -> ASGIApp:
        body = json.dumps({"data": [{"b64_json": base64.b64encode(clip).decode()}]}).encode()
        pieces = (
            [piece(body)]
            if split is None
            else [piece(body[:split], more=True), piece(body[split:])]
        )
        return sending(start("application/json"), *pieces)

    if split is None or split == 1000:
        assert (await get(guarded(app_of(clips.fox)), "/v1/images")).status == 400
        clean = await get(guarded(app_of(clips.clean)), "/v1/images")
        assert base64.b64decode(json.loads(clean.body)["data"][0]["b64_json"]) == clips.clean
        return
    connection = Connection(http_scope("GET", "/v1/images"))
    try:
        await connection.run(guarded(app_of(clips.fox)))
    except CaughtError:
        assert len(connection.body) <= split
    else:
        assert connection.status == 400


def ranged(clip: bytes, kind: str) -> ASGIApp:
    """A server of one file that knows ranges."""

    async def app(scope: Scope, receive: Any, send: Any) -> None:
        asked = Request(scope).headers.get("range")
        if asked is None:
            response = Response(clip, media_type=kind or None)
        else:
            first, _, last = asked.removeprefix("bytes=").partition("-")
            part = clip[int(first) : int(last) + 1 if last else None]
            response = Response(part, 206, media_type=kind or None)
        await response(scope, receive, send)

    return app


@pytest.mark.parametrize("kind", [*TYPES, "text/plain"])
async def test_a_fragment_of_any_type_is_judged_as_the_whole(
    guarded: Guarded, clips: Clips, kind: str
) -> None:
    asked = {"range": "bytes=5000-5999"}
    refused = await get(guarded(ranged(clips.fox, kind)), "/files/a", asked)
    assert refused.status == 400
    app = guarded(ranged(clips.clean, kind))
    part = await get(app, "/files/b", asked)
    assert (part.status, part.body) == (206, clips.clean[5000:6000])
    if not kind.startswith(("video/", "image/")):
        words = await get(guarded(ranged(b"only words", kind)), "/c", {"range": "bytes=5-9"})
        assert (words.status, words.body) == (206, b"words")


async def test_a_file_behind_pathsend_is_looked_at(
    guarded: Guarded, clips: Clips, tmp_path: Path
) -> None:
    for name, content in {"fox": clips.fox, "clean": clips.clean, "words": b"words " * 50}.items():
        (tmp_path / name).write_bytes(content)

    def app_of(name: str, kind: str) -> ASGIApp:
        sent: Message = {"type": "http.response.pathsend", "path": str(tmp_path / name)}
        return sending(start(kind), sent)

    for kind in ("application/octet-stream", "video/mp4"):
        assert (await get(guarded(app_of("fox", kind)), "/f")).status == 400
        assert (await get(guarded(app_of("clean", kind)), "/f")).body == clips.clean
    words = await get(guarded(app_of("words", "application/octet-stream")), "/f")
    assert words.kinds == ["start", "pathsend"]


async def test_files_of_a_mount_are_judged_where_they_lie(
    guarded: Guarded, clips: Clips, tmp_path: Path
) -> None:
    (tmp_path / "clean.mp4").write_bytes(clips.clean)
    (tmp_path / "fox").write_bytes(clips.fox)
    app = Starlette(routes=[Mount("/out", StaticFiles(directory=tmp_path))])
    middleware = guarded(app)
    for headers in ({}, {"range": "bytes=0-"}, {"range": "bytes=4000-"}):
        got = await get(middleware, "/out/clean.mp4", headers)
        assert got.body == clips.clean[4000 if headers.get("range") == "bytes=4000-" else 0 :]
        connection = Connection(http_scope("GET", "/out/fox", headers))
        try:
            await connection.run(middleware)
        except CaughtError:
            assert connection.body == b""
        else:
            assert connection.status == 400


@pytest.mark.parametrize("kind", ["video/mp4", "application/octet-stream"])
async def test_media_that_answers_a_post_is_judged_without_a_second_post(
    guarded: Guarded, clips: Clips, kind: str
) -> None:
    for clip, status in ((clips.fox, 400), (clips.clean, 200)):
        asked: list[bytes] = []

        async def render(
            request: Request, clip: bytes = clip, asked: list[bytes] = asked
        ) -> Response:
            asked.append(await request.body())
            return Response(clip, media_type=kind)

        app = Starlette(routes=[Route("/render", render, methods=["POST"])])
        connection = await ask(guarded(app), "POST", "/render", body=b"{}")
        assert connection.status == status
        assert connection.body == clips.clean or nothing_of(clips.fox, connection)
        assert asked == [b"{}"]


@pytest.mark.parametrize("kind", ["text/plain", "text/event-stream", ""])
async def test_words_that_turn_into_media_are_cut_off(
    guarded: Guarded, clips: Clips, kind: str
) -> None:
    held = base64.b64encode(clips.fox)
    for later in (clips.fox, b"data: " + held + b"\n\n"):
        app = sending(start(kind), piece(b"data: {}\n\n", more=True), piece(later, more=True))
        connection = Connection(http_scope("GET", "/events"))
        with pytest.raises(CaughtError):
            await connection.run(guarded(app))
        assert connection.body == b"data: {}\n\n"


async def test_nothing_follows_what_was_cut_off(guarded: Guarded, clips: Clips) -> None:
    async def stubborn(_scope: Scope, _receive: Any, send: Any) -> None:
        await send(start("text/plain"))
        await send(piece(b"words", more=True))
        for content in (clips.fox, clips.fox[:500], b"words"):
            try:
                await send(piece(content, more=True))
            except OSError:
                continue

    connection = Connection(http_scope("GET", "/x"))
    with pytest.raises(CaughtError):
        await connection.run(guarded(stubborn))
    assert connection.body == b"words"


async def test_a_head_of_media_tells_only_what_was_judged(guarded: Guarded, clips: Clips) -> None:
    async def files(request: Request) -> Response:
        clip = clips.fox if "fox" in request.url.path else clips.clean
        response = Response(clip, media_type="video/mp4")
        if request.method == "HEAD":
            response.body = b""
        return response

    app = guarded(Starlette(routes=[Route("/{name}", files)]))
    clean = await ask(app, "HEAD", "/clean")
    assert (clean.status, clean.body) == (200, b"")
    assert clean.headers["content-length"] == str(len(clips.clean))
    fox = await ask(app, "HEAD", "/fox")
    assert fox.status == 400
    assert fox.headers["content-length"] != str(len(clips.fox))


async def test_conditions_are_answered_from_judged_bytes(
    guarded: Guarded, clips: Clips, tmp_path: Path
) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(clips.clean)

    async def file(_: Request) -> Response:
        return FileResponse(path)

    app = guarded(Starlette(routes=[Route("/clip", file)]))
    first = await get(app, "/clip")
    same = await get(app, "/clip", {"if-none-match": first.headers["etag"]})
    assert (same.status, same.body) == (304, b"")
    path.write_bytes(clips.fox)
    assert (await get(app, "/clip", {"if-none-match": first.headers["etag"]})).status == 400
    assert (
        await get(app, "/clip", {"if-range": first.headers["etag"], "range": "bytes=0-9"})
    ).status == 400


async def test_the_operator_may_withhold_all_unclaimed_media(
    guarded: Guarded, clips: Clips
) -> None:
    app = guarded(answering(clips.clean, "video/mp4"), unclaimed_media="withhold")
    connection = await get(app, "/files/a")
    assert connection.status == 502
    assert "unclaimed_media" in json.loads(connection.body)["error"]["message"]


async def test_the_operator_may_let_all_unclaimed_media_pass(
    guarded: Guarded, clips: Clips
) -> None:
    app = guarded(answering(clips.fox, "video/mp4"), unclaimed_media="pass")
    assert (await get(app, "/files/a")).body == clips.fox


@pytest.mark.parametrize("kind", ["image/svg+xml", "image/x-icon", "text/html", "application/pdf"])
async def test_other_answers_come_as_they_are(guarded: Guarded, kind: str) -> None:
    app = answering(b"%PDF-1.7 or <svg/>, who knows " * 10, kind)
    plain, through = await get(app), await get(guarded(app))
    assert through.sent == plain.sent


async def test_an_endless_stream_of_media_is_stopped(guarded: Guarded, clips: Clips) -> None:
    ended = asyncio.Event()

    async def camera(_: Request) -> Response:
        async def frames() -> AsyncIterator[bytes]:
            try:
                while True:
                    yield b"--frame\r\ncontent-type: image/jpeg\r\n\r\n" + bytes(65536)
                    await asyncio.sleep(0)
            finally:
                ended.set()

        return StreamingResponse(frames(), media_type="multipart/x-mixed-replace; boundary=frame")

    app = guarded(Starlette(routes=[Route("/camera", camera)]), max_artefact_bytes=1_000_000)
    connection = await get(app, "/camera")
    assert connection.status == 404
    await asyncio.wait_for(ended.wait(), 10)


async def test_the_outer_scope_keeps_what_the_router_wrote_into_it(guarded: Guarded) -> None:
    scope = http_scope("GET", "/say")

    async def say(_: Request) -> Response:
        return Response("words", media_type="text/plain")

    await Connection(scope).run(guarded(Starlette(routes=[Route("/say", say)])))
    assert scope["endpoint"] is say


async def test_files_by_descriptor_are_not_offered(guarded: Guarded) -> None:
    offered: list[object] = []

    async def app(scope: Scope, receive: Any, send: Any) -> None:
        offered.append(scope["extensions"])
        await Response("words")(scope, receive, send)

    every: dict[str, object] = {"http.response.zerocopysend": {}, "http.response.trailers": {}}
    await get(guarded(app), "/x", extensions=every)
    assert offered == [{"http.response.trailers": {}}]


COMPRESSED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, mtime=0),
    "deflate": zlib.compress,
    "br": lambda body: body[::-1],  # nothing here reads it
}


def encoded(encoding: str, kind: str, body: bytes, *, size: int) -> ASGIApp:
    """An app that compresses by itself, whatever it is asked, and sends in pieces."""
    packed = COMPRESSED[encoding](body)
    head = {"content-type": kind, "content-encoding": encoding}

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(packed), size):
            yield packed[at : at + size]

    return Starlette(
        routes=[Route("/files/{name}", lambda _: StreamingResponse(pieces(), headers=head))]
    )


@pytest.mark.parametrize("size", [7, 4096])
@pytest.mark.parametrize("encoding", COMPRESSED)
@pytest.mark.parametrize("kind", ["application/json", "application/octet-stream", "text/plain"])
async def test_compressed_media_does_not_leave_unseen(
    guarded: Guarded, clips: Clips, kind: str, encoding: str, size: int
) -> None:
    body = clips.fox
    if kind == "application/json":
        body = json.dumps({"file": base64.b64encode(clips.fox).decode()}).encode()
    app = guarded(encoded(encoding, kind, body, size=size))
    answer = await get(app, "/files/a")
    assert answer.status >= 400
    assert COMPRESSED[encoding](body)[64:128] not in answer.body
    assert nothing_of(clips.fox, answer)


@pytest.mark.parametrize("size", [7, 4096])
@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_compressed_words_pass_as_they_came(
    guarded: Guarded, encoding: str, size: int
) -> None:
    body = json.dumps({"words": "a green meadow " * 400}).encode()
    answer = await get(guarded(encoded(encoding, "application/json", body, size=size)), "/files/a")
    assert (answer.status, answer.body) == (200, COMPRESSED[encoding](body))
    assert answer.headers["content-encoding"] == encoding
