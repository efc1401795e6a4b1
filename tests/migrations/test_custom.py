"""Operations that Alembic does not bring."""

from __future__ import annotations

from tests.migrations.runs import columns, messages, run


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
