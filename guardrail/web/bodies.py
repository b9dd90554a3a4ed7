"""Request bodies: read once within a bound, kept on disk when large, replayed as they came.

The wrapped app must find exactly the bytes that were judged, and after them the real
`receive`: some servers' responses wait for a disconnect there, and an endless stream of empty
bodies would spin them.
"""

import tempfile
from collections.abc import Iterator
from typing import IO, Self

import anyio.to_thread
from starlette.types import Message, Receive

from guardrail.errors import StoreUnavailableError, SubmissionError

_IN_MEMORY_BYTES = 1024 * 1024
_CHUNK_BYTES = 64 * 1024


class ClientGoneError(Exception):
    """The client left before its request was complete; there is nobody to answer."""


class RequestBody:
    """One request's body, whole. Close it (or use it as a context) when the request ends."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self.size = size

    @classmethod
    async def read(cls, receive: Receive, *, max_bytes: int) -> "RequestBody":
        """Everything the client sends.

        Raises:
            SubmissionError: more than `max_bytes` (status 413).
            ClientGoneError: the client disconnected half-way.
        """
        file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115
        try:
            size = await _fill(file, receive, max_bytes=max_bytes)
        except BaseException:
            file.close()
            raise
        return cls(file, size)

    def __enter__(self) -> Self:
        """The body itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Forget the bytes."""
        self._file.close()

    def content(self) -> bytes:
        """All of it in memory."""
        self._file.seek(0)
        return self._file.read()

    def chunks(self) -> Iterator[bytes]:
        """All of it, a piece at a time."""
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK_BYTES):
            yield chunk

    def replay(self, receive: Receive) -> Receive:
        """A `receive` that yields the body again and then waits on the real one."""
        chunks = self.chunks()
        left = self.size
        done = False

        async def replayed() -> Message:
            nonlocal left, done
            if done:
                return await receive()
            chunk = next(chunks, b"")
            left -= len(chunk)
            done = left <= 0
            return {"type": "http.request", "body": chunk, "more_body": not done}

        return replayed


async def _fill(file: IO[bytes], receive: Receive, *, max_bytes: int) -> int:
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientGoneError
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > max_bytes:
            raise SubmissionError(
                f"the request body is larger than {max_bytes} bytes",
                fix="send less, or ask the operator to raise max_request_bytes",
                status=413,
            )
        try:
            if len(chunk) > _IN_MEMORY_BYTES:
                await anyio.to_thread.run_sync(file.write, chunk)
            else:
                file.write(chunk)
        except OSError as error:
            raise StoreUnavailableError(f"cannot spool a request: {error.strerror}") from error
        if not message.get("more_body", False):
            return size
