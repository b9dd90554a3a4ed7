import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from fakes import Clock
from records import a_decision, an_attempt
from sqlalchemy import text
from sqlalchemy.schema import DropTable

from guardrail.errors import SettingsError, StoreUnavailableError
from guardrail.holds import HoldStatus
from guardrail.jobs import ArtefactKey, JobKey, Lease
from guardrail.store.database import Store
from guardrail.store.tables import metadata
from guardrail.store.verify import verify

KEY = ArtefactKey(server="s", job="j", variant="v")
LEASE = Lease(key=KEY, worker="w", attempt="a", expires_at=Clock()())


def settle_one(store: Store) -> None:
    store.begin(an_attempt())
    store.settle("gr_1")


READS: dict[str, Callable[[Store], object]] = {
    "job": lambda store: store.job(JobKey(server="s", job="j")),
    "artefact": lambda store: store.artefact(KEY),
    "hold": lambda store: store.hold("h"),
    "hold_of": lambda store: store.hold_of("s"),
    "list_holds": lambda store: store.list_holds(),
    "held_digests": lambda store: store.held_digests(Clock()()),
    "decision": lambda store: store.decision("a"),
    "outcomes": lambda store: list(store.outcomes(since=Clock()(), until=Clock()())),
    "entries": lambda store: list(store.entries()),
    "verify": verify,
    "erase_requester": lambda store: store.erase_requester("r"),
    "erase_before": lambda store: store.erase_before(Clock()()),
}
WRITES: dict[str, Callable[[Store], object]] = {
    "release": lambda store: store.release(LEASE),
    "renew": lambda store: store.renew(LEASE, now=Clock()(), ttl_s=1),
    "lease": lambda store: store.lease(KEY, worker="w", attempt="b", now=Clock()(), ttl_s=1),
    "resolve_hold": lambda store: store.resolve_hold(
        "h", status=HoldStatus.LIFTED, reviewer="r", note="", now=Clock()()
    ),
    "erase_attempt": lambda store: store.erase_attempt("a"),
    "settle": settle_one,
}


def test_no_foreign_error_leaves_a_store_whose_tables_are_gone(store: Store) -> None:
    with store.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(DropTable(table))
    for name, call in {**READS, **WRITES}.items():
        with pytest.raises(StoreUnavailableError, match=r"cannot \w+"):
            pytest.fail(f"{name} gave {call(store)!r}")
    assert not store.ready()


def test_an_error_does_not_quote_what_was_to_be_stored(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE decisions"))
    store.begin(an_attempt())
    with pytest.raises(StoreUnavailableError) as caught:
        store.finish("gr_1", a_decision())
    assert "Kitsunebi" not in str(caught.value)
    assert "Kitsunebi" not in str(caught.value.__cause__)


def test_a_store_that_answers_is_ready(store: Store, clock: Clock) -> None:
    assert store.ready()
    clock.forward(seconds=5)
    assert store.ready()
    with store.engine.connect() as connection:
        rows = connection.execute(text("SELECT worker, at FROM pulses")).all()
    assert rows == [(store.worker, "2026-11-23T12:00:05.000000+00:00")]


def test_a_closed_store_refuses_to_write(store: Store) -> None:
    store.close()
    assert not store.ready()
    with pytest.raises(StoreUnavailableError, match="closed"):
        store.begin(an_attempt())


def test_a_store_closes_twice(store: Store) -> None:
    store.begin(an_attempt())
    store.close()
    store.close()


def test_what_was_queued_is_written_before_closing(
    url: str, open_store: Callable[..., Store]
) -> None:
    store = open_store(url)
    store.begin(an_attempt())
    store.close()
    assert verify(open_store(url)).open_attempts == ("gr_1",)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "not a database URL"),
        ("guardrail.db", "not a database URL"),
        ("mysql://host/db", "no store speaks mysql"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("postgresql+asyncpg://host/db", "no store speaks"),
    ],
)
def test_a_url_that_cannot_be_a_store_is_refused_with_the_fix(
    open_store: Callable[..., Store], url: str, problem: str
) -> None:
    with pytest.raises(SettingsError, match=f"{problem}.*write sqlite:///PATH"):
        open_store(url)


def test_a_database_that_is_not_there_is_an_error_of_ours(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    nowhere = f"postgresql://u@/db?host={tmp_path}&port=1"
    with pytest.raises(StoreUnavailableError, match="OperationalError"):
        open_store(nowhere, timeout_s=1.0)


def test_a_missing_driver_is_named_with_the_fix(
    open_store: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError, match=r"pip install 'guardrail\[postgres\]'"):
        open_store("postgresql://u@/db")


def test_a_database_that_stays_locked_is_an_error_of_ours(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    path = tmp_path / "guardrail.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE t (a)")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreUnavailableError, match="database is locked"):
            open_store(f"sqlite:///{path}", timeout_s=0.1)


def test_a_file_that_is_no_database_is_an_error_of_ours(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("not a database " * 100)
    with pytest.raises(StoreUnavailableError, match="not a database"):
        open_store(f"sqlite:///{tmp_path / 'notes.txt'}")
    with pytest.raises(StoreUnavailableError, match="cannot make"):
        open_store(f"sqlite:///{tmp_path / 'notes.txt' / 'guardrail.db'}")


def test_a_sqlite_store_is_for_its_owner_and_durable(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    path = tmp_path / "made" / "for" / "it" / "guardrail.db"
    store = open_store(f"sqlite:///{path}")
    assert store.ready()
    modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert len(modes) == 3
    with store.engine.connect() as connection:
        settings = [
            connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        ]
    assert settings == ["wal", 2, 1, 1]


def test_a_postgresql_store_is_durable_and_bounded_in_time(
    store: Store, request: pytest.FixtureRequest
) -> None:
    if store.engine.dialect.name != "postgresql":
        pytest.skip("settings of PostgreSQL")
    with store.engine.connect() as connection:
        settings = [
            connection.execute(text(f"SHOW {name}")).scalar_one()
            for name in ("synchronous_commit", "statement_timeout")
        ]
    assert settings == ["on", "5s"]


def test_moments_come_back_aware_to_the_microsecond(store: Store, clock: Clock) -> None:
    now = clock() + timedelta(microseconds=7)
    lease = store.lease(KEY, worker="w", attempt="a", now=now, ttl_s=0.000001)
    assert lease is not None
    assert lease.expires_at == now + timedelta(microseconds=1)
    assert lease.expires_at.tzinfo is not None


def test_a_read_only_folder_is_an_error_of_ours(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    tmp_path.chmod(0o500)
    with pytest.raises(StoreUnavailableError):
        open_store(f"sqlite:///{tmp_path / 'guardrail.db'}")
