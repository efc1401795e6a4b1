"""What a revision's functions do, in whatever form they are written: operations, places, doubts, the next schema."""

from __future__ import annotations

import pytest

from migration_lsp.migrations.recorded import Run
from migration_lsp.schema.records import Catalogue
from tests.one_string import REVISION_HEADER, project_of

_HEADER_LINES = REVISION_HEADER.count("\n")


def run(body: str, dialect: str = "postgresql", *, more: str = "") -> Run:
    """The run of one revision (``002``) that stands on a table ``user`` with ``id`` and ``name``."""
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
    'def upgrade():\n    op.add_column("user", sa.Column("age", sa.Integer()))',
    'from alembic import op as o\ndef upgrade():\n    o.add_column("user", sa.Column("age", sa.Integer()))',
    'import alembic\ndef upgrade():\n    alembic.op.add_column("user", sa.Column("age", sa.Integer()))',
    'from alembic.op import add_column\ndef upgrade():\n    add_column("user", sa.Column("age", sa.Integer()))',
    'def upgrade():\n    with op.batch_alter_table("user") as batch_op:\n'
    '        batch_op.add_column(sa.Column("age", sa.Integer()))',
    'TABLE = "user"\nNEW = [("age", sa.Integer)]\ndef upgrade():\n    for name, kind in NEW:\n'
    "        op.add_column(TABLE, sa.Column(name, kind()))",
    'def add(table, *columns, **options):\n    for column in columns:\n        op.add_column(table, column, **options)\n'
    'def upgrade():\n    add("user", sa.Column("age", sa.Integer()), schema=None)',
    'column = sa.Column("age", sa.Integer())\ndef upgrade():\n    op.add_column(table_name="user", column=column)',
    'def upgrade():\n    op.execute("ALTER TABLE user ADD COLUMN age integer")'.replace("TABLE user", 'TABLE \\"user\\"'),
    'def upgrade():\n    bind = op.get_bind()\n    bind.execute(sa.text(\'ALTER TABLE "user" ADD COLUMN age int\'))',
    "def upgrade():\n    table = 'user'\n    op.execute(f'ALTER TABLE \"{table}\" ADD COLUMN %s int4' % 'age')",
    'def upgrade():\n    columns = {c["name"] for c in sa.inspect(op.get_bind()).get_columns("user")}\n'
    '    if "age" not in columns:\n        op.add_column("user", sa.Column("age", sa.Integer()))',
    'def has(name):\n    inspector = sa.Inspector.from_engine(op.get_bind())\n'
    '    return any(c["name"] == name for c in inspector.get_columns("user"))\n'
    'def upgrade():\n    if has("age"):\n        return\n    op.add_column("user", sa.Column("age", sa.Integer()))',
    'def upgrade():\n    if op.get_context().dialect.name == "sqlite":\n        op.drop_table("user")\n'
    '    elif op.get_bind().dialect.name == "postgresql":\n        op.add_column("user", sa.Column("age", sa.Integer()))',
    'def upgrade():\n    if isinstance(op.get_bind().dialect, postgresql.dialect):\n'
    '        op.add_column("user", sa.Column("age", sa.Integer()))',
    'from alembic import context\ndef upgrade():\n    if context.is_offline_mode():\n        raise SystemExit\n'
    '    op.add_column("user", sa.Column("age", sa.Integer()))',
    'def upgrade():\n    try:\n        op.drop_table()\n    except TypeError:\n        pass\n'
    '    op.add_column("user", sa.Column("age", sa.Integer()))',
    'def upgrade():\n    session = sa.orm.Session(bind=op.get_bind())\n'
    '    session.execute(sa.DDL(\'ALTER TABLE "user" ADD COLUMN age int\'))\n    session.commit()',
    'def upgrade(engine_name):\n    globals()[f"upgrade_{engine_name}"]()\n'
    'def upgrade_():\n    op.add_column("user", sa.Column("age", sa.Integer()))',
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
        'from migrations.tools import add_age\ndef upgrade():\n    add_age("user")',
        more='#- migrations/tools.py raw:1\nimport sqlalchemy as sa\nfrom alembic import op\n'
        'def add_age(table):\n    op.add_column(table, sa.Column("age", sa.Integer()))\n',
    )
    (recorded,) = result.operations
    assert recorded.span.path == "migrations/tools.py"
    assert [span.path for span in recorded.callers] == ["migrations/versions/002_next.py"] * 2
    assert recorded.callers[-1].line == _HEADER_LINES + 2


def test_the_place_of_an_operation_is_its_call() -> None:
    result = run('def upgrade():\n    op.add_column(\n        "user", sa.Column("ä", sa.Text()))')
    span = result.operations[0].span
    assert (span.line, span.column, span.end_line) == (_HEADER_LINES + 1, 4, _HEADER_LINES + 2)
    assert span.end_column == len('        "user", sa.Column("ä", sa.Text()))')


def test_operations_of_a_batch_are_recorded_one_by_one_and_done_at_its_end() -> None:
    result = run(
        'def upgrade():\n    with op.batch_alter_table("user") as b:\n        b.alter_column("name", new_column_name="title")\n'
        '        b.add_column(sa.Column("name", sa.Text()))'
    )
    assert kinds(result) == ["AlterColumnOp", "AddColumnOp"]
    assert all(recorded.in_batch for recorded in result.operations)
    assert columns(result.after) == {"id": "INTEGER", "title": "VARCHAR(50)", "name": "TEXT"}


def test_an_undecided_condition_leaves_both_ways_open() -> None:
    result = run(
        'import os\ndef upgrade():\n    if os.environ["X"]:\n        op.add_column("user", sa.Column("age", sa.Integer()))'
    )
    (recorded,) = result.operations
    assert not recorded.certain
    assert recorded.doubts[0].span.line == _HEADER_LINES + 2
    (age,) = [column for column in result.after.tables["user"].columns if column.name == "age"]
    assert not age.certain


def test_what_both_arms_do_alike_is_certain() -> None:
    result = run(
        'import os\ndef upgrade():\n    if os.environ["X"]:\n        op.add_column("user", sa.Column("age", sa.Integer()))\n'
        '    else:\n        op.add_column("user", sa.Column("age", sa.Integer()))'
    )
    assert all(column.certain for column in result.after.tables["user"].columns)


def test_a_return_under_an_undecided_condition_makes_the_rest_doubtful() -> None:
    result = run(
        'import os\ndef upgrade():\n    if os.environ["X"]:\n        return\n'
        '    op.add_column("user", sa.Column("age", sa.Integer()))'
    )
    assert [recorded.certain for recorded in result.operations] == [False]
    assert not result.after.tables["user"].columns[-1].certain


def test_a_raise_guarded_by_rows_is_not_taken() -> None:
    result = run(
        "def upgrade():\n    rows = op.get_bind().execute(sa.text('SELECT 1 FROM \"user\" WHERE name IS NULL')).fetchall()\n"
        '    if rows:\n        raise RuntimeError("clean up first")\n'
        '    op.alter_column("user", "name", nullable=False)'
    )
    assert [recorded.certain for recorded in result.operations if "Alter" in type(recorded.operation).__name__] == [True]
    assert result.raised is None
    assert not result.after.tables["user"].columns[1].nullable


def test_operations_in_a_loop_over_rows_are_doubtful() -> None:
    result = run(
        "def upgrade():\n    for row in op.get_bind().execute(sa.text('SELECT name FROM \"user\"')):\n"
        '        op.add_column("user", sa.Column("extra", sa.Text()))'
    )
    assert [recorded.certain for recorded in result.operations if "Add" in type(recorded.operation).__name__] == [False]


def test_an_operation_on_an_unknown_table_is_said_and_nothing_is_guessed() -> None:
    result = run('import somewhere\ndef upgrade():\n    op.drop_column(somewhere.table(), "name")')
    assert kinds(result) == ["UnknownSqlOp"]
    assert messages(result)[0].startswith("not analysed: op.drop_column()")
    assert not result.after.certain


def test_an_unknown_name_makes_its_table_uncertain_and_no_other() -> None:
    result = run(
        'import somewhere\ndef upgrade():\n    op.create_table("team", sa.Column("id", sa.Integer()))\n'
        '    op.drop_constraint(somewhere.name(), "user")'
    )
    assert not result.after.tables["user"].certain
    assert result.after.tables["team"].certain
    assert result.after.certain


def test_op_handed_to_an_unknown_function_is_said() -> None:
    result = run("import somewhere\ndef upgrade():\n    somewhere.change(op)")
    assert "handed the operations" in messages(result)[0]
    assert not result.after.certain


def test_ddl_executed_on_something_unknown_counts() -> None:
    result = run("import somewhere\ndef upgrade():\n    somewhere.session().execute('DROP TABLE \"user\"')")
    assert "user" not in result.after.tables


def test_a_statement_on_rows_with_an_unknown_part_changes_nothing() -> None:
    result = run("import somewhere\ndef upgrade():\n    op.execute(f'UPDATE \"user\" SET name = {somewhere.x()}')")
    assert kinds(result) == ["DataOp"]
    assert result.after == result.before
    assert messages(result) == []


def test_ddl_with_an_unknown_part_is_not_passed_over() -> None:
    result = run("import somewhere\ndef upgrade():\n    op.execute(f'ALTER TABLE \"user\" {somewhere.x()} name')")
    assert messages(result)
    assert not result.after.tables["user"].certain


def test_rows_and_tables_of_the_revision_itself_change_nothing() -> None:
    result = run(
        'user = sa.table("user", sa.column("id"), sa.column("name"))\nimport somewhere\n'
        'def upgrade():\n    op.execute(user.update().where(user.c.id == somewhere.x()).values(name=somewhere.y()))\n'
        '    op.bulk_insert(user, [{"id": 1, "name": "a"}])'
    )
    assert kinds(result) == ["DataOp", "BulkInsertOp"]
    assert result.after == result.before


def test_enum_types_are_created_and_dropped_on_a_connection() -> None:
    result = run(
        'kind = postgresql.ENUM("a", "b", name="kind")\ndef upgrade():\n    kind.create(op.get_bind(), checkfirst=True)\n'
        '    kind.create(op.get_bind(), checkfirst=True)\n    op.add_column("user", sa.Column("kind", kind))'
    )
    assert result.after.enums["kind"].values == ("a", "b")
    assert columns(result.after)["kind"] == "kind"
    assert not [problem for recorded in result.operations for problem in recorded.problems]


def test_metadata_of_the_revision_is_created_where_it_is_missing() -> None:
    result = run(
        'from sqlalchemy.orm import declarative_base\nBase = declarative_base()\n'
        'class User(Base):\n    __tablename__ = "user"\n    id = sa.Column(sa.Integer, primary_key=True)\n'
        'class Team(Base):\n    __tablename__ = "team"\n    id = sa.Column(sa.Integer, primary_key=True)\n'
        '    owner = sa.Column(sa.ForeignKey("user.id"), index=True)\n'
        "def upgrade():\n    Base.metadata.create_all(op.get_bind())"
    )
    assert columns(result.after) == {"id": "INTEGER", "name": "VARCHAR(50)"}
    team = result.after.tables["team"]
    assert [index.name for index in team.indexes] == ["ix_team_owner"]
    assert team.foreign_keys[0].target == "user"


def test_a_reflected_table_has_the_columns_of_that_moment() -> None:
    result = run(
        'def upgrade():\n    op.add_column("user", sa.Column("age", sa.Integer()))\n'
        '    user = sa.Table("user", sa.MetaData(), autoload_with=op.get_bind())\n'
        "    for column in user.columns:\n        if isinstance(column.type, sa.String):\n"
        "            op.alter_column('user', column.name, type_=sa.Text())"
    )
    assert columns(result.after) == {"id": "INTEGER", "name": "TEXT", "age": "INTEGER"}


def test_an_operation_that_the_project_registers_does_what_its_implementation_does() -> None:
    result = run(
        "from alembic.operations import Operations, MigrateOperation\n"
        '@Operations.register_operation("add_age")\n'
        "class AddAge(MigrateOperation):\n    def __init__(self, table):\n        self.table = table\n"
        "    @classmethod\n    def add_age(cls, operations, table):\n        return operations.invoke(cls(table))\n"
        "@Operations.implementation_for(AddAge)\ndef add_age(operations, operation):\n"
        '    operations.execute(f\'ALTER TABLE "{operation.table}" ADD COLUMN age int\')\n'
        'def upgrade():\n    op.add_age("user")'
    )
    assert columns(result.after)["age"] == "INTEGER"
    assert messages(result) == []


def test_an_operation_that_nobody_registers_is_said() -> None:
    result = run('def upgrade():\n    op.create_view("v", "SELECT 1")')
    assert messages(result) == ["not analysed: op.create_view() is no operation of Alembic"]


def test_an_autocommit_block_is_remembered() -> None:
    result = run(
        'def upgrade():\n    with op.get_context().autocommit_block():\n'
        '        op.create_index("ix", "user", ["name"], postgresql_concurrently=True)\n'
        '    op.drop_index("ix", "user")'
    )
    assert [recorded.autocommit for recorded in result.operations] == [True, False]


def test_application_code_that_raises_makes_its_answer_unknown() -> None:
    result = run(
        'from app.crypto import field\ndef upgrade():\n    op.add_column("user", sa.Column("secret", field()))\n'
        '    op.add_column("user", sa.Column("age", sa.Integer()))',
        more='#- app/crypto.py raw:1\ndef field():\n    raise RuntimeError("no application")\n',
    )
    assert result.raised is None
    by_name = {column.name: column for column in result.after.tables["user"].columns}
    assert not by_name["secret"].certain
    assert by_name["age"].certain


def test_a_revision_that_raises_by_itself_says_so() -> None:
    result = run('def upgrade():\n    raise NotImplementedError("by hand")')
    assert result.raised == "builtins.NotImplementedError"


def test_a_revision_without_the_function_does_nothing() -> None:
    result = run("x = 1")
    assert result.operations == ()
    assert result.after == result.before


def test_a_problem_names_what_the_server_would_say() -> None:
    result = run('def upgrade():\n    op.drop_column("user", "missing")')
    (problem,) = result.operations[0].problems
    assert "missing" in problem.message


def test_each_operation_sees_the_schema_before_it() -> None:
    result = run('def upgrade():\n    op.drop_column("user", "name")\n    op.drop_table("user")')
    assert columns(result.operations[0].before) == {"id": "INTEGER", "name": "VARCHAR(50)"}
    assert columns(result.operations[1].before) == {"id": "INTEGER"}


def test_bounds_hold_for_endless_work() -> None:
    result = run('def upgrade():\n    x = 0\n    while True:\n        x = x + 1\n    op.drop_table("user")')
    assert any("too much work" in message for message in messages(result)) or result.operations == ()
    assert not result.after.certain


@pytest.mark.parametrize("dialect", ["sqlite", "mysql", "mariadb", "postgresql"])
def test_every_dialect_runs_a_plain_revision(dialect: str) -> None:
    result = run(
        'def upgrade():\n    with op.batch_alter_table("user") as b:\n'
        '        b.add_column(sa.Column("age", sa.Integer(), nullable=False, server_default="0"))\n'
        '        b.create_index("ix_user_age", ["age"])',
        dialect,
    )
    assert [index.name for index in result.after.tables["user"].indexes] == ["ix_user_age"]
    assert columns(result.after)["age"] == "INTEGER"
