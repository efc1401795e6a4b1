"""What a revision's functions do, in whatever form they are written: operations, places, doubts, the next schema."""

from __future__ import annotations

import textwrap

import pytest

from migration_lsp.migrations.recorded import Run
from migration_lsp.schema.records import Catalogue
from tests.one_string import REVISION_HEADER, project_of

_HEADER_LINES = REVISION_HEADER.count("\n")


def run(body: str, dialect: str = "postgresql", *, more: str = "") -> Run:
    """The run of one revision (``002``) that stands on a table ``user`` with ``id`` and ``name``."""
    body, more = (textwrap.dedent(text).removeprefix("\n") for text in (body, more))
    project = project_of(
        f"""\
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(50)))
{more}
#- migrations/versions/002_next.py
{body}
""",
        dialect,
    )
    return project.run_of("002")


def columns(catalogue: Catalogue, table: str = "user") -> dict[str, str]:
    return {column.name: column.type for column in catalogue.tables[table].columns}


def messages(result: Run) -> list[str]:
    return [note.message for note in result.notes]


def kinds(result: Run) -> list[str]:
    return [type(recorded.operation).__name__ for recorded in result.operations]


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
    assert [span.path for span in recorded.callers] == ["migrations/versions/002_next.py"] * 2
    assert recorded.callers[-1].line == _HEADER_LINES + 2


def test_the_place_of_an_operation_is_its_call() -> None:
    result = run("""
        def upgrade():
            op.add_column(
                "user", sa.Column("ä", sa.Text()))
        """)
    span = result.operations[0].span
    assert (span.line, span.column, span.end_line) == (_HEADER_LINES + 1, 4, _HEADER_LINES + 2)
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


def test_an_undecided_condition_leaves_both_ways_open() -> None:
    result = run(
        """
        import os
        def upgrade():
            if os.environ["X"]:
                op.add_column("user", sa.Column("age", sa.Integer()))
        """
    )
    (recorded,) = result.operations
    assert not recorded.certain
    assert recorded.doubts[0].span.line == _HEADER_LINES + 2
    (age,) = [column for column in result.after.tables["user"].columns if column.name == "age"]
    assert not age.certain


def test_what_both_arms_do_alike_is_certain() -> None:
    result = run(
        """
        import os
        def upgrade():
            if os.environ["X"]:
                op.add_column("user", sa.Column("age", sa.Integer()))
            else:
                op.add_column("user", sa.Column("age", sa.Integer()))
        """
    )
    assert all(column.certain for column in result.after.tables["user"].columns)


def test_a_return_under_an_undecided_condition_makes_the_rest_doubtful() -> None:
    result = run(
        """
        import os
        def upgrade():
            if os.environ["X"]:
                return
            op.add_column("user", sa.Column("age", sa.Integer()))
        """
    )
    assert [recorded.certain for recorded in result.operations] == [False]
    assert not result.after.tables["user"].columns[-1].certain


def test_a_raise_guarded_by_rows_is_not_taken() -> None:
    result = run(
        """
        def upgrade():
            rows = op.get_bind().execute(sa.text('SELECT 1 FROM "user" WHERE name IS NULL')).fetchall()
            if rows:
                raise RuntimeError("clean up first")
            op.alter_column("user", "name", nullable=False)
        """
    )
    assert [recorded.certain for recorded in result.operations if "Alter" in type(recorded.operation).__name__] == [
        True
    ]
    assert result.raised is None
    assert not result.after.tables["user"].columns[1].nullable


def test_operations_in_a_loop_over_rows_are_doubtful() -> None:
    result = run(
        """
        def upgrade():
            for row in op.get_bind().execute(sa.text('SELECT name FROM "user"')):
                op.add_column("user", sa.Column("extra", sa.Text()))
        """
    )
    assert [recorded.certain for recorded in result.operations if "Add" in type(recorded.operation).__name__] == [False]


def test_an_operation_on_an_unknown_table_is_said_and_nothing_is_guessed() -> None:
    result = run("""
        import somewhere
        def upgrade():
            op.drop_column(somewhere.table(), "name")
        """)
    assert kinds(result) == ["UnknownSqlOp"]
    assert messages(result)[0].startswith("not analysed: op.drop_column()")
    assert not result.after.certain


def test_an_unknown_name_makes_its_table_uncertain_and_no_other() -> None:
    result = run(
        """
        import somewhere
        def upgrade():
            op.create_table("team", sa.Column("id", sa.Integer()))
            op.drop_constraint(somewhere.name(), "user")
        """
    )
    assert not result.after.tables["user"].certain
    assert result.after.tables["team"].certain
    assert result.after.certain


def test_op_handed_to_an_unknown_function_is_said() -> None:
    result = run("""
        import somewhere
        def upgrade():
            somewhere.change(op)
        """)
    assert "handed the operations" in messages(result)[0]
    assert not result.after.certain


def test_ddl_executed_on_something_unknown_counts() -> None:
    result = run("""
        import somewhere
        def upgrade():
            somewhere.session().execute('DROP TABLE "user"')
        """)
    assert "user" not in result.after.tables


def test_a_statement_on_rows_with_an_unknown_part_changes_nothing() -> None:
    result = run("""
        import somewhere
        def upgrade():
            op.execute(f'UPDATE "user" SET name = {somewhere.x()}')
        """)
    assert kinds(result) == ["DataOp"]
    assert result.after == result.before
    assert messages(result) == []


def test_ddl_with_an_unknown_part_is_not_passed_over() -> None:
    result = run("""
        import somewhere
        def upgrade():
            op.execute(f'ALTER TABLE "user" {somewhere.x()} name')
        """)
    assert messages(result)
    assert not result.after.tables["user"].certain


def test_rows_and_tables_of_the_revision_itself_change_nothing() -> None:
    result = run(
        """
        user = sa.table("user", sa.column("id"), sa.column("name"))
        import somewhere
        def upgrade():
            op.execute(user.update().where(user.c.id == somewhere.x()).values(name=somewhere.y()))
            op.bulk_insert(user, [{"id": 1, "name": "a"}])
        """
    )
    assert kinds(result) == ["DataOp", "BulkInsertOp"]
    assert result.after == result.before


def test_enum_types_are_created_and_dropped_on_a_connection() -> None:
    result = run(
        """
        kind = postgresql.ENUM("a", "b", name="kind")
        def upgrade():
            kind.create(op.get_bind(), checkfirst=True)
            kind.create(op.get_bind(), checkfirst=True)
            op.add_column("user", sa.Column("kind", kind))
        """
    )
    assert result.after.enums["kind"].values == ("a", "b")
    assert columns(result.after)["kind"] == "kind"
    assert not [problem for recorded in result.operations for problem in recorded.problems]


def test_metadata_of_the_revision_is_created_where_it_is_missing() -> None:
    result = run(
        """
        from sqlalchemy.orm import declarative_base
        Base = declarative_base()
        class User(Base):
            __tablename__ = "user"
            id = sa.Column(sa.Integer, primary_key=True)
        class Team(Base):
            __tablename__ = "team"
            id = sa.Column(sa.Integer, primary_key=True)
            owner = sa.Column(sa.ForeignKey("user.id"), index=True)
        def upgrade():
            Base.metadata.create_all(op.get_bind())
        """
    )
    assert columns(result.after) == {"id": "INTEGER", "name": "VARCHAR(50)"}
    team = result.after.tables["team"]
    assert [index.name for index in team.indexes] == ["ix_team_owner"]
    assert team.foreign_keys[0].target == "user"


def test_a_reflected_table_has_the_columns_of_that_moment() -> None:
    result = run(
        """
        def upgrade():
            op.add_column("user", sa.Column("age", sa.Integer()))
            user = sa.Table("user", sa.MetaData(), autoload_with=op.get_bind())
            for column in user.columns:
                if isinstance(column.type, sa.String):
                    op.alter_column('user', column.name, type_=sa.Text())
        """
    )
    assert columns(result.after) == {"id": "INTEGER", "name": "TEXT", "age": "INTEGER"}


def test_a_foreign_key_is_found_in_a_reflected_table_by_what_it_refers_to() -> None:
    result = run(
        """
        def name_of_key():
            user = sa.Table("user", sa.MetaData(), autoload_with=op.get_bind())
            for key in user.foreign_key_constraints:
                if key.referred_table.name == "elsewhere" and key.column_keys == ["team_id"]:
                    return key.name
            raise RuntimeError("no such key")
        def upgrade():
            op.add_column("user", sa.Column("team_id", sa.Integer(), sa.ForeignKey("elsewhere.id")))
            op.drop_constraint(name_of_key(), "user")
        """
    )
    assert result.raised is None
    assert result.after.tables["user"].foreign_keys == ()


def test_an_operation_that_the_project_registers_does_what_its_implementation_does() -> None:
    result = run(
        """
        from alembic.operations import Operations, MigrateOperation
        @Operations.register_operation("add_age")
        class AddAge(MigrateOperation):
            def __init__(self, table):
                self.table = table
            @classmethod
            def add_age(cls, operations, table):
                return operations.invoke(cls(table))
        @Operations.implementation_for(AddAge)
        def add_age(operations, operation):
            operations.execute(f'ALTER TABLE "{operation.table}" ADD COLUMN age int')
        def upgrade():
            op.add_age("user")
        """
    )
    assert columns(result.after)["age"] == "INTEGER"
    assert messages(result) == []


def test_an_operation_that_nobody_registers_is_said() -> None:
    result = run("""
        def upgrade():
            op.create_view("v", "SELECT 1")
        """)
    assert messages(result) == ["not analysed: op.create_view() is no operation of Alembic"]


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


def test_application_code_that_raises_makes_its_answer_unknown() -> None:
    result = run(
        """
        from app.crypto import field
        def upgrade():
            op.add_column("user", sa.Column("secret", field()))
            op.add_column("user", sa.Column("age", sa.Integer()))
        """,
        more="""
        #- app/crypto.py raw:1
        def field():
            raise RuntimeError("no application")
        """,
    )
    assert result.raised is None
    by_name = {column.name: column for column in result.after.tables["user"].columns}
    assert not by_name["secret"].certain
    assert by_name["age"].certain


def test_a_revision_that_raises_by_itself_says_so() -> None:
    result = run("""
        def upgrade():
            raise NotImplementedError("by hand")
        """)
    assert result.raised == "builtins.NotImplementedError"


def test_a_revision_without_the_function_does_nothing() -> None:
    result = run("x = 1")
    assert result.operations == ()
    assert result.after == result.before


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


def test_bounds_hold_for_endless_work() -> None:
    result = run("""
        def upgrade():
            x = 0
            while True:
                x = x + 1
            op.drop_table("user")
        """)
    assert any("too much work" in message for message in messages(result)) or result.operations == ()
    assert not result.after.certain


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


def test_reflected_metadata_has_the_tables_of_that_moment() -> None:
    result = run(
        """
        def upgrade():
            metadata = sa.MetaData()
            metadata.reflect(only=("user",), bind=op.get_bind())
            for column in metadata.tables["user"].c:
                if isinstance(column.type, sa.String):
                    op.alter_column("user", column.name, type_=sa.Text())
        """
    )
    assert columns(result.after) == {"id": "INTEGER", "name": "TEXT"}


def test_a_construct_is_compiled_for_the_bind_and_put_into_a_string() -> None:
    result = run(
        """
        def upgrade():
            op.execute(f"UPDATE \\"user\\" SET name = NULL WHERE {sa.false().compile(op.get_bind())}")
            op.execute(f"ALTER TABLE \\"user\\" ADD COLUMN x {sa.Text().compile(dialect=op.get_bind().dialect)}")
        """
    )
    assert messages(result) == []
    assert columns(result.after)["x"] == "TEXT"


def test_rows_that_are_not_known_are_inserted_without_a_word() -> None:
    result = run(
        """
        import uuid
        user = sa.table("user", sa.column("id"))
        def upgrade():
            op.bulk_insert(user, rows=[{"id": uuid.uuid4()}])
        """
    )
    assert (messages(result), result.after) == ([], result.before)
