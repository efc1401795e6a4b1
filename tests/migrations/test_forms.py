"""Whatever the form in which an operation is written, it is the same operation, with its place."""

from __future__ import annotations

import pytest
from alembic.operations import ops

from tests.migrations.runs import HEADER_LINES, columns, kinds, run

_ADDS_AGE = [
    """
        def upgrade():
            op.add_column("user", sa.Column("age", sa.Integer()))
        """,
    """
        from alembic import op as o
        def upgrade():
            o.add_column("user", sa.Column("age", sa.Integer()))
        """,
    """
        import alembic
        def upgrade():
            alembic.op.add_column("user", sa.Column("age", sa.Integer()))
        """,
    """
        from alembic.op import add_column
        def upgrade():
            add_column("user", sa.Column("age", sa.Integer()))
        """,
    """
        def upgrade():
            with op.batch_alter_table("user") as batch_op:
                batch_op.add_column(sa.Column("age", sa.Integer()))
        """,
    """
        TABLE = "user"
        NEW = [("age", sa.Integer)]
        def upgrade():
            for name, kind in NEW:
                op.add_column(TABLE, sa.Column(name, kind()))
        """,
    """
        def add(table, *columns, **options):
            for column in columns:
                op.add_column(table, column, **options)
        def upgrade():
            add("user", sa.Column("age", sa.Integer()), schema=None)
        """,
    """
        column = sa.Column("age", sa.Integer())
        def upgrade():
            op.add_column(table_name="user", column=column)
        """,
    """
        def upgrade():
            op.execute('ALTER TABLE "user" ADD COLUMN age integer')
        """,
    """
        def upgrade():
            bind = op.get_bind()
            bind.execute(sa.text('ALTER TABLE "user" ADD COLUMN age int'))
        """,
    """
        def upgrade():
            table = 'user'
            op.execute(f'ALTER TABLE "{table}" ADD COLUMN %s int4' % 'age')
        """,
    """
        def upgrade():
            columns = {c["name"] for c in sa.inspect(op.get_bind()).get_columns("user")}
            if "age" not in columns:
                op.add_column("user", sa.Column("age", sa.Integer()))
        """,
    """
        def has(name):
            inspector = sa.Inspector.from_engine(op.get_bind())
            return any(c["name"] == name for c in inspector.get_columns("user"))
        def upgrade():
            if has("age"):
                return
            op.add_column("user", sa.Column("age", sa.Integer()))
        """,
    """
        def upgrade():
            if op.get_context().dialect.name == "sqlite":
                op.drop_table("user")
            elif op.get_bind().dialect.name == "postgresql":
                op.add_column("user", sa.Column("age", sa.Integer()))
        """,
    """
        def upgrade():
            if isinstance(op.get_bind().dialect, postgresql.dialect):
                op.add_column("user", sa.Column("age", sa.Integer()))
        """,
    """
        from alembic import context
        def upgrade():
            if context.is_offline_mode():
                raise SystemExit
            op.add_column("user", sa.Column("age", sa.Integer()))
        """,
    """
        def upgrade():
            try:
                op.drop_table()
            except TypeError:
                pass
            op.add_column("user", sa.Column("age", sa.Integer()))
        """,
    """
        def upgrade():
            session = sa.orm.Session(bind=op.get_bind())
            session.execute(sa.DDL('ALTER TABLE "user" ADD COLUMN age int'))
            session.commit()
        """,
    """
        def upgrade(engine_name):
            globals()[f"upgrade_{engine_name}"]()
        def upgrade_():
            op.add_column("user", sa.Column("age", sa.Integer()))
        """,
]


@pytest.mark.parametrize("body", _ADDS_AGE)
def test_the_same_column_whatever_the_form(body: str) -> None:
    result = run(body)
    assert columns(result.after) == {"id": "INTEGER", "name": "VARCHAR(50)", "age": "INTEGER"}
    assert all(recorded.certain for recorded in result.operations)
    assert result.after.tables["user"].certain
    assert result.after.tables["user"].columns[-1].certain


def test_a_helper_in_another_module_is_followed_and_the_call_in_the_revision_is_known() -> None:
    result = run(
        """
        from migrations.tools import add_age
        def upgrade():
            add_age("user")
        """,
        more="""
        #- migrations/tools.py raw:1
        import sqlalchemy as sa
        from alembic import op
        def add_age(table):
            op.add_column(table, sa.Column("age", sa.Integer()))
        """,
    )
    (recorded,) = result.operations
    assert recorded.span.path == "migrations/tools.py"
    assert [span.path for span in recorded.callers] == ["migrations/versions/002_next.py"]
    assert recorded.callers[-1].line == HEADER_LINES + 2


def test_the_place_of_an_operation_is_its_call() -> None:
    result = run("""
        def upgrade():
            op.add_column(
                "user", sa.Column("ä", sa.Text()))
        """)
    span = result.operations[0].span
    assert (span.line, span.column, span.end_line) == (HEADER_LINES + 1, 4, HEADER_LINES + 2)
    assert span.end_column == len('        "user", sa.Column("ä", sa.Text()))')


def test_operations_of_a_batch_are_recorded_one_by_one_and_done_at_its_end() -> None:
    result = run(
        """
        def upgrade():
            with op.batch_alter_table("user") as b:
                b.alter_column("name", new_column_name="title")
                b.add_column(sa.Column("name", sa.Text()))
        """
    )
    assert kinds(result) == ["AlterColumnOp", "AddColumnOp"]
    assert all(recorded.in_batch for recorded in result.operations)
    assert columns(result.after) == {"id": "INTEGER", "title": "VARCHAR(50)", "name": "TEXT"}


def test_an_autocommit_block_is_remembered() -> None:
    result = run(
        """
        def upgrade():
            with op.get_context().autocommit_block():
                op.create_index("ix", "user", ["name"], postgresql_concurrently=True)
            op.drop_index("ix", "user")
        """
    )
    assert [recorded.autocommit for recorded in result.operations] == [True, False]


def test_a_problem_names_what_the_server_would_say() -> None:
    result = run("""
        def upgrade():
            op.drop_column("user", "missing")
        """)
    (problem,) = result.operations[0].problems
    assert "missing" in problem.message


def test_each_operation_sees_the_schema_before_it() -> None:
    result = run("""
        def upgrade():
            op.drop_column("user", "name")
            op.drop_table("user")
        """)
    assert columns(result.operations[0].before) == {"id": "INTEGER", "name": "VARCHAR(50)"}
    assert columns(result.operations[1].before) == {"id": "INTEGER"}


@pytest.mark.parametrize("dialect", ["sqlite", "mysql", "mariadb", "postgresql"])
def test_every_dialect_runs_a_plain_revision(dialect: str) -> None:
    result = run(
        """
        def upgrade():
            with op.batch_alter_table("user") as b:
                b.add_column(sa.Column("age", sa.Integer(), nullable=False, server_default="0"))
                b.create_index("ix_user_age", ["age"])
        """,
        dialect,
    )
    assert [index.name for index in result.after.tables["user"].indexes] == ["ix_user_age"]
    assert columns(result.after)["age"] == "INTEGER"


def test_the_kind_of_a_dropped_constraint_is_a_word_and_no_type() -> None:
    answer = run(
        """
        def upgrade():
            op.create_unique_constraint("uq_name", "user", ["name"])
            with op.batch_alter_table("user", schema=None) as batch_op:
                batch_op.drop_constraint("uq_name", type_="unique")
        """
    )
    last = answer.operations[-1]
    assert isinstance(last.operation, ops.DropConstraintOp)
    assert last.operation.constraint_type == "unique"
    assert last.problems == ()
