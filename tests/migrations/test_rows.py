"""What a migration asks of the server's catalogue decides its branches; rows of tables never do."""

from __future__ import annotations

import pytest

from tests.migrations.runs import columns, run

CONSTRAINTS = "SELECT conname, contype FROM pg_constraint WHERE conrelid = 'public.user'::regclass"


@pytest.mark.parametrize(
    "read",
    [
        "[row[0] for row in result.fetchall()]",
        "[name for name, kind in result]",
        "[row.conname for row in result.all()]",
        '[row._mapping["conname"] for row in result]',
        '[row["conname"] for row in result.mappings()]',
        "list(result.scalars())",
        "[result.scalar()]",
        "[result.first()[0]]",
        "[result.fetchone().conname]",
        "result.scalars().all()",
    ],
)
def test_rows_are_read_in_every_form(read: str) -> None:
    result = run(
        f"""
        def upgrade():
            result = op.get_bind().execute(sa.text("{CONSTRAINTS}"))
            for name in {read}:
                op.drop_constraint(name, "user")
        """
    )
    assert result.raised is None
    assert result.after.certain
    assert result.after.tables["user"].certain
    assert result.after.tables["user"].primary_key is None


def test_parameters_and_an_answer_without_rows() -> None:
    result = run(
        """
        def has_column(bind, name):
            query = sa.text(
                "SELECT 1 FROM information_schema.columns WHERE table_name = :table AND column_name = :column"
            )
            return bind.execute(query.bindparams(table="user"), {"column": name}).scalar() is not None
        def upgrade():
            bind = op.get_bind()
            for name in ("name", "age"):
                if not has_column(bind, name):
                    op.add_column("user", sa.Column(name, sa.Integer()))
        """
    )
    assert columns(result.after) == {"id": "INTEGER", "name": "VARCHAR(50)", "age": "INTEGER"}
    assert result.after.tables["user"].certain


def test_a_result_is_read_once() -> None:
    result = run(
        f"""
        def upgrade():
            result = op.get_bind().execute(sa.text("{CONSTRAINTS}"))
            first, second = result.fetchall(), result.fetchall()
            op.add_column("user", sa.Column(f"c_{{len(first)}}_{{len(second)}}_{{result.rowcount}}", sa.Integer()))
        """
    )
    assert "c_1_0_1" in columns(result.after)


@pytest.mark.parametrize(
    ("query", "dialect"),
    [("SELECT name FROM user", "postgresql"), (CONSTRAINTS, "mysql"), ("SELECT conname FROM pg_missing", "postgresql")],
)
def test_other_rows_are_not_known(query: str, dialect: str) -> None:
    result = run(
        f"""
        def upgrade():
            for row in op.get_bind().execute(sa.text("{query}")):
                op.drop_column("user", row[0])
        """,
        dialect,
    )
    assert not result.after.tables["user"].certain
