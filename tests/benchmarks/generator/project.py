"""The whole project: models, history, and what stands around them; as text, and written to a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.generator.history import Revision, history
from tests.benchmarks.generator.model_text import flask_models, mapped_models
from tests.benchmarks.generator.revision_text import revision_text, slug
from tests.benchmarks.generator.shape import Table, tables

TABLES_IN_A_FILE = 25
DATABASE_VARIABLE = "BENCHMARK_DATABASE_URL"
"""The variable of the environment that says where the database is."""

_AROUND = {
    "pyproject.toml": """\
[project]
name = "app"
version = "1.0"
dependencies = ["alembic", "Flask-SQLAlchemy", "psycopg"]
""",
    "alembic.ini": """\
[alembic]
script_location = %(here)s/migrations
prepend_sys_path = .
sqlalchemy.url = postgresql+psycopg://app@localhost/app
""",
    "migrations/env.py": f"""\
import os

from alembic import context
from sqlalchemy import engine_from_config, pool

from app.extensions import db
from app import models  # noqa: F401

config = context.config
url = os.environ.get("{DATABASE_VARIABLE}")
if url:
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))

target_metadata = db.metadata


def run_migrations_offline() -> None:
    context.configure(
        url=config.get_main_option("sqlalchemy.url"), target_metadata=target_metadata, literal_binds=True
    )
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online() -> None:
    engine = engine_from_config(config.get_section("alembic", {{}}), prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
""",
    "migrations/script.py.mako": (
        '"""${message}"""\nrevision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n'
    ),
    "migrations/steps.py": '''\
"""Steps that more than one revision takes."""
import sqlalchemy as sa
from alembic import op


def has_column(table: str, name: str) -> bool:
    inspector = sa.inspect(op.get_bind())
    return name in [column["name"] for column in inspector.get_columns(table)]


def add_column_if_missing(table: str, column: sa.Column) -> None:
    if not has_column(table, column.name):
        op.add_column(table, column)


def drop_column_if_there(table: str, name: str) -> None:
    if has_column(table, name):
        op.drop_column(table, name)
''',
    "app/__init__.py": "",
    "app/extensions.py": """\
from flask_sqlalchemy import SQLAlchemy

from app.base import Base

db = SQLAlchemy(model_class=Base)
""",
    "app/base.py": """\
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
""",
}


@dataclass(frozen=True, slots=True)
class ModelsFile:
    """A module of models, and the tables in it."""

    path: str
    tables: tuple[Table, ...]
    is_flask_style: bool


@dataclass(frozen=True, slots=True)
class Generated:
    """A project as text, and where in it the things are that are measured."""

    files: dict[str, str]
    models: tuple[ModelsFile, ...]
    revisions: tuple[Revision, ...]
    """Oldest first."""

    def path_of(self, revision: Revision) -> str:
        return f"migrations/versions/{revision.identifier}_{slug(revision)}.py"

    def write(self, root: Path) -> Path:
        """Write the project into a folder, and answer the folder."""
        for path, text in self.files.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        return root


def generated(tables_in_all: int, revisions: int, seed: int = 1) -> Generated:
    """A project of so many tables and revisions; the same one for the same numbers."""
    at_head = tables(tables_in_all, seed)
    chain = history(at_head, revisions, seed)
    models = tuple(_models(at_head))
    found = Generated(dict(_AROUND), models, chain)
    for module in models:
        write = flask_models if module.is_flask_style else mapped_models
        found.files[module.path] = write(module.tables)
    names = [module.path.rpartition("/")[2].removesuffix(".py") for module in models]
    found.files["app/models/__init__.py"] = "".join(f"from app.models import {name}\n" for name in names)
    for revision in chain:
        found.files[found.path_of(revision)] = revision_text(revision)
    return found


def _models(at_head: tuple[Table, ...]) -> list[ModelsFile]:
    groups = [at_head[n : n + TABLES_IN_A_FILE] for n in range(0, len(at_head), TABLES_IN_A_FILE)]
    return [ModelsFile(f"app/models/area_{n:03d}.py", group, n % 2 == 0) for n, group in enumerate(groups)]
