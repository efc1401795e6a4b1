"""One order for what Alembic finds. It walks over sets, so that its own order changes from run to run.

Its order stands where it is one. Dropped tables are put so that a table goes before those it refers to.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from alembic.operations import ops
from sqlalchemy import ForeignKeyConstraint


def put_in_order(upgrade_ops: ops.UpgradeOps) -> None:
    """Sorts the operations in place."""
    for operation in upgrade_ops.ops:
        if isinstance(operation, ops.ModifyTableOps):
            operation.ops[:] = _sorted_runs(operation.ops, _inside_table)
    upgrade_ops.ops[:] = _drops_in_order(upgrade_ops.ops)


def _sorted_runs(
    operations: list[ops.MigrateOperation], key: Callable[[ops.MigrateOperation], tuple[str, ...]]
) -> list[ops.MigrateOperation]:
    """Sorts within each run of operations of one kind, and leaves the runs where they are."""
    result: list[ops.MigrateOperation] = []
    for kind, grouped in groupby(operations, key=_run_of):
        run = list(grouped)
        result.extend(run if kind == "" else sorted(run, key=key))
    return result


def _run_of(operation: ops.MigrateOperation) -> str:
    if isinstance(operation, ops.DropColumnOp):
        return "drop column"
    if isinstance(operation, ops.DropConstraintOp) and operation.constraint_type == "foreignkey":
        return "drop foreign key"
    if isinstance(operation, ops.CreateForeignKeyOp):
        return "create foreign key"
    if isinstance(operation, ops.CreateUniqueConstraintOp) and operation.constraint_name is None:
        return "create unnamed unique constraint"
    return ""


def _inside_table(operation: ops.MigrateOperation) -> tuple[str, ...]:
    if isinstance(operation, ops.DropColumnOp):
        return (operation.column_name,)
    if isinstance(operation, ops.DropConstraintOp):
        constraint = operation.to_constraint()
        keys = constraint.column_keys if isinstance(constraint, ForeignKeyConstraint) else ()
        return (str(operation.constraint_name), *map(str, keys))
    if isinstance(operation, ops.CreateForeignKeyOp):
        return (str(operation.constraint_name), *map(str, operation.local_cols))
    if isinstance(operation, ops.CreateUniqueConstraintOp):
        return tuple(map(str, operation.columns))
    return ()


def _drops_in_order(operations: list[ops.MigrateOperation]) -> list[ops.MigrateOperation]:
    """Each dropped table with what Alembic drops before it, referring tables first."""
    blocks: dict[str, list[ops.MigrateOperation]] = {}
    dropped: dict[str, ops.DropTableOp] = {}
    for operation in operations:
        if isinstance(operation, ops.DropTableOp):
            dropped[_key(operation.schema, operation.table_name)] = operation
    if len(dropped) < 2:
        return operations
    first: list[ops.MigrateOperation] = []
    rest: list[ops.MigrateOperation] = []
    seen = False
    for operation in operations:
        name = getattr(operation, "table_name", None)
        key = _key(getattr(operation, "schema", None), name) if name else ""
        if key in dropped and isinstance(operation, (ops.DropTableOp, ops.ModifyTableOps)):
            blocks.setdefault(key, []).append(operation)
            seen = True
        else:
            (rest if seen else first).append(operation)
    in_order = [operation for key in _referring_first(dropped) for operation in blocks[key]]
    return [*first, *in_order, *rest]


def _referring_first(dropped: dict[str, ops.DropTableOp]) -> list[str]:
    refers = {key: _targets(operation) & dropped.keys() - {key} for key, operation in dropped.items()}
    result: list[str] = []
    waiting = sorted(dropped)
    while waiting:
        free = [key for key in waiting if not any(key in refers[other] for other in waiting if other != key)]
        # In a circle nobody is free, and the alphabet decides.
        chosen = free[0] if free else waiting[0]
        waiting.remove(chosen)
        result.append(chosen)
    return result


def _targets(operation: ops.DropTableOp) -> set[str]:
    table = operation.to_table()
    return {element.target_fullname.rpartition(".")[0] for element in table.foreign_keys}


def _key(schema: str | None, name: str) -> str:
    return f"{schema}.{name}" if schema else name
