"""Runs of a work's frames in a clip: times in the clip and times in the work that keep a pace.

A print that is near one of a work's prints is a *sighting*. Frames that were copied together keep
their order and their pace, so sightings of one work are joined into *courses*: times in the clip
and times in the work that lie on a line, as fast as the work or somewhat faster or slower. Along a
course a weaker likeness counts too.

Chance: the bits of unrelated frames agree nearly as coins do, but pictures of like build agree more
often. So only a share of them, INDEPENDENT, is taken for coins: of 216 million comparisons between
869 photographs and drawings of which none was made from another, 1.4e-8 differed in at most 72
bits and 2.3e-7 in at most 80, where this claims 9.4e-7 and 3.1e-5. A course gets nothing more for
frames that look like those counted before.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from guardrail.arrays import Prints, Seconds
from guardrail.match.nearby import BITS, Near, Numbers, apart
from guardrail.match.works import SLACK_S, Works

INDEPENDENT = 0.5
"""The share of the bits of a print that count as coins of their own."""
NEAR = 72
"""Bits that may differ for a sighting by itself."""
ALONG = 84
"""Bits that may differ along a course."""
ANEW = 96
"""Bits that differ between frames that show something else."""
SPEEDS = (1.0, *(round(1 + sign * step / 50, 2) for step in range(1, 9) for sign in (1, -1)))
"""How fast a course may run against the work, the likeliest first."""
MOST_PRINTS = 32
"""Of one reference that a moment is compared with: a scene may come again and again."""
MOST_COURSES = 8
"""In one reference and clip."""


class Sighting(NamedTuple):
    """A moment of the clip, the print of the work that it is like, and how like."""

    moment: int
    view: int
    print: int
    bits: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """Sightings of one reference on one line, each moment once, and the logarithm of chance."""

    owner: int
    sightings: tuple[Sighting, ...]
    chance: float

    @property
    def best(self) -> Sighting:
        """The strongest one."""
        return min(self.sightings, key=lambda one: (one.bits, one.moment))


def courses(
    works: Works, owner: int, near: Near, prints: Prints, at_s: Seconds, *, tries: float
) -> Iterator[Course]:
    """The courses of one reference through the clip, the longest first, no moment in two."""
    ours = works.owner[near.kept] == owner
    moment, view, kept, bits = _nearest(near, ours, views=prints.shape[1])
    for _ in range(MOST_COURSES):
        if not len(moment):
            return
        speed, ahead_s = _line(at_s[moment], works.from_s[kept], works.until_s[kept])
        expected_s = speed * at_s[moment] + ahead_s
        on_line = (works.from_s[kept] - SLACK_S <= expected_s) & (
            expected_s <= works.until_s[kept] + SLACK_S
        )
        sightings = _best_of_each(moment[on_line], view[on_line], kept[on_line], bits[on_line])
        free = np.setdiff1d(np.arange(len(at_s)), [one.moment for one in sightings])
        views = sorted({one.view for one in sightings})
        weaker = [
            seen
            for at in free.tolist()
            for seen in _weaker(
                works, works.around(owner, speed * at_s[at] + ahead_s), prints, at, views
            )
        ]
        course = tuple(sorted([*sightings, *weaker]))
        yield Course(
            owner=owner,
            sightings=course,
            chance=_chance(works, course, prints, tries=tries, views=len(views)),
        )
        left = ~np.isin(moment, [one.moment for one in course])
        moment, view, kept, bits = moment[left], view[left], kept[left], bits[left]


def _nearest(near: Near, ours: npt.NDArray[np.bool_], *, views: int) -> tuple[Numbers, ...]:
    """Moment, view, print and bits of our pairs: each print once a moment, MOST_PRINTS of them."""
    moment, view = np.divmod(near.asked[ours], views)
    order = np.lexsort((view, near.kept[ours], near.bits[ours], moment))
    columns = [column[order] for column in (moment, view, near.kept[ours], near.bits[ours])]
    pair = columns[0] * (int(near.kept.max(initial=0)) + 1) + columns[2]
    once = np.sort(np.unique(pair, return_index=True)[1])
    columns = [column[once] for column in columns]
    _, first, count = np.unique(columns[0], return_index=True, return_counts=True)
    rank = np.arange(len(columns[0])) - np.repeat(first, count)
    return tuple(column[rank < MOST_PRINTS] for column in columns)


def _line(at_s: Seconds, from_s: Seconds, until_s: Seconds) -> tuple[float, float]:
    """Speed and lead of the line that meets most sightings: work's time = speed x time + lead.

    At one speed each sighting allows an interval of leads; the lead that most of them allow wins,
    and of equal speeds the one nearest to the work's own.
    """
    most, line = 0, (1.0, 0.0)
    for speed in SPEEDS:
        low = from_s - speed * at_s - SLACK_S
        high = until_s - speed * at_s + SLACK_S
        ends = np.concatenate([low, high])
        steps = np.repeat([1, -1], len(low))
        order = np.lexsort((-steps, ends))
        depth = np.cumsum(steps[order])
        deepest = int(depth.argmax())
        if depth[deepest] > most:
            most = int(depth[deepest])
            line = (speed, float(ends[order[deepest : deepest + 2]].mean()))
    return line


def _best_of_each(
    moment: Numbers,
    view: Numbers,
    kept: Numbers,
    bits: Numbers,
) -> list[Sighting]:
    """The nearest sighting of each moment."""
    order = np.lexsort((kept, view, bits, moment))
    _, first = np.unique(moment[order], return_index=True)
    best = order[first]
    columns = (moment[best], view[best], kept[best], bits[best])
    return [Sighting(*row) for row in zip(*(c.tolist() for c in columns), strict=True)]


def _weaker(
    works: Works, around: Numbers, prints: Prints, moment: int, views: Sequence[int]
) -> Iterator[Sighting]:
    """What a moment shows of the prints where the course leads it, if it is near enough."""
    if not len(around):
        return
    bits = apart(prints[moment, views][:, np.newaxis], works.nearby.prints[around])
    view, place = np.unravel_index(int(bits.argmin()), bits.shape)
    if bits[view, place] <= ALONG:
        yield Sighting(moment, views[int(view)], int(around[place]), int(bits[view, place]))


# -- chance ------------------------------------------------------------------------------------


@cache
def _log_chances() -> tuple[float, ...]:
    """The logarithm of the chance that unrelated prints differ in at most so many bits."""
    ways, logs = 0, []
    for bits in range(BITS + 1):
        ways += math.comb(BITS, bits)
        logs.append(INDEPENDENT * (math.log(ways) - BITS * math.log(2)))
    return tuple(logs)


def _chance(
    works: Works, course: Sequence[Sighting], prints: Prints, *, tries: float, views: int
) -> float:
    """The logarithm of how many courses this strong chance would give.

    The strongest sighting is one of all comparisons that were made. Every further one that shows
    something else had only the views of the course and the prints around its time to choose from.
    """
    ordered = sorted(course, key=lambda one: (one.bits, one.moment))
    total = tries + _log_chances()[ordered[0].bits]
    counted = [prints[ordered[0].moment, ordered[0].view]]
    for one in ordered[1:]:
        shows = prints[one.moment, one.view]
        if apart(np.stack(counted), shows).min() < ANEW:
            continue
        owner = int(works.owner[one.print])
        choice = views * len(works.around(owner, float(works.from_s[one.print])))
        total += min(0.0, math.log(choice) + _log_chances()[one.bits])
        counted.append(shows)
    return total
