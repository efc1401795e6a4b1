"""What ``env.py`` tells, in the forms that templates and people write it."""

from __future__ import annotations

import pytest

from migration_lsp.migrations.environment import Environment
from tests.one_string import project_of


def env(text: str, *, models: str = "") -> Environment:
    return project_of(f"#- app/models.py\n{models}\n#- migrations/env.py\n{text}").env


_ONLINE = """\
from alembic import context
from sqlalchemy import engine_from_config, pool
from app.models import Base
config = context.config
target_metadata = Base.metadata
def run_migrations_offline():
    context.configure(url=config.get_main_option("sqlalchemy.url"), target_metadata=target_metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
def run_migrations_online():
    connectable = engine_from_config(config.get_section(config.config_ini_section), prefix="sqlalchemy.")
    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata, {options})
        with context.begin_transaction():
            context.run_migrations()
if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
"""
_MODELS = 'Base = declarative_base(metadata=MetaData(naming_convention={"uq": "uq_%(table_name)s"}))'


def test_the_generic_template() -> None:
    found = env(_ONLINE.format(options="render_as_batch=True, transaction_per_migration=True"), models=_MODELS)
    assert found.targets is not None
    assert [metadata.naming_convention["uq"] for metadata in found.targets] == ["uq_%(table_name)s"]
    assert found.render_as_batch
    assert found.transaction_per_migration
    assert found.compare_type
    assert not found.compare_server_default


def test_the_asynchronous_template() -> None:
    found = env(
        """\
import asyncio
from alembic import context
from sqlalchemy.ext.asyncio import async_engine_from_config
from app.models import Base
def do_run_migrations(connection):
    context.configure(connection=connection, target_metadata=Base.metadata, include_schemas=True)
    with context.begin_transaction():
        context.run_migrations()
async def run_async_migrations():
    connectable = async_engine_from_config({})
    async with connectable.connect() as connection:
        await connection.run_sync(do_run_migrations)
    await connectable.dispose()
def run_migrations_online():
    asyncio.run(run_async_migrations())
run_migrations_online()
""",
        models=_MODELS,
    )
    assert found.targets is not None
    assert found.include_schemas


def test_options_in_a_dict_and_a_version_table() -> None:
    found = env(
        _ONLINE.format(
            options='**{"version_table": "versions", "version_table_schema": "meta", "compare_type": False}'
        ),
        models=_MODELS,
    )
    assert (found.version_table, found.version_table_schema, found.compare_type) == ("versions", "meta", False)


def test_several_target_metadata() -> None:
    found = env(
        _ONLINE.format(options="compare_server_default=True")
        .replace("= Base.metadata", "= [Base.metadata, Other.metadata]")
        .replace("import Base", "import Base, Other"),
        models="Base = declarative_base()\nOther = declarative_base()",
    )
    assert found.targets is not None
    assert len(found.targets) == 2
    assert found.compare_server_default


def test_the_template_of_flask_migrate() -> None:
    found = env(
        """\
from alembic import context
from flask import current_app
target_db = current_app.extensions['migrate'].db
def get_metadata():
    if hasattr(target_db, 'metadatas'):
        return target_db.metadatas[None]
    return target_db.metadata
def run_migrations_online():
    conf_args = current_app.extensions['migrate'].configure_args
    connectable = current_app.extensions['migrate'].db.engine
    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=get_metadata(), **conf_args)
        with context.begin_transaction():
            context.run_migrations()
run_migrations_online()
"""
    )
    assert found.is_flask_migrate
    assert found.render_as_batch
    assert found.targets is None


def test_code_that_runs_only_as_env_py_is_run() -> None:
    found = env(
        "from alembic import context\ndef main():\n    context.configure(render_as_batch=True)\n"
        'if __name__ == "env_py":\n    main()'
    )
    assert found.render_as_batch


@pytest.mark.parametrize(
    "text", ["", "raise SystemExit", "import missing\nmissing.run()", "from alembic import context"]
)
def test_what_cannot_be_read_keeps_alembics_defaults(text: str) -> None:
    found = env(text)
    assert found.targets is None
    assert (found.version_table, found.compare_type, found.render_as_batch) == ("alembic_version", True, False)


def test_a_target_metadata_chooses_the_tables() -> None:
    project = project_of(
        """\
#- app/models.py
Base = declarative_base()
Other = declarative_base()
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
class Elsewhere(Other):
    __tablename__ = "elsewhere"
    id: Mapped[int] = mapped_column(primary_key=True)
#- migrations/env.py
from alembic import context
from app.models import Base
context.configure(target_metadata=Base.metadata)
"""
    )
    assert [table.key for table in project.tables] == ["user"]
