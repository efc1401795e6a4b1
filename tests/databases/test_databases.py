"""One environment, several databases: a project for each."""

from __future__ import annotations

from migration_lsp.project import Project, by_database, declared_by_database
from tests.databases.samples import ALEMBIC, FLASK, FLASK_ENV, FLASK_MODELS
from tests.one_string import project_of


def _by_name(project: Project) -> dict[str | None, Project]:
    return {each.environment.database: each for each in by_database(project)}


def _changes(project: Project) -> list[tuple[str, str, str | None]]:
    return [(change.op, change.table, change.column) for change in project.difference.operations]


def test_the_template_of_alembic() -> None:
    found = _by_name(project_of(ALEMBIC, databases="orders, stock"))
    assert list(found) == ["orders", "stock"]
    orders, stock = found.values()
    assert sorted(orders.declared.tables) == ["log", "order"]
    assert sorted(stock.declared.tables) == ["item", "log"]
    assert stock.declared.tables["log"].columns[0].type == "VARCHAR(8)"
    assert sorted(orders.at_heads.tables) == ["log", "order"]
    assert sorted(stock.at_heads.tables) == ["item", "log"]
    assert stock.at_heads.tables["log"].columns[0].type == "VARCHAR(8)"
    assert _changes(orders) == [("add_column", "order", "note")]
    assert _changes(stock) == [("add_column", "item", "amount")]
    for each in found.values():
        assert each.history_notes == each.declared_notes == each.difference_notes == ()
        assert each.downgrade_of("001").after.tables == each.schema_at(None).tables


def test_without_a_configuration_file_the_revisions_say_the_names() -> None:
    assert [each.environment.database for each in by_database(project_of(ALEMBIC))] == ["orders", "stock"]


def test_the_template_of_flask_migrate() -> None:
    found = _by_name(project_of(FLASK))
    assert list(found) == ["", "logs"]
    default, logs = found.values()
    assert sorted(default.declared.tables) == ["user"]
    assert sorted(logs.declared.tables) == ["event", "links", "user"]
    assert sorted(default.at_heads.tables) == ["user"]
    assert sorted(logs.at_heads.tables) == ["event", "user"]
    assert _changes(default) == [("add_column", "user", "name")]
    assert _changes(logs) == [("add_table", "links", None)]
    for each in found.values():
        assert each.history_notes == each.difference_notes == ()


def test_flask_migrate_before_the_first_revision() -> None:
    found = _by_name(project_of(f"{FLASK_MODELS}#- migrations/env.py\n{FLASK_ENV}"))
    assert {name: _changes(each) for name, each in found.items()} == {
        "": [("add_table", "user", None)],
        "logs": [("add_table", "event", None), ("add_table", "user", None), ("add_table", "links", None)],
    }


_FLASK_ENV_FOR_ONE = """\
from alembic import context
from flask import current_app
target_db = current_app.extensions['migrate'].db
def get_metadata():
    return target_db.metadatas[None] if hasattr(target_db, 'metadatas') else target_db.metadata
def run_migrations_online():
    context.configure(connection=None, target_metadata=get_metadata())
    context.run_migrations()
run_migrations_online()
"""


def test_the_template_of_flask_migrate_for_one_database_leaves_the_models_of_others_alone() -> None:
    project = project_of(f"{FLASK_MODELS}#- migrations/env.py\n{_FLASK_ENV_FOR_ONE}")
    assert by_database(project) == (project,)
    assert project.difference_notes == ()
    assert _changes(project) == [("add_table", "user", None)]
    declared = {each.environment.database: sorted(each.declared.tables) for each in declared_by_database(project)}
    assert declared == {"": ["user"], "logs": ["event", "links", "user"]}


def test_one_database_is_one_project() -> None:
    project = project_of("#- app/models.py\nclass User(Base):\n    __tablename__ = 'user'\n    id = Column(Integer)\n")
    assert by_database(project) == declared_by_database(project) == (project,)


def test_the_only_database_of_the_template_is_handed_on() -> None:
    (project,) = by_database(project_of(ALEMBIC, databases="stock"))
    assert project.environment.database == "stock"
    assert sorted(project.at_heads.tables) == ["item", "log"]


def test_an_operation_that_runs_everywhere_runs_in_each() -> None:
    project = project_of(
        """\
#- migrations/env.py
from alembic import context
for name in ("one", "two"):
    context.configure(target_metadata=None)
    context.run_migrations(engine_name=name)
#- migrations/versions/001_first.py
def upgrade(engine_name):
    op.create_table("everywhere", sa.Column("id", sa.Integer()))
    if engine_name == "two":
        op.create_table("second", sa.Column("id", sa.Integer()))
"""
    )
    found = _by_name(project)
    assert {name: sorted(each.at_heads.tables) for name, each in found.items()} == {
        "one": ["everywhere"],
        "two": ["everywhere", "second"],
    }


def test_models_that_belong_to_no_known_database_are_not_compared() -> None:
    text = ALEMBIC.replace('{"orders": Orders.metadata, "stock": Stock.metadata}', "{}")
    for project in by_database(project_of(text, databases="orders, stock")):
        assert project.difference.operations == ()
        name = project.environment.database
        assert [note.message for note in project.difference_notes] == [
            f"no models were found that belong to the database {name}, so nothing was compared with the migrations"
        ]


def test_a_class_whose_base_is_not_read_is_in_no_database() -> None:
    text = ALEMBIC.replace("class Item(Stock):", "from elsewhere import Unread\nclass Item(Unread):")
    _, stock = by_database(project_of(text, databases="orders, stock"))
    assert _changes(stock) == []
    assert [note.message for note in stock.difference_notes] == [
        "not compared, for nobody says which database they are in: item"
    ]


def test_a_revision_without_functions_for_a_database_fails_there() -> None:
    project = project_of(ALEMBIC, databases="orders, stock, third")
    third = by_database(project)[2]
    assert third.run_of("001").raised == "builtins.KeyError"
    assert [note.message for note in third.history_notes] == ["upgrade() raises KeyError"]
