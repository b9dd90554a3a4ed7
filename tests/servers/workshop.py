"""What the servers of the family have in common: jobs on disk that end when a test says so."""

import gzip
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from servers.serving import Output, Serve, as_file

Json = dict[str, Any]
PAGE = 20


@dataclass
class Job:
    """One job; tests write its fields. `more` is what this very server adds to its document."""

    id: str
    prompt: str
    owner: str = ""
    status: str = "queued"
    files: dict[str, Path] = field(default_factory=dict)
    error: Json | None = None
    more: Json = field(default_factory=dict)

    @property
    def done(self) -> bool:
        return self.status == "completed"


J = TypeVar("J", bound=Job)


class Workshop(Generic[J]):
    """The jobs of one server, their files, and all that was asked of it.

    `prompts` is what was generated from, `bodies` what arrived, `ranges` the Range headers that
    got through. `serve` is the way outputs are handed out, `encoding` what JSON is compressed with.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.jobs: dict[str, J] = {}
        self.prompts: list[str] = []
        self.requests: list[tuple[str, str]] = []
        self.bodies: list[bytes] = []
        self.ranges: list[str] = []
        self.serve: Serve = as_file
        self.encoding = ""

    def place(self, job: str, variant: str) -> Path:
        """Where an output lies."""
        return self.folder / f"{job}-{variant}.mp4"

    def finish(self, job: str, clip: bytes, *others: bytes, **variants: bytes) -> None:
        """End a job with a clip, with further ones of the same kind, and with named variants."""
        numbered = {str(index): content for index, content in enumerate(others, 1)}
        for variant, content in {"video": clip, **numbered, **variants}.items():
            self.write(job, content, variant)
        self.jobs[job].status = "completed"

    def write(self, job: str, content: bytes, variant: str = "video") -> None:
        """Put an output there; the job's status stays what it is."""
        path = self.place(job, variant)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.jobs[job].files[variant] = path

    def fail(self, job: str, **error: object) -> None:
        """End a job with an error."""
        self.jobs[job].status = "failed"
        self.jobs[job].error = error

    def forget(self, job: str) -> J:
        """Lose a job and its files, as servers do after a while."""
        lost = self.jobs.pop(job)
        for path in lost.files.values():
            path.unlink()
        return lost

    # -- answering ---------------------------------------------------------------------------

    async def note(self, request: Request) -> bytes:
        """Write a request down; gives its body."""
        self.requests.append((request.method, request.url.path))
        body = await request.body()
        if request.method != "GET":
            self.bodies.append(body)
        return body

    def json(
        self, document: object, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> Response:
        """A JSON answer, compressed if this server insists on that."""
        body = json.dumps(document).encode()
        told = dict(headers or {})
        if self.encoding:
            told["content-encoding"] = self.encoding
            body = _COMPRESSED[self.encoding](body)
        return Response(body, status_code=status, headers=told, media_type="application/json")

    def output(self, request: Request, output: Output) -> Response:
        """The bytes of an output in this server's way."""
        if asked := request.headers.get("range"):
            self.ranges.append(asked)
        return self.serve(request, output)

    def page(self, request: Request, jobs: list[J]) -> tuple[list[J], bool]:
        """One page of these jobs, newest first unless asked otherwise, and whether more follow."""
        query = request.query_params
        is_ascending = query.get("order", "desc") == "asc"
        jobs = jobs if is_ascending else jobs[::-1]
        if after := query.get("after"):
            ids = [job.id for job in jobs]
            jobs = jobs[ids.index(after) + 1 :] if after in ids else []
        limit = int(query.get("limit", PAGE))
        return jobs[:limit], len(jobs) > limit


def _raw_deflate(body: bytes) -> bytes:
    squeezing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeezing.compress(body) + squeezing.flush()


_COMPRESSED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "DEFLATE": _raw_deflate,  # some send it without the frame of zlib
    "br": lambda body: b"\x0b" + body,  # nobody looks further than the name
}


def detail(words: object, status: int) -> Response:
    """An error as FastAPI tells it."""
    return Response(
        json.dumps({"detail": words}).encode(), status_code=status, media_type="application/json"
    )


def is_form(request: Request) -> bool:
    """Whether a Form(...) parameter of FastAPI would be filled."""
    kind = request.headers.get("content-type", "").lower()
    return kind.startswith(("multipart/form-data", "application/x-www-form-urlencoded"))


async def fields(request: Request) -> dict[str, str]:
    """The text parts of a form, the last of each name."""
    async with request.form() as form:
        return {name: value for name, value in form.multi_items() if isinstance(value, str)}


def names(prefix: str, count: int) -> str:
    """An id as these servers make them."""
    return f"{prefix}{count:032x}"
