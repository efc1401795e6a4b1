"""The step in which a column comes to a table that is in use: nullable, and with the enum type that it needs."""

from __future__ import annotations

from migration_lsp.judgement import Step
from migration_lsp.schema.records import ColumnRecord
from migration_lsp.schema.write import Type, new_enum_python
from migration_lsp.strategies.code import joined
from migration_lsp.strategies.ground import Ground


def add_step(ground: Ground, column: ColumnRecord, text: str, written: Type | None = None) -> Step:
    """A revision that adds a column and takes it away again."""
    enum = new_enum_python(written, ground.catalogue)
    create = f"{enum}.create(op.get_bind(), checkfirst=True)" if enum is not None else ""
    drop = f"{enum}.drop(op.get_bind(), checkfirst=True)" if enum is not None else ""
    return Step(
        text,
        joined(create, ground.add_column(column, written)),
        joined(ground.drop_column(column.name), drop),
    )
