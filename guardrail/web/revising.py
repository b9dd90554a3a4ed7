"""Prompts that the server made of the requester's: they are judged like any, once they are told."""

import hashlib
from dataclasses import replace

from guardrail.domain import Submission, strictest
from guardrail.engine import Judgement
from guardrail.jobs import Job
from guardrail.web.dialects import openai_videos as dialect
from guardrail.web.dialects.openai_videos import Json
from guardrail.web.exchange import Exchange


async def revise(exchange: Exchange, name: str, entry: Json) -> None:
    """Judge the revised prompts in a job that were not judged yet.

    What they hold back, all outputs of the job start as; what they name is a hint for its frames.
    The words themselves stay in the reply: they are the requester's own, written anew.
    """
    guard = exchange.guard
    texts = tuple(dialect.revisions(entry))
    said = hashlib.sha256(repr([name, texts]).encode(errors="surrogatepass")).hexdigest()
    if not texts or said in guard.told:
        return
    job = await exchange.job(name)
    judgement = await guard.workers.quick(_judge, exchange, job, Submission(texts=texts))
    action = strictest([job.action, judgement.decision.action])
    suspicion = {*job.suspicion, *judgement.suspicion}
    if (action, suspicion) != (job.action, set(job.suspicion)):
        is_stricter = action is not job.action
        changed = replace(
            job,
            action=action,
            attempt=judgement.id if is_stricter else job.attempt,
            reason=judgement.decision.reason if is_stricter else job.reason,
            suspicion=tuple(sorted(suspicion)),
        )
        await guard.workers.quick(guard.jobs.put_job, changed)
    guard.told[said] = True


def _judge(exchange: Exchange, job: Job, submission: Submission) -> Judgement:
    judgement = exchange.guard.guardrail.screen_submission(
        submission, job.circumstances, subject=f"revision:{job.key.server}/{job.key.job}"
    )
    exchange.guard.record.settle(judgement.id)
    return judgement
