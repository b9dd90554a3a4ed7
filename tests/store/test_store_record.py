import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fakes import Clock
from records import WORDS, a_decision, a_still, an_attempt
from sqlalchemy import func, select, text

from guardrail.domain import Action, Circumstances, Reason, Stage, Text
from guardrail.errors import StoreUnavailableError
from guardrail.jobs import Artefact, ArtefactKey, Job, JobKey
from guardrail.store.database import Store
from guardrail.store.outcomes import Outcome
from guardrail.store.tables import entries, texts
from guardrail.store.verify import verify


def judge(store: Store, name: str, **changes: Any) -> None:
    store.begin(an_attempt(name, **changes))
    store.finish(name, a_decision())


def everything(store: Store) -> str:
    """All that is in the database, as one text."""
    with store.engine.connect() as connection:
        names = ["attempts", "texts", "decisions", "entries", "jobs", "holds", "chains"]
        return repr([connection.execute(text(f"SELECT * FROM {name}")).all() for name in names])


def test_a_decision_comes_back_as_it_was_made(store: Store) -> None:
    judge(store, "gr_1")
    assert store.decision("gr_1") == a_decision()
    assert store.decision("gr_2") is None


def test_the_chain_tells_attempt_and_outcome_in_order(store: Store, clock: Clock) -> None:
    judge(store, "gr_1", retry_of="gr_0")
    attempt, outcome, checkpoint = store.entries()
    assert [attempt.kind, outcome.kind, checkpoint.kind] == ["attempt", "outcome", "checkpoint"]
    assert attempt.at == an_attempt().at
    assert attempt.worker == store.worker
    committed = attempt.payload["texts"]
    assert isinstance(committed, list)
    assert [len(commitment) for commitment in committed] == [64, 64]
    assert {**attempt.payload, "texts": None} == {
        "id": "gr_1",
        "stage": "prompt",
        "subject": "submission:f00",
        "snapshot": "5" * 64,
        "texts": None,
        "media": ["6" * 64],
        "retry_of": "gr_0",
    }
    assert {**outcome.payload, "decision": None} == {
        "attempt": "gr_1",
        "action": "block",
        "reason": "no_permission",
        "assets": ["kaze/kitsunebi"],
        "decision": None,
    }
    assert outcome.at == clock()
    assert outcome.previous == attempt.digest


def test_the_words_of_a_prompt_are_not_kept(store: Store) -> None:
    store.begin(an_attempt())
    store.finish("gr_1", a_decision(matches=(), findings=()))
    assert WORDS not in everything(store)
    assert "Kitsunebi" not in everything(store)


def test_the_words_are_kept_when_the_operator_says_so(
    url: str, open_store: Callable[..., Store]
) -> None:
    store = open_store(url, store_text=True)
    judge(store, "gr_1", texts=(Text(field="prompt", text=WORDS + "\x00\ud800"),))
    with store.engine.connect() as connection:
        words, digest = connection.execute(select(texts.c.words, texts.c.digest)).one()
    assert words.startswith('"a small white fox')
    assert store.keys.same(digest, "text", WORDS + "\x00\ud800")
    assert verify(store).ok


def test_an_attempt_is_durable_once_settled(
    store: Store, url: str, open_store: Callable[..., Store]
) -> None:
    store.begin(an_attempt())
    store.settle("gr_1")
    assert verify(open_store(url)).open_attempts == ("gr_1",)


def test_an_attempt_that_nobody_waits_for_is_written_all_the_same(store: Store) -> None:
    store.begin(an_attempt())
    done = threading.Event()
    for _ in range(500):
        if verify(store).open_attempts == ("gr_1",):
            return
        done.wait(0.01)
    pytest.fail("never written")


def test_an_outcome_without_its_attempt_is_refused(store: Store) -> None:
    with pytest.raises(StoreUnavailableError, match="gr_1 is not on record"):
        store.finish("gr_1", a_decision())
    assert store.decision("gr_1") is None


def test_an_attempt_has_one_outcome(store: Store) -> None:
    judge(store, "gr_1")
    with pytest.raises(StoreUnavailableError, match="gr_1 is not on record"):
        store.finish("gr_1", a_decision(action=Action.ALLOW))
    assert store.decision("gr_1") == a_decision()


def test_an_attempt_that_was_lost_fails_its_settling_and_its_outcome(store: Store) -> None:
    judge(store, "gr_1")
    store.begin(an_attempt("gr_1"))  # the id exists, so no database takes it
    with pytest.raises(StoreUnavailableError):
        store.settle("gr_1")
    with pytest.raises(StoreUnavailableError):
        store.finish("gr_1", a_decision(action=Action.ALLOW))
    assert store.decision("gr_1") == a_decision()
    assert verify(store).ok


def test_an_attempt_that_cannot_be_written_does_not_spoil_its_neighbours(store: Store) -> None:
    good = [f"gr_{n}" for n in range(8)]
    for name in good:
        store.begin(an_attempt(name))
    store.begin(an_attempt("bad", at=an_attempt().at.replace(tzinfo=None)))
    for name in good:
        store.finish(name, a_decision())
    with pytest.raises(StoreUnavailableError, match="timezone-aware"):
        store.settle("bad")
    with pytest.raises(StoreUnavailableError):
        store.finish("bad", a_decision())
    assert [store.decision(name) for name in good] == [a_decision()] * 8
    assert verify(store).ok


def test_a_decision_with_an_infinite_number_is_not_written(store: Store) -> None:
    store.begin(an_attempt())
    endless = replace(a_decision().matches[0], expected_false_matches=float("inf"))
    with pytest.raises(StoreUnavailableError, match="JSON"):
        store.finish("gr_1", a_decision(matches=(endless,)))
    store.settle("gr_1")
    assert verify(store).open_attempts == ("gr_1",)


def test_many_threads_write_one_sound_chain(store: Store) -> None:
    def work(worker: int) -> None:
        for n in range(20):
            judge(store, f"gr_{worker}_{n}")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = verify(store)
    assert (found.problems, found.open_attempts) == ((), ())
    with store.engine.connect() as connection:
        outcomes = select(func.count()).where(entries.c.kind == "outcome")
        assert connection.execute(outcomes).scalar_one() == 160


def test_recorded_outcomes_are_read_in_order_of_time(store: Store, clock: Clock) -> None:
    start = clock()
    for n in range(3):
        judge(store, f"gr_{n}")
        clock.forward(hours=1)
    store.erase_attempt("gr_0")
    found = list(store.outcomes(since=start, until=start + timedelta(hours=2)))
    assert found == [
        Outcome(
            attempt="gr_1",
            subject="submission:f00",
            at=start + timedelta(hours=1),
            decision=a_decision(),
        )
    ]


def test_outcomes_of_one_instant_are_all_read_over_many_pages(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guardrail.store.record._PAGE", 2)
    for n in range(5):
        judge(store, f"gr_{n}")
    found = store.outcomes(since=clock(), until=clock() + timedelta(seconds=1))
    assert [outcome.attempt for outcome in found] == [f"gr_{n}" for n in range(5)]
    assert [entry.seq for entry in store.entries()] == list(range(1, 12))


def test_an_erased_attempt_leaves_no_word_and_a_record_that_verifies(store: Store) -> None:
    judge(store, "gr_1")
    judge(store, "gr_2")
    assert store.erase_attempt("gr_1")
    assert store.decision("gr_1") is None
    assert store.decision("gr_2") == a_decision()
    assert verify(store).ok
    assert store.erase_attempt("gr_2")
    assert "Kitsunebi" not in everything(store)
    assert verify(store).ok


def test_erasing_twice_or_what_is_not_there_changes_nothing(store: Store) -> None:
    judge(store, "gr_1")
    assert store.erase_attempt("gr_1")
    assert not store.erase_attempt("gr_1")
    assert not store.erase_attempt("gr_2")
    assert [entry.kind for entry in store.entries()].count("erasure") == 1


def test_a_requester_is_erased_with_prompts_artefacts_and_job_bodies(
    store: Store, clock: Clock
) -> None:
    for name in ("gr_1", "gr_3"):
        judge(store, name)
    clip = {"subject": "artefact:kaze/v1/video", "media": ("a" * 64,)}
    store.begin(an_attempt("gr_2", stage=Stage.OUTPUT, **clip))
    store.finish("gr_2", a_decision(stage=Stage.OUTPUT))
    for requester, job, attempt in (("1:me", "v1", "gr_1"), ("1:you", "v2", "gr_3")):
        store.put_job(
            Job(
                key=JobKey(server="kaze", job=job),
                created_at=clock(),
                requester=requester,
                attempt=attempt,
                action=Action.BLOCK,
                reason=Reason.NO_PERMISSION,
                circumstances=Circumstances(at=clock()),
                body=WORDS.encode(),
            )
        )
    store.put_artefact(
        Artefact(
            key=ArtefactKey(server="kaze", job="v1", variant="video"),
            sha256="a" * 64,
            size=1,
            attempt="gr_2",
            action=Action.BLOCK,
            reason=Reason.NO_PERMISSION,
            judged_at=clock(),
        )
    )
    assert store.erase_requester("1:me") == 2
    kept = [store.decision(name) for name in ("gr_1", "gr_2", "gr_3")]
    assert kept == [None, None, a_decision()]
    mine = store.job(JobKey(server="kaze", job="v1"))
    yours = store.job(JobKey(server="kaze", job="v2"))
    assert mine is not None
    assert yours is not None
    assert (mine.body, yours.body) == (b"", WORDS.encode())
    assert verify(store).ok


def test_retention_erases_what_is_older(
    store: Store, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr("guardrail.store.record._PAGE", 2)
    for n in range(6):
        judge(store, f"gr_{n}", at=clock(), stage=Stage.OUTPUT)
        clock.forward(days=1)
    assert store.erase_before(clock() - timedelta(days=1)) == 5
    assert [store.decision(f"gr_{n}") is None for n in range(6)] == [True] * 5 + [False]
    assert store.erase_before(clock() - timedelta(days=1)) == 0
    assert verify(store).ok


def test_stills_are_kept_with_a_decision_until_it_is_erased(store: Store) -> None:
    stills = [a_still(), a_still(asset="kaze/other", at_s=0.0)]
    store.begin(an_attempt("gr_1"))
    store.conclude("gr_1", a_decision(), stills)
    store.settle("gr_1")
    judge(store, "gr_2")
    assert store.stills("gr_1") == stills
    assert store.stills("gr_2") == []
    assert store.erase_attempt("gr_1")
    assert store.stills("gr_1") == []
    assert verify(store).ok
