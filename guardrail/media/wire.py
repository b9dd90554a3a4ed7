"""How a decoder process and its owner talk: framed JSON over a socket, a file handed along.

The socket is a Unix stream pair; each message is four bytes of length (big-endian), then UTF-8
JSON. A request carries the open file itself (SCM_RIGHTS), so a decoder never opens a path.
"""

import json
import os
import socket
import struct
from collections.abc import Mapping, Sequence

from guardrail.media.bounds import Deadline

MAX_MESSAGE_BYTES = 64 * 1024
HOLD_STILL, GO_ON = b"h", b"g"
"""What the owner says on the pipe that is there to close when it is gone."""
_NONSENSE = (OSError, ValueError, RecursionError)
_LENGTH = struct.Struct(">I")


class WireError(Exception):
    """The other side is gone or speaks nonsense."""


def send(
    channel: socket.socket, message: Mapping[str, object], *, files: Sequence[int] = ()
) -> None:
    """Send one message and duplicates of open files. Raises WireError."""
    payload = json.dumps(message, allow_nan=False).encode()
    framed = _LENGTH.pack(len(payload)) + payload
    try:
        channel.settimeout(None)
        sent = socket.send_fds(channel, [framed], list(files)) if files else 0
        channel.sendall(framed[sent:])
    except OSError as error:
        raise WireError(f"cannot send: {error}") from error


def receive(
    channel: socket.socket, *, deadline: Deadline | None = None, files: int = 0
) -> tuple[dict[str, object], list[int]]:
    """The next message and the files (at most `files`) that came with it; the caller closes them.

    Raises WireError, or TimeoutError when the deadline passes first.
    """
    handed: list[int] = []
    try:
        _set_timeout(channel, deadline)
        head, handed, _, _ = socket.recv_fds(channel, _LENGTH.size, files)
        head += _exactly(channel, _LENGTH.size - len(head), deadline)
        (length,) = _LENGTH.unpack(head)
        if length > MAX_MESSAGE_BYTES:
            raise WireError(f"a message of {length} bytes")  # noqa: TRY301 — closes the files below
        message = json.loads(_exactly(channel, length, deadline))
        if not isinstance(message, dict):
            raise WireError("a message that is no object")  # noqa: TRY301 — as above
    except BaseException as error:
        for handle in handed:
            os.close(handle)
        if isinstance(error, TimeoutError) or not isinstance(error, _NONSENSE):
            raise
        raise WireError(f"cannot receive: {error}") from error
    return message, handed


def _exactly(channel: socket.socket, size: int, deadline: Deadline | None) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        _set_timeout(channel, deadline)
        part = channel.recv(size - len(parts))
        if not part:
            raise WireError("the other side is gone")
        parts += part
    return bytes(parts)


def _set_timeout(channel: socket.socket, deadline: Deadline | None) -> None:
    if deadline is None:
        channel.settimeout(None)
    elif deadline.left_s <= 0:
        raise TimeoutError
    else:
        channel.settimeout(deadline.left_s)
