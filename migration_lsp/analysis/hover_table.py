"""A table as text: its columns, keys and indexes, and how it is before and after."""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.analysis.markdown import code, fence
from migration_lsp.analysis.words import over, reference
from migration_lsp.schema.records import ColumnRecord, TableRecord


def table_text(table: TableRecord) -> list[str]:
    """The lines of a table, aligned."""
    names = max((len(column.name) for column in table.columns), default=0)
    types = min(max((len(column.type) for column in table.columns), default=0), 30)
    lines = [f"{column.name:<{names}}  {column.type:<{types}}  {_rest(column)}".rstrip() for column in table.columns]
    return [" ".join(line.splitlines()) for line in (*lines, *_constraints(table))]


def _rest(column: ColumnRecord) -> str:
    parts = [] if column.nullable else ["NOT NULL"]
    if column.computed is not None:
        parts.append(f"computed {column.computed}")
    elif column.identity is not None:
        parts.append("identity")
    elif column.default is not None:
        parts.append(f"default {column.default}")
    if not column.certain:
        parts.append("(not certain)")
    return " ".join(parts)


def _constraints(table: TableRecord) -> Iterator[str]:
    if table.primary_key is not None and table.primary_key.columns:
        yield f"primary key {over(table.primary_key.columns)}"
    for unique in table.uniques:
        yield f"unique {_named(unique.name)}{over(unique.columns)}"
    for key in table.foreign_keys:
        yield f"foreign key {_named(key.name)}{reference(key)}"
    for check in table.checks:
        yield f"check {_named(check.name)}({check.sqltext}){'' if check.validated else ' NOT VALID'}"
    for exclusion in table.exclusions:
        yield f"exclusion {_named(exclusion.name)}{exclusion.definition}"
    for index in table.indexes:
        kind = "unique index" if index.unique else "index"
        options = "".join(f" {name.partition('_')[2].upper()} {value}" for name, value in index.options)
        yield f"{kind} {_named(index.name)}{over(index.columns, index.expressions)}{options}"


def _named(name: str | None) -> str:
    return f"{name} " if name else ""


def before_and_after(key: str, before: TableRecord | None, after: TableRecord | None) -> str:
    """One block where nothing changes; else the lines that go and come, marked as in a patch."""
    old = table_text(before) if before is not None else []
    new = table_text(after) if after is not None else []
    if before is None and after is None:
        return f"**{code(key)}**: no such table here, as far as the migrations tell."
    if old == new:
        return f"**{code(key)}**: not changed here.\n\n{fence(chr(10).join(new), 'text')}"
    title = "as this creates it" if before is None else "dropped here" if after is None else "before (-) and after (+)"
    return f"**{code(key)}**: {title}\n\n{fence(chr(10).join(_patch(old, new)), 'diff')}"


def _patch(old: list[str], new: list[str]) -> Iterator[str]:
    """Every line once, in the order of the new text, with what goes before what comes in its place."""
    lost, fresh = set(old) - set(new), set(new) - set(old)
    left = iter(old)
    for line in new:
        if line in fresh:
            continue
        for other in left:
            if other == line:
                break
            if other in lost:
                yield f"- {other}"
        yield f"  {line}"
    yield from (f"- {other}" for other in left if other in lost)
    yield from (f"+ {line}" for line in new if line in fresh)
