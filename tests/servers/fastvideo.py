"""FastVideo: extra fields override the prompt, and a clip can be had as soon as its file is there."""

import json
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from servers.serving import Output
from servers.workshop import Job, Json, Workshop, detail, fields, names


class FastVideo(Workshop[Job]):
    """The server. `inputs` lists the files and URLs that it opened as pictures to start from."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.inputs: list[str] = []
        self.app = Starlette(
            routes=[
                Route("/v1/videos", self._create, methods=["POST"]),
                Route("/v1/videos", self._list),
                Route("/v1/videos/{job}", self._retrieve),
                Route("/v1/videos/{job}", self._delete, methods=["DELETE"]),
                Route("/v1/videos/{job}/content", self._content),
            ]
        )

    def place(self, job: str, variant: str) -> Path:
        """One file a job; it has no variants."""
        return self.folder / "videos" / f"{job}.mp4"

    def document(self, job: Job) -> Json:
        """Without the prompt, with the path."""
        return {
            "id": job.id,
            "object": "video",
            "model": "FastWan2.1",
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
            "inference_time_s": 1.5 if job.done else None,
            **job.more,
        }

    async def _create(self, request: Request) -> Response:
        body = await self.note(request)
        if "multipart/form-data" in request.headers.get("content-type", "").lower():
            asked: dict[str, Any] = dict(await fields(request))
            if not asked.get("prompt"):
                return detail("prompt is required", 400)
        else:
            asked = _overridden(body)
            if not isinstance(asked.get("prompt"), str):
                return detail("Invalid request body: prompt", 400)
        self.inputs += [
            str(asked[key]) for key in ("input_reference", "reference_url") if asked.get(key)
        ]
        job = Job(id=names("", len(self.jobs)), prompt=asked["prompt"])
        self.prompts.append(job.prompt)
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
        """The job is gone; its file stays on the disk."""
        job = self.jobs.pop(request.path_params["job"], None)
        if job is None:
            return detail("Video not found", 404)
        job.status = "deleted"
        return self.json(self.document(job))

    async def _content(self, request: Request) -> Response:
        """The file, if it is there; neither the status nor the variant is looked at."""
        await self.note(request)
        job = self.jobs.get(request.path_params["job"])
        if job is None:
            return detail("Video not found", 404)
        path = self.place(job.id, "video")
        if not path.exists():
            if job.status == "failed":
                return detail("Video generation failed", 500)
            return detail("Video still being generated", 404)
        return self.output(request, Output(path=path, name=path.name))


def _overridden(body: bytes) -> dict[str, Any]:
    """What a JSON body asks for: objects in the extra fields win over what stands on top."""
    try:
        asked: dict[str, Any] = dict(json.loads(body) or {})
    except (TypeError, ValueError):
        return {}
    for key in ("extra_body", "extra_json"):
        extra = asked.pop(key, None)
        if isinstance(extra, dict):
            asked.update(extra)
    return asked
