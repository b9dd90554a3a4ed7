"""Which bytes of which job a verdict speaks of: ids that are used again, names, prefixes."""

from collections.abc import AsyncIterator

import pytest
from conftest import Clips, OpenParts
from driving import client_of, create, lift, poll, remembered
from fakes import Clock
from servers.openai_videos import VideoJob, VideoServer
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from guardrail.domain import Action
from guardrail.errors import BadInputError

HELD = "Oskar Button in the rain"


async def test_a_held_job_under_the_id_of_a_delivered_one_does_not_share_its_verdict(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.clean)
        assert (await client.get(f"/videos/{job}/content")).status_code == 200
        await client.delete(f"/videos/{job}")
        assert await create(client, HELD) == job
        server.finish(job, clips.clean)  # the very same bytes
        first = await client.get(f"/videos/{job}")
        assert first.json()["status"] == "in_progress"
        answer = await client.get(f"/videos/{job}/content")
    assert answer.status_code == 404
    assert answer.headers["guardrail-decision"] == Action.HOLD


async def test_a_thumbnail_is_not_delivered_by_the_verdict_of_an_earlier_job(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts()
    async with client_of(server, parts) as client:
        job = await create(client)
        await remembered(parts, job)
        server.finish(job, clips.clean)
        assert (await client.get(f"/videos/{job}/content")).status_code == 200
        await client.delete(f"/videos/{job}")
        assert await create(client) == job
        server.finish(job, clips.fox, thumbnail=clips.meadow)
        answer = await client.get(f"/videos/{job}/content?variant=thumbnail")
    assert answer.status_code == 400
    assert answer.headers["guardrail-decision"] == Action.BLOCK


async def test_a_verdict_on_an_unguarded_job_is_none_on_a_later_job_of_its_id(
    server: VideoServer, open_parts: OpenParts, clips: Clips, clock: Clock
) -> None:
    parts = open_parts()
    async with client_of(server, parts) as client:
        server.jobs["video_0"] = VideoJob(id="video_0", prompt="a", owner="Bearer one")
        server.finish("video_0", clips.clean)
        assert (await client.get("/videos/video_0/content")).status_code == 200
        server.forget("video_0")
        clock.forward(seconds=1)
        assert await create(client) == "video_0"
        await remembered(parts, "video_0")
        server.finish("video_0", clips.fox, thumbnail=clips.meadow)
        assert (await client.get("/videos/video_0")).json()["status"] == "in_progress"
        answer = await client.get("/videos/video_0/content?variant=thumbnail")
    assert answer.status_code == 400
    assert answer.headers["guardrail-decision"] == Action.BLOCK


async def test_a_clean_job_under_the_id_of_a_blocked_one_is_delivered(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts()
    async with client_of(server, parts) as client:
        job = await create(client)
        await remembered(parts, job)
        server.finish(job, clips.fox)
        assert (await poll(client, job)).json()["status"] == "failed"
        await client.delete(f"/videos/{job}")
        assert await create(client) == job
        server.finish(job, clips.clean)
        assert (await poll(client, job)).json()["status"] == "completed"
        assert (await client.get(f"/videos/{job}/content")).content == clips.clean


@pytest.mark.parametrize("on_unknown", ["hold", "allow"])
async def test_a_clip_over_the_bound_is_not_known_by_its_beginning(
    server: VideoServer, open_parts: OpenParts, clips: Clips, on_unknown: str
) -> None:
    fits = len(clips.fox)

    async def pieces(clip: bytes) -> AsyncIterator[bytes]:
        yield clip[:fits]
        if clip[fits:]:
            yield clip[fits:]

    clip = clips.fox + b"\0\0\0\x08free" + b"x" * 5000

    def answer(_request: Request, _job: object) -> Response:
        return StreamingResponse(pieces(clip), media_type="video/mp4")

    parts = open_parts(max_artefact_bytes=fits + 100, on_unknown=on_unknown)
    async with client_of(server, parts) as client:
        job = await create(client)
        server.finish(job, b"")
        server.answer_content = answer
        whole = await client.get(f"/videos/{job}/content")
        assert whole.status_code == 404
        if on_unknown == "hold":
            with pytest.raises(BadInputError, match="taken whole"):
                lift(parts, whole.headers["guardrail-id"])
            assert (await client.get(f"/videos/{job}/content")).status_code == 404
        clip = clips.fox
        beginning = await client.get(f"/videos/{job}/content")
    assert beginning.status_code == 400
    assert beginning.headers["guardrail-decision"] == Action.BLOCK


async def test_words_that_a_server_ignores_cost_one_screening(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    server.answer_content = lambda _request, _job: Response(clips.clean, media_type="video/mp4")
    parts = open_parts()
    async with client_of(server, parts) as client:
        job = await create(client)
        await remembered(parts, job)
        server.finish(job, clips.clean)
        paths = [f"/videos/{job}/content?variant=v{index}" for index in range(5)]
        answers = [await client.get(path) for path in paths]
    assert {answer.content for answer in answers} == {clips.clean}
    assert len({answer.headers["guardrail-id"] for answer in answers}) == 1
