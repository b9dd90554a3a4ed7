"""One match per asset and clip, with segments that say where and how often it was seen."""

import numpy as np
import pytest

from guardrail.arrays import Vectors
from guardrail.domain import Box, Match, Segment, Signal
from guardrail.match.calibration import FLOOR, Calibration
from guardrail.match.evidence import collect
from guardrail.match.gallery import Gallery
from guardrail.match.references import ReferenceVectors

WHOLE = Box(x=0, y=0, w=1, h=1)
LEFT = Box(x=0, y=0, w=0.5, h=1)
CALIBRATION = Calibration(
    scores=np.array([0.0, 0.5, 0.9]),
    survival=np.array([1.0, 0.5, 0.0005]),
    tail_rate=50.0,
    block_frames=100,
    cohort=np.zeros((0, 4), np.float32),
)
NOBODY = (0.0, 0.0, 0.0, 1.0)
FOX = (1.0, 0.0, 0.0, 0.0)
HERON = (0.0, 1.0, 0.0, 0.0)


def reference(asset: str, version: str, name: str, vector: tuple[float, ...]) -> ReferenceVectors:
    return ReferenceVectors(
        asset=asset, version=version, reference=name, vectors=np.array([vector], np.float32)
    )


GALLERY = Gallery.build(
    [reference("h/fox", "2020", "fox.png", FOX), reference("h/heron", "v1", "heron.png", HERON)],
    cohort=CALIBRATION.cohort,
)


def clip(*frames: tuple[float, ...]) -> Vectors:
    """Each frame's left region shows the vector, its whole shows nobody."""
    return np.array([[NOBODY, frame] for frame in frames], np.float32)


def looked_at(vectors: Vectors, suspicion: frozenset[str] = frozenset()) -> tuple[Match, ...]:
    return collect(
        GALLERY,
        vectors,
        np.arange(len(vectors), dtype=np.float64) / 2,
        (WHOLE, LEFT),
        CALIBRATION,
        field="video",
        suspicion=suspicion,
    )


def test_a_character_seen_in_two_places_of_a_clip_gives_two_segments() -> None:
    weaker = (0.8, 0.0, 0.0, 0.6)
    matches = looked_at(clip(NOBODY, weaker, NOBODY, weaker, NOBODY, NOBODY, FOX))
    assert matches == (
        Match(
            asset="h/fox",
            signal=Signal.PICTURE,
            similarity=1.0,
            expected_false_matches=matches[0].expected_false_matches,
            evidence=(
                Segment(
                    field="video", from_s=3.0, to_s=3.0, best_s=3.0, region=LEFT,
                    support=1, looked_at=1, reference="fox.png",
                ),
                Segment(
                    field="video", from_s=0.5, to_s=1.5, best_s=0.5, region=LEFT,
                    support=2, looked_at=3, reference="fox.png",
                ),
            ),
            version="2020",
        ),
    )  # fmt: skip
    assert matches[0].expected_false_matches == pytest.approx(2 * FLOOR)


def test_a_faint_likeness_elsewhere_is_no_segment_of_a_clear_match() -> None:
    faint = (0.6, 0.0, 0.0, 0.8)
    (alone,) = looked_at(clip(faint, NOBODY, NOBODY, NOBODY))
    assert [s.from_s for s in alone.evidence if isinstance(s, Segment)] == [0.0]
    (beside,) = looked_at(clip(faint, NOBODY, NOBODY, NOBODY, FOX))
    assert [s.from_s for s in beside.evidence if isinstance(s, Segment)] == [2.0]


def test_the_strongest_match_comes_first() -> None:
    matches = looked_at(clip((0.95, 0.3122, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0)))
    assert [match.asset for match in matches] == ["h/heron", "h/fox"]


def test_a_clip_of_nobody_matches_nobody() -> None:
    assert looked_at(clip(NOBODY, NOBODY)) == ()


def test_a_picture_is_a_segment_of_zero_length() -> None:
    (match,) = looked_at(clip(FOX))
    (segment,) = match.evidence
    assert isinstance(segment, Segment)
    assert (segment.from_s, segment.to_s, segment.support, segment.looked_at) == (0, 0, 1, 1)


def test_a_hint_lowers_the_bar_for_its_asset_and_at_most_doubles_it_for_others() -> None:
    frames = clip(FOX, HERON)
    plain = {m.asset: m.expected_false_matches for m in looked_at(frames)}
    hinted = {m.asset: m.expected_false_matches for m in looked_at(frames, frozenset({"h/fox"}))}
    assert hinted["h/fox"] < plain["h/fox"]
    assert plain["h/heron"] < hinted["h/heron"] <= 2 * plain["h/heron"] * (1 + 1e-9)


def test_a_hint_at_an_asset_without_pictures_changes_nothing() -> None:
    frames = clip(FOX, HERON)
    assert looked_at(frames, frozenset({"h/unseen"})) == looked_at(frames)


def test_no_frames_or_no_references_give_no_matches() -> None:
    assert looked_at(np.zeros((0, 2, 4), np.float32)) == ()
    empty = Gallery.build([], cohort=CALIBRATION.cohort)
    assert collect(empty, clip(FOX), np.zeros(1), (WHOLE, LEFT), CALIBRATION, field="picture") == ()


def test_an_excluded_asset_leaves_no_match() -> None:
    gallery = Gallery.build(
        [
            reference("h/fox", "v1", "fox.png", (0.9, 0.0, 0.4359, 0.0)),
            ReferenceVectors(
                asset="h/fox",
                version="v1",
                reference="scarf.png",
                vectors=np.array([FOX], np.float32),
                exclusion=True,
            ),
        ],
        cohort=CALIBRATION.cohort,
    )
    args = (gallery, clip(FOX), np.zeros(1), (WHOLE, LEFT), CALIBRATION)
    assert [m.asset for m in collect(*args, field="video", record_below=1e9)] == []


def test_times_and_boxes_that_do_not_fit_the_vectors_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        collect(GALLERY, clip(FOX), np.zeros(2), (WHOLE, LEFT), CALIBRATION, field="video")


OLD, TODAY = (0.8, 0.6, 0.0, 0.0), (0.8, -0.6, 0.0, 0.0)
MOUSE = Gallery.build(
    [
        reference("h/mouse", "1928", "old.png", OLD),
        reference("h/mouse", "today", "new.png", TODAY),
        reference("h/heron", "v1", "heron.png", (0.0, 0.0, 1.0, 0.0)),
    ],
    cohort=CALIBRATION.cohort,
)


def leads(*frames: tuple[float, ...]) -> dict[str, float]:
    times = np.arange(len(frames), dtype=np.float64)
    args = (MOUSE, clip(*frames), times, (WHOLE, LEFT), CALIBRATION)
    found = collect(*args, field="video", record_below=1e9)
    (mouse,) = (match for match in found if match.asset == "h/mouse")
    return {one.version: round(one.lead, 4) for one in mouse.versions}


def test_the_versions_of_an_asset_are_told_apart_by_their_lead() -> None:
    assert leads(OLD) == {"1928": 0.72, "today": -0.72}
    assert leads(TODAY) == {"1928": -0.72, "today": 0.72}
    assert leads(FOX) == {"1928": 0.0, "today": 0.0}
    assert leads(OLD, TODAY) == {"1928": 0.72, "today": 0.72}


def test_an_asset_of_one_version_needs_no_telling_apart() -> None:
    assert [match.versions for match in looked_at(clip(FOX))] == [()]
