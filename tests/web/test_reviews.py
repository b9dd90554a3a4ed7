"""What a hold waits for and whom it answers for: reviewers, clocks, servers that forget."""

import asyncio
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import CLEAN, Breaks, Clips, OpenParts, film
from driving import PATIENCE_S, client_of, create, lift, poll, recorded
from fakes import Clock
from servers.openai_videos import VideoServer
from starlette.requests import Request
from starlette.responses import Response

from guardrail.build import Parts
from guardrail.build.snapshots import Compiler, Registries
from guardrail.domain import Action
from guardrail.engine import Guardrail
from guardrail.errors import ScreeningTimeoutError
from guardrail.eyes import Eyes
from guardrail.holds import HoldStatus

HELD = "Oskar Button in the rain"
LATE = ScreeningTimeoutError("no decoder was free", budget_s=1)
JELLYFISH = (
    "a lilac jellyfish child with star freckles, a pink frill and a string of pearls in the sea"
)


class Folder:
    """A copy of the demonstration's registry that a test edits."""

    def __init__(self, path: Path, compiler: Compiler) -> None:
        self.kaze = path / "kaze.yaml"
        self.registries = Registries.open([path], compiler=compiler)

    def edit(self, before: str, after: str) -> None:
        words = self.kaze.read_text()
        assert before in words
        self.kaze.write_text(words.replace(before, after))
        self.registries.refresh()

    def judging(self, parts: Parts) -> Parts:
        """The same worker, by this registry."""
        guardrail = Guardrail(
            snapshots=self.registries.current,
            eyes=parts.guardrail._eyes,
            record=parts.record,
            on_unknown=Action.HOLD,
            now=parts.now,
        )
        return replace(
            parts, guardrail=guardrail, registry=lambda: self.registries.current().registry
        )


@pytest.fixture
def folder(tmp_path: Path, registry_path: Path, registries: Registries, eyes: Eyes) -> Folder:
    path = Path(shutil.copytree(registry_path, tmp_path / "registry"))
    return Folder(path, Compiler(eyes=eyes, encoded=registries._compiler.encoded))


@pytest.mark.parametrize("shows", ["nobody", "another owner's character"])
async def test_an_unreviewed_hold_is_not_delivered_by_the_clock_of_another_owner(
    server: VideoServer,
    open_parts: OpenParts,
    folder: Folder,
    clock: Clock,
    shows: str,
) -> None:
    folder.edit("sla_hours: 24, on_timeout: block", "sla_hours: 1, on_timeout: allow")
    parts = folder.judging(open_parts())
    clip = film(server.folder / "clip.mp4", CLEAN if shows == "nobody" else JELLYFISH)
    async with client_of(server, parts) as client:
        job = await create(client, HELD)
        server.finish(job, clip)
        held = await poll(client, job)
        (hold,) = parts.holds.list_holds()
        assert hold.id == held.headers["guardrail-id"]
        assert hold.on_timeout is Action.BLOCK
        if shows == "nobody":
            assert hold.expires_at - hold.created_at == timedelta(hours=48)
        clock.forward(hours=1.1)
        answer = await client.get(f"/videos/{job}/content")
    assert answer.status_code in {400, 404}


@pytest.mark.parametrize("first", ["followed", "fetched"])
async def test_lifting_works_for_a_job_that_was_never_polled_while_it_was_held(
    server: VideoServer, open_parts: OpenParts, clips: Clips, first: str
) -> None:
    parts = open_parts(eager=first == "followed")
    async with client_of(server, parts) as client:
        job = await create(client)
        server.finish(job, clips.heron)
        if first == "fetched":
            assert (await client.get(f"/videos/{job}/content")).status_code == 404
        async with asyncio.timeout(PATIENCE_S):
            while not parts.holds.list_holds() or not _body(parts):
                await asyncio.sleep(0.05)
        (hold,) = parts.holds.list_holds()
        server.forget(job)
        assert (await client.get(f"/videos/{job}")).json()["status"] == "in_progress"
        lift(parts, hold.id)
        assert (await client.get(f"/videos/{job}")).json()["status"] == "completed"
        assert (await client.get(f"/videos/{job}/content")).content == clips.heron


async def test_a_lift_delivers_what_was_reviewed_although_the_server_muxes_anew(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    muxed = 0

    def mux(_request: Request, _job: object) -> Response:
        nonlocal muxed
        muxed += 1
        clip = clips.heron + b"\0\0\0\x0cfree%04d" % muxed
        return Response(clip, media_type="video/mp4")

    parts = open_parts()
    async with client_of(server, parts) as client:
        job = await create(client)
        server.finish(job, clips.heron)
        server.answer_content = mux
        lift(parts, (await poll(client, job)).headers["guardrail-id"])
        for _ in range(2):
            assert (await client.get(f"/videos/{job}")).json()["status"] == "completed"
            answer = await client.get(f"/videos/{job}/content")
            assert answer.content == clips.heron + b"\0\0\0\x0cfree0001"
    assert len(parts.holds.list_holds()) == 1


@pytest.mark.parametrize("query", ["index=1", "variant=video&index=1", "variant=1"])
async def test_another_output_of_a_refused_job_does_not_free_it(
    server: VideoServer, open_parts: OpenParts, clips: Clips, clock: Clock, query: str
) -> None:
    def by_query(request: Request, _job: object) -> Response:
        clip = clips.clean if request.url.query else clips.heron
        return Response(clip, media_type="video/mp4", headers={"etag": f'"{len(clip)}"'})

    parts = open_parts()
    async with client_of(server, parts) as client:
        job = await create(client)
        server.finish(job, clips.heron)
        server.answer_content = by_query
        held = (await poll(client, job)).headers["guardrail-id"]
        parts.holds.resolve_hold(
            held, status=HoldStatus.REFUSED, reviewer="me", note="no", now=clock()
        )
        assert (await client.get(f"/videos/{job}/content?{query}")).status_code == 400
        assert (await client.get(f"/videos/{job}")).json()["status"] == "failed"
        assert (await client.get(f"/videos/{job}/content")).status_code == 400
    assert [hold.status for hold in parts.holds.list_holds()] == [HoldStatus.REFUSED]


async def test_a_clip_that_always_takes_too_long_waits_for_a_person_after_three_tries(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts(Breaks("decoders", "read", LATE))
    async with client_of(server, parts) as client:
        job = await create(client)
        server.finish(job, clips.clean)
        answer = await poll(client, job)
        await client.get(f"/videos/{job}/content")
    assert answer.headers["guardrail-decision"] == Action.HOLD
    assert len(parts.holds.list_holds()) == 1
    about = [entry for entry in recorded(parts, "attempt") if entry["stage"] == "output"]
    assert len(about) == 3


async def test_a_lifted_submission_does_not_answer_for_an_owner_who_held_it_later(
    server: VideoServer, open_parts: OpenParts, folder: Folder
) -> None:
    parts = folder.judging(open_parts(on_prompt_hold="refuse"))
    sent = {"prompt": "Oskar Button meets Sagihime"}
    async with client_of(server, parts) as client:
        first = await client.post("/videos", json=sent)
        lift(parts, first.headers["guardrail-id"])
        assert (await client.post("/videos", json=sent)).status_code == 200
        asked_for = "target: kaze/sagihime\n    when: {stage: [prompt]}\n    action: "
        folder.edit(f"{asked_for}log", f"{asked_for}hold")
        second = await client.post("/videos", json=sent)
    assert second.status_code == 400
    assert second.headers["guardrail-decision"] == Action.HOLD
    assert second.headers["guardrail-id"] != first.headers["guardrail-id"]
    assert len(server.bodies) == 1


async def test_a_submission_whose_review_ran_out_is_not_held_anew(
    server: VideoServer, open_parts: OpenParts, clock: Clock
) -> None:
    parts = open_parts()
    sent = {"prompt": "a", "input_reference": "data:image/png;base64,AAAA"}
    holds = set()
    async with client_of(server, parts) as client:
        for _ in range(3):
            answer = await client.post("/videos", json=sent)
            assert answer.status_code == 400
            holds.add(answer.headers["guardrail-id"])
            clock.forward(hours=25)
    assert len(holds) == len(parts.holds.list_holds()) == 1
    assert server.bodies == []


async def test_a_completed_job_without_its_output_ends_as_failed(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(server, open_parts()) as client:
        job = await create(client)
        server.finish(job, clips.clean)
        server.jobs[job].files.clear()
        async with asyncio.timeout(PATIENCE_S):
            while (told := (await client.get(f"/videos/{job}")).json())["status"] != "failed":
                await asyncio.sleep(0.05)
        assert told["error"]["code"] == "output_missing"
        assert (await client.get(f"/videos/{job}/content")).status_code == 404


def _body(parts: Parts) -> bytes:
    (job,) = parts.jobs.jobs(parts.settings.server_name, ["video_0"]) or (None,)
    return b"" if job is None else job.body
