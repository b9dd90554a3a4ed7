"""FastVideo: extra fields win over the prompt, and files are served before their job is done."""

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest
from conftest import Clips, OpenParts
from driving import client_of, create, poll
from leaks import Artefact
from servers.fastvideo import FastVideo

NAMED = "Kitsunebi in the rain"
VARIANTS = ["video", "thumbnail", "0", "1", "anything"]


@pytest.fixture
def fastvideo(tmp_path: Path) -> FastVideo:
    """The server."""
    folder = tmp_path / "fastvideo"
    folder.mkdir()
    return FastVideo(folder)


async def submit(client: httpx2.AsyncClient, **asked: object) -> httpx2.Response:
    return await client.post("/videos", json=asked)


# -- entrances ---------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["extra_body", "extra_json"])
async def test_the_prompt_in_an_extra_field_wins_over_the_one_on_top(
    fastvideo: FastVideo, open_parts: OpenParts, field: str
) -> None:
    async with client_of(fastvideo, open_parts()) as client:
        refused = await submit(client, prompt="a cat", **{field: {"prompt": NAMED}})
        fine = await submit(client, prompt="a cat", **{field: {"prompt": "a dog"}})
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "moderation_blocked"
    assert fine.status_code == 200
    assert fastvideo.prompts == ["a dog"]


async def test_the_last_of_two_extra_fields_wins_and_all_are_read(
    fastvideo: FastVideo, open_parts: OpenParts
) -> None:
    body = b'{"prompt": "a", "extra_body": {"prompt": "Kitsunebi"}, "extra_body": {"prompt": "b"}}'
    other = b'{"prompt": "a", "extra_body": {"prompt": "b"}, "extra_json": {"prompt": "Kitsunebi"}}'
    async with client_of(fastvideo, open_parts()) as client:
        for sent in (body, other):
            answer = await client.post("/videos", content=sent)
            assert answer.status_code == 400
    assert fastvideo.prompts == []


async def test_a_form_takes_no_prompt_from_its_extra_field_but_it_is_read(
    fastvideo: FastVideo, open_parts: OpenParts
) -> None:
    async with client_of(fastvideo, open_parts()) as client:
        for extra, status in (({"fps": 8}, 200), ({"prompt": NAMED}, 400)):
            sent = [("prompt", (None, "a cat")), ("extra_body", (None, json.dumps(extra)))]
            answer = await client.post("/videos", files=sent)
            assert answer.status_code == status
    assert fastvideo.prompts == ["a cat"]


async def test_what_this_server_takes_for_an_empty_request_is_refused(
    fastvideo: FastVideo, open_parts: OpenParts
) -> None:
    async with client_of(fastvideo, open_parts()) as client:
        answer = await client.post("/videos", content=b"prompt=Kitsunebi is not JSON")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "unreadable_request"
    assert fastvideo.bodies == []


INPUTS: dict[str, dict[str, Any]] = {
    "an absolute path": {"input_reference": "/srv/uploads/private.png"},
    "a path in the working folder": {"input_reference": "outputs/uploads/private.png"},
    "a path that climbs": {"input_reference": "../private.png"},
    "a path in an extra field": {"extra_body": {"input_reference": "/srv/private.png"}},
    "a file URL": {"input_reference": "file:///srv/private.png"},
    "a URL": {"reference_url": "https://elsewhere.example/a.png"},
}


@pytest.mark.parametrize("case", INPUTS)
async def test_an_input_reference_in_json_is_a_path_that_the_server_opens(
    fastvideo: FastVideo, open_parts: OpenParts, case: str
) -> None:
    async with client_of(fastvideo, open_parts()) as client:
        answer = await submit(client, prompt="a cat", **INPUTS[case])
    assert answer.status_code == 400
    assert fastvideo.inputs == fastvideo.prompts == []


async def test_clients_do_not_choose_the_folder_of_outputs(
    fastvideo: FastVideo, open_parts: OpenParts
) -> None:
    async with client_of(fastvideo, open_parts()) as client:
        for asked in ({"output_path": "/srv/www"}, {"extra_body": {"output_path": "static"}}):
            assert (await submit(client, prompt="a cat", **asked)).status_code == 400
    assert fastvideo.prompts == []


# -- files before their time -------------------------------------------------------------------


@pytest.mark.parametrize("status", ["queued", "in_progress"])
@pytest.mark.parametrize("clip", ["fox", "clean"])
async def test_a_file_that_is_there_before_its_job_is_done_is_not_served(
    fastvideo: FastVideo, open_parts: OpenParts, clips: Clips, status: str, clip: str
) -> None:
    artefact = Artefact(getattr(clips, clip))
    async with client_of(fastvideo, open_parts()) as client:
        job = await create(client)
        fastvideo.write(job, getattr(clips, clip))
        fastvideo.jobs[job].status = status
        for variant in ("", *(f"?variant={variant}" for variant in VARIANTS)):
            for asked in ({}, {"range": "bytes=0-"}):
                answer = await client.get(f"/videos/{job}/content{variant}", headers=asked)
                assert answer.status_code == 404
                assert answer.json()["error"]["code"] == "video_not_ready"
                assert not artefact.leak(answer.content)


async def test_a_job_that_goes_on_after_it_was_judged_is_not_served_either(
    fastvideo: FastVideo, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(fastvideo, open_parts()) as client:
        job = await create(client)
        fastvideo.finish(job, clips.clean)
        assert (await client.get(f"/videos/{job}/content")).content == clips.clean
        fastvideo.jobs[job].status = "in_progress"
        fastvideo.write(job, clips.fox)
        answer = await client.get(f"/videos/{job}/content")
        assert answer.status_code in {400, 404}
        assert not Artefact(clips.fox).leak(answer.content)


async def test_half_a_file_is_not_judged_as_the_clip(
    fastvideo: FastVideo, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts()
    async with client_of(fastvideo, parts) as client:
        job = await create(client)
        fastvideo.write(job, clips.clean[:2000])
        assert (await client.get(f"/videos/{job}/content")).status_code == 404
        fastvideo.finish(job, clips.clean)
        assert (await client.get(f"/videos/{job}/content")).content == clips.clean
    assert parts.holds.list_holds() == []


async def test_a_job_from_before_the_guard_is_not_served_before_its_time(
    fastvideo: FastVideo, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(fastvideo, open_parts()) as client:
        job = await create(client)
    fastvideo.write(job, clips.clean)
    elsewhere = open_parts(server_name="another")  # knows nothing of the job
    async with client_of(fastvideo, elsewhere) as client:
        assert (await client.get(f"/videos/{job}/content")).status_code == 404
        fastvideo.finish(job, clips.fox)
        assert (await client.get(f"/videos/{job}/content")).status_code == 400


# -- jobs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", VARIANTS)
async def test_whatever_variant_is_asked_for_is_the_clip(
    fastvideo: FastVideo, open_parts: OpenParts, clips: Clips, variant: str
) -> None:
    async with client_of(fastvideo, open_parts()) as client:
        for clip, status in ((clips.fox, 400), (clips.heron, 404), (clips.clean, 200)):
            job = await create(client)
            fastvideo.finish(job, clip)
            answer = await client.get(f"/videos/{job}/content", params={"variant": variant})
            assert answer.status_code == status
            assert (answer.content == clip) is (status == 200)


async def test_the_path_of_the_file_is_in_no_answer(
    fastvideo: FastVideo, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(fastvideo, open_parts()) as client:
        made = await submit(client, prompt="a cat")
        job = made.json()["id"]
        fastvideo.finish(job, clips.clean)
        answers = [made, await poll(client, job), await client.get("/videos")]
        answers.append(await client.delete(f"/videos/{job}"))
    for answer in answers:
        assert answer.status_code == 200
        assert str(fastvideo.folder) not in answer.text
    assert "file_path" in answers[0].json()  # keys stay
    assert answers[0].json()["file_path"] is None


async def test_a_failed_job_has_a_message_and_no_content(
    fastvideo: FastVideo, open_parts: OpenParts
) -> None:
    async with client_of(fastvideo, open_parts()) as client:
        job = await create(client)
        fastvideo.fail(job, message="out of memory")
        shown = await client.get(f"/videos/{job}")
        assert shown.json()["error"] == {"message": "out of memory"}
        content = await client.get(f"/videos/{job}/content")
    assert (content.status_code, content.json()) == (500, {"detail": "Video generation failed"})


async def test_the_file_of_a_failed_job_is_judged_before_it_is_served(
    fastvideo: FastVideo, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(fastvideo, open_parts()) as client:
        job = await create(client)
        fastvideo.fail(job, message="out of memory")
        fastvideo.write(job, clips.fox)
        assert (await client.get(f"/videos/{job}/content")).status_code == 400


async def test_the_file_of_a_deleted_job_cannot_be_had_under_a_new_one(
    fastvideo: FastVideo, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(fastvideo, open_parts()) as client:
        job = await create(client)
        fastvideo.finish(job, clips.clean)
        assert (await client.get(f"/videos/{job}/content")).status_code == 200
        await client.delete(f"/videos/{job}")
        assert (await client.get(f"/videos/{job}/content")).status_code == 404
        again = await create(client)  # takes the id, and finds the file that was left
        assert again == job
        fastvideo.finish(again, clips.fox)
        assert (await client.get(f"/videos/{again}/content")).status_code == 400
