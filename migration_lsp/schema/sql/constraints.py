"""Table constraints as DDL spells them, read into SQLAlchemy's objects."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, PrimaryKeyConstraint, UniqueConstraint, column
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.schema import Constraint

from .cursor import Cursor, Name, NotUnderstood
from .expressions import expression

_STARTS = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE"})
_MYSQL_KEYS = frozenset({"KEY", "INDEX", "FULLTEXT", "SPATIAL"})
NOT_VALID = "postgresql_not_valid"
PRIMARY_KEY_OF_TARGET = "*"
"""The target column of a foreign key that names none: the primary key, which only the catalogue knows."""


def starts_constraint(cursor: Cursor) -> bool:
    """Whether a constraint of the table stands here, and no column."""
    return cursor.word() in _STARTS


def starts_key(cursor: Cursor) -> bool:
    """Whether one of MySQL's indexes stands among the columns."""
    return cursor.dialect in ("mysql", "mariadb") and cursor.word() in _MYSQL_KEYS


def read_constraint(cursor: Cursor) -> tuple[Constraint, str | None]:
    """A constraint up to the end of the cursor, and the index that it takes over (``USING INDEX``)."""
    name = None
    if cursor.take("CONSTRAINT") and cursor.word() not in _STARTS:
        name = cursor.identifier()
    constraint, using_index = _constraint(cursor, name)
    cursor.finish()
    return constraint, using_index


def _constraint(cursor: Cursor, name: str | None) -> tuple[Constraint, str | None]:
    if cursor.take("FOREIGN", "KEY"):
        if (token := cursor.peek()) and token.text != "(":
            name = cursor.identifier()
        return foreign_key(cursor, cursor.names_in_brackets(), name), None
    if cursor.take("CHECK"):
        return read_check(cursor, name), None
    if cursor.take("EXCLUDE"):
        return _exclusion(cursor, name), None
    if cursor.take("PRIMARY", "KEY"):
        return _keyed(cursor, PrimaryKeyConstraint, name)
    if cursor.take("UNIQUE"):
        cursor.take_any("KEY", "INDEX")
        return _keyed(cursor, UniqueConstraint, name)
    raise NotUnderstood


def _keyed(
    cursor: Cursor, kind: type[PrimaryKeyConstraint] | type[UniqueConstraint], name: str | None
) -> tuple[Constraint, str | None]:
    if cursor.take("USING", "INDEX"):
        index = cursor.identifier()
        return kind(name=name, **timing(cursor)), index
    options = nulls_not_distinct(cursor)
    if (token := cursor.peek()) and token.text != "(" and not cursor.is_postgres:
        name = cursor.identifier()
    columns = [element.identifier() for element in cursor.bracketed().elements()]
    if cursor.take("INCLUDE"):
        options["postgresql_include"] = cursor.names_in_brackets()
    if cursor.take("USING", "INDEX", "TABLESPACE"):
        cursor.identifier()
    if cursor.take("ON", "CONFLICT"):
        cursor.next()
    return kind(*columns, name=name, **options, **timing(cursor)), None


def nulls_not_distinct(cursor: Cursor) -> dict[str, Any]:
    if cursor.take("NULLS", "NOT", "DISTINCT"):
        return {"postgresql_nulls_not_distinct": True}
    cursor.take("NULLS", "DISTINCT")
    return {}


def timing(cursor: Cursor) -> dict[str, Any]:
    """When a constraint is checked."""
    found: dict[str, Any] = {}
    while True:
        if cursor.take("NOT", "DEFERRABLE"):
            found["deferrable"] = False
        elif cursor.take("DEFERRABLE"):
            found["deferrable"] = True
        elif cursor.take("INITIALLY"):
            found["initially"] = cursor.next().word
        else:
            return found


_ACTIONS = (("NO", "ACTION"), ("SET", "NULL"), ("SET", "DEFAULT"), ("CASCADE",), ("RESTRICT",))


def foreign_key(cursor: Cursor, columns: list[str], name: str | None) -> ForeignKeyConstraint:
    """``REFERENCES table (columns) …``. Without columns the primary key of the target is meant."""
    cursor.expect("REFERENCES")
    target = cursor.name()
    has_columns = (token := cursor.peek()) is not None and token.text == "("
    remote = cursor.names_in_brackets() if has_columns else [PRIMARY_KEY_OF_TARGET] * len(columns)
    if len(remote) != len(columns):
        raise NotUnderstood
    options: dict[str, Any] = {}
    while True:
        if cursor.take("MATCH"):
            options["match"] = cursor.next().word
        elif cursor.take("ON", "DELETE"):
            options["ondelete"] = _action(cursor)
        elif cursor.take("ON", "UPDATE"):
            options["onupdate"] = _action(cursor)
        elif timed := timing(cursor):
            options.update(timed)
        elif cursor.take("NOT", "VALID"):
            options[NOT_VALID] = True
        else:
            break
    return ForeignKeyConstraint(columns, [f"{_key(target)}.{column}" for column in remote], name=name, **options)


def _key(name: Name) -> str:
    return f"{name.schema}.{name.name}" if name.schema else name.name


def _action(cursor: Cursor) -> str:
    for words in _ACTIONS:
        if cursor.take(*words):
            if words[0] == "SET" and (token := cursor.peek()) and token.text == "(":
                cursor.skip_balanced()
            return " ".join(words)
    raise NotUnderstood


def read_check(cursor: Cursor, name: str | None) -> CheckConstraint:
    """What follows the word CHECK."""
    written = cursor.bracketed().rest()
    options: dict[str, Any] = {}
    while True:
        if cursor.take("NO", "INHERIT") or cursor.take("ENFORCED"):
            continue
        if cursor.take("NOT", "VALID"):
            options[NOT_VALID] = True
            continue
        break
    return CheckConstraint(expression(written), name=name, **options)


def _exclusion(cursor: Cursor, name: str | None) -> ExcludeConstraint:
    using = cursor.identifier() if cursor.take("USING") else "gist"
    elements: list[Any] = []
    for element in cursor.bracketed().elements():
        written = element.source_until({"WITH"})
        element.expect("WITH")
        # A plain column by its name: what SQLAlchemy takes for an expression has no name to make a column of.
        plain = written.strip().strip('"')
        elements.append((column(plain) if plain.isidentifier() else expression(written), element.rest()))
    where = expression(cursor.bracketed().rest()) if cursor.take("WHERE") else None
    return ExcludeConstraint(*elements, using=using, where=where, name=name, **timing(cursor))


def read_key(cursor: Cursor) -> Index:
    """MySQL's ``KEY name (columns)`` among the columns of a table."""
    cursor.take_any("FULLTEXT", "SPATIAL")
    cursor.take_any("KEY", "INDEX")
    name = cursor.identifier() if (token := cursor.peek()) and token.text != "(" else None
    if cursor.take("USING"):
        cursor.identifier()
    elements = cursor.bracketed().elements()
    return Index(name, *[element.identifier() for element in elements])
