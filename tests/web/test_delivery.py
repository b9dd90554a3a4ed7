"""What a client of a guarded server sees, job by job."""

import asyncio
import hashlib
from typing import Any

import pytest
from conftest import Clips, OpenParts
from driving import PATIENCE_S, client_of, create, poll
from fakes import Clock
from servers.openai_videos import VideoServer

from guardrail.domain import Action
from guardrail.holds import HoldStatus


async def test_a_clean_clip_is_delivered_unchanged(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.clean)
        first = await client.get(f"/videos/{job}")
        assert first.json()["status"] == "in_progress"
        assert first.headers["guardrail-decision"] == "pending"
        answer = await poll(client, job)
        assert answer.json() == server.jobs[job].document()
        content = await client.get(f"/videos/{job}/content")
        assert content.status_code == 200
        assert content.content == clips.clean
        assert content.headers["content-type"] == "video/mp4"
        assert content.headers["content-disposition"] == f'attachment; filename="{job}.mp4"'


async def test_a_blocked_clip_looks_failed_and_none_of_it_leaves(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.fox, thumbnail=clips.fox)
        answer = await poll(client, job)
        assert answer.json()["status"] == "failed"
        assert answer.json()["error"]["code"] == "moderation_blocked"
        assert "Kitsunebi" in answer.json()["error"]["message"]
        listed = (await client.get("/videos")).json()["data"][0]
        assert listed["status"] == "failed"
        for path in ("content", "content?variant=thumbnail", "content?variant=0"):
            for headers in ({}, {"Range": "bytes=0-"}, {"Range": "bytes=100-200"}):
                refused = await client.get(f"/videos/{job}/{path}", headers=headers)
                assert refused.status_code == 400
                assert refused.json()["error"]["code"] == "moderation_blocked"
                assert refused.headers["x-should-retry"] == "false"
            head = await client.head(f"/videos/{job}/{path}")
            assert head.status_code == 400
            assert int(head.headers["content-length"]) < 2000


async def test_a_held_clip_looks_unfinished_until_a_reviewer_lifts_it(
    server: VideoServer, open_parts: OpenParts, clips: Clips, clock: Clock
) -> None:
    parts = open_parts(poll_after_ms=7000)
    async with client_of(server, parts) as client:
        job = await create(client)
        server.finish(job, clips.heron)
        held = await poll(client, job)
        assert held.json()["status"] == "in_progress"
        assert held.headers["openai-poll-after-ms"] == "7000"
        assert (await client.get(f"/videos/{job}/content")).status_code == 404
        parts.holds.resolve_hold(
            held.headers["guardrail-id"],
            status=HoldStatus.LIFTED,
            reviewer="me",
            note="",
            now=clock(),
        )
        assert (await client.get(f"/videos/{job}")).json()["status"] == "completed"
        assert (await client.get(f"/videos/{job}/content")).content == clips.heron


@pytest.mark.parametrize("end", ["refused", "expired"])
async def test_a_hold_that_ends_otherwise_looks_failed(
    server: VideoServer, open_parts: OpenParts, clips: Clips, clock: Clock, end: str
) -> None:
    parts = open_parts()
    async with client_of(server, parts) as client:
        job = await create(client)
        server.finish(job, clips.heron)
        held = (await poll(client, job)).headers["guardrail-id"]
        if end == "refused":
            parts.holds.resolve_hold(
                held, status=HoldStatus.REFUSED, reviewer="me", note="", now=clock()
            )
        else:
            clock.forward(days=30)
        answer = await client.get(f"/videos/{job}")
        assert answer.json()["status"] == "failed"
        assert answer.json()["error"]["code"] == "moderation_blocked"
        assert (await client.get(f"/videos/{job}/content")).status_code == 400


async def test_held_jobs_look_failed_when_the_operator_says_so(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(server, open_parts(held_as="failed")) as client:
        job = await create(client)
        server.finish(job, clips.heron)
        answer = await poll(client, job)
        assert answer.json()["status"] == "failed"
        assert answer.headers["guardrail-decision"] == "hold"


async def test_lifting_works_after_the_server_forgot_the_job(
    server: VideoServer, open_parts: OpenParts, clips: Clips, clock: Clock
) -> None:
    parts = open_parts()
    async with client_of(server, parts) as client:
        job = await create(client)
        server.finish(job, clips.heron)
        held = (await poll(client, job)).headers["guardrail-id"]
        server.forget(job)
        assert (await client.get(f"/videos/{job}")).json()["status"] == "in_progress"
        parts.holds.resolve_hold(
            held, status=HoldStatus.LIFTED, reviewer="me", note="", now=clock()
        )
        assert (await client.get(f"/videos/{job}")).json()["status"] == "completed"
        assert (await client.get(f"/videos/{job}/content")).content == clips.heron
        async with client_of(server, parts, key="another") as stranger:
            assert (await stranger.get(f"/videos/{job}")).status_code == 404
            assert (await stranger.get(f"/videos/{job}/content")).status_code == 404


async def test_ranges_heads_and_conditions_work_on_a_delivered_clip(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.clean)
        url = f"/videos/{job}/content"
        whole = await client.get(url, headers={"Range": "bytes=0-"})
        assert (whole.status_code, whole.content) == (206, clips.clean)
        part = await client.get(url, headers={"Range": "bytes=10-19"})
        assert (part.status_code, part.content) == (206, clips.clean[10:20])
        assert part.headers["content-range"] == f"bytes 10-19/{len(clips.clean)}"
        head = await client.head(url)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(len(clips.clean))
        etag = head.headers["etag"]
        assert etag == f'"{hashlib.sha256(clips.clean).hexdigest()}"'
        same = await client.get(url, headers={"If-None-Match": f'"x", W/{etag}'})
        assert (same.status_code, same.content) == (304, b"")
        beyond = await client.get(url, headers={"Range": "bytes=99999999-"})
        assert beyond.status_code == 416


async def test_a_job_is_not_delivered_to_whom_the_server_would_not_show_it(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts()
    async with client_of(server, parts) as client, client_of(server, parts, key="b") as other:
        job = await create(client)
        server.finish(job, clips.clean)
        assert (await client.get(f"/videos/{job}/content")).status_code == 200
        assert (await other.get(f"/videos/{job}/content")).status_code == 404


async def test_what_is_swapped_after_the_judgement_is_judged_again(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.clean)
        assert (await client.get(f"/videos/{job}/content")).status_code == 200
        server.jobs[job].files["video"].write_bytes(clips.fox)
        swapped = await client.get(f"/videos/{job}/content")
        assert swapped.status_code == 400
        assert (await client.get(f"/videos/{job}")).json()["status"] == "failed"


async def test_an_unfinished_job_is_not_screened_half_written(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts()
    async with client_of(server, parts) as client:
        job = await create(client)
        server.finish(job, clips.clean[: len(clips.clean) // 2])
        server.jobs[job].status = "in_progress"
        assert (await client.get(f"/videos/{job}/content")).status_code == 404
        server.finish(job, clips.clean)
        assert (await client.get(f"/videos/{job}/content")).content == clips.clean
        assert parts.holds.list_holds() == []


async def test_an_undecodable_clip_is_held(server: VideoServer, open_parts: OpenParts) -> None:
    parts = open_parts()
    async with client_of(server, parts) as client:
        job = await create(client)
        server.finish(job, b"not a clip at all" * 100)
        answer = await poll(client, job)
        assert answer.json()["status"] == "in_progress"
        assert answer.headers["guardrail-decision"] == Action.HOLD
        decision = parts.decision(answer.headers["guardrail-id"])
        assert decision is not None
        assert decision.reason == "unscreenable"


async def test_the_thumbnail_of_a_clean_clip_is_screened_for_itself(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.clean, thumbnail=clips.fox)
        assert (await client.get(f"/videos/{job}/content?variant=thumbnail")).status_code == 400
        assert (await client.get(f"/videos/{job}/content")).status_code == 200


async def test_a_deleted_job_is_gone_for_its_requester(
    server: VideoServer, open_parts: OpenParts, clips: Clips, clock: Clock
) -> None:
    parts = open_parts()
    async with client_of(server, parts) as client:
        job = await create(client)
        server.finish(job, clips.heron)
        held = (await poll(client, job)).headers["guardrail-id"]
        deleted = await client.delete(f"/videos/{job}")
        assert deleted.json()["deleted"] is True
        parts.holds.resolve_hold(
            held, status=HoldStatus.LIFTED, reviewer="me", note="", now=clock()
        )
        assert (await client.get(f"/videos/{job}")).status_code == 404
        assert (await client.get(f"/videos/{job}/content")).status_code == 404


async def test_new_jobs_are_followed_and_screened_without_a_poll(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(server, open_parts(eager=True)) as client:
        job = await create(client)
        server.finish(job, clips.clean)
        async with asyncio.timeout(PATIENCE_S):
            while ("GET", f"/v1/videos/{job}/content") not in server.requests:
                await asyncio.sleep(0.05)
            while (first := await client.get(f"/videos/{job}")).json()["status"] != "completed":
                await asyncio.sleep(0.1)
        assert first.headers["guardrail-decision"] == "allow"


async def test_many_who_ask_at_once_cause_one_screening(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.clean)
        answers = await asyncio.gather(*(client.get(f"/videos/{job}/content") for _ in range(8)))
        assert {answer.status_code for answer in answers} == {200}
        ids = {answer.headers["guardrail-id"] for answer in answers}
        assert len(ids) == 1


async def test_a_hold_at_the_prompt_holds_every_artefact_of_its_job(
    server: VideoServer, open_parts: OpenParts, clips: Clips, clock: Clock
) -> None:
    parts = open_parts()
    async with client_of(server, parts) as client:
        job = await create(client, "Oskar Button in the rain")
        server.finish(job, clips.clean, thumbnail=clips.meadow)
        answer = await poll(client, job)
        assert answer.headers["guardrail-decision"] == Action.HOLD
        assert (await client.get(f"/videos/{job}/content?variant=thumbnail")).status_code == 404


async def test_other_routes_pass_untouched(server: VideoServer, open_parts: OpenParts) -> None:
    async with client_of(server, open_parts()) as client:
        answer: Any = await client.get("http://guarded/health")
        assert answer.json() == {"ok": True}
        assert not any(name.startswith("guardrail") for name in answer.headers)
