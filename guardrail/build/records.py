"""The store by itself: for workers, and for commands that only ask it or resolve a hold of it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from guardrail.errors import SettingsError
from guardrail.settings import Settings
from guardrail.store.archive import Archive
from guardrail.store.content import place_of
from guardrail.store.database import Store
from guardrail.store.keys import Keys
from guardrail.store.verify import Verification, verify


def utc_now() -> datetime:
    """The clock of production."""
    return datetime.now(UTC)


def open_store(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> Store:
    """The database for a worker, made where it is not there yet.

    Raises:
        SettingsError: `data_dir` cannot be used.
        StoreUnavailableError: it cannot be reached or written.
    """
    _make(settings.data_dir)
    return Store.open(
        settings.database_url,
        keys=Keys.open(settings.data_dir / "keys"),
        store_text=settings.store_text,
        now=now,
    )


@contextmanager
def opened_archive(settings: Settings) -> Iterator[Archive]:
    """What some worker recorded, to look at; nothing is made or changed.

    Raises:
        SettingsError: there is no record.
        StoreUnavailableError: it cannot be reached.
    """
    archive = Archive.open(
        settings.database_url,
        keys=settings.data_dir / "keys",
        named_by="store_url" if settings.store_url else "data_dir",
    )
    try:
        yield archive
    finally:
        archive.close()


@contextmanager
def opened_store(settings: Settings) -> Iterator[Store]:
    """A store that is there already, to write to it for the length of a command.

    Raises:
        SettingsError: there is no record, or a key of it is missing.
        StoreUnavailableError: it cannot be reached or written.
    """
    with opened_archive(settings) as archive:
        _ = archive.keys
    store = open_store(settings)
    try:
        yield store
    finally:
        store.close()


def verify_record(settings: Settings) -> Verification:
    """Whether the record in the settings' store is whole.

    Raises:
        SettingsError: there is no record, or no key to check it with.
        StoreUnavailableError: it cannot be reached.
    """
    with opened_archive(settings) as archive:
        found = verify(archive)
    if found.ok and not found.entries:
        raise SettingsError(
            f"no record at {settings.data_dir}: its database has no entry", fix="check data_dir"
        )
    return found


def kept_file(settings: Settings, sha256: str) -> Path | None:
    """Where kept bytes lie; None where there are none (any more)."""
    place = place_of(settings.data_dir / "contents", sha256) if sha256 else None
    return place if place is not None and place.is_file() else None


def _make(folder: Path) -> None:
    """The data folder, there and writable."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        problem = "" if os.access(folder, os.R_OK | os.W_OK | os.X_OK) else "it cannot be written"
    except FileExistsError:
        problem = "it is a file"
    except OSError as error:
        problem = f"it cannot be made: {error.strerror}"
    if problem:
        raise SettingsError(
            f"data_dir cannot be used: {problem}",
            where=str(folder),
            fix="name a folder that can be written",
        )
