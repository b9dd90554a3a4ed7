"""The OpenAI Videos API as it is spoken: what its clients send and what they are told."""

import base64
from pathlib import Path
from typing import Any

import pytest
from conftest import Clips, OpenParts
from driving import client_of, create, guarded, poll, recorded
from leaks import Artefact
from plain_asgi import ask
from servers.openai_videos import VideoServer
from servers.serving import WAYS, compressed
from starlette.responses import JSONResponse, RedirectResponse

from guardrail.domain import Action

NAMED = "Kitsunebi in the rain"
HINTED = "Oskar Button in the rain"
STATUSES = {"queued", "in_progress", "completed", "failed"}


def text_parts(**fields: str) -> list[tuple[str, tuple[None, str]]]:
    """Fields as the SDKs send them: parts of a form without file names."""
    return [(name, (None, value)) for name, value in fields.items()]


# -- entrances ---------------------------------------------------------------------------------


async def test_the_sdks_send_multipart_even_for_words_alone(
    server: VideoServer, open_parts: OpenParts
) -> None:
    async with client_of(server, open_parts()) as client:
        fine = await client.post("/videos", files=text_parts(prompt="a meadow", seconds="4"))
        refused = await client.post("/videos", files=text_parts(prompt=NAMED, seconds="4"))
    assert fine.status_code == 200
    assert refused.status_code == 400
    assert refused.json()["error"]["param"] == "prompt"
    assert server.prompts == ["a meadow"]


async def test_the_node_client_writes_image_url_in_brackets(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    shown = f"data:video/mp4;base64,{base64.b64encode(clips.fox).decode()}"
    field = "input_reference[image_url]"
    async with client_of(server, open_parts()) as client:
        seen = await client.post("/videos", files=text_parts(prompt="a", **{field: shown}))
        link = "https://elsewhere.example/a.png"
        linked = await client.post("/videos", files=text_parts(prompt="a", **{field: link}))
    assert seen.status_code == linked.status_code == 400
    assert seen.json()["error"]["code"] == "moderation_blocked"
    assert seen.json()["error"]["param"] == "input_reference"
    assert "input_url_origins" in linked.json()["error"]["message"]
    assert server.prompts == []


async def test_an_input_by_file_id_names_the_setting_that_would_allow_it(
    server: VideoServer, open_parts: OpenParts
) -> None:
    sent = {"prompt": "a", "input_reference": {"file_id": "file_1"}}
    async with client_of(server, open_parts()) as client:
        answer = await client.post("/videos", json=sent)
    assert answer.status_code == 400
    assert "allow_file_ids" in answer.json()["error"]["message"]
    assert server.prompts == []


async def test_the_name_of_a_new_character_is_a_prompt(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    clip = ("a.mp4", clips.clean, "video/mp4")
    async with client_of(server, open_parts()) as client:
        refused = await client.post(
            "/videos/characters", data={"name": "狐火"}, files={"video": clip}
        )
        made = await client.post("/videos/characters", data={"name": "Bob"}, files={"video": clip})
        shown = await client.get(f"/videos/characters/{made.json()['id']}")
    assert refused.json()["error"]["param"] == "name"
    assert shown.json() == made.json()
    assert server.prompts == ["Bob"]


async def test_a_character_is_not_made_from_a_clip_of_a_protected_one(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    clip = ("a.mp4", clips.fox, "video/mp4")
    async with client_of(server, open_parts()) as client:
        refused = await client.post(
            "/videos/characters", data={"name": "Bob"}, files={"video": clip}
        )
    assert refused.status_code == 400
    assert refused.json()["error"]["param"] == "video"
    assert server.prompts == []


async def test_edits_and_extensions_are_no_job_ids(
    server: VideoServer, open_parts: OpenParts
) -> None:
    async with client_of(server, open_parts()) as client:
        for action in ("edits", "extensions"):
            refused = await client.post(f"/videos/{action}", files=text_parts(prompt=NAMED))
            assert refused.json()["error"]["code"] == "moderation_blocked"
            asked = await client.get(f"/videos/{action}")  # a job of that name, which is not there
            assert asked.status_code == 404
            assert asked.json()["error"]["code"] == "not_found"
    assert server.prompts == []


@pytest.mark.parametrize("way", ["remix", "video[id]", "video.id"])
async def test_a_clip_made_from_a_held_job_starts_held(
    server: VideoServer, open_parts: OpenParts, clips: Clips, way: str
) -> None:
    async with client_of(server, open_parts()) as client:
        source = await create(client, HINTED)
        if way == "remix":
            made = await client.post(f"/videos/{source}/remix", json={"prompt": "at night"})
        elif way == "video[id]":
            sent = text_parts(prompt="at night", **{"video[id]": source})
            made = await client.post("/videos/edits", files=sent)
        else:
            asked = {"prompt": "at night", "video": {"id": source}}
            made = await client.post("/videos/extensions", json=asked)
        job = made.json()["id"]
        server.finish(job, clips.clean)
        assert (await poll(client, job)).headers["guardrail-decision"] == Action.HOLD
        assert (await client.get(f"/videos/{job}/content")).status_code == 404


# -- jobs --------------------------------------------------------------------------------------


async def test_a_page_shows_each_job_as_it_may_be_known(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(server, open_parts()) as client:
        jobs = [await create(client) for _ in range(4)]
        for job, clip in zip(jobs, (clips.fox, clips.heron, clips.clean), strict=False):
            server.finish(job, clip)
            await poll(client, job)
        page = (await client.get("/videos", params={"order": "asc", "limit": 3})).json()
        rest = (await client.get("/videos", params={"order": "asc", "after": jobs[2]})).json()
    assert [job["status"] for job in page["data"]] == ["failed", "in_progress", "completed"]
    assert page["data"][0]["error"]["code"] == "moderation_blocked"
    assert (page["first_id"], page["last_id"], page["has_more"]) == (jobs[0], jobs[2], True)
    assert [job["status"] for job in rest["data"]] == ["queued"]


async def test_no_status_is_told_that_the_clients_do_not_know(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(server, open_parts()) as client:
        for clip in (clips.fox, clips.heron, clips.clean, b"junk"):
            job = await create(client)
            assert (await client.get(f"/videos/{job}")).json()["status"] in STATUSES
            server.finish(job, clip)
            assert (await client.get(f"/videos/{job}")).json()["status"] in STATUSES
            assert (await poll(client, job)).json()["status"] in STATUSES


@pytest.mark.parametrize("status", [200, 201, 202])
async def test_a_job_is_known_by_its_shape_whatever_the_status_of_the_answer(
    server: VideoServer, open_parts: OpenParts, clips: Clips, status: int
) -> None:
    server.created_status = status
    async with client_of(server, open_parts()) as client:
        made = await client.post("/videos", json={"prompt": HINTED})
        assert made.status_code == status
        job = made.json()["id"]
        server.finish(job, clips.clean)
        assert (await poll(client, job)).headers["guardrail-decision"] == Action.HOLD


async def test_what_the_server_tells_pollers_to_wait_is_passed_on(
    server: VideoServer, open_parts: OpenParts
) -> None:
    server.poll_headers = {"openai-poll-after-ms": "2500", "x-request-id": "r1"}
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        answer = await client.get(f"/videos/{job}", headers={"x-stainless-poll-helper": "true"})
    assert answer.headers["openai-poll-after-ms"] == "2500"
    assert answer.headers["x-request-id"] == "r1"


async def test_a_failed_job_keeps_every_key_of_its_error(
    server: VideoServer, open_parts: OpenParts
) -> None:
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        extras = {"headers": {"Retry-After": "3"}, "misalignment": None, "type": "server_error"}
        server.fail(job, code="internal", message="a fan fell off", param=None, **extras)
        answer = await client.get(f"/videos/{job}")
        assert answer.json() == server.jobs[job].document()
        assert "guardrail-refused-by" not in answer.headers
        assert (await client.get("/videos")).json()["data"] == [server.jobs[job].document()]


async def test_deletion_is_told_as_the_family_tells_it(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.fox)
        await poll(client, job)
        gone = await client.delete(f"/videos/{job}")
        assert gone.json() == {"id": job, "object": "video.deleted", "deleted": True}
        assert (await client.get(f"/videos/{job}")).status_code == 404


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "DEFLATE"])
async def test_compressed_jobs_are_read_and_sent_on_plain(
    server: VideoServer, open_parts: OpenParts, clips: Clips, encoding: str
) -> None:
    server.encoding = encoding
    async with guarded(server, open_parts()) as app:
        made = await ask(app, "POST", "/v1/videos", body=b'{"prompt": "a meadow"}')
        assert (made.status, made.header("content-encoding")) == (200, "")
        server.finish("video_0", clips.fox)
        await ask(app, "GET", "/v1/videos/video_0/content")
        shown = await ask(app, "GET", "/v1/videos/video_0", headers={"accept-encoding": "gzip"})
    assert shown.header("content-encoding") == ""
    assert b'"failed"' in shown.body
    assert int(shown.header("content-length")) == len(shown.body)


async def test_jobs_in_an_unknown_compression_are_not_passed_on(
    server: VideoServer, open_parts: OpenParts
) -> None:
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.encoding = "br"
        answer = await client.get(f"/videos/{job}")
    assert answer.status_code == 502
    assert answer.json()["error"]["code"] == "screening_unavailable"


# -- content -----------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
async def test_a_clip_is_delivered_unchanged_however_the_server_sends_it(
    server: VideoServer, open_parts: OpenParts, clips: Clips, way: str
) -> None:
    server.serve = WAYS[way]
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.clean)
        part = await client.get(f"/videos/{job}/content", headers={"range": "bytes=1000-1999"})
        assert (part.status_code, part.content) == (206, clips.clean[1000:2000])
        again = await client.get(f"/videos/{job}/content")
        assert (again.status_code, again.content) == (200, clips.clean)
    assert server.ranges == []


@pytest.mark.parametrize("way", WAYS)
async def test_a_blocked_clip_stays_however_the_server_sends_it(
    server: VideoServer, open_parts: OpenParts, clips: Clips, way: str
) -> None:
    server.serve = WAYS[way]
    artefact = Artefact(clips.fox)
    async with guarded(server, open_parts()) as app:
        await ask(app, "POST", "/v1/videos", body=b'{"prompt": "a meadow"}')
        server.finish("video_0", clips.fox)
        for asked in ({}, {"range": "bytes=0-"}, {"range": "bytes=100-5000"}):
            answer = await ask(app, "GET", "/v1/videos/video_0/content", headers=asked)
            assert answer.status == 400
            assert not artefact.leak(answer.said)
            assert answer.paths == []
    assert server.ranges == []


@pytest.mark.parametrize("clip", ["clean", "fox"])
async def test_a_clip_that_comes_compressed_is_judged_as_it_is_or_not_sent(
    server: VideoServer, open_parts: OpenParts, clips: Clips, clip: str
) -> None:
    server.serve = compressed
    content: bytes = getattr(clips, clip)
    async with guarded(server, open_parts()) as app:
        await ask(app, "POST", "/v1/videos", body=b'{"prompt": "a meadow"}')
        server.finish("video_0", content)
        answer = await ask(app, "GET", "/v1/videos/video_0/content")
    if answer.status == 200:
        assert answer.body == content == clips.clean
        assert answer.header("content-encoding") == ""
    else:
        assert answer.status in {400, 404, 502}
        assert not Artefact(content).leak(answer.said)


async def test_a_file_that_a_server_sends_by_its_path_is_one_that_was_judged(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with guarded(server, open_parts()) as app:
        await ask(app, "POST", "/v1/videos", body=b'{"prompt": "a meadow"}')
        server.finish("video_0", clips.clean)
        answer = await ask(app, "GET", "/v1/videos/video_0/content")
    assert (answer.status, answer.content) == (200, clips.clean)
    for sent in map(Path, answer.paths):
        assert not sent.is_relative_to(server.folder), "the server may still change it"


@pytest.mark.parametrize("variant", ["thumbnail", "spritesheet"])
@pytest.mark.parametrize("clip", ["fox", "heron"])
async def test_thumbnails_and_spritesheets_stay_with_their_clip(
    server: VideoServer, open_parts: OpenParts, clips: Clips, variant: str, clip: str
) -> None:
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, getattr(clips, clip), **{variant: clips.meadow})
        answer = await client.get(f"/videos/{job}/content", params={"variant": variant})
    assert answer.status_code == {"fox": 400, "heron": 404}[clip]


@pytest.mark.parametrize("variant", ["thumbnail", "spritesheet"])
async def test_each_variant_is_judged_for_itself(
    server: VideoServer, open_parts: OpenParts, clips: Clips, variant: str
) -> None:
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.clean, **{variant: clips.fox})
        asked = {"variant": variant}
        assert (await client.get(f"/videos/{job}/content", params=asked)).status_code == 400
        server.write(job, clips.meadow, variant)
        fine = await client.get(f"/videos/{job}/content", params=asked)
        assert fine.content == clips.meadow
        assert (await client.get(f"/videos/{job}/content")).content == clips.clean


async def test_a_redirect_to_a_signed_url_is_not_followed_for_the_client(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    url = "https://cdn.example/a.mp4?signature=5f"
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.clean)
        server.answer_content = lambda _request, _job: RedirectResponse(url, status_code=302)
        answer = await client.get(f"/videos/{job}/content")
    assert answer.status_code == 502
    assert answer.json()["error"]["code"] == "screening_unavailable"
    assert "location" not in answer.headers
    assert "signature" not in answer.text


async def test_content_that_comes_as_a_json_string_is_not_passed_on_unseen(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    said = base64.b64encode(clips.fox).decode()
    async with guarded(server, open_parts()) as app:
        await ask(app, "POST", "/v1/videos", body=b'{"prompt": "a meadow"}')
        server.finish("video_0", clips.fox)
        server.answer_content = lambda _request, _job: JSONResponse(said)
        answer = await ask(app, "GET", "/v1/videos/video_0/content")
    assert answer.status >= 400
    assert not Artefact(clips.fox).leak(answer.said)


# -- refusals of the provider ------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "moderation_blocked",
        "sentinel_block",
        "content_policy_violation",
        "image_content_policy_violation",
    ],
)
async def test_a_submission_that_the_provider_refuses_is_told_apart_from_ours(
    server: VideoServer, open_parts: OpenParts, code: str
) -> None:
    words = {"message": "Your request was blocked by our moderation system.", "param": "prompt"}
    server.refusal = {**words, "type": "invalid_request_error", "code": code}
    parts = open_parts()
    async with client_of(server, parts) as client:
        answer = await client.post("/videos", json={"prompt": "a meadow"})
    assert answer.status_code == 400
    assert answer.json() == {"error": server.refusal}
    assert answer.headers["guardrail-refused-by"] == "provider"
    assert "guardrail-id" not in answer.headers
    assert len(recorded(parts, "provider")) == 1


async def test_a_job_that_the_provider_stopped_is_told_apart_from_ours(
    server: VideoServer, open_parts: OpenParts
) -> None:
    parts = open_parts()
    async with client_of(server, parts) as client:
        job = await create(client)
        server.fail(job, code="moderation_blocked", message="blocked by our moderation system")
        for _ in range(3):
            answer = await client.get(f"/videos/{job}")
            assert answer.json() == server.jobs[job].document()
            assert answer.headers["guardrail-refused-by"] == "provider"
            assert "guardrail-id" not in answer.headers
    assert len(recorded(parts, "provider")) == 1


async def test_our_own_refusals_do_not_look_like_the_providers(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts()
    async with client_of(server, parts) as client:
        refused: Any = await client.post("/videos", json={"prompt": NAMED})
        job = await create(client)
        server.finish(job, clips.fox)
        stopped = await poll(client, job)
    for answer in (refused, stopped):
        assert "guardrail-refused-by" not in answer.headers
        assert answer.headers["guardrail-id"]
    assert recorded(parts, "provider") == []
