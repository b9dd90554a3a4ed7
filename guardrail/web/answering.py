"""What the app answers, shown as its parts stand: jobs, media in JSON, pointers, refusals.

Whatever comes back passes here: polls, lists, answers to submissions, streams of events. Every
job in it is rewritten to what may be known of it, media is judged where it lies, and what leads
past the guard is taken out.
"""

import json
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import structlog

from guardrail.domain import Action
from guardrail.jobs import Job, Spool
from guardrail.settings import HeldAs
from guardrail.web import outputs
from guardrail.web.delivering import deliver, message, told, withhold_answer
from guardrail.web.dialects import openai_videos as dialect
from guardrail.web.dialects.openai_videos import Json
from guardrail.web.exchange import ENCODED, Exchange, already, parsed
from guardrail.web.guard import Heard
from guardrail.web.outputs import Leaf
from guardrail.web.replies import Reply, ReplyError, without
from guardrail.web.revising import revise
from guardrail.web.verdicts import PENDING, Outcome

log = structlog.get_logger("guardrail")

_OUTPUT = "output"
"""The variant of an output that is the answer itself; its parts have their names behind it."""

_LONGEST_NAME = 200
_GONE = {404, 410}
_LOOKS = 3
"""Times that a finished job's output may be missing before the job is shown as failed."""

_TOLD = {"id", "object", "model", "status", "size", "seconds", "remixed_from_video_id"}
_SMALL = 64 * 1024
_SUCCESS = range(200, 203)
_JSON_HEAD = [(b"content-type", b"application/json")]
_ID = b"guardrail-id"
_REFUSED_BY = (b"guardrail-refused-by", b"provider")


@dataclass(slots=True)
class _Shown:
    """What a document holds: outcomes of its finished jobs, and of media outside of jobs."""

    jobs: list[Outcome] = field(default_factory=list)
    parts: list[Outcome] = field(default_factory=list)
    is_changed: bool = False

    def take_out(self, leaf: Leaf) -> None:
        leaf.take_out()
        self.is_changed = True

    def take_down(self, leaf: Leaf, exchange: Exchange) -> None:
        """Take a pointer out, or, where it leads to this very host, take it for a path of it."""
        self.put(leaf, exchange.places.here(leaf.text.strip()))

    def put(self, leaf: Leaf, value: str | None) -> None:
        leaf.put(value)
        self.is_changed = True


async def answer(exchange: Exchange, heard: Heard, *, made: Job | None = None) -> None:
    """Send the app's answer with everything in it shown as it stands.

    `made` stands for what a submission asked for where its answer is the output itself; without
    it, media in an answer is judged as nobody's.

    Raises:
        GuardrailError: it holds something that cannot be judged; nothing of it is sent.
    """
    if heard.spool is not None:
        await _answer_media(exchange, heard, heard.spool, made or _nobodys(exchange))
        return
    is_stream = heard.reply.kind == "text/event-stream"
    document = outputs.events(heard.body) if is_stream else parsed(heard.body)
    if not isinstance(document, dict | list):
        await exchange.pass_on(heard)
        return
    is_refused = await _overheard(exchange, document, heard.reply.status)
    shown = await _show(exchange, document, made or _nobodys(exchange))
    withheld = [outcome for outcome in shown.parts if not outcome.delivers]
    if withheld:
        outcome = _strictest(withheld)
        if made is not None and outcome.action is Action.HOLD:
            kept = replace(made, body=heard.body)
            await exchange.guard.workers.quick(exchange.guard.jobs.put_job, kept)
        await withhold_answer(exchange, outcome)
        return
    body, headers = heard.body, list(heard.reply.raw_headers)
    if shown.is_changed:
        outputs.tidy(document)
        if is_stream and isinstance(document, list):
            body = outputs.with_events(body, document)
        else:
            body = json.dumps(document).encode()
        headers = [*without(headers, *ENCODED), (b"content-length", b"%d" % len(body))]
    headers += [_REFUSED_BY] if is_refused else _said(exchange, heard.reply, shown, made)
    await exchange.pass_on(replace(heard, body=body), headers=headers, is_searched=True)


def _said(
    exchange: Exchange, reply: Reply, shown: _Shown, made: Job | None
) -> list[tuple[bytes, bytes]]:
    """What we have to say of an answer: nothing where the app itself says no."""
    if reply.status not in _SUCCESS:
        return []
    if len(shown.jobs) == 1:
        return told(exchange, shown.jobs[0])
    if made is None:
        return []
    return [(b"guardrail-decision", made.action.encode()), (_ID, made.attempt.encode())]


async def answer_again(exchange: Exchange, made: Job) -> None:
    """Answer a submission whose output was held from that output, without generating anew."""
    if made.body:
        heard = Heard(reply=Reply(status=200, raw_headers=list(_JSON_HEAD)), body=made.body)
        await answer(exchange, heard, made=made)
        return
    key = exchange.artefact_key(made.key.job, _OUTPUT)
    outcome = await exchange.guard.screenings.outcome(key)
    await (deliver if outcome.delivers else withhold_answer)(exchange, outcome)


async def show_job(exchange: Exchange, entry: Json) -> None:
    """Rewrite one job as an answer with it would, which starts its screening where none was."""
    await _show_entry(exchange, entry, _Shown())


# -- media that is the answer ------------------------------------------------------------------


async def _answer_media(exchange: Exchange, heard: Heard, spool: Spool, made: Job) -> None:
    """Judge an answer that is the output itself, whole, and deliver it from what was judged."""
    if heard.reply.status not in _SUCCESS:
        raise ReplyError(f"it answered {heard.reply.status} with media, not with the whole of it")
    outcome = await _judged(exchange, made, _OUTPUT, spool, heard.reply)
    if outcome.delivers:
        await deliver(exchange, outcome)
        return
    if outcome.action is Action.HOLD:
        await exchange.guard.workers.quick(exchange.guard.jobs.put_job, made)
    await withhold_answer(exchange, outcome)


async def _judged(
    exchange: Exchange, job: Job, variant: str, spool: Spool, reply: Reply
) -> Outcome:
    key = exchange.artefact_key(job.key.job, variant[:_LONGEST_NAME])
    seen = await exchange.guard.screenings.see(key, job, already(spool.path, reply))
    return seen.outcome


def _nobodys(exchange: Exchange) -> Job:
    """The job of media that no submission at hand asked for: known by where it lies."""
    place = f"{exchange.scope['path']}?{exchange.scope.get('query_string', b'')!r}"
    return exchange.new_job(f"path:{exchange.guard.digest(place)}")


# -- documents ---------------------------------------------------------------------------------


async def _show(exchange: Exchange, document: Json | list[object], made: Job) -> _Shown:
    """Rewrite a document in place: first the jobs in it, then what stands outside of them."""
    shown = _Shown()
    inside: set[tuple[int, str | int]] = set()
    for entry in dialect.jobs_of(document):
        inside |= {(id(leaf.holder), leaf.key) for leaf in outputs.leaves(entry)}
        await _show_entry(exchange, entry, shown)
    loose = [x for x in outputs.leaves(document) if (id(x.holder), x.key) not in inside]
    for leaf, data in await _media_in(exchange, loose):
        shown.parts.append(await _judged_part(exchange, made, leaf, data))
    for leaf in loose:
        if outputs.is_pointer(leaf, stays=exchange.places.stays):
            shown.take_down(leaf, exchange)
        elif outputs.tells_pointers(leaf, stays=exchange.places.stays):
            shown.put(leaf, outputs.without_pointers(leaf.text, stays=exchange.places.stays))
    return shown


async def _show_entry(exchange: Exchange, entry: Json, shown: _Shown) -> None:
    """Rewrite one job to its standing; media in it leaves only when the job is delivered."""
    name = str(entry["id"])
    found = list(outputs.leaves(entry))
    media = await _media_in(exchange, found)
    _remember_files(exchange, name, found)
    await revise(exchange, name, entry)
    outcome = PENDING
    if dialect.is_finished(entry):
        job = await exchange.job(name) if media else None
        parts = [await _judged_part(exchange, job, *part) for part in media] if job else []
        outcome = _strictest(parts) if parts else await _standing(exchange, name, {**entry})
        shown.jobs.append(outcome)
        await _rewrite(exchange, entry, outcome)
        shown.is_changed |= not outcome.delivers
    for leaf in found:
        if outputs.is_pointer(leaf, stays=partial(exchange.places.stays, outside=outcome.delivers)):
            shown.take_down(leaf, exchange)
        elif outputs.tells_pointers(leaf, stays=exchange.places.stays):
            shown.put(leaf, outputs.without_pointers(leaf.text, stays=exchange.places.stays))
    for leaf, _ in media:
        if not outcome.delivers:
            shown.take_out(leaf)


async def _judged_part(exchange: Exchange, job: Job, leaf: Leaf, data: bytes) -> Outcome:
    spool = exchange.open_spool()
    await exchange.guard.workers.quick(spool.write, data)
    return await _judged(exchange, job, f"{_OUTPUT}:{leaf.name}", spool, Reply())


async def _media_in(exchange: Exchange, leaves: list[Leaf]) -> list[tuple[Leaf, bytes]]:
    """The texts that hold pictures or clips, decoded."""
    if sum(len(leaf.text) for leaf in leaves) <= _SMALL:  # quicker here than in a thread
        return _decoded(leaves)
    return await exchange.guard.workers.quick(_decoded, leaves)


def _decoded(leaves: list[Leaf]) -> list[tuple[Leaf, bytes]]:
    return [(leaf, data) for leaf in leaves if (data := outputs.media_in(leaf)) is not None]


async def _standing(exchange: Exchange, name: str, entry: Json) -> Outcome:
    """Where a finished job's clip stands; its screening is started if there was none."""
    guard, key = exchange.guard, exchange.artefact_key(name)
    outcome = await guard.screenings.outcome(key)
    if outcome.action is None:
        path = exchange.route.path(name, content=True)

        async def screen() -> None:
            async with guard.screenings.backlog.turn(exchange.asker.name):
                job = await exchange.job(name)
                seen = await guard.screenings.see(key, job, exchange.ask_content(path=path))
                if seen.outcome.hold is not None:
                    await keep_body(exchange, job, entry)
                gone = seen.reply is not None and seen.reply.status in _GONE
                guard.gone[str(key)] = guard.gone.get(str(key), 0) + 1 if gone else 0

        guard.screenings.start(f"screen {key}", screen)
    return outcome


async def _rewrite(exchange: Exchange, entry: Json, outcome: Outcome) -> None:
    guard, name = exchange.guard, str(entry["id"])
    if outcome.hold is not None:
        await keep_body(exchange, await exchange.job(name), {**entry})
    if guard.gone.get(str(exchange.artefact_key(name)), 0) >= _LOOKS:
        dialect.looks_failed(entry, dialect.MISSING_CODE, "The server has no output of this job.")
    elif outcome.action is Action.BLOCK or (
        outcome.action is Action.HOLD and guard.settings.held_as is HeldAs.FAILED
    ):
        dialect.looks_failed(entry, dialect.BLOCKED_CODE, await message(exchange, outcome))
    elif not outcome.delivers:
        dialect.looks_unfinished(entry)


async def keep_body(exchange: Exchange, job: Job, entry: Json) -> None:
    """Remember how the server told of a held job, in case it forgets.

    Of its texts only those that clients cannot do without: no prompt, no address.
    """
    if job.body or job.deleted:
        return
    kept = {
        key: value if key in _TOLD or not isinstance(value, str | list | dict) else None
        for key, value in entry.items()
    }
    held = replace(job, body=json.dumps(kept).encode())
    await exchange.guard.workers.quick(exchange.guard.jobs.put_job, held)


def _remember_files(exchange: Exchange, name: str, found: list[Leaf]) -> None:
    """Which job the files belong to that it names: they may be asked for by another route."""
    for leaf in found:
        if outputs.is_pointer(leaf, stays=lambda _: False):
            file = PurePosixPath(urlsplit(leaf.text.strip()).path).name
            if file:
                exchange.guard.named[file] = name


def _strictest(outcomes: list[Outcome]) -> Outcome:
    """The one that lets least through; one that is not judged yet lets nothing through."""
    return max(outcomes, key=lambda o: 4 if o.action is None else o.action.strictness)


async def _overheard(exchange: Exchange, document: object, status: int) -> bool:
    """Whether the server itself refused something; recorded once, and left as it is."""
    code = dialect.provider_refusal(document, status=status)
    if not code:
        return False
    guard = exchange.guard
    jobs = dialect.jobs_of(document)
    subject = (
        exchange.scope["path"] if len(jobs) != 1 else f"{exchange.job_key(str(jobs[0]['id']))}"
    )
    key = f"refused {subject} {exchange.asker.digest}"
    if exchange.scope["method"] in {"GET", "HEAD"} and key in guard.told:
        return True
    await guard.workers.quick(guard.record.overhear, subject=subject, code=code, status=status)
    guard.told[key] = True
    log.info("provider.refused", subject=subject, code=code, status=status)
    return True
