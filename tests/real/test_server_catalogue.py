"""What we answer of PostgreSQL's catalogue is what the server answers."""

import textwrap
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from tests.real.postgres import Server
from tests.schema.catalogue_queries import QUERIES, SCHEMA


@pytest.fixture(scope="module")
def connection(postgres: Server) -> Iterator[sa.Connection]:
    with postgres.fresh_database() as url:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            operations = Operations(MigrationContext.configure(connection))
            exec(textwrap.dedent(SCHEMA), {"op": operations, "sa": sa})
            yield connection


@pytest.mark.parametrize(("query", "rows"), QUERIES)
def test_the_server_gives_the_same_rows(connection: sa.Connection, query: str, rows: list[tuple[object, ...]]) -> None:
    assert [tuple(row) for row in connection.exec_driver_sql(query)] == rows
