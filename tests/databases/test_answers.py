"""What the command line answers for several databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import ask
from tests.databases.samples import ALEMBIC, FLASK, FLASK_MODELS
from tests.one_string import files_of

_INI = """\
[alembic]
script_location = migrations
databases = orders, stock
[orders]
sqlalchemy.url = postgresql://u:p@h/orders
[stock]
sqlalchemy.url = sqlite:///stock.db
"""


def _project(root: Path, text: str, ini: str | None = None) -> Path:
    for path, body in files_of(text).items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(body)
    if ini is not None:
        (root / "alembic.ini").write_text(ini)
    return root


@pytest.mark.parametrize("which", [("--models",), ("--at", "head")])
def test_a_name_that_two_databases_have(tmp_path: Path, which: tuple[str, ...]) -> None:
    answer = ask("schema", *which, "--format", "json", root=_project(tmp_path, ALEMBIC, _INI)).json
    assert {key: table["database"] for key, table in answer["tables"].items()} == {
        "item": "stock",
        "order": "orders",
        "orders.log": "orders",
        "stock.log": "stock",
    }
    assert answer["tables"]["stock.log"]["columns"]["id"]["type"] == "VARCHAR(8)"
    assert answer["notes"] == []


def test_the_default_database_of_flask(tmp_path: Path) -> None:
    answer = ask("schema", "--at", "head", "--format", "json", root=_project(tmp_path, FLASK)).json
    databases = {key: table["database"] for key, table in answer["tables"].items()}
    assert databases == {"event": "logs", "logs.user": "logs", "user": ""}


def test_models_of_databases_that_nothing_migrates(tmp_path: Path) -> None:
    text = FLASK_MODELS
    (tmp_path / "app").mkdir()
    (tmp_path / "app/models.py").write_text(files_of(text)["app/models.py"])
    answer = ask("schema", "--models", "--format", "json", root=tmp_path).json
    databases = {key: table["database"] for key, table in answer["tables"].items()}
    assert databases == {"event": "logs", "links": "logs", "logs.user": "logs", "user": ""}


def test_the_difference_of_each(tmp_path: Path) -> None:
    root = _project(tmp_path, ALEMBIC, _INI)
    answer = ask("diff", "--format", "json", root=root).json
    told = [(it["database"], it["op"], it["table"], it["column"]) for it in answer["operations"]]
    assert told == [("orders", "add_column", "order", "note"), ("stock", "add_column", "item", "amount")]
    orders, stock = answer["python"].split("\n\n\n")
    assert orders.startswith("def upgrade_orders():\n    # ###")
    assert "op.add_column('order'" in orders
    assert stock.startswith("def upgrade_stock():\n")
    compile(answer["python"], "answer", "exec")
    text = ask("diff", root=root).out
    assert text.startswith("== database orders ==\n\n1 change in the models")
    assert "== database stock ==\n\n1 change in the models" in text
    assert "Judged for sqlite: its sqlalchemy.url in alembic.ini names it." in text


_RISKY = """\
#- migrations/versions/002_next.py
def upgrade(engine_name):
    globals()["upgrade_%s" % engine_name]()
    op.drop_table("log")
def downgrade(engine_name):
    globals()["downgrade_%s" % engine_name]()
def upgrade_orders():
    op.drop_column("order", "id")  # migration-lsp: ignore[column-drop] it is empty
def downgrade_orders():
    op.add_column("order", sa.Column("id", sa.Integer()))
def upgrade_stock():
    op.add_column("item", sa.Column("amount", sa.Integer(), nullable=False))
def downgrade_stock():
    pass
"""


def test_an_operation_is_judged_in_the_databases_in_which_it_runs(tmp_path: Path) -> None:
    root = _project(tmp_path, ALEMBIC.replace("#- migrations/env.py", f"{_RISKY}#- migrations/env.py"))
    answer = ask("check", "--format", "json", "--fail-on", "never", root=root).json
    told = [
        (it["rule"], it.get("database", "each"), it["table"])
        for it in answer["findings"]
        if it["revision"] == "002" and not it["rule"].startswith("downgrade")
    ]
    assert told == [
        ("table-drop", "each", "log"),
        ("primary-key-change", "orders", "order"),
        ("required-column-without-default", "stock", "item"),
        ("missing-downgrade", "stock", None),
    ]
    assert answer["verdicts"] == {"001": "SAFE", "002": "UNSAFE"}
    assert answer["stats"] == {"revisions": 2, "understood": 2, "uncertain": 0, "not_understood": 0}
    text = ask("check", "--fail-on", "never", root=root).out
    assert "[required-column-without-default] (stock)\n" in text
    assert "[table-drop]\n" in text
