"""The servers that a test is run on, each in turn, and how each is left as empty as it was."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

SERVERS = ["postgres", "mariadb"]
"""The fixtures of the servers, by name."""


@contextmanager
def empty_database(request: pytest.FixtureRequest, server: str) -> Iterator[sa.Connection]:
    """A database with nothing in it."""
    with request.getfixturevalue(server).fresh_database() as url:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.connect() as opened:
            yield opened
        engine.dispose()


@contextmanager
def undone(connection: sa.Connection) -> Iterator[None]:
    """Whatever is made within is gone afterwards: rolled back, or dropped where DDL ends a transaction."""
    transaction = connection.begin()
    try:
        yield
    finally:
        transaction.rollback()
        if connection.dialect.name == "mariadb":
            _drop_all(connection)
        connection.rollback()


def _drop_all(connection: sa.Connection) -> None:
    names = [connection.dialect.identifier_preparer.quote(name) for name in sa.inspect(connection).get_table_names()]
    if names:
        connection.exec_driver_sql("SET foreign_key_checks = 0")
        connection.exec_driver_sql(f"DROP TABLE {', '.join(names)}")
        connection.exec_driver_sql("SET foreign_key_checks = 1")
