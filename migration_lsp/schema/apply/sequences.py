"""Sequences and the columns that they number: owned ones go with their column, used ones stay while they are used.

The sequence that SERIAL makes is no object of the catalogue: it is known by the name that PostgreSQL gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..names import object_name
from ..operations import DropObjectOp, flags_of
from ..records import Catalogue, ColumnRecord, TableRecord
from .result import Part, ProblemKind
from .work import Work

_KIND = "sequence"
_OWNER = re.compile(r"\bOWNED\s+BY\s+([\w.\"]+)", re.IGNORECASE)
_NEXT = re.compile(r"nextval\('(?:\w+\.)?\"?(\w+)\"?'")


def implied_sequences(catalogue: Catalogue) -> frozenset[str]:
    """The names of the sequences that serial columns have, as far as nobody renamed them."""
    return frozenset(
        object_name(table.name, column.name, "seq")
        for table in catalogue.tables.values()
        for column in table.columns
        if column.autoincrement or (column.default or "").startswith("nextval(")
    )


def drop_owned(work: Work, table: str, column: str | None = None) -> None:
    """What a table, or one column of it, takes along when it goes."""
    for key, definition in list(work.catalogue.objects.items()):
        if key[0] == _KIND and (owner := _owner(definition)) and owner[0] == table and column in (None, owner[1]):
            work.catalogue = replace(work.catalogue, objects=work.catalogue.objects.delete(key))


def _owner(definition: str) -> tuple[str, str] | None:
    found = _OWNER.findall(definition)
    parts = found[-1].replace('"', "").split(".") if found else []
    return (parts[-2], parts[-1]) if len(parts) > 1 else None


def drop_sequence(work: Work, op: DropObjectOp) -> bool:
    """Whether it was the sequence of a column; it goes from the catalogue elsewhere if it is an object of it."""
    users = list(_users(work.catalogue, op.name))
    for table, column in users:
        if not flags_of(op).cascade:
            message = f"the default of column {column.name} of {table.key} depends on sequence {op.name}"
            work.problem(ProblemKind.DEPENDENT_OBJECTS, Part.OBJECT, message, table.key, op.name)
            continue
        bare = replace(column, default=None, autoincrement=False)
        work.put(replace(table, columns=tuple(bare if each is column else each for each in table.columns)))
    return bool(users) or is_of_a_column(work, op.name)


def _users(catalogue: Catalogue, name: str) -> Iterator[tuple[TableRecord, ColumnRecord]]:
    for table in list(catalogue.tables.values()):
        for column in table.columns:
            used = _NEXT.match(column.default) if column.default else None
            implied = column.autoincrement and object_name(table.name, column.name, "seq") == name
            if implied or (used is not None and used[1] == name):
                yield table, column


def is_of_a_column(work: Work, name: str) -> bool:
    """Whether a name is the one that PostgreSQL gives to the sequence of some column that is there."""
    return any(
        object_name(table.name, column.name, "seq") == name
        for table in work.catalogue.tables.values()
        for column in table.columns
    )
