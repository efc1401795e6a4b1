"""What a database holds at one moment, as frozen records that share structure.

A :class:`Catalogue` is the one shape in which both schemas are held: what the models declare and what the
migrations give. Types are held as the DDL text that SQLAlchemy writes for the *reflected* type of the dialect
(``VARCHAR(50)``, ``TIMESTAMP WITHOUT TIME ZONE``), so that equal columns are equal records.

``certain`` is False where the record may be wrong: an argument that could not be read, a branch that could not
be decided. It never means that nothing is known.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field, replace
from enum import Enum

from immutables import Map

from .table_index import TableIndex

UNKNOWN_TYPE = "?"
"""The type text of a column whose type could not be read."""

Options = tuple[tuple[str, str], ...]
"""Dialect options by their SQLAlchemy name (``postgresql_where``), sorted, each as SQL text."""


class Origin(Enum):
    """Who made a table, as far as the migrations tell."""

    MIGRATIONS = "migrations"
    ELSEWHERE = "elsewhere"
    """No revision creates it: what is known of it is only what later operations say."""


@dataclass(frozen=True, slots=True)
class ColumnRecord:
    name: str
    type: str
    """Canonical DDL text, or the (qualified) name of an enum type that :attr:`Catalogue.enums` knows."""
    nullable: bool = True
    default: str | None = None
    """SQL text as in DDL: ``now()``, ``'free'``."""
    computed: str | None = None
    computed_persisted: bool | None = None
    identity: Options | None = None
    """None where the column is no identity column; its options otherwise (``always``, ``start`` …)."""
    autoincrement: bool = False
    """The database numbers it: SERIAL, AUTO_INCREMENT, or SQLite's INTEGER PRIMARY KEY."""
    comment: str | None = None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class PrimaryKeyRecord:
    name: str | None
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexRecord:
    name: str | None
    columns: tuple[str | None, ...]
    """None where the element is an expression; the texts of all elements stand in ``expressions``."""
    expressions: tuple[str, ...]
    unique: bool = False
    options: Options = ()
    valid: bool = True


@dataclass(frozen=True, slots=True)
class UniqueRecord:
    name: str | None
    columns: tuple[str, ...]
    options: Options = ()


@dataclass(frozen=True, slots=True)
class ForeignKeyRecord:
    name: str | None
    columns: tuple[str, ...]
    target: str
    """The key of the target table: ``table`` or ``schema.table``."""
    target_columns: tuple[str, ...]
    ondelete: str | None = None
    onupdate: str | None = None
    options: Options = ()
    """``deferrable``, ``initially``, ``match`` where given."""
    validated: bool = True


@dataclass(frozen=True, slots=True)
class CheckRecord:
    name: str | None
    sqltext: str
    validated: bool = True


@dataclass(frozen=True, slots=True)
class ExclusionRecord:
    name: str | None
    definition: str


@dataclass(frozen=True, slots=True)
class TableRecord:
    name: str
    schema: str | None = None
    columns: tuple[ColumnRecord, ...] = ()
    primary_key: PrimaryKeyRecord | None = None
    indexes: tuple[IndexRecord, ...] = ()
    uniques: tuple[UniqueRecord, ...] = ()
    foreign_keys: tuple[ForeignKeyRecord, ...] = ()
    checks: tuple[CheckRecord, ...] = ()
    exclusions: tuple[ExclusionRecord, ...] = ()
    comment: str | None = None
    triggers: tuple[str, ...] = ()
    origin: Origin = Origin.MIGRATIONS
    certain: bool = True

    @property
    def key(self) -> str:
        """``table`` or ``schema.table``, as SQLAlchemy keys tables."""
        return f"{self.schema}.{self.name}" if self.schema else self.name

    def column(self, name: str) -> ColumnRecord | None:
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class EnumRecord:
    """A type of its own with an ordered list of values (PostgreSQL ``CREATE TYPE … AS ENUM``)."""

    name: str
    schema: str | None = None
    values: tuple[str, ...] = ()
    certain: bool = True

    @property
    def key(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


_NO_TABLES: Map[str, TableRecord] = Map()
_OF_NO_TABLES = TableIndex(_NO_TABLES)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A whole database. ``dialect`` is SQLAlchemy's name of it: ``postgresql``, ``sqlite``, ``mysql``, ``mariadb``.

    ``objects`` holds what is neither table nor enum type, by kind and name: ``("view", "active_user")``,
    ``("sequence", …)``, ``("function", …)``, ``("extension", …)``, ``("type", …)``, with its definition's text.
    ``certain`` is False once something ran that may have changed anything.
    """

    dialect: str
    tables: Map[str, TableRecord] = _NO_TABLES
    enums: Map[str, EnumRecord] = Map()
    objects: Map[tuple[str, str], str] = Map()
    certain: bool = True
    index: TableIndex = field(default=_OF_NO_TABLES, compare=False, repr=False)
    """What is asked of all tables at once."""

    def __post_init__(self) -> None:
        if self.index.tables is not self.tables:
            object.__setattr__(self, "index", TableIndex(self.tables))

    def with_table(self, table: TableRecord) -> Catalogue:
        return self._with_tables(self.index.with_change(table.key, table))

    def without_table(self, key: str) -> Catalogue:
        return self._with_tables(self.index.with_change(key, None))

    def _with_tables(self, index: TableIndex) -> Catalogue:
        if index is self.index:
            return self
        return Catalogue(self.dialect, index.tables, self.enums, self.objects, self.certain, index)

    def with_enum(self, enum: EnumRecord) -> Catalogue:
        return replace(self, enums=self.enums.set(enum.key, enum))

    def differing_tables(self, other: Catalogue) -> Set[str]:
        """The keys of the tables that are not the very same record in both: nobody touched the others."""
        return self.index.differing(other.index)
