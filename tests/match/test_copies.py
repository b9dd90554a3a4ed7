"""Frames of a work are found whatever was done to their pace and order, and chance finds nothing."""

import time
from itertools import pairwise

import numpy as np
import pytest

from guardrail.arrays import Prints, Seconds
from guardrail.domain import Match, Segment, Signal, Thresholds
from guardrail.match.copies import find_copies
from guardrail.match.courses import ANEW
from guardrail.match.nearby import apart
from guardrail.match.works import WorkPrints, Works

RNG = np.random.default_rng(0)
SECONDS = 60
EVERY_S = 0.25
COUNT = round(SECONDS / EVERY_S)


def some(count: int) -> Prints:
    return RNG.integers(0, 2**64, (count, 4), dtype=np.uint64)


def damaged(prints: Prints, bits: int) -> Prints:
    """Each print but for so many bits of it."""
    flat = np.unpackbits(prints.view(np.uint8), axis=-1)
    for row in flat:
        row[RNG.choice(256, bits, replace=False)] ^= 1
    return np.packbits(flat, axis=-1).view(np.uint64)


def work(asset: str, name: str, prints: Prints, at_s: Seconds, duration_s: float) -> WorkPrints:
    return WorkPrints(
        asset=asset,
        version="v1",
        reference=name,
        prints=prints,
        at_s=at_s,
        duration_s=duration_s,
    )


FILM = work(
    "h/film", "film.mp4", some(COUNT), np.linspace(0, SECONDS, COUNT, endpoint=False), SECONDS
)
OTHER = work(
    "h/other", "other.mp4", some(COUNT), np.linspace(0, SECONDS, COUNT, endpoint=False), SECONDS
)
POSTER = work("h/other", "poster.png", some(1), np.zeros(1), 0.0)
WORKS = Works.build([OTHER, FILM, POSTER])


def of_film(at_s: Seconds, bits: int = 10) -> Prints:
    """What the film shows at these times."""
    return damaged(FILM.prints[(at_s / EVERY_S).astype(int)], bits)


def find(prints: Prints, at_s: Seconds, works: Works = WORKS) -> tuple[Match, ...]:
    return find_copies(works, prints[:, np.newaxis], at_s, field="video")


def segments(match: Match) -> list[Segment]:
    return [one for one in match.evidence if isinstance(one, Segment)]


MOMENTS = np.arange(8) / 2


@pytest.mark.parametrize("speed", [0.9, 1.0, 1.1])
def test_a_part_of_a_film_is_found_where_it_comes_from(speed: float) -> None:
    (match,) = find(of_film(20 + speed * MOMENTS), MOMENTS)
    assert (match.asset, match.signal, match.version) == ("h/film", Signal.COPY, "v1")
    assert match.expected_false_matches <= 1e-9
    assert match.similarity == 1.0
    (segment,) = segments(match)
    assert (segment.from_s, segment.to_s, segment.support, segment.looked_at) == (0, 3.5, 8, 8)
    assert segment.reference == "film.mp4"
    assert segment.reference_from_s == pytest.approx(20, abs=0.3)
    assert segment.reference_to_s == pytest.approx(20 + 3.5 * speed, abs=0.3)


def test_a_weak_likeness_counts_along_a_course_and_nowhere_else() -> None:
    prints = of_film(20 + MOMENTS)
    prints[3:5] = of_film(20 + MOMENTS[3:5], bits=80)
    assert segments(find(prints, MOMENTS)[0])[0].support == 8
    assert find(of_film(20 + MOMENTS, bits=80), MOMENTS) == ()


def test_more_frames_that_differ_make_a_faint_likeness_sure() -> None:
    def expected_of(prints: Prints, at_s: Seconds) -> float:
        ways = np.concatenate([prints[:, np.newaxis], some(31 * len(prints)).reshape(-1, 31, 4)], 1)
        (match,) = find_copies(WORKS, ways, at_s, field="video", record_below=9)
        return match.expected_false_matches

    faint = of_film(20 + MOMENTS, bits=72)
    expected = [
        expected_of(faint[:1], MOMENTS[:1]),
        expected_of(faint, MOMENTS),
        expected_of(np.repeat(faint[:1], 8, axis=0), MOMENTS),
    ]
    assert expected[1] < Thresholds().block < expected[0]
    assert expected[2] > Thresholds().block


def test_a_single_frame_is_found_as_a_picture() -> None:
    (match,) = find(of_film(np.array([31.0])), np.zeros(1))
    (segment,) = segments(match)
    assert (match.similarity, segment.support, segment.to_s) == (1.0, 1, 0)
    assert segment.reference_from_s == pytest.approx(31)


def test_a_picture_of_a_work_is_found_in_a_clip() -> None:
    prints = some(8)
    prints[2:5] = damaged(np.repeat(POSTER.prints, 3, axis=0), 10)
    (match,) = find(prints, MOMENTS)
    assert (match.asset, match.similarity) == ("h/other", 1.0)
    (segment,) = segments(match)
    assert (segment.from_s, segment.to_s, segment.reference) == (1.0, 2.0, "poster.png")
    assert segment.reference_from_s is None


def test_two_parts_of_one_film_give_two_segments() -> None:
    prints = np.concatenate([of_film(40 + MOMENTS), of_film(10 + MOMENTS)])
    (match,) = find(prints, np.arange(16) / 2)
    assert [round(one.reference_from_s or 0) for one in sorted(segments(match), key=_start)] == [
        40,
        10,
    ]
    assert match.similarity == 1.0


def _start(segment: Segment) -> float:
    return segment.from_s


def test_two_works_in_one_clip_are_two_matches() -> None:
    prints = np.concatenate([of_film(40 + MOMENTS), damaged(OTHER.prints[:8], 10)])
    matches = find(prints, np.concatenate([MOMENTS, 4 + np.arange(8) * EVERY_S]))
    assert {match.asset for match in matches} == {"h/film", "h/other"}
    assert all(match.similarity == 0.5 for match in matches)


def test_the_share_of_a_whole_film_is_large_in_a_longer_clip() -> None:
    short = work("h/short", "short.mp4", some(8), MOMENTS, 4.0)
    prints = np.concatenate([some(40), damaged(short.prints, 10)])
    (match,) = find(prints, np.arange(48) / 2, Works.build([short]))
    assert match.similarity == pytest.approx(1.0)


def test_what_stands_still_in_the_film_may_stand_still_in_the_clip() -> None:
    still = work("h/still", "still.mp4", some(3), np.array([0.0, 2.0, 9.0]), 12.0)
    prints = damaged(np.repeat(still.prints[1:2], 8, axis=0), 10)
    (match,) = find(prints, MOMENTS, Works.build([still]))
    assert segments(match)[0].support == 8


def test_chance_finds_nothing() -> None:
    assert find(some(64), np.arange(64) / 2) == ()


def test_no_works_and_no_moments_find_nothing() -> None:
    assert find(some(8), MOMENTS, Works.build()) == ()
    assert not Works.build()
    assert find(some(0), np.empty(0)) == ()


def test_episodes_that_share_their_opening_are_one_match() -> None:
    opening = some(20)
    episodes = [
        work("h/show", f"{n:02}.mp4", np.concatenate([opening, some(20)]), np.arange(40) / 4, 10.0)
        for n in range(12)
    ]
    (match,) = find(damaged(opening[::2], 10), np.arange(10) / 2, Works.build(episodes))
    assert match.asset == "h/show"
    assert sum(one.support for one in segments(match)) == 10


def test_a_work_that_shows_one_thing_for_hours_takes_no_longer() -> None:
    long = work("h/watch", "w.mp4", np.repeat(some(2), 2000, axis=0), np.arange(4000.0), 4000.0)
    prints = damaged(np.repeat(long.prints[:1], 300, axis=0), 10)
    begun = time.process_time()
    (match,) = find(prints, np.arange(300) / 2, Works.build([long]))
    assert time.process_time() - begun < 20
    assert match.similarity == 1.0


def test_prints_of_this_test_show_different_things() -> None:
    assert min(apart(one, other) for one, other in pairwise(FILM.prints)) >= ANEW - 16
