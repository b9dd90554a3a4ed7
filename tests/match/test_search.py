"""A search that rules out most assets unseen finds what a slow one finds by looking at everything."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.arrays import Vectors
from guardrail.domain import Box
from guardrail.match import gallery as gallery_module
from guardrail.match import shards, sketch
from guardrail.match.calibration import Calibration
from guardrail.match.evidence import collect, least_scores
from guardrail.match.findings import Findings
from guardrail.match.gallery import Gallery
from guardrail.match.references import ReferenceVectors
from guardrail.match.sketch import Sketch

WIDTH = 12
PLAIN = Calibration(
    scores=np.array([0.0, 0.5, 0.8]),
    survival=np.array([0.95, 0.3, 0.01]),
    tail_rate=20.0,
    block_frames=3,
    block_references=2,
    cohort=np.zeros((0, WIDTH), np.float32),
)


def units(rng: np.random.Generator, *shape: int) -> Vectors:
    drawn = rng.normal(size=(*shape, WIDTH))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=-1, keepdims=True), np.float32)


def near(rng: np.random.Generator, vectors: Vectors, spread: float) -> Vectors:
    moved = vectors + spread * units(rng, *vectors.shape[:-1])
    return np.asarray(moved / np.linalg.norm(moved, axis=-1, keepdims=True), np.float32)


def registry(rng: np.random.Generator, assets: int) -> list[ReferenceVectors]:
    """Some assets of some designs and pictures, a few of which exclude."""
    return [
        ReferenceVectors(
            asset=f"h/{asset:02}",
            version=f"v{version}",
            reference=f"{asset}-{version}-{number}.png",
            vectors=near(rng, np.repeat(units(rng, 1), rng.integers(1, 4), axis=0), 0.3),
            exclusion=bool(rng.random() < 0.15),
        )
        for asset in range(assets)
        for version in range(rng.integers(1, 3))
        for number in range(rng.integers(1, 4))
    ]


def clip(rng: np.random.Generator, references: Sequence[ReferenceVectors]) -> Vectors:
    """Frames of which some regions show a reference more or less."""
    vectors = units(rng, int(rng.integers(1, 7)), int(rng.integers(1, 4)))
    for frame, region in itertools.product(*map(range, vectors.shape[:2])):
        if references and rng.random() < 0.5:
            shown = references[int(rng.integers(len(references)))].vectors[:1]
            vectors[frame, region] = near(rng, shown, rng.uniform(0.0, 1.5))[0]
    return vectors


def score(view: Vectors, region: Vectors, cohort: Vectors) -> tuple[float, float]:
    similarity = float(region @ view)
    if not len(cohort):
        return similarity, similarity
    nearest = np.sort(cohort @ view)[-max(2, round(len(cohort) * 0.05)) :]
    return (similarity - float(nearest.mean())) / max(float(nearest.std()), 1e-3), similarity


def looked_for_slowly(gallery: Gallery, vectors: Vectors, cohort: Vectors) -> Findings:
    """Every region of every frame beside every view of every reference, one at a time."""
    found = Findings.nothing(len(vectors), np.arange(len(gallery.assets)))
    for frame, (column, asset) in itertools.product(range(len(vectors)), enumerate(gallery.assets)):
        for region, seen in enumerate(vectors[frame]):
            pairs = [
                (*score(view, seen, cohort), one.exclusion, number)
                for number, one in enumerate(gallery.references)
                if one.asset == asset
                for view in one.vectors
            ]
            best, similarity, _, number = max(pair for pair in pairs if not pair[2])
            barred = max((pair[0] for pair in pairs if pair[2]), default=-np.inf)
            if best > barred and best > found.score[frame, column]:
                found.score[frame, column], found.similarity[frame, column] = best, similarity
                found.region[frame, column], found.reference[frame, column] = region, number
    return found


def hinted(rng: np.random.Generator, gallery: Gallery) -> frozenset[str]:
    return frozenset(asset for asset in gallery.assets if rng.random() < 0.2)


def agree(found: Findings, slow: Findings, least: Vectors) -> None:
    """`found` is what `slow` has of scores of at least `least`, and nothing else."""
    reached = np.isfinite(slow.score) & (slow.score >= least)
    assert found.columns.tolist() == np.flatnonzero(reached.any(axis=0)).tolist()
    some, told = reached[:, found.columns], slow.score[:, found.columns]
    assert np.isfinite(found.score).tolist() == some.tolist()
    assert found.score[some] == pytest.approx(told[some], rel=1e-3, abs=1e-4)
    assert found.similarity[some] == pytest.approx(
        slow.similarity[:, found.columns][some], abs=1e-5
    )
    for own, other in ((found.region, slow.region), (found.reference, slow.reference)):
        assert own[some].tolist() == other[:, found.columns][some].tolist()


@settings(deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    assets=st.integers(0, 9),
    cohort=st.sampled_from([0, 30]),
    axes=st.integers(1, WIDTH),
    record_below=st.sampled_from([1e-6, 0.05, 1.0, 1e9]),
    frames=st.one_of(st.none(), st.integers(7, 50)),
)
def test_what_may_be_recorded_is_found_as_by_looking_at_everything(
    *, seed: int, assets: int, cohort: int, axes: int, record_below: float, frames: int | None
) -> None:
    rng = np.random.default_rng(seed)
    references = registry(rng, assets)
    vectors = clip(rng, references)
    calibration = replace(PLAIN, cohort=units(rng, cohort))
    if cohort:
        calibration = replace(calibration, scores=np.array([0.0, 1.5, 4.0]), tail_rate=1.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gallery_module, "SHARD_ASSETS", 3)
        patch.setattr(gallery_module, "REGIONS_AT_ONCE", 5)
        patch.setattr(shards, "SKETCHED_VIEWS", 1)
        patch.setattr(sketch, "AXES", axes)
        patch.setattr(sketch, "AT_ONCE", 16)
        gallery = Gallery.build(references, cohort=calibration.cohort)
        hints = hinted(rng, gallery)
        least = least_scores(gallery, calibration, suspicion=hints, record_below=record_below)
        slow = looked_for_slowly(gallery, vectors, calibration.cohort)
        agree(gallery.search(vectors, least), slow, least.astype(np.float32))
        everything = np.full(len(gallery.assets), -np.inf, np.float32)
        agree(gallery.search(vectors).reaching(everything), slow, everything)
        boxes = tuple(Box(x=0, y=0, w=1, h=1 / (1 + i)) for i in range(vectors.shape[1]))
        found, looked_for = (
            collect(
                gallery,
                vectors,
                np.arange(len(vectors), dtype=np.float64),
                boxes,
                calibration,
                field="video",
                suspicion=hints,
                record_below=record_below,
                looked_at=frames,
                found=known,
            )
            for known in (None, slow)
        )
    assert [replace(m, similarity=0, expected_false_matches=0, versions=()) for m in found] == [
        replace(m, similarity=0, expected_false_matches=0, versions=()) for m in looked_for
    ]
    for one, other in zip(found, looked_for, strict=True):
        assert one.similarity == pytest.approx(other.similarity, abs=1e-5)
        assert one.expected_false_matches == pytest.approx(other.expected_false_matches, rel=1e-2)
        assert [v.version for v in one.versions] == [v.version for v in other.versions]


@given(
    seed=st.integers(0, 2**32 - 1),
    spread=st.floats(0, 3),
    axes=st.integers(1, WIDTH),
    limit=st.floats(-1.1, 1.1),
    size=st.floats(0.5, 2.0),
)
def test_a_bound_never_rules_out_what_is_as_near_as_its_limit(
    seed: int, spread: float, axes: int, limit: float, size: float
) -> None:
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, 5, 6)
    views = near(rng, np.repeat(units(rng, 6), lengths, axis=0), spread)
    regions = np.concatenate([units(rng, 4), near(rng, views[:4], 0.5)]) * np.float32(size)
    limits = np.full(len(views), limit, np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sketch, "AXES", axes)
        near_views, seen = Sketch.of(views, lengths).in_reach(regions, limits)
    reached = regions @ views.T >= limits
    assert set(np.flatnonzero(reached.any(axis=0))) <= set(near_views.tolist())
    assert set(np.flatnonzero(reached.any(axis=1))) <= set(seen.tolist())


def test_a_region_beyond_the_outermost_view_is_as_near_as_it_is_to_that_view() -> None:
    angles = np.radians([-20.0, 20.0, 35.0])
    views = np.zeros((3, WIDTH), np.float32)
    views[:, 0], views[:, 1] = np.cos(angles), np.sin(angles)
    limits = np.full(2, np.cos(np.radians(15.0)) - 1e-6, np.float32)
    near_views, seen = Sketch.of(views[:2], np.array([2])).in_reach(views[2:], limits)
    assert (near_views.tolist(), seen.tolist()) == ([1], [0])


def test_far_regions_are_ruled_out() -> None:
    rng = np.random.default_rng(0)
    views = units(rng, 400)
    near_views, seen = Sketch.of(views, np.full(100, 4)).in_reach(
        near(rng, views[8:9], 0.05), np.full(400, 0.95, np.float32)
    )
    assert (near_views.tolist(), seen.tolist()) == ([8], [0])
