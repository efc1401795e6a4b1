"""The embedded server is what the other tests take it for."""

import sqlalchemy as sa

from tests.real.postgres import POSTGRES_VERSION, Server, connected


def test_it_is_the_pinned_version(database_url: str) -> None:
    with connected(database_url) as connection:
        assert connection.info.server_version // 10000 == POSTGRES_VERSION


def test_it_listens_on_no_address(database_url: str) -> None:
    with connected(database_url) as connection:
        row = connection.execute("SHOW listen_addresses").fetchone()
    assert row == ("",)


def test_sqlalchemy_reaches_a_database_of_its_own(postgres: Server) -> None:
    with postgres.fresh_database() as one, postgres.fresh_database() as other:
        for url in (one, other):
            engine = sa.create_engine(url, poolclass=sa.NullPool)
            with engine.begin() as connection:
                connection.execute(sa.text("CREATE TABLE only_here (id integer)"))
        assert one != other


def test_a_database_is_dropped_even_if_somebody_is_still_connected(postgres: Server) -> None:
    with postgres.fresh_database() as url:
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
    with connected(postgres.admin_url) as admin:
        row = admin.execute(
            "SELECT count(*) FROM pg_database WHERE datname = %s", (url.split("/")[3].split("?")[0],)
        ).fetchone()
    engine.dispose()
    assert row == (0,)
