"""Revisions as code actions leave them, run for real on tables with rows: up, down and up again."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from tests.fixes.actions import Desk, desk

_ENV = """
from alembic import context
import sqlalchemy as sa
engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=sa.pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""

_TEXT = """
#- app/models.py
class Base(DeclarativeBase): pass
class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    is_active: Mapped[bool | None]
    nick: Mapped[str | None] = mapped_column(String(255), comment="What friends say")
    is_enabled: Mapped[bool]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id", ondelete="SET NULL"), index=True)
    extra: Mapped[dict | None] = mapped_column(JSON().with_variant(postgresql.JSONB(), "postgresql"))
#- migrations/versions/001_person.py
def upgrade():
    op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table(
        "person", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("is_active", sa.Boolean(), nullable=True)
    )
def downgrade():
    op.drop_table("person")
    op.drop_table("team")
#- migrations/versions/002_next.py
def upgrade():
    op.execute("UPDATE person SET is_active = true")
    {upgrade}$0
def downgrade():
    {downgrade}
"""

_NOTHING = ("", "pass")
_REQUIRED = (
    'with op.batch_alter_table("person") as batch:\n'
    '        batch.add_column(sa.Column("is_enabled", sa.Boolean(), nullable=False))',
    'op.drop_column("person", "is_enabled")',
)
_KEY = (
    'with op.batch_alter_table("person") as batch:\n'
    '        batch.add_column(sa.Column("team_id", sa.Integer()))\n'
    '        batch.create_foreign_key("fk", "team", ["team_id"], ["id"])',
    'with op.batch_alter_table("person") as batch:\n'
    '        batch.drop_constraint("fk", type_="foreignkey")\n'
    '        batch.drop_column("team_id")',
)
_FIXES = [
    ("Add person.nick", _NOTHING, ""),
    ("person.is_enabled with a server default", _NOTHING, ""),
    ("person.team_id with its foreign key and index", _NOTHING, ""),
    ("person.extra with its GIN index", _NOTHING, "postgresql"),
    ("person.extra_data as JSONB", _NOTHING, "postgresql"),
    ("soft delete to person", _NOTHING, ""),
    ("server default (true)", _REQUIRED, ""),
    ("NULL for now", _REQUIRED, ""),
    ("Add the index", _KEY, ""),
]


def _cases(dialect: str) -> list[object]:
    return [pytest.param(title, body, id=title) for title, body, only in _FIXES if only in ("", dialect)]


def _edited(title: str, body: tuple[str, str], dialect: str) -> Desk:
    text = _TEXT.replace("{upgrade}", body[0]).replace("{downgrade}", body[1])
    return desk(text, dialect).after(title)


def _walk(edited: Desk, folder: Path, url: str) -> None:
    (folder / "versions").mkdir()
    (folder / "env.py").write_text(_ENV)
    for path, text in edited.files.items():
        if "/versions/" in path:
            (folder / "versions" / Path(path).name).write_text(text)
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    command.upgrade(config, "001")
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO team (id) VALUES (1), (2)"))
        connection.execute(sa.text("INSERT INTO person (id, is_active) VALUES (1, true), (2, NULL)"))
    before = _shape(engine)
    command.upgrade(config, "head")
    after = _shape(engine)
    assert after != before
    command.downgrade(config, "001")
    assert _shape(engine) == before
    command.upgrade(config, "head")
    assert _shape(engine) == after
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM person")) == 2


def _shape(engine: sa.Engine) -> object:
    inspector = sa.inspect(engine)
    columns = inspector.get_columns("person")
    return (
        sorted((it["name"], str(it["type"]), it["nullable"], str(it["default"])) for it in columns),
        sorted((str(it["name"]), str(it["column_names"])) for it in inspector.get_indexes("person")),
        sorted(map(str, inspector.get_foreign_keys("person"))),
    )


@pytest.mark.parametrize(("title", "body"), _cases("postgresql"))
def test_on_postgresql(title: str, body: tuple[str, str], tmp_path: Path, database_url: str) -> None:
    _walk(_edited(title, body, "postgresql"), tmp_path, database_url)


@pytest.mark.parametrize(("title", "body"), _cases("sqlite"))
def test_on_sqlite(title: str, body: tuple[str, str], tmp_path: Path) -> None:
    _walk(_edited(title, body, "sqlite"), tmp_path, f"sqlite:///{tmp_path / 'a.db'}")
