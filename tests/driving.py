"""Clients of a guarded server, in process."""

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol

import httpx2
from starlette.applications import Starlette

from guardrail.build import Parts
from guardrail.holds import HoldStatus
from guardrail.jobs import Job, JobKey
from guardrail.web.middleware import GuardrailMiddleware

PATIENCE_S = 30.0


class Served(Protocol):
    """Anything with an app to guard."""

    app: Starlette


@asynccontextmanager
async def guarded(server: Served, parts: Parts) -> AsyncIterator[GuardrailMiddleware]:
    """The guarded app itself."""
    app = GuardrailMiddleware(server.app, parts=parts)
    yield app
    await app._close()


@asynccontextmanager
async def client_of(
    server: Served, parts: Parts, *, key: str = "one"
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the guarded server, in process."""
    async with (
        guarded(server, parts) as app,
        httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app),
            base_url="http://guarded/v1",
            headers={"Authorization": f"Bearer {key}"},
        ) as client,
    ):
        yield client


async def create(client: httpx2.AsyncClient, prompt: str = "a meadow") -> str:
    answer = await client.post("/videos", json={"prompt": prompt})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


async def poll(client: httpx2.AsyncClient, job: str) -> httpx2.Response:
    """Poll until the guard has judged the job."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            answer = await client.get(f"/videos/{job}")
            if answer.headers.get("guardrail-decision") != "pending":
                return answer
            await asyncio.sleep(0.05)


def lift(parts: Parts, hold: str) -> None:
    """A reviewer lets it go."""
    parts.holds.resolve_hold(
        hold, status=HoldStatus.LIFTED, reviewer="me", note="", now=parts.now()
    )


def recorded(parts: Parts, kind: str) -> list[Mapping[str, object]]:
    """What stands in the audit chains of this kind."""
    record: Any = parts.record
    return [entry.payload for entry in record.entries() if entry.kind == kind]


def job_of(parts: Parts, name: str) -> Job | None:
    """What is remembered of a job."""
    return parts.jobs.job(JobKey(server=parts.settings.server_name, job=name))


async def remembered(parts: Parts, name: str) -> Job:
    """What is remembered of a job, once it is: a clean one is written a moment later."""
    async with asyncio.timeout(PATIENCE_S):
        while (job := job_of(parts, name)) is None:
            await asyncio.sleep(0.01)
        return job


async def until(event: threading.Event) -> None:
    """Until a thread has come so far."""
    async with asyncio.timeout(PATIENCE_S):
        while not event.is_set():
            await asyncio.sleep(0.01)
