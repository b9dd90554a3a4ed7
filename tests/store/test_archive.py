"""An archive reads what a store left, changes nothing, and makes nothing up."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from fakes import Clock
from records import a_decision, an_attempt

from guardrail.errors import SettingsError, StoreUnavailableError
from guardrail.store.archive import Archive
from guardrail.store.database import Store
from guardrail.store.keys import Keys
from guardrail.store.verify import verify


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """The data of a worker that judged one prompt and has gone."""
    folder = tmp_path / "data"
    keys = Keys.open(folder / "keys")
    store = Store.open(f"sqlite:///{folder / 'guardrail.db'}", keys=keys, now=clock)
    store.begin(an_attempt())
    store.finish("gr_1", a_decision())
    store.close()
    return folder


def opened(folder: Path) -> Archive:
    return Archive.open(f"sqlite:///{folder / 'guardrail.db'}", keys=folder / "keys")


def state(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_it_reads_what_was_recorded_and_leaves_no_trace(folder: Path) -> None:
    before = state(folder)
    archive = opened(folder)
    assert archive.decision("gr_1") == a_decision()
    assert archive.list_holds() == []
    assert verify(archive).ok
    archive.close()
    assert state(folder) == before


def test_it_reads_beside_a_worker_what_only_the_log_holds(
    folder: Path, open_store: Callable[..., Store]
) -> None:
    keys = Keys.open(folder / "keys")
    store = open_store(f"sqlite:///{folder / 'guardrail.db'}", keys=keys)
    store.begin(an_attempt("gr_2"))
    store.finish("gr_2", a_decision())
    log = (folder / "guardrail.db-wal").read_bytes()
    archive = opened(folder)
    assert archive.decision("gr_2") == a_decision()
    assert verify(archive).ok
    archive.close()
    assert (folder / "guardrail.db-wal").read_bytes() == log


def test_it_refuses_to_write(folder: Path) -> None:
    archive = opened(folder)
    with archive.engine.connect() as connection, pytest.raises(Exception, match="readonly"):
        connection.exec_driver_sql("DELETE FROM entries")
    archive.close()


@pytest.mark.parametrize("left", [None, b""])
def test_where_nothing_is_nothing_is_made(tmp_path: Path, left: bytes | None) -> None:
    path = tmp_path / "guardrail.db"
    if left is not None:
        path.write_bytes(left)
    with pytest.raises(SettingsError, match=rf"^no record at {path} \(check data_dir\)$"):
        opened(tmp_path)
    assert list(tmp_path.iterdir()) == ([] if left is None else [path])


def test_a_database_without_tables_is_no_record(fresh_url: str, tmp_path: Path) -> None:
    if fresh_url.startswith("sqlite"):
        with closing(sqlite3.connect(fresh_url.removeprefix("sqlite:///"))) as raw:
            raw.execute("CREATE TABLE other (a)")
    with pytest.raises(SettingsError, match=r"no record at .* \(check store_url\)"):
        Archive.open(fresh_url, keys=tmp_path, named_by="store_url")


def test_a_record_of_another_version_is_named(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "guardrail.db")) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SettingsError, match="of version 9999"):
        opened(folder)


def test_a_file_that_is_no_database_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "guardrail.db").write_text("not a database " * 100)
    with pytest.raises(StoreUnavailableError, match="not a database"):
        opened(tmp_path)


def test_it_reads_a_store_of_each_backend(store: Store, url: str, tmp_path: Path) -> None:
    store.begin(an_attempt())
    store.finish("gr_1", a_decision())
    archive = Archive.open(url, keys=tmp_path)
    assert archive.decision("gr_1") == a_decision()
    archive.close()


@pytest.mark.parametrize("kind", ["hmac", "signing"])
def test_a_missing_key_is_named_and_not_made_up(folder: Path, kind: str) -> None:
    (folder / "keys" / f"{kind}-1.key").unlink()
    archive = opened(folder)
    with pytest.raises(SettingsError, match=f"the {kind} keys are missing.*{kind}-1.key"):
        verify(archive)
    archive.close()
    assert len(list((folder / "keys").iterdir())) == 1


def test_a_copy_on_a_read_only_disk_is_verified(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(folder)
    monkeypatch.setattr(os, "access", lambda *_: False)  # as such a disk says, to root as well
    archive = opened(folder)
    assert verify(archive).ok
    archive.close()
    assert state(folder) == before
