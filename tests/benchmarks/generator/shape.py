"""The tables that a generated project ends with.

They depend on the number of tables and the seed alone: two projects of as many tables have the very same models,
however long their histories are. Knows nothing of revisions and writes no text.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = _words(
    "account audit basket bill branch budget carrier catalog client contact content course credit customer delivery "
    "device domain event export feed gift import invoice label ledger lesson mail market media member"
)
SECOND = _words(
    "address batch choice code comment detail entry filter group history item job key line link log note option order "
    "page part plan price record report rule score state ticket version"
)
WORDS = _words(
    "active amount body city color count country depth email factor height hint length locale mode note opened origin "
    "phone phase rank reason region size slug source starts status street summary title total unit value weight"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of a column: how Python code calls it, what it holds there, and its name in SQL."""

    call: str
    python: str
    sql: str
    default: str | None = None
    """What a server default of that type may be, as SQL."""
    narrower: Kind | None = None
    """The type that it may have been before."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column other than the primary key."""

    name: str
    kind: Kind
    nullable: bool
    default: str | None = None
    references: str | None = None
    """The table whose ``id`` it holds. Such a column has an index."""


@dataclass(frozen=True, slots=True)
class Extra:
    """An index, a unique constraint or a CHECK on one column that is no foreign key."""

    table: str
    column: str
    form: str
    """``ix``, ``uq`` or ``ck``: also how its name begins."""

    @property
    def name(self) -> str:
        return f"{self.form}_{self.table}_{self.column}"

    @property
    def condition(self) -> str:
        """What a CHECK asks for."""
        return f"{self.column} >= 0"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a primary key ``id``."""

    name: str
    columns: tuple[Column, ...]
    extras: tuple[Extra, ...] = ()

    @property
    def class_name(self) -> str:
        return "".join(word.capitalize() for word in self.name.split("_"))

    def column(self, name: str) -> Column:
        (found,) = (column for column in self.columns if column.name == name)
        return found

    def extra(self, column: str, form: str) -> Extra | None:
        """The index or constraint of a form on a column."""
        return next((extra for extra in self.extras if (extra.column, extra.form) == (column, form)), None)

    def is_free(self, column: Column) -> bool:
        """Whether nothing else in the table needs a column."""
        return (
            column.references is None
            and not column.kind.call.startswith("Enum")
            and all(extra.column != column.name for extra in self.extras)
        )


INTEGER = Kind("Integer()", "int", "INTEGER", default="0")
CODE = Kind("String(length=40)", "str", "VARCHAR(40)", default="''")
LINE = Kind("String(length=120)", "str", "VARCHAR(120)", default="''")
KINDS = (
    replace(CODE, call="String(length=80)", sql="VARCHAR(80)", narrower=CODE),
    replace(LINE, call="String(length=200)", sql="VARCHAR(200)", narrower=LINE),
    Kind("Text()", "str", "TEXT"),
    INTEGER,
    Kind("BigInteger()", "int", "BIGINT", default="0", narrower=INTEGER),
    Kind("Boolean()", "bool", "BOOLEAN", default="false"),
    Kind("DateTime(timezone=True)", "datetime", "TIMESTAMP WITH TIME ZONE"),
    Kind("Numeric(precision=12, scale=2)", "Decimal", "NUMERIC(12, 2)", default="0"),
    Kind("JSONB()", "dict[str, Any]", "JSONB"),
)
NUMBERS = ("int", "Decimal")


def tables(count: int, seed: int) -> tuple[Table, ...]:
    """The tables in an order in which each refers only to earlier ones."""
    drawn = random.Random(f"tables {seed}")
    found: list[Table] = []
    for name in _names(count, drawn):
        columns = (*_references(name, found, drawn), *_plain(name, drawn))
        found.append(Table(name, columns, tuple(_extras(name, columns, drawn))))
    return tuple(found)


def drawn_column(taken: set[str], drawn: random.Random) -> Column:
    """A column that no foreign key, index or constraint needs."""
    name = drawn.choice([word for word in WORDS if word not in taken])
    kind = drawn.choice(KINDS)
    nullable = drawn.random() < 0.6
    default = kind.default if not nullable and drawn.random() < 0.7 else None
    return Column(name, kind, nullable, default)


def _names(count: int, drawn: random.Random) -> list[str]:
    pairs = [f"{first}_{second}" for first in FIRST for second in SECOND]
    drawn.shuffle(pairs)
    return [pairs[n] if n < len(pairs) else f"{pairs[n % len(pairs)]}_{n // len(pairs)}" for n in range(count)]


def _references(name: str, earlier: list[Table], drawn: random.Random) -> Iterator[Column]:
    share = drawn.random()
    wanted = 2 if share > 0.8 else int(share > 0.12)
    for target in drawn.sample(earlier, min(wanted, len(earlier))):
        yield Column(f"{target.name}_id", INTEGER, drawn.random() < 0.5, references=target.name)


def _plain(name: str, drawn: random.Random) -> Iterator[Column]:
    taken: set[str] = set()
    for _ in range(drawn.randint(4, 8)):
        column = drawn_column(taken, drawn)
        taken.add(column.name)
        yield column
    if drawn.random() < 0.08:
        yield Column("stage", Kind(f'Enum("draft", "open", "done", name="{name}_stage")', "str", f"{name}_stage"), True)


def _extras(name: str, columns: tuple[Column, ...], drawn: random.Random) -> Iterator[Extra]:
    for column in columns:
        if column.references is None:
            forms = forms_for(column)
            if forms and drawn.random() < 0.15:
                yield Extra(name, column.name, drawn.choice(forms))


def forms_for(column: Column) -> tuple[str, ...]:
    """The indexes and constraints that make sense on a column."""
    if column.kind.call.startswith(("JSON", "Enum", "Bool", "Text")):
        return ()
    return ("ix", "ix", "uq", "ck") if column.kind.python in NUMBERS else ("ix", "ix", "uq")
