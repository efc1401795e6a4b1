"""A catalogue as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migration_lsp.report.terminal import printable
from migration_lsp.schema.records import (
    Catalogue,
    ColumnRecord,
    ForeignKeyRecord,
    IndexRecord,
    TableRecord,
)


def schema_json(catalogue: Catalogue) -> dict[str, Any]:
    """Tables by name, as the command line promises them."""
    return {
        "dialect": catalogue.dialect,
        "tables": {key: _table(catalogue.tables[key], catalogue) for key in sorted(catalogue.tables)},
    }


def _table(table: TableRecord, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "columns": {column.name: _column(column, catalogue) for column in table.columns},
        "primary_key": list(table.primary_key.columns) if table.primary_key else [],
        "indexes": [_index(index) for index in table.indexes],
        "unique_constraints": [{"name": unique.name, "columns": list(unique.columns)} for unique in table.uniques],
        "foreign_keys": [_foreign_key(key) for key in table.foreign_keys],
        "check_constraints": [{"name": check.name, "sqltext": check.sqltext} for check in table.checks],
        "comment": table.comment,
        "certain": table.certain and catalogue.certain,
    }


def _column(column: ColumnRecord, catalogue: Catalogue) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "type": column.type,
        "nullable": column.nullable,
        "server_default": column.default,
        "comment": column.comment,
        "certain": column.certain,
    }
    enum = catalogue.enums.get(column.type)
    if enum is not None:
        answer["enum"] = list(enum.values)
        answer["certain"] = column.certain and enum.certain
    if column.identity is not None:
        answer["identity"] = True
    if column.computed is not None:
        answer["computed"] = column.computed
    return answer


def _index(index: IndexRecord) -> dict[str, Any]:
    return {
        "name": index.name,
        "columns": list(index.columns),
        "expressions": list(index.expressions),
        "unique": index.unique,
        "options": dict(index.options),
    }


def _foreign_key(key: ForeignKeyRecord) -> dict[str, Any]:
    return {
        "name": key.name,
        "columns": list(key.columns),
        "target": [f"{key.target}.{column}" for column in key.target_columns],
        "ondelete": key.ondelete,
        "onupdate": key.onupdate,
    }


def schema_text(catalogue: Catalogue, title: str) -> str:
    """Every table with its columns, keys and constraints, a line each."""
    count = len(catalogue.tables)
    lines = [f"{title}: {count} {'table' if count == 1 else 'tables'} ({catalogue.dialect})"]
    for key in sorted(catalogue.tables):
        lines.append("")
        lines.extend(_table_lines(catalogue.tables[key], catalogue))
    for key in sorted(catalogue.enums):
        values = ", ".join(catalogue.enums[key].values)
        lines.extend(["", f"type {key}: {values}"])
    return "\n".join(printable(line) for line in lines) + "\n"


def _table_lines(table: TableRecord, catalogue: Catalogue) -> Iterator[str]:
    yield table.key + ("" if table.certain and catalogue.certain else "  (not certain)")
    name_width = max((len(column.name) for column in table.columns), default=0)
    type_width = min(max((len(column.type) for column in table.columns), default=0), 32)
    for column in table.columns:
        yield f"  {column.name:<{name_width}}  {column.type:<{type_width}}  {_facts(column)}".rstrip()
    if table.primary_key:
        yield f"  primary key ({', '.join(table.primary_key.columns)})"
    for unique in table.uniques:
        yield f"  unique {_named(unique.name)}({', '.join(unique.columns)})"
    for key in table.foreign_keys:
        yield f"  foreign key {_named(key.name)}{_reference(key)}"
    for check in table.checks:
        yield f"  check {_named(check.name)}({check.sqltext})"
    for index in table.indexes:
        yield f"  {'unique index' if index.unique else 'index'} {_named(index.name)}{_indexed(index)}"


def _facts(column: ColumnRecord) -> str:
    facts = [] if column.nullable else ["not null"]
    if column.computed is not None:
        facts.append(f"computed {column.computed}")
    elif column.identity is not None:
        facts.append("identity")
    elif column.default is not None:
        facts.append(f"default {column.default}")
    if not column.certain:
        facts.append("(not certain)")
    return "  ".join(facts)


def _named(name: str | None) -> str:
    return f"{name} " if name else ""


def _reference(key: ForeignKeyRecord) -> str:
    actions = [f"on delete {key.ondelete.lower()}"] if key.ondelete else []
    if key.onupdate:
        actions.append(f"on update {key.onupdate.lower()}")
    columns, targets = ", ".join(key.columns), ", ".join(key.target_columns)
    return " ".join([f"({columns}) -> {key.target} ({targets})", *actions])


def _indexed(index: IndexRecord) -> str:
    elements = [
        expression if column is None else column
        for column, expression in zip(index.columns, index.expressions or index.columns, strict=False)
    ]
    options = ", ".join(f"{name}={value}" for name, value in index.options)
    return f"({', '.join(str(element) for element in elements)})" + (f"  {options}" if options else "")
