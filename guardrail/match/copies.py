"""Frames of registered works in a clip or picture: which, how surely, and from where in the work."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from guardrail.arrays import Prints, Seconds
from guardrail.domain import Box, Match, Segment, Signal
from guardrail.match.calibration import FLOOR
from guardrail.match.courses import NEAR, Course, Sighting, courses
from guardrail.match.nearby import Near
from guardrail.match.works import Works

MOST_REFERENCES = 4
"""Of one work that are looked at closely."""
SPEAKS_ALONE = math.log(0.01)
"""A course with so small a chance (a logarithm) is there whatever else is."""
GAP_MOMENTS = 1
"""Moments without the work that a segment may bridge."""

_WHOLE = Box(x=0, y=0, w=1, h=1)
_Taken = dict[int, tuple[Course, Sighting]]


def find_copies(
    works: Works, prints: Prints, at_s: Seconds, *, field: str, record_below: float = 1.0
) -> tuple[Match, ...]:
    """One match for each work that a clip or picture shows, the surest first.

    `prints` uint64 [M, V, 4] of the moments `at_s` [M], each seen in V ways. The similarity of a
    match is the share that was copied: of the moments looked at or of the reference, whichever is
    larger. Only matches with at most `record_below` expected false ones are given.
    """
    if not len(works) or not len(prints):
        return ()
    near = works.nearby.search(prints.reshape(-1, prints.shape[2]), within=NEAR)
    tries = math.log(len(works)) + math.log(prints.shape[0] * prints.shape[1])
    matches = []
    for asset, owners in _candidates(works, near).items():
        found = [
            course
            for owner in owners
            for course in courses(works, owner, near, prints, at_s, tries=tries)
        ]
        match = _match(works, asset, found, at_s, field)
        if match.expected_false_matches <= record_below:
            matches.append(match)
    return tuple(sorted(matches, key=lambda m: (m.expected_false_matches, -m.similarity, m.asset)))


def _candidates(works: Works, near: Near) -> dict[str, list[int]]:
    """For each work the references that are seen most; episodes share what comes before them."""
    counts = np.bincount(works.owner[near.kept], minlength=len(works.references))
    seen = sorted(np.flatnonzero(counts).tolist(), key=lambda owner: (-counts[owner], owner))
    found = defaultdict[str, list[int]](list)
    for owner in seen:
        owners = found[works.references[owner].asset]
        if len(owners) < MOST_REFERENCES:
            owners.append(owner)
    return found


def _match(works: Works, asset: str, found: Sequence[Course], at_s: Seconds, field: str) -> Match:
    """What the courses through one work come to; a faint one beside a sure one is left out."""
    surest, *others = sorted(found, key=lambda course: (course.chance, course.best))
    taken: _Taken = {}
    for course in (surest, *(one for one in others if one.chance <= SPEAKS_ALONE)):
        for one in course.sightings:
            taken.setdefault(one.moment, (course, one))
    segments = sorted(
        (_segment(works, course, run, at_s, field) for course, run in _runs(taken)),
        key=lambda ranked: ranked[0],
    )
    return Match(
        asset=asset,
        signal=Signal.COPY,
        similarity=max(len(taken) / len(at_s), _share_of_reference(works, surest)),
        expected_false_matches=max(FLOOR, math.exp(min(surest.chance, 100.0))),
        evidence=tuple(segment for _, segment in segments),
        version=works.references[surest.owner].version,
    )


def _runs(
    taken: _Taken,
) -> Iterator[tuple[Course, list[Sighting]]]:
    """Sightings of one course that follow each other, but for GAP_MOMENTS."""
    run: list[Sighting] = []
    course: Course | None = None
    for moment in sorted(taken):
        next_course, one = taken[moment]
        if run and course is next_course and moment - run[-1].moment <= GAP_MOMENTS + 1:
            run.append(one)
            continue
        if course is not None:
            yield course, run
        course, run = next_course, [one]
    if course is not None:
        yield course, run


def _segment(
    works: Works, course: Course, run: Sequence[Sighting], at_s: Seconds, field: str
) -> tuple[tuple[int, int], Segment]:
    """A run as evidence, after what it is ranked by."""
    reference = works.references[course.owner]
    best = min(run, key=lambda one: (one.bits, one.moment))
    times = [float(works.from_s[one.print]) for one in run]
    is_clip = reference.duration_s > 0
    segment = Segment(
        field=field,
        from_s=float(at_s[run[0].moment]),
        to_s=float(at_s[run[-1].moment]),
        best_s=float(at_s[best.moment]),
        region=_WHOLE,
        support=len(run),
        looked_at=run[-1].moment - run[0].moment + 1,
        reference=reference.reference,
        reference_from_s=min(times) if is_clip else None,
        reference_to_s=max(times) if is_clip else None,
    )
    return (best.bits, run[0].moment), segment


def _share_of_reference(works: Works, course: Course) -> float:
    """How much of the reference a course goes through: a picture as a whole."""
    duration_s = works.references[course.owner].duration_s
    if not duration_s:
        return 1.0
    prints = [one.print for one in course.sightings]
    shown_s = works.until_s[prints].max() - works.from_s[prints].min()
    return min(1.0, float(shown_s) / duration_s)
