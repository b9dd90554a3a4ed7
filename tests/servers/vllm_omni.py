"""vLLM-Omni: form-only submissions, failed jobs that are not 2xx, clips without a job, sockets."""

import base64
import json
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from servers.serving import Output
from servers.workshop import Job, Json, Workshop, detail, fields, is_form, names

_ERRORS = range(400, 600)


class VllmOmni(Workshop[Job]):
    """The server; `next_clip` is what it answers with where no job stands between.

    With an `api_key` everything below /v1 wants it, sockets too. `refusal` is the detail that
    every submission is answered with (status 400), as a safety checker would.
    """

    def __init__(self, folder: Path, *, api_key: str = "") -> None:
        super().__init__(folder)
        self.next_clip = b""
        self.refusal = ""
        self.sockets: list[str] = []
        sockets = ["/v1/realtime/video", "/v1/video/chat/stream", "/v1/realtime", "/v1/duplex"]
        self.app = Starlette(
            routes=[
                Route("/health", lambda _: Response()),
                Route("/v1/videos", self._create, methods=["POST"]),
                Route("/v1/videos", self._list),
                Route("/v1/videos/sync", self._at_once, methods=["POST"]),
                Route("/v1/videos/{job}", self._retrieve),
                Route("/v1/videos/{job}", self._delete, methods=["DELETE"]),
                Route("/v1/videos/{job}/content", self._content),
                Route("/v1/images/generations", self._picture, methods=["POST"]),
                Route("/v1/chat/completions", self._chat, methods=["POST"]),
                *(WebSocketRoute(path, self._stream) for path in sockets),
            ],
            middleware=[Middleware(_Keys, key=api_key)] if api_key else [],
        )

    def document(self, job: Job) -> Json:
        return {
            "id": job.id,
            "object": "video",
            "model": "Wan2.2",
            "prompt": job.prompt,
            "status": job.status,
            "progress": 100 if job.done else 0,
            "created_at": 1_700_000_000,
            "completed_at": 1_700_000_009 if job.done else None,
            "expires_at": None,
            "size": "320x192",
            "seconds": "4",
            "quality": "default",
            "remixed_from_video_id": None,
            "error": job.error,
            "media_type": "video/mp4",
            "file_name": f"{job.id}.mp4" if job.done else None,
            "inference_time_s": 1.5 if job.done else None,
            "stage_durations": {"diffuse": 1.25},
            "peak_memory_mb": 1024.0,
            **job.more,
        }

    async def _create(self, request: Request) -> Response:
        asked = await self._asked(request)
        if isinstance(asked, Response):
            return asked
        job = Job(id=names("video_gen_", len(self.jobs)), prompt=asked["prompt"])
        self.jobs[job.id] = job
        return self.json(self.document(job))

    async def _at_once(self, request: Request) -> Response:
        asked = await self._asked(request)
        if isinstance(asked, Response):
            return asked
        path = self.folder / f"sync-{len(self.prompts)}.mp4"
        path.write_bytes(self.next_clip)
        response = self.output(request, Output(path=path, name="video.mp4"))
        response.headers["x-inference-time-s"] = "1.500"
        return response

    async def _asked(self, request: Request) -> dict[str, str] | Response:
        """The form's fields; JSON fills none of them. The model gets `extra_params` beside."""
        await self.note(request)
        form = await fields(request) if is_form(request) else {}
        if not form.get("prompt"):
            missing = {"type": "missing", "loc": ["body", "prompt"], "msg": "Field required"}
            return detail([missing], 422)
        if self.refusal:
            return detail(self.refusal, 400)
        self.prompts.append(form["prompt"])
        if extra := form.get("extra_params"):
            try:
                self.prompts += _texts(json.loads(extra))
            except ValueError:
                return detail("Invalid JSON in form field.", 400)
        return form

    async def _list(self, request: Request) -> Response:
        jobs, more = self.page(request, list(self.jobs.values()))
        return self.json(
            {
                "object": "list",
                "data": [self.document(job) for job in jobs],
                "first_id": jobs[0].id if jobs else None,
                "last_id": jobs[-1].id if jobs else None,
                "has_more": more,
            }
        )

    async def _retrieve(self, request: Request) -> Response:
        await self.note(request)
        job = self.jobs.get(request.path_params["job"])
        if job is None:
            return detail("Video not found", 404)
        code = (job.error or {}).get("code")
        failed = code if isinstance(code, int) and code in _ERRORS else 500
        return self.json(self.document(job), status=failed if job.status == "failed" else 200)

    async def _delete(self, request: Request) -> Response:
        job = self.jobs.get(request.path_params["job"])
        if job is None:
            return detail("Video not found", 404)
        if job.status in {"queued", "in_progress"}:
            return detail("Video is still being generated", 409)
        self.forget(job.id)
        return self.json({"id": job.id, "deleted": True, "object": "video.deleted"})

    async def _content(self, request: Request) -> Response:
        """Knows no variants: whatever is asked for, this is the clip."""
        await self.note(request)
        job = self.jobs.get(request.path_params["job"])
        if job is None:
            return detail("Video not found", 404)
        if job.status == "failed":
            return detail("Video generation failed", 422)
        if not job.done:
            return detail("Video is not ready", 404)
        return self.output(request, Output(path=job.files["video"], name=f"{job.id}.mp4"))

    async def _picture(self, request: Request) -> Response:
        """A picture as base64 in JSON, or the same in a stream of events."""
        asked = json.loads(await self.note(request))
        self.prompts.append(asked["prompt"])
        picture = base64.b64encode(self.next_clip).decode()
        if not asked.get("stream"):
            return self.json({"created": 1, "data": [{"b64_json": picture, "url": None}]})
        steps = [
            {"type": "image_generation.partial_image", "b64_json": picture},
            {"type": "image_generation.completed", "b64_json": picture},
        ]
        events = [f"event: {s['type']}\ndata: {json.dumps(s)}\n\n" for s in steps]
        return StreamingResponse(iter([*events, "data: [DONE]\n\n"]), media_type=_EVENTS)

    async def _chat(self, request: Request) -> Response:
        asked = json.loads(await self.note(request))
        self.prompts.append(asked["messages"][-1]["content"])
        picture = f"data:video/mp4;base64,{base64.b64encode(self.next_clip).decode()}"
        content = [{"type": "image_url", "image_url": {"url": picture}}]
        message = {"role": "assistant", "content": content}
        return self.json({"object": "chat.completion", "choices": [{"message": message}]})

    async def _stream(self, socket: WebSocket) -> None:
        """Takes prompts while it runs and sends fragments of the clip."""
        self.sockets.append(socket.url.path)
        await socket.accept()
        await socket.send_json({"type": "session.created"})
        said = await socket.receive_json()
        self.prompts.append(str(said.get("prompt")))
        for start in range(0, len(self.next_clip), 4096):
            await socket.send_bytes(self.next_clip[start : start + 4096])
        await socket.close()


_EVENTS = "text/event-stream"


def _texts(document: Any) -> list[str]:
    """Every text in a JSON document."""
    if isinstance(document, str):
        return [document]
    if isinstance(document, dict):
        document = list(document.values())
    return (
        [text for item in document for text in _texts(item)] if isinstance(document, list) else []
    )


class _Keys:
    """Turns away whoever has no key, below /v1 only."""

    def __init__(self, app: ASGIApp, *, key: str) -> None:
        self._app = app
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        guarded = scope["type"] in {"http", "websocket"} and scope["path"].startswith("/v1")
        told = Headers(scope=scope).get("authorization", "") if guarded else ""
        if not guarded or scope.get("method") == "OPTIONS" or told == f"Bearer {self._key}":
            await self._app(scope, receive, send)
            return
        refusal = JSONResponse({"error": "Unauthorized"}, status_code=401)
        await refusal(scope, receive, send)
