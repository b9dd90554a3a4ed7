"""Copies of a registered work's frames through the whole engine, and what is kept of works."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import footage
import numpy as np
import pytest
from fakes import Clock
from footage import Picture

from guardrail.audit import Unrecorded, decision_from_json, decision_to_json
from guardrail.build.checking import check_registry
from guardrail.build.snapshots import Compiler, read_registry
from guardrail.domain import (
    Action,
    Circumstances,
    Decision,
    MediaFile,
    Reason,
    Segment,
    Signal,
    Submission,
)
from guardrail.engine import Guardrail, new_id
from guardrail.errors import PolicyDocumentError
from guardrail.eyes import Eyes
from guardrail.settings import Settings
from guardrail.snapshot import Snapshot

FPS = 12
DOCUMENT = """\
policy_version: 1
id: kaze-works
rights_holder: {id: kaze, name: Kaze}
valid: {from: 2026-01-01, until: 2027-12-31, zone: UTC}
regime: {"*": prior_permission}
assets:
  - id: kaze/lanterns
    kind: work
    versions: [{id: film, references: [works/*]}]
"""


def clip(frames: Iterable[Picture], fps: int = FPS) -> bytes:
    return footage.clip(frames, fps=fps, codec_options={"preset": "veryfast", "crf": "30"})


def copied(picture: Picture) -> Picture:
    """Cut by a tenth and mirrored."""
    height, width = picture.shape[:2]
    cut = picture[: height * 9 // 10 // 2 * 2, width // 20 : width * 19 // 20 // 2 * 2]
    return np.ascontiguousarray(cut[:, ::-1])


@dataclass(frozen=True)
class Registered:
    """The engine over a registry of one work, whose trailer is on disk."""

    folder: Path
    snapshot: Snapshot
    guardrail: Guardrail
    clock: Clock

    def judge(self, content: bytes) -> Decision:
        path = self.folder / "artefact"
        path.write_bytes(content)
        judged = self.guardrail.screen_artefact(
            MediaFile(field="video", path=path, sha256="0" * 64),
            Circumstances(at=self.clock(), requester="JP", operator="JP", delivery="JP"),
            attempt_id=new_id(),
            subject="artefact:x",
        )
        return judged.decision


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("works")
    (folder / "works").mkdir()
    (folder / "works" / "trailer.mp4").write_bytes(clip(footage.panned(1)))
    (folder / "kaze.yaml").write_text(DOCUMENT)
    return folder


@pytest.fixture(scope="module")
def snapshot(documents: Path, eyes: Eyes) -> Snapshot:
    return Compiler(eyes=eyes).compile(read_registry([documents / "kaze.yaml"]))


@pytest.fixture
def registered(tmp_path: Path, snapshot: Snapshot, eyes: Eyes, clock: Clock) -> Registered:
    guardrail = Guardrail(
        snapshots=lambda: snapshot,
        eyes=eyes,
        record=Unrecorded(),
        on_unknown=Action.HOLD,
        now=clock,
    )
    return Registered(folder=tmp_path, snapshot=snapshot, guardrail=guardrail, clock=clock)


def the_copy(decision: Decision) -> tuple[Segment, ...]:
    """The evidence of the one match by copy."""
    (match,) = [match for match in decision.matches if match.signal is Signal.COPY]
    assert match.asset == "kaze/lanterns"
    return tuple(one for one in match.evidence if isinstance(one, Segment))


def test_a_part_of_a_work_cut_mirrored_and_encoded_anew_is_blocked(
    registered: Registered,
) -> None:
    part = [copied(frame) for frame in list(footage.panned(1))[12:36]]
    decision = registered.judge(clip(part))
    assert (decision.action, decision.reason) == (Action.BLOCK, Reason.NO_PERMISSION)
    assert decision.assets == ("kaze/lanterns",)
    (segment,) = the_copy(decision)
    assert segment.reference.endswith("trailer.mp4")
    assert segment.support == segment.looked_at >= 3
    assert segment.reference_from_s == pytest.approx(1, abs=0.6)
    assert segment.reference_to_s == pytest.approx(3, abs=0.6)


def test_a_few_frames_of_a_work_between_others_are_found(registered: Registered) -> None:
    frames = list(footage.panned(30))
    frames[20:26] = [footage.painting(2, 480)[:, 40:360]] * 6
    segments = the_copy(registered.judge(clip(frames)))
    assert [1.2 < segment.best_s < 2.3 for segment in segments] == [True]


def test_a_frame_of_a_work_is_found_as_a_picture(registered: Registered) -> None:
    frame = copied(list(footage.panned(1))[30])
    (segment,) = the_copy(registered.judge(footage.picture("JPEG", frame, quality=60)))
    assert segment.reference_from_s == pytest.approx(2.5, abs=0.6)
    path = registered.folder / "reference.jpg"
    path.write_bytes(footage.picture("JPEG", frame))
    asked = registered.guardrail.screen_submission(
        Submission(media=(MediaFile(field="input_reference", path=path, sha256="0" * 64),)),
        Circumstances(at=registered.clock(), requester="JP", operator="JP", delivery="JP"),
        subject="s",
    )
    assert asked.decision.action is Action.BLOCK


@pytest.fixture(scope="module")
def with_poster(documents: Path, eyes: Eyes, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A registry of a work of which there is a picture."""
    folder = tmp_path_factory.mktemp("poster")
    (folder / "works").mkdir()
    (folder / "works" / "poster.png").write_bytes(footage.picture(pixels=footage.painting(90)))
    (folder / "kaze.yaml").write_text((documents / "kaze.yaml").read_text())
    return Compiler(eyes=eyes).compile(read_registry([folder]))


def test_a_clip_of_the_poster_is_found(with_poster: Snapshot, eyes: Eyes, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(clip([copied(footage.painting(90))] * FPS))
    file = MediaFile(field="video", path=path, sha256="0" * 64)
    seen = eyes.look([file], with_poster.gallery, works=with_poster.works, suspicion=frozenset())
    (match,) = [match for match in seen.matches if match.signal is Signal.COPY]
    (segment,) = match.evidence
    assert isinstance(segment, Segment)
    assert segment.reference.endswith("poster.png")
    assert segment.reference_from_s is None


def test_other_clips_are_no_copies(registered: Registered) -> None:
    decision = registered.judge(clip(footage.panned(50)))
    assert [match for match in decision.matches if match.signal is Signal.COPY] == []


def test_a_picture_of_a_work_is_looked_for_as_a_figure_too_and_a_clip_is_not(
    snapshot: Snapshot, with_poster: Snapshot
) -> None:
    assert with_poster.gallery.assets == ("kaze/lanterns",)
    assert snapshot.gallery.assets == ()


def test_without_works_nothing_is_printed(snapshot: Snapshot, eyes: Eyes, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(clip(footage.panned(1)))
    file = MediaFile(field="video", path=path, sha256="0" * 64)
    seen = eyes.look([file], snapshot.gallery, suspicion=frozenset())
    assert all(match.signal is not Signal.COPY for match in seen.matches)


def test_prints_of_clips_are_kept_for_the_next_worker(
    documents: Path, snapshot: Snapshot, eyes: Eyes, tmp_path: Path
) -> None:
    registry = read_registry([documents / "kaze.yaml"])
    first = Compiler(eyes=eyes, prints_kept=tmp_path).compile(registry)
    (kept,) = tmp_path.iterdir()
    unread = replace(eyes, decoders=Shut())  # type: ignore[arg-type]
    again = Compiler(eyes=unread, prints_kept=tmp_path).compile(registry)
    for works in (first.works, again.works):
        assert np.array_equal(works.nearby.prints, snapshot.works.nearby.prints)
    kept.write_bytes(b"broken")
    anew = Compiler(eyes=eyes, prints_kept=tmp_path).compile(registry)
    assert np.array_equal(anew.works.nearby.prints, snapshot.works.nearby.prints)


class Shut:
    """Decoders that open nothing."""

    def read(self, path: Path, **more: object) -> object:
        raise AssertionError(path)


def test_a_work_that_shows_nothing_is_warned_of(documents: Path, tmp_path: Path) -> None:
    (tmp_path / "works").mkdir()
    (tmp_path / "works" / "plain.png").write_bytes(footage.picture(pixels=footage.place()))
    (tmp_path / "kaze.yaml").write_text((documents / "kaze.yaml").read_text())
    settings = Settings(data_dir=tmp_path / "data", threads=1, decoder_processes=1)
    checked = check_registry([tmp_path / "kaze.yaml"], settings, now=datetime.now(UTC))
    assert any("plain.png shows too little" in warning for warning in checked.warnings)


def test_prints_that_cannot_be_kept_are_made_all_the_same(
    documents: Path, snapshot: Snapshot, eyes: Eyes, tmp_path: Path
) -> None:
    full = tmp_path / "full"
    full.write_bytes(b"no folder")
    made = Compiler(eyes=eyes, prints_kept=full).compile(read_registry([documents / "kaze.yaml"]))
    assert len(made.works) == len(snapshot.works)


def test_a_file_of_a_work_that_cannot_be_decoded_is_named(
    documents: Path, eyes: Eyes, tmp_path: Path
) -> None:
    (tmp_path / "works").mkdir()
    (tmp_path / "works" / "broken.mp4").write_bytes(footage.cut(clip(footage.panned(1))))
    document = tmp_path / "kaze.yaml"
    document.write_text((documents / "kaze.yaml").read_text())
    with pytest.raises(PolicyDocumentError, match=r"broken\.mp4 cannot be decoded"):
        Compiler(eyes=eyes).compile(read_registry([document]))


def test_the_evidence_of_a_copy_survives_the_record(registered: Registered) -> None:
    decision = registered.judge(clip(footage.panned(1)))
    text = decision_to_json(decision)
    assert decision_from_json(text) == decision
    assert json.loads(text)["matches"][0]["evidence"][0]["reference_to_s"] is not None
