"""Columns as DDL spells them, read into SQLAlchemy's objects.

Shared by ``CREATE TABLE`` and ``ALTER TABLE … ADD``. A constraint that stands beside a column becomes one of
the table, but for NOT NULL and the default, which are the column's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Computed, Identity, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.schema import Constraint

from .constraints import foreign_key, nulls_not_distinct, read_check, timing
from .cursor import Cursor, NotUnderstood
from .expressions import column_type, expression

SERIAL = "serial"
"""The key in ``Column.info`` that says: the server numbers this column by a sequence of its own."""

_CLAUSES = """
    NOT NULL DEFAULT PRIMARY UNIQUE REFERENCES CHECK GENERATED CONSTRAINT COMMENT AUTO_INCREMENT AUTOINCREMENT
    AS ON DEFERRABLE INITIALLY STORAGE COMPRESSION USING KEY FIRST AFTER VISIBLE INVISIBLE OPTIONS"""
_AFTER_TYPE = frozenset(_CLAUSES.split())
_AFTER_EXPRESSION = (_AFTER_TYPE - {"AS", "STORAGE", "OPTIONS"}) | {"COLLATE"}


@dataclass(slots=True)
class ColumnParts:
    """What a column definition says, until its end is reached."""

    name: str
    type_: Any
    arguments: list[Any] = field(default_factory=list)
    keywords: dict[str, Any] = field(default_factory=dict)
    constraints: list[Constraint] = field(default_factory=list)

    def column(self) -> Column[Any]:
        return Column(self.name, self.type_, *self.arguments, **self.keywords)


def read_column(cursor: Cursor) -> tuple[Column[Any], list[Constraint]]:
    """``name type constraint…`` up to the end of the cursor."""
    name = cursor.identifier()
    written = cursor.source_until(_AFTER_TYPE)
    if not written and cursor.dialect != "sqlite":
        raise NotUnderstood
    type_, is_serial = column_type(written, cursor.dialect)
    parts = ColumnParts(name, type_)
    if is_serial:
        parts.keywords.update(info={SERIAL: True}, nullable=False, autoincrement=True)
    while not cursor.done():
        _clause(cursor, parts)
    if not parts.arguments:
        parts.keywords.setdefault("nullable", True)
        if cursor.dialect != "sqlite":
            # SQLAlchemy numbers an integer key that nobody said anything of; DDL does not.
            parts.keywords.setdefault("autoincrement", False)
    return parts.column(), parts.constraints


def _clause(cursor: Cursor, parts: ColumnParts) -> None:
    name = cursor.identifier() if cursor.take("CONSTRAINT") else None
    if cursor.take("NOT", "NULL"):
        parts.keywords["nullable"] = False
    elif cursor.take("NULL"):
        parts.keywords["nullable"] = True
    elif cursor.take("PRIMARY", "KEY"):
        cursor.take_any("ASC", "DESC")
        parts.constraints.append(PrimaryKeyConstraint(parts.name, name=name))
    elif cursor.take("UNIQUE"):
        cursor.take("KEY")
        options = {**nulls_not_distinct(cursor), **timing(cursor)}
        parts.constraints.append(UniqueConstraint(parts.name, name=name, **options))
    elif cursor.sees("REFERENCES"):
        parts.constraints.append(foreign_key(cursor, [parts.name], name))
    elif cursor.take("CHECK"):
        parts.constraints.append(read_check(cursor, name))
    elif not (_value(cursor, parts) or _attribute(cursor, parts)):
        raise NotUnderstood


def _value(cursor: Cursor, parts: ColumnParts) -> bool:
    """Whatever gives the column its value when an INSERT does not."""
    if cursor.take("DEFAULT"):
        parts.keywords["server_default"] = expression(default_source(cursor))
    elif cursor.take("ON", "UPDATE"):
        # SQLAlchemy's reflection keeps MySQL's ON UPDATE in the default, as does whoever writes it there.
        written = f"ON UPDATE {default_source(cursor)}"
        given = parts.keywords.get("server_default")
        parts.keywords["server_default"] = expression(f"{given.text} {written}" if given is not None else written)
    elif cursor.take("GENERATED", "ALWAYS", "AS", "IDENTITY"):
        parts.arguments.append(identity(cursor, always=True))
    elif cursor.take("GENERATED", "BY", "DEFAULT", "AS", "IDENTITY"):
        parts.arguments.append(identity(cursor, always=False))
    elif cursor.take("GENERATED", "ALWAYS", "AS") or cursor.take("AS"):
        parts.arguments.append(_computed(cursor))
    elif cursor.take_any("AUTO_INCREMENT", "AUTOINCREMENT"):
        parts.keywords["autoincrement"] = True
    else:
        return False
    return True


def _attribute(cursor: Cursor, parts: ColumnParts) -> bool:
    if cursor.take("COLLATE"):
        cursor.name()
    elif cursor.take("COMMENT"):
        parts.keywords["comment"] = cursor.string()
    elif cursor.take_any("STORAGE", "COMPRESSION", "AFTER"):
        cursor.identifier()
    elif not cursor.take_any("FIRST", "VISIBLE", "INVISIBLE", "KEY"):
        return False
    return True


def default_source(cursor: Cursor) -> str:
    """The text of a default. Its first word is taken whatever it is: ``DEFAULT NULL``."""
    start = cursor.at
    cursor.skip_balanced()
    cursor.source_until(_AFTER_EXPRESSION)
    return cursor.source(start, cursor.at)


def _computed(cursor: Cursor) -> Computed:
    written = cursor.bracketed().rest()
    kind = cursor.take_any("STORED", "PERSISTED", "VIRTUAL")
    persisted = {"STORED": True, "PERSISTED": True, "VIRTUAL": False}.get(kind)
    return Computed(expression(written), persisted=persisted)


_NUMBERED = {
    "START": "start",
    "INCREMENT": "increment",
    "MINVALUE": "minvalue",
    "MAXVALUE": "maxvalue",
    "CACHE": "cache",
}


def identity(cursor: Cursor, *, always: bool) -> Identity:
    """The options in brackets after ``AS IDENTITY``."""
    options: dict[str, Any] = {}
    inner = cursor.bracketed() if (token := cursor.peek()) and token.text == "(" else None
    while inner is not None and not inner.done():
        if inner.take("NO"):
            word = inner.take_any("MINVALUE", "MAXVALUE", "CYCLE")
            options.update({"MINVALUE": {"nominvalue": True}, "MAXVALUE": {"nomaxvalue": True}}.get(word, {}))
        elif inner.take("CYCLE"):
            options["cycle"] = True
        elif word := inner.take_any(*_NUMBERED):
            inner.take_any("WITH", "BY")
            sign = -1 if inner.punctuation("-") else 1
            options[_NUMBERED[word]] = sign * _integer(inner)
        else:
            inner.skip_balanced()
    return Identity(always=always, **options)


def _integer(cursor: Cursor) -> int:
    text = cursor.next().text
    if not text.isdecimal():
        raise NotUnderstood
    return int(text)
