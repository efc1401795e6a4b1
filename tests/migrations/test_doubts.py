"""What is not known in a revision is said at its place, and nothing of it is guessed or lost."""

from __future__ import annotations

from tests.migrations.runs import HEADER_LINES, columns, kinds, messages, run


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
    assert recorded.doubts[0].span.line == HEADER_LINES + 2
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


def test_an_application_that_takes_too_much_work_for_an_answer_does_not_cost_the_revision() -> None:
    result = run(
        """
        from app.heavy import answer
        def upgrade():
            op.execute(f"UPDATE \\"user\\" SET name = '{answer()}'")
            op.add_column("user", sa.Column("age", sa.Integer()))
        """,
        more="""
        #- app/heavy.py raw:1
        def answer():
            total = 0
            while True:
                total = total + 1
        """,
    )
    assert messages(result) == ["not analysed: answer() takes too much work"]
    assert columns(result.after)["age"] == "INTEGER"
    assert result.after.certain
