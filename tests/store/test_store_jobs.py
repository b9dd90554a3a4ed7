from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from fakes import Clock

from guardrail.domain import Action, Circumstances, Reason
from guardrail.errors import StoreUnavailableError
from guardrail.jobs import Artefact, ArtefactKey, Job, JobKey, Lease
from guardrail.store.database import Store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEY = ArtefactKey(server="kaze", job="video_1", variant="video")
TOKYO = timezone(timedelta(hours=9))


def a_job(**changes: Any) -> Job:
    job = Job(
        key=JobKey(server="kaze", job="video_1"),
        created_at=datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=TOKYO),
        requester="1:ab",
        attempt="gr_1",
        action=Action.HOLD,
        reason=Reason.LOW_CONFIDENCE,
        circumstances=Circumstances(
            at=datetime(2026, 11, 23, tzinfo=UTC), requester="JP", contexts=frozenset({"satire"})
        ),
        suspicion=("kaze/fox",),
        body=b'{"id": "video_1"}\x00\xff',
    )
    return replace(job, **changes)


def an_artefact(**changes: Any) -> Artefact:
    artefact = Artefact(
        key=KEY,
        sha256="a" * 64,
        size=2**40,
        attempt="gr_2",
        action=Action.BLOCK,
        reason=Reason.NO_PERMISSION,
        judged_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
        tag='"etag"',
        headers={"content-type": "video/mp4"},
    )
    return replace(artefact, **changes)


def test_a_job_comes_back_as_it_was_put(store: Store) -> None:
    store.put_job(a_job())
    assert store.job(a_job().key) == a_job()


def test_a_deleted_job_keeps_no_body_and_stays_deleted_until_it_is_made_anew(store: Store) -> None:
    store.put_job(a_job())
    store.put_job(a_job(deleted=True))
    store.put_job(a_job(body=b"late"))
    store.put_job(a_job(body=b"late", attempt=""))  # by somebody who knew of no submission
    assert store.job(a_job().key) == a_job(deleted=True, body=b"")
    anew = a_job(attempt="gr_new", action=Action.ALLOW, suspicion=())
    store.put_job(anew)
    assert store.job(anew.key) == anew


def test_a_job_put_again_never_becomes_looser(store: Store) -> None:
    held = a_job(action=Action.HOLD, suspicion=("kaze/fox",))
    store.put_job(held)
    store.put_job(a_job(attempt="gr_new", action=Action.ALLOW, suspicion=("kaze/owl",)))
    assert store.job(held.key) == replace(held, suspicion=("kaze/fox", "kaze/owl"))
    blocked = a_job(attempt="gr_third", action=Action.BLOCK, suspicion=())
    store.put_job(blocked)
    assert store.job(held.key) == replace(blocked, suspicion=("kaze/fox", "kaze/owl"))


def test_what_is_announced_is_known_until_it_is_bound(store: Store) -> None:
    made = replace(a_job(action=Action.HOLD), body=b"", key=JobKey(server="kaze", job=""))
    store.announce(made)
    since = made.created_at - timedelta(hours=1)
    assert store.announced("kaze", since=since) == [made]
    assert store.announced("kaze", since=made.created_at + timedelta(hours=1)) == []
    assert store.announced("other", since=since) == []
    store.bound(made.attempt)
    assert store.announced("kaze", since=since) == []


def test_a_verdict_under_a_lost_lease_is_not_written(store: Store) -> None:
    lease = store.lease(KEY, worker="a", attempt="gr_a", now=NOW, ttl_s=30)
    later = NOW + timedelta(seconds=60)
    other = store.lease(KEY, worker="b", attempt="gr_b", now=later, ttl_s=30)
    assert lease is not None
    assert other is not None
    assert not store.put_artefact(an_artefact(attempt="gr_a"), lease=lease)
    assert store.artefact(KEY) is None
    assert store.put_artefact(an_artefact(attempt="gr_b"), lease=other)
    assert store.artefact(KEY) == an_artefact(attempt="gr_b")


def test_the_same_bytes_are_found_under_every_key(store: Store) -> None:
    store.put_artefact(an_artefact())
    other = an_artefact(key=replace(KEY, variant="thumbnail"))
    store.put_artefact(other)
    assert store.twins(KEY.server, an_artefact().sha256) == [other, an_artefact()]
    assert store.twins("other", an_artefact().sha256) == []


def test_jobs_of_two_servers_do_not_meet(store: Store) -> None:
    store.put_job(a_job())
    assert store.job(JobKey(server="other", job="video_1")) is None


def test_the_newest_judgement_of_an_artefact_is_in_force(store: Store) -> None:
    store.put_artefact(an_artefact())
    store.put_artefact(an_artefact(sha256="b" * 64))
    store.put_artefact(an_artefact(key=replace(KEY, variant="thumbnail")))
    assert store.artefact(KEY) == an_artefact(sha256="b" * 64)
    assert store.artefact(replace(KEY, variant="other")) is None


def test_another_worker_sees_what_was_put_at_once(
    store: Store, url: str, open_store: Callable[..., Store]
) -> None:
    other = open_store(url)
    store.put_artefact(an_artefact())
    assert other.artefact(KEY) == an_artefact()


def take(store: Store, clock: Clock, worker: str, attempt: str) -> Lease | None:
    return store.lease(KEY, worker=worker, attempt=attempt, now=clock(), ttl_s=30)


def test_a_lease_is_held_by_one(store: Store, clock: Clock) -> None:
    first = take(store, clock, "w1", "gr_1")
    assert first == Lease(
        key=KEY, worker="w1", attempt="gr_1", expires_at=clock() + timedelta(seconds=30)
    )
    assert take(store, clock, "w2", "gr_2") is None
    assert take(store, clock, "w1", "gr_3") is None


def test_a_lease_given_back_is_free_and_no_takeover(store: Store, clock: Clock) -> None:
    first = take(store, clock, "w1", "gr_1")
    assert first is not None
    store.release(first)
    second = take(store, clock, "w2", "gr_2")
    assert second is not None
    assert second.taken_over is None


def test_an_expired_lease_is_taken_over_from_the_dead_attempt(store: Store, clock: Clock) -> None:
    take(store, clock, "w1", "gr_1")
    clock.forward(seconds=30)
    second = take(store, clock, "w2", "gr_2")
    assert second == Lease(
        key=KEY,
        worker="w2",
        attempt="gr_2",
        expires_at=clock() + timedelta(seconds=30),
        taken_over="gr_1",
    )


def test_a_renewed_lease_outlives_its_first_term(store: Store, clock: Clock) -> None:
    first = take(store, clock, "w1", "gr_1")
    assert first is not None
    clock.forward(seconds=20)
    renewed = store.renew(first, now=clock(), ttl_s=30)
    assert renewed == replace(first, expires_at=clock() + timedelta(seconds=30))
    clock.forward(seconds=29)
    assert take(store, clock, "w2", "gr_2") is None


def test_a_lost_lease_is_neither_renewed_nor_released(store: Store, clock: Clock) -> None:
    first = take(store, clock, "w1", "gr_1")
    assert first is not None
    clock.forward(seconds=31)
    second = take(store, clock, "w2", "gr_2")
    assert store.renew(first, now=clock(), ttl_s=30) is None
    store.release(first)
    assert second is not None
    assert store.renew(second, now=clock(), ttl_s=30) is not None


@pytest.mark.parametrize("name", ["\ud800", "\x00"])
def test_a_name_that_no_database_takes_is_an_error_of_ours_or_kept_whole(
    store: Store, name: str
) -> None:
    key = JobKey(server="kaze", job=name)
    try:
        store.put_job(a_job(key=key))
    except StoreUnavailableError:
        with pytest.raises(StoreUnavailableError):
            store.job(key)
    else:
        assert store.job(key) == a_job(key=key)
    assert store.ready()
