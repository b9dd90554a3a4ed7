"""Verdicts on artefacts: where each stands now, and how a new one is written.

A verdict is of these bytes, for this job as it is known now. What was judged for a job of
another time, or before its prompt was known to be held, is no verdict. Synchronous: `screenings`
calls it from workers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from guardrail.domain import Action, MediaFile
from guardrail.engine import Judgement
from guardrail.errors import MediaError
from guardrail.holds import Hold, Holds, HoldStatus, standing
from guardrail.jobs import (
    NOT_WHOLE,
    Artefact,
    ArtefactKey,
    Contents,
    Job,
    JobKey,
    Jobs,
    Lease,
    Spool,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Where an artefact stands now. `action` None means that it is not judged yet."""

    action: Action | None
    artefact: Artefact | None = None
    hold: Hold | None = None

    @property
    def delivers(self) -> bool:
        """Whether its bytes may leave."""
        return self.action is not None and self.action.delivers

    @property
    def id(self) -> str:
        """The decision's public id; empty when there is none."""
        return self.artefact.attempt if self.artefact is not None else ""


PENDING = Outcome(action=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What the app gave for an artefact; `problem` when it could not be taken whole."""

    file: MediaFile
    spool: Spool
    tag: str
    headers: Mapping[str, str]
    problem: MediaError | None


class Verdicts:
    """The verdicts of one store.

    Args:
        jobs: where jobs, artefacts and leases are kept.
        holds: where holds are kept.
        contents: where bytes are kept.
        lease_s: seconds for which a lease is renewed before a verdict is written under it.
        now: the clock.
    """

    def __init__(
        self,
        *,
        jobs: Jobs,
        holds: Holds,
        contents: Contents,
        lease_s: float,
        now: Callable[[], datetime],
    ) -> None:
        self._jobs = jobs
        self._holds = holds
        self._contents = contents
        self._lease_s = lease_s
        self._now = now

    def of(self, key: ArtefactKey) -> Outcome:
        """Where the artefact stands; PENDING when nothing that counts was said of it."""
        artefact = self._jobs.artefact(key)
        if artefact is None:
            return PENDING
        job = self._jobs.job(JobKey(server=key.server, job=key.job))
        if not artefact.is_of(job) or _is_past(artefact, job):
            return PENDING
        return self._stands(artefact)

    def _stands(self, artefact: Artefact) -> Outcome:
        if artefact.action is not Action.HOLD:
            return Outcome(action=artefact.action, artefact=artefact)
        hold = self._holds.hold(artefact.attempt)
        action = Action.HOLD if hold is None else standing(hold, self._now())
        return Outcome(action=action, artefact=artefact, hold=hold)

    def is_kept(self, known: Outcome, tag: str) -> bool:
        """Whether the app calls its bytes as those that were judged, and nothing of them is missing."""
        artefact = known.artefact
        return (
            artefact is not None
            and bool(tag)
            and artefact.tag == tag
            and (not known.delivers or self._contents.path(artefact.sha256) is not None)
        )

    def is_lifted(self, known: Outcome) -> bool:
        """Whether a reviewer lifted what is kept: then that is delivered, whatever comes now."""
        if known.hold is None or known.hold.status is not HoldStatus.LIFTED:
            return False
        return self.path(known) is not None

    def path(self, outcome: Outcome) -> Path | None:
        """The judged bytes of a deliverable artefact; None when they were evicted."""
        if outcome.artefact is None or not outcome.delivers:
            return None
        return self._contents.path(outcome.artefact.sha256)

    def again(self, known: Outcome, fetched: Fetched) -> Outcome:
        """The same bytes once more: keep them, and remember how the app calls them now."""
        artefact = known.artefact
        if artefact is None:
            return known
        if known.action is not Action.BLOCK and fetched.problem is None:
            self._contents.keep(fetched.spool)
        headers = _told_with(artefact.headers, fetched.headers)
        if (artefact.tag, dict(artefact.headers)) == (fetched.tag, headers):
            return known
        same = replace(artefact, tag=fetched.tag, headers=headers)
        self._jobs.retag(same)
        return replace(known, artefact=same)

    def twin(self, key: ArtefactKey, job: Job, fetched: Fetched) -> Outcome | None:
        """The same bytes under another name of the same job: they share one judgement.

        Paths that no job is known of are one such job: a query does not make a file another.
        """
        if fetched.problem is not None:
            return None
        for artefact in self._jobs.twins(key.server, fetched.file.sha256):
            if (
                (artefact.key.job == key.job or {artefact.key.job[:5], key.job[:5]} == {"path:"})
                and artefact.is_of(job)
                and artefact.made_by == job.attempt
            ):
                headers = _told_with(artefact.headers, fetched.headers)
                same = replace(artefact, key=key, tag=fetched.tag, headers=headers)
                self._jobs.put_artefact(same)
                return self.again(self._stands(same), fetched)
        return None

    def withheld_elsewhere(self, outcome: Outcome) -> Outcome | None:
        """The judgement of the same bytes, as the output of whatever job, that holds them back."""
        if outcome.artefact is None or not outcome.delivers:
            return None
        key = outcome.artefact.key
        for artefact in self._jobs.twins(key.server, outcome.artefact.sha256):
            outcome_there = self.of(artefact.key)
            if outcome_there.action is not None and not outcome_there.delivers:
                return outcome_there
        return None

    def write(self, lease: Lease, job: Job, fetched: Fetched, judgement: Judgement) -> bool:
        """Bytes first, then the hold, then the verdict: a crash between leaves it unjudged.

        False when the lease was lost: whoever took it over has the word.
        """
        decision, now, key = judgement.decision, self._now(), lease.key
        if self._jobs.renew(lease, now=now, ttl_s=self._lease_s) is None:
            return False
        is_whole = fetched.problem is None
        sha256 = fetched.file.sha256 if is_whole else NOT_WHOLE
        if decision.action is not Action.BLOCK and is_whole:
            self._contents.keep(fetched.spool)
        if decision.action is Action.HOLD:
            self._holds.put_hold(
                Hold(
                    id=judgement.id,
                    subject=f"artefact:{key}",
                    sha256=sha256,
                    created_at=now,
                    expires_at=now + timedelta(hours=decision.review.sla_hours),
                    on_timeout=decision.review.on_timeout,
                )
            )
        return self._jobs.put_artefact(
            Artefact(
                key=key,
                sha256=sha256,
                size=fetched.spool.size,
                attempt=judgement.id,
                action=decision.action,
                reason=decision.reason,
                judged_at=now,
                tag=fetched.tag,
                headers={**fetched.headers, **_owed(decision.duties)},
                made_by=job.attempt,
            ),
            lease=lease,
        )


_DUTIES = "guardrail-duties"


def _owed(duties: tuple[str, ...]) -> dict[str, str]:
    """The header by which an output tells what its licence asks: `attribution, label`.

    What no header can say, and the comma, is percent-encoded.
    """
    told = ", ".join(quote(duty, safe=" ()/:;@&=+$!*'") for duty in duties)
    return {_DUTIES: told} if told else {}


def _told_with(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """The app's headers of now, with what was judged of the bytes before."""
    return {**now, **{name: value for name, value in before.items() if name == _DUTIES}}


def _is_past(artefact: Artefact, job: Job | None) -> bool:
    """Whether it was judged for an earlier job of this id: one deleted since, or never remembered.

    What holds all outputs of a job outlives it, for a server may go on showing what it deleted.
    """
    if job is None or job.carries:
        return False
    if artefact.made_by:
        return job.deleted
    return artefact.judged_at < job.created_at


def is_same(known: Outcome, fetched: Fetched) -> bool:
    """Whether these very bytes were judged. What was not taken whole is known by no digest."""
    artefact = known.artefact
    is_whole = fetched.problem is None
    return is_whole and artefact is not None and artefact.sha256 == fetched.file.sha256
