"""The column attributes of a declarative class: its own, and those of mixins and abstract bases, in order.

The order and what overrides what are SQLAlchemy's own (``sqlalchemy.orm.decl_base``), on classes that were read and
not made: the class itself comes first, then its mixins by resolution order, of each the columns before what its
``declared_attr`` functions make.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migration_lsp.models.annotations import column_from, evaluated, is_of_rows, mapped_argument
from migration_lsp.models.composite import composite_columns
from migration_lsp.models.packages import may_bring_columns
from migration_lsp.models.sqlmodel import field_column, field_names
from migration_lsp.models.values import Base, MappedColumn, Mapping, Naming, Property
from migration_lsp.schema import declare
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.instances import FieldOptions
from migration_lsp.source.evaluate.values import (
    MISSING,
    Class,
    Descriptor,
    External,
    Function,
    Instance,
    Raised,
    Unknown,
    Value,
)
from migration_lsp.source.spans import Span

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter

_DECLARED = ("declared_attr", "cascading")
_METADATA_KEY = "__sa_dataclass_metadata_key__"


def mapping_of(cls: Value) -> Mapping | None:
    """The mapping of a class, if it has one of its own."""
    found = cls.extra.get("mapping") if isinstance(cls, Class) else None
    return found if isinstance(found, Mapping) else None


def is_unread(base: Value) -> bool:
    """Whether a base class may bring columns that nobody has read."""
    return isinstance(base, Unknown) or (isinstance(base, External) and may_bring_columns(base.name))


class Collector:
    """The work on the attributes of one class."""

    def __init__(self, interpreter: Interpreter, cls: Class, base: Base, site: Site) -> None:
        self.interpreter = interpreter
        self.cls = cls
        self.base = base
        self.site = site
        self.columns: dict[str, MappedColumn] = {}
        """By attribute, a composite's by attribute and position: in the order in which they become columns."""
        self.spans: dict[str, Span] = {}
        self.relationships: dict[str, Property] = {}
        self.unread: str | None = None
        self._seen: set[str] = set()
        self._written: dict[Class, dict[str, ast.stmt]] = {}

    def collect(self) -> None:
        for entry in self.cls.mro:
            if is_unread(entry):
                self.unread = self.unread or f"a base of {self.cls.name} is not read, and may add columns"
        if self.base.naming is Naming.SQLMODEL:
            self._collect_fields()
        for entry in self.cls.own_classes():
            if entry is not self.cls and mapping_of(entry) is not None:
                continue
            for name in self._names(entry):
                self._collect_attribute(entry, name)

    def in_table_order(self) -> list[declare.Column]:
        """The columns in the order of ``CREATE TABLE``: as collected, but for an explicit ``sort_order``."""
        return [own.column for own in sorted(self.columns.values(), key=lambda own: own.sort_order)]

    # ------------------------------------------------------------------ which attributes

    def _names(self, entry: Class) -> list[str]:
        # What is put into `vars()` need not be a name.
        written = (name for name in _merged(entry.namespace, entry.annotations) if isinstance(name, str))
        names = [name for name in written if not name.startswith("__")]
        if entry is self.cls:
            return names
        declared = {name for name in names if _is_declared(entry.namespace.get(name))}
        return [*(name for name in names if name not in declared), *(name for name in names if name in declared)]

    def _collect_attribute(self, owner: Class, name: str) -> None:
        value = self.interpreter.settled(owner.namespace, name) if name in owner.namespace else MISSING
        cascades = isinstance(value, Descriptor) and value.kind == "cascading"
        if name in self._seen or (self._overridden(owner, name) and not cascades):
            return
        if value is MISSING and owner is self.cls and self._comes_from_above(name):
            return
        span = self._span(owner, name)
        if isinstance(value, Descriptor) and value.kind in _DECLARED:
            self._collect_declared(owner, name, value.function, span)
        elif self.base.naming is not Naming.SQLMODEL or isinstance(value, (MappedColumn, Property)):
            self._take_value(owner, name, value, owner.annotations.get(name), span)

    def _collect_declared(self, owner: Class, name: str, function: Value, span: Span) -> None:
        try:
            value = self.interpreter.call(function, (self.cls,), {}, self.site)
        except Raised as raised:
            value = Unknown(f"{name} raises {raised.kind.rpartition('.')[2]}", span)
        node = function.node if isinstance(function, Function) else None
        returns = None if node is None or isinstance(node, ast.Lambda) else node.returns
        if isinstance(value, Unknown):
            self._take_unknown(owner, name, returns, value, span)
            return
        self._take_value(owner, name, value, returns, span)

    def _overridden(self, owner: Class, name: str) -> bool:
        """Whether a class nearer in the resolution order defines the name: a plain annotation does not."""
        is_annotation = name not in owner.namespace
        for entry in self.cls.own_classes():
            if entry is owner:
                return False
            if (found := mapping_of(entry)) is not None and name in found.names:
                return True
            # To SQLAlchemy ``name = None`` looks like no value, and so does a mixin's annotation without one.
            if name in entry.namespace and not (is_annotation and entry.namespace[name] is None):
                return True
        return False

    def _comes_from_above(self, name: str) -> bool:
        """Whether a mixin brings the column that the class itself only annotates: then all of it is the mixin's."""
        for entry in self.cls.own_classes():
            if entry is self.cls:
                continue
            if mapping_of(entry) is not None:
                return False
            value = entry.namespace.get(name, MISSING)
            if isinstance(value, MappedColumn) or declare.is_column(value) or _is_declared(value):
                return True
            if value is MISSING and self._mapped(entry, entry.annotations.get(name)):
                return True
        return False

    def _span(self, owner: Class, name: str) -> Span:
        """Where an attribute is written; the class's name where it comes from a mixin in another file."""
        if owner.node is None or owner.module is not self.cls.module:
            return self.site.span
        if owner not in self._written:
            self._written[owner] = _first_statements(owner.node.body)
        statement = self._written[owner].get(name)
        return owner.module.span(statement) if statement is not None else self.site.span

    # ------------------------------------------------------------------ what they are

    def _collect_fields(self) -> None:
        """SQLModel makes the columns of all fields at once, those of the classes above first."""
        for owner, name in field_names(self.cls):
            value = self.interpreter.settled(owner.namespace, name) if name in owner.namespace else MISSING
            if isinstance(value, MappedColumn):
                continue
            site = Site(self.site.node, self._span(owner, name))
            column = field_column(self.interpreter, self.base, owner, name, value, site)
            if isinstance(column, Property):
                self.relationships[name] = column
                self._seen.add(name)
            elif column is not None:
                self._take(name, MappedColumn(column), site.span)

    def _take_value(self, owner: Class, name: str, value: Value, annotation: ast.expr | None, span: Span) -> None:
        if isinstance(value, FieldOptions):
            value = self._within_field(value, span)
        if isinstance(value, Property):
            self._take_property(owner, name, value, annotation, span)
            return
        if isinstance(value, Instance):
            value = self.interpreter.ask("real", self.interpreter, value, Site(self.site.node, span))
        if value is not MISSING and not isinstance(value, MappedColumn) and not declare.is_column(value):
            if isinstance(value, Unknown):
                self._take_unknown(owner, name, annotation, value, span)
            return
        own = None if value is MISSING else self._own(owner, value, span)
        if isinstance(value, MappedColumn) or value is MISSING:
            own = self._annotated(owner, annotation, own, span)
        if own is not None:
            self._take(name, own, span)

    def _within_field(self, field: FieldOptions, span: Span) -> Value:
        """``field(metadata={"sa": Column(…)})``: what a dataclass keeps under ``__sa_dataclass_metadata_key__``.

        A mixin keeps a function that makes it. A field without the key is none of SQLAlchemy's.
        """
        keys = (entry.namespace.get(_METADATA_KEY, MISSING) for entry in self.cls.own_classes())
        key = next((key for key in keys if key is not MISSING), MISSING)
        metadata = field.options.get("metadata")
        if key is MISSING or metadata is None:
            return None
        if not isinstance(metadata, dict) or not isinstance(key, str):
            return Unknown("the metadata of a dataclass field is not known", span)
        value = metadata.get(key)
        return self.interpreter.call(value, (), {}, self.site) if isinstance(value, Function) else value

    def _own(self, owner: Class, value: Value, span: Span) -> MappedColumn:
        """The column to use for this class: a copy of a mixin's, for others will want it too."""
        own = value if isinstance(value, MappedColumn) else MappedColumn(value, nullable_given=True)
        column = own.column
        if declare.is_column(value) and declare.attached(value):
            return MappedColumn(declare.copied(column), nullable_given=True, span=span)
        is_shared = owner is not self.cls or declare.attached(column)
        if not is_shared:
            # Written in another module, it becomes part of a table of this one.
            self.interpreter.changes(value)
        return MappedColumn(
            declare.copied(column) if is_shared else column, own.nullable_given, own.use_existing, own.sort_order, span
        )

    def _mapped(self, owner: Class, annotation: ast.expr | None) -> tuple[Value, ...] | None:
        if annotation is None or owner.scope is None:
            return None
        value = evaluated(self.interpreter, annotation, owner.scope)
        return None if is_of_rows(value) else mapped_argument(value)

    def _annotated(
        self, owner: Class, annotation: ast.expr | None, own: MappedColumn | None, span: Span
    ) -> MappedColumn | None:
        mapped = self._mapped(owner, annotation)
        if not mapped:
            return own
        if own is None and isinstance(mapped[0], Class) and mapping_of(mapped[0]) is not None:
            # ``team: Mapped[Team]`` without a value is a relationship that is not written yet.
            return None
        return column_from(self.interpreter, self.base, mapped[0], own, Site(self.site.node, span))

    def _take_unknown(self, owner: Class, name: str, annotation: ast.expr | None, value: Unknown, span: Span) -> None:
        """``x: Mapped[int] = something_unknown()``: most likely a column, and not known how."""
        if not self._mapped(owner, annotation):
            self.unread = self.unread or f"{name} is not known, and may be a column: {value.reason}"
            return
        column = declare.new_column(name, declare.unknown_type())
        declare.say_uncertain(column, value.reason)
        self._take(name, MappedColumn(column), span)

    def _take_property(self, owner: Class, name: str, value: Property, annotation: ast.expr | None, span: Span) -> None:
        self._seen.add(name)
        if value.kind in ("relationship", "dynamic_loader"):
            self.relationships[name] = value
        elif value.kind == "composite":
            site = Site(self.site.node, span)
            mapped = self._mapped(owner, annotation)
            for position, own in enumerate(composite_columns(self.interpreter, self.base, value, mapped, site)):
                if not declare.attached(own.column):
                    self.columns[f"{name}.{position}"] = own
                    self.spans[str(own.column.key)] = span
        elif value.kind in ("column_property", "deferred"):
            self._take_parts(owner, name, value, span)

    def _take_parts(self, owner: Class, name: str, value: Property, span: Span) -> None:
        """``deferred()`` and ``column_property()``: no annotation says anything about the column in them."""
        for part in value.arguments:
            if isinstance(part, MappedColumn) or (declare.is_column(part) and not declare.attached(part)):
                self._seen.discard(name)
                self._take_value(owner, name, part, None, span)

    def _take(self, name: str, own: MappedColumn, span: Span) -> None:
        self._seen.add(name)
        declare.set_name(own.column, name)
        if any(own.column is other.column for other in self.columns.values()):
            return
        self.columns[name] = own
        self.spans[name] = span


def _first_statements(body: list[ast.stmt]) -> dict[str, ast.stmt]:
    """The first statement of a class that binds each of its names."""
    found: dict[str, ast.stmt] = {}
    for statement in body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        for name in (
            *(target.id for target in targets if isinstance(target, ast.Name)),
            getattr(statement, "name", None),
        ):
            if isinstance(name, str):
                found.setdefault(name, statement)
    return found


def _is_declared(value: Value) -> bool:
    return isinstance(value, Descriptor) and value.kind in _DECLARED


def _merged(names: dict[str, Value], annotations: dict[str, ast.expr]) -> list[str]:
    """Names with and without a value in one order, as SQLAlchemy merges ``vars(cls)`` and ``__annotations__``."""
    overlap = names.keys() & annotations.keys()
    merged: list[str] = []
    current: Iterator[str]
    other: Iterator[str]
    current, other = iter(names), iter(annotations)
    while True:
        for name in current:
            if name in overlap:
                overlap.discard(name)
                current, other = other, current
                break
            merged.append(name)
        else:
            return [*merged, *other]
