"""Websockets: refused where they would carry what nobody can screen, watched elsewhere.

A stream of frames cannot be judged whole before it leaves, and new prompts may come in the midst
of it. So routes that are there for media are refused at the handshake, and any other socket ends
before the first frame that nobody can read as words.
"""

import re
from typing import Literal

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from guardrail.media.sniff import HEAD_BYTES, resembles_media
from guardrail.web.dialects import openai_videos as dialect
from guardrail.web.payloads import hides_media, is_opaque

log = structlog.get_logger("guardrail")

_FOR_MEDIA = re.compile(r"/(realtime|duplex|[^/]*video[^/]*|[^/]*stream[^/]*)(/|$)", re.IGNORECASE)
_POLICY_VIOLATION = 1008
_UNREADABLE_BYTES = 4096
_PREFIX_BYTES = 64
_REFUSAL = (
    "This websocket is refused: what it carries cannot be screened before it is seen. "
    "Operators: websocket_paths."
)

Rule = Literal["refuse_media", "refuse", "pass"]


async def guard_socket(
    app: ASGIApp,
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    rule: Rule,
    allowed: tuple[str, ...],
    guarded: tuple[str, ...],
) -> None:
    """Refuse a socket, watch it, or let it through, as the operator says.

    Args:
        app: the wrapped app.
        scope: of the socket.
        receive: the server's.
        send: the server's.
        rule: the setting `websockets`.
        allowed: paths below which sockets pass unseen.
        guarded: paths below which every request is guarded.
    """
    as_read = {**scope, "method": "GET"}
    if rule == "pass" or dialect.route_below(as_read, allowed) is not None:
        await app(scope, receive, send)
        return
    is_for_media = (
        dialect.route(as_read) is not None
        or dialect.route_below(as_read, guarded) is not None
        or _FOR_MEDIA.search(scope["path"]) is not None
    )
    if rule == "refuse" or is_for_media:
        log.warning("socket.refused", path=scope["path"])
        await _refuse(scope, receive, send)
        return
    await app(scope, receive, _watched(scope, send))


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """A denial response where the server can send one, else a close before the handshake."""
    await receive()
    if "websocket.http.response" not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": _REFUSAL[:120]})
        return
    body = dialect.refusal(code=dialect.BLOCKED_CODE, message=_REFUSAL)
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "websocket.http.response.start", "status": 403, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})


def _watched(scope: Scope, send: Send) -> Send:
    """A `send` that closes the socket instead of sending a frame that may show something."""
    is_over = False

    async def watched(message: Message) -> None:
        nonlocal is_over
        if is_over:
            return
        if message["type"] == "websocket.send" and _may_show(message):
            is_over = True
            log.warning("socket.closed", path=scope["path"])
            reason = "media cannot be screened here"
            message = {"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": reason}
        await send(message)

    return watched


def _may_show(message: Message) -> bool:
    """Whether a frame holds media, or binary of a size that a picture might have."""
    data = message.get("bytes")
    if data is not None:
        head = bytes(data[: HEAD_BYTES + _PREFIX_BYTES])
        starts = range(min(_PREFIX_BYTES, len(head)))  # some put a small header before a picture
        return len(data) > _UNREADABLE_BYTES or any(resembles_media(head[at:]) for at in starts)
    text = message.get("text") or ""
    return hides_media(text) or is_opaque(text)
