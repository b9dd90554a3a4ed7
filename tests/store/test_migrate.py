from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from records import a_decision, an_attempt
from sqlalchemy import create_engine, inspect, text

import guardrail.store
from guardrail.errors import SettingsError, StoreUnavailableError
from guardrail.store import migrate
from guardrail.store.database import Store
from guardrail.store.tables import REVISION, metadata


def test_the_migrations_lead_to_exactly_the_tables_of_the_metadata(
    fresh_url: str, open_store: Callable[..., Store]
) -> None:
    with open_store(fresh_url).engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrations_choose_the_same_layout_as_the_metadata(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    migrated = open_store(f"sqlite:///{tmp_path / 'migrated.db'}").engine
    made = create_engine(f"sqlite:///{tmp_path / 'made.db'}")
    metadata.create_all(made)
    layout = text("SELECT name FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID%' ORDER BY name")
    with migrated.connect() as one, made.connect() as other:
        assert one.execute(layout).all() == other.execute(layout).all() != []
    made.dispose()


def test_the_newest_step_is_the_one_that_the_tables_name() -> None:
    config = Config()
    folder = Path(guardrail.store.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_opening_again_changes_nothing(fresh_url: str, open_store: Callable[..., Store]) -> None:
    first = open_store(fresh_url)
    first.begin(an_attempt())
    first.finish("gr_1", a_decision())
    first.close()
    assert open_store(fresh_url).decision("gr_1") == a_decision()


def test_a_database_of_a_newer_version_is_refused(
    url: str, open_store: Callable[..., Store]
) -> None:
    store = open_store(url)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SettingsError, match=r"of version 9999.*or a newer one"):
        open_store(url)


def test_a_step_that_fails_leaves_nothing_behind(
    fresh_url: str, open_store: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade = migrate.upgrade

    def breaks(connection: object) -> None:
        upgrade(connection)  # type: ignore[arg-type]
        raise OSError("the power went off")

    with monkeypatch.context() as patched:
        patched.setattr(migrate, "upgrade", breaks)
        with pytest.raises(StoreUnavailableError, match="the power went off"):
            open_store(fresh_url)
    engine = create_engine(fresh_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    assert open_store(fresh_url).ready()
