"""What plans write, to the letter, and names that nobody should use."""

from __future__ import annotations

import ast

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from migration_lsp.schema.effects import ColumnAdded, ColumnDropped, ForeignKeyAdded
from migration_lsp.strategies.code import Call, execute, in_batch, of_sql, on_table
from migration_lsp.strategies.drop import drop_column
from migration_lsp.strategies.foreign_key import foreign_key
from migration_lsp.strategies.not_null_column import not_null_column
from tests.one_string import project_of
from tests.strategies.cases import CASES
from tests.strategies.plans import moment_of, planned_in_revision


def _steps(name: str, dialect: str) -> list[str]:
    (case,) = (it for it in CASES if it.name == name)
    return [step.upgrade or step.text for step in case.planned(dialect).plan.steps]


def test_a_required_column_on_postgresql() -> None:
    add, deploy, fill, check, prove, index = _steps("required column", "postgresql")
    assert add == "op.add_column('user', sa.Column('plan', sa.String(length=20), nullable=True))"
    assert deploy == "Deploy code that gives `plan` a value in every INSERT and UPDATE."
    assert fill == (
        "# What the models fill in for new rows.\n"
        "with op.get_context().autocommit_block():\n"
        "    connection = op.get_bind()\n"
        "    batch = sa.text(\n"
        '        """\n'
        "        UPDATE \"user\" SET plan = 'free'\n"
        "        WHERE id IN (\n"
        '            SELECT id FROM "user" WHERE plan IS NULL LIMIT 1000\n'
        "        )\n"
        '        """\n'
        "    )\n"
        "    while connection.execute(batch).rowcount:\n"
        "        pass"
    )
    assert "CHECK (plan IS NOT NULL) NOT VALID" in check
    assert prove == (
        "with op.get_context().autocommit_block():\n"
        "    op.execute('ALTER TABLE \"user\" VALIDATE CONSTRAINT user_plan_not_null_check')\n"
        "op.alter_column('user', 'plan', existing_type=sa.String(length=20), nullable=False)\n"
        "op.execute('ALTER TABLE \"user\" DROP CONSTRAINT user_plan_not_null_check')"
    )
    assert "postgresql_concurrently=True" in index


def test_mysql_is_told_again_what_a_column_is() -> None:
    *_, last = _steps("existing column set NOT NULL", "mysql")
    for part in ("existing_type=sa.String(length=20)", "existing_server_default=sa.text(\"'free'\")", "nullable=False"):
        assert part in last


def test_sqlite_goes_through_a_batch() -> None:
    first, *_ = _steps("required column", "sqlite")
    assert first == (
        "with op.batch_alter_table('user', schema=None) as batch_op:\n"
        "    batch_op.add_column(sa.Column('plan', sa.String(length=20), nullable=True))"
    )


def test_a_new_enum_type_is_made_and_goes_again() -> None:
    (case,) = (it for it in CASES if it.name == "required enum")
    first, *_ = case.planned("postgresql").revisions
    assert (first.upgrade or "").splitlines()[0] == (
        "postgresql.ENUM('sad', 'glad', name='mood').create(op.get_bind(), checkfirst=True)"
    )
    assert (first.downgrade or "").splitlines()[-1].endswith(".drop(op.get_bind(), checkfirst=True)")


def test_what_looks_like_a_parameter_is_none() -> None:
    assert execute("UPDATE t SET a = ' :y', b = c::text") == "op.execute(\"UPDATE t SET a = ' \\\\:y', b = c::text\")"


def test_a_call_on_a_table_and_in_a_batch() -> None:
    call = Call("create_index", ("['a']",), "'ix'", ("unique=False",))
    assert on_table(call, "app.user") == "op.create_index('ix', 'user', ['a'], unique=False, schema='app')"
    assert in_batch([call], "app.user") == (
        "with op.batch_alter_table('user', schema='app') as batch_op:\n"
        "    batch_op.create_index('ix', ['a'], unique=False)"
    )


def test_a_schema_is_named_everywhere() -> None:
    plan = planned_in_revision(
        """
        #- migrations/versions/001_user.py
        def upgrade():
            op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True), schema="app")
            op.create_table(
                "user", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("t", sa.Integer()), schema="app"
            )
        def downgrade():
            pass
        #- migrations/versions/002_key.py
        def upgrade():
            op.create_foreign_key(
                "fk", "user", "team", ["t"], ["id"], source_schema="app", referent_schema="app", ondelete="SET NULL"
            )
        """,
        "002",
        ForeignKeyAdded,
        foreign_key,
        "postgresql",
    )
    (table,) = (it for key, it in plan.carried_out.at_heads.tables.items() if key == "app.user")
    (key,) = table.foreign_keys
    assert (key.target, key.ondelete, key.validated) == ("app.team", "SET NULL", True)
    assert [index.columns for index in table.indexes] == [("t",)]


_NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20)


@given(_NAMES, _NAMES, st.sampled_from(("postgresql", "sqlite", "mysql")))
def test_any_name_gives_code_that_parses(table: str, column: str, dialect: str) -> None:
    project = project_of(
        f"""
        #- migrations/versions/001_a.py
        def upgrade():
            op.create_table({table!r}, sa.Column("id", sa.Integer(), primary_key=True), sa.Column("old", sa.Text()))
        #- migrations/versions/002_b.py
        def upgrade():
            op.add_column({table!r}, sa.Column({column!r}, sa.String(9), nullable=False, comment={table!r}))
            op.drop_column({table!r}, "old")
        """,
        dialect,
    )
    plans = (
        not_null_column(*moment_of(project, ColumnAdded, "002")),
        drop_column(*moment_of(project, ColumnDropped, "002")),
    )
    for step in (step for plan in plans for step in plan.steps):
        ast.parse(step.upgrade or "")
        ast.parse(step.downgrade or "")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\\")))
def test_any_statement_arrives_as_it_is(sql: str) -> None:
    tree = ast.parse(of_sql("f", sql))
    call = tree.body[0]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    (argument,) = call.value.args
    assert isinstance(argument, ast.Constant)
    assert isinstance(argument.value, str)
    assert str(sa.text(argument.value).compile()).split() == sql.split()
