"""What hangs on a column and goes with it: indexes, unique constraints, foreign keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from migration_lsp.schema.names import checked_columns
from migration_lsp.schema.records import CheckRecord, ForeignKeyRecord, IndexRecord, UniqueRecord
from migration_lsp.strategies.code import Call, listed
from migration_lsp.strategies.ground import Ground
from migration_lsp.strategies.validated import key_again

_Part = TypeVar("_Part", IndexRecord, UniqueRecord, ForeignKeyRecord)


@dataclass(frozen=True, slots=True)
class Carried:
    """The parts of a table that speak of one column."""

    indexes: tuple[IndexRecord, ...] = ()
    uniques: tuple[UniqueRecord, ...] = ()
    keys: tuple[ForeignKeyRecord, ...] = ()
    checks: tuple[CheckRecord, ...] = ()

    def __bool__(self) -> bool:
        return any((self.indexes, self.uniques, self.keys, self.checks))

    def words(self) -> str:
        """``go the index `ix` and the foreign key `fk``` in a sentence."""
        parts = [
            *(f"the index `{part.name}`" for part in self.indexes),
            *(f"the unique constraint `{part.name}`" for part in self.uniques),
            *(f"the foreign key `{part.name}`" for part in self.keys),
            *(f"the check `{part.name}`" for part in self.checks),
        ]
        listed_parts = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
        return f"{'go' if len(parts) > 1 else 'goes'} {listed_parts}"

    def drops(self, ground: Ground) -> tuple[Call, ...]:
        """Drop the parts by name, those first that need others. SQLite has no names for some of them."""
        return (
            *(ground.drop_constraint_call(key.name, "foreignkey") for key in self.keys if key.name is not None),
            *(ground.drop_constraint_call(part.name, "unique") for part in self.uniques if part.name is not None),
            *(ground.drop_index_call(index.name) for index in self.indexes),
        )

    def made(self, ground: Ground) -> tuple[str, ...]:
        """Make the parts as they are."""
        return (
            *(ground.create_index(index) for index in self.indexes),
            *(ground.alter(unique_call(part)) for part in self.uniques),
            *(key_again(ground, key) for key in self.keys),
        )

    def on(self, old: str, new: str, name: Callable[[str], str]) -> Carried:
        """The same for another column, under other names. Checks are left out: their text may not fit its type."""
        return Carried(
            tuple(_moved_index(part, old, new, name) for part in self.indexes),
            tuple(_moved(part, old, new, name) for part in self.uniques),
            tuple(_moved(part, old, new, name) for part in self.keys),
        )


def carried_by(ground: Ground, column: str) -> Carried:
    """What hangs on a column of the table as it stands."""
    table = ground.table
    return Carried(
        tuple(index for index in table.indexes if _speaks_of(index, column)),
        tuple(unique for unique in table.uniques if column in unique.columns),
        tuple(key for key in table.foreign_keys if column in key.columns),
        tuple(check for check in table.checks if column in checked_columns(check, table)),
    )


def _speaks_of(index: IndexRecord, column: str) -> bool:
    texts = (*index.expressions, *(value for _, value in index.options))
    return column in index.columns or any(re.search(rf"\b{re.escape(column)}\b", text) for text in texts)


def unique_call(unique: UniqueRecord) -> Call:
    return Call("create_unique_constraint", (listed(unique.columns),), repr(unique.name))


def _moved(part: _Part, old: str, new: str, name: Callable[[str], str]) -> _Part:
    columns = tuple(new if column == old else column for column in part.columns)
    return replace(part, name=name(part.name or old), columns=columns)


def _moved_index(index: IndexRecord, old: str, new: str, name: Callable[[str], str]) -> IndexRecord:
    word = re.compile(rf"\b{re.escape(old)}\b")
    return replace(
        _moved(index, old, new, name),
        expressions=tuple(word.sub(new, text) for text in index.expressions),
        options=tuple((key, word.sub(new, value)) for key, value in index.options),
    )
