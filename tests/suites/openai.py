"""openai-python's own tests of its videos resource, against a mock server plain and guarded.

They send `b"Example data"` for pictures and clips, which nobody can decode, so `on_unknown` lets
that through; and its client asks for `/videos`, without `/v1`.
"""

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from guardrail.settings import Settings
from guardrail.web.middleware import GuardrailMiddleware
from suites.outcomes import Comparison, Outcomes, run_pytest
from suites.serving import serving
from suites.sources import environment, source_of

_TESTS = "tests/api_resources/test_videos.py"
_TOOLS = (
    "pytest-asyncio",
    "pytest-xdist",
    "inline-snapshot",
    "rich",
    "trio",
    "aiohttp",
    "httpx-aiohttp",
)
_VIDEO = {
    "id": "video_123",
    "object": "video",
    "model": "sora-2",
    "status": "queued",
    "progress": 0,
    "created_at": 1,
    "completed_at": None,
    "expires_at": None,
    "prompt": "x",
    "size": "720x1280",
    "seconds": "4",
    "remixed_from_video_id": None,
    "error": None,
}
_PAGE = {
    "object": "list",
    "data": [_VIDEO],
    "first_id": "video_123",
    "last_id": "video_123",
    "has_more": False,
}
_DELETED = {"id": "video_123", "object": "video.deleted", "deleted": True}
_CHARACTER = {"id": "char_123", "name": "x", "created_at": 1}


def mock_server() -> Starlette:
    """Answers every request of the API as its specification says, and remembers nothing."""

    def route(path: str, method: str, document: object) -> Route:
        async def answer(request: Request) -> Response:
            await request.body()
            return JSONResponse(document)

        return Route(path, answer, methods=[method])

    return Starlette(
        routes=[
            route("/videos", "GET", _PAGE),
            route("/videos/characters", "POST", _CHARACTER),
            route("/videos/characters/{id}", "GET", _CHARACTER),
            *(route(f"/videos{name}", "POST", _VIDEO) for name in ("", "/edits", "/extensions")),
            route("/videos/{id}/remix", "POST", _VIDEO),
            route("/videos/{id}", "GET", _VIDEO),
            route("/videos/{id}", "DELETE", _DELETED),
        ]
    )


def main() -> int:
    with ExitStack() as opened:
        here = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        folder = source_of("openai", here)
        python = environment(here / "environment", _TOOLS)
        settings = Settings.model_validate({"data_dir": here / "data", "on_unknown": "allow"})
        compared = Comparison(
            suite="openai",
            plain=_outcomes(python, folder, mock_server()),
            guarded=_outcomes(python, folder, GuardrailMiddleware(mock_server(), settings)),
        )
    return compared.tell(as_json="--json" in sys.argv)


def _outcomes(python: Path, folder: Path, app: ASGIApp) -> Outcomes:
    plugins = ("-p", "pytest_asyncio.plugin", "-o", "addopts=", "-n", "0")
    with serving(app) as url:
        arguments = ("-p", "xdist.plugin", *plugins, _TESTS)
        return run_pytest(python, folder, arguments, {"TEST_API_BASE_URL": url})


if __name__ == "__main__":
    sys.exit(main())
