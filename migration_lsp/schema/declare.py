"""Making declared tables: the few acts on real ``Column``, ``Table`` and ``MetaData`` that the model reader needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeGuard, cast

import sqlalchemy as sa
from sqlalchemy.sql.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from migration_lsp.schema.refusals import REFUSALS
from migration_lsp.schema.types import UnknownType
from migration_lsp.schema.vocabulary.columns import OPEN, UNCERTAIN, UNTYPED, mark, say_untyped

Column = sa.Column[Any]
MetaData = sa.MetaData
Table = sa.Table
Type = TypeEngine[Any]


def is_column(value: object) -> TypeGuard[Column]:
    return isinstance(value, sa.Column)


def is_table(value: object) -> TypeGuard[Table]:
    return isinstance(value, sa.Table)


def is_table_class(value: object) -> bool:
    return value is sa.Table


def is_metadata(value: object) -> TypeGuard[MetaData]:
    return isinstance(value, sa.MetaData)


def is_schema_item(value: object) -> TypeGuard[SchemaItem]:
    return isinstance(value, SchemaItem)


def new_metadata(naming_convention: Any = None, schema: str | None = None) -> MetaData:
    try:
        return sa.MetaData(naming_convention=naming_convention, schema=schema)
    except REFUSALS:
        return sa.MetaData(schema=schema)


def set_naming_convention(metadata: MetaData, convention: dict[Any, Any]) -> None:
    """``metadata.naming_convention = …`` after the fact: it names what is declared from now on."""
    metadata.naming_convention = cast("Any", new_metadata(convention).naming_convention)


def auto_string(length: int | None) -> Type:
    return sa.String(length)


def datetime_type(*, timezone: bool) -> Type:
    return sa.DateTime(timezone=timezone)


def float_type() -> Type:
    return sa.Float()


def numeric_type(precision: int | None, scale: int | None) -> Type:
    return sa.Numeric(precision, scale)


def unknown_type() -> Type:
    return UnknownType()


def null_type() -> Type:
    """The type of a column that says nothing of its type: that of the column which it references."""
    return sa.types.NullType()


def has_type(column: Column) -> bool:
    """Whether a column was given a type (a foreign key without one takes its target's)."""
    return not isinstance(column.type, sa.types.NullType)


def set_type(column: Column, type_: Type) -> None:
    column._set_type(type_)


def has_name(column: Column) -> bool:
    name: str | None = column.name
    return name is not None


def set_name(column: Column, name: str) -> None:
    """Name a column after its attribute, as declarative does."""
    key: str | None = column.key
    if key is None:
        column.key = name
    if not has_name(column):
        column.name = name


def set_nullable(column: Column, nullable: bool) -> None:
    column.nullable = nullable


def new_column(name: str | None, type_: Type | None, *items: Any, **options: Any) -> Column:
    parts: list[Any] = [
        *([name] if name is not None else []),
        *([type_] if type_ is not None else []),
        *items,
    ]
    return sa.Column(*parts, **options)


def sentinel(arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Column:
    """``insert_sentinel()``: a column of whole numbers unless it is told otherwise."""
    options = {name: value for name, value in keywords.items() if name in ("name", "type_")}
    try:
        return sa.insert_sentinel(*arguments, **options)
    except REFUSALS:
        return new_column(None, unknown_type())


def foreign_key(target: Any, **options: Any) -> Any:
    return sa.ForeignKey(target, **options)


def copied(column: Column) -> Column:
    """A copy that can be attached to another table."""
    made: Column = column._copy()
    if UNCERTAIN in column.info:
        mark(made, column.info[UNCERTAIN])
    if UNTYPED in column.info:
        made.info[UNTYPED] = True
    return made


def attached(column: Column) -> bool:
    return getattr(column, "table", None) is not None


def table_called(name: str, metadata: MetaData, options: dict[str, Any]) -> Table | None:
    """The table that is there already under the name of one that is to be made."""
    schema = options.get("schema", metadata.schema)
    return metadata.tables.get(f"{schema}.{name}" if schema and schema is not sa.BLANK_SCHEMA else name)


def make_table(
    name: str, metadata: MetaData, columns: Iterable[Column], items: Iterable[Any], options: dict[str, Any]
) -> Table | str:
    """A table of the declarative kind, or why SQLAlchemy refuses it. A table of the same name is replaced."""
    existing = table_called(name, metadata, options)
    if existing is not None and not options.get("extend_existing"):
        metadata.remove(existing)
    own = tuple(columns)
    say_untyped(own)
    try:
        return sa.Table(name, metadata, *own, *items, **options)
    except REFUSALS as error:
        return type(error).__name__


def add_column(table: Table, column: Column) -> str | None:
    """Add a column to a table; why not, where SQLAlchemy refuses."""
    say_untyped((column,))
    try:
        table.append_column(column, replace_existing=True)
    except REFUSALS as error:
        return type(error).__name__
    return None


def is_primary_key(value: object) -> bool:
    return isinstance(value, sa.PrimaryKeyConstraint)


def copied_item(item: Any) -> Any:
    """A constraint or index of a mixin, made anew for one more table."""
    if isinstance(item, sa.Index) and getattr(item, "table", None) is not None:
        return sa.Index(item.name, *(column.name for column in item.columns), unique=item.unique, **item.dialect_kwargs)
    if isinstance(item, sa.Constraint) and getattr(item, "parent", None) is not None:
        return item._copy()
    return item


def say_uncertain(item: Column | Table, reason: str) -> None:
    mark(item, reason)


def say_open(table: Table, reason: str) -> None:
    """Say that a table may have more than was read: what is missing from it proves nothing."""
    table.info.setdefault(OPEN, reason)


def uncertain(item: Column | Table) -> str | None:
    """Why a column or table may be other than it looks; None where it is certain."""
    reason: str | None = item.info.get(UNCERTAIN)
    return reason


def merge(target: Column, source: Column) -> None:
    """Give ``target`` what ``source`` says and it does not, as declarative does for ``Annotated`` columns."""
    source._merge(target)
