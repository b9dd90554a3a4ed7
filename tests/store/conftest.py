"""A store on each backend; PostgreSQL is a private cluster on a socket, started when first asked."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fakes import Clock
from sqlalchemy import create_engine, text

from guardrail.store.database import Store
from guardrail.store.keys import Keys


@dataclass
class Cluster:
    """A running PostgreSQL that only we know of."""

    socket: Path
    template: str = ""
    admin: str = field(init=False)

    def __post_init__(self) -> None:
        self.admin = self.url("postgres")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://guardrail@/{database}?host={self.socket}&port=54329"

    def create(self, template: str = "template1") -> str:
        name = f"g{secrets.token_hex(6)}"
        engine = create_engine(self.admin, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        engine.dispose()
        return name


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """PostgreSQL on a unix socket, in a folder that goes away with the session."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not binaries:
        pytest.skip("needs PostgreSQL's server programs (Debian: apt-get install postgresql)")
    programs = binaries[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="guardrail-pg-"))
    user = "postgres" if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)

    def do(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(folder / "cluster"), *arguments]
        output = subprocess.DEVNULL
        subprocess.run(
            command, check=True, user=user, cwd=folder, stdout=output, stderr=output, timeout=120
        )

    try:
        do("initdb", "-U", "guardrail", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c port=54329"
        log = str(folder / "log")
        do(
            "pg_ctl",
            "-w",
            "-l",
            log,
            "-o",
            f"{settings} -c fsync=off -c full_page_writes=off",
            "start",
        )
        try:
            yield Cluster(folder)
        finally:
            do("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """One set of keys for all."""
    return Keys.open(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Path:
    """An empty SQLite database with all tables."""
    path = tmp_path_factory.mktemp("template") / "guardrail.db"
    Store.open(f"sqlite:///{path}", keys=keys, now=Clock()).close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table, on each backend."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'fresh.db'}"
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.url(cluster.create())


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A SQLite database with all tables and no rows."""
    path = tmp_path / "guardrail.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, keys: Keys) -> str:
    """A database with all tables and no rows, on each backend."""
    if request.param == "sqlite":
        found: str = request.getfixturevalue("sqlite_url")
        return found
    cluster: Cluster = request.getfixturevalue("cluster")
    if not cluster.template:
        template = cluster.create()
        Store.open(cluster.url(template), keys=keys, now=Clock()).close()
        cluster.template = template
    return cluster.url(cluster.create(cluster.template))


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is moved."""
    return Clock()


OpenStore = Callable[..., Store]


@pytest.fixture
def open_store(keys: Keys, clock: Clock) -> Iterator[OpenStore]:
    """Opens stores like other workers of the same operator, and closes them in the end."""
    opened: list[Store] = []

    def open_one(url: str, **settings: Any) -> Store:
        store = Store.open(url, **{"keys": keys, "now": clock, **settings})
        opened.append(store)
        return store

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(url: str, open_store: OpenStore) -> Store:
    """A store on each backend."""
    return open_store(url)
