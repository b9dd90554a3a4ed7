"""From frames to one match per asset and clip, with the segments that show where it is seen."""

from collections.abc import Collection, Sequence

import numpy as np

from guardrail.arrays import Seconds, Vectors
from guardrail.domain import Box, Match, Segment, Signal
from guardrail.match.calibration import (
    Calibration,
    Scores,
    comparisons_of_each,
    expected_false_matches,
)
from guardrail.match.findings import Findings
from guardrail.match.gallery import Gallery
from guardrail.match.versions import versions_seen

GAP_FRAMES = 1
"""Frames without the asset that a segment may bridge: a blink, a blur, a passer-by."""
SPEAKS_ALONE = 0.01
"""A frame with so few expected false matches is shown whatever stands elsewhere in the clip."""
RECORD_BELOW = 1.0
"""Matches with more expected false ones are chance."""

_ROUNDED = 1e-5
"""What single precision may take off a score."""


def collect(
    gallery: Gallery,
    vectors: Vectors,
    at_s: Seconds,
    boxes: Sequence[Box],
    calibration: Calibration,
    *,
    field: str,
    suspicion: frozenset[str] = frozenset(),
    record_below: float = RECORD_BELOW,
    found: Findings | None = None,
    looked_at: int | None = None,
) -> tuple[Match, ...]:
    """Matches of one clip or picture, the fewest expected false ones first, each asset once.

    `vectors` float32 [N,R,D] of frames at `at_s` [N] with regions `boxes` [R]. `suspicion` names
    assets that the prompt hinted at (others are ignored). Only matches with at most
    `record_below` expected false ones are given. No frames or no references: no matches.

    Segments show where the asset is seen, not where it might be: frames that speak alone, or carry
    at least half of the evidence (in logarithms) of the strongest one.

    `found` is what the gallery says of these vectors, where that is known already: it must have
    been asked for no more than `least_scores` of the same hints and bound. `looked_at`
    counts the frames of the whole clip where these are some of it; chance had so many tries.
    """
    if not (len(vectors) == len(at_s) and (not len(vectors) or vectors.shape[1] == len(boxes))):
        raise ValueError(
            f"vectors {list(vectors.shape)} do not fit {len(at_s)} times and {len(boxes)} boxes"
        )
    if not gallery.assets or not len(vectors):
        return ()
    if found is None:
        least = least_scores(gallery, calibration, suspicion=suspicion, record_below=record_below)
        found = gallery.search(vectors, least)
    expected = expectations(found, gallery, calibration, suspicion=suspicion, looked_at=looked_at)
    strongest = expected.min(axis=0, initial=np.inf)
    shown_below = np.maximum.reduce(
        [strongest, np.sqrt(strongest), np.full_like(strongest, SPEAKS_ALONE)]
    )
    seen = (expected <= np.minimum(shown_below, record_below)) & np.isfinite(found.score)
    matches = []
    for column in np.flatnonzero(seen.any(axis=0)).tolist():
        asset = gallery.assets[found.columns[column]]
        best = int(found.score[:, column].argmax())
        frames = np.flatnonzero(seen[:, column]).tolist()
        segments = _segments(
            found,
            column,
            frames,
            gallery=gallery,
            at_s=at_s,
            boxes=boxes,
            field=field,
        )
        matches.append(
            Match(
                asset=asset,
                signal=Signal.PICTURE,
                similarity=float(found.similarity[best, column]),
                expected_false_matches=float(expected[best, column]),
                evidence=segments,
                version=gallery.references[found.reference[best, column]].version,
                versions=versions_seen(
                    gallery,
                    asset,
                    vectors,
                    [(frame, int(found.region[frame, column])) for frame in frames],
                ),
            )
        )
    return tuple(sorted(matches, key=lambda m: (m.expected_false_matches, -m.similarity, m.asset)))


def least_scores(
    gallery: Gallery,
    calibration: Calibration,
    *,
    suspicion: Collection[str] = (),
    record_below: float = RECORD_BELOW,
) -> Scores:
    """The scores [A] below which nothing is recorded of each asset, however long the clip."""
    comparisons = _comparisons(gallery, calibration, suspicion)
    return calibration.score_at(record_below / comparisons) - _ROUNDED


def expectations(
    found: Findings,
    gallery: Gallery,
    calibration: Calibration,
    *,
    suspicion: Collection[str] = (),
    looked_at: int | None = None,
) -> Scores:
    """Expected false matches [N,C] of what was found in every frame of a clip.

    `looked_at` counts the frames of the whole clip where `found` has only some of them.
    """
    comparisons = _comparisons(gallery, calibration, suspicion)
    return expected_false_matches(
        calibration,
        found.score,
        comparisons=comparisons[found.columns],
        frames=looked_at or len(found.score),
    )


def _comparisons(gallery: Gallery, calibration: Calibration, suspicion: Collection[str]) -> Scores:
    return comparisons_of_each(
        gallery.counts,
        [asset in suspicion for asset in gallery.assets],
        block_references=calibration.block_references,
    )


def _segments(
    found: Findings,
    column: int,
    seen: Sequence[int],
    *,
    gallery: Gallery,
    at_s: Seconds,
    boxes: Sequence[Box],
    field: str,
) -> tuple[Segment, ...]:
    """Runs of frames that show the asset, the one with the strongest frame first."""
    ranked = []
    for run in _runs(seen):
        best = max(run, key=lambda i: float(found.score[i, column]))
        reference = gallery.references[found.reference[best, column]]
        segment = Segment(
            field=field,
            from_s=float(at_s[run[0]]),
            to_s=float(at_s[run[-1]]),
            best_s=float(at_s[best]),
            region=boxes[found.region[best, column]],
            support=len(run),
            looked_at=run[-1] - run[0] + 1,
            reference=reference.reference,
        )
        ranked.append((-float(found.score[best, column]), segment.from_s, segment))
    return tuple(segment for _, _, segment in sorted(ranked, key=lambda item: item[:2]))


def _runs(frames: Sequence[int]) -> list[list[int]]:
    """Ascending frame numbers split where more than GAP_FRAMES are missing."""
    runs: list[list[int]] = []
    for frame in frames:
        if runs and frame - runs[-1][-1] <= GAP_FRAMES + 1:
            runs[-1].append(frame)
        else:
            runs.append([frame])
    return runs
