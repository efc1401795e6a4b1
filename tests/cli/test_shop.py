"""What a user sees of the sample project."""

from __future__ import annotations

import textwrap

from tests.cli.command import SHOP, ask


def test_diff_groups_by_risk_and_ends_with_alembics_python() -> None:
    answered = ask("diff", root=SHOP)
    assert (answered.status, answered.err) == (0, "")
    order = ["CRITICAL", "WARNING", "SAFE", "Alembic would write:"]
    places = [answered.out.index(f"\n{word}") for word in order]
    assert places == sorted(places)
    assert "users.plan: add column [required-column-without-default]" in answered.out
    assert "psycopg is among the dependencies in pyproject.toml" in answered.out
    assert "batch_op.add_column(sa.Column('plan'" in answered.out
    assert "\x1b" not in answered.out


def test_diff_as_json() -> None:
    document = ask("diff", "--format", "json", root=SHOP).json
    assert document["dialect"] == "postgresql"
    assert document["notes"] == []
    plan = next(operation for operation in document["operations"] if operation.get("column") == "plan")
    assert plan == {
        "op": "add_column",
        "table": "users",
        "column": "plan",
        "risk": "CRITICAL",
        "rule": "required-column-without-default",
        "message": "users.plan: existing rows have no value for it, "
        "so adding it as NOT NULL fails on a table with rows",
        "beyond_alembic": False,
        "certain": True,
    }
    assert {operation["risk"] for operation in document["operations"]} == {"CRITICAL", "WARNING", "SAFE"}


def test_graph_as_text_and_as_json() -> None:
    text = ask("graph", root=SHOP).out
    document = ask("graph", "--format", "json", root=SHOP).json
    (head,) = document["heads"]
    assert f"head {head}" in text.splitlines()[0]
    assert text.splitlines()[2].split()[0] == head
    assert all("/" not in revision["path"] for revision in document["revisions"].values())
    merges = [revision for revision in document["revisions"].values() if isinstance(revision["down_revision"], list)]
    assert merges
    assert "(merge)" in text


def test_schema_of_models_and_of_migrations() -> None:
    declared = ask("schema", "--models", "--format", "json", root=SHOP).json
    migrated = ask("schema", "--at", "head", "--format", "json", root=SHOP).json
    assert "plan" in declared["tables"]["users"]["columns"]
    assert "plan" not in migrated["tables"]["users"]["columns"]
    assert ask("schema", "--at", "base", "--format", "json", root=SHOP).json["tables"] == {}
    assert "users\n" in ask("schema", "--at", "head", root=SHOP).out


def test_another_database_gives_other_types() -> None:
    tables = ask("schema", "--models", "--dialect", "mysql", "--format", "json", root=SHOP).json
    assert tables["dialect"] == "mysql"


def test_the_picture_in_the_readme_is_what_is_printed() -> None:
    readme = (SHOP.parent.parent.parent / "README.md").read_text("utf-8")
    picture = readme.partition("    $ migration-lsp diff\n")[2].partition("\nThe difference is")[0]
    printed = iter(ask("diff", root=SHOP).out.splitlines())
    for line in textwrap.dedent(picture).strip().splitlines():
        if line.strip() != "…":
            assert line in printed, f"not printed there: {line}"
