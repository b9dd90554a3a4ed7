"""Small stand-ins for what a test must control: a generation server, a clock, broken doors."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **delta: float) -> None:
        self.at += timedelta(**delta)


@dataclass
class FakeJob:
    """One job of the fake server; tests write its fields."""

    id: str
    prompt: str
    owner: str
    status: str = "queued"
    files: dict[str, Path] = field(default_factory=dict)

    def document(self) -> dict[str, object]:
        done = self.status == "completed"
        return {
            "id": self.id,
            "object": "video",
            "model": "fake-1",
            "status": self.status,
            "progress": 100 if done else 0,
            "created_at": 1_700_000_000,
            "completed_at": 1_700_000_009 if done else None,
            "expires_at": 1_700_090_000 if done else None,
            "prompt": self.prompt,
            "size": "1280x720",
            "seconds": "4",
            "remixed_from_video_id": None,
            "error": None,
        }


class VideoServer:
    """An OpenAI-Videos-compatible server whose jobs end when and how a test says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.jobs: dict[str, FakeJob] = {}
        self.requests: list[tuple[str, str]] = []
        self.bodies: list[bytes] = []
        self.answer_content: Callable[[Request, FakeJob], Response] | None = None
        self.app = Starlette(
            routes=[
                Route("/v1/videos", self._create, methods=["POST"]),
                Route("/v1/videos", self._list),
                Route("/v1/videos/edits", self._create, methods=["POST"]),
                Route("/v1/videos/extensions", self._create, methods=["POST"]),
                Route("/v1/videos/characters", self._character, methods=["POST"]),
                Route("/v1/videos/{job}/remix", self._create, methods=["POST"]),
                Route("/v1/videos/{job}/content", self._content),
                Route("/v1/videos/{job}", self._retrieve),
                Route("/v1/videos/{job}", self._delete, methods=["DELETE"]),
                Route("/health", lambda _: JSONResponse({"ok": True})),
            ]
        )

    def finish(self, job: str, clip: bytes, **variants: bytes) -> None:
        """End a job with these outputs."""
        for variant, content in {"video": clip, **variants}.items():
            path = self.folder / f"{job}-{variant}"
            path.write_bytes(content)
            self.jobs[job].files[variant] = path
        self.jobs[job].status = "completed"

    def forget(self, job: str) -> None:
        """Lose a job and its files, as servers do after a while."""
        for path in self.jobs.pop(job).files.values():
            path.unlink()

    async def _create(self, request: Request) -> Response:
        self.requests.append((request.method, request.url.path))
        self.bodies.append(await request.body())
        kind = request.headers.get("content-type", "")
        if "form" in kind:
            async with request.form() as form:
                prompt = str(form["prompt"])
        else:
            prompt = json.loads(self.bodies[-1])["prompt"]
        job = FakeJob(
            id=f"video_{len(self.jobs)}",
            prompt=prompt,
            owner=request.headers.get("authorization", ""),
        )
        self.jobs[job.id] = job
        return JSONResponse(job.document())

    async def _character(self, request: Request) -> Response:
        self.bodies.append(await request.body())
        return JSONResponse({"id": "char_1", "name": "x", "created_at": 1})

    def _visible(self, request: Request) -> FakeJob | None:
        job = self.jobs.get(request.path_params["job"])
        owner = request.headers.get("authorization", "")
        return job if job is not None and job.owner == owner else None

    async def _list(self, request: Request) -> Response:
        mine = [
            j for j in self.jobs.values() if j.owner == request.headers.get("authorization", "")
        ]
        documents = [job.document() for job in mine]
        return JSONResponse({"object": "list", "data": documents, "has_more": False})

    async def _retrieve(self, request: Request) -> Response:
        self.requests.append((request.method, request.url.path))
        job = self._visible(request)
        return JSONResponse(job.document()) if job else _not_found()

    async def _delete(self, request: Request) -> Response:
        job = self._visible(request)
        if job is None:
            return _not_found()
        self.forget(job.id)
        return JSONResponse({"id": job.id, "object": "video.deleted", "deleted": True})

    async def _content(self, request: Request) -> Response:
        self.requests.append((request.method, request.url.path))
        job = self._visible(request)
        if job is None:
            return _not_found()
        if self.answer_content is not None:
            return self.answer_content(request, job)
        variant = request.query_params.get("variant", "video")
        if variant not in job.files:
            return _not_found()
        kinds = {"video": "video/mp4", "thumbnail": "image/webp", "spritesheet": "image/jpeg"}
        return FileResponse(
            job.files[variant],
            media_type=kinds[variant],
            filename=f"{job.id}.mp4",
            background=BackgroundTask(self.requests.append, ("BACKGROUND", job.id)),
        )


def _not_found() -> Response:
    error = {"message": "no such video", "type": "invalid_request_error"}
    return JSONResponse({"error": {**error, "param": None, "code": "not_found"}}, status_code=404)


class Broken:
    """Passes everything on to the real thing but the methods named, which raise."""

    def __init__(self, real: Any, *, raises: Exception, methods: Collection[str]) -> None:
        self._real = real
        self._raises = raises
        self._methods = methods

    def __getattr__(self, name: str) -> Any:
        if name not in self._methods:
            return getattr(self._real, name)

        def fail(*_: object, **__: object) -> object:
            raise self._raises

        return fail
