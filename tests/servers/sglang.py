"""SGLang diffusion: prompts in extra fields, rewritten prompts, several outputs, paths and URLs."""

import gzip
import json
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from servers.serving import Output
from servers.workshop import Job, Json, Workshop, detail, fields, names

_FILLERS = ("extra_body", "extra_json", "extra_params")


class SGLang(Workshop[Job]):
    """The server. `rewrites` is what it makes of every prompt that asks to be enhanced.

    `bucket` is the URL below which outputs are uploaded; they cannot be had here then.
    `prompts` lists what was generated from, a rewritten prompt included.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.rewrites = ""
        self.bucket = ""
        self.has_copies = False
        self.sockets: list[str] = []
        self.next_clip = b""
        self.app = Starlette(
            routes=[
                Route("/v1/videos", self._create, methods=["POST"]),
                Route("/v1/videos", self._list),
                Route("/v1/videos/{job}", self._retrieve),
                Route("/v1/videos/{job}", self._delete, methods=["DELETE"]),
                Route("/v1/videos/{job}/content", self._content),
                WebSocketRoute("/v1/realtime_video/generate", self._stream),
            ]
        )

    def document(self, job: Job) -> Json:
        paths = [str(path) for path in job.files.values()]
        urls = [f"{self.bucket}/{path.name}" for path in job.files.values()] if self.bucket else []
        return {
            "id": job.id,
            "object": "video",
            "model": "sora-2",
            "status": job.status,
            "progress": 100 if job.done else 0,
            "created_at": 1_700_000_000,
            "size": "320x192",
            "seconds": "4",
            "quality": "standard",
            "remixed_from_video_id": None,
            "completed_at": 1_700_000_009 if job.done else None,
            "expires_at": None,
            "error": job.error,
            "file_path": str(self.place(job.id, "video")),
            "file_paths": paths,
            "url": urls[0] if urls else None,
            "urls": urls,
            "revised_prompt": None,
            "inference_time_s": 1.5 if job.done else None,
            **job.more,
        }

    async def _create(self, request: Request) -> Response:
        body = await self.note(request)
        if request.headers.get("x-body-compressed", "").lower() == "gzip":
            body = gzip.decompress(body)
        if "multipart/form-data" in request.headers.get("content-type", "").lower():
            asked: dict[str, Any] = await _form(request)
            if not asked.get("prompt"):
                return detail("prompt is required", 400)
        else:
            try:
                asked = _filled(json.loads(body))
            except ValueError as error:
                return detail(f"Invalid request body: {error}", 400)
        if not isinstance(asked.get("prompt"), str):
            return detail("Invalid request body: prompt", 400)
        job = Job(id=names("", len(self.jobs)), prompt=asked["prompt"])
        if asked.get("enhance_prompt") and self.rewrites:
            job.more["revised_prompt"] = self.rewrites
        self.prompts.append(job.more.get("revised_prompt") or job.prompt)
        self.jobs[job.id] = job
        return self.json(self.document(job))

    async def _list(self, request: Request) -> Response:
        jobs, _ = self.page(request, list(self.jobs.values()))
        return self.json({"object": "list", "data": [self.document(job) for job in jobs]})

    async def _retrieve(self, request: Request) -> Response:
        await self.note(request)
        job = self.jobs.get(request.path_params["job"])
        return self.json(self.document(job)) if job else detail("Video not found", 404)

    async def _delete(self, request: Request) -> Response:
        job = self.jobs.pop(request.path_params["job"], None)
        if job is None:
            return detail("Video not found", 404)
        job.status = "deleted"
        return self.json(self.document(job))

    async def _content(self, request: Request) -> Response:
        """The n-th output of a job that ended, well or not; a word is no number."""
        await self.note(request)
        job = self.jobs.get(request.path_params["job"])
        if job is None:
            return detail("Video not found", 404)
        if self.bucket and not self.has_copies:
            url = self.document(job)["url"]
            words = "Video has been uploaded to cloud storage. Please use the cloud URL: "
            return detail(f"{words}{url}", 400)
        if job.status not in {"completed", "failed"}:
            return detail("Generation is still in-progress", 404)
        variant = request.query_params.get("variant", "0")
        paths = list(job.files.values())
        try:
            path = dict(enumerate(paths))[int(variant)]
        except (ValueError, KeyError):
            return detail(f"Video variant {variant} not found", 404)
        return self.output(request, Output(path=path, name=path.name))

    async def _stream(self, socket: WebSocket) -> None:
        self.sockets.append(socket.url.path)
        await socket.accept()
        said = await socket.receive_json()
        self.prompts.append(str(said.get("prompt")))
        await socket.send_bytes(self.next_clip)
        await socket.close()


async def _form(request: Request) -> dict[str, Any]:
    """Text parts, with what the JSON in extra parts adds."""
    return _filled(dict(await fields(request)))


def _filled(asked: dict[str, Any]) -> dict[str, Any]:
    """What stands on top wins; the extra fields, objects or JSON in strings, fill the gaps."""
    for key in _FILLERS:
        extra = asked.pop(key, None)
        if isinstance(extra, str):
            extra = json.loads(extra)
        for name, value in (extra if isinstance(extra, dict) else {}).items():
            asked.setdefault(name, value)
    return asked
