"""``CREATE TABLE``, ``CREATE INDEX`` and ``DROP`` of both, as Alembic's operations."""

from __future__ import annotations

import re
from typing import Any

from alembic.operations import ops
from alembic.operations.ops import MigrateOperation
from sqlalchemy.schema import Index, SchemaItem

from ..operations import (
    CreateObjectOp,
    CreateTableAsOp,
    CreateTableLikeOp,
    Flags,
    ObjectKind,
    with_flags,
)
from .constraints import read_constraint, read_key, starts_constraint, starts_key
from .cursor import Cursor, Name, NotUnderstood
from .definitions import read_column
from .expressions import expression

Ops = tuple[MigrateOperation, ...]
_RAW = Flags(raw_sql=True)


def create_table(cursor: Cursor, *, is_temporary: bool) -> Ops:
    """What follows ``CREATE TABLE``."""
    if_not_exists = cursor.take("IF", "NOT", "EXISTS")
    name = cursor.name()
    if is_temporary:
        whole = cursor.source(0, cursor.end)
        return (CreateObjectOp(ObjectKind.TEMPORARY_TABLE, name.name, None, whole, if_not_exists=if_not_exists),)
    if cursor.take("PARTITION", "OF"):
        parent = cursor.name()
        return (_like(name, parent, _ALL, if_not_exists, is_partition=True),)
    if cursor.take("LIKE"):
        return (_like(name, cursor.name(), _ALL - {"FOREIGN KEYS"}, if_not_exists),)
    if cursor.take("AS") or cursor.sees("SELECT"):
        return (CreateTableAsOp(name.name, cursor.rest(), name.schema, if_not_exists),)
    elements = cursor.bracketed().elements()
    comment, query = _table_options(cursor)
    if query is not None:
        return (CreateTableAsOp(name.name, query, name.schema, if_not_exists),)
    if len(elements) == 1 and elements[0].take("LIKE"):
        return (_read_like(name, elements[0], if_not_exists),)
    items, indexes = _elements(elements)
    create = ops.CreateTableOp(
        name.name, items, schema=name.schema, if_not_exists=if_not_exists or None, comment=comment
    )
    return (with_flags(create, _RAW), *(_create_key(name, index) for index in indexes))


def _elements(elements: list[Cursor]) -> tuple[list[SchemaItem], list[Index]]:
    items: list[SchemaItem] = []
    indexes: list[Index] = []
    for element in elements:
        if starts_constraint(element):
            items.append(read_constraint(element)[0])
        elif starts_key(element):
            indexes.append(read_key(element))
        else:
            column, constraints = read_column(element)
            items.extend((column, *constraints))
    return items, indexes


def _create_key(table: Name, index: Index) -> ops.CreateIndexOp:
    columns = [str(getattr(element, "name", element)) for element in index.expressions]
    name = None if index.name is None else str(index.name)
    return with_flags(ops.CreateIndexOp(name, table.name, columns, schema=table.schema), _RAW)


def _table_options(cursor: Cursor) -> tuple[str | None, str | None]:
    """The comment among the options behind the columns, and the query of ``AS SELECT``."""
    comment = None
    while not cursor.done():
        if cursor.take("INHERITS"):
            # The parent's columns come first, and which those are only the server knows.
            raise NotUnderstood
        if cursor.take("COMMENT"):
            cursor.punctuation("=")
            comment = cursor.string()
        elif cursor.sees("AS") or cursor.sees("SELECT"):
            return comment, cursor.rest()
        else:
            cursor.skip_balanced()
    return comment, None


_ALL = frozenset({"DEFAULTS", "CONSTRAINTS", "INDEXES", "IDENTITY", "GENERATED", "COMMENTS", "FOREIGN KEYS"})


def _read_like(name: Name, cursor: Cursor, if_not_exists: bool) -> CreateTableLikeOp:
    source = cursor.name()
    including: set[str] = set()
    while not cursor.done():
        takes = cursor.take_any("INCLUDING", "EXCLUDING")
        what = cursor.next().word
        named = _ALL - {"FOREIGN KEYS"} if what == "ALL" else {what}
        including = including | named if takes == "INCLUDING" else including - named
    return _like(name, source, frozenset(including), if_not_exists)


def _like(
    name: Name, source: Name, including: frozenset[str], if_not_exists: bool, *, is_partition: bool = False
) -> CreateTableLikeOp:
    return CreateTableLikeOp(name.name, source.name, name.schema, source.schema, including, is_partition, if_not_exists)


def drop_table(cursor: Cursor) -> Ops:
    if_exists = cursor.take("IF", "EXISTS")
    names, cascade = names_and_cascade(cursor)
    flags = Flags(raw_sql=True, cascade=cascade)
    return tuple(
        with_flags(ops.DropTableOp(name.name, schema=name.schema, if_exists=if_exists or None), flags) for name in names
    )


def names_and_cascade(cursor: Cursor) -> tuple[list[Name], bool]:
    """``a, b CASCADE``, to the end."""
    names = [cursor.name()]
    while cursor.punctuation(","):
        names.append(cursor.name())
    cascade = cursor.take("CASCADE")
    cursor.take_any("RESTRICT")
    cursor.finish()
    return names, cascade


def create_index(cursor: Cursor, *, is_unique: bool) -> Ops:
    """What follows ``CREATE [UNIQUE] INDEX``."""
    concurrently = cursor.take("CONCURRENTLY")
    if_not_exists = cursor.take("IF", "NOT", "EXISTS")
    # PostgreSQL names an index itself where no name is written.
    name = None if cursor.sees("ON") else cursor.name()
    options: dict[str, Any] = {}
    if cursor.take("USING"):
        options["mysql_using"] = cursor.identifier().lower()
    cursor.expect("ON")
    cursor.take("ONLY")
    table = cursor.name()
    if cursor.take("USING"):
        options["postgresql_using"] = cursor.identifier().lower()
    columns, operator_classes = _index_elements(cursor)
    _index_options(cursor, options)
    if operator_classes:
        options["postgresql_ops"] = operator_classes
    if concurrently:
        options["postgresql_concurrently"] = True
    schema = table.schema or (name.schema if name and not cursor.is_postgres else None)
    create = ops.CreateIndexOp(
        name.name if name else None,
        table.name,
        columns,
        schema=schema,
        unique=is_unique,
        if_not_exists=if_not_exists or None,
        **options,
    )
    return (with_flags(create, _RAW),)


_LENGTH = re.compile(r"^\(\d+\)$")
_ORDER = frozenset({"ASC", "DESC", "NULLS", "COLLATE"})


def _index_elements(cursor: Cursor) -> tuple[list[Any], dict[str, str]]:
    columns: list[Any] = []
    operator_classes: dict[str, str] = {}
    for element in cursor.bracketed().elements():
        start = element.at
        element.skip_balanced()
        is_plain = element.done() or element.word() in _ORDER or bool(element.word())
        if not is_plain:
            # A call or a cast: ``lower(name)``, ``data->>'a'``.
            while not element.done() and not element.word():
                element.skip_balanced()
        written = element.source(start, element.at)
        column = _plain_column(element, start)
        operator_class = ""
        if element.word() and element.word() not in _ORDER:
            operator_class = element.name().name
        order = element.rest()
        if operator_class:
            operator_classes[column or written] = operator_class
        if column is not None and (not order or order.upper() == "ASC"):
            columns.append(column)
        else:
            columns.append(expression(f"{written} {order}".strip()))
    return columns, operator_classes


def _plain_column(element: Cursor, start: int) -> str | None:
    """The column that an index element is, rather than an expression over columns."""
    at, end = element.at, element.end
    if at - start > 1 and not _LENGTH.match(element.source(start + 1, at)):
        return None
    element.at, element.end = start, start + 1
    try:
        return element.identifier()
    except NotUnderstood:
        return None
    finally:
        element.at, element.end = at, end


def _index_options(cursor: Cursor, options: dict[str, Any]) -> None:
    while not cursor.done():
        if cursor.take("INCLUDE"):
            options["postgresql_include"] = cursor.names_in_brackets()
        elif cursor.take("NULLS", "NOT", "DISTINCT"):
            options["postgresql_nulls_not_distinct"] = True
        elif cursor.take("WITH"):
            options["postgresql_with"] = _storage(cursor.bracketed())
        elif cursor.take("TABLESPACE"):
            options["postgresql_tablespace"] = cursor.identifier()
        elif cursor.take("WHERE"):
            prefix = "sqlite" if cursor.dialect == "sqlite" else "postgresql"
            options[f"{prefix}_where"] = expression(_unbracketed(cursor))
        else:
            cursor.skip_balanced()


def _unbracketed(cursor: Cursor) -> str:
    start = cursor.at
    if (token := cursor.peek()) and token.text == "(":
        inner = cursor.bracketed()
        if cursor.done():
            return inner.rest()
    cursor.at = start
    return cursor.rest()


def _storage(cursor: Cursor) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in cursor.elements():
        name = element.identifier()
        element.punctuation("=")
        found[name] = element.rest()
    return found


def drop_index(cursor: Cursor) -> Ops:
    concurrently = cursor.take("CONCURRENTLY")
    if_exists = cursor.take("IF", "EXISTS")
    names = [cursor.name()]
    while cursor.punctuation(","):
        names.append(cursor.name())
    table = cursor.name() if cursor.take("ON") else None
    cascade = cursor.take("CASCADE")
    cursor.take_any("RESTRICT")
    options: dict[str, Any] = {"postgresql_concurrently": True} if concurrently else {}
    flags = Flags(raw_sql=True, cascade=cascade)
    return tuple(
        with_flags(
            ops.DropIndexOp(
                name.name,
                table.name if table else None,
                schema=(table.schema if table else None) or name.schema,
                if_exists=if_exists or None,
                **options,
            ),
            flags,
        )
        for name in names
    )
