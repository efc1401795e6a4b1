"""Python and SQL for what a record says: columns, types and whole tables as a revision would write them.

The words are Alembic's own. Types are written in SQLAlchemy's general form (``sa.String(length=20)``) wherever that
compiles to the very same DDL. Nothing here knows in which order things are done, nor why.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import Any, Literal

import sqlalchemy as sa
from alembic.autogenerate import render
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from .comparators import migration_context
from .flags import flags_of
from .inspector import OfflineConnection
from .loading import dialect_named
from .records import UNKNOWN_TYPE, Catalogue, ColumnRecord, TableRecord
from .refusals import REFUSALS
from .type_reflection import OpaqueType
from .types import UnknownType, reflected_type, type_text

Type = TypeEngine[Any]

_MODULES = ("sa.", "postgresql.", "mysql.", "sqlite.", "mssql.", "oracle.")
"""What a revision imports, or may, without knowing more than SQLAlchemy."""


def quoted(name: str, dialect: str) -> str:
    """An identifier as it has to stand in SQL: quoted where it is a reserved word or has capitals."""
    preparer = dialect_named(dialect).identifier_preparer
    # Older versions of SQLAlchemy look at the first character of a name that has none.
    return str(preparer.quote(name) if name else preparer.quote_identifier(name))


def quoted_key(key: str, dialect: str) -> str:
    """The name of a table, ``table`` or ``schema.table``, as it has to stand in SQL."""
    schema, _, name = key.rpartition(".")
    return f"{quoted(schema, dialect)}.{quoted(name, dialect)}" if schema else quoted(name, dialect)


def sql_string(text: str) -> str:
    """A text as a literal in SQL."""
    return "'" + text.replace("'", "''") + "'"


def type_python(text: str, catalogue: Catalogue, written: Type | None = None) -> str | None:
    """The type of a column as Python, in the words of ``written`` where that is the same type.

    None where there is no class for it: of an extension, a domain, or not read.
    """
    if written is not None and not isinstance(written, (OpaqueType, UnknownType, sa.types.NullType)):
        found = _type(written, catalogue)
        if found is not None:
            return found
    if text == UNKNOWN_TYPE:
        return None
    return _type(_general(reflected_type(text, catalogue.dialect, catalogue.enums), text, catalogue.dialect), catalogue)


def _type(type_: Type, catalogue: Catalogue) -> str | None:
    if isinstance(type_, (OpaqueType, UnknownType, sa.types.NullType)):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found: str = render._repr_type(type_, _context(catalogue.dialect))
    except REFUSALS:
        return None
    if not found.startswith(_MODULES) or not found.endswith(")"):
        return None
    return _of_type_that_is_there(_IN_TYPES.sub(_with_module, found), type_, catalogue)


_IN_TYPES = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|(?<![\w.])[A-Z]\w*(?=\()""")


def _with_module(found: re.Match[str]) -> str:
    """``sa.Text`` for ``Text``: Alembic writes the module of a type, and not always those of the types within."""
    is_type = isinstance(getattr(sa, found[0], None), type)
    return f"sa.{found[0]}" if is_type else found[0]


def _of_type_that_is_there(python: str, type_: Type, catalogue: Catalogue) -> str:
    """``create_type=False`` for an enum type that the database has: creating a table would create it once more."""
    if not isinstance(type_, (sa.Enum, postgresql.ENUM)) or catalogue.dialect != "postgresql":
        return python
    if not type_.native_enum or type_.name is None:
        return python
    values = ", ".join(repr(value) for value in type_.enums)
    schema = f", schema={type_.schema!r}" if type_.schema else ""
    made = "" if enum_key(type_) not in catalogue.enums else ", create_type=False"
    return f"postgresql.ENUM({values}, name={str(type_.name)!r}{schema}{made})"


def enum_key(type_: Type) -> str | None:
    """The key of a named enum type; None of any other type."""
    if not isinstance(type_, sa.Enum) or type_.name is None or not type_.native_enum:
        return None
    return f"{type_.schema}.{type_.name}" if type_.schema else str(type_.name)


def enum_values(type_: Type | None) -> tuple[str, ...]:
    """What an enum type holds, in order; nothing of any other type."""
    return tuple(type_.enums) if isinstance(type_, sa.Enum) else ()


def new_enum_python(type_: Type | None, catalogue: Catalogue) -> str | None:
    """The enum type that a column needs and PostgreSQL does not have yet."""
    if catalogue.dialect != "postgresql" or type_ is None:
        return None
    key = enum_key(type_)
    return _type(type_, catalogue) if key is not None and key not in catalogue.enums else None


def _general(type_: Type, text: str, dialect: str) -> Type:
    """SQLAlchemy's general class for a type, where that is the same DDL."""
    try:
        general = type_.as_generic()
        return general if type_text(general, dialect) == text else type_
    except (NotImplementedError, *REFUSALS):
        return type_


def column_python(column: ColumnRecord, catalogue: Catalogue, written: Type | None = None) -> str | None:
    """``sa.Column(…)`` for a record; None where its type has no class."""
    type_ = type_python(column.type, catalogue, written)
    if type_ is None:
        return None
    parts = [repr(column.name), type_, *_generated(column)]
    if column.default is not None and column.computed is None:
        parts.append(f"server_default=sa.text({column.default!r})")
    parts.append(f"nullable={column.nullable}")
    if column.comment is not None:
        parts.append(f"comment={column.comment!r}")
    return f"sa.Column({', '.join(parts)})"


def _generated(column: ColumnRecord) -> list[str]:
    parts: list[str] = []
    if column.computed is not None:
        persisted = "" if column.computed_persisted is None else f", persisted={column.computed_persisted}"
        parts.append(f"sa.Computed({column.computed!r}{persisted})")
    if column.identity is not None:
        options = dict(column.identity)
        always = options.get("always", "False").lower() == "true"
        parts.append("sa.Identity(always=True)" if always else "sa.Identity()")
    return parts


def column_sql(column: ColumnRecord, dialect: str) -> str:
    """A column as DDL text."""
    parts = [quoted(column.name, dialect), column.type]
    if column.default is not None:
        parts.append(f"DEFAULT {column.default}")
    if not column.nullable:
        parts.append("NOT NULL")
    return " ".join(parts)


def create_table_python(record: TableRecord, catalogue: Catalogue) -> tuple[str, ...]:
    """The arguments of ``op.create_table``: its name, columns and constraints. Indexes are not among them."""
    parts = [repr(record.name)]
    for column in record.columns:
        written = column_python(column, catalogue)
        parts.append(written or f"# {column.name!r}: write its type, {column.type!r}")
    key = record.primary_key
    if key is not None and key.columns:
        parts.append(_constraint("sa.PrimaryKeyConstraint", key.name, *map(repr, key.columns)))
    parts.extend(_constraint("sa.UniqueConstraint", it.name, *map(repr, it.columns)) for it in record.uniques)
    for foreign in record.foreign_keys:
        targets = [f"{foreign.target}.{column}" for column in foreign.target_columns]
        actions = {"ondelete": foreign.ondelete, "onupdate": foreign.onupdate}
        named = [f"{name}={value!r}" for name, value in actions.items() if value is not None]
        parts.append(
            _constraint("sa.ForeignKeyConstraint", foreign.name, repr(list(foreign.columns)), repr(targets), *named)
        )
    parts.extend(_constraint("sa.CheckConstraint", it.name, f"sa.text({it.sqltext!r})") for it in record.checks)
    if record.schema is not None:
        parts.append(f"schema={record.schema!r}")
    if record.comment is not None:
        parts.append(f"comment={record.comment!r}")
    return tuple(parts)


def _constraint(class_: str, name: str | None, *arguments: str) -> str:
    positional = [argument for argument in arguments if not argument.startswith(("ondelete=", "onupdate="))]
    keywords = [argument for argument in arguments if argument.startswith(("ondelete=", "onupdate="))]
    named = [f"name=op.f({name!r})"] if name is not None else []
    return f"{class_}({', '.join([*positional, *keywords, *named])})"


def type_in(operation: ops.MigrateOperation, column: str) -> Type | None:
    """The type that an operation gives to a column, as somebody wrote it."""
    if flags_of(operation).raw_sql:
        return None
    if isinstance(operation, ops.AddColumnOp) and operation.column.name == column:
        return operation.column.type
    if isinstance(operation, ops.AlterColumnOp) and column in (operation.column_name, operation.modify_name):
        return operation.modify_type
    return None


def type_of(column: sa.Column[Any]) -> Type:
    """The type of a declared column."""
    return column.type


def constant_default(source: ops.MigrateOperation | sa.Column[Any], name: str, dialect: str) -> str | None:
    """The constant that Python fills in for new rows (``default=``), as a literal in SQL."""
    column = source.column if isinstance(source, ops.AddColumnOp) else source
    if not isinstance(column, sa.Column) or column.name != name:
        return None
    default = column.default
    value = getattr(default, "arg", None) if getattr(default, "is_scalar", False) else None
    if isinstance(value, bool):
        return ("true" if value else "false") if dialect == "postgresql" else str(int(value))
    if isinstance(value, str):
        return sql_string(value)
    return str(value) if isinstance(value, (int, float)) else None


@lru_cache(maxsize=8)
def _context(dialect: str) -> AutogenContext:
    context = migration_context(OfflineConnection(Catalogue(dialect)), {})
    options = {
        "sqlalchemy_module_prefix": "sa.",
        "alembic_module_prefix": "op.",
        "user_module_prefix": None,
        "render_item": _as_it_is,
    }
    return AutogenContext(context, opts=options)


def _as_it_is(_kind: str, _item: Any, _context: AutogenContext) -> Literal[False]:
    return False
