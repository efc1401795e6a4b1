"""The parts of a table anew, so that an operation can be applied more than once.

A column belongs to one table for good, and a copy of one that does has lost its foreign keys. Operations are
replayed again and again, so what they hold must stay as it was.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from alembic.operations import ops
from sqlalchemy import Column, ForeignKeyConstraint, Index, Table

_Signature = tuple[tuple[str, ...], tuple[str, ...]]


def made_table(op: ops.CreateTableOp, context: Any) -> Table:
    """The table of an operation, which keeps its own columns."""
    own: Any = copy(op)
    explicit = {_signature(item) for item in op.columns if isinstance(item, ForeignKeyConstraint)}
    own.columns = [_fresh(item, explicit, included=op._constraints_included) for item in op.columns]
    table: Table = own.to_table(context)
    _set_order(table, explicit)
    return table


_LATE = 1 << 40


def _set_order(table: Table, explicit: set[_Signature]) -> None:
    """Constraints come in the order of a first run: beside columns, by themselves, made by SQLAlchemy.

    Their names depend on it where two would have the same one.
    """
    for position, column in enumerate(table.columns):
        for check in column.constraints:
            check._creation_order = position - _LATE
    for constraint in table.constraints:
        is_implied = getattr(constraint, "_column_flag", False) or getattr(constraint, "_type_bound", False)
        if isinstance(constraint, ForeignKeyConstraint):
            is_implied = _signature(constraint) not in explicit
        if is_implied:
            constraint._creation_order += _LATE


def _signature(key: ForeignKeyConstraint) -> _Signature:
    columns = (str(getattr(column, "name", column)) for column in key.column_keys)
    return tuple(columns), tuple(element.target_fullname for element in key.elements)


def _fresh(item: Any, explicit: set[_Signature], *, included: bool) -> Any:
    if isinstance(item, Column):
        return item._copy() if included else _fresh_column(item, explicit)
    if isinstance(item, Index):
        elements = [str(each.name) if isinstance(each, Column) else each for each in item.expressions]
        return Index(item.name, *elements, unique=item.unique, **item.dialect_kwargs)
    return item


def _fresh_column(column: Column[Any], explicit: set[_Signature]) -> Column[Any]:
    made: Column[Any] = column._copy()
    for key in column.foreign_keys:
        # Those that no table has seen yet are copied with the column; the others may be part of a constraint
        # that stands by itself.
        implied = key.constraint is not None and len(key.constraint.elements) == 1
        if implied and _signature(key.constraint) not in explicit:  # type: ignore[arg-type]  # only constraints with columns are implied
            made.append_foreign_key(key._copy())
    return made
