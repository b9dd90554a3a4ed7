import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from guardrail.media.bounds import Deadline
from guardrail.media.wire import MAX_MESSAGE_BYTES, WireError, receive, send


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of a channel."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


Pair = tuple[socket.socket, socket.socket]


def test_a_message_arrives_with_its_open_file(pair: Pair, tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"content")
    with path.open("rb") as file:
        send(pair[0], {"job": 7, "word": "名"}, files=[file.fileno()])
    path.unlink()
    message, (handle,) = receive(pair[1], files=1)
    with os.fdopen(handle, "rb") as handed:
        assert handed.read() == b"content"
    assert message == {"job": 7, "word": "名"}


def test_silence_ends_with_the_deadline(pair: Pair) -> None:
    with pytest.raises(TimeoutError):
        receive(pair[0], deadline=Deadline.after(0.05))
    with pytest.raises(TimeoutError):
        receive(pair[0], deadline=Deadline.after(-1))


@pytest.mark.parametrize(
    "nonsense",
    [
        b"",
        b"\0\0",
        b"\0\0\0\x05{}",
        b"\0\0\0\x02[]",
        b"\0\0\0\x04nope",
        b"\0\0\0\x02\xff\xff",
        (MAX_MESSAGE_BYTES + 1).to_bytes(4, "big"),
        (40_000).to_bytes(4, "big") + b"[" * 40_000,
    ],
    ids=["gone", "half a length", "short", "a list", "no JSON", "no text", "too long", "too deep"],
)
def test_nonsense_is_an_error(pair: Pair, nonsense: bytes) -> None:
    pair[1].sendall(nonsense)
    pair[1].close()
    with pytest.raises(WireError):
        receive(pair[0], deadline=Deadline.after(5))


def test_nobody_there_is_an_error(pair: Pair) -> None:
    pair[1].close()
    with pytest.raises(WireError):
        send(pair[0], {"job": 1})
