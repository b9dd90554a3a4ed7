"""The OpenAI Videos API as specified: jobs of one credential, variants, remixes, characters."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from servers.serving import Output
from servers.workshop import Job, Json, Workshop, fields

KINDS = {"video": "video/mp4", "thumbnail": "image/webp", "spritesheet": "image/jpeg"}


@dataclass
class VideoJob(Job):
    """A job with all the keys that the specification requires."""

    remixed_from: str | None = None

    def document(self) -> Json:
        return {
            "id": self.id,
            "object": "video",
            "model": "fake-1",
            "status": self.status,
            "progress": 100 if self.done else 0,
            "created_at": 1_700_000_000,
            "completed_at": 1_700_000_009 if self.done else None,
            "expires_at": 1_700_090_000 if self.done else None,
            "prompt": self.prompt,
            "size": "1280x720",
            "seconds": "4",
            "remixed_from_video_id": self.remixed_from,
            "error": self.error,
            **self.more,
        }


Answers = Callable[[Request, VideoJob], Response]


class VideoServer(Workshop[VideoJob]):
    """A server of the family whose jobs end when and how a test says.

    `refusal` is the error that every submission is answered with, `created_status` the status of
    the others, `poll_headers` what polls are told beside the job.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.answer_content: Answers | None = None
        self.characters: dict[str, Json] = {}
        self.refusal: Json | None = None
        self.created_status = 200
        self.poll_headers: dict[str, str] = {}
        self.app = Starlette(
            routes=[
                Route("/v1/videos", self._create, methods=["POST"]),
                Route("/v1/videos", self._list),
                Route("/v1/videos/edits", self._create, methods=["POST"]),
                Route("/v1/videos/extensions", self._create, methods=["POST"]),
                Route("/v1/videos/characters", self._character, methods=["POST"]),
                Route("/v1/videos/characters/{character}", self._show_character),
                Route("/v1/videos/{job}/remix", self._create, methods=["POST"]),
                Route("/v1/videos/{job}/content", self._content),
                Route("/v1/videos/{job}", self._retrieve),
                Route("/v1/videos/{job}", self._delete, methods=["DELETE"]),
                Route("/health", lambda _: JSONResponse({"ok": True})),
            ]
        )

    async def _create(self, request: Request) -> Response:
        await self.note(request)
        if self.refusal is not None:
            return self.json({"error": self.refusal}, status=400)
        prompt = str((await _values(request))["prompt"])
        self.prompts.append(prompt)
        job = VideoJob(
            id=f"video_{len(self.jobs)}",
            prompt=prompt,
            owner=_owner(request),
            remixed_from=request.path_params.get("job"),
        )
        self.jobs[job.id] = job
        return self.json(job.document(), status=self.created_status)

    async def _character(self, request: Request) -> Response:
        await self.note(request)
        name = str((await _values(request))["name"])
        self.prompts.append(name)
        character = {"id": f"char_{len(self.characters)}", "name": name, "created_at": 1}
        self.characters[character["id"]] = character  # type: ignore[index]
        return self.json(character)

    async def _show_character(self, request: Request) -> Response:
        character = self.characters.get(request.path_params["character"])
        return self.json(character) if character else _not_found()

    def _visible(self, request: Request) -> VideoJob | None:
        job = self.jobs.get(request.path_params["job"])
        return job if job is not None and job.owner == _owner(request) else None

    async def _list(self, request: Request) -> Response:
        mine = [job for job in self.jobs.values() if job.owner == _owner(request)]
        jobs, more = self.page(request, mine)
        return self.json(
            {
                "object": "list",
                "data": [job.document() for job in jobs],
                "first_id": jobs[0].id if jobs else None,
                "last_id": jobs[-1].id if jobs else None,
                "has_more": more,
            }
        )

    async def _retrieve(self, request: Request) -> Response:
        await self.note(request)
        job = self._visible(request)
        return self.json(job.document(), headers=self.poll_headers) if job else _not_found()

    async def _delete(self, request: Request) -> Response:
        job = self._visible(request)
        if job is None:
            return _not_found()
        self.forget(job.id)
        return self.json({"id": job.id, "object": "video.deleted", "deleted": True})

    async def _content(self, request: Request) -> Response:
        await self.note(request)
        job = self._visible(request)
        if job is None:
            return _not_found()
        if self.answer_content is not None:
            return self.answer_content(request, job)
        variant = request.query_params.get("variant", "video")
        if variant not in job.files or variant not in KINDS:
            return _not_found()
        output = Output(path=job.files[variant], kind=KINDS[variant], name=f"{job.id}.mp4")
        response = self.output(request, output)
        response.background = BackgroundTask(self.requests.append, ("BACKGROUND", job.id))
        return response


async def _values(request: Request) -> dict[str, Any]:
    """A form when the content type says so, else JSON; the last of two equal names wins."""
    if "form" in request.headers.get("content-type", ""):
        return dict(await fields(request))
    document: dict[str, Any] = json.loads(await request.body())
    return document


def _owner(request: Request) -> str:
    return request.headers.get("authorization", "")


def _not_found() -> Response:
    error = {"message": "no such video", "type": "invalid_request_error"}
    return JSONResponse({"error": {**error, "param": None, "code": "not_found"}}, status_code=404)
