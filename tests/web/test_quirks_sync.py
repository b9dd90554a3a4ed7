"""Servers that answer at once, and other ways out: base64, mounts, sockets, events, redirects."""

import base64
import json
from pathlib import Path
from urllib.parse import urljoin

import pytest
from conftest import Clips, OpenParts
from driving import client_of, guarded, lift, recorded
from leaks import Artefact
from plain_asgi import ask, listen
from servers.serving import WAYS, Serve, called_text, in_drips_called_text
from servers.sync import BUCKET, SyncServer

from guardrail.domain import Action

HOST = "http://guarded"
NAMED = "Kitsunebi in the rain"
HINTED = "Oskar Button in the rain"
CLIPS = {"clean": 200, "fox": 400, "heron": 400}
CODES = {"fox": "moderation_blocked", "heron": "moderation_held"}


@pytest.fixture
def sync(tmp_path: Path) -> SyncServer:
    """All of them in one app."""
    folder = tmp_path / "sync"
    folder.mkdir()
    return SyncServer(folder)


def in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


# -- xDiT --------------------------------------------------------------------------------------


@pytest.mark.parametrize("clip", CLIPS)
async def test_a_clip_in_base64_is_judged_where_it_stands(
    sync: SyncServer, open_parts: OpenParts, clips: Clips, clip: str
) -> None:
    sync.next_clip = getattr(clips, clip)
    asked = {"prompt": "an animal", "save_to_disk": False}
    async with client_of(sync, open_parts()) as client:
        answer = await client.post(f"{HOST}/generate_video", json=asked)
    assert answer.status_code == CLIPS[clip]
    if answer.status_code == 200:
        assert answer.json()["output"] == in_base64(clips.clean)
        assert answer.json()["fps"] == 16
    else:
        assert answer.json()["error"]["code"] == CODES[clip]
        assert answer.headers["guardrail-id"]
        assert not Artefact(sync.next_clip).leak(answer.content)


async def test_a_held_clip_in_base64_comes_without_rendering_once_it_is_lifted(
    sync: SyncServer, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts()
    sync.next_clip = clips.heron
    asked = {"prompt": "a bird", "save_to_disk": False}
    async with client_of(sync, parts) as client:
        first = await client.post(f"{HOST}/generate_video", json=asked)
        again = await client.post(f"{HOST}/generate_video", json=asked)
        assert first.headers["guardrail-id"] == again.headers["guardrail-id"]
        lift(parts, first.headers["guardrail-id"])
        lifted = await client.post(f"{HOST}/generate_video", json=asked)
    assert lifted.status_code == 200
    assert lifted.json()["output"] == in_base64(clips.heron)
    assert sync.prompts == ["a bird"]


async def test_the_path_of_an_output_on_the_server_is_not_told(
    sync: SyncServer, open_parts: OpenParts, clips: Clips
) -> None:
    sync.next_clip = clips.clean
    async with client_of(sync, open_parts()) as client:
        answer = await client.post(f"{HOST}/generate_video", json={"prompt": "a meadow"})
    assert answer.status_code == 200
    assert answer.json()["output"] is None
    assert answer.json()["save_to_disk"] is True
    assert str(sync.folder) not in answer.text


@pytest.mark.parametrize("prompt", [NAMED, HINTED])
async def test_prompts_of_a_route_without_jobs_are_read(
    sync: SyncServer, open_parts: OpenParts, prompt: str
) -> None:
    async with client_of(sync, open_parts()) as client:
        answer = await client.post(f"{HOST}/generate_video", json={"prompt": prompt})
        other = await client.post(f"{HOST}/generate_video/", json={"prompt": prompt})
    assert answer.status_code == other.status_code == 400
    assert answer.headers["guardrail-id"]
    assert sync.prompts == []


async def test_a_prompt_held_without_a_job_is_generated_from_once_it_is_lifted(
    sync: SyncServer, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts()
    sync.next_clip = clips.clean
    asked = {"prompt": HINTED, "save_to_disk": False}
    async with client_of(sync, parts) as client:
        held = await client.post(f"{HOST}/generate_video", json=asked)
        assert held.headers["guardrail-decision"] == Action.HOLD
        lift(parts, held.headers["guardrail-id"])
        answer = await client.post(f"{HOST}/generate_video", json=asked)
    assert answer.json()["output"] == in_base64(clips.clean)


# -- Vertex and Veo ----------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["prompt", "text"])
async def test_the_prompt_of_an_instance_may_be_called_text(
    sync: SyncServer, open_parts: OpenParts, field: str
) -> None:
    asked = {"instances": [{field: "a meadow"}, {field: NAMED}]}
    async with client_of(sync, open_parts()) as client:
        answer = await client.post(f"{HOST}/vertex_generate", json=asked)
    assert answer.status_code == 400
    assert sync.prompts == []


@pytest.mark.parametrize("clip", CLIPS)
async def test_each_prediction_is_judged(
    sync: SyncServer, open_parts: OpenParts, clips: Clips, clip: str
) -> None:
    sync.next_clip = getattr(clips, clip)
    asked = {"instances": [{"text": "an animal"}, {"text": "another"}]}
    async with client_of(sync, open_parts()) as client:
        answer = await client.post(f"{HOST}/vertex_generate", json=asked)
    assert answer.status_code == CLIPS[clip]
    if answer.status_code == 200:
        found = [p["bytesBase64Encoded"] for p in answer.json()["predictions"]]
        assert found == [in_base64(clips.clean)] * 2
    assert bool(Artefact(sync.next_clip).leak(answer.content)) is (clip == "clean")


@pytest.mark.parametrize("call", ["operation", "fetchPredictOperation"])
@pytest.mark.parametrize("clip", CLIPS)
async def test_the_clip_in_an_operation_is_judged_below_a_guarded_path(
    sync: SyncServer, open_parts: OpenParts, clips: Clips, clip: str, call: str
) -> None:
    sync.next_clip = getattr(clips, clip)
    models = f"{HOST}/v1beta/models/veo"
    asked = {"instances": [{"prompt": "an animal"}], "parameters": {"negativePrompt": "text"}}
    async with client_of(sync, open_parts(guarded_paths=["/v1beta"])) as client:
        begun = await client.post(f"{models}:predictLongRunning", json=asked)
        name = begun.json()["name"]
        if call == "operation":
            answer = await client.get(f"{HOST}/v1beta/{name}")
        else:
            answer = await client.post(f"{models}:{call}", json={"operationName": name})
    assert answer.status_code == CLIPS[clip]
    if answer.status_code == 200:
        assert answer.json()["done"] is True
    assert bool(Artefact(sync.next_clip).leak(answer.content)) is (clip == "clean")


async def test_a_name_in_an_instance_of_an_operation_is_read(
    sync: SyncServer, open_parts: OpenParts
) -> None:
    asked = {"instances": [{"prompt": NAMED}]}
    url = f"{HOST}/v1beta/models/veo:predictLongRunning"
    async with client_of(sync, open_parts(guarded_paths=["/v1beta"])) as client:
        assert (await client.post(url, json=asked)).status_code == 400
    assert sync.prompts == []


async def test_counters_of_filtered_clips_are_the_providers_refusal(
    sync: SyncServer, open_parts: OpenParts, clips: Clips
) -> None:
    sync.next_clip, sync.filtered = clips.clean, ["Veo could not generate this. Code 29310472."]
    parts = open_parts(guarded_paths=["/v1beta"])
    asked = {"instances": [{"prompt": "an animal"}]}
    async with client_of(sync, parts) as client:
        begun = await client.post(f"{HOST}/v1beta/models/veo:predictLongRunning", json=asked)
        answer = await client.get(f"{HOST}/v1beta/{begun.json()['name']}")
    told = answer.json()["response"]["generateVideoResponse"]
    assert told == {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": sync.filtered}
    assert answer.headers["guardrail-refused-by"] == "provider"
    assert "guardrail-id" not in answer.headers
    assert len(recorded(parts, "provider")) == 1


# -- mounts, files, redirects ------------------------------------------------------------------


@pytest.mark.parametrize("clip", ["clean", "fox", "heron"])
async def test_a_mounted_folder_of_outputs_is_guarded(
    sync: SyncServer, open_parts: OpenParts, clips: Clips, clip: str
) -> None:
    content: bytes = getattr(clips, clip)
    (sync.folder / "a.mp4").write_bytes(content)
    artefact = Artefact(content)
    async with guarded(sync, open_parts()) as app:
        for path in ("/generated-videos/a.mp4", "/generated-videos/./a.mp4"):
            for asked in ({}, {"range": "bytes=100-9999"}, {"if-none-match": '"x"'}):
                answer = await ask(app, "GET", path, headers=asked)
                leaks = bool(artefact.leak(answer.said + answer.content))
                assert leaks is (answer.status in {200, 206})
                assert clip == "clean" or answer.status >= 400
        head = await ask(app, "HEAD", "/generated-videos/a.mp4")
        whole = await ask(app, "GET", "/generated-videos/a.mp4", headers={"range": "bytes=0-"})
    if clip == "clean":
        assert (head.status, head.header("content-length")) == (200, str(len(content)))
        assert (whole.status, whole.content) == (206, content)
    else:
        assert head.header("content-length") != str(len(content))


async def test_what_is_not_in_the_mounted_folder_is_not_found_as_before(
    sync: SyncServer, open_parts: OpenParts
) -> None:
    async with client_of(sync, open_parts()) as client:
        assert (await client.get(f"{HOST}/generated-videos/none.mp4")).status_code == 404


@pytest.mark.parametrize("clip", ["clean", "fox"])
@pytest.mark.parametrize("origins", [[], [HOST]])
async def test_a_url_of_this_very_host_leads_through_the_guard(
    sync: SyncServer, open_parts: OpenParts, clips: Clips, clip: str, origins: list[str]
) -> None:
    sync.next_clip = getattr(clips, clip)
    guarded_paths = ["/video", "/generated-videos"]
    parts = open_parts(guarded_paths=guarded_paths, output_url_origins=origins)
    async with client_of(sync, parts) as client:
        made = await client.post(f"{HOST}/video", json={"prompt": "an animal"})
        url = made.json()["data"][0]["url"]
        assert url.startswith(f"{HOST if origins else ''}/generated-videos/")
        fetched = await client.get(urljoin(HOST, url))
    assert fetched.status_code == CLIPS[clip]
    assert bool(Artefact(sync.next_clip).leak(fetched.content)) is (clip == "clean")


async def test_base64_of_the_same_route_is_judged(
    sync: SyncServer, open_parts: OpenParts, clips: Clips
) -> None:
    sync.next_clip = clips.fox
    asked = {"prompt": "an animal", "response_format": "b64_json"}
    async with client_of(sync, open_parts(guarded_paths=["/video"])) as client:
        answer = await client.post(f"{HOST}/video", json=asked)
    assert answer.status_code == 400
    assert not Artefact(clips.fox).leak(answer.content)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_redirect_to_a_bucket_is_not_passed_on(
    sync: SyncServer, open_parts: OpenParts, method: str
) -> None:
    async with client_of(sync, open_parts()) as client:
        answer = await client.request(method, f"{HOST}/generated-videos/s3/a.mp4")
    assert answer.status_code == 502
    assert "location" not in answer.headers
    assert BUCKET.encode() not in answer.content


# -- routes that nobody claimed ----------------------------------------------------------------


OTHER_WAYS = {name: way for name, way in WAYS.items() if way is not called_text}


@pytest.mark.parametrize("way", OTHER_WAYS)
@pytest.mark.parametrize("clip", ["clean", "fox", "heron"])
async def test_media_of_any_other_route_is_judged(
    sync: SyncServer, open_parts: OpenParts, clips: Clips, clip: str, way: str
) -> None:
    sync.serve = OTHER_WAYS[way]
    content: bytes = getattr(clips, clip)
    (sync.folder / "a.mp4").write_bytes(content)
    artefact = Artefact(content)
    async with guarded(sync, open_parts()) as app:
        for asked in ({}, {"range": "bytes=0-"}, {"range": "bytes=200-"}):
            answer = await ask(app, "GET", "/previews/a.mp4", headers=asked)
            if clip == "clean":
                assert answer.status in {200, 206}
                assert answer.content.endswith(content[200:])
            else:
                assert answer.status >= 400
                assert not artefact.leak(answer.said + answer.content)


@pytest.mark.parametrize("serve", [called_text, in_drips_called_text])
@pytest.mark.parametrize("rule", ["screen", "withhold"])
async def test_media_that_calls_itself_text_on_any_other_route_does_not_leave_unjudged(
    sync: SyncServer, open_parts: OpenParts, clips: Clips, rule: str, serve: Serve
) -> None:
    (sync.folder / "a.mp4").write_bytes(clips.fox)
    sync.serve = serve
    async with guarded(sync, open_parts(unclaimed_media=rule)) as app:
        for asked in ({}, {"range": "bytes=0-"}, {"range": "bytes=200-"}):
            answer = await ask(app, "GET", "/previews/a.mp4", headers=asked)
            assert answer.is_cut or answer.status >= 400
            assert not Artefact(clips.fox).leak(answer.said + answer.content)


async def test_media_of_any_other_route_is_withheld_where_the_operator_says_so(
    sync: SyncServer, open_parts: OpenParts, clips: Clips
) -> None:
    (sync.folder / "a.mp4").write_bytes(clips.clean)
    artefact = Artefact(clips.clean)
    async with guarded(sync, open_parts(unclaimed_media="withhold")) as app:
        for serve in OTHER_WAYS.values():
            sync.serve = serve
            answer = await ask(app, "GET", "/previews/a.mp4")
            assert answer.status >= 400
            assert not artefact.leak(answer.said + answer.content)


async def test_media_of_any_other_route_passes_where_the_operator_says_so(
    sync: SyncServer, open_parts: OpenParts, clips: Clips
) -> None:
    (sync.folder / "a.mp4").write_bytes(clips.fox)
    async with client_of(sync, open_parts(unclaimed_media="pass")) as client:
        answer = await client.get(f"{HOST}/previews/a.mp4")
    assert (answer.status_code, answer.content) == (200, clips.fox)


async def test_base64_in_the_json_of_any_other_route_is_judged(
    sync: SyncServer, open_parts: OpenParts, clips: Clips
) -> None:
    sync.next_clip = clips.fox
    asked = {"prompt": "an animal", "response_format": "b64_json"}
    async with client_of(sync, open_parts()) as client:
        answer = await client.post(f"{HOST}/video", json=asked)
    assert answer.status_code == 400
    assert not Artefact(clips.fox).leak(answer.content)


async def test_words_of_any_other_route_pass_untouched(
    sync: SyncServer, open_parts: OpenParts
) -> None:
    (sync.folder / "a.mp4").touch()
    async with client_of(sync, open_parts()) as client:
        answer = await client.get(f"{HOST}/gallery")
        missing = await client.get(f"{HOST}/previews/none.mp4")
    assert (answer.status_code, answer.text) == (200, "a.mp4")
    assert (missing.status_code, missing.json()) == (404, {"detail": "no such preview"})


# -- events ------------------------------------------------------------------------------------


@pytest.mark.parametrize("clip", ["clean", "fox", "heron"])
async def test_the_clip_in_a_stream_of_events_is_judged(
    sync: SyncServer, open_parts: OpenParts, clips: Clips, clip: str
) -> None:
    sync.next_clip = getattr(clips, clip)
    async with client_of(sync, open_parts()) as client:
        answer = await client.get(f"{HOST}/generate_video/events")
    leaks = bool(Artefact(sync.next_clip).leak(answer.content))
    if clip == "clean":
        assert answer.headers["content-type"].startswith("text/event-stream")
        first, last = [json.loads(e.removeprefix("data: ")) for e in answer.text.split("\n\n")[:2]]
        assert first == {"step": 1}
        assert last["output"]["data"] == in_base64(clips.clean)
    else:
        assert not leaks


# -- sockets -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/ws", "/queue/join"])
async def test_a_socket_that_sends_media_is_closed_before_it_leaves(
    sync: SyncServer, open_parts: OpenParts, clips: Clips, path: str
) -> None:
    sync.next_clip = clips.fox
    async with guarded(sync, open_parts()) as app:
        heard = await listen(app, path)
    assert heard.accepted
    assert len(heard.frames) == 1  # the words before it
    assert heard.closed == 1008
    assert not Artefact(clips.fox).leak(b"".join(heard.frames))


async def test_a_socket_without_media_goes_on(sync: SyncServer, open_parts: OpenParts) -> None:
    async with guarded(sync, open_parts()) as app:
        heard = await listen(app, "/logs")
    assert heard.frames == [b"starting", b"done"]
    assert heard.closed == 1000


@pytest.mark.parametrize("path", ["/ws", "/queue/join", "/logs"])
async def test_all_sockets_are_refused_where_the_operator_says_so(
    sync: SyncServer, open_parts: OpenParts, path: str
) -> None:
    async with guarded(sync, open_parts(websockets="refuse", websocket_paths=["/lo"])) as app:
        heard = await listen(app, path)
    assert not heard.accepted
    assert heard.denied == 403
    assert sync.sockets == []


@pytest.mark.parametrize("settings", [{"websockets": "pass"}, {"websocket_paths": ["/ws"]}])
async def test_a_socket_passes_where_the_operator_says_so(
    sync: SyncServer, open_parts: OpenParts, clips: Clips, settings: dict[str, object]
) -> None:
    sync.next_clip = clips.fox
    async with guarded(sync, open_parts(**settings)) as app:
        heard = await listen(app, "/ws")
    assert heard.frames[-1] == clips.fox
    assert heard.closed == 1000
