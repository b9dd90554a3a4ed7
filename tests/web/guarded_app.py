"""A guarded app for tests that need real processes: `uvicorn guarded_app:app`.

Jobs are files in FOLDER: whoever runs a worker sees all of them. Every job is completed at once
and its clip is FOLDER/clip.mp4, or fox.mp4 or large.mp4 if its prompt has that word. A prompt with
the word "kill" ends the process once its job is there and before anybody was told.
"""

import os
import secrets
import signal
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from guardrail import GuardrailMiddleware

FOLDER = Path(os.environ["FOLDER"])


def _job(name: str) -> Response:
    return JSONResponse({"id": name, "object": "video", "status": "completed", "error": None})


async def create(request: Request) -> Response:
    body = await request.body()
    name = f"video_{secrets.token_hex(4)}"
    clip = next((word for word in ("fox", "large") if word.encode() in body), "clip")
    (FOLDER / name).write_text(f"{clip}.mp4")
    if b"kill" in body:
        os.kill(os.getpid(), signal.SIGKILL)
    return _job(name)


async def retrieve(request: Request) -> Response:
    name = request.path_params["job"]
    return _job(name) if (FOLDER / name).exists() else Response(status_code=404)


async def content(request: Request) -> Response:
    clip = (FOLDER / request.path_params["job"]).read_text()
    return FileResponse(FOLDER / clip, media_type="video/mp4")


async def sync(request: Request) -> Response:
    await request.body()
    return FileResponse(FOLDER / "clip.mp4", media_type="video/mp4")


async def upload(request: Request) -> Response:
    """Read a body of any size a piece at a time."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
    return JSONResponse({"id": f"video_{size}", "object": "video", "status": "queued"})


app = Starlette(
    routes=[
        Route("/v1/videos", create, methods=["POST"]),
        Route("/v1/videos/sync", sync, methods=["POST"]),
        Route("/v1/videos/edits", upload, methods=["POST"]),
        Route("/v1/videos/{job}", retrieve),
        Route("/v1/videos/{job}/content", content),
        Mount("/out", StaticFiles(directory=FOLDER)),
    ]
)
app.add_middleware(GuardrailMiddleware)
