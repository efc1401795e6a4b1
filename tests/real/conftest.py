"""The servers of the ring `real`, and the marker that puts every test of this folder into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real import mariadb as on_mariadb
from tests.real import postgres as on_postgres


# First, so that the marker stands before `-m` selects by it.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder, so that no test can forget to."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.real)


@pytest.fixture(scope="session")
def postgres() -> Iterator[on_postgres.Server]:
    """One server for the whole test session."""
    with on_postgres.running_server() as server:
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[on_mariadb.Server]:
    """One server for the whole test session."""
    with on_mariadb.running_server() as server:
        yield server


@pytest.fixture
def database_url(postgres: on_postgres.Server) -> Iterator[str]:
    """The address of an empty database, `postgresql+psycopg://…`, for this test alone."""
    with postgres.fresh_database() as url:
        yield url
