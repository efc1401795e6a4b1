"""What somebody wrote of a column, beyond what its record holds: the type in their words, the Python-side default."""

from __future__ import annotations

from migration_lsp.judgement import Moment
from migration_lsp.schema.declare import Column
from migration_lsp.schema.effects import ColumnEffect
from migration_lsp.schema.write import Type, constant_default, type_in, type_of


def written_type(effect: ColumnEffect, at: Moment) -> Type | None:
    """The type as the operation or the models write it."""
    found = type_in(at.act.operation, effect.column.name)
    if found is not None:
        return found
    declared = declared_column(effect.table, effect.column.name, at) if at.is_pending else None
    return type_of(declared) if declared is not None else None


def constant_for(effect: ColumnEffect, at: Moment) -> str | None:
    """The constant that Python fills in for new rows (``default=``), as a literal in SQL."""
    found = constant_default(at.act.operation, effect.column.name, at.dialect)
    if found is not None:
        return found
    declared = declared_column(effect.table, effect.column.name, at)
    return constant_default(declared, effect.column.name, at.dialect) if declared is not None else None


def declared_column(table: str, name: str, at: Moment) -> Column | None:
    """The column of the models that goes by a name in the database."""
    for declared in at.project.tables:
        if str(declared.key) == table:
            return next((column for column in declared.columns if column.name == name), None)
    return None
