"""SGLang: extra fields that fill gaps, rewritten prompts, numbered outputs, paths and URLs in JSON."""

import gzip
import json
from pathlib import Path
from typing import Any

import httpx2
import pytest
from conftest import Clips, OpenParts
from driving import client_of, create, guarded, lift, poll
from leaks import Artefact
from plain_asgi import listen
from servers.sglang import SGLang

from guardrail.domain import Action

NAMED = "Kitsunebi in the rain"
HINTED = "Oskar Button in the rain"
BUCKET = "https://bucket.s3.amazonaws.example/outputs"


@pytest.fixture
def sglang(tmp_path: Path) -> SGLang:
    """The server, without a bucket."""
    folder = tmp_path / "sglang"
    folder.mkdir()
    return SGLang(folder)


async def make(client: httpx2.AsyncClient, **asked: object) -> str:
    answer = await client.post("/videos", json=asked)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


# -- entrances ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["text/plain", "application/octet-stream", "video/mp4", "x", ""])
async def test_json_is_read_whatever_the_content_type_says(
    sglang: SGLang, open_parts: OpenParts, kind: str
) -> None:
    headers = {"content-type": kind} if kind else {}
    async with client_of(sglang, open_parts()) as client:
        for prompt, status in ((NAMED, 400), ("a meadow", 200)):
            body = json.dumps({"prompt": prompt}).encode()
            answer = await client.post("/videos", content=body, headers=headers)
            assert answer.status_code == status
    assert sglang.prompts == ["a meadow"]


EXTRAS: dict[str, dict[str, Any]] = {
    "extra_body": {"extra_body": {"prompt": NAMED}},
    "extra_body in a string": {"extra_body": json.dumps({"prompt": NAMED})},
    "extra_json": {"extra_json": {"prompt": NAMED}},
    "extra_json in a string": {"extra_json": json.dumps({"prompt": NAMED})},
    "extra_params": {"extra_params": {"prompt": NAMED}},
    "escaped in a string": {"extra_body": '{"prompt": "\\u004bitsunebi"}'},
    "one in the other": {"extra_body": {"x": json.dumps({"prompt": NAMED})}, "prompt": "a"},
    "losing to the one on top": {"prompt": "a meadow", "extra_body": {"prompt": NAMED}},
}


@pytest.mark.parametrize("case", EXTRAS)
async def test_the_prompt_may_stand_in_an_extra_field_only(
    sglang: SGLang, open_parts: OpenParts, case: str
) -> None:
    async with client_of(sglang, open_parts()) as client:
        answer = await client.post("/videos", json=EXTRAS[case])
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "moderation_blocked"
    assert sglang.prompts == []


async def test_a_fine_prompt_in_an_extra_field_is_generated_from(
    sglang: SGLang, open_parts: OpenParts
) -> None:
    async with client_of(sglang, open_parts()) as client:
        await make(client, extra_body={"prompt": "a meadow", "fps": 8})
    assert sglang.prompts == ["a meadow"]


@pytest.mark.parametrize("field", ["extra_body", "extra_params"])
async def test_extra_parts_of_a_form_are_json(
    sglang: SGLang, open_parts: OpenParts, field: str
) -> None:
    extra = json.dumps({"style": NAMED})
    async with client_of(sglang, open_parts()) as client:
        sent = [("prompt", (None, "a meadow")), (field, (None, extra))]
        answer = await client.post("/videos", files=sent)
    assert answer.status_code == 400
    assert sglang.prompts == []


@pytest.mark.parametrize("field", ["reference_url", "video_url", "video_reference"])
async def test_references_by_url_are_refused(
    sglang: SGLang, open_parts: OpenParts, field: str
) -> None:
    link = "https://elsewhere.example/a.mp4"
    async with client_of(sglang, open_parts()) as client:
        answer = await client.post("/videos", json={"prompt": "a", field: link})
        nested = await client.post("/videos", json={"prompt": "a", "extra_body": {field: [link]}})
    for refused in (answer, nested):
        assert refused.status_code == 400
        assert "input_url_origins" in refused.json()["error"]["message"]
    assert sglang.prompts == []


@pytest.mark.parametrize("field", ["video_path", "output_path", "image_path"])
async def test_paths_of_the_server_are_no_business_of_clients(
    sglang: SGLang, open_parts: OpenParts, field: str
) -> None:
    async with client_of(sglang, open_parts()) as client:
        answer = await client.post("/videos", json={"prompt": "a", field: "/srv/www/open"})
        extra = json.dumps({field: "../www"})
        nested = await client.post("/videos", json={"prompt": "a", "extra_params": extra})
    assert answer.status_code == nested.status_code == 400
    assert sglang.prompts == []


async def test_a_request_cannot_switch_the_guard_off(sglang: SGLang, open_parts: OpenParts) -> None:
    switches = {"guardrails": False, "use_guardrails": False}
    async with client_of(sglang, open_parts()) as client:
        refused = await client.post("/videos", json={"prompt": NAMED, **switches})
    assert refused.status_code == 400
    assert sglang.prompts == []


@pytest.mark.parametrize("header", ["x-body-compressed", "content-encoding"])
async def test_compressed_requests_are_not_taken(
    sglang: SGLang, open_parts: OpenParts, header: str
) -> None:
    packed = gzip.compress(json.dumps({"prompt": NAMED}).encode())
    async with client_of(sglang, open_parts()) as client:
        answer = await client.post("/videos", content=packed, headers={header: "gzip"})
    assert answer.status_code == 415
    assert sglang.prompts == []


# -- rewritten prompts -------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["poll", "content", "list"])
async def test_a_prompt_that_the_server_rewrote_to_a_blocked_name_blocks_its_clip(
    sglang: SGLang, open_parts: OpenParts, clips: Clips, first: str
) -> None:
    sglang.rewrites = "a small fox, namely Kitsunebi, in the rain"
    async with client_of(sglang, open_parts()) as client:
        job = await make(client, prompt="a small animal", enhance_prompt=True)
        sglang.finish(job, clips.clean)
        path = {"poll": f"/videos/{job}", "content": f"/videos/{job}/content", "list": "/videos"}
        await client.get(path[first])
        assert (await client.get(f"/videos/{job}/content")).status_code == 400
        shown = await poll(client, job)
        assert shown.json()["status"] == "failed"
        assert shown.json()["error"]["code"] == "moderation_blocked"
        assert (await client.get("/videos")).json()["data"][0]["status"] == "failed"


async def test_a_prompt_that_was_rewritten_only_when_the_job_was_done_counts_too(
    sglang: SGLang, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(sglang, open_parts()) as client:
        job = await make(client, prompt="a small animal")
        sglang.jobs[job].more["revised_prompt"] = NAMED
        sglang.finish(job, clips.clean)
        assert (await client.get(f"/videos/{job}/content")).status_code == 400
        assert (await poll(client, job)).json()["status"] == "failed"


async def test_a_prompt_that_the_server_rewrote_to_a_hint_holds_its_clip(
    sglang: SGLang, open_parts: OpenParts, clips: Clips
) -> None:
    sglang.rewrites = HINTED
    parts = open_parts()
    async with client_of(sglang, parts) as client:
        job = await make(client, prompt="a small animal", enhance_prompt=True)
        sglang.finish(job, clips.clean)
        held = await poll(client, job)
        assert held.headers["guardrail-decision"] == Action.HOLD
        assert (await client.get(f"/videos/{job}/content")).status_code == 404
        lift(parts, held.headers["guardrail-id"])
        assert (await client.get(f"/videos/{job}/content")).content == clips.clean


async def test_a_harmless_rewriting_changes_nothing(
    sglang: SGLang, open_parts: OpenParts, clips: Clips
) -> None:
    sglang.rewrites = "a small animal in soft light"
    async with client_of(sglang, open_parts()) as client:
        job = await make(client, prompt="a small animal", enhance_prompt=True)
        sglang.finish(job, clips.clean)
        shown = await poll(client, job)
        assert shown.json()["status"] == "completed"
        assert shown.json()["revised_prompt"] == sglang.rewrites


# -- several outputs ---------------------------------------------------------------------------


async def test_each_of_several_outputs_is_judged_under_its_number(
    sglang: SGLang, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(sglang, open_parts()) as client:
        job = await create(client)
        sglang.finish(job, clips.clean, clips.fox, clips.meadow, clips.heron)
        url = f"/videos/{job}/content"
        answers = [await client.get(url, params={"variant": n}) for n in range(4)]
        assert (await client.get(url)).content == clips.clean
    assert [answer.status_code for answer in answers] == [200, 400, 200, 404]
    assert answers[0].content == clips.clean
    assert answers[2].content == clips.meadow


async def test_no_output_leaves_while_the_first_one_may_not(
    sglang: SGLang, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(sglang, open_parts()) as client:
        job = await create(client)
        sglang.finish(job, clips.fox, clips.clean, clips.meadow)
        for number in range(3):
            answer = await client.get(f"/videos/{job}/content", params={"variant": number})
            assert answer.status_code == 400


@pytest.mark.parametrize("variant", ["video", "thumbnail", "7", "-1"])
async def test_a_word_is_no_number_here(
    sglang: SGLang, open_parts: OpenParts, clips: Clips, variant: str
) -> None:
    async with client_of(sglang, open_parts()) as client:
        job = await create(client)
        sglang.finish(job, clips.clean)
        await poll(client, job)
        answer = await client.get(f"/videos/{job}/content", params={"variant": variant})
    assert answer.status_code == 404
    assert answer.json() == {"detail": f"Video variant {variant} not found"}


# -- paths and URLs ----------------------------------------------------------------------------


async def test_absolute_paths_never_leave(
    sglang: SGLang, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(sglang, open_parts()) as client:
        made = await client.post("/videos", json={"prompt": "a meadow"})
        job = made.json()["id"]
        sglang.finish(job, clips.clean, clips.meadow)
        done = await poll(client, job)
        listed = await client.get("/videos")
        gone = await client.delete(f"/videos/{job}")
    assert done.json()["status"] == "completed"
    for answer in (made, done, listed, gone):
        assert str(sglang.folder) not in answer.text
    assert done.json()["file_path"] is None
    assert done.json()["file_paths"] == []


@pytest.mark.parametrize("clip", ["clean", "fox"])
async def test_urls_of_a_bucket_do_not_leave(
    sglang: SGLang, open_parts: OpenParts, clips: Clips, clip: str
) -> None:
    sglang.bucket = BUCKET
    async with client_of(sglang, open_parts(content_wait_s=5)) as client:
        job = await create(client)
        sglang.finish(job, getattr(clips, clip), clips.meadow)
        shown = await client.get(f"/videos/{job}")
        listed = await client.get("/videos")
    assert (shown.json()["url"], shown.json()["urls"]) == (None, [])
    for answer in (shown, listed):
        assert BUCKET not in answer.text


async def test_the_url_in_the_words_of_an_error_does_not_leave(
    sglang: SGLang, open_parts: OpenParts, clips: Clips
) -> None:
    sglang.bucket = BUCKET
    async with client_of(sglang, open_parts(content_wait_s=5)) as client:
        job = await create(client)
        sglang.finish(job, clips.fox)
        for variant in ("", "?variant=0", "?variant=1"):
            answer = await client.get(f"/videos/{job}/content{variant}")
            assert answer.status_code >= 400
            assert BUCKET not in answer.text


async def test_urls_of_an_allowed_origin_stay_with_what_may_be_delivered(
    sglang: SGLang, open_parts: OpenParts, clips: Clips
) -> None:
    sglang.bucket, sglang.has_copies = BUCKET, True
    parts = open_parts(output_url_origins=["https://bucket.s3.amazonaws.example"])
    async with client_of(sglang, parts) as client:
        fine, stopped = await create(client), await create(client)
        sglang.finish(fine, clips.clean)
        sglang.finish(stopped, clips.fox)
        shown = (await poll(client, fine)).json()
        refused = (await poll(client, stopped)).json()
    assert shown["url"].startswith(BUCKET)
    assert shown["urls"] == [shown["url"]]
    assert (refused["status"], refused["url"], refused["urls"]) == ("failed", None, [])


async def test_urls_of_an_unjudged_job_wait_even_if_their_origin_is_allowed(
    sglang: SGLang, open_parts: OpenParts, clips: Clips
) -> None:
    sglang.bucket, sglang.has_copies = BUCKET, True
    parts = open_parts(output_url_origins=["https://bucket.s3.amazonaws.example"])
    async with client_of(sglang, parts) as client:
        job = await create(client)
        sglang.finish(job, clips.fox)
        first = await client.get(f"/videos/{job}")
    assert first.headers["guardrail-decision"] == "pending"
    assert BUCKET not in first.text


# -- the end of a job --------------------------------------------------------------------------


async def test_deletion_answers_with_the_job_and_forgets_it(
    sglang: SGLang, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts()
    async with client_of(sglang, parts) as client:
        job = await create(client)
        sglang.finish(job, clips.heron)
        held = (await poll(client, job)).headers["guardrail-id"]
        gone = await client.delete(f"/videos/{job}")
        assert gone.json()["status"] == "deleted"
        lift(parts, held)
        assert (await client.get(f"/videos/{job}")).status_code == 404
        assert (await client.get(f"/videos/{job}/content")).status_code == 404


async def test_the_error_of_a_failed_job_has_no_code(sglang: SGLang, open_parts: OpenParts) -> None:
    async with client_of(sglang, open_parts()) as client:
        job = await create(client)
        sglang.fail(job, message="out of memory")
        answer = await client.get(f"/videos/{job}")
    assert answer.status_code == 200
    assert answer.json()["status"] == "failed"
    assert answer.json()["error"] == {"message": "out of memory"}


async def test_what_a_failed_job_left_behind_is_judged_before_it_is_served(
    sglang: SGLang, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(sglang, open_parts()) as client:
        for clip, status in ((clips.fox, 400), (clips.heron, 404), (clips.clean, 200)):
            job = await create(client)
            sglang.fail(job, message="the upload failed")
            sglang.write(job, clip)
            answer = await client.get(f"/videos/{job}/content")
            assert answer.status_code == status
            assert (answer.content == clip) is (status == 200)


async def test_the_socket_that_generates_in_real_time_is_refused(
    sglang: SGLang, open_parts: OpenParts, clips: Clips
) -> None:
    sglang.next_clip = clips.fox
    async with guarded(sglang, open_parts()) as app:
        heard = await listen(app, "/v1/realtime_video/generate", says=({"prompt": NAMED},))
    assert not heard.accepted
    assert not Artefact(clips.fox).leak(b"".join(heard.frames))
    assert sglang.sockets == sglang.prompts == []
