"""Strategy 5: columns, tables and foreign keys go when nothing uses them any more."""

from __future__ import annotations

from dataclasses import replace

from migration_lsp.judgement import Moment, Plan, Step
from migration_lsp.schema.effects import ColumnDropped, ForeignKeyDropped, TableDropped
from migration_lsp.schema.records import Catalogue, ColumnRecord, ForeignKeyRecord, TableRecord
from migration_lsp.schema.write import create_table_python
from migration_lsp.strategies.carried import carried_by
from migration_lsp.strategies.code import joined, on_table, written
from migration_lsp.strategies.ground import Ground
from migration_lsp.strategies.orphans import orphans
from migration_lsp.strategies.required import loosened
from migration_lsp.strategies.validated import key_again, without_key

_RELEASE = "Wait for one release, so that going back to the one before still finds it."


def drop_column(effect: ColumnDropped, at: Moment) -> Plan:
    """Stop using it, wait for one release, then drop it."""
    ground, column = Ground.of(effect.table, at), effect.column
    name = ground.quote(column.name)
    steps = (
        Step(f"List who reads or writes `{column.name}`: code, views, reports, other services."),
        *_optional(ground, column),
        Step(
            f"Deploy code that neither reads nor writes it: `deferred()` first if it is in use, then out of the model. "
            f"{_RELEASE}",
            deploys=True,
        ),
        Step(f"If anybody may ask for the values again, copy them aside: `{_aside(ground, column)}`"),
        drop_step(ground, column),
    )
    return Plan(
        f"{effect.label}: out of use first, then dropped",
        steps,
        f"SELECT count(*) FROM {ground.sql} WHERE {name} IS NOT NULL",
        "how many values are lost with it",
        "Downgrade: the column comes back empty, the values only from the copy or a backup.",
    )


def _optional(ground: Ground, column: ColumnRecord) -> tuple[Step, ...]:
    if column.nullable or column.default is not None or column.computed is not None or column.identity is not None:
        return ()
    return (loosened(ground, column, "code that does not know it any more must be able to insert."),)


def _aside(ground: Ground, column: ColumnRecord) -> str:
    kept = ground.quote(f"{ground.table.name}_{column.name}_kept"[:63])
    columns = ground.quoted_all([*ground.key_columns, column.name])
    return f"CREATE TABLE {kept} AS SELECT {columns} FROM {ground.sql}"


def drop_step(ground: Ground, column: ColumnRecord) -> Step:
    """The last step of a column. Its indexes and keys go with it, and come back with the downgrade."""
    carried = carried_by(ground, column.name)
    stands = column if _has_value(column) else replace(column, nullable=True)
    before = () if ground.is_postgres else carried.drops(ground)
    gone = f" With it {carried.words()}." if carried else ""
    both = ground.drop_column_call(column.name)
    upgrade = ground.alter(*before, both) if ground.in_batches else joined(ground.alter(*before), ground.alter(both))
    return Step(
        f"Drop `{column.name}`.{gone} The lock is exclusive but short.",
        upgrade,
        joined(ground.add_column(stands), *carried.made(ground)),
    )


def _has_value(column: ColumnRecord) -> bool:
    return any((column.default, column.computed, column.identity is not None))


def drop_table(effect: TableDropped, at: Moment) -> Plan:
    """Stop using it, wait for one release, then drop it."""
    ground = Ground.of(effect.table, at)
    table = ground.catalogue.tables.get(effect.table) or effect.record
    pointing = _pointing_at(effect.table, at.before)
    steps = (
        Step(f"List who reads or writes `{effect.table}`: code, views, reports, other services."),
        Step(f"Deploy code that does not use it; take it out of the models. {_RELEASE}", deploys=True),
        *(_unlinked(key, table_key, at) for table_key, key in pointing),
        Step("If anybody may ask for its rows again, copy them aside or dump the table."),
        _dropped(ground, table, at),
    )
    return Plan(
        f"{effect.table}: out of use first, then dropped",
        steps,
        f"SELECT count(*) FROM {ground.sql}",
        "how many rows are lost with it",
        "Downgrade: the table comes back empty, its rows only from the copy or a backup.",
    )


def _pointing_at(target: str, catalogue: Catalogue) -> list[tuple[str, ForeignKeyRecord]]:
    """The foreign keys of other tables that refer to a table."""
    return [
        (key, foreign)
        for key, table in sorted(catalogue.tables.items())
        for foreign in table.foreign_keys
        if foreign.target == target and key != target
    ]


def _unlinked(key: ForeignKeyRecord, table: str, at: Moment) -> Step:
    ground = Ground.of(table, at)
    words = f"Drop the foreign key of `{table}` ({', '.join(key.columns)}) that refers to it: children before parents."
    return Step(words, without_key(ground, key), key_again(ground, key))


def _dropped(ground: Ground, table: TableRecord, at: Moment) -> Step:
    schema = (f"schema={table.schema!r}",) if table.schema else ()
    locked = sorted({key.target for key in table.foreign_keys} - {ground.key})
    waits = f" Readers of {', '.join(f'`{key}`' for key in locked)} wait for a moment." if locked else ""
    create = written("op.create_table", create_table_python(table, at.before))
    # MySQL makes the index of a foreign key, under its name, when it makes the key.
    made = {key.name for key in table.foreign_keys} if ground.is_mysql else set()
    indexes = [on_table(ground.index_call(index), ground.key) for index in table.indexes if index.name not in made]
    return Step(
        f"Drop the table.{waits}",
        written("op.drop_table", (repr(table.name), *schema)),
        joined(create, *indexes),
    )


def drop_foreign_key(effect: ForeignKeyDropped, at: Moment) -> Plan:
    """Let the code do what the database did, then drop it."""
    ground, key = Ground.of(effect.table, at), effect.key
    action = (key.ondelete or "NO ACTION").upper()
    steps = (
        Step(f"Deploy code that {_DUTIES.get(action, _DUTIES['NO ACTION']).format(t=key.target)}.", deploys=True),
        Step(
            f"Drop the foreign key. Nobody can read `{effect.table}` or `{key.target}` for a moment.",
            without_key(ground, key),
            key_again(ground, key),
        ),
        Step("From then on look for rows that refer to nothing.", sql=orphans(ground, key)),
    )
    return Plan(
        f"{effect.label}: its duties to the code first, then dropped",
        steps,
        orphans(ground, key),
        "0 today; the foreign key can come back only while it does",
        "Downgrade: the foreign key comes back as long as no row refers to nothing.",
    )


_DUTIES = {
    "CASCADE": "deletes the rows itself before it deletes theirs in `{t}`: the database did (ON DELETE CASCADE)",
    "SET NULL": "empties the reference itself before it deletes from `{t}`: the database did (ON DELETE SET NULL)",
    "SET DEFAULT": "resets the reference itself before it deletes from `{t}`: the database did",
    "RESTRICT": "deletes nothing from `{t}` that is still referred to: the database refused that",
    "NO ACTION": "deletes nothing from `{t}` that is still referred to: the database refused that",
}
