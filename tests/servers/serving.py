"""The ways in which servers hand out the bytes of an output."""

import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

PIECE_BYTES = 1000


@dataclass(frozen=True, kw_only=True)
class Output:
    """A file, what it is called, and the content type that the server gives it."""

    path: Path
    kind: str = "video/mp4"
    name: str = "clip.mp4"

    @property
    def disposition(self) -> dict[str, str]:
        return {"content-disposition": f'attachment; filename="{self.name}"'}


Serve = Callable[[Request, Output], Response]


def as_file(_request: Request, output: Output) -> Response:
    """Starlette's own way: ETag, ranges, and a path instead of bytes where the server takes one."""
    return FileResponse(output.path, media_type=output.kind, filename=output.name)


def whole(_request: Request, output: Output) -> Response:
    """All bytes at once, neither ETag nor ranges, as proxies do."""
    content = output.path.read_bytes()
    return Response(content, media_type=output.kind, headers=output.disposition)


def streamed(_request: Request, output: Output) -> Response:
    """In pieces of one buffer that is written over each time, of a length that nobody tells."""

    def pieces() -> Iterator[memoryview]:
        buffer = bytearray(PIECE_BYTES)
        with output.path.open("rb") as file:
            while count := file.readinto(buffer):
                yield memoryview(buffer)[:count]

    return StreamingResponse(pieces(), media_type=output.kind, headers=output.disposition)


def in_drips(_request: Request, output: Output) -> Response:
    """The first bytes one by one, and nobody says what they are."""
    return StreamingResponse(_drips(output), media_type="application/octet-stream")


def in_drips_called_text(_request: Request, output: Output) -> Response:
    """The same, by a server that says that it is text."""
    return StreamingResponse(_drips(output), media_type="text/plain")


def _drips(output: Output) -> Iterator[bytes]:
    content = output.path.read_bytes()
    return iter([*(content[at : at + 1] for at in range(64)), content[64:]])


def by_its_own_ranges(request: Request, output: Output) -> Response:
    """A server that cuts ranges itself, without an ETag."""
    content = output.path.read_bytes()
    asked = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("range", ""))
    if asked is None:
        return Response(content, media_type=output.kind)
    first, last = int(asked[1]), int(asked[2] or len(content) - 1)
    told = {"content-range": f"bytes {first}-{last}/{len(content)}"}
    part = content[first : last + 1]
    return Response(part, status_code=206, headers=told, media_type=output.kind)


def without_a_type(_request: Request, output: Output) -> Response:
    """Bytes that nobody says what they are."""
    return Response(output.path.read_bytes(), media_type="application/octet-stream")


def called_text(_request: Request, output: Output) -> Response:
    """A clip that calls itself text."""
    return Response(output.path.read_bytes(), media_type="text/plain")


def compressed(_request: Request, output: Output) -> Response:
    """Gzipped, whether the client takes that or not."""
    content = gzip.compress(output.path.read_bytes())
    return Response(content, media_type=output.kind, headers={"content-encoding": "gzip"})


WAYS: dict[str, Serve] = {
    "as a file": as_file,
    "whole, without an etag": whole,
    "streamed": streamed,
    "in drips": in_drips,
    "by its own ranges": by_its_own_ranges,
    "without a type": without_a_type,
    "called text": called_text,
}
"""Ways whose bytes a client must get unchanged when they may be delivered."""
