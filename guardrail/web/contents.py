"""Requests for outputs: reads and deletes of jobs, their content, and files on other paths."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

from guardrail.jobs import ArtefactKey, Job
from guardrail.web.answering import answer, keep_body, show_job
from guardrail.web.delivering import deliver, withhold
from guardrail.web.dialects import openai_videos as dialect
from guardrail.web.dialects.openai_videos import Json
from guardrail.web.exchange import Exchange, parsed
from guardrail.web.guard import Heard
from guardrail.web.replies import Reply
from guardrail.web.revising import revise
from guardrail.web.screenings import Seen
from guardrail.web.verdicts import PENDING, Outcome

_FORGOTTEN = {404, 410}
_SERVER_ERROR = 500
_FIRST_LOOK_S = 0.25
_SLOWEST_LOOK_S = 5.0
_SEPARATORS = re.compile(r"[/.]+")
_MOST_TOKENS = 8


async def read(exchange: Exchange) -> None:
    """Answer a poll, a list or an unknown read."""
    heard = await exchange.ask()
    if heard.reply.status in _FORGOTTEN and exchange.route.job:
        remembered = await _remembered(exchange)
        if remembered is not None:
            reply = Reply(status=200, raw_headers=[(b"content-type", b"application/json")])
            heard = Heard(reply=reply, body=remembered.body)
    await answer(exchange, heard)


async def delete(exchange: Exchange) -> None:
    """Let the app delete a job; then it is no longer remembered for its requester either."""
    heard = await exchange.ask(receive=exchange.receive)
    if 200 <= heard.reply.status < 300:  # noqa: PLR2004 — any success
        guard = exchange.guard
        job = await exchange.job(exchange.route.job)
        await guard.workers.quick(guard.jobs.put_job, replace(job, deleted=True, body=b""))
    await answer(exchange, heard)


async def content(exchange: Exchange) -> None:
    """Deliver an artefact of a job from the bytes that were judged, or say why not."""
    route = exchange.route
    variant = dialect.variant(exchange.scope)
    entry = await _entry(exchange) if await exchange.is_new(route.job) else None
    name = route.job if entry is None else str(entry["id"])  # the server may know other spellings
    if entry is not None:
        await revise(exchange, name, entry)
        if dialect.is_unfinished(entry):
            await withhold(exchange, PENDING)
            return
    job = await exchange.job(name)
    if variant != dialect.VIDEO:
        main = await _settled(exchange, job)
        if not main.delivers:
            await withhold(exchange, main)
            return
    outcome = await _see(exchange, exchange.artefact_key(name, variant), job)
    if outcome is None:
        return
    if outcome.hold is not None and entry is not None:
        await keep_body(exchange, job, entry)
    await deliver(exchange, outcome)


async def file(exchange: Exchange) -> None:
    """Answer a read of a path outside of the family: media is judged, words are shown.

    A file that a job names, or whose name is a job's, is that job's: it shares its fate.
    """
    place = f"{exchange.scope['path']}?{exchange.scope.get('query_string', b'').decode('latin-1')}"
    job = await _job_named_in(exchange)
    if job is not None and not job.action.delivers:
        main = await exchange.guard.screenings.outcome(exchange.artefact_key(job.key.job))
        if not main.delivers:
            await withhold(exchange, main if main.action is not None else PENDING)
            return
    if job is None:
        job = exchange.new_job(f"path:{exchange.guard.digest(place)}")
    outcome = await _see(exchange, exchange.artefact_key(job.key.job, f"path:{place[:160]}"), job)
    if outcome is None:
        return
    guard = exchange.guard
    guard.media_paths[exchange.scope["path"]] = True
    elsewhere = await guard.workers.quick(guard.screenings.verdicts.withheld_elsewhere, outcome)
    await (deliver(exchange, outcome) if elsewhere is None else withhold(exchange, elsewhere))


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
            own = exchange.apart()
            with own.spools:
                heard = await own.ask(path=route.path(name))
                jobs = dialect.jobs_of(parsed(heard.body))
                if jobs and not dialect.is_unfinished(jobs[0]):
                    await show_job(own, jobs[0])
                    return
                if not jobs and heard.reply.status < _SERVER_ERROR:
                    return

    guard.screenings.start(f"follow {name}", watch)


# -- inside ------------------------------------------------------------------------------------


async def _see(exchange: Exchange, key: ArtefactKey, job: Job) -> Outcome | None:
    """Fetch and judge what this very request asks for; None when it was answered otherwise."""
    guard = exchange.guard
    seen = await guard.screenings.within(
        guard.settings.content_wait_s,
        guard.screenings.see(key, job, exchange.ask_content()),
    )
    outcome = seen.outcome if seen is not None else PENDING
    if seen is not None and seen.reply is not None:
        await _answer_otherwise(exchange, seen, seen.reply)
        return None
    return outcome


async def _answer_otherwise(exchange: Exchange, seen: Seen, reply: Reply) -> None:
    """The app answered in words: pass them on, unless it forgot what we still have."""
    lifted = seen.outcome.delivers and seen.outcome.hold is not None
    if lifted and reply.status in _FORGOTTEN and await _remembered(exchange):
        await deliver(exchange, seen.outcome)
        return
    await answer(exchange, Heard(reply=reply, body=seen.body))


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
    heard = await exchange.ask(path=exchange.route.path(exchange.route.job))
    jobs = dialect.jobs_of(parsed(heard.body))
    return jobs[0] if jobs else None


async def _job_named_in(exchange: Exchange) -> Job | None:
    """The remembered job that the path's file belongs to, or whose id is a part of the path."""
    path: str = exchange.scope["path"]
    named = exchange.guard.named.get(path.rsplit("/", 1)[-1])
    tokens = [token for token in reversed(_SEPARATORS.split(path)) if token][:_MOST_TOKENS]
    for token in ([named] if named else []) + tokens:
        job = await exchange.known_job(token)
        if job is not None:
            return job
    return None


async def _remembered(exchange: Exchange) -> Job | None:
    """A job that the server forgot while its clip was held here, for its own requester only."""
    guard = exchange.guard
    job = await exchange.known_job(exchange.route.job)
    is_theirs = job is not None and bool(job.requester) and job.requester == exchange.asker.digest
    if job is None or job.deleted or not job.body or not is_theirs:
        return None
    outcome = await guard.screenings.outcome(exchange.artefact_key(job.key.job))
    return job if outcome.hold is not None else None
