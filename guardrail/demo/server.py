"""A small generation server that speaks the OpenAI Videos API, so that there is something to guard.

It knows nothing of guardrail: it films whatever is asked, as a generator would. Jobs are visible
only to the credential that made them, so that a guard that polls without one is found out.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from guardrail.demo.orders import Fields, OrderError, read_fields
from guardrail.demo.renders import Order, Render, Status, Studio, Variant

_MAX_PAGE = 100
_EXPIRES_AFTER_S = 24 * 3600
_DEFAULT_SIZE = "1280x720"
_DEFAULT_MODEL = "sora-2"


def create_app(
    *,
    folder: Path,
    fps: int = 16,
    max_side_px: int = 640,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    at_work: bool = True,
) -> Starlette:
    """The server; clips are written under `folder`, unless it is not `at_work`.

    Its `state.prompts` lists every prompt, and every name for a character, that reached it.
    """
    studio = Studio(folder=folder, fps=fps, max_side_px=max_side_px, now=now, at_work=at_work)
    routes = _Routes(studio=studio, prompts=[], characters={}, now=now)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(studio.close)

    app = Starlette(
        routes=routes.table(),
        lifespan=lifespan,
        exception_handlers={HTTPException: _http_error, OrderError: _order_error},
    )
    app.state.prompts = routes.prompts
    return app


@dataclass(frozen=True, slots=True, kw_only=True)
class _Character:
    owner: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Routes:
    """The handlers, and what they share."""

    studio: Studio
    prompts: list[str]
    characters: dict[str, _Character]
    now: Callable[[], datetime]

    def table(self) -> list[Route]:
        """Literal paths stand before the pattern that would swallow them."""
        return [
            Route("/v1/videos", self.create, methods=["POST"]),
            Route("/v1/videos", self.index, methods=["GET"]),
            Route("/v1/videos/edits", self.follow, methods=["POST"]),
            Route("/v1/videos/extensions", self.follow, methods=["POST"]),
            Route("/v1/videos/characters", self.create_character, methods=["POST"]),
            Route("/v1/videos/characters/{id}", self.show_character, methods=["GET"]),
            Route("/v1/videos/{id}", self.show, methods=["GET"]),
            Route("/v1/videos/{id}", self.delete, methods=["DELETE"]),
            Route("/v1/videos/{id}/remix", self.remix, methods=["POST"]),
            Route("/v1/videos/{id}/content", self.content, methods=["GET"]),
        ]

    async def create(self, request: Request) -> Response:
        """A clip from a prompt, and from a picture to film in where one is sent."""
        fields = await read_fields(request)
        prompt = fields.prompt()
        return self._submit(
            Order(
                owner=_owner(request),
                prompt=prompt,
                script=prompt,
                model=fields.texts.get("model", _DEFAULT_MODEL),
                size=fields.size(_DEFAULT_SIZE),
                seconds=fields.seconds(),
                place=await run_in_threadpool(fields.picture),
            )
        )

    async def remix(self, request: Request) -> Response:
        """Another clip from a finished one: its prompt stays, the new one is added."""
        fields = await read_fields(request)
        return self._again(request, self._finished(request, request.path_params["id"]), fields)

    async def follow(self, request: Request) -> Response:
        """An edit or an extension of a finished clip, or of one that is sent along."""
        fields = await read_fields(request)
        source = fields.texts.get("video[id]") or fields.texts.get("video")
        if source:
            return self._again(request, self._finished(request, source), fields)
        place = await run_in_threadpool(fields.clip_frame)
        if place is None:
            raise OrderError("send a clip as 'video', or the id of one", param="video")
        prompt = fields.prompt()
        return self._submit(
            Order(
                owner=_owner(request),
                prompt=prompt,
                script=prompt,
                model=fields.texts.get("model", _DEFAULT_MODEL),
                size=f"{place.width}x{place.height}",
                seconds=fields.seconds(),
                place=place,
            )
        )

    async def index(self, request: Request) -> Response:
        """One page of the caller's jobs."""
        query = request.query_params
        try:
            limit = min(_MAX_PAGE, max(0, int(query.get("limit", "20"))))
        except ValueError as error:
            raise OrderError("'limit' must be a number", param="limit") from error
        renders = self.studio.all_of(_owner(request))
        if query.get("order", "desc") == "desc":
            renders.reverse()
        after = query.get("after")
        if after is not None:
            ids = [render.id for render in renders]
            renders = renders[ids.index(after) + 1 :] if after in ids else []
        page = renders[:limit]
        return JSONResponse(
            {
                "object": "list",
                "data": [_job(render) for render in page],
                "first_id": page[0].id if page else None,
                "last_id": page[-1].id if page else None,
                "has_more": len(renders) > len(page),
            }
        )

    async def show(self, request: Request) -> Response:
        """One job."""
        return JSONResponse(_job(self._render(request, request.path_params["id"])))

    async def delete(self, request: Request) -> Response:
        """Drop a job and its files."""
        render = self._render(request, request.path_params["id"])
        await run_in_threadpool(self.studio.forget, render.id)
        return JSONResponse({"id": render.id, "object": "video.deleted", "deleted": True})

    async def content(self, request: Request) -> Response:
        """The clip, its thumbnail or its sheet of stills; byte ranges work."""
        render = self._finished(request, request.path_params["id"])
        wanted = request.query_params.get("variant", Variant.VIDEO)
        if wanted not in set(Variant):
            raise OrderError("'variant' must be video, thumbnail or spritesheet", param="variant")
        variant = Variant(wanted)
        return FileResponse(
            self.studio.file(render.id, variant),
            media_type=variant.media_type,
            filename=f"{render.id}{variant.suffix}",
        )

    async def create_character(self, request: Request) -> Response:
        """Remember a name for somebody in a clip."""
        fields = await read_fields(request)
        name = fields.texts.get("name", "")
        if not 1 <= len(name) <= 80:  # noqa: PLR2004 — the API's own bound
            raise OrderError("'name' must have 1 to 80 characters", param="name")
        if await run_in_threadpool(fields.clip_frame) is None:
            raise OrderError("send a clip as 'video'", param="video")
        self.prompts.append(name)
        made = _Character(owner=_owner(request), name=name, created_at=self.now())
        character_id = f"char_{len(self.characters) + 1}"
        self.characters[character_id] = made
        return JSONResponse(_character(character_id, made))

    async def show_character(self, request: Request) -> Response:
        """A name that was remembered."""
        character_id = request.path_params["id"]
        made = self.characters.get(character_id)
        if made is None or made.owner != _owner(request):
            raise HTTPException(404, f"There is no character {character_id}.")
        return JSONResponse(_character(character_id, made))

    def _submit(self, order: Order) -> Response:
        self.prompts.append(order.prompt)
        return JSONResponse(_job(self.studio.submit(order)))

    def _again(self, request: Request, source: Render, fields: Fields) -> Response:
        prompt = fields.prompt()
        return self._submit(
            Order(
                owner=_owner(request),
                prompt=prompt,
                script=f"{prompt}. {source.order.script}",
                model=source.order.model,
                size=source.order.size,
                seconds=fields.seconds(source.order.seconds),
                place=source.order.place,
                remixed_from=source.id,
            )
        )

    def _render(self, request: Request, render_id: str) -> Render:
        render = self.studio.find(render_id, owner=_owner(request))
        if render is None:
            raise HTTPException(404, f"There is no video {render_id}.")
        return render

    def _finished(self, request: Request, render_id: str) -> Render:
        render = self._render(request, render_id)
        if render.status is not Status.COMPLETED:
            raise HTTPException(404, f"Video {render_id} is not ready: {render.status}.")
        return render


def _owner(request: Request) -> str:
    return request.headers.get("authorization", "")


def _job(render: Render) -> dict[str, object]:
    """A job as the API writes it: every key is always there."""
    created = int(render.created_at.timestamp())
    done = render.completed_at
    return {
        "id": render.id,
        "object": "video",
        "model": render.order.model,
        "status": render.status.value,
        "progress": render.progress,
        "created_at": created,
        "completed_at": None if done is None else int(done.timestamp()),
        "expires_at": None if done is None else int(done.timestamp()) + _EXPIRES_AFTER_S,
        "prompt": render.order.prompt,
        "size": render.order.size,
        "seconds": render.order.seconds,
        "remixed_from_video_id": render.order.remixed_from,
        "error": None
        if render.error is None
        else {"code": "generation_failed", "message": render.error},
    }


def _character(character_id: str, made: _Character) -> dict[str, object]:
    return {
        "id": character_id,
        "name": made.name,
        "created_at": int(made.created_at.timestamp()),
    }


def _error(status: int, message: str, *, param: str | None, code: str | None) -> JSONResponse:
    return JSONResponse(
        {
            "error": {
                "message": message,
                "type": "invalid_request_error",
                "param": param,
                "code": code,
            }
        },
        status_code=status,
    )


def _http_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    code = "not_found" if error.status_code == 404 else None  # noqa: PLR2004
    response = _error(error.status_code, error.detail, param=None, code=code)
    response.headers.update(error.headers or {})
    return response


def _order_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, OrderError):
        raise error
    return _error(400, error.message, param=error.param, code="invalid_value")
