"""Everything that can break, on every way out: nothing is delivered that should not be."""

import pytest
from conftest import Breaks, Clips, OpenParts
from driving import client_of, create
from servers.openai_videos import VideoServer

from guardrail.errors import MediaError, ScreeningTimeoutError, StoreUnavailableError

DOWN = StoreUnavailableError("the disk is full")
LATE = ScreeningTimeoutError("no decoder was free", budget_s=1)
BROKEN = MediaError("cut short")
BUG = ValueError("a mistake of ours")

FAILURES = {
    "cannot be decoded": Breaks("decoders", "read", BROKEN),
    "takes too long": Breaks("decoders", "read", LATE),
    "the decoders are gone": Breaks("decoders", "read", OSError("no such process")),
    "the encoder fails": Breaks("encoder", "encode", BUG),
    "the attempt cannot be queued": Breaks("record", "begin", DOWN),
    "the attempt cannot be written": Breaks("record", "settle settling", DOWN),
    "the outcome cannot be written": Breaks("record", "conclude", DOWN),
    "the verdict cannot be read": Breaks("jobs", "artefact", DOWN),
    "the verdict cannot be written": Breaks("jobs", "put_artefact", DOWN),
    "the lease cannot be had": Breaks("jobs", "lease", DOWN),
    "the job cannot be read": Breaks("jobs", "job", DOWN),
    "the bytes cannot be spooled": Breaks("contents", "spool", DOWN),
    "the bytes cannot be kept": Breaks("contents", "keep", DOWN),
}
EXITS = {
    "content": ("GET", "/content", {}),
    "range": ("GET", "/content", {"Range": "bytes=0-"}),
    "head": ("HEAD", "/content", {}),
    "thumbnail": ("GET", "/content?variant=thumbnail", {}),
    "poll": ("GET", "", {}),
}


@pytest.mark.parametrize("exit_", EXITS)
@pytest.mark.parametrize("failure", FAILURES)
async def test_nothing_leaves_when_something_breaks(
    server: VideoServer, open_parts: OpenParts, clips: Clips, failure: str, exit_: str
) -> None:
    method, path, headers = EXITS[exit_]
    async with client_of(server, open_parts()) as healthy:
        job = await create(healthy)
    server.finish(job, clips.clean, thumbnail=clips.meadow)
    async with client_of(server, open_parts(FAILURES[failure], content_wait_s=10)) as client:
        answer = await client.request(method, f"/videos/{job}{path}", headers=headers)
        if exit_ == "poll":
            assert answer.status_code == 503 or answer.json()["status"] == "in_progress"
        else:
            assert answer.status_code in {404, 503}
            assert clips.clean[:64] not in answer.content
            assert clips.meadow[:64] not in answer.content


POSTPONED = [name for name in FAILURES if name != "cannot be decoded"]  # that waits for a reviewer


@pytest.mark.parametrize("failure", POSTPONED)
async def test_what_was_postponed_is_judged_when_it_can_be(
    server: VideoServer, open_parts: OpenParts, clips: Clips, failure: str
) -> None:
    async with client_of(server, open_parts()) as healthy:
        job = await create(healthy)
        server.finish(job, clips.clean)
        async with client_of(server, open_parts(FAILURES[failure])) as broken:
            assert (await broken.get(f"/videos/{job}/content")).status_code != 200
        assert (await healthy.get(f"/videos/{job}/content")).content == clips.clean


@pytest.mark.parametrize(
    "failure", [name for name in FAILURES if "attempt" in name or "outcome" in name]
)
async def test_a_prompt_that_cannot_be_recorded_reaches_nothing(
    server: VideoServer, open_parts: OpenParts, failure: str
) -> None:
    async with client_of(server, open_parts(FAILURES[failure])) as client:
        answer = await client.post("/videos", json={"prompt": "a meadow"})
    if failure != "the attempt cannot be written":
        assert answer.status_code == 503
        assert answer.headers["x-should-retry"] == "false"
        assert server.bodies == []


async def test_a_job_that_cannot_be_remembered_is_not_announced(
    server: VideoServer, open_parts: OpenParts
) -> None:
    async with client_of(server, open_parts(Breaks("jobs", "put_job", DOWN))) as client:
        assert (await client.post("/videos", json={"prompt": "a"})).status_code == 503


async def test_an_artefact_over_the_bound_is_held_and_cannot_be_had(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts(max_artefact_bytes=2000)
    async with client_of(server, parts) as client:
        job = await create(client)
        server.finish(job, clips.clean)
        answer = await client.get(f"/videos/{job}/content")
        assert answer.status_code == 404
        assert answer.headers["guardrail-decision"] == "hold"


async def test_an_app_that_stops_half_way_delivers_nothing(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    from starlette.responses import StreamingResponse  # noqa: PLC0415

    async def half() -> object:
        yield clips.clean[:1000]
        raise RuntimeError("the app fails")

    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.clean)
        server.answer_content = lambda _request, _job: StreamingResponse(half())  # type: ignore[arg-type]
        with pytest.raises(RuntimeError, match="the app fails"):
            await client.get(f"/videos/{job}/content")


async def test_a_redirect_to_the_bytes_is_not_passed_on(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    from starlette.responses import RedirectResponse  # noqa: PLC0415

    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.clean)
        server.answer_content = lambda _request, _job: RedirectResponse("https://cdn.example/x.mp4")
        answer = await client.get(f"/videos/{job}/content")
    assert answer.status_code == 502
    assert "location" not in answer.headers


@pytest.mark.parametrize("on_unknown", ["hold", "block", "allow"])
async def test_the_operator_says_what_unknown_media_becomes(
    server: VideoServer, open_parts: OpenParts, clips: Clips, on_unknown: str
) -> None:
    expected = {"hold": 404, "block": 400, "allow": 200}[on_unknown]
    async with client_of(server, open_parts(on_unknown=on_unknown)) as client:
        job = await create(client)
        server.finish(job, clips.clean[:-2000])
        assert (await client.get(f"/videos/{job}/content")).status_code == expected
