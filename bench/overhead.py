"""What the guard adds to a request: `python -m bench.overhead [--json]`.

| row | what |
|---|---|
| `unguarded_us` | added to a request on a route that is none of its own: in process, paired differences of interleaved batches |
| `guarded_prompt_ratio` | a create call, guarded over bare: the demonstration server both times, plain HTTP over loopback, calls interleaved |
| `guarded_sdk_ratio` | the same through the `openai` package, as its users feel it |
| `guarded_poll_ratio` | polling an unfinished job |

Limits: one client, a warm server, prompts of about 200 characters, two registered holders, and
a server that takes orders without filming them. The guarded create ends with its decision on
disk (one fsync), so slow disks show.
"""

import asyncio
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import openai
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bench.rows import Row, finish, median_row
from guardrail.build import open_parts
from guardrail.demo.registry import write_registry
from guardrail.demo.script import demo_settings
from guardrail.demo.server import create_app
from guardrail.web.middleware import GuardrailMiddleware

ROUNDS = 400
BATCH = 200
CREATES = 400
PROMPT = (
    "A quiet harbour at dawn: fishing boats rock on green water while gulls circle the "
    "lighthouse, slow dolly shot, soft haze, warm light on wet stones, {n} small waves "
    "breaking against the long pier."
)


async def health(_scope: Scope, _receive: Receive, send: Send) -> None:
    """An app of two messages: what the guard adds is not lost in the noise of a framework."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


async def _call(app: ASGIApp, scope: Scope) -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: Message) -> None:
        return

    await app(scope, receive, send)


def unguarded(guarded: GuardrailMiddleware, bare: ASGIApp) -> list[float]:
    """Paired differences of batch means, in microseconds."""
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "path": "/health",
        "raw_path": b"/health",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost")],
    }

    async def run() -> list[float]:
        differences = []
        for _ in range(ROUNDS):
            means = []
            for app in (bare, guarded):
                begun = time.perf_counter_ns()
                for _ in range(BATCH):
                    await _call(app, dict(scope))
                means.append((time.perf_counter_ns() - begun) / BATCH / 1000)
            differences.append(means[1] - means[0])
        return differences

    return asyncio.run(run())


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/v1"
    server.should_exit = True
    thread.join()


def creates(bare: str, guarded: str) -> tuple[list[float], list[float]]:
    """Ratios of paired creates and of paired polls, by plain HTTP."""
    posts: list[float] = []
    gets: list[float] = []
    with httpx2.Client() as client:
        for n in range(CREATES):
            took = []
            polled = []
            for url in (bare, guarded):
                begun = time.perf_counter()
                answer = client.post(f"{url}/videos", data={"prompt": PROMPT.format(n=n)})
                took.append(time.perf_counter() - begun)
                answer.raise_for_status()
                job = answer.json()["id"]
                begun = time.perf_counter()
                client.get(f"{url}/videos/{job}").raise_for_status()
                polled.append(time.perf_counter() - begun)
            posts.append(took[1] / took[0])
            gets.append(polled[1] / polled[0])
    return posts, gets


def sdk_creates(bare: str, guarded: str) -> list[float]:
    """Ratios of paired creates through the official client."""
    warnings.simplefilter("ignore", DeprecationWarning)
    clients = [openai.OpenAI(api_key="sk-bench", base_url=url) for url in (bare, guarded)]
    ratios = []
    for n in range(CREATES):
        took = []
        for client in clients:
            begun = time.perf_counter()
            client.videos.create(prompt=PROMPT.format(n=n))
            took.append(time.perf_counter() - begun)
        ratios.append(took[1] / took[0])
    return ratios


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = demo_settings(folder, write_registry(folder / "registry"))
        parts = open_parts(settings.model_copy(update={"eager": False}))
        idle = unguarded(GuardrailMiddleware(health, parts=parts), health)
        bare_app = create_app(folder=folder / "bare", at_work=False)
        app = create_app(folder=folder / "guarded", at_work=False)
        with (
            served(bare_app) as bare,
            served(GuardrailMiddleware(app, parts=parts)) as guarded,
        ):
            posts, gets = creates(bare, guarded)
            sdk = sdk_creates(bare, guarded)
        parts.close()
    rows: list[Row] = [
        median_row("unguarded_us", idle, unit="us", bar=3),
        median_row("guarded_prompt_ratio", posts, unit="ratio", bar=1.5),
        median_row("guarded_sdk_ratio", sdk, unit="ratio"),
        median_row("guarded_poll_ratio", gets, unit="ratio"),
    ]
    finish(rows, as_json="--json" in sys.argv)


if __name__ == "__main__":
    main()
