"""The table of failures, row by row, and what a judgement carries."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Breaks, Clips, OpenParts, film
from fakes import Clock, Patient

from guardrail.build.snapshots import Registries
from guardrail.domain import (
    Action,
    Circumstances,
    Finding,
    MediaFile,
    Reason,
    Segment,
    Submission,
    Text,
)
from guardrail.engine import FAILURES, Guardrail, Judgement, failure_of, new_id
from guardrail.errors import MediaError, ScreeningTimeoutError, StoreUnavailableError
from guardrail.eyes import Eyes

ROWS = {
    MediaError("x"): (None, True),
    ScreeningTimeoutError("x", budget_s=1): (Action.HOLD, False),
    StoreUnavailableError("x"): (Action.HOLD, False),
    ValueError("a mistake of ours"): (Action.HOLD, False),
    MemoryError(): (Action.HOLD, False),
}


@pytest.mark.parametrize("error", ROWS, ids=lambda error: type(error).__name__)
def test_every_error_has_a_row_and_none_passes(error: Exception) -> None:
    failure = failure_of(error)
    assert (failure.action, failure.final) == ROWS[error]


def test_the_last_row_catches_everything() -> None:
    assert FAILURES[-1][0] is Exception


def artefact(folder: Path, content: bytes) -> MediaFile:
    path = folder / "artefact"
    path.write_bytes(content)
    return MediaFile(field="video", path=path, sha256="0" * 64)


def asked(clock: Clock) -> Circumstances:
    return Circumstances(at=clock(), requester="US", operator="US", delivery="US")


def judge(open_parts: OpenParts, clock: Clock, file: MediaFile, **more: object) -> Judgement:
    breaks = more.pop("breaks", None)
    return open_parts(breaks).guardrail.screen_artefact(
        file,
        asked(clock),
        attempt_id=new_id(),
        subject="artefact:x",
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("error", ROWS, ids=lambda error: type(error).__name__)
def test_a_failure_becomes_a_decision_that_explains_itself(
    open_parts: OpenParts, clock: Clock, tmp_path: Path, error: Exception
) -> None:
    breaks = Breaks("decoders", "read", error)
    judged = judge(open_parts, clock, artefact(tmp_path, b""), breaks=breaks)
    assert judged.decision.action is Action.HOLD
    assert judged.decision.reason is Reason.UNSCREENABLE
    assert judged.decision.findings[0].note
    assert judged.final is ROWS[error][1]
    assert judged.problem == str(error)


def test_the_internals_of_a_mistake_are_not_told(
    open_parts: OpenParts, clock: Clock, tmp_path: Path
) -> None:
    breaks = Breaks("decoders", "read", ValueError("/secret/path"))
    judged = judge(open_parts, clock, artefact(tmp_path, b""), breaks=breaks)
    assert "/secret" not in judged.decision.findings[0].note


def test_an_artefact_of_a_held_prompt_starts_held(
    open_parts: OpenParts, clock: Clock, tmp_path: Path, clips: Clips
) -> None:
    why = Finding(action=Action.HOLD, reason=Reason.PROHIBITED, note="the prompt was held")
    clean = judge(open_parts, clock, artefact(tmp_path, clips.clean), held_for=why)
    assert clean.decision.action is Action.HOLD
    assert why in clean.decision.deciding
    blocked = judge(open_parts, clock, artefact(tmp_path, clips.fox), held_for=why)
    assert blocked.decision.action is Action.BLOCK


def test_the_length_of_a_clip_is_what_it_is_not_what_was_asked(
    open_parts: OpenParts, clock: Clock, tmp_path: Path, clips: Clips
) -> None:
    judged = judge(open_parts, clock, artefact(tmp_path, clips.clean))
    assert judged.decision.circumstances.clip_seconds == pytest.approx(1.5, abs=0.1)


def test_words_raise_a_suspicion_that_the_frames_receive(
    open_parts: OpenParts, clock: Clock
) -> None:
    submission = Submission(texts=(Text(field="prompt", text="Sagihime, but no Kitsunebi"),))
    judged = open_parts().guardrail.screen_submission(submission, asked(clock), subject="s")
    assert judged.suspicion == ("kaze/sagihime",)
    assert judged.decision.action is Action.LOG


def test_every_attempt_and_outcome_is_recorded(
    open_parts: OpenParts, clock: Clock, tmp_path: Path, clips: Clips
) -> None:
    parts = open_parts()
    file = artefact(tmp_path, clips.fox)
    judged = parts.guardrail.screen_artefact(
        file, asked(clock), attempt_id="gr_2", subject="artefact:x"
    )
    assert parts.decision("gr_2") == judged.decision


def test_a_clip_is_blocked_before_its_end(
    open_parts: OpenParts, eyes: Eyes, registries: Registries, clock: Clock, tmp_path: Path
) -> None:
    guardrail = Guardrail(
        snapshots=registries.current,
        eyes=replace(eyes, decoders=Patient(eyes.decoders)),  # type: ignore[arg-type]
        record=open_parts().record,
        on_unknown=Action.HOLD,
        now=clock,
    )
    content = film(tmp_path / "fox.mp4", "Kitsunebi stands on a meadow, close-up", seconds=8)
    judged = guardrail.screen_artefact(
        artefact(tmp_path, content), asked(clock), attempt_id=new_id(), subject="artefact:x"
    )
    assert (judged.decision.action, judged.final) == (Action.BLOCK, True)
    (match,) = judged.decision.deciding[0].matches
    assert all(part.to_s < 4 for part in match.evidence if isinstance(part, Segment))
    assert judged.decision.circumstances.clip_seconds == pytest.approx(8, abs=0.2)
