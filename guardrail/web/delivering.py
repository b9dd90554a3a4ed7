"""What comes back: jobs rewritten to what may be known of them, content only from judged bytes."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from email.utils import formatdate

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response

from guardrail.domain import Action
from guardrail.jobs import Job
from guardrail.settings import HeldAs
from guardrail.web import refusals
from guardrail.web.dialects import openai_videos as dialect
from guardrail.web.dialects.openai_videos import Json
from guardrail.web.exchange import Exchange, parsed
from guardrail.web.replies import Reply, ReplyError, without
from guardrail.web.screenings import PENDING, Outcome

_FORGOTTEN = {404, 410}
_REDIRECTION = 300
_SERVER_ERROR = 500
_FIRST_LOOK_S = 0.25
_SLOWEST_LOOK_S = 5.0
_REWRITTEN = (b"content-length", b"content-encoding", b"etag", b"last-modified", b"content-md5")


async def read(exchange: Exchange) -> None:
    """Answer a poll, a list or an unknown read: JSON is rewritten, media is withheld."""
    reply, body = await exchange.ask_json()
    if reply.status in _FORGOTTEN and exchange.route.job:
        remembered = await _remembered(exchange)
        if remembered is not None:
            reply = Reply(status=200, raw_headers=[(b"content-type", b"application/json")])
            body = remembered.body
    await answer(exchange, reply, body, parsed(body))


async def answer(exchange: Exchange, reply: Reply, body: bytes, document: object) -> None:
    """Send the app's JSON with every job in it shown as its artefact stands."""
    jobs = dialect.jobs_of(document)
    outcomes = [await _show(exchange, job) for job in jobs if dialect.is_finished(job)]
    withheld = [outcome for outcome in outcomes if not outcome.delivers]
    headers = list(reply.raw_headers)
    if withheld:
        body = json.dumps(document).encode()
        headers = [*without(headers, *_REWRITTEN), (b"content-length", b"%d" % len(body))]
    if len(jobs) == 1 and outcomes:
        headers += _told(exchange, outcomes[0])
    await exchange.pass_on(reply, body, headers=headers)


async def content(exchange: Exchange) -> None:
    """Deliver an artefact from the bytes that were judged, or say why not."""
    route, guard = exchange.route, exchange.guard
    variant = dialect.variant(exchange.scope)
    entry = await _entry(exchange) if await exchange.is_new(route.job) else None
    name = route.job if entry is None else str(entry["id"])  # the server may know other spellings
    if entry is not None and dialect.is_unfinished(entry):
        await _withhold(exchange, PENDING)
        return
    job = await exchange.job(name)
    if variant != dialect.VIDEO:
        main = await _settled(exchange, job)
        if not main.delivers:
            await _withhold(exchange, main)
            return
    key = exchange.artefact_key(name, variant)
    wait_s = guard.settings.content_wait_s
    seen = await guard.screenings.within(
        wait_s, guard.screenings.see(key, job, exchange.ask_content())
    )
    outcome = seen.outcome if seen is not None else PENDING
    if seen is not None and seen.reply is not None:
        if seen.reply.status < _REDIRECTION:
            raise ReplyError(f"it answered {seen.reply.status} where the whole was asked for")
        lifted = outcome.delivers and outcome.hold is not None
        if not (lifted and seen.reply.status in _FORGOTTEN and await _remembered(exchange)):
            await exchange.pass_on(seen.reply, seen.error_body)
            return
    await _deliver(exchange, outcome)


async def delete(exchange: Exchange) -> None:
    """Let the app delete a job; then it is no longer remembered for its requester either."""
    reply, body = await exchange.ask_json(receive=exchange.receive)
    if 200 <= reply.status < 300:  # noqa: PLR2004 — any success
        guard = exchange.guard
        job = await exchange.job(exchange.route.job)
        await guard.workers.quick(guard.jobs.put_job, replace(job, deleted=True, body=b""))
    await answer(exchange, reply, body, parsed(body))


def follow(exchange: Exchange, job: Job) -> None:
    """Watch a new job in the background and screen its clip as soon as the server has it."""
    route, guard = exchange.route, exchange.guard
    name = job.key.job
    until = guard.now() + timedelta(hours=guard.settings.eager_hours)

    async def watch() -> None:
        wait_s = _FIRST_LOOK_S
        while guard.now() < until:
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 1.5, _SLOWEST_LOOK_S)
            reply, body = await exchange.ask_json(path=route.path(name))
            jobs = dialect.jobs_of(parsed(body))
            if reply.status >= _SERVER_ERROR or (jobs and dialect.is_unfinished(jobs[0])):
                continue
            if jobs and dialect.is_finished(jobs[0]):
                await _show(exchange, jobs[0])
            return

    guard.screenings.start(f"follow {name}", watch)


# -- inside ------------------------------------------------------------------------------------


async def _show(exchange: Exchange, entry: Json) -> Outcome:
    """Rewrite one finished job to its clip's standing; start its screening if there is none."""
    guard, name = exchange.guard, str(entry["id"])
    key = exchange.artefact_key(name)
    outcome = await guard.screenings.outcome(key)
    if outcome.action is None:
        path = exchange.route.path(name, content=True)

        async def screen() -> None:
            async with guard.screenings.backlog:
                job = await exchange.job(name)
                await guard.screenings.see(key, job, exchange.ask_content(path=path))

        guard.screenings.start(f"screen {key}", screen)
    if outcome.hold is not None:
        await guard.workers.quick(_keep_body, exchange, await exchange.job(name), {**entry})
    if outcome.action is Action.BLOCK or (
        outcome.action is Action.HOLD and guard.settings.held_as is HeldAs.FAILED
    ):
        dialect.looks_blocked(entry, await _message(exchange, outcome))
    elif not outcome.delivers:
        dialect.looks_unfinished(entry)
    return outcome


def _keep_body(exchange: Exchange, job: Job, entry: Json) -> None:
    """Remember how the server told of a held job, in case it forgets; not the prompt in it."""
    if not job.body and not job.deleted:
        body = json.dumps({**entry, "prompt": None} if "prompt" in entry else entry).encode()
        exchange.guard.jobs.put_job(replace(job, body=body))


async def _settled(exchange: Exchange, job: Job) -> Outcome:
    """The standing of a job's clip, screened now if it was not yet."""
    guard = exchange.guard
    key = exchange.artefact_key(job.key.job)
    outcome = await guard.screenings.outcome(key)
    if outcome.action is not None:
        return outcome
    path = exchange.route.path(exchange.route.job, content=True)
    seen = await guard.screenings.within(
        guard.settings.content_wait_s,
        guard.screenings.see(key, job, exchange.ask_content(path=path)),
    )
    return seen.outcome if seen is not None else PENDING


async def _entry(exchange: Exchange) -> Json | None:
    """The job of this request as the server tells it now; None if it tells none."""
    reply, body = await exchange.ask_json(path=exchange.route.path(exchange.route.job))
    jobs = dialect.jobs_of(parsed(body)) if reply.ok else []
    return jobs[0] if jobs else None


async def _remembered(exchange: Exchange) -> Job | None:
    """A job that the server forgot while its clip was held here, for its own requester only."""
    guard = exchange.guard
    job = await guard.workers.quick(guard.jobs.job, exchange.job_key(exchange.route.job))
    is_theirs = job is not None and bool(job.requester) and job.requester == exchange.asker.digest
    if job is None or job.deleted or not job.body or not is_theirs:
        return None
    outcome = await guard.screenings.outcome(exchange.artefact_key(job.key.job))
    return job if outcome.hold is not None else None


async def _withhold(exchange: Exchange, outcome: Outcome) -> None:
    if outcome.action is Action.BLOCK:
        await exchange.refuse(
            code=dialect.BLOCKED_CODE,
            message=await _message(exchange, outcome),
            decision=Action.BLOCK,
            id=outcome.id,
        )
        return
    await exchange.refuse(
        code=dialect.NOT_READY_CODE,
        message="The output of this job is not ready. Poll the job until it is completed.",
        status=404,
        decision=outcome.action,
        id=outcome.id,
    )


async def _message(exchange: Exchange, outcome: Outcome) -> str:
    guard = exchange.guard
    decision = await guard.workers.quick(guard.decision, outcome.id)
    if decision is None:
        return f"The generated output was withheld. Quote {outcome.id} to ask about this."
    return refusals.message(decision, id=outcome.id, registry=guard.registry())


def _told(exchange: Exchange, outcome: Outcome) -> list[tuple[bytes, bytes]]:
    """Headers that tell our own clients the real state behind a job's status."""
    headers = [(b"guardrail-decision", (outcome.action or "pending").encode())]
    if outcome.id:
        headers.append((b"guardrail-id", outcome.id.encode()))
    if outcome.action is Action.HOLD:
        wait_ms = exchange.guard.settings.poll_after_ms
        headers.append((b"openai-poll-after-ms", str(wait_ms).encode()))
    return headers


async def _deliver(exchange: Exchange, outcome: Outcome) -> None:
    path = exchange.guard.screenings.path(outcome)
    if path is None or outcome.artefact is None:
        await _withhold(exchange, outcome)
        return
    etag = f'"{outcome.artefact.sha256}"'
    told = {name.decode(): value.decode() for name, value in _told(exchange, outcome)}
    judged = formatdate(outcome.artefact.judged_at.timestamp(), usegmt=True)
    headers = {**outcome.artefact.headers, **told, "etag": etag, "last-modified": judged}
    if _names(Headers(scope=exchange.scope).get("if-none-match", ""), etag):
        response: Response = Response(status_code=304, headers=headers)
    else:
        response = FileResponse(path, headers=headers)
    await response(exchange.scope, exchange.receive, exchange.send)


def _names(if_none_match: str, etag: str) -> bool:
    """Whether the client already has these bytes (weak comparison, RFC 9110 §13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in tags or "*" in tags
