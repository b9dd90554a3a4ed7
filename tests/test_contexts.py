"""Contexts from the words of a prompt to the judgement of what was made of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Clips, OpenParts
from fakes import Clock

from guardrail.arrays import Pixels
from guardrail.build.snapshots import Registries
from guardrail.domain import Action, Circumstances, MediaFile, Submission, Text
from guardrail.engine import Guardrail, Judgement, new_id
from guardrail.eyes import Eyes
from guardrail.prompt.contexts import Contexts

LEXICON = Contexts.open().names


class Shows:
    """A detector that finds in every frame what it is told to."""

    def __init__(self, *found: str, names: frozenset[str]) -> None:
        self.names = names
        self._found = frozenset(found)

    def find(self, looked_at: Pixels, /) -> frozenset[str]:
        return self._found


@pytest.mark.parametrize(
    ("prompt", "found"),
    [("Yuzumo by a river", set()), ("Yuzumo in a pool of blood", {"violence"})],
)
def test_a_prompt_tells_its_contexts(
    open_parts: OpenParts, clock: Clock, prompt: str, found: set[str]
) -> None:
    submission = Submission(texts=(Text(field="prompt", text=prompt),))
    facts = Circumstances(at=clock(), requester="US", delivery="US")
    judged = open_parts().guardrail.screen_submission(submission, facts, subject="s")
    assert judged.decision.circumstances.contexts == frozenset(found)
    assert judged.decision.circumstances.looked_for == LEXICON


Screen = Callable[[Circumstances, Shows | None], Judgement]


@pytest.fixture
def screened(
    *,
    open_parts: OpenParts,
    clock: Clock,
    clips: Clips,
    eyes: Eyes,
    registry_path: Path,
    registries: Registries,
    tmp_path: Path,
) -> Screen:
    """Judges a clip of nobody under what is known of its job, by given eyes."""
    path = tmp_path / "clip"
    path.write_bytes(clips.clean)
    parts = open_parts()

    def screen(facts: Circumstances, shows: Shows | None) -> Judgement:
        guardrail = Guardrail(
            snapshots=registries.current,
            eyes=replace(eyes, contexts=shows),
            record=parts.record,
            on_unknown=Action.HOLD,
            now=clock,
        )
        return guardrail.screen_artefact(
            MediaFile(field="video", path=path, sha256="0" * 64),
            facts,
            attempt_id=new_id(),
            subject="artefact:x",
            suspicion=("kaze/yuzumo",),
        )

    return screen


@pytest.mark.parametrize(
    ("asked", "shows", "contexts", "looked_for"),
    [
        (None, None, None, None),
        (frozenset({"hate"}), None, {"hate"}, LEXICON),
        (None, Shows(names=frozenset({"violence"})), set(), {"violence"}),
        (None, Shows("violence", names=frozenset({"violence"})), {"violence"}, {"violence"}),
        (
            frozenset({"hate"}),
            Shows("smoke", names=frozenset({"smoke"})),
            {"hate", "smoke"},
            {*LEXICON, "smoke"},
        ),
    ],
)
def test_an_output_has_the_contexts_of_its_prompt_and_of_its_frames(
    *,
    screened: Screen,
    clock: Clock,
    asked: frozenset[str] | None,
    shows: Shows | None,
    contexts: set[str] | None,
    looked_for: set[str] | None,
) -> None:
    facts = Circumstances(at=clock(), contexts=asked, looked_for=LEXICON if asked else None)
    known = screened(facts, shows).decision.circumstances
    assert (known.contexts, known.looked_for) == (contexts, looked_for)
    assert known.suspicion == {"kaze/yuzumo"}
