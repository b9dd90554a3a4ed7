"""The story: what was asked is read, what was made is looked at, owners decide, all is recorded.

`Guardrail` judges a submission before it reaches the generator, and an artefact before it
reaches the requester. Detectors find matches, policies judge them, and whatever could not be
looked at falls to one table of failures, `FAILURES`: not knowing never passes as clean.
"""

import secrets
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from guardrail.audit import Attempt, Record
from guardrail.domain import (
    Action,
    Circumstances,
    Decision,
    Finding,
    MediaFile,
    Reason,
    Review,
    Stage,
    Submission,
    Text,
)
from guardrail.errors import (
    GuardrailError,
    MediaError,
    NoRoomError,
    ScreeningTimeoutError,
    StoreUnavailableError,
)
from guardrail.eyes import ContextDetector, Eyes, Seen
from guardrail.policy.decide import decide, joined
from guardrail.policy.early import is_blocked
from guardrail.prompt.screen import suspected
from guardrail.prompt.signals import read
from guardrail.snapshot import Snapshot

log = structlog.get_logger("guardrail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What follows when a screening breaks.

    `action` None means the operator's `on_unknown`. A failure that is not `final` judges
    nothing: what was to be screened stays held and is screened again when there is room.
    """

    action: Action | None
    final: bool


FAILURES: tuple[tuple[type[Exception], Failure], ...] = (
    (MediaError, Failure(action=None, final=True)),
    (ScreeningTimeoutError, Failure(action=Action.HOLD, final=False)),
    (StoreUnavailableError, Failure(action=Action.HOLD, final=False)),
    (Exception, Failure(action=Action.HOLD, final=False)),
)
"""The first row whose type fits says what holds. The last one catches our own mistakes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A decision and its public id. Only a `final` one may be kept as the verdict.

    `problem` is what broke, if anything did, and `field` what it broke at.
    """

    id: str
    decision: Decision
    suspicion: tuple[str, ...] = ()
    final: bool = True
    problem: str = ""
    field: str = ""


def new_id() -> str:
    """A fresh public id for an attempt: 96 random bits, told to requesters as `Guardrail-Id`."""
    return f"gr_{secrets.token_hex(12)}"


class Guardrail:
    """Judges submissions and artefacts against the snapshot of the moment.

    All methods are synchronous and thread-safe.

    Args:
        snapshots: gives the compiled registry in force.
        eyes: how pictures and clips are looked at.
        record: where attempts and outcomes are written.
        words: finds contexts in texts; without it nobody looks for any there.
        on_unknown: what holds for media that cannot be decoded.
        review: what holds for a hold that no document leads to.
        now: the clock; must return aware times.
    """

    def __init__(
        self,
        *,
        snapshots: Callable[[], Snapshot],
        eyes: Eyes,
        record: Record,
        on_unknown: Action,
        now: Callable[[], datetime],
        words: ContextDetector[Sequence[Text]] | None = None,
        review: Review | None = None,
    ) -> None:
        self._snapshots = snapshots
        self._eyes = eyes
        self._record = record
        self._words = words
        self._on_unknown = on_unknown
        self._review = review or Review()
        self._now = now

    def screen_submission(
        self, submission: Submission, circumstances: Circumstances, *, subject: str
    ) -> Judgement:
        """Judge what one request asks for: its texts by name and description, its media as outputs are judged.

        The outcome is on its way to the record: `settle` it before anything is answered. What
        may be generated can meanwhile be forwarded, so that recording costs little time.
        """

        def detect(snapshot: Snapshot) -> Seen:
            asked = read(submission.texts, snapshot.names, snapshot.descriptions)
            seen = self._eyes.look(
                submission.media,
                snapshot.gallery,
                works=snapshot.works,
                suspicion=suspected(asked),
            )
            seen = replace(seen, matches=asked + seen.matches, clip_seconds=None)
            if self._words is None or not submission.texts:
                return seen
            asked_for, looked_for = self._words.find(submission.texts), self._words.names
            return replace(
                seen,
                contexts=seen.contexts | asked_for,
                looked_for=looked_for | (seen.looked_for or frozenset()),
            )

        attempt = Attempt(
            id=new_id(),
            at=self._now(),
            stage=Stage.PROMPT,
            subject=subject,
            texts=submission.texts,
            media=tuple(file.sha256 for file in submission.media),
        )
        return self._judge(attempt, circumstances, detect)

    def screen_artefact(
        self,
        artefact: MediaFile,
        circumstances: Circumstances,
        *,
        attempt_id: str,
        subject: str,
        suspicion: Sequence[str] = (),
        held_for: Finding | None = None,
        retry_of: str | None = None,
        problem: MediaError | None = None,
        is_last: bool = False,
    ) -> Judgement:
        """Judge one generated picture or clip: whole, or until what it shows is blocked.

        `suspicion` names the assets that the prompt hinted at, `held_for` why the prompt was
        held (the artefact then starts held), `retry_of` the attempt of a worker that died,
        `problem` why its bytes could not even be fetched whole. A screening that runs out of time
        once more where `is_last` says so is a judgement: a person must look at the artefact.
        """

        def detect(snapshot: Snapshot) -> Seen:
            if problem is not None:
                return Seen(problems=(problem,))
            try:
                return self._eyes.look(
                    (artefact,),
                    snapshot.gallery,
                    works=snapshot.works,
                    suspicion=frozenset(suspicion),
                    enough=lambda seen: is_blocked(
                        seen.matches,
                        replace(known, clip_seconds=seen.clip_seconds),
                        snapshot.policies,
                    ),
                )
            except NoRoomError:
                raise
            except ScreeningTimeoutError as error:
                if not is_last:
                    raise
                raise MediaError(error.problem, field=artefact.field) from error

        known = replace(circumstances, suspicion=frozenset(suspicion))
        attempt = Attempt(
            id=attempt_id,
            at=self._now(),
            stage=Stage.OUTPUT,
            subject=subject,
            media=(artefact.sha256,),
            retry_of=retry_of,
        )
        return self._judge(attempt, known, detect, held_for)

    def _judge(
        self,
        attempt: Attempt,
        circumstances: Circumstances,
        detect: Callable[[Snapshot], Seen],
        held_for: Finding | None = None,
    ) -> Judgement:
        """Attempt, detect, decide, outcome: in this order, whatever breaks on the way."""
        snapshot = self._snapshots()
        failure: Exception | None = None
        seen = Seen()
        try:
            self._record.begin(replace(attempt, snapshot=snapshot.registry.sha256))
            if attempt.stage is Stage.OUTPUT:  # long work: let no crash hide that it began
                self._record.settle(attempt.id)
            seen = detect(snapshot)
            circumstances = circumstances.along_with(seen.contexts, seen.looked_for)
            if seen.clip_seconds is not None:  # what a clip is outdoes what was asked for
                circumstances = replace(circumstances, clip_seconds=seen.clip_seconds)
            decision = decide(
                seen.matches,
                circumstances,
                snapshot.policies,
                stage=attempt.stage,
                snapshot=snapshot.registry.sha256,
            )
        except Exception as error:  # noqa: BLE001 — FAILURES has a row for it; nothing passes
            failure = error
            decision = self._unknown(error, attempt.stage, circumstances, snapshot)
        for problem in seen.problems:
            failure = failure or problem
            decision = joined(decision, self._finding(problem, attempt.stage))
        decision = joined(decision, held_for) if held_for else decision
        decision = replace(decision, until_blocked=seen.was_enough)
        try:
            self._record.conclude(attempt.id, decision, seen.stills_of(decision.assets))
            if attempt.stage is Stage.OUTPUT:
                self._record.settle(attempt.id)
        except StoreUnavailableError as error:
            failure = error
            decision = self._unknown(error, attempt.stage, circumstances, snapshot)
        return Judgement(
            id=attempt.id,
            decision=decision,
            suspicion=tuple(sorted(suspected(decision.matches))),
            final=failure is None or failure_of(failure).final,
            problem="" if failure is None else str(failure),
            field=failure.field if isinstance(failure, MediaError) else "",
        )

    def _finding(self, error: Exception, stage: Stage) -> Finding:
        """What FAILURES says of this error, told without our internals."""
        expected = isinstance(error, GuardrailError)
        trace = "" if expected else "".join(traceback.format_exception(error))
        log.warning("screening.failed", stage=stage, error=str(error), trace=trace)
        note = "it cannot be screened at the moment"
        if isinstance(error, MediaError):
            note = f"{error.field}: {error.problem}" if error.field else error.problem
        action = failure_of(error).action or self._on_unknown
        return Finding(action=action, reason=Reason.UNSCREENABLE, note=note, review=self._review)

    def _unknown(
        self, error: Exception, stage: Stage, circumstances: Circumstances, snapshot: Snapshot
    ) -> Decision:
        """A decision of nothing but a failure."""
        finding = self._finding(error, stage)
        return Decision(
            stage=stage,
            action=finding.action,
            reason=finding.reason,
            findings=(finding,),
            circumstances=circumstances,
            snapshot=snapshot.registry.sha256,
            review=self._review,
        )


def failure_of(error: Exception) -> Failure:
    """The row of FAILURES that holds for this error."""
    return next(failure for kind, failure in FAILURES if isinstance(error, kind))
