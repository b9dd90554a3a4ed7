"""A store that is only looked at: nothing is made, migrated, signed or written.

For commands that ask after the record, also of a copy, and for proving it: whoever verifies must
not change what is verified, nor make up what is missing.
"""

from contextlib import ExitStack
from pathlib import Path
from typing import Self

from sqlalchemy import Engine, make_url

from guardrail.errors import SettingsError
from guardrail.store.connection import look, reading
from guardrail.store.holds import KeptHolds
from guardrail.store.keys import Keys
from guardrail.store.migrate import revision
from guardrail.store.outcomes import KeptRecord
from guardrail.store.tables import REVISION


class Archive(KeptHolds, KeptRecord):
    """Holds and record as some store left them."""

    def __init__(self, engine: Engine, *, keys: Path) -> None:
        KeptHolds.__init__(self, engine)
        KeptRecord.__init__(self, engine)
        self.engine = engine
        self._folder = keys

    @classmethod
    def open(
        cls, url: str, *, keys: Path, named_by: str = "data_dir", timeout_s: float = 5
    ) -> Self:
        """Open what a store made at `url`.

        Args:
            url: the database, as `Store.open` takes it.
            keys: the folder of the keys that it was made with.
            named_by: the setting to look at where nothing is found.
            timeout_s: longest wait for a lock or a connection.

        Raises:
            SettingsError: there is no record, or one of another version.
            StoreUnavailableError: the database does not answer.
        """
        engine = look(url, timeout_s=timeout_s)
        if engine is None:
            raise _nothing(_place(url), named_by)
        with ExitStack() as undo:
            undo.callback(engine.dispose)
            with reading(engine, f"read {_place(url)}") as connection:
                found = revision(connection)
            if found is None:
                raise _nothing(_place(url), named_by)
            if found != REVISION:
                raise SettingsError(
                    f"the record is of version {found}, and this guardrail reads {REVISION}",
                    where=_place(url),
                    fix="read it with the guardrail that wrote it, or let a newer one serve it",
                )
            undo.pop_all()
        return cls(engine, keys=keys)

    @property
    def keys(self) -> Keys:
        """The keys to check the record with.

        Raises:
            SettingsError: one is missing, or is no key.
        """
        return Keys.read(self._folder)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _nothing(place: str, named_by: str) -> SettingsError:
    return SettingsError(f"no record at {place}", fix=f"check {named_by}")


def _place(url: str) -> str:
    """A database as people know it: the path of its file, or its URL without the password."""
    parsed = make_url(url)
    return parsed.database or "" if parsed.drivername == "sqlite" else parsed.render_as_string()
