"""A submission on its way in: read, judged, and forwarded byte for byte or refused."""

import asyncio
import json
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from guardrail.domain import Action, Decision, Segment, Submission
from guardrail.engine import Judgement
from guardrail.errors import GuardrailError
from guardrail.holds import Hold, standing
from guardrail.jobs import Job
from guardrail.web import refusals
from guardrail.web.answering import answer, answer_again
from guardrail.web.bodies import RequestBody
from guardrail.web.contents import follow
from guardrail.web.dialects import openai_videos as dialect
from guardrail.web.exchange import Exchange, parsed
from guardrail.web.fields import leaves
from guardrail.web.guard import Heard
from guardrail.web.replies import ReplyError, silence

log = structlog.get_logger("guardrail")

_SMALL_BYTES = 4 * 1024
_CLIENT_ERROR = 400
_TURNED_AWAY = {401, 403}


async def submit(exchange: Exchange) -> None:
    """Judge what is asked for; what may be generated reaches the app unchanged.

    Once the app has it, its job is remembered even if the client leaves.

    Raises:
        GuardrailError: it cannot be read or judged; nothing reached the app.
    """
    guard = exchange.guard
    wait_s = guard.refusals.wait_s(exchange.asker.name)
    if wait_s:
        await _turn_away(exchange, wait_s)
        return
    limit = guard.settings.max_request_bytes
    with await RequestBody.read(exchange.receive, max_bytes=limit) as body:
        asked = await _judged(exchange, body)
        if asked.action is None:
            await _refuse(exchange, asked)
            return
        if exchange.route.is_synchronous and (kept := await exchange.known_job(asked.subject)):
            await answer_again(exchange, kept)
            return
        made = _job(exchange, asked, asked.action)
        made = await _inherited(exchange, made, asked.submission)
        forwarding = asyncio.ensure_future(_forward(exchange, body, asked, made))
        guard.in_flight.add(forwarding)
        forwarding.add_done_callback(guard.in_flight.discard)
        try:
            heard = await asyncio.shield(forwarding)
        except asyncio.CancelledError:
            await asyncio.wait({forwarding})
            raise
    await answer(exchange, heard, made=made)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A submission, its judgement, and what its outputs start as (None: nothing is generated).

    `subject` names it without its words, by what was asked and by whom, so that one that waits
    for a review, or whose output does, is known when it comes back.
    """

    submission: Submission
    subject: str
    judgement: Judgement
    action: Action | None = None

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing in it that anybody would have to answer for."""
        decision = self.judgement.decision
        return decision.action is Action.ALLOW and not decision.matches and self.judgement.final


def _job(exchange: Exchange, asked: _Asked, action: Action) -> Job:
    """What the submission leaves for the judgement of its outputs, under its own name at first."""
    return replace(
        exchange.new_job(asked.subject),
        attempt=asked.judgement.id,
        action=action,
        reason=asked.judgement.decision.reason,
        circumstances=replace(asked.judgement.decision.circumstances, clip_seconds=None),
        suspicion=asked.judgement.suspicion,
        review=asked.judgement.decision.review if action is Action.HOLD else None,
    )


async def _judged(exchange: Exchange, body: RequestBody) -> _Asked:
    guard = exchange.guard
    is_small = body.size <= _SMALL_BYTES  # quicker done here than handed to a thread
    with ExitStack() as spools:
        async with leaves(exchange.scope, body) as found:
            if is_small:
                submission = guard.intake.read(found, spools)
            else:
                submission = await guard.workers.quick(guard.intake.read, found, spools)
        if submission.media:
            size = sum(file.path.stat().st_size for file in submission.media)
            asked = await guard.workers.slow(
                exchange.asker.name, size, _judge, exchange, submission
            )
        elif is_small:
            asked = _judge(exchange, submission)
        else:
            asked = await guard.workers.quick(_judge, exchange, submission)
    try:
        return replace(asked, action=await _admitted(exchange, asked))
    except GuardrailError:
        await exchange.settled(asked.judgement.id)
        raise


async def _forward(exchange: Exchange, body: RequestBody, asked: _Asked, made: Job) -> Heard:
    """The app's answer, once its jobs are remembered and the judgement is on disk.

    Where nothing was found in the submission, its record may reach the disk some milliseconds
    after the answer: no output is delivered before that output's own record is on disk.
    """
    if made.carries:  # on disk before the app has it: no crash makes its outputs harmless
        await exchange.guard.workers.quick(exchange.guard.jobs.announce, made)
        await exchange.settled(asked.judgement.id)
    jobs: list[Job] = []
    try:
        heard = await exchange.ask(receive=body.replay(silence))
        jobs = await _remember(exchange, made, heard)
    finally:
        if asked.is_clean and not made.carries:
            exchange.settles_soon(asked.judgement.id)
        elif not made.carries:
            await exchange.settled(asked.judgement.id)
    if exchange.guard.settings.eager:
        for job in jobs:
            follow(exchange, job)
    return heard


def _judge(exchange: Exchange, submission: Submission) -> _Asked:
    circumstances = exchange.guard.callers.with_fields(exchange.asker, submission.texts)
    seconds = dialect.seconds(submission.texts)
    subject = _subject(exchange, submission)
    judgement = exchange.guard.guardrail.screen_submission(
        submission, replace(circumstances, clip_seconds=seconds), subject=subject
    )
    return _Asked(submission=submission, subject=subject, judgement=judgement)


def _subject(exchange: Exchange, submission: Submission) -> str:
    texts = [[text.field, text.text] for text in submission.texts]
    media = [[file.field, file.sha256] for file in submission.media]
    route = exchange.route
    said = json.dumps([exchange.asker.digest, route.action, route.job, texts, media])
    return f"submission:{exchange.guard.digest(said)}"


async def _admitted(exchange: Exchange, asked: _Asked) -> Action | None:
    """What the outputs start as: ALLOW, LOG or HOLD; None when nothing may be generated."""
    action = asked.judgement.decision.action
    if action.delivers:
        return action
    if action is Action.BLOCK or not asked.judgement.final:
        return None
    if _renders_held(exchange, asked.judgement.decision):
        return Action.HOLD
    hold = await exchange.guard.workers.quick(_held, exchange, asked)
    return Action.LOG if standing(hold, exchange.guard.now()).delivers else None


def _renders_held(exchange: Exchange, decision: Decision) -> bool:
    """Whether a held submission renders, with all its outputs held: words alone held it."""
    words_alone = all(
        finding.matches
        and not any(isinstance(e, Segment) for m in finding.matches for e in m.evidence)
        for finding in decision.deciding
    )
    makes_job = exchange.route.action != "characters" and not exchange.route.is_synchronous
    return words_alone and makes_job and exchange.guard.settings.on_prompt_hold == "generate"


def _held(exchange: Exchange, asked: _Asked) -> Hold:
    """The hold of this very submission for these very reasons: an earlier one, else a new one."""
    guard, now = exchange.guard, exchange.guard.now()
    subject = _reviewed(exchange, asked)
    known = guard.holds.hold_of(subject)
    if known is not None:
        return known
    review = asked.judgement.decision.review
    hold = Hold(
        id=asked.judgement.id,
        subject=subject,
        sha256="",
        created_at=now,
        expires_at=now + timedelta(hours=review.sla_hours),
        on_timeout=review.on_timeout,
    )
    guard.holds.put_hold(hold)
    return hold


def _reviewed(exchange: Exchange, asked: _Asked) -> str:
    """What a review of a submission is about: what was asked, and who has what against it."""
    deciding = asked.judgement.decision.deciding
    against = sorted({f"{finding.asset} {finding.policy}" for finding in deciding})
    return f"{asked.subject}:{exchange.guard.digest(json.dumps(against))}"


async def _inherited(exchange: Exchange, made: Job, submission: Submission) -> Job:
    """With what the jobs carry that it is made from (remixes, edits, extensions)."""
    guard = exchange.guard
    names = {exchange.route.job, *dialect.sources(submission.texts)} - {""}
    if not names:
        return made
    server = guard.settings.server_name
    return made.along(await guard.workers.quick(guard.jobs.jobs, server, names))


async def _remember(exchange: Exchange, made: Job, heard: Heard) -> list[Job]:
    """Keep the jobs that the app made of a submission.

    One that carries nothing may be forgotten in a crash without harm, so nobody waits for it.

    Raises:
        ReplyError: nobody could tell the outputs of a submission that carries something.
    """
    guard = exchange.guard
    names = [str(entry["id"]) for entry in dialect.jobs_of(parsed(heard.body))]
    jobs = [replace(made, key=exchange.job_key(name)) for name in names]
    if not made.carries:
        for job in jobs:
            guard.jobs.put_job(job, soon=True)
        return jobs
    for job in jobs:
        await guard.workers.quick(guard.jobs.put_job, job)
    is_refused = heard.reply.status >= _CLIENT_ERROR
    if jobs or is_refused or exchange.route.is_synchronous:
        await guard.workers.quick(guard.jobs.bound, made.attempt)
    elif made.action is Action.HOLD and exchange.route.action != "characters":
        raise ReplyError("it names no job, so its output could not be held")
    return jobs


async def _turn_away(exchange: Exchange, wait_s: int) -> None:
    """Answer a caller of too many refusals, unscreened."""
    log.info("caller.limited", caller=exchange.asker.name, wait_s=wait_s)
    await exchange.refuse(
        code=dialect.LIMITED_CODE,
        message=f"Too many of your requests were refused. Wait {wait_s} s, and change the prompts "
        "as the refusals said before you send them again.",
        status=429,
        retry_after_s=wait_s,
    )


async def _is_admitted(exchange: Exchange) -> bool:
    """Whether the app itself lets this caller in; if it does not, its own answer is passed on.

    Some servers put their check of keys behind us. A stranger must not learn from a refusal what
    is registered.
    """
    if exchange.guard.settings.admission != "app":
        return True
    heard = await exchange.ask(path=exchange.route.base)
    if heard.reply.status not in _TURNED_AWAY:
        return True
    await answer(exchange, heard)
    return False


async def _refuse(exchange: Exchange, asked: _Asked) -> None:
    guard, judgement = exchange.guard, asked.judgement
    decision = judgement.decision
    with suppress(GuardrailError):  # a refusal stands even where it cannot be recorded
        await exchange.settled(judgement.id)
    guard.refusals.add(exchange.asker.name)
    if not await _is_admitted(exchange):
        return
    hold = None
    if decision.action is Action.HOLD and judgement.final:
        hold = await guard.workers.quick(guard.holds.hold_of, _reviewed(exchange, asked))
    shown = hold.id if hold is not None else judgement.id
    log.info(
        "prompt.held" if decision.action is Action.HOLD else "prompt.blocked",
        id=shown,
        reason=decision.reason,
        assets=decision.assets,
        problem=judgement.problem,
    )
    field = refusals.field_of(decision) or judgement.field
    await exchange.refuse(
        code=dialect.BLOCKED_CODE if judgement.final else dialect.UNAVAILABLE_CODE,
        message=refusals.message(
            decision,
            id=shown,
            registry=guard.registry(),
            texts=guard.texts,
            language=exchange.language,
        ),
        param=dialect.param_of(field) if field else None,
        status=400 if judgement.final else 503,
        decision=decision.action,
        id=shown,
    )
