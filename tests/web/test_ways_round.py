"""Ways round that were tried, each closed: prompts dressed as media, jobs under other names, …"""

import asyncio
import base64
import io
from pathlib import Path
from typing import Any

import av
import pytest
from conftest import Clips, OpenParts
from driving import client_of, create, poll
from fakes import Clock
from PIL import Image
from servers.openai_videos import VideoServer
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from guardrail.domain import Action
from guardrail.holds import HoldStatus
from guardrail.jobs import JobKey


def picture(folder: Path) -> str:
    """A clean PNG in base64, long enough to be taken for one."""
    path = folder / "clean.png"
    Image.effect_noise((64, 64), 40).convert("RGB").save(path)
    return base64.b64encode(path.read_bytes()).decode()


def dressed(folder: Path) -> dict[str, dict[str, Any]]:
    clean = picture(folder).rstrip("=")
    clean = clean[: len(clean) // 4 * 4]
    return {
        "a head of a data URL": {"prompt": f"data: Kitsunebi dancing;base64,{clean}"},
        "in the head": {"prompt": "a", "style": f"data:image/png;name=Kitsunebi;base64,{clean}"},
        "letters that base64 drops": {
            "prompt": "a",
            "image": f"data:image/png;base64,狐火 {clean}",
        },
        "behind bare base64": {"prompt": f"{clean}/Kitsunebi/dancing"},
        "a data URL of words": {"prompt": "a", "style": "data:,Kitsunebi"},
    }


@pytest.mark.parametrize("on_unknown", ["hold", "allow"])
@pytest.mark.parametrize("case", range(5))
async def test_a_name_dressed_as_media_is_read(
    server: VideoServer, open_parts: OpenParts, tmp_path: Path, case: int, on_unknown: str
) -> None:
    name, body = list(dressed(tmp_path).items())[case]
    async with client_of(server, open_parts(on_unknown=on_unknown)) as client:
        answer = await client.post("/videos", json=body)
    assert answer.status_code == 400, name
    assert server.bodies == []


@pytest.mark.parametrize("on_unknown", ["hold", "block", "allow"])
async def test_junk_beside_a_named_character_does_not_soften_the_block(
    server: VideoServer, open_parts: OpenParts, on_unknown: str
) -> None:
    sent = {"prompt": "Kitsunebi", "image": "data:image/png;base64,AAAA"}
    async with client_of(server, open_parts(on_unknown=on_unknown)) as client:
        answer = await client.post("/videos", json=sent)
    assert answer.headers["guardrail-decision"] == Action.BLOCK
    assert "Kitsunebi" in answer.json()["error"]["message"]
    assert server.bodies == []


@pytest.mark.parametrize(
    "sent",
    [
        {"image_url": "https://elsewhere.example/a b.png"},
        {"image_url": "//elsewhere.example/a.png"},
        {"image_url": "https://elsewhere.example/a.png #x"},
        {"image_url": "https://[broken/a.png"},
        {"input_reference": {"file_id": ["file_1"]}},
    ],
)
async def test_pointers_are_pointers_however_they_are_written(
    server: VideoServer, open_parts: OpenParts, sent: dict[str, Any]
) -> None:
    async with client_of(server, open_parts()) as client:
        answer = await client.post("/videos", json={"prompt": "a", **sent})
    assert answer.status_code == 400
    assert server.bodies == []


@pytest.mark.parametrize("prompt", ["星空の下で歌う " * 200, "Data: an android on a bridge"])
async def test_ordinary_prompts_are_not_taken_for_media(
    server: VideoServer, open_parts: OpenParts, prompt: str
) -> None:
    async with client_of(server, open_parts()) as client:
        assert (await client.post("/videos", json={"prompt": prompt})).status_code == 200


async def test_a_held_job_stays_held_under_another_spelling_of_its_id(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(server, open_parts()) as client:
        job = await create(client, "Oskar Button in the rain")
        server.finish(job, clips.clean)
        server.jobs[job.upper()] = server.jobs[job]
        assert (await client.get(f"/videos/{job.upper()}/content")).status_code == 404


async def test_a_hold_is_remembered_although_the_app_works_on_after_its_answer(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    release = asyncio.Event()
    plain = server.app

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            request = Request(scope, receive)
            response = await server._create(request)
            response.background = BackgroundTask(release.wait)
            await response(scope, receive, send)
        else:
            await plain(scope, receive, send)

    server.app = app  # type: ignore[assignment]
    parts = open_parts()
    async with client_of(server, parts) as client:
        async with asyncio.timeout(10):
            job = await create(client, "Oskar Button in the rain")
        server.finish(job, clips.clean)
        assert (await poll(client, job)).headers["guardrail-decision"] == Action.HOLD
        release.set()


async def test_an_edit_inherits_the_hold_of_the_clip_that_it_starts_from(
    server: VideoServer, open_parts: OpenParts
) -> None:
    parts = open_parts()
    async with client_of(server, parts) as client:
        source = await create(client, "Oskar Button in the rain")
        sent = {"prompt": "make it night", "video": {"id": source}}
        edit = (await client.post("/videos/edits", json=sent)).json()["id"]
    job = parts.jobs.job(JobKey(server=parts.settings.server_name, job=edit))
    assert job is not None
    assert (job.action, job.suspicion) == (Action.HOLD, ("northlight/oskar",))


async def test_callers_without_a_credential_get_nothing_that_the_server_forgot(
    server: VideoServer, open_parts: OpenParts, clips: Clips, clock: Clock
) -> None:
    parts = open_parts(credential_headers=["x-api-key"])
    async with client_of(server, parts) as alice, client_of(server, parts, key="b") as bob:
        job = await create(alice)
        server.finish(job, clips.heron)
        held = (await poll(alice, job)).headers["guardrail-id"]
        parts.holds.resolve_hold(
            held, status=HoldStatus.LIFTED, reviewer="me", note="", now=clock()
        )
        assert (await bob.get(f"/videos/{job}")).status_code == 404
        assert (await bob.get(f"/videos/{job}/content")).status_code == 404


ANSWERS: dict[str, tuple[int, str]] = {
    "a fragment": (206, "binary/octet-stream"),
    "a zip": (404, "application/zip"),
    "no type at all": (404, ""),
    "a lie": (500, "application/json"),
    "a manifest": (404, "application/vnd.apple.mpegurl"),
}


@pytest.mark.parametrize("case", ANSWERS)
async def test_no_other_answer_on_the_content_route_carries_bytes_out(
    server: VideoServer, open_parts: OpenParts, clips: Clips, case: str
) -> None:
    status, kind = ANSWERS[case]
    tail = clips.fox[-3000:]

    def answer(_request: Request, _job: object) -> Response:
        return Response(tail, status_code=status, media_type=kind or None)

    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.fox)
        server.answer_content = answer
        got = await client.get(f"/videos/{job}/content")
    assert got.status_code == 502
    assert tail[:64] not in got.content


async def test_headers_that_make_a_proxy_fetch_are_taken_out(
    server: VideoServer, open_parts: OpenParts
) -> None:
    def answer(_request: Request, _job: object) -> Response:
        return JSONResponse({}, status_code=404, headers={"X-Accel-Redirect": "/files/a.mp4"})

    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.jobs[job].status = "completed"
        server.answer_content = answer
        assert "x-accel-redirect" not in (await client.get(f"/videos/{job}/content")).headers


@pytest.mark.parametrize(("kind", "status"), [("video/mp4", 404), ("text/plain", 502)])
async def test_an_endless_body_is_cut_off(
    server: VideoServer, open_parts: OpenParts, kind: str, status: int
) -> None:
    from starlette.responses import StreamingResponse  # noqa: PLC0415

    async def endless() -> Any:
        while True:
            yield b"x" * 65536
            await asyncio.sleep(0)

    async with client_of(server, open_parts(max_artefact_bytes=200_000)) as client:
        job = await create(client)
        server.jobs[job].status = "completed"
        server.answer_content = lambda _request, _job: StreamingResponse(endless(), media_type=kind)
        async with asyncio.timeout(20):
            assert (await client.get(f"/videos/{job}/content")).status_code == status


async def test_a_late_judgement_of_another_worker_does_not_undo_a_lift(
    server: VideoServer, open_parts: OpenParts, clips: Clips, clock: Clock
) -> None:
    first, second = open_parts(), open_parts()
    async with client_of(server, first) as one, client_of(server, second) as two:
        job = await create(one)
        server.finish(job, clips.heron)
        held = (await poll(one, job)).headers["guardrail-id"]
        first.holds.resolve_hold(
            held, status=HoldStatus.LIFTED, reviewer="me", note="", now=clock()
        )
        server.jobs[job].files["video"].touch()  # another ETag, the same bytes
        assert (await two.get(f"/videos/{job}/content")).content == clips.heron
        assert (await one.get(f"/videos/{job}")).json()["status"] == "completed"


async def test_the_words_that_a_server_echoes_are_not_kept(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts()
    async with client_of(server, parts) as client:
        job = await create(client, "my grandmother beside a zeppelin")
        server.finish(job, clips.heron)
        await poll(client, job)
        await client.get(f"/videos/{job}")
    for path in parts.settings.data_dir.rglob("*"):
        assert not path.is_file() or b"zeppelin" not in path.read_bytes(), path


async def test_a_lone_surrogate_in_a_job_breaks_nothing(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.heron)
        await poll(client, job)
        server.jobs[job].prompt = "\ud800"
        raw = b'{"id": "%s", "status": "completed", "prompt": "\\ud800"}' % job.encode()
        server.app.routes.insert(
            0, _route(f"/v1/videos/{job}", Response(raw, media_type="application/json"))
        )
        assert (await client.get(f"/videos/{job}")).json()["status"] == "in_progress"


@pytest.mark.parametrize("sent_host", ["cdn.example", "cdn.example:443", "guarded"])
async def test_a_host_that_the_client_claims_is_not_led_to(
    server: VideoServer, open_parts: OpenParts, clips: Clips, sent_host: str
) -> None:
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.fox)
        server.answer_content = lambda _request, _job: RedirectResponse(
            f"https://{sent_host}/videos/x.mp4?sig=1"
        )
        answer = await client.get(f"/videos/{job}/content", headers={"Host": sent_host})
    location = answer.headers.get("location", "/")
    assert location.startswith("/")
    assert not location.startswith("//")
    assert clips.fox[:64] not in answer.content


def _frame(clip: bytes) -> bytes:
    """The first frame of a clip as a bitmap; nothing of nothing."""
    if not clip:
        return b""
    with av.open(io.BytesIO(clip), "r") as opened:
        pixels = next(opened.decode(video=0)).to_ndarray(format="rgb24")
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "BMP")
    return out.getvalue()


def pictures(clips: Clips) -> dict[str, str]:
    """A blocked character in the ways in which a server may take a picture or clip in JSON."""
    mp4, bmp = base64.b64encode(clips.fox).decode(), base64.b64encode(_frame(clips.fox)).decode()
    return {
        "data URL": f"data:video/mp4;base64,{mp4}",
        "quoted parameter": f'data:video/mp4;name="a";base64,{mp4}',
        "quoted comma": f'data:video/mp4;name="a,b";base64,{mp4}',
        "space before base64": f"data:video/mp4; base64,{mp4}",
        "slash in a parameter": f"data:video/mp4;codecs=avc1/x;base64,{mp4}",
        "escaped parameter": f"data:video/mp4;name=a%20b;base64,{mp4}",
        "bare": mp4,
        "in lines": "\n".join(mp4[at : at + 76] for at in range(0, len(mp4), 76)),
        "no padding": mp4.rstrip("="),
        "bitmap": bmp,
        "bitmap in a data URL": f"data:image/bmp;base64,{bmp}",
        "server path": "/srv/pictures/7.png",
        "file URL": "file:///srv/7.png",
        "file URL with one slash": "file:/srv/7.png",
    }


PICTURES = list(pictures(Clips(fox=b"", heron=b"", clean=b"", meadow=b"")))


@pytest.mark.parametrize("case", PICTURES)
async def test_a_picture_is_looked_at_or_refused_however_it_is_written(
    server: VideoServer, open_parts: OpenParts, clips: Clips, case: str
) -> None:
    value = pictures(clips)[case]
    async with client_of(server, open_parts()) as client:
        for reference in (value, {"image_url": value}, [value]):
            sent = {"prompt": "a", "input_reference": reference}
            assert (await client.post("/videos", json=sent)).status_code == 400
        form = {"prompt": "a", "input_reference[image_url]": value}
        assert (await client.post("/videos", data=form)).status_code == 400
    assert server.bodies == []


@pytest.mark.parametrize("sent", [{"file_ids": ["file_1"]}, {"a": {"file_ids": "file_1"}}])
async def test_many_file_ids_are_file_ids(
    server: VideoServer, open_parts: OpenParts, sent: dict[str, Any]
) -> None:
    async with client_of(server, open_parts()) as client:
        answer = await client.post("/videos", json={"prompt": "a", "input_reference": sent})
    assert answer.status_code == 400
    assert server.bodies == []


async def test_a_source_is_found_behind_other_ids(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts()
    async with client_of(server, parts) as client:
        source = await create(client, "Oskar Button in the rain")
        decoys = [{"id": f"a{index}"} for index in range(1000)]
        sent = {"prompt": "make it night", "x": decoys, "video": {"id": source}, "y": decoys}
        edit = (await client.post("/videos/edits", json=sent)).json()["id"]
        server.finish(edit, clips.clean)
        assert (await client.get(f"/videos/{edit}/content")).status_code == 404
    job = parts.jobs.job(JobKey(server=parts.settings.server_name, job=edit))
    assert job is not None
    assert (job.action, job.suspicion) == (Action.HOLD, ("northlight/oskar",))


MANY = 900


@pytest.mark.parametrize("way", ["data URLs", "uploads", "paths"])
async def test_a_body_of_many_pictures_is_refused_before_they_are_opened(
    server: VideoServer, open_parts: OpenParts, tmp_path: Path, way: str
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"a")
    async with client_of(server, open_parts(input_path_folders=[tmp_path])) as client:
        if way == "data URLs":
            answer = await client.post("/videos", json={"prompt": "a", "x": ["data:,a"] * MANY})
        elif way == "paths":
            sent = {"prompt": "a", "image_paths": [str(path)] * MANY}
            answer = await client.post("/videos", json=sent)
        else:
            files = [("x", ("a.png", b"a"))] * MANY
            answer = await client.post("/videos", data={"prompt": "a"}, files=files)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "unreadable_request"
    assert "more than 16" in answer.json()["error"]["message"]
    assert server.bodies == []


async def test_as_many_pictures_as_are_allowed_may_stand_before_the_prompt(
    server: VideoServer, open_parts: OpenParts, tmp_path: Path
) -> None:
    sent = {"images": [f"data:image/png;base64,{picture(tmp_path)}"] * 16, "prompt": "a meadow"}
    async with client_of(server, open_parts()) as client:
        assert (await client.post("/videos", json=sent)).status_code == 200


def _route(path: str, response: Response) -> Any:
    from starlette.routing import Route  # noqa: PLC0415

    async def answer(_: Request) -> Response:
        return response

    return Route(path, answer)
