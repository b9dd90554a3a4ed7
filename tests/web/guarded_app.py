"""A guarded app for tests that need real processes: `uvicorn guarded_app:app`.

Jobs are files in FOLDER: whoever runs a worker sees all of them. Every job is completed at once
and its clip is FOLDER/clip.mp4.
"""

import os
import secrets
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from guardrail import GuardrailMiddleware

FOLDER = Path(os.environ["FOLDER"])


def _job(name: str) -> Response:
    return JSONResponse({"id": name, "object": "video", "status": "completed", "error": None})


async def create(request: Request) -> Response:
    await request.body()
    name = f"video_{secrets.token_hex(4)}"
    (FOLDER / name).touch()
    return _job(name)


async def retrieve(request: Request) -> Response:
    name = request.path_params["job"]
    return _job(name) if (FOLDER / name).exists() else Response(status_code=404)


async def content(request: Request) -> Response:
    return FileResponse(FOLDER / "clip.mp4", media_type="video/mp4")


app = Starlette(
    routes=[
        Route("/v1/videos", create, methods=["POST"]),
        Route("/v1/videos/{job}", retrieve),
        Route("/v1/videos/{job}/content", content),
    ]
)
app.add_middleware(GuardrailMiddleware)
