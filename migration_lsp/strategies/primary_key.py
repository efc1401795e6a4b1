"""Another primary key for a table that has rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migration_lsp.judgement import Moment, Plan, Step
from migration_lsp.schema.effects import PrimaryKeyChanged
from migration_lsp.schema.names import object_name
from migration_lsp.schema.records import PrimaryKeyRecord
from migration_lsp.strategies.code import Call, execute, joined, listed
from migration_lsp.strategies.ground import Ground
from migration_lsp.strategies.index import index_step, unique_index
from migration_lsp.strategies.required import required_steps


def change_primary_key(effect: PrimaryKeyChanged, at: Moment) -> Plan:
    """Prove the new key unique and filled, then swap the keys in one short transaction."""
    ground = Ground.of(effect.table, at)
    # The key is dropped and made anew by two operations: the run as a whole says what becomes what.
    table = at.at_end.tables.get(effect.table)
    old, new = ground.table.primary_key, table.primary_key if table is not None else effect.new
    columns = new.columns if new is not None else ()
    over = ground.quoted_all(columns)
    empty = " OR ".join(f"{ground.quote(column)} IS NULL" for column in columns)
    query = f"SELECT {over}, count(*) FROM {ground.sql}\nGROUP BY {over} HAVING count(*) > 1 OR {empty}"
    return Plan(
        f"{effect.table}: primary key ({_words(old)}) becomes ({_words(new)})",
        tuple(_steps(ground, old, new, query)),
        query if new is not None else None,
        "nothing where every row has a key of its own" if new is not None else "",
        "Downgrade: the old key stands again as long as its columns are there and no value repeats.",
    )


def _words(key: PrimaryKeyRecord | None) -> str:
    return ", ".join(key.columns) if key is not None else "none"


def _steps(ground: Ground, old: PrimaryKeyRecord | None, new: PrimaryKeyRecord | None, query: str) -> Iterator[Step]:
    pointing = _pointing(ground, old)
    if pointing:
        yield Step(
            f"Foreign keys stand on the old key: {', '.join(pointing)}. Give its columns a unique constraint of their "
            "own and make each foreign key anew on that, or move it to the new key; they hold the old key fast."
        )
    if new is not None:
        yield Step("Deploy code that writes the new key in every row, and no value twice.", deploys=True)
        yield Step("Fill in and correct the rows that the query finds.", sql=query)
        for name in new.columns:
            column = ground.table.column(name)
            if column is not None and column.nullable and ground.is_postgres:
                yield from required_steps(ground, replace(column, nullable=False))
    yield from _swap(ground, old, new)


def _swap(ground: Ground, old: PrimaryKeyRecord | None, new: PrimaryKeyRecord | None) -> Iterator[Step]:
    key_name = object_name(ground.table.name, "", "pkey")
    index = f"{key_name[:59]}_new"
    if new is not None and ground.is_postgres:
        yield index_step(ground, unique_index(index, new.columns))
    new_name = (new.name if new is not None else None) or key_name
    old_name = (old.name if old is not None else None) or key_name
    up, down = [], []
    if old is not None:
        up.append(ground.drop_constraint_call(old_name, "primary"))
        down.append(Call("create_primary_key", (listed(old.columns),), repr(old_name)))
    if new is not None:
        up.append(Call("create_primary_key", (listed(new.columns),), repr(new_name)))
        down.insert(0, ground.drop_constraint_call(new_name, "primary"))
    if ground.is_postgres and new is not None:
        take = f"ALTER TABLE {ground.sql} ADD CONSTRAINT {ground.quote(new_name)} PRIMARY KEY USING INDEX"
        again = ground.create_index(unique_index(index, new.columns))
        upgrade = joined(ground.alter(*up[:-1]), execute(f"{take} {ground.quote(index)}"))
        yield Step(
            "Swap the keys in one transaction: nothing is read, the lock is short.",
            upgrade,
            joined(ground.alter(*down), again),
        )
        return
    if ground.in_batches:
        # A batch makes the table anew with the key that is created; there is none to drop by name.
        up, down = up[-1:], down[-1:]
    words = "Swap the keys in a maintenance window: the server copies the table."
    yield Step(words, ground.alter(*up), ground.alter(*down))


def _pointing(ground: Ground, old: PrimaryKeyRecord | None) -> list[str]:
    if old is None:
        return []
    return sorted(
        f"`{key.name or table.key}` of `{table.key}`"
        for table in ground.catalogue.tables.values()
        for key in table.foreign_keys
        if key.target == ground.key and key.target_columns == old.columns
    )
