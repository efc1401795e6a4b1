"""The steps of plans, run for real on tables with rows: one revision after the other, up, down and up again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from tests.strategies.cases import CASES, Case
from tests.strategies.plans import Planned
from tests.strategies.written import WRITTEN, Written

_ENV = """
import os
from alembic import context
import sqlalchemy as sa
engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=sa.pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""


@dataclass(frozen=True)
class Steps:
    """An Alembic environment with the revisions of a plan, and the database that it runs on."""

    config: Config
    engine: sa.Engine
    ids: tuple[str, ...]

    def up(self, revision: str) -> None:
        command.upgrade(self.config, revision)

    def down(self, revision: str) -> None:
        command.downgrade(self.config, revision)

    def state(self) -> dict[str, Any]:
        with self.engine.connect() as connection:
            return _state(sa.inspect(connection))

    def rows(self) -> int:
        with self.engine.connect() as connection:
            (table,) = {"user", "person"} & set(sa.inspect(connection).get_table_names())
            return int(connection.scalar(sa.text(f'SELECT count(*) FROM "{table}"')) or 0)


def _state(inspector: sa.Inspector) -> dict[str, Any]:
    """Every table with its parts, sorted: a column that comes back comes back as the last one."""
    return {table: _parts(inspector, table) for table in inspector.get_table_names() if table != "alembic_version"}


def _parts(inspector: sa.Inspector, table: str) -> dict[str, Any]:
    return {
        "columns": sorted(
            (column["name"], str(column["type"]), column["nullable"], str(column["default"]))
            for column in inspector.get_columns(table)
        ),
        "key": inspector.get_pk_constraint(table)["constrained_columns"],
        "foreign keys": sorted(map(str, inspector.get_foreign_keys(table))),
        "indexes": sorted(map(str, inspector.get_indexes(table))),
        "uniques": sorted(map(str, inspector.get_unique_constraints(table))),
        # One that is proven stays so on the way back.
        "checks": sorted((str(check["name"]), check["sqltext"]) for check in inspector.get_check_constraints(table)),
    }


def _written(folder: Path, case: Planned) -> None:
    (folder / "versions").mkdir()
    (folder / "env.py").write_text(_ENV)
    files = case.carried_out.files
    for path in files.paths():
        text = files.read(path)
        if "/versions/" in path and isinstance(text, str):
            (folder / "versions" / Path(path).name).write_text(text)


def _cases() -> list[Case | Written]:
    """All but those that need the first revision to hold something that its rows do not."""
    return [*(case for case in CASES if case.name != "a primary key of another type"), *WRITTEN]


def _fill(engine: sa.Engine) -> None:
    """Rows for every table that the first revision makes; every tenth user refers to no team."""
    metadata = sa.MetaData()
    metadata.reflect(engine)
    with engine.begin() as connection:
        connection.execute(metadata.tables["team"].insert(), [{"id": number} for number in range(1, 2501)])
        user = metadata.tables["user"]
        connection.execute(user.insert(), [_row(user, number) for number in range(1, 2501)])


def _row(user: sa.Table, number: int) -> dict[str, Any]:
    row: dict[str, Any] = {"id": number}
    for column in user.c:
        if column.name == "team_id":
            orphan = number % 10 == 0 and not column.foreign_keys and not _is_unique(user, column.name)
            row["team_id"] = number + 5000 if orphan else number % 2500 + 1
        elif column.name != "id":
            row[column.name] = str(number)
    return row


def _is_unique(user: sa.Table, column: str) -> bool:
    return any(isinstance(it, sa.UniqueConstraint) and column in it.columns for it in user.constraints)


def _steps(case: Planned, folder: Path, url: str) -> Steps:
    _written(folder, case)
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return Steps(config, sa.create_engine(url, poolclass=sa.pool.NullPool), ("001", *case.ids))


def _params(dialect: str) -> list[Any]:
    return [pytest.param(case, id=case.name) for case in _cases() if dialect in case.dialects]


@pytest.mark.parametrize("case", _params("postgresql"))
def test_a_plan_runs_on_postgresql(case: Case | Written, tmp_path: Path, database_url: str) -> None:
    _walk(_steps(case.planned("postgresql"), tmp_path, database_url))


@pytest.mark.parametrize("case", _params("sqlite"))
def test_a_plan_runs_on_sqlite(case: Case | Written, tmp_path: Path) -> None:
    _walk(_steps(case.planned("sqlite"), tmp_path, f"sqlite:///{tmp_path / 'a.db'}"))


def _walk(steps: Steps) -> None:
    """Each step up, down and up; then all of them down in one command, and up in one."""
    first, *others = steps.ids
    steps.up(first)
    _fill(steps.engine)
    states = {first: steps.state()}
    for before, revision in zip(steps.ids, others, strict=False):
        steps.up(revision)
        states[revision] = steps.state()
        steps.down(before)
        assert steps.state() == states[before], revision
        steps.up(revision)
        assert steps.state() == states[revision]
    steps.down(first)
    assert steps.state() == states[first]
    steps.up("head")
    assert steps.state() == states[others[-1]]
    assert steps.rows() == 2500
