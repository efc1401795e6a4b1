"""Strategy 3: another type for a column that has values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migration_lsp.judgement import Moment, Plan, Step
from migration_lsp.schema.effects import TypeChanged
from migration_lsp.schema.records import ColumnRecord
from migration_lsp.schema.write import type_python
from migration_lsp.strategies.carried import Carried, carried_by
from migration_lsp.strategies.code import Call, execute, joined
from migration_lsp.strategies.conversion import Conversion
from migration_lsp.strategies.declared import written_type
from migration_lsp.strategies.ground import Ground
from migration_lsp.strategies.index import index_step, unique_index
from migration_lsp.strategies.replacing import Replacement
from migration_lsp.strategies.validated import foreign_key_steps


def change_type(effect: TypeChanged, at: Moment) -> Plan:
    """Add a column of the new type, write both, convert, verify, read the new one, drop the old one."""
    ground, old, new = Ground.of(effect.table, at), effect.old, effect.column
    if _others_depend(ground, old):
        return _in_a_window(ground, effect, at)
    beside = replace(new, name=f"{new.name[:59]}_new")
    carried = carried_by(ground, old.name)
    moved = carried.on(old.name, beside.name, lambda name: f"{name[:59]}_new")
    replacement = Replacement(ground, old, beside, written_type(effect, at), effect.using, tuple(_along(ground, moved)))
    query, expects = Conversion(ground, old, beside, effect.using).check
    return Plan(
        f"{effect.label}: {old.type} becomes {new.type} beside running code",
        (*replacement.steps(), replacement.dropped(), _named(replacement, carried, moved, new)),
        query,
        expects,
        "Until the last step the old column holds everything: deploy the code before, and downgrade step by step. The "
        "last downgrade brings the column back empty: fill it from the new one.",
    )


def _others_depend(ground: Ground, column: ColumnRecord) -> bool:
    """Whether the column cannot be replaced by another one alone: the primary key, or what foreign keys refer to."""
    if column.name in ground.key_columns:
        return True
    return any(
        key.target == ground.key and column.name in key.target_columns
        for table in ground.catalogue.tables.values()
        for key in table.foreign_keys
    )


def _along(ground: Ground, moved: Carried) -> Iterator[Step]:
    """What the new column has to have before it is read, where it can be made beside running code."""
    if not ground.is_postgres:
        return
    for index in moved.indexes:
        yield index_step(ground, index)
    for unique in moved.uniques:
        yield index_step(ground, unique_index(unique.name, unique.columns))
    for key in moved.keys:
        yield from foreign_key_steps(ground, key)


def _named(replacement: Replacement, carried: Carried, moved: Carried, new: ColumnRecord) -> Step:
    """The new column takes the name of the old one, and with it the names of what hangs on it."""
    ground, beside = replacement.ground, replacement.new
    names, old_names = _names(ground, carried, moved)
    return Step(
        f"In a maintenance window, with the code that says `{new.name}`: give `{beside.name}` that name. (Or leave it, "
        f'and map the attribute to it: `mapped_column("{beside.name}", …)`.)',
        joined(ground.rename_column(beside, new.name, replacement.written), *names),
        joined(*old_names, ground.rename_column(new, beside.name, replacement.written)),
    )


def _names(ground: Ground, carried: Carried, moved: Carried) -> tuple[list[str], list[str]]:
    """Give what the new column has the names of what the old one had, and the way back."""
    if not ground.is_postgres:
        return list(carried.made(ground)), [ground.alter(*carried.drops(ground))]
    up, down = [], []
    for ours, theirs in zip(moved.indexes, carried.indexes, strict=True):
        up.append(_index_renamed(ground, ours.name, theirs.name))
        down.append(_index_renamed(ground, theirs.name, ours.name))
    for mine, other in zip(moved.uniques, carried.uniques, strict=True):
        name, index = ground.quote(other.name or ""), ground.quote(mine.name or "")
        up.append(execute(f"ALTER TABLE {ground.sql} ADD CONSTRAINT {name} UNIQUE USING INDEX {index}"))
        down.append(ground.drop_constraint(other.name, "unique"))
        down.append(ground.create_index(unique_index(mine.name, other.columns)))
    for new_key, key in zip(moved.keys, carried.keys, strict=True):
        up.append(_constraint_renamed(ground, new_key.name, key.name))
        down.append(_constraint_renamed(ground, key.name, new_key.name))
    return up, down


def _index_renamed(ground: Ground, old: str | None, new: str | None) -> str:
    schema = ground.key.rpartition(".")[0]
    name = f"{ground.quote(schema)}.{ground.quote(old or '')}" if schema else ground.quote(old or "")
    return execute(f"ALTER INDEX {name} RENAME TO {ground.quote(new or '')}")


def _constraint_renamed(ground: Ground, old: str | None, new: str | None) -> str:
    return execute(f"ALTER TABLE {ground.sql} RENAME CONSTRAINT {ground.quote(old or '')} TO {ground.quote(new or '')}")


def _in_a_window(ground: Ground, effect: TypeChanged, at: Moment) -> Plan:
    old, new, name = effect.old, effect.column, (repr(effect.column.name),)
    query, expects = Conversion(ground, old, new, effect.using).check
    pointing = sorted(
        f"`{table.key}` ({', '.join(key.columns)})"
        for table in ground.catalogue.tables.values()
        for key in table.foreign_keys
        if key.target == ground.key and old.name in key.target_columns
    )
    using = _using(ground, effect)
    up = Call("alter_column", name, options=(*ground.existing(old), *_type(ground, new, at, effect), *using))
    down = Call("alter_column", name, options=(*ground.existing(new), *_type(ground, old, at, None)))
    also = f" Change the columns that refer to it as well: {', '.join(pointing)}." if pointing else ""
    return Plan(
        f"{effect.label}: {old.type} becomes {new.type} in a maintenance window, for keys depend on it",
        (
            Step(
                f"Choose a window: the whole table is written anew while nobody can read it.{also}",
                sql=f"SELECT count(*) FROM {ground.sql}",
            ),
            Step("Change the type.", ground.alter(up), ground.alter(down)),
        ),
        query,
        expects,
        "Downgrade in a window as well, as long as every value fits the old type. Beside running code it takes a new "
        "key column, and a new column in each table that refers to it.",
    )


def _type(ground: Ground, column: ColumnRecord, at: Moment, effect: TypeChanged | None) -> tuple[str, ...]:
    written = written_type(effect, at) if effect is not None else None
    python = type_python(column.type, ground.catalogue, written)
    return (f"type_={python}",) if python is not None else ()


def _using(ground: Ground, effect: TypeChanged) -> tuple[str, ...]:
    expression = Conversion(ground, effect.old, effect.column, effect.using).expression
    if not ground.is_postgres or expression == ground.quote(effect.old.name):
        return ()
    return (f"postgresql_using={expression!r}",)
