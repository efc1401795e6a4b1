"""Changes of a generated project as statements of SQL, for revisions that are written in it."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.generator.history import Change, ExtraChange
from tests.benchmarks.generator.shape import Column


def statements(change: Change) -> Iterator[str]:
    """What a change comes to, one statement after the other."""
    table = f"ALTER TABLE {change.table}"
    if isinstance(change, ExtraChange):
        yield _extra_sql(change, table)
        return
    match change.before, change.after:
        case None, Column() as column:
            key = f" CONSTRAINT fk_{change.table}_{column.name} REFERENCES {column.references} (id)"
            default = f" DEFAULT {column.default}" if column.default is not None else ""
            yield f"{table} ADD COLUMN {column.name} {column.kind.sql}{default}{key if column.references else ''}"
            if column.references:
                yield f"CREATE INDEX ix_{change.table}_{column.name} ON {change.table} ({column.name})"
            if not column.nullable:
                if column.default is not None:
                    yield f"UPDATE {change.table} SET {column.name} = {column.default} WHERE {column.name} IS NULL"
                yield f"{table} ALTER COLUMN {column.name} SET NOT NULL"
        case Column() as column, None:
            yield f"{table} DROP COLUMN {column.name}"
        case Column() as before, Column() as after:
            yield f"{table} {_altered_sql(before, after)}"


def _altered_sql(before: Column, after: Column) -> str:
    if before.name != after.name:
        return f"RENAME COLUMN {before.name} TO {after.name}"
    if before.kind != after.kind:
        return f"ALTER COLUMN {before.name} TYPE {after.kind.sql}"
    return f"ALTER COLUMN {before.name} {'DROP' if after.nullable else 'SET'} NOT NULL"


def _extra_sql(change: ExtraChange, table: str) -> str:
    extra = change.extra
    if extra.form == "ix":
        on = f" ON {extra.table} ({extra.column})" if change.is_added else ""
        return f"{'CREATE' if change.is_added else 'DROP'} INDEX {extra.name}{on}"
    if not change.is_added:
        return f"{table} DROP CONSTRAINT {extra.name}"
    asked = f"UNIQUE ({extra.column})" if extra.form == "uq" else f"CHECK ({extra.condition})"
    return f"{table} ADD CONSTRAINT {extra.name} {asked}"
