"""What all exchanges of one guarded app share, and what one of them hears of the app."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cachetools import LRUCache, TTLCache
from starlette.types import ASGIApp

from guardrail.audit import Record
from guardrail.domain import Decision
from guardrail.engine import Guardrail
from guardrail.holds import Holds
from guardrail.jobs import Contents, Jobs, Spool
from guardrail.policy.texts import Texts
from guardrail.registry import Registry
from guardrail.settings import Settings
from guardrail.web.callers import Callers
from guardrail.web.intake import Intake
from guardrail.web.limits import Refusals
from guardrail.web.replies import Reply
from guardrail.web.screenings import Screenings
from guardrail.web.workers import Workers

_GONE_S = 600
_REMEMBERED = 10_000
"""Paths, names and revisions that a process remembers; what it forgets is looked at again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The app's whole answer: words in `body`, or pixels in `spool`."""

    reply: Reply
    body: bytes = b""
    spool: Spool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What all exchanges of one guarded app share.

    `media_paths` are paths outside of the family that answered with media, `named` says which
    job a file name belongs to, `gone` how often a finished job's output was missing, `told` what
    of servers' revisions and refusals was recorded already.
    """

    app: ASGIApp
    settings: Settings
    guardrail: Guardrail
    record: Record
    jobs: Jobs
    holds: Holds
    contents: Contents
    decision: Callable[[str], Decision | None]
    registry: Callable[[], Registry]
    digest: Callable[[str], str]
    callers: Callers
    intake: Intake
    refusals: Refusals
    texts: Texts
    screenings: Screenings
    workers: Workers
    now: Callable[[], datetime]
    in_flight: set[asyncio.Future[Heard]] = field(default_factory=set)
    media_paths: LRUCache[str, bool] = field(default_factory=lambda: LRUCache(_REMEMBERED))
    named: LRUCache[str, str] = field(default_factory=lambda: LRUCache(_REMEMBERED))
    gone: TTLCache[str, int] = field(default_factory=lambda: TTLCache(_REMEMBERED, _GONE_S))
    told: LRUCache[str, bool] = field(default_factory=lambda: LRUCache(_REMEMBERED))
