import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from records import a_decision, an_attempt
from sqlalchemy import func, select, text

from guardrail.errors import BadInputError, StoreUnavailableError
from guardrail.store.chain import Transaction
from guardrail.store.database import Store
from guardrail.store.tables import entries, pulses
from guardrail.store.verify import verify
from guardrail.store.writer import Writer


def writer_of(store: Store) -> Writer:
    return store._writer


def together(store: Store, *writes: Callable[[Transaction], Any]) -> list[BaseException | None]:
    """Queue all of these while the writer is busy, so that they share a batch; their errors."""
    gate = threading.Event()
    started = threading.Event()

    def hold_up(_transaction: Transaction) -> None:
        started.set()
        assert gate.wait(10)

    busy = threading.Thread(target=writer_of(store).run, args=(hold_up,))
    busy.start()
    assert started.wait(10)
    promises = [writer_of(store).queue(write) for write in writes]
    gate.set()
    busy.join()
    return [promise.exception(10) for promise in promises]


def entry(name: str) -> Callable[[Transaction], object]:
    return lambda transaction: transaction.append("erasure", {"attempts": [name]}, NOON)


NOON = an_attempt().at


def chained(store: Store) -> list[object]:
    return [e.payload["attempts"] for e in store.entries() if e.kind == "erasure"]


def test_what_waits_together_shares_a_commit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    commits = 0
    commit = store.engine.dialect.do_commit

    def counted(connection: Any) -> None:
        nonlocal commits
        commits += 1
        commit(connection)

    monkeypatch.setattr(store.engine.dialect, "do_commit", counted)
    assert together(store, *(entry(str(n)) for n in range(50))) == [None] * 50
    assert commits == 2
    assert chained(store) == [[str(n)] for n in range(50)]


def test_a_write_that_fails_fails_alone(store: Store) -> None:
    def poison(transaction: Transaction) -> None:
        transaction.append("erasure", {"attempts": ["poison"]}, NOON)
        transaction.execute(text("INSERT INTO pulses (worker) VALUES (NULL)"))

    errors = together(store, entry("1"), poison, entry("2"))
    assert [type(error) for error in errors] == [
        type(None),
        StoreUnavailableError,
        type(None),
    ]
    assert chained(store) == [["1"], ["2"]]
    assert verify(store).ok


def test_a_write_that_objects_is_heard_in_its_own_words(store: Store) -> None:
    def object_to_it(transaction: Transaction) -> None:
        transaction.append("erasure", {"attempts": ["never"]}, NOON)
        raise BadInputError("no such hold")

    with pytest.raises(BadInputError, match="no such hold"):
        writer_of(store).run(object_to_it)
    assert chained(store) == []
    assert store.ready()


def test_a_commit_that_failed_leaves_no_gap(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = store.engine.dialect.do_commit

    def fails(_connection: Any) -> None:
        raise OSError("the disk went away")

    writer_of(store).run(entry("1"))
    monkeypatch.setattr(store.engine.dialect, "do_commit", fails)
    with pytest.raises(StoreUnavailableError, match="the disk went away"):
        writer_of(store).run(entry("2"))
    assert not store.ready()
    monkeypatch.setattr(store.engine.dialect, "do_commit", commit)
    writer_of(store).run(entry("3"))
    assert chained(store) == [["1"], ["3"]]
    assert verify(store).ok


def test_a_commit_made_although_it_reported_an_error_is_not_made_twice(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = store.engine.dialect.do_commit

    def commits_and_fails(connection: Any) -> None:
        commit(connection)
        monkeypatch.setattr(store.engine.dialect, "do_commit", commit)
        raise OSError("the line went dead")

    monkeypatch.setattr(store.engine.dialect, "do_commit", commits_and_fails)
    writer_of(store).run(entry("1"))
    writer_of(store).run(entry("2"))
    assert chained(store) == [["1"], ["2"]]
    assert verify(store).ok


def test_a_server_that_came_back_is_used_again(store: Store) -> None:
    if store.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no server that could go away")
    writer_of(store).run(entry("1"))
    kill = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with store.engine.connect() as connection:
        connection.execute(kill)
    writer_of(store).run(entry("2"))
    assert chained(store) == [["1"], ["2"]]
    assert verify(store).ok


def test_a_locked_database_fails_everything_that_waits_within_the_bound(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    path = tmp_path / "guardrail.db"
    store = open_store(f"sqlite:///{path}", timeout_s=0.3)
    store.begin(an_attempt("gr_1"))
    store.settle("gr_1")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for n in range(20):
            store.begin(an_attempt(f"gr_late{n}"))
        with pytest.raises(StoreUnavailableError, match=r"no commit within|locked"):
            store.finish("gr_1", a_decision())
        assert not store.ready()
        other.execute("ROLLBACK")
    assert store.ready()
    assert store.decision("gr_1") is None
    assert verify(store).ok


def test_a_write_whose_caller_gave_up_is_withdrawn(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'guardrail.db'}", timeout_s=0.2)
    gate = threading.Event()
    started = threading.Event()

    def take_long(_transaction: Transaction) -> None:
        started.set()
        gate.wait(10)

    slow = writer_of(store).queue(take_long)
    assert started.wait(10)
    with pytest.raises(StoreUnavailableError, match=r"no commit within 0\.2 s"):
        writer_of(store).run(entry("late"))
    gate.set()
    assert slow.exception(10) is None
    assert store.ready()
    assert chained(store) == []


def test_a_full_queue_refuses_within_the_bound(
    open_store: Callable[..., Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guardrail.store.database._CAPACITY", 4)
    store = open_store(f"sqlite:///{tmp_path / 'guardrail.db'}", timeout_s=0.2)
    gate, started = threading.Event(), threading.Event()

    def slow(_transaction: Transaction) -> None:
        started.set()
        gate.wait(10)

    writer_of(store).queue(slow)
    assert started.wait(10)
    promises = [writer_of(store).queue(entry(str(n))) for n in range(4)]
    with pytest.raises(StoreUnavailableError, match="too many writes wait"):
        store.begin(an_attempt())
    with pytest.raises(StoreUnavailableError, match="not on record"):
        store.finish("gr_1", a_decision())
    gate.set()
    assert [promise.exception(10) for promise in promises] == [None] * 4
    store.begin(an_attempt())
    store.finish("gr_1", a_decision())


def test_a_batch_has_a_bound(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guardrail.store.writer._BATCH", 3)
    assert together(store, *(entry(str(n)) for n in range(10))) == [None] * 10
    with store.engine.connect() as connection:
        count = select(func.count()).select_from(entries)
        assert connection.execute(count).scalar_one() == 11
        assert connection.execute(select(func.count()).select_from(pulses)).scalar_one() == 0
