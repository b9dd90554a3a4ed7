"""Brings a database to the tables of this version when a store is opened.

The steps and the note that they were made share one transaction, under a lock, so workers may
start at once and a step that fails leaves nothing behind.
"""

import threading
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, text

from guardrail.errors import SettingsError
from guardrail.store.connection import door, reading
from guardrail.store.tables import REVISION

_LOCK = 0x6775617264  # "guard": the advisory lock that every worker agrees on
_one_at_a_time = threading.Lock()  # Alembic keeps its context in module globals


def migrate(engine: Engine) -> None:
    """Run the steps that are missing.

    Raises SettingsError for a database of a newer version, StoreUnavailableError otherwise.
    """
    with reading(engine, "read the version of the database") as connection:
        if revision(connection) == REVISION:
            return
    with (
        door("migrate the database"),
        _one_at_a_time,
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        upgrade(connection)


def upgrade(connection: Connection) -> None:
    """Run the missing steps in the transaction of `connection`."""
    from alembic import command  # noqa: PLC0415 — only needed when something is missing
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        found = revision(connection)
        fix = "install the guardrail that wrote it, or a newer one"
        raise SettingsError(
            f"the database is of version {found}", where="store", fix=fix
        ) from error


def revision(connection: Connection) -> str | None:
    """The version that the database is of; None where nobody ever made the tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar_one_or_none()
    return version
