"""Calls that need care: ``Column``, ``Table``, ``Enum``, constraints.

An argument that is not known must neither be lost nor guessed: the column or table is made without it and carries
the reason in ``info["uncertain"]``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from sqlalchemy.sql.schema import FetchedValue, SchemaItem
from sqlalchemy.types import NullType, TypeEngine

from migration_lsp.schema.refusals import REFUSALS
from migration_lsp.schema.types import UnknownType
from migration_lsp.schema.vocabulary.host import NotKnown, as_type, host
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.values import NOT_MINE, Class, External, Function, Instance, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter

UNCERTAIN = "uncertain"
"""Key of ``info`` under which the reason stands why a column or table may be other than it looks."""

_OF_PYTHON_ALONE = frozenset(
    {"default", "onupdate", "info", "doc", "key", "quote", "insert_default", "default_factory"}
)
"""Arguments of a column that change nothing in the database."""
_IN_THE_DATABASE = frozenset(
    {
        "nullable",
        "primary_key",
        "index",
        "unique",
        "server_default",
        "server_onupdate",
        "autoincrement",
        "comment",
        "type_",
        "name",
    }
)


SITE = "site"
"""Key of ``info`` under which the :class:`Site` stands where a column or table is written."""

MADE = "made"
"""Key of ``info`` under which it stands which module a table was made for, and as the how manieth of all."""

UNTYPED = "untyped"
"""Key of ``info`` of a column that says nothing of its type: what type it has is that of what it references."""

OPEN = "open"
"""Key of ``info`` under which the reason stands why a table may have more columns than were read."""


def mark(item: Any, reason: str) -> None:
    """Say on a column or table that it is uncertain; the first reason stays."""
    item.info.setdefault(UNCERTAIN, reason)


_COUNT = itertools.count()


def say_made(interpreter: Interpreter, table: sa.Table) -> None:
    """Say of a new table for which module it was made: whoever else changes it meddles with that."""
    table.info[MADE] = (interpreter.sake, next(_COUNT))
    interpreter.claim(table)


def say_untyped(columns: Iterable[Any]) -> None:
    """Say of columns that are about to belong to a table which of them take the type of what they reference."""
    for column in columns:
        if isinstance(column, sa.Column) and column.foreign_keys and isinstance(column.type, NullType):
            column.info[UNTYPED] = True


def make_column(
    interpreter: Interpreter,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
    construct: type[sa.Column[Any]] = sa.Column,
) -> sa.Column[Any]:
    """A real column from evaluated arguments."""
    doubts: list[str] = []
    name, type_, items = _positional(interpreter, arguments, site, doubts)
    options = _options(interpreter, keywords, site, doubts)
    name = options.pop("name", name)
    if "type_" in options:
        type_ = options.pop("type_")
    if isinstance(type_, UnknownType):
        doubts.append("its type is not known")
    parts: list[Any] = [] if name is None else [name]
    if type_ is not None:
        parts.append(type_)
    parts.extend(items)
    try:
        column = construct(*parts, **options)
    except REFUSALS as error:
        column = construct(*([name] if name is not None else []), cast("Any", type_ or UnknownType()))
        doubts.append(f"SQLAlchemy refuses it: {type(error).__name__}")
    column.info[SITE] = site
    if doubts:
        mark(column, doubts[0])
    return column


def column_of(interpreter: Interpreter, value: Value, site: Site) -> sa.Column[Any] | None:
    """The column that an instance of a project's own subclass of ``Column`` is; None for any other value."""
    if not isinstance(value, Instance) or sa.Column not in value.cls.mro:
        return None
    if "column" not in value.extra:
        arguments, keywords = value.base_arguments or ((), {})
        value.extra["column"] = make_column(interpreter, arguments, keywords, site)
    found: sa.Column[Any] = value.extra["column"]
    return found


def _positional(
    interpreter: Interpreter, arguments: tuple[Value, ...], site: Site, doubts: list[str]
) -> tuple[str | None, TypeEngine[Any] | None, list[Any]]:
    name: str | None = None
    type_: TypeEngine[Any] | None = None
    items: list[Any] = []
    for position, argument in enumerate(arguments):
        if isinstance(argument, str) and position == 0:
            name = argument
        elif isinstance(argument, (SchemaItem, FetchedValue)):
            items.append(argument)
        elif argument is None and position < 2:
            continue
        elif isinstance(argument, Unknown) and position == 0 and len(arguments) > 1 and _is_type(arguments[1]):
            doubts.append(f"its name is not known: {argument.reason}")
        elif type_ is None and not isinstance(argument, Function):
            type_ = as_type(interpreter, argument, site)
        else:
            doubts.append("an argument is not known")
    return name, type_, items


def _is_type(value: Value) -> bool:
    return isinstance(value, (TypeEngine, Class, Instance, External)) or (
        isinstance(value, type) and issubclass(value, TypeEngine)
    )


def _options(interpreter: Interpreter, keywords: dict[str, Value], site: Site, doubts: list[str]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for name, value in keywords.items():
        if name in ("default", "insert_default", "onupdate"):
            if value is not None:
                options["default" if name != "onupdate" else name] = _python_side(value)
            continue
        if name in _OF_PYTHON_ALONE - {"key"}:
            continue
        if name == "type_":
            options[name] = as_type(interpreter, value, site)
            continue
        try:
            options[name] = host(interpreter, value, site)
        except NotKnown as unknown:
            if name in _IN_THE_DATABASE or name == "**":
                doubts.append(f"its {name} is not known: {unknown.reason}" if name != "**" else unknown.reason)
    return {
        name: value
        for name, value in options.items()
        if name in _IN_THE_DATABASE | {"default", "onupdate", "key", "system"} or "_" in name
    }


def _python_side(value: Value) -> Any:
    """A default that Python supplies. Its value is nobody's business here; that there is one is."""
    if isinstance(value, (sa.Sequence, str, int, float, bool)):
        return value
    return lambda: None


def changed(item: sa.Column[Any] | sa.Table, name: str, value: Value) -> Value:
    """``column.nullable = False`` and its like after the fact; ``NOT_MINE`` for what the database does not see."""
    wanted = _CHANGEABLE.get(name)
    if wanted is None or (isinstance(item, sa.Table) and name != "comment"):
        return NOT_MINE
    if isinstance(value, wanted):
        setattr(item, name, value)
    else:
        mark(item, f"its {name} is set to what is not known")
    return None


_CHANGEABLE: dict[str, tuple[type, ...]] = {
    "comment": (str, type(None)),
    "nullable": (bool,),
    "server_default": (FetchedValue, type(None)),
    "type": (TypeEngine,),
}


def make_table(
    interpreter: Interpreter, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site
) -> sa.Table | Unknown:
    """A real table from evaluated arguments."""
    if not arguments or not isinstance(arguments[0], str):
        return Unknown("a table whose name is not known", site.span)
    metadata = arguments[1] if len(arguments) > 1 and isinstance(arguments[1], sa.MetaData) else sa.MetaData()
    doubts = [argument.reason for argument in arguments[2:] if isinstance(argument, Unknown)]
    parts: list[Any] = []
    for argument in arguments[2:]:
        real = argument if isinstance(argument, SchemaItem) else interpreter.ask("real", interpreter, argument, site)
        if isinstance(real, SchemaItem):
            parts.append(real)
        elif not isinstance(argument, Unknown):
            doubts.append("an argument is not known")
    options = _table_options(interpreter, keywords, site, doubts)
    schema = options.get("schema", metadata.schema)
    key = f"{schema}.{arguments[0]}" if schema and schema is not sa.BLANK_SCHEMA else arguments[0]
    existing = metadata.tables.get(key)
    if existing is not None:
        interpreter.comes_across(existing)
        if not parts or options.get("keep_existing"):
            return existing
        interpreter.changes(existing)
        if not options.get("extend_existing"):
            metadata.remove(existing)
    for part in parts:
        interpreter.changes(part)
    say_untyped(parts)
    try:
        table = sa.Table(arguments[0], metadata, *parts, **options)
    except REFUSALS as error:
        return Unknown(f"SQLAlchemy refuses the table {arguments[0]}: {type(error).__name__}", site.span)
    table.info[SITE] = site
    if table is not existing:
        say_made(interpreter, table)
    if doubts:
        mark(table, doubts[0])
    return table


def _table_options(
    interpreter: Interpreter, keywords: dict[str, Value], site: Site, doubts: list[str]
) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for name, value in keywords.items():
        if name in ("autoload", "autoload_with"):
            doubts.append("its columns are read from the database")
            continue
        try:
            options[name] = host(interpreter, value, site)
        except NotKnown as unknown:
            doubts.append(unknown.reason)
    return options


def make_enum(
    interpreter: Interpreter,
    construct: Any,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> TypeEngine[Any]:
    """An enumeration type. One whose members are not known is unknown, not empty."""
    try:
        real = host(interpreter, arguments, site)
        options = host(interpreter, {key: value for key, value in keywords.items() if key != "metadata"}, site)
        if isinstance(keywords.get("metadata"), sa.MetaData):
            options["metadata"] = keywords["metadata"]
        if not real:
            return UnknownType() if not options.get("name") else construct(**options)
        made: TypeEngine[Any] = construct(*real, **options)
        return made
    except (NotKnown, *REFUSALS):
        return UnknownType()
