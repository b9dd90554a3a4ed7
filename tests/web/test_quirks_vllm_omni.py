"""vLLM-Omni: forms only, failures that are not 2xx, clips without a job, pictures, sockets, keys."""

import base64
import json
from pathlib import Path

import httpx2
import pytest
from conftest import Clips, OpenParts
from driving import client_of, guarded, lift, poll, recorded
from leaks import Artefact
from plain_asgi import ask, listen
from servers.vllm_omni import VllmOmni

from guardrail.domain import Action

NAMED = "Kitsunebi in the rain"
HINTED = "Oskar Button in the rain"
KEY = "a-key-of-the-operator"
SOCKETS = ["/v1/realtime/video", "/v1/video/chat/stream", "/v1/realtime", "/v1/duplex"]

Part = tuple[str, tuple[str | None, str | bytes]]


@pytest.fixture
def omni(tmp_path: Path) -> VllmOmni:
    """The server without a key."""
    return open_omni(tmp_path)


def open_omni(tmp_path: Path, **options: str) -> VllmOmni:
    folder = tmp_path / "omni"
    folder.mkdir()
    return VllmOmni(folder, **options)


async def send(
    client: httpx2.AsyncClient, *files: Part, to: str = "/videos", **fields: str
) -> httpx2.Response:
    """A submission as this server wants it: a form."""
    texts: list[Part] = [(name, (None, value)) for name, value in fields.items()]
    return await client.post(to, files=[*texts, *files])


async def order(client: httpx2.AsyncClient, prompt: str = "a meadow") -> str:
    answer = await send(client, prompt=prompt)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


# -- entrances ---------------------------------------------------------------------------------


async def test_a_submission_is_a_form_and_json_is_none(
    omni: VllmOmni, open_parts: OpenParts
) -> None:
    async with client_of(omni, open_parts()) as client:
        fine = await client.post("/videos", json={"prompt": "a meadow"})
        refused = await client.post("/videos", json={"prompt": NAMED})
    assert fine.status_code == 422  # the server's own words, as they are
    assert fine.json()["detail"][0]["loc"] == ["body", "prompt"]
    assert refused.status_code == 400
    assert omni.prompts == []


async def test_a_urlencoded_form_is_one_too(omni: VllmOmni, open_parts: OpenParts) -> None:
    async with client_of(omni, open_parts()) as client:
        assert (await client.post("/videos", data={"prompt": "a meadow"})).status_code == 200
        assert (await client.post("/videos", data={"prompt": NAMED})).status_code == 400
    assert omni.prompts == ["a meadow"]


@pytest.mark.parametrize("prompts", [("a meadow", NAMED), (NAMED, "a meadow")])
async def test_both_of_two_parts_of_one_name_are_read(
    omni: VllmOmni, open_parts: OpenParts, prompts: tuple[str, str]
) -> None:
    async with client_of(omni, open_parts()) as client:
        parts: list[Part] = [("prompt", (None, prompt)) for prompt in prompts]
        answer = await send(client, *parts)
    assert answer.status_code == 400
    assert omni.prompts == []


async def test_a_name_in_the_negative_prompt_is_not_asked_for(
    omni: VllmOmni, open_parts: OpenParts
) -> None:
    async with client_of(omni, open_parts()) as client:
        answer = await send(client, prompt="a fox on a meadow", negative_prompt=NAMED)
    assert answer.status_code == 200
    assert omni.prompts == ["a fox on a meadow"]


async def test_extra_params_reach_the_model_and_are_read(
    omni: VllmOmni, open_parts: OpenParts
) -> None:
    extra = json.dumps({"prompt_2": NAMED, "shift": 5})
    async with client_of(omni, open_parts()) as client:
        answer = await send(client, prompt="a meadow", extra_params=extra)
    assert answer.status_code == 400
    assert omni.prompts == []


async def test_a_lora_that_is_called_after_a_character_is_a_prompt(
    omni: VllmOmni, open_parts: OpenParts
) -> None:
    lora = json.dumps({"name": "Kitsunebi style v2", "scale": 1.0})
    async with client_of(omni, open_parts()) as client:
        answer = await send(client, prompt="a meadow", lora=lora)
    assert answer.status_code == 400
    assert omni.prompts == []


async def test_each_of_several_input_references_is_seen(
    omni: VllmOmni, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(omni, open_parts()) as client:
        answer = await send(
            client,
            ("input_references", ("a.mp4", clips.clean)),
            ("input_references", ("b.mp4", clips.fox)),
            prompt="a meadow",
        )
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "input_references"
    assert omni.prompts == []


@pytest.mark.parametrize("field", ["control_reference", "source_video"])
async def test_control_and_source_videos_are_inputs(
    omni: VllmOmni, open_parts: OpenParts, clips: Clips, field: str
) -> None:
    async with client_of(omni, open_parts()) as client:
        answer = await send(client, (field, ("a.mp4", clips.fox)), prompt="a meadow")
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == field
    assert omni.prompts == []


@pytest.mark.parametrize("field", ["image_reference", "video_reference"])
async def test_references_are_json_in_a_form_field(
    omni: VllmOmni, open_parts: OpenParts, clips: Clips, field: str
) -> None:
    shown = f"data:video/mp4;base64,{base64.b64encode(clips.fox).decode()}"
    cases = {
        "moderation_blocked": {"image_url": shown},
        "input_url_origins": {"image_url": "https://elsewhere.example/a.png"},
        "allow_file_ids": {"file_id": "file_1"},
    }
    async with client_of(omni, open_parts()) as client:
        for said, reference in cases.items():
            answer = await send(client, prompt="a meadow", **{field: json.dumps(reference)})
            assert answer.status_code == 400
            assert said in answer.text
    assert omni.prompts == []


# -- jobs --------------------------------------------------------------------------------------


async def test_what_this_server_adds_to_a_job_stays(
    omni: VllmOmni, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(omni, open_parts()) as client:
        job = await order(client)
        assert job.startswith("video_gen_")
        omni.finish(job, clips.clean)
        answer = await poll(client, job)
    assert answer.json() == omni.document(omni.jobs[job])
    assert answer.json()["stage_durations"] == {"diffuse": 1.25}


@pytest.mark.parametrize("code", [400, 422, 500, 503])
async def test_a_failed_job_is_told_with_its_integer_code_as_the_status(
    omni: VllmOmni, open_parts: OpenParts, code: int
) -> None:
    async with client_of(omni, open_parts()) as client:
        job = await order(client)
        omni.fail(job, code=code, message="out of memory")
        answer = await client.get(f"/videos/{job}")
        assert answer.status_code == code
        assert answer.json() == omni.document(omni.jobs[job])
        assert answer.json()["error"]["code"] == code
        assert (await client.get("/videos")).json()["data"] == [answer.json()]
        content = await client.get(f"/videos/{job}/content")
        assert (content.status_code, content.json()) == (422, {"detail": "Video generation failed"})


async def test_errors_are_a_detail_and_pass_as_they_are(
    omni: VllmOmni, open_parts: OpenParts
) -> None:
    async with client_of(omni, open_parts()) as client:
        for path in ("/videos/video_gen_none", "/videos/video_gen_none/content"):
            answer = await client.get(path)
            assert (answer.status_code, answer.json()) == (404, {"detail": "Video not found"})


async def test_content_of_an_unfinished_job_is_not_ready(
    omni: VllmOmni, open_parts: OpenParts
) -> None:
    async with client_of(omni, open_parts()) as client:
        job = await order(client)
        answer = await client.get(f"/videos/{job}/content")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "video_not_ready"


async def test_a_deletion_that_conflicts_leaves_the_job_as_it_is(
    omni: VllmOmni, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(omni, open_parts()) as client:
        job = await order(client, HINTED)
        conflict = await client.delete(f"/videos/{job}")
        assert conflict.status_code == 409
        assert "detail" in conflict.json()
        omni.finish(job, clips.clean)
        assert (await poll(client, job)).headers["guardrail-decision"] == Action.HOLD
        assert (await client.delete(f"/videos/{job}")).json()["deleted"] is True


@pytest.mark.parametrize("variant", ["video", "thumbnail", "1", "anything"])
async def test_whatever_variant_is_asked_for_is_the_clip(
    omni: VllmOmni, open_parts: OpenParts, clips: Clips, variant: str
) -> None:
    asked = {"variant": variant}
    async with client_of(omni, open_parts()) as client:
        for clip, status in ((clips.fox, 400), (clips.heron, 404), (clips.clean, 200)):
            job = await order(client)
            omni.finish(job, clip)
            answer = await client.get(f"/videos/{job}/content", params=asked)
            assert answer.status_code == status
            assert (answer.content == clip) is (status == 200)


# -- a clip without a job ----------------------------------------------------------------------


async def test_a_clip_that_comes_at_once_is_judged_whole(
    omni: VllmOmni, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(omni, open_parts()) as client:
        omni.next_clip = clips.clean
        fine = await send(client, to="/videos/sync", prompt="a meadow")
        omni.next_clip = clips.fox
        refused = await send(client, to="/videos/sync", prompt="a fox")
    assert (fine.status_code, fine.content) == (200, clips.clean)
    assert fine.headers["content-type"] == "video/mp4"
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "moderation_blocked"
    assert refused.headers["x-should-retry"] == "false"
    assert not Artefact(clips.fox).leak(refused.content)


async def test_a_clip_held_at_once_is_not_rendered_again_while_it_waits(
    omni: VllmOmni, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts()
    omni.next_clip = clips.heron
    async with client_of(omni, parts) as client, client_of(omni, parts, key="other") as other:
        first = await send(client, to="/videos/sync", prompt="a bird")
        assert first.status_code == 400
        assert first.json()["error"]["code"] == "moderation_held"
        hold = first.headers["guardrail-id"]
        again = await send(client, to="/videos/sync", prompt="a bird")
        assert (again.json(), again.headers["guardrail-id"]) == (first.json(), hold)
        assert omni.prompts == ["a bird"]
        await send(other, to="/videos/sync", prompt="a bird")
        assert omni.prompts == ["a bird", "a bird"]
        lift(parts, hold)
        lifted = await send(client, to="/videos/sync", prompt="a bird")
        assert (lifted.status_code, lifted.content) == (200, clips.heron)
    assert omni.prompts == ["a bird", "a bird"]


async def test_a_prompt_held_at_once_renders_nothing_until_it_is_lifted(
    omni: VllmOmni, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts()
    omni.next_clip = clips.clean
    async with client_of(omni, parts) as client:
        held = await send(client, to="/videos/sync", prompt=HINTED)
        assert held.status_code == 400
        assert held.headers["guardrail-decision"] == Action.HOLD
        assert omni.prompts == []
        lift(parts, held.headers["guardrail-id"])
        answer = await send(client, to="/videos/sync", prompt=HINTED)
        assert (answer.status_code, answer.content) == (200, clips.clean)


# -- pictures and sockets of the same app ------------------------------------------------------


@pytest.mark.parametrize("stream", [False, True])
async def test_pictures_in_json_and_in_events_are_seen_below_a_guarded_path(
    omni: VllmOmni, open_parts: OpenParts, clips: Clips, *, stream: bool
) -> None:
    parts = open_parts(guarded_paths=["/v1/images"])
    asked = {"prompt": "a meadow", "stream": stream}
    url = "http://guarded/v1/images/generations"
    async with client_of(omni, parts) as client:
        omni.next_clip = clips.clean
        fine = await client.post(url, json=asked)
        assert fine.status_code == 200
        assert base64.b64encode(clips.clean) in fine.content
        omni.next_clip = clips.fox
        refused = await client.post(url, json={**asked, "prompt": "a fox"})
        assert not Artefact(clips.fox, known=clips.clean).leak(refused.content)
        named = await client.post(url, json={**asked, "prompt": NAMED})
        assert named.status_code == 400
    if not stream:
        assert refused.status_code == 400
        assert refused.json()["error"]["code"] == "moderation_blocked"
    assert NAMED not in omni.prompts


async def test_a_picture_in_a_chat_is_seen_below_a_guarded_path(
    omni: VllmOmni, open_parts: OpenParts, clips: Clips
) -> None:
    omni.next_clip = clips.fox
    asked = {"messages": [{"role": "user", "content": "draw a fox"}]}
    async with client_of(omni, open_parts(guarded_paths=["/v1/chat"])) as client:
        refused = await client.post("/chat/completions", json=asked)
    assert refused.status_code == 400
    assert not Artefact(clips.fox).leak(refused.content)


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize("denials", [True, False])
async def test_sockets_that_take_prompts_midway_are_refused_at_the_handshake(
    omni: VllmOmni, open_parts: OpenParts, clips: Clips, path: str, *, denials: bool
) -> None:
    omni.next_clip = clips.fox
    said = ({"type": "session.start", "prompt": NAMED},)
    async with guarded(omni, open_parts()) as app:
        heard = await listen(app, path, says=said, denials=denials)
    assert not heard.accepted
    assert (heard.denied, heard.closed) == ((403, 0) if denials else (0, 1008))
    assert omni.sockets == omni.prompts == []


async def test_the_operator_may_let_a_socket_through(
    omni: VllmOmni, open_parts: OpenParts, clips: Clips
) -> None:
    omni.next_clip = clips.clean
    said = ({"type": "session.start", "prompt": "a meadow"},)
    async with guarded(omni, open_parts(websocket_paths=["/v1/realtime/video"])) as app:
        heard = await listen(app, "/v1/realtime/video", says=said)
        other = await listen(app, "/v1/duplex", says=said)
    assert heard.accepted
    assert b"".join(heard.frames[1:]) == clips.clean
    assert not other.accepted


# -- who asks ----------------------------------------------------------------------------------


async def test_strangers_are_turned_away_by_the_server_and_learn_nothing(
    tmp_path: Path, open_parts: OpenParts
) -> None:
    omni = open_omni(tmp_path, api_key=KEY)
    parts = open_parts()
    async with client_of(omni, parts) as stranger, client_of(omni, parts, key=KEY) as known:
        answers = [await send(stranger, prompt=prompt) for prompt in (NAMED, HINTED, "a meadow")]
        for answer in answers:
            assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})
            assert not any(name.startswith("guardrail") for name in answer.headers)
        assert (await send(known, prompt=NAMED)).status_code == 400
        assert (await stranger.get("http://guarded/health")).status_code == 200
    assert omni.prompts == []


async def test_strangers_are_told_of_refusals_where_the_operator_does_not_mind(
    tmp_path: Path, open_parts: OpenParts
) -> None:
    omni = open_omni(tmp_path, api_key=KEY)
    async with client_of(omni, open_parts(admission="none")) as stranger:
        answer = await send(stranger, prompt=NAMED)
    assert answer.json()["error"]["code"] == "moderation_blocked"


async def test_a_stranger_sees_no_job_of_others(
    tmp_path: Path, open_parts: OpenParts, clips: Clips
) -> None:
    omni = open_omni(tmp_path, api_key=KEY)
    parts = open_parts()
    async with client_of(omni, parts) as stranger, client_of(omni, parts, key=KEY) as known:
        job = await order(known)
        omni.finish(job, clips.clean)
        assert (await known.get(f"/videos/{job}/content")).content == clips.clean
        for path in ("", f"/{job}", f"/{job}/content", f"/{job}/content?variant=1"):
            answer = await stranger.get(f"/videos{path}")
            assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})


async def test_a_stranger_at_a_socket_learns_no_more_than_anybody(
    tmp_path: Path, open_parts: OpenParts
) -> None:
    omni = open_omni(tmp_path, api_key=KEY)
    async with guarded(omni, open_parts()) as app:
        heard = await listen(app, "/v1/realtime", says=({"prompt": NAMED},))
    assert not heard.accepted
    assert heard.denied in {401, 403}


# -- refusals of the server --------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["The prompt was rejected by the safety checker", "Violates our content policy"]
)
async def test_a_detail_that_names_a_safety_checker_is_the_servers_own_refusal(
    omni: VllmOmni, open_parts: OpenParts, words: str
) -> None:
    omni.refusal = words
    parts = open_parts()
    async with client_of(omni, parts) as client:
        answer = await send(client, prompt="a meadow")
    assert (answer.status_code, answer.json()) == (400, {"detail": words})
    assert answer.headers["guardrail-refused-by"] == "provider"
    assert "guardrail-id" not in answer.headers
    assert len(recorded(parts, "provider")) == 1


async def test_a_failed_job_that_names_moderation_is_the_servers_own_refusal(
    omni: VllmOmni, open_parts: OpenParts
) -> None:
    parts = open_parts()
    async with client_of(omni, parts) as client:
        job = await order(client)
        omni.fail(job, code=400, message="Output flagged by moderation")
        answer = await client.get(f"/videos/{job}")
    assert (answer.status_code, answer.json()) == (400, omni.document(omni.jobs[job]))
    assert answer.headers["guardrail-refused-by"] == "provider"
    assert len(recorded(parts, "provider")) == 1


async def test_other_failures_are_nobodys_refusal(omni: VllmOmni, open_parts: OpenParts) -> None:
    parts = open_parts()
    async with client_of(omni, parts) as client:
        job = await order(client)
        omni.fail(job, code=503, message="the engine died")
        answer = await client.get(f"/videos/{job}")
        missing = await client.post("/videos", json={"prompt": "a"})
    for told in (answer, missing):
        assert "guardrail-refused-by" not in told.headers
    assert recorded(parts, "provider") == []


async def test_health_passes_untouched(omni: VllmOmni, open_parts: OpenParts) -> None:
    async with guarded(omni, open_parts()) as app:
        answer = await ask(app, "GET", "/health")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.header("guardrail-decision") == ""
