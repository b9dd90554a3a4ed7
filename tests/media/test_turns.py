"""The order of files that wait, by numbers alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.media.turns import PATIENCE, Turn, Turns, expected_s

LONG_S, SHORT_S = 4.0, 0.2


def queued(turns: Turns, *files: tuple[str, float], at_s: float = 0.0) -> list[Turn]:
    """Files (asker, expected time) that come at the same time, one after the other."""
    return [turns.queue(asker, expected_s=s, now_s=at_s) for asker, s in files]


def begun(turns: Turns, *, at_s: float = 0.0) -> list[Turn]:
    """All that may begin now."""
    found = []
    while (turn := turns.begin(at_s)) is not None:
        found.append(turn)
    return found


def order(turns: Turns, *, at_s: float = 0.0) -> list[Turn]:
    """What begins first, second and so on, each when the one before is over."""
    found = []
    while (turn := turns.begin(at_s)) is not None:
        found.append(turn)
        at_s += turn.expected_s
        turns.end(turn, at_s)
    return found


def test_as_many_begin_as_there_are_places() -> None:
    turns = Turns(places=2)
    first, second, third = queued(turns, *[("a", LONG_S)] * 3)
    assert begun(turns) == [first, second]
    turns.end(first, 1.0)
    assert begun(turns, at_s=1.0) == [third]


def test_like_files_go_in_the_order_in_which_they_came() -> None:
    turns = Turns(places=1)
    files = [turns.queue("a", expected_s=1.0, now_s=float(number)) for number in range(5)]
    assert order(turns, at_s=5.0) == files


def test_a_short_file_overtakes_long_ones_that_wait() -> None:
    turns = Turns(places=1)
    files = queued(turns, *[("a", LONG_S)] * 7)
    (short,) = queued(turns, ("a", SHORT_S), at_s=1.0)
    assert order(turns, at_s=1.0) == [short, *files]


def test_nothing_that_comes_later_than_it_was_due_overtakes_a_long_file() -> None:
    """However many short ones come, twice as many as can be looked at here."""
    turns, now_s = Turns(places=1), 0.0
    (long,) = queued(turns, ("a", LONG_S))
    while True:
        queued(turns, *[("a", SHORT_S)] * 2, at_s=now_s)
        turn = turns.begin(now_s)
        assert turn is not None
        if turn is long:
            break
        assert turn.at_s < PATIENCE * LONG_S
        now_s += SHORT_S
        turns.end(turn, now_s)


def test_a_hundred_files_of_one_asker_do_not_delay_the_one_of_another() -> None:
    turns = Turns(places=1)
    many = queued(turns, *[("many", 1.0)] * 100)
    first = turns.begin(0.0)
    (one,) = queued(turns, ("one", 1.0), at_s=0.5)
    assert first is many[0]
    turns.end(first, 1.0)
    assert turns.begin(1.0) is one


def test_askers_who_have_many_each_take_turns() -> None:
    turns = Turns(places=1)
    queued(turns, *[("a", 1.0)] * 5, *[("b", 1.0)] * 5)
    asked = "".join(turn.asker for turn in order(turns))
    assert asked.count("a") == 5
    assert "aaa" not in asked
    assert "bbb" not in asked


def test_who_has_had_much_is_forgiven_in_time() -> None:
    turns = Turns(places=1)
    queued(turns, *[("a", 1.0)] * 3)
    order(turns)
    (again,) = queued(turns, ("a", 1.0), at_s=60.0)
    queued(turns, ("b", 1.0), at_s=60.5)
    assert turns.begin(61.0) is again


def test_a_short_file_takes_the_lane_beside_long_ones_at_work() -> None:
    turns = Turns(places=2)
    queued(turns, *[("a", LONG_S)] * 7)
    begun(turns)
    (short,) = queued(turns, ("a", SHORT_S), at_s=1.0)
    assert turns.lane_opens_in_s(1.0) == 0
    assert begun(turns, at_s=1.0) == [short]
    assert short.lane


def test_files_of_like_length_do_not_take_the_lane() -> None:
    turns = Turns(places=2)
    queued(turns, *[("a", LONG_S)] * 7)
    begun(turns)
    queued(turns, ("b", LONG_S / 2))
    assert turns.lane_opens_in_s(0.0) is None
    assert begun(turns) == []


def test_the_lane_is_closed_for_as_long_as_it_was_in_use() -> None:
    turns = Turns(places=1)
    queued(turns, ("a", LONG_S))
    begun(turns)
    first, second = queued(turns, *[("b", SHORT_S)] * 2, at_s=1.0)
    assert begun(turns, at_s=1.0) == [first]
    assert turns.lane_opens_in_s(1.1) is None
    turns.end(first, 1.3)
    assert turns.lane_opens_in_s(1.3) == pytest.approx(0.3)
    assert turns.begin(1.5) is None
    assert turns.begin(1.7) is second


def test_who_gives_up_waits_no_more() -> None:
    turns = Turns(places=1)
    first, second, third = queued(turns, *[("a", 1.0)] * 3)
    assert turns.begin(0.0) is first
    turns.end(second, 0.5)
    turns.end(first, 1.0)
    assert turns.begin(1.0) is third


@given(
    files=st.lists(
        st.tuples(st.sampled_from("abc"), st.floats(0.1, 10), st.floats(0, 5)), max_size=30
    ),
    places=st.integers(1, 3),
)
def test_everything_begins_once_and_never_too_much_at_once(
    files: list[tuple[str, float, float]], places: int
) -> None:
    turns, now_s = Turns(places=places), 0.0
    asked: list[Turn] = []
    running: list[Turn] = []
    seen: list[Turn] = []
    for asker, takes_s, after_s in files:
        now_s += after_s
        asked.append(turns.queue(asker, expected_s=takes_s, now_s=now_s))
        running += begun(turns, at_s=now_s)
    while running or len(seen) < len(asked):
        assert len(running) <= places + 1
        assert sum(turn.lane for turn in running) <= 1
        turn = running.pop(0)
        seen.append(turn)
        now_s += turn.expected_s
        turns.end(turn, now_s)
        running += begun(turns, at_s=now_s)
    assert set(map(id, seen)) == set(map(id, asked))
    assert len(seen) == len(asked)


def test_larger_files_are_expected_to_take_longer() -> None:
    assert 0 < expected_s(0) < expected_s(10**6) < expected_s(10**8)
