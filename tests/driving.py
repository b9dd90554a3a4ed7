"""Clients of a guarded server, in process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
from fakes import VideoServer

from guardrail.build import Parts
from guardrail.web.middleware import GuardrailMiddleware

PATIENCE_S = 30.0


@asynccontextmanager
async def client_of(
    server: VideoServer, parts: Parts, *, key: str = "one"
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the guarded server, in process."""
    guarded = GuardrailMiddleware(server.app, parts=parts)
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=guarded),
        base_url="http://guarded/v1",
        headers={"Authorization": f"Bearer {key}"},
    ) as client:
        yield client
        await guarded._close()


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
