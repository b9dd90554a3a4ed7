"""Websockets: refused where media is what they are for, ended elsewhere before media leaves."""

import base64
import json
from typing import Any

import pytest
from conftest import Clips
from scripted import Connection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from guardrail.web.sockets import Rule, guard_socket

DENIAL: dict[str, object] = {"websocket.http.response": {}}


def socket_scope(path: str, extensions: dict[str, object] | None = None) -> Scope:
    return {
        "type": "websocket",
        "path": path,
        "headers": [],
        "query_string": b"",
        "root_path": "",
        "extensions": extensions or {},
    }


def sending_frames(*frames: bytes | str) -> ASGIApp:
    """An app that accepts and sends these frames, and counts in `reached` of its scope."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["reached"] = True
        await receive()
        await send({"type": "websocket.accept"})
        for frame in frames:
            kind = "bytes" if isinstance(frame, bytes) else "text"
            await send({"type": "websocket.send", kind: frame})

    return app


async def connected(
    app: ASGIApp,
    path: str,
    *,
    rule: Rule = "refuse_media",
    allowed: tuple[str, ...] = (),
    guarded: tuple[str, ...] = (),
    extensions: dict[str, object] | None = None,
) -> Connection:
    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        await guard_socket(app, scope, receive, send, rule=rule, allowed=allowed, guarded=guarded)

    opening: list[Message] = [{"type": "websocket.connect"}]
    return await Connection(socket_scope(path, extensions), opening).run(watched)


MEDIA_PATHS = [
    "/v1/realtime",
    "/v1/realtime/video",
    "/v1/duplex",
    "/v1/video/chat/stream",
    "/v1/realtime_video/generate",
    "/v1/videos/video_1",
    "/gradio/stream",
    "/outputs/live",
]


@pytest.mark.parametrize("path", MEDIA_PATHS)
async def test_a_socket_that_is_there_for_media_is_refused_at_the_handshake(path: str) -> None:
    got = await connected(sending_frames("words"), path, guarded=("/outputs",))
    (close,) = got.sent
    assert (close["type"], close["code"]) == ("websocket.close", 1008)
    assert len(close["reason"].encode()) <= 123, "longer reasons do not fit into a close frame"
    assert "reached" not in got.scope


async def test_a_refusal_is_an_answer_where_the_server_can_give_one() -> None:
    got = await connected(sending_frames("words"), "/v1/realtime", extensions=DENIAL)
    head, body = got.sent
    assert head["type"] == "websocket.http.response.start"
    assert head["status"] == 403
    assert dict(head["headers"])[b"content-length"] == b"%d" % len(body["body"])
    assert json.loads(body["body"])["error"]["code"] == "moderation_blocked"


async def test_other_sockets_pass_as_they_are() -> None:
    got = await connected(sending_frames("words", b"\x01\x02small", "more"), "/chat")
    assert [m.get("text", m.get("bytes")) for m in got.sent[1:]] == [
        "words",
        b"\x01\x02small",
        "more",
    ]
    assert got.scope["reached"] is True


FRAMES: dict[str, Any] = {
    "a picture": lambda clip: clip[:2000],
    "a whole clip": lambda clip: clip,
    "a preview with a header before it": lambda clip: b"\0\0\0\1\0\0\0\2" + clip[:2000],
    "bytes that nobody knows": lambda _: bytes(range(256)) * 40,
    "base64": lambda clip: base64.b64encode(clip[:3000]).decode(),
    "base64 in JSON": lambda clip: json.dumps({"delta": base64.b64encode(clip[:3000]).decode()}),
    "letters without end": lambda _: "zZ" * 40_000,
}


@pytest.mark.parametrize("case", FRAMES)
async def test_a_socket_ends_before_the_first_frame_of_media(clips: Clips, case: str) -> None:
    frame = FRAMES[case](clips.clean)
    got = await connected(sending_frames("words", frame, "later"), "/chat")
    assert [m["type"].removeprefix("websocket.") for m in got.sent] == ["accept", "send", "close"]
    assert got.sent[-1]["code"] == 1008


async def test_all_sockets_are_refused_when_the_operator_says_so() -> None:
    got = await connected(sending_frames("words"), "/chat", rule="refuse")
    assert [m["type"] for m in got.sent] == ["websocket.close"]


async def test_sockets_that_the_operator_lets_through_are_not_looked_at(clips: Clips) -> None:
    app = sending_frames(clips.fox)
    let = await connected(app, "/v1/realtime/video", allowed=("/v1/realtime",))
    everything = await connected(app, "/v1/realtime/video", rule="pass")
    assert [got.sent[-1]["bytes"] for got in (let, everything)] == [clips.fox, clips.fox]
    beside = await connected(app, "/v1/realtime_video", allowed=("/v1/realtime",))
    assert beside.sent[0]["type"] == "websocket.close"
