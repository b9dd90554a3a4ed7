"""Looking at a clip until enough was seen: what is found early is found by looking at all of it."""

import io
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from conftest import film
from fakes import Patient
from PIL import Image

from guardrail.arrays import Pixels
from guardrail.build.snapshots import Registries
from guardrail.domain import MediaFile, Segment, Thresholds
from guardrail.eyes import Eyes, Seen

FOX = "kaze/kitsunebi"
SECONDS = 8.0


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> MediaFile:
    """Eight seconds of the fox."""
    path = tmp_path_factory.mktemp("eyes") / "fox.mp4"
    film(path, "Kitsunebi stands on a meadow, close-up", seconds=SECONDS)
    return MediaFile(field="video", path=path, sha256="0" * 64)


@dataclass
class Asked:
    """Has seen enough once the fox counts in full, if ever; keeps what it was shown."""

    ever: bool
    shown: list[Seen] = field(default_factory=list)

    def __call__(self, seen: Seen) -> bool:
        self.shown.append(seen)
        return self.ever and counts(seen)


def counts(seen: Seen) -> bool:
    return any(
        match.asset == FOX and match.expected_false_matches <= Thresholds().block
        for match in seen.matches
    )


@pytest.fixture(scope="module")
def patient(eyes: Eyes) -> Eyes:
    """Eyes whose decoders never run ahead."""
    return replace(eyes, decoders=Patient(eyes.decoders))  # type: ignore[arg-type]


def look(eyes: Eyes, registries: Registries, clip: MediaFile, enough: Asked | None) -> Seen:
    gallery = registries.current().gallery
    return eyes.look([clip], gallery, suspicion=frozenset(), enough=enough)


def test_looking_ends_with_what_was_seen_until_then(
    patient: Eyes, registries: Registries, clip: MediaFile
) -> None:
    asked = Asked(ever=True)
    seen = look(patient, registries, clip, asked)
    assert counts(seen)
    assert seen.was_enough
    assert replace(seen, stills=(), was_enough=False) == asked.shown[-1]
    assert [still.asset for still in seen.stills][:1] == [FOX]
    assert seen.clip_seconds == pytest.approx(SECONDS, abs=0.2)
    ends = [
        part.to_s for match in seen.matches for part in match.evidence if isinstance(part, Segment)
    ]
    assert max(ends) < SECONDS / 2


def test_what_counts_early_counts_by_the_whole_clip(
    patient: Eyes, eyes: Eyes, registries: Registries, clip: MediaFile
) -> None:
    early = look(patient, registries, clip, Asked(ever=True))
    whole = look(eyes, registries, clip, None)
    expected = {match.asset: match.expected_false_matches for match in whole.matches}
    for match in early.matches:
        assert expected[match.asset] <= match.expected_false_matches


def test_asking_changes_nothing_where_it_is_never_enough(
    eyes: Eyes, registries: Registries, clip: MediaFile
) -> None:
    asked = Asked(ever=False)
    seen, plain = (look(eyes, registries, clip, enough) for enough in (asked, None))
    assert asked.shown
    assert [match.asset for match in seen.matches] == [match.asset for match in plain.matches]
    for one, other in zip(seen.matches, plain.matches, strict=True):
        assert one.similarity == pytest.approx(other.similarity, abs=1e-4)
        assert one.evidence == other.evidence
    assert seen.clip_seconds == plain.clip_seconds


class Fights:
    """A classifier that always finds the same."""

    names = frozenset({"violence"})

    def find(self, frames: Pixels, /) -> frozenset[str]:
        del frames
        return self.names


def test_contexts_are_looked_for_in_the_whole_clip(
    eyes: Eyes, registries: Registries, clip: MediaFile
) -> None:
    asked = Asked(ever=True)
    seen = look(replace(eyes, contexts=Fights()), registries, clip, asked)
    assert asked.shown == []
    assert (seen.contexts, seen.looked_for) == (Fights.names, Fights.names)


def test_a_file_that_is_none_is_a_problem_as_ever(
    eyes: Eyes, registries: Registries, tmp_path: Path
) -> None:
    path = tmp_path / "none.mp4"
    path.write_bytes(b"no clip")
    file = MediaFile(field="video", path=path, sha256="0" * 64)
    seen = look(eyes, registries, file, Asked(ever=True))
    assert [problem.field for problem in seen.problems] == ["video"]


def test_the_frame_that_shows_a_figure_best_is_kept(
    eyes: Eyes, registries: Registries, clip: MediaFile
) -> None:
    seen = look(replace(eyes, most_stills=1), registries, clip, None)
    (still,) = seen.stills
    best = seen.matches[0].evidence[0]
    assert isinstance(best, Segment)
    assert (still.asset, still.field, still.at_s) == (seen.matches[0].asset, "video", best.best_s)
    assert (still.region, still.reference) == (best.region, best.reference)
    with Image.open(io.BytesIO(still.jpeg)) as picture:
        assert picture.format == "JPEG"
        assert picture.width * picture.height < 400 * 300
    assert look(replace(eyes, most_stills=0), registries, clip, None).stills == ()
