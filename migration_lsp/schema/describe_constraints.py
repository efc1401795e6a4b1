"""Indexes and constraints as records."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import Constraint, SchemaItem
from sqlalchemy.sql.elements import ColumnClause

from .loading import dialect_named
from .options import option_records
from .records import CheckRecord, ExclusionRecord, ForeignKeyRecord, IndexRecord, Options, UniqueRecord
from .refusals import REFUSALS
from .sql_text import sql_text

_DEFAULT_ORDER = re.compile(r"(?:\s+asc)?(?<!\bdesc)(?:\s+nulls\s+last)?$", re.IGNORECASE)
_FIRST_OF_DESC = re.compile(r"(?<=\bdesc)\s+nulls\s+first$", re.IGNORECASE)
_SORTED = re.compile(r"\s+(?:asc|desc)\b.*$|\s+nulls\s+(?:first|last)$", re.IGNORECASE)
_PLAIN = re.compile(r'^(?:"((?:[^"]|"")+)"|([A-Za-z_]\w*))$')


def final_name(item: Constraint | Index, dialect: str) -> str | None:
    """The name in the DDL: convention applied, shortened where SQLAlchemy shortens; None if unnamed."""
    if item.name is None:
        return None
    try:
        name: Any = dialect_named(dialect).identifier_preparer.format_constraint(item, _alembic_quote=False)
    except SQLAlchemyError:
        # Too long for the dialect, or a convention that asks for a name that is not there.
        name = item.name if isinstance(item.name, str) else None
    return None if name is None else str(name)


def is_created(item: SchemaItem, dialect: str) -> bool:
    """Whether this dialect's DDL has the item at all (``ddl_if``, constraints that belong to a type)."""
    bound = dialect_named(dialect)
    compiler: Any = bound.ddl_compiler(bound, None)  # type: ignore[arg-type]  # no statement
    rule = getattr(item, "_create_rule", None)
    condition = getattr(item, "_ddl_if", None)
    try:
        if rule is not None and not rule(compiler):
            return False
        return condition is None or bool(condition._should_execute(item, item, None, compiler))
    except REFUSALS:
        # A condition that cannot be asked without a connection is taken as met.
        return True


def index_record(index: Index, dialect: str) -> IndexRecord:
    """An index as the database keeps it: ``ASC`` is no word, ``DESC`` makes an expression of a column."""
    texts = [_index_element(element, dialect) for element in index.expressions]
    table_columns = {str(column.name) for column in index.table.columns} if index.table is not None else None
    columns: list[str | None] = []
    expressions: list[str] = []
    for written, is_column in texts:
        plain = None if is_column else _PLAIN.match(written)
        name = written if is_column else (plain[1] or plain[2]) if plain else None
        if name is not None and (is_column or table_columns is None or name in table_columns):
            columns.append(name)
            expressions.append(name)
        else:
            columns.append(None)
            expressions.append(written)
    return IndexRecord(
        name=final_name(index, dialect),
        columns=tuple(columns),
        expressions=tuple(expressions),
        unique=bool(index.unique),
        options=option_records(index.dialect_kwargs, dialect, lambda value: sql_text(value, dialect)),
    )


def _index_element(element: Any, dialect: str) -> tuple[str, bool]:
    if isinstance(element, str):
        return element, True
    if isinstance(element, ColumnClause) and not element.is_literal:
        return str(element.name), True
    written = _FIRST_OF_DESC.sub("", _DEFAULT_ORDER.sub("", sql_text(element, dialect).strip()))
    if dialect == "sqlite":
        # Its reflection knows nothing of the order of a column.
        plain = _SORTED.sub("", written)
        written = plain if _PLAIN.match(plain) else written
    return written, False


def unique_record(constraint: UniqueConstraint, dialect: str) -> UniqueRecord:
    options = dict(option_records(constraint.dialect_kwargs, dialect, lambda value: sql_text(value, dialect)))
    options.update(_deferrability(constraint))
    return UniqueRecord(
        name=final_name(constraint, dialect),
        columns=_column_names(constraint),
        options=tuple(sorted(options.items())),
    )


def _column_names(constraint: UniqueConstraint) -> tuple[str, ...]:
    if len(constraint.columns):
        return tuple(str(column.name) for column in constraint.columns)
    # Not attached to a table yet: the columns are still the names that were given.
    return tuple(str(getattr(column, "name", column)) for column in constraint._pending_colargs)


def _deferrability(constraint: Constraint) -> Options:
    options: dict[str, str] = {}
    if constraint.deferrable is not None and constraint.deferrable:
        options["deferrable"] = "true"
    if constraint.initially and constraint.initially.upper() != "IMMEDIATE":
        options["initially"] = constraint.initially.upper()
    return tuple(options.items())


def foreign_key_record(constraint: ForeignKeyConstraint, dialect: str) -> ForeignKeyRecord:
    """A foreign key; its target need not be there. ``NO ACTION`` is the absence of an action."""
    targets = [_target(element) for element in constraint.elements]
    options = dict(_deferrability(constraint))
    if constraint.match and constraint.match.upper() != "SIMPLE":
        options["match"] = constraint.match.upper()
    return ForeignKeyRecord(
        name=final_name(constraint, dialect),
        columns=tuple(str(getattr(element.parent, "name", key)) for key, element in _pairs(constraint)),
        target=targets[0][0] if targets else "",
        target_columns=tuple(column for _, column in targets),
        ondelete=_action(constraint.ondelete),
        onupdate=_action(constraint.onupdate),
        options=tuple(sorted(options.items())),
        validated=not constraint.dialect_kwargs.get("postgresql_not_valid", False),
    )


def _pairs(constraint: ForeignKeyConstraint) -> list[tuple[str, Any]]:
    keys = [str(getattr(key, "name", key)) for key in constraint.column_keys]
    return list(zip(keys, constraint.elements, strict=True))


def _target(element: Any) -> tuple[str, str]:
    try:
        column = element.column
        return str(column.table.fullname), str(column.name)
    except REFUSALS:
        table, _, column_name = str(element.target_fullname).rpartition(".")
    metadata = getattr(getattr(element.parent, "table", None), "metadata", None)
    schema = getattr(metadata, "schema", None)
    return (f"{schema}.{table}" if schema and "." not in table else table), column_name


def _action(action: str | None) -> str | None:
    return None if not action or action.upper() == "NO ACTION" else action.upper()


def check_record(constraint: CheckConstraint, dialect: str) -> CheckRecord:
    return CheckRecord(
        name=final_name(constraint, dialect),
        sqltext=sql_text(constraint.sqltext, dialect),
        validated=not constraint.dialect_kwargs.get("postgresql_not_valid", False),
    )


def exclusion_record(constraint: Constraint, dialect: str) -> ExclusionRecord | None:
    """PostgreSQL's ``EXCLUDE``; None for every other constraint."""
    if not isinstance(constraint, ExcludeConstraint) or dialect not in ("postgresql", "cockroachdb"):
        return None
    bound = dialect_named(dialect)
    compiler: Any = bound.ddl_compiler(bound, None)  # type: ignore[arg-type]  # no statement
    try:
        written = str(compiler.visit_exclude_constraint(constraint))
    except SQLAlchemyError:
        return None
    return ExclusionRecord(final_name(constraint, dialect), written[written.index("EXCLUDE") :])
