"""Several analyses told as one, and fixes that go into the function of a database."""

from __future__ import annotations

from pathlib import Path

from migration_lsp.analysis.actions import actions_at, edits_of
from migration_lsp.analysis.analysis import Analysis
from migration_lsp.analysis.databases import once, told_of
from migration_lsp.project import by_database
from migration_lsp.source.edits import applied
from migration_lsp.workspace.discovery import discover
from tests.databases.samples import ALEMBIC, FLASK
from tests.one_string import project_of
from tests.workspace.project import write

_NEXT = """\
#- migrations/versions/002_next.py
def upgrade(engine_name):
    globals()["upgrade_%s" % engine_name]()
def downgrade(engine_name):
    globals()["downgrade_%s" % engine_name]()
def upgrade_orders():
    op.drop_table("log")  # migration-lsp: ignore[table-drop] it is empty
def downgrade_orders():
    op.create_table("log", sa.Column("id", sa.Integer(), primary_key=True))
def upgrade_stock():
    pass
def downgrade_stock():
    pass
"""


def _analyses() -> tuple[Analysis, ...]:
    text = ALEMBIC.replace("#- migrations/env.py", f"{_NEXT}#- migrations/env.py")
    return tuple(Analysis(project) for project in by_database(project_of(text, databases="orders, stock")))


def test_an_ignore_that_one_database_needs_is_of_use() -> None:
    analyses = _analyses()
    assert [it.finding.rule for it in told_of(analyses, ["002"]) if it.finding.revision == "002"] == []
    shown = once([analysis.findings(["002"]) for analysis in analyses])
    assert "unused-ignore" not in {finding.rule for finding in shown}


def test_what_is_said_of_one_database_carries_its_name() -> None:
    told = told_of(_analyses(), ["002"])
    assert {(it.database, it.finding.table) for it in told} >= {("orders", "log"), ("orders", "order")}


def test_dialects_of_a_configuration_file_that_names_several(tmp_path: Path) -> None:
    ini = "[alembic]\nscript_location = migrations\ndatabases = a, b\n"
    for name, url in (("a", "postgresql://h/a"), ("b", "mysql+pymysql://h/b")):
        ini += f"[{name}]\nsqlalchemy.url = {url}\n"
    revision = "revision = 'r'\ndown_revision = None\ndef upgrade(engine_name): pass\n"
    env = "from alembic import context\ncontext.run_migrations(engine_name='a')\n"
    root = write(tmp_path, {"alembic.ini": ini, "migrations/env.py": env, "migrations/versions/r.py": revision})
    (environment,) = discover(root).config.environments
    assert dict(environment.database_dialects) == {"a": "postgresql", "b": "mysql"}


def test_a_revision_of_flask_migrate_is_understood_in_each() -> None:
    for project in by_database(project_of(FLASK)):
        run = project.run_of("001")
        assert run.raised is None
        assert all(recorded.callers == () for recorded in run.operations)


def test_a_way_back_is_written_into_the_function_of_the_database() -> None:
    text = ALEMBIC.replace('    op.drop_table("log")\n    op.drop_table("item")\n', "    pass\n")
    _, stock = (Analysis(project) for project in by_database(project_of(text, databases="orders, stock")))
    (finding,) = (it for it in stock.findings() if it.rule == "missing-downgrade")
    span = finding.span
    place = ((span.line, span.column), (span.end_line, span.end_column))
    (action,) = (it for it in actions_at(stock, span.path, *place) if it.id.startswith("write-downgrade"))
    module = stock.project.module(span.path)
    assert module is not None
    edits = edits_of(stock, span.path, *place, action.id)
    assert edits is not None
    rewritten = applied("\n".join(module.lines), edits)
    assert "def downgrade_stock() -> None:\n    op.drop_table(" in rewritten
    assert "def downgrade_orders() -> None:\n    op.drop_table('log')" not in rewritten
