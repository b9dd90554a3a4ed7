"""What a licensee gets, what it owes, and what its licence does not cover."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from conftest import OpenParts, film
from driving import client_of, create, job_of, poll
from servers.openai_videos import VideoServer

from guardrail.build import Parts

KEY = "key-of-tubeco"
ROBOT = (
    "a boxy mint green robot with a round washing machine window full of bubbles in its chest "
    "and orange mittens on a meadow"
)


@pytest.fixture(scope="module")
def robot(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A clip of a character that one operator has licensed."""
    return film(tmp_path_factory.mktemp("robot") / "robot.mp4", ROBOT)


@pytest.fixture
def parts(open_parts: OpenParts) -> Parts:
    """A guard that knows the licensee, and reads a declared exception from the body."""
    known = {"credential": f"Bearer {KEY}", "licensee": "op:tubeco", "territory": "US"}
    sources = {"exception": "field:metadata.exception"}
    return open_parts(callers=[known], circumstances_from=sources)


@pytest.fixture
async def licensee(server: VideoServer, parts: Parts) -> AsyncIterator[httpx2.AsyncClient]:
    """The licensee's client."""
    async with client_of(server, parts, key=KEY) as client:
        yield client


async def test_a_licensed_clip_comes_with_what_the_licence_asks(
    server: VideoServer, parts: Parts, licensee: httpx2.AsyncClient, robot: bytes
) -> None:
    job = await create(licensee, "Awamaru does the laundry")
    kept = job_of(parts, job)
    assert kept is not None
    assert kept.circumstances.contexts == frozenset()
    server.finish(job, robot)
    assert (await poll(licensee, job)).json()["status"] == "completed"
    first, second = [await licensee.get(f"/videos/{job}/content") for _ in range(2)]
    for content in (first, second):
        assert content.content == robot
        assert content.headers["guardrail-duties"] == "attribution"
    decision = parts.decision(second.headers["guardrail-id"])
    assert decision is not None
    assert decision.duties == ("attribution",)


async def test_a_context_that_the_licence_prohibits_ends_it(
    licensee: httpx2.AsyncClient,
) -> None:
    prompt = {"prompt": "Awamaru lies in a pool of blood"}
    answer = await licensee.post("/videos", json=prompt, headers={"Accept-Language": "ja"})
    assert answer.status_code == 400
    message = answer.json()["error"]["message"]
    assert message.isascii() is False
    assert "context" in message
    assert "Kaze" not in message


async def test_a_declared_parody_waits_for_a_person(server: VideoServer, parts: Parts) -> None:
    async with client_of(server, parts) as client:
        prompt = {"prompt": "Kitsunebi as a weather presenter"}
        assert (await client.post("/videos", json=prompt)).status_code == 400
        told = {**prompt, "metadata": {"exception": "parody"}}
        answer = await client.post("/videos", json=told)
        assert answer.status_code == 200
        assert answer.headers["guardrail-decision"] == "hold"
        kept = job_of(parts, answer.json()["id"])
        assert kept is not None
        assert kept.circumstances.exception == "parody"
