"""What a database really holds, and what real autogenerate says, in the JSON that the command line answers.

Nothing of `migration_lsp` is used here: these are the answers that it is measured by.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

Json = dict[str, Any]

VERSION_TABLE = "alembic_version"


def reflected(connection: sa.Connection) -> Json:
    """Every table of the default schema, as FORMAT of `schema` has it; the version table is no table."""
    inspector = sa.inspect(connection)
    names = [name for name in sorted(inspector.get_table_names()) if name != VERSION_TABLE]
    return {
        "dialect": connection.dialect.name,
        "tables": {name: _table(inspector, connection.dialect, name) for name in names},
    }


def enum_types(connection: sa.Connection) -> dict[str, list[str]]:
    """The enum types of the default schema with their values; they outlive the tables that used them."""
    inspector = sa.inspect(connection)
    assert isinstance(inspector, postgresql.base.PGInspector)
    return {enum["name"]: list(enum["labels"]) for enum in inspector.get_enums()}


def _table(inspector: sa.Inspector, dialect: sa.Dialect, name: str) -> Json:
    return {
        "columns": {column["name"]: _column(column, dialect) for column in inspector.get_columns(name)},
        "primary_key": list(inspector.get_pk_constraint(name)["constrained_columns"]),
        "indexes": [
            _index(index)
            for index in inspector.get_indexes(name)
            # A unique constraint brings an index of its own name, which is told as the constraint.
            if not index.get("duplicates_constraint")
        ],
        "unique_constraints": [
            {"name": unique["name"], "columns": list(unique["column_names"])}
            for unique in inspector.get_unique_constraints(name)
        ],
        "foreign_keys": [_foreign_key(key) for key in inspector.get_foreign_keys(name)],
        "check_constraints": [
            {"name": check["name"], "sqltext": check["sqltext"]}
            for check in inspector.get_check_constraints(name)
        ],
        "comment": inspector.get_table_comment(name)["text"],
    }


def _column(column: Any, dialect: sa.Dialect) -> Json:
    kind = column["type"]
    answer: Json = {
        "type": kind.compile(dialect=dialect),
        "nullable": column["nullable"],
        "server_default": column["default"],
        "comment": column["comment"],
    }
    if isinstance(kind, sa.Enum) and kind.native_enum:
        answer["enum"] = list(kind.enums)
    if column.get("identity"):
        answer["identity"] = True
    if column.get("computed"):
        answer["computed"] = column["computed"]["sqltext"]
    return answer


def _index(index: Any) -> Json:
    options = {key: value for key, value in index.get("dialect_options", {}).items() if value}
    # An access method is only worth a word where it is not the usual one.
    if options.get("postgresql_using") == "btree":
        del options["postgresql_using"]
    return {
        "name": index["name"],
        "columns": list(index["column_names"]),
        "unique": bool(index["unique"]),
        "options": options,
    }


def _foreign_key(key: Any) -> Json:
    table = key["referred_table"]
    if key.get("referred_schema"):
        table = f"{key['referred_schema']}.{table}"
    return {
        "name": key["name"],
        "columns": list(key["constrained_columns"]),
        "target": [f"{table}.{column}" for column in key["referred_columns"]],
        "ondelete": key.get("options", {}).get("ondelete"),
        "onupdate": key.get("options", {}).get("onupdate"),
    }


def operations(diffs: Iterable[Any]) -> list[Json]:
    """Alembic's diff tuples, nested lists of column changes flattened, as FORMAT of `diff` has them."""
    flat: list[Json] = []
    for diff in diffs:
        if isinstance(diff, list):
            flat += [_operation(part) for part in diff]
        else:
            flat.append(_operation(diff))
    return flat


def _operation(diff: Sequence[Any]) -> Json:
    kind = diff[0]
    if kind in ("add_column", "remove_column"):
        return {"op": kind, "table": diff[2], "column": diff[3].name}
    if kind.startswith("modify_"):
        return {"op": kind, "table": diff[2], "column": diff[3]}
    if isinstance(diff[1], sa.Table):
        return {"op": kind, "table": diff[1].name}
    return {"op": kind, "table": diff[1].table.name, "name": _name(diff[1])}


def _name(thing: Any) -> str:
    """The name of an index or constraint, or its columns where nobody named it."""
    return str(thing.name) if thing.name else ",".join(column.name for column in thing.columns)
