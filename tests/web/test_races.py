"""Moments in which something else happens first: a crash, another worker, an edit, a delete."""

import asyncio
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Breaks, Clips, OpenParts
from driving import client_of, create, job_of, lift, poll, remembered, until
from fakes import Clock, Gated
from servers.openai_videos import VideoServer
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from guardrail.build.snapshots import Compiler, Registries
from guardrail.domain import Action
from guardrail.engine import Guardrail
from guardrail.errors import StoreUnavailableError
from guardrail.eyes import Eyes
from guardrail.registry import Registry
from guardrail.snapshot import Snapshot

DOWN = StoreUnavailableError("the disk is full")
HELD = "Oskar Button in the rain"

Answer = Callable[[Request], Awaitable[Response]]


def submit_by(server: VideoServer, answer: Answer) -> None:
    """Let the server take submissions in this way."""
    plain = server.app

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            response = await answer(Request(scope, receive))
            await response(scope, receive, send)
        else:
            await plain(scope, receive, send)

    server.app = app  # type: ignore[assignment]


async def test_a_held_prompt_whose_job_could_not_be_remembered_stays_held(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async with client_of(server, open_parts(Breaks("jobs", "put_job", DOWN))) as client:
        answer = await client.post("/videos", json={"prompt": HELD})
    assert answer.status_code == 503
    (job,) = server.jobs
    server.finish(job, clips.clean)
    async with client_of(server, open_parts()) as client:
        answer = await client.get(f"/videos/{job}/content")
        assert (await poll(client, job)).json()["status"] == "in_progress"
    assert answer.status_code == 404
    assert answer.headers["guardrail-decision"] == Action.HOLD


async def test_a_held_prompt_whose_answer_names_no_job_is_refused_and_stays_held(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async def accept(request: Request) -> Response:
        await server._create(request)
        return JSONResponse({"id": "video_0"}, status_code=202)

    submit_by(server, accept)
    async with client_of(server, open_parts()) as client:
        assert (await client.post("/videos", json={"prompt": HELD})).status_code == 502
        server.finish("video_0", clips.clean)
        answer = await client.get("/videos/video_0/content")
    assert answer.status_code == 404
    assert answer.headers["guardrail-decision"] == Action.HOLD


async def test_a_worker_that_fetches_while_another_waits_for_the_app_holds_too(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    release = asyncio.Event()

    async def dawdle(request: Request) -> Response:
        response = await server._create(request)
        await release.wait()
        return response

    submit_by(server, dawdle)
    first, second = open_parts(), open_parts()
    async with client_of(server, first) as one, client_of(server, second) as two:
        creating = asyncio.create_task(create(one, HELD))
        while not server.jobs:
            await asyncio.sleep(0.01)
        server.finish("video_0", clips.clean)
        during = await two.get("/videos/video_0/content")
        release.set()
        job = await creating
        later = [await client.get(f"/videos/{job}/content") for client in (one, two)]
    for answer in (during, *later):
        assert answer.status_code == 404
        assert answer.headers["guardrail-decision"] == Action.HOLD


async def test_a_replayed_submission_does_not_soften_the_job_that_it_is_answered_with(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    known: dict[str | None, str] = {}

    async def once(request: Request) -> Response:
        key = request.headers.get("idempotency-key")
        if key in known:
            return JSONResponse(server.jobs[known[key]].document())
        response = await server._create(request)
        known[key] = list(server.jobs)[-1]
        return response

    submit_by(server, once)
    parts = open_parts()
    async with client_of(server, parts) as client:
        for prompt in (HELD, "a meadow"):
            sent = {"json": {"prompt": prompt}, "headers": {"Idempotency-Key": "k"}}
            told = (await client.post("/videos", **sent)).json()  # type: ignore[arg-type]
            assert told["id"] == "video_0"
        server.finish("video_0", clips.clean)
        answer = await client.get("/videos/video_0/content")
    assert answer.status_code == 404
    assert answer.headers["guardrail-decision"] == Action.HOLD


@pytest.mark.parametrize(
    ("method", "path"), [("PATCH", ""), ("PUT", ""), ("POST", "/cancel"), ("POST", "/title")]
)
async def test_an_edit_of_a_job_does_not_soften_it(
    server: VideoServer, open_parts: OpenParts, clips: Clips, method: str, path: str
) -> None:
    async def edit(request: Request) -> Response:
        await request.body()
        return JSONResponse(server.jobs[request.path_params["job"]].document())

    server.app.routes.insert(0, Route(f"/v1/videos/{{job}}{path}", edit, methods=[method]))
    parts = open_parts()
    async with client_of(server, parts) as client:
        job = await create(client, HELD)
        answer = await client.request(method, f"/videos/{job}{path}", json={"title": "my clip"})
        assert answer.json()["id"] == job
        await create(client)  # what is written a moment later is written in order
        kept = await remembered(parts, job)
        server.finish(job, clips.clean)
        assert (await client.get(f"/videos/{job}/content")).status_code == 404
    assert kept.action is Action.HOLD


async def test_what_carries_something_is_on_disk_before_the_app_has_it(
    server: VideoServer, open_parts: OpenParts
) -> None:
    parts = open_parts()
    on_disk: list[tuple[int, int]] = []

    async def count(request: Request) -> Response:
        with sqlite3.connect(parts.settings.data_dir / "guardrail.db") as db:
            ((attempts,),) = db.execute("select count(*) from attempts").fetchall()
            ((announced,),) = db.execute("select count(*) from announced").fetchall()
        on_disk.append((attempts, announced))
        return await server._create(request)

    submit_by(server, count)
    async with client_of(server, parts) as client:
        await create(client, HELD)
    assert on_disk == [(1, 1)]
    assert parts.jobs.announced(parts.settings.server_name, since=parts.now().replace(year=1)) == []


async def test_a_late_workers_word_does_not_replace_that_of_the_one_who_took_over(
    server: VideoServer,
    open_parts: OpenParts,
    clips: Clips,
    eyes: Eyes,
    clock: Clock,
) -> None:
    nobody = Compiler(eyes=eyes).compile(Registry.from_documents([]))
    late = open_parts()
    gated = Gated(judged_by(late.guardrail, nobody), "screen_artefact", after=True)
    late = replace(late, guardrail=gated)  # type: ignore[arg-type]
    async with client_of(server, late) as one, client_of(server, open_parts()) as two:
        job = await create(one)
        await remembered(late, job)
        server.finish(job, clips.fox)
        asking = asyncio.create_task(one.get(f"/videos/{job}/content"))
        await until(gated.arrived)
        clock.forward(seconds=late.settings.lease_s + 1)
        assert (await two.get(f"/videos/{job}/content")).status_code == 400
        gated.gate.set()
        assert clips.fox[:64] not in (await asking).content
        for client in (one, two):
            answer = await client.get(f"/videos/{job}/content")
            assert answer.headers["guardrail-decision"] == Action.BLOCK
            assert answer.status_code == 400


async def test_a_deleted_job_stays_deleted_although_its_hold_is_written_later(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    parts = open_parts()
    gated = Gated(parts.jobs, "put_job")
    slow = replace(open_parts(), jobs=gated)
    async with client_of(server, parts) as client, client_of(server, slow) as polling:
        job = await create(client)
        await remembered(parts, job)
        server.finish(job, clips.heron)
        asking = asyncio.create_task(polling.get(f"/videos/{job}/content"))
        await until(gated.arrived)
        assert (await client.delete(f"/videos/{job}")).json()["deleted"] is True
        gated.gate.set()
        held = (await asking).headers["guardrail-id"]
        kept = job_of(parts, job)
        assert kept is not None
        assert (kept.deleted, kept.body) == (True, b"")
        lift(parts, held)
        assert (await client.get(f"/videos/{job}")).status_code == 404
        assert (await client.get(f"/videos/{job}/content")).status_code == 404


async def test_a_held_job_that_the_server_still_shows_once_deleted_stays_held(
    server: VideoServer, open_parts: OpenParts, clips: Clips
) -> None:
    async def pretend(request: Request) -> Response:
        job = request.path_params["job"]
        return JSONResponse({"id": job, "object": "video.deleted", "deleted": True})

    server.app.routes.insert(0, Route("/v1/videos/{job}", pretend, methods=["DELETE"]))
    async with client_of(server, open_parts()) as client:
        job = await create(client, HELD)
        assert (await client.delete(f"/videos/{job}")).json()["deleted"] is True
        server.finish(job, clips.clean)
        for _ in range(2):
            answer = await client.get(f"/videos/{job}/content")
            assert answer.status_code == 404
            assert answer.headers["guardrail-decision"] == Action.HOLD
        assert (await poll(client, job)).json()["status"] == "in_progress"


# -- the registry ------------------------------------------------------------------------------


def test_an_edit_while_the_registry_is_compiled_for_the_first_time_is_not_missed(
    registry_path: Path, registries: Registries, eyes: Eyes, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(registry_path, tmp_path / "registry"))
    document = folder / "kaze.yaml"

    class Edited(Compiler):
        def compile(
            self,
            registry: Registry,
            *,
            quarantined: frozenset[str] = frozenset(),
            before: Snapshot | None = None,
        ) -> Snapshot:
            snapshot = super().compile(registry, quarantined=quarantined, before=before)
            words = document.read_text()
            friendly = "target: kaze/yuzumo\n    action: "
            document.write_text(words.replace(f"{friendly}log", f"{friendly}block"))
            return snapshot

    compiler = Edited(eyes=eyes, encoded=registries._compiler.encoded)
    opened = Registries.open([folder], compiler=compiler)
    assert _action(opened, "kaze/yuzumo") is Action.LOG
    opened.refresh()
    assert _action(opened, "kaze/yuzumo") is Action.BLOCK


def test_an_emptied_registry_leaves_the_one_before_in_force(
    registry_path: Path, registries: Registries, eyes: Eyes, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(registry_path, tmp_path / "registry"))
    compiler = Compiler(eyes=eyes, encoded=registries._compiler.encoded)
    opened = Registries.open([folder], compiler=compiler)
    before = opened.current()
    for document in folder.glob("*.yaml"):
        document.rename(document.with_suffix(".bak"))
    opened.refresh()
    assert opened.current() is before
    shutil.rmtree(folder)
    opened.refresh()
    assert opened.current() is before


def judged_by(guardrail: Guardrail, snapshot: Snapshot) -> Guardrail:
    """The same with another registry."""
    return Guardrail(
        snapshots=lambda: snapshot,
        eyes=guardrail._eyes,
        record=guardrail._record,
        on_unknown=Action.HOLD,
        now=guardrail._now,
    )


def _action(opened: Registries, target: str) -> Action:
    (rule,) = (
        rule
        for document in opened.current().registry.documents
        for rule in document.rules
        if rule.target == target
    )
    return rule.action
