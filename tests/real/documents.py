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
    """Every table of the default schema in the shape of `schema`; the version table is no table."""
    inspector = sa.inspect(connection)
    # One query for all tables each, for the sake of time.
    columns = inspector.get_multi_columns()
    keys = inspector.get_multi_pk_constraint()
    indexes = inspector.get_multi_indexes()
    uniques = inspector.get_multi_unique_constraints()
    references = inspector.get_multi_foreign_keys()
    checks = inspector.get_multi_check_constraints()
    comments = inspector.get_multi_table_comment()
    tables = {
        table[1]: {
            "columns": {column["name"]: _column(column, connection.dialect) for column in columns[table]},
            "primary_key": list(keys[table]["constrained_columns"]),
            # A unique constraint brings an index of its own name, which is told as the constraint.
            "indexes": [_index(index) for index in indexes[table] if not index.get("duplicates_constraint")],
            "unique_constraints": [
                {"name": unique["name"], "columns": list(unique["column_names"])} for unique in uniques[table]
            ],
            "foreign_keys": [_foreign_key(key) for key in references[table]],
            "check_constraints": [{"name": check["name"], "sqltext": check["sqltext"]} for check in checks[table]],
            "comment": comments[table]["text"],
        }
        for table in sorted(columns)
        if table[1] != VERSION_TABLE
    }
    return {"dialect": connection.dialect.name, "tables": tables}


def enum_types(connection: sa.Connection) -> dict[str, list[str]]:
    """The enum types of the default schema with their values; they outlive the tables that used them."""
    inspector = sa.inspect(connection)
    assert isinstance(inspector, postgresql.base.PGInspector)
    return {enum["name"]: list(enum["labels"]) for enum in inspector.get_enums()}


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
    # A column in another than the usual order is an expression, as it is in a `Table`.
    ordered = index.get("column_sorting", {})
    return {
        "name": index["name"],
        "columns": [None if name in ordered else name for name in index["column_names"]],
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
