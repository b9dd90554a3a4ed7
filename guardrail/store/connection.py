"""The way to the database: one engine, safe settings for each backend, one door for errors.

`connect` is for workers, and makes what is missing; `look` is for those who only read, and
changes nothing, so that a copy on a read-only disk can be looked at too.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError

from guardrail.errors import SettingsError, StoreUnavailableError

_POOL_SIZE = 8
_FIX = "write sqlite:///PATH or postgresql+psycopg://USER@HOST/DATABASE"


@contextmanager
def door(doing: str) -> Iterator[None]:
    """Turn every error of database, disk or encoding into StoreUnavailableError."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError, ValueError, OverflowError) as error:
        raise unavailable(doing, error) from error


def unavailable(doing: str, error: BaseException) -> StoreUnavailableError:
    """Name what failed without quoting the values, which may be somebody's words."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    said = str(cause).strip().splitlines() or [""]
    return StoreUnavailableError(f"cannot {doing}: {type(cause).__name__}: {said[0]}")


def connect(url: str, *, timeout_s: float) -> Engine:
    """Make the engine for `url`; no statement waits longer than `timeout_s` for a lock.

    Raises SettingsError for a URL that is not SQLite in a file or PostgreSQL, and
    StoreUnavailableError where SQLite's file cannot be made.
    """
    parsed = _checked(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, timeout_s)
    return _postgresql(parsed, timeout_s)


def look(url: str, *, timeout_s: float) -> Engine | None:
    """Make an engine that only reads what is at `url`; None where SQLite's file is not there.

    Raises SettingsError as `connect` does.
    """
    parsed = _checked(url)
    if parsed.get_backend_name() == "sqlite":
        path = Path(str(parsed.database))
        is_there = path.is_file() and path.stat().st_size > 0
        return _reader(path, timeout_s) if is_there else None
    return _postgresql(parsed, timeout_s, "-c default_transaction_read_only=on")


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SettingsError("not a database URL", where="store", fix=_FIX) from error
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise SettingsError(f"no store speaks {parsed.drivername}", where="store", fix=_FIX)
    if parsed.drivername == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise SettingsError("a store in memory forgets its holds", where="store", fix=_FIX)
    return parsed


def _sqlite(url: URL, timeout_s: float) -> Engine:
    """SQLite with a write-ahead log, each commit on disk before it returns."""
    path = Path(str(url.database))
    with door(f"make {path}"):
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": timeout_s},
        pool_size=_POOL_SIZE,
        pool_timeout=timeout_s,
    )

    @event.listens_for(engine, "connect")
    def _settings(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions begin where we say, below
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")  # erased words leave no trace in the file

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    with door(f"open {path}"):
        _write_ahead(engine, time.monotonic() + timeout_s)
    return engine


def _reader(path: Path, timeout_s: float) -> Engine:
    """SQLite's file as it is, together with what its write-ahead log still holds.

    A log is left as it lies (`mode=ro`). Without one, a read-only connection would leave an empty
    log behind in a folder that takes it, and fail in one that does not (`immutable`).
    """
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size > 0:
        mode = "mode=ro"
    elif os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        mode = "mode=rw"
    else:
        mode = "mode=ro&immutable=1"
    address = f"file:{quote(str(path.resolve()))}?{mode}"

    def opened() -> sqlite3.Connection:
        connection = sqlite3.connect(
            address, uri=True, timeout=timeout_s, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA query_only=ON")
        return connection

    engine = create_engine("sqlite://", creator=opened, poolclass=NullPool, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _write_ahead(engine: Engine, deadline: float) -> None:
    """Switch to WAL once; SQLite answers "locked" at once here when two processes try."""
    while True:
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
        finally:
            raw.close()


def _postgresql(url: URL, timeout_s: float, *more: str) -> Engine:
    """PostgreSQL through psycopg, durable whatever the server's default is."""
    milliseconds = round(timeout_s * 1000)
    durable = ("-c synchronous_commit=on", f"-c statement_timeout={milliseconds}")
    options = " ".join((*durable, *more))
    arguments: dict[str, Any] = {"connect_timeout": max(1, round(timeout_s))}
    if "options" not in url.query:
        arguments["options"] = options
    try:
        return create_engine(
            url,
            hide_parameters=True,
            connect_args=arguments,
            pool_size=_POOL_SIZE,
            pool_timeout=timeout_s,
            pool_pre_ping=True,
        )
    except ImportError as error:
        fix = "pip install 'guardrail[postgres]'"
        raise SettingsError("psycopg is not installed", where="store", fix=fix) from error


@contextmanager
def reading(engine: Engine, doing: str) -> Iterator[Connection]:
    """Lend a short-lived connection for one statement."""
    with door(doing), engine.connect() as connection:
        yield connection


@contextmanager
def frozen(engine: Engine, doing: str) -> Iterator[Connection]:
    """Lend a connection that sees one state of the database however long it looks."""
    with door(doing), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def lenient(connection: Connection) -> Iterator[None]:
    """Let SQLite give texts that are no UTF-8 as well, escaped, so that they can be told of."""
    raw: object = connection.connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        yield
        return
    strict = raw.text_factory
    raw.text_factory = lambda text: text.decode(errors="backslashreplace")
    try:
        yield
    finally:
        raw.text_factory = strict


def lost(error: BaseException) -> bool:
    """Whether the connection broke, so that the same statement may do well on a new one."""
    return isinstance(error, DBAPIError) and error.connection_invalidated


def unreachable(error: BaseException) -> bool:
    """Whether the database itself did not take us, so that trying the next item is idle."""
    return isinstance(error, (OperationalError, OSError)) and not lost(error)
