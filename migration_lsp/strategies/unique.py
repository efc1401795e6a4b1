"""Strategy 6: uniqueness of rows that are there already."""

from __future__ import annotations

from migration_lsp.judgement import Moment, Plan, Step
from migration_lsp.schema.effects import UniqueAdded
from migration_lsp.schema.names import object_name
from migration_lsp.schema.records import IndexRecord
from migration_lsp.strategies.code import Call, execute, listed
from migration_lsp.strategies.ground import Ground
from migration_lsp.strategies.index import index_step, unique_index


def unique(effect: UniqueAdded, at: Moment) -> Plan:
    """Find the duplicates, build the index without blocking writes, then let the constraint take it over."""
    ground = Ground.of(effect.table, at)
    query = duplicates(ground, effect)
    columns = " and ".join(f"`{column}`" for column in effect.columns)
    steps = (
        Step(f"Deploy code that writes no row with the {columns} of another one.", deploys=True),
        Step("Merge or change the rows that the query finds; keep what you take away until you are sure.", sql=query),
        *unique_steps(ground, effect),
    )
    return Plan(
        f"{effect.label}: unique without blocking writes",
        steps,
        query,
        "nothing where no two rows are the same",
        "Downgrade: the constraint or index goes, no row changes. What was merged stays merged.",
    )


def duplicates(ground: Ground, effect: UniqueAdded) -> str:
    """What is there more than once, as a query."""
    index = effect.index
    over = [
        ground.quote(column) if column is not None else expression
        for column, expression in zip(
            effect.over, index.expressions if index is not None else effect.columns, strict=False
        )
    ]
    where = dict(index.options).get(f"{ground.dialect}_where") if index is not None else None
    kept = [f"{ground.quote(column)} IS NOT NULL" for column in effect.columns if _may_be_null(ground, column)]
    conditions = " AND ".join([*([f"({where})"] if where else []), *kept])
    return (
        f"SELECT {', '.join(over)}, count(*) FROM {ground.sql}"
        + (f"\nWHERE {conditions}" if conditions else "")
        + f"\nGROUP BY {', '.join(over)} HAVING count(*) > 1"
    )


def _may_be_null(ground: Ground, column: str) -> bool:
    record = ground.table.column(column)
    return record is None or record.nullable


def unique_steps(ground: Ground, effect: UniqueAdded) -> tuple[Step, ...]:
    """The index and the constraint, once nothing is there twice."""
    if effect.index is not None:
        return (index_step(ground, effect.index),)
    return unique_over(ground, effect.name, effect.columns)


def unique_over(ground: Ground, given: str | None, columns: tuple[str, ...]) -> tuple[Step, ...]:
    """A unique constraint on columns in which nothing is there twice."""
    name = given or object_name(ground.table.name, "_".join(columns), "key")
    drop = ground.drop_constraint(name, "unique")
    if not ground.is_postgres:
        call = Call("create_unique_constraint", (listed(columns),), repr(name))
        return (Step("Add the unique constraint.", ground.alter(call), drop),)
    index = unique_index(name, columns)
    take_over = f"ALTER TABLE {ground.sql} ADD CONSTRAINT {ground.quote(name)} UNIQUE USING INDEX {ground.quote(name)}"
    return (
        index_step(ground, index),
        Step(
            "Let the constraint take the index over: nothing is read, the lock is short.",
            execute(take_over),
            _index_again(ground, index, drop),
        ),
    )


def _index_again(ground: Ground, index: IndexRecord, drop: str) -> str:
    """The constraint takes its index along when it goes; the step before it has made one."""
    return f"{drop}\n{ground.create_index(index)}"
