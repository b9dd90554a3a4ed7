"""One artefact on its way to the client: from the bytes that were judged, or why it is withheld."""

import re
from email.utils import formatdate

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import Scope

from guardrail.domain import Action
from guardrail.errors import StoreUnavailableError
from guardrail.holds import HoldStatus
from guardrail.web import refusals
from guardrail.web.dialects import openai_videos as dialect
from guardrail.web.exchange import Exchange
from guardrail.web.replies import without
from guardrail.web.verdicts import Outcome

_RANGES = re.compile(r"bytes=\s*(\d+-\d*|-\d+)(\s*,\s*(\d+-\d*|-\d+))*\s*", re.IGNORECASE)


async def deliver(exchange: Exchange, outcome: Outcome) -> None:
    """Send the judged bytes: whole, ranges of them, their head, or that nothing has changed."""
    path = exchange.guard.screenings.verdicts.path(outcome)
    if path is None or outcome.artefact is None:
        await withhold(exchange, outcome)
        return
    etag = f'"{outcome.artefact.sha256}"'
    extra = {name.decode(): value.decode() for name, value in told(exchange, outcome)}
    judged = formatdate(outcome.artefact.judged_at.timestamp(), usegmt=True)
    headers = {**outcome.artefact.headers, **extra, "etag": etag, "last-modified": judged}
    if _names(Headers(scope=exchange.scope).get("if-none-match", ""), etag):
        response: Response = Response(status_code=304, headers=headers)
    else:
        response = FileResponse(path, headers=headers)
    try:
        await response(_understood(exchange.scope), exchange.receive, exchange.send)
    except RuntimeError as error:  # evicted since: Starlette says so before it has sent anything
        if path.exists():
            raise
        raise StoreUnavailableError("the judged bytes are gone") from error


def _understood(scope: Scope) -> Scope:
    """The request without a Range header that is no byte range: it is ignored (RFC 9110 §14.2)."""
    asked = Headers(scope=scope).get("range")
    if asked is None or _RANGES.fullmatch(asked):
        return scope
    return {**scope, "headers": without(scope["headers"], b"range", b"if-range")}


async def withhold(exchange: Exchange, outcome: Outcome) -> None:
    """Refuse an output that a job or a path leads to; one not judged yet is just not ready."""
    if outcome.action is Action.BLOCK:
        await exchange.refuse(
            code=dialect.BLOCKED_CODE,
            message=await message(exchange, outcome),
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


async def withhold_answer(exchange: Exchange, outcome: Outcome) -> None:
    """Refuse a request whose answer was the output itself."""
    if outcome.action is None:
        await exchange.refuse(
            code=dialect.UNAVAILABLE_CODE,
            message="The output could not be screened in time, so it is withheld. Send the "
            "request again later.",
            status=503,
        )
    elif outcome.action is Action.HOLD:
        await exchange.refuse(
            code=dialect.HELD_CODE,
            message="The output was generated and waits for a reviewer, so it is not delivered "
            "yet. Send the same request again later: it is answered from this output, without "
            f"generating again. Quote {outcome.id} to ask about it.",
            decision=Action.HOLD,
            id=outcome.id,
        )
    else:
        await withhold(exchange, outcome)


async def message(exchange: Exchange, outcome: Outcome) -> str:
    """What the requester is told of an output that is withheld."""
    guard = exchange.guard
    decision = await guard.workers.quick(guard.decision, outcome.id)
    if decision is None:
        return f"The generated output was withheld. Quote {outcome.id} to ask about this."
    why = refusals.message(
        decision,
        id=outcome.id,
        registry=guard.registry(),
        texts=guard.texts,
        language=exchange.language,
    )
    if outcome.hold is None or outcome.action is not Action.BLOCK:
        return why
    name = "refused" if outcome.hold.status is HoldStatus.REFUSED else "expired"
    return f"{why} {guard.texts.say(f'review.{name}', language=exchange.language)}"


def told(exchange: Exchange, outcome: Outcome) -> list[tuple[bytes, bytes]]:
    """Headers that tell our own clients the real state behind a job's status."""
    headers = [(b"guardrail-decision", (outcome.action or "pending").encode())]
    if outcome.id:
        headers.append((b"guardrail-id", outcome.id.encode()))
    if outcome.action is Action.HOLD:
        wait_ms = exchange.guard.settings.poll_after_ms
        headers.append((b"openai-poll-after-ms", str(wait_ms).encode()))
    return headers


def _names(if_none_match: str, etag: str) -> bool:
    """Whether the client already has these bytes (weak comparison, RFC 9110 §13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in tags or "*" in tags
