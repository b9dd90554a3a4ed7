from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes import Clock
from records import a_decision, an_attempt

from guardrail.domain import Action, Review, Stage
from guardrail.errors import BadInputError
from guardrail.holds import Hold, HoldStatus, standing
from guardrail.store.database import Store
from guardrail.store.verify import verify

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
SUBJECT = "artefact:kaze/video_1/video"


def a_hold(name: str = "gr_1", **changes: Any) -> Hold:
    hold = Hold(
        id=name,
        subject=SUBJECT,
        sha256="a" * 64,
        created_at=START,
        expires_at=START + timedelta(hours=24),
        on_timeout=Action.BLOCK,
    )
    return replace(hold, **changes)


def lift(store: Store, clock: Clock, status: HoldStatus = HoldStatus.LIFTED) -> Hold:
    return store.resolve_hold(
        "gr_1", status=status, reviewer="Ōta", note="a parody, licensed", now=clock()
    )


def test_a_hold_comes_back_as_it_was_put(store: Store) -> None:
    store.put_hold(a_hold())
    assert store.hold("gr_1") == a_hold()
    assert store.hold("gr_2") is None


def test_a_hold_that_exists_is_left_as_it_is(store: Store) -> None:
    store.put_hold(a_hold())
    store.put_hold(a_hold(sha256="b" * 64))
    assert store.list_holds() == [a_hold()]


def test_the_newest_hold_of_a_subject_counts_even_within_one_instant(store: Store) -> None:
    for name in ("gr_2", "gr_1"):
        store.put_hold(a_hold(name))
    store.put_hold(a_hold("gr_3", subject="artefact:kaze/video_1/thumbnail"))
    assert store.hold_of(SUBJECT) == a_hold("gr_1")
    assert store.hold_of("submission:none") is None


def test_holds_are_listed_newest_first_by_status(store: Store, clock: Clock) -> None:
    for name in ("gr_1", "gr_2", "gr_3"):
        store.put_hold(a_hold(name))
    lift(store, clock)
    assert [hold.id for hold in store.list_holds()] == ["gr_3", "gr_2", "gr_1"]
    assert [hold.id for hold in store.list_holds(limit=2)] == ["gr_3", "gr_2"]
    assert [hold.id for hold in store.list_holds(status=HoldStatus.WAITING)] == ["gr_3", "gr_2"]
    assert [hold.id for hold in store.list_holds(status=HoldStatus.LIFTED)] == ["gr_1"]


@pytest.mark.parametrize(
    ("status", "stands_as"),
    [(HoldStatus.LIFTED, Action.ALLOW), (HoldStatus.REFUSED, Action.BLOCK)],
)
def test_what_a_reviewer_says_stands_and_is_on_record(
    store: Store, clock: Clock, status: HoldStatus, stands_as: Action
) -> None:
    store.begin(an_attempt("gr_1", stage=Stage.OUTPUT, subject=SUBJECT, media=("a" * 64,)))
    store.finish("gr_1", a_decision(stage=Stage.OUTPUT, action=Action.HOLD, review=Review()))
    store.put_hold(a_hold())
    resolved = lift(store, clock, status)
    assert resolved == a_hold(
        status=status, reviewer="Ōta", note="a parody, licensed", resolved_at=clock()
    )
    assert store.hold("gr_1") == resolved
    assert standing(resolved, clock()) is stands_as
    opinion = next(entry for entry in store.entries() if entry.kind == "opinion")
    assert (opinion.payload["hold"], opinion.payload["status"]) == ("gr_1", status.value)
    assert "Ōta" not in str(opinion.payload)
    assert verify(store).ok


def test_an_opinion_names_the_references_that_the_hold_rested_on(
    store: Store, clock: Clock
) -> None:
    store.begin(an_attempt("gr_1", stage=Stage.OUTPUT, subject=SUBJECT, media=("a" * 64,)))
    seen = a_decision(stage=Stage.OUTPUT, action=Action.HOLD, review=Review())
    (_, picture) = seen.matches
    finding = replace(seen.findings[0], action=Action.HOLD, matches=(picture,))
    store.finish("gr_1", replace(seen, findings=(finding,)))
    store.put_hold(a_hold())
    lift(store, clock)
    opinion = next(entry for entry in store.entries() if entry.kind == "opinion")
    assert opinion.payload["references"] == ["7" * 64]
    assert verify(store).ok


def test_a_hold_is_resolved_once(store: Store, clock: Clock) -> None:
    store.put_hold(a_hold())
    lift(store, clock)
    with pytest.raises(BadInputError, match="Ōta has lifted it already"):
        lift(store, clock, HoldStatus.REFUSED)
    assert standing(store.list_holds()[0], clock()) is Action.ALLOW


def test_an_expired_hold_cannot_be_lifted(store: Store, clock: Clock) -> None:
    store.put_hold(a_hold())
    clock.forward(hours=24)
    with pytest.raises(BadInputError, match=r"expired at 2026-11-24T12:00:00\+00:00"):
        lift(store, clock)


def test_a_hold_that_nobody_put_cannot_be_lifted(store: Store, clock: Clock) -> None:
    with pytest.raises(BadInputError, match="no such hold"):
        lift(store, clock)


def test_a_review_cannot_end_in_waiting(store: Store, clock: Clock) -> None:
    store.put_hold(a_hold())
    with pytest.raises(BadInputError, match="lifted or refused"):
        lift(store, clock, HoldStatus.WAITING)


def test_a_hold_is_not_put_as_resolved_behind_the_back_of_the_record(store: Store) -> None:
    with pytest.raises(BadInputError, match="put it as waiting"):
        store.put_hold(a_hold(status=HoldStatus.LIFTED))


def test_bytes_that_may_still_be_lifted_are_named(
    store: Store, clock: Clock, url: str, open_store: Callable[..., Store]
) -> None:
    store.put_hold(a_hold())
    store.put_hold(a_hold("gr_2", sha256="b" * 64, expires_at=START + timedelta(hours=1)))
    store.put_hold(a_hold("gr_3", sha256=""))
    other = open_store(url)
    assert other.held_digests(clock()) == {"a" * 64, "b" * 64}
    clock.forward(hours=1)
    assert other.held_digests(clock()) == {"a" * 64}
    lift(store, clock)
    clock.forward(hours=48)
    assert other.held_digests(clock()) == {"a" * 64}
