"""Strategy 8: an index on a table that is written to."""

from __future__ import annotations

from dataclasses import replace

from migration_lsp.judgement import Moment, Plan, Step
from migration_lsp.schema.effects import ForeignKeyAdded, IndexAdded
from migration_lsp.schema.records import IndexRecord, TableRecord
from migration_lsp.schema.write import sql_string
from migration_lsp.strategies.ground import Ground


def index(effect: ForeignKeyAdded | IndexAdded, at: Moment) -> Plan:
    """Build it without blocking writes."""
    ground = Ground.of(effect.table, at)
    wanted = effect.index if isinstance(effect, IndexAdded) else key_index(ground, effect.columns)
    is_new = at.is_new(effect.table)
    is_extra = isinstance(effect, ForeignKeyAdded) and at.is_pending
    step = _step_on_new_table(ground, wanted) if is_new else index_step(ground, wanted)
    steps = (_to_be_declared(step) if is_extra else step,)
    leftover = invalid_leftover(wanted.name) if ground.is_postgres and not is_new else None
    return Plan(
        f"{effect.label}: an index, built beside running code",
        steps,
        leftover,
        "nothing, unless an earlier attempt left an invalid index behind" if leftover else "",
        "Downgrade: the index goes, no row changes.",
    )


def key_index(ground: Ground, columns: tuple[str, ...]) -> IndexRecord:
    """The index that a foreign key on some columns needs."""
    return IndexRecord(f"ix_{ground.table.name}_{'_'.join(columns)}"[:63], columns, columns)


def index_step(ground: Ground, wanted: IndexRecord) -> Step:
    """A revision that builds an index on a table in use."""
    up, down = ground.create_index(wanted), ground.drop_index(wanted.name)
    if not ground.is_postgres:
        return Step(f"Build the index `{wanted.name}`.", up, down)
    fails = "It fails where something is there twice. " if wanted.unique else ""
    text = (
        f"Build the index `{wanted.name}` CONCURRENTLY, outside the transaction: nobody waits. {fails}A failed run "
        "leaves an invalid index, which IF NOT EXISTS passes over: where the query finds one, drop it first."
    )
    return Step(text, up, down, invalid_leftover(wanted.name))


def is_indexed(table: TableRecord, columns: tuple[str, ...]) -> bool:
    """Whether an index, a unique constraint or the primary key starts with some columns."""
    size = len(columns)
    primary = table.primary_key.columns if table.primary_key is not None else ()
    starts = [primary[:size], *(unique.columns[:size] for unique in table.uniques)]
    return columns in starts or any(index.columns[:size] == columns for index in table.indexes)


def unique_index(name: str | None, columns: tuple[str, ...]) -> IndexRecord:
    """The index that a unique constraint or a primary key takes over."""
    return IndexRecord(name, columns, columns, unique=True)


def key_index_step(ground: Ground, columns: tuple[str, ...], at: Moment) -> Step:
    """The index of a foreign key, which nobody asked for."""
    step = index_step(ground, key_index(ground, columns))
    return _to_be_declared(step) if at.is_pending else step


def _to_be_declared(step: Step) -> Step:
    return replace(step, text=f"{step.text} Declare it in the models too (`index=True`), or autogenerate drops it.")


def _step_on_new_table(ground: Ground, wanted: IndexRecord) -> Step:
    text = f"Build the index `{wanted.name}` in the revision that creates the table: it has no rows yet."
    return Step(text, ground.alter(ground.index_call(wanted)), ground.alter(ground.drop_index_call(wanted.name)))


def invalid_leftover(name: str | None) -> str:
    """A query for the index that a failed run left behind."""
    return (
        "SELECT indexrelid::regclass FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid\n"
        f"WHERE NOT indisvalid AND relname = {sql_string(name or '')}"
    )
