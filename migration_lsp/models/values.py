"""What declarative text makes of itself on the way to a table: bases, attributes, mappings."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from migration_lsp.models.real_types import RealTypes
from migration_lsp.schema.annotation_types import AnnotationMap
from migration_lsp.schema.declare import Column, MetaData, Table
from migration_lsp.source.evaluate.values import Class, Value
from migration_lsp.source.spans import Span

BIND_KEY = "bind_key"
"""Where Flask-SQLAlchemy writes the name of its database into the ``info`` of a metadata."""


class Naming(Enum):
    """How a class without ``__tablename__`` gets its table's name."""

    NONE = "none"
    FLASK = "flask"
    """Flask-SQLAlchemy: ``CamelCase`` to ``camel_case``, if the class has a primary key of its own."""
    SQLMODEL = "sqlmodel"
    """SQLModel: the class's name in lower case."""


@dataclass(slots=True, eq=False)
class Base:
    """A declarative base: where its classes' tables go and how they are named."""

    metadata: MetaData
    naming: Naming = Naming.NONE
    type_map: dict[Value, Value] = field(default_factory=dict)
    binds: dict[str, MetaData] | None = None
    """Flask-SQLAlchemy: one metadata for each ``__bind_key__``."""
    real_types: RealTypes = field(default_factory=RealTypes)
    annotation_map: tuple[Any, AnnotationMap] | None = None
    """What ``type_map`` was made into, with the state of it that this was made of."""


@dataclass(slots=True, eq=False)
class MappedColumn:
    """A column attribute before it has met its annotation: ``mapped_column(…)``, ``Column(…)``, ``Field(…)``."""

    column: Column
    nullable_given: bool = False
    use_existing: bool = False
    sort_order: int = 0
    span: Span | None = None


@dataclass(slots=True, eq=False)
class Property:
    """Another attribute of a mapped class: a relationship, a column property, a synonym, a proxy."""

    kind: str
    arguments: tuple[Value, ...] = ()
    keywords: dict[str, Value] = field(default_factory=dict)
    span: Span | None = None


@dataclass(slots=True, eq=False)
class Mapping:
    """A class and the table that its rows live in."""

    cls: Class
    table: Table
    attributes: dict[str, Column]
    span: Span
    parent: Mapping | None = None
    spans: dict[str, Span] = field(default_factory=dict)
    """Where each column is written, by its attribute's name."""
    relationships: dict[str, Property] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    """All attributes that the class has by declaration: a subclass does not take them again from a mixin."""


@dataclass(slots=True, eq=False)
class Registry:
    """SQLAlchemy's ``registry`` object."""

    base: Base
    extra: dict[str, Any] = field(default_factory=dict)
