"""From a declarative class to its table: columns in resolution order, arguments, inheritance.

The rules are SQLAlchemy's own (``sqlalchemy.orm.decl_base``), on classes that were read and not made.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from migration_lsp.models.annotations import column_from, evaluated, mapped_argument, read
from migration_lsp.models.naming import flask_table_name, sqlmodel_table_name
from migration_lsp.models.sqlmodel import field_column
from migration_lsp.models.values import Base, MappedColumn, Mapping, Naming, Property
from migration_lsp.schema import declare
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.values import MISSING, Class, Descriptor, External, Unknown, Value
from migration_lsp.source.spans import Span

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter


def mapping_of(cls: Value) -> Mapping | None:
    """The mapping of a class, if it has one of its own."""
    found = cls.extra.get("mapping") if isinstance(cls, Class) else None
    return found if isinstance(found, Mapping) else None


def map_class(
    interpreter: Interpreter, cls: Class, base: Base, site: Site, *, base_is_unseen: bool = False
) -> Mapping | None:
    """Make the table of a declarative class. None where the class has none: abstract, or not known."""
    if cls.namespace.get("__abstract__") is True:
        return None
    return Mapper(interpreter, cls, base, site, base_is_unseen).map()


class Mapper:
    """The work on one class."""

    def __init__(self, interpreter: Interpreter, cls: Class, base: Base, site: Site, base_is_unseen: bool) -> None:
        self.interpreter = interpreter
        self.cls = cls
        self.base = base
        self.site = site
        self.base_is_unseen = base_is_unseen
        self.parent = next((found for entry in cls.mro[1:] if (found := mapping_of(entry)) is not None), None)
        self.columns: dict[str, declare.Column] = {}
        self.spans: dict[str, Span] = {}
        self.relationships: dict[str, Property] = {}
        self.doubts: list[str] = []
        self.unread: str | None = None

    def map(self) -> Mapping | None:
        given = self._inherited_value("__table__", inherit_mapped=False)
        if declare.is_table(given):
            return self._finish(given, own_columns=False)
        self._collect()
        name = self._table_name()
        if name is None:
            return self._single_table() if self.parent is not None else None
        if isinstance(name, Unknown):
            self.interpreter.note(self.site.span, f"the table name of {self.cls.name} is not known: {name.reason}")
            return None
        return self._new_table(name)

    # ------------------------------------------------------------------ columns

    def _collect(self) -> None:
        for entry in self.cls.mro:
            if isinstance(entry, Unknown) or (isinstance(entry, External) and self.base_is_unseen):
                self.unread = self.unread or f"a base of {self.cls.name} is not read, and may add columns"
            if not isinstance(entry, Class) or (entry.extra.get("base") is not None and not entry.namespace):
                continue
            if entry is not self.cls and mapping_of(entry) is not None:
                continue
            for name in _attribute_names(entry):
                self._collect_attribute(entry, name)

    def _collect_attribute(self, owner: Class, name: str) -> None:
        if name.startswith("__") or name in self.columns or self._overridden(owner, name):
            return
        value = self.interpreter.settled(owner.namespace, name) if name in owner.namespace else MISSING
        span = self._span(owner, name)
        if isinstance(value, Descriptor) and value.kind == "declared_attr":
            value = self.interpreter.call(value.function, (self.cls,), {}, self.site)
        if self.base.naming is Naming.SQLMODEL and not declare.is_column(value):
            column = field_column(self.interpreter, self.base, owner, name, value, Site(self.site.node, span))
            if isinstance(column, Property):
                self.relationships[name] = column
            elif column is not None:
                self._take(name, column, span)
            return
        self._take_value(owner, name, value, span)

    def _take_value(self, owner: Class, name: str, value: Value, span: Span) -> None:
        if isinstance(value, Property):
            self._take_property(name, value, span)
            return
        annotation = owner.annotations.get(name)
        own = _as_mapped(value)
        if own is None and value is not MISSING:
            if isinstance(value, Unknown) and annotation is not None and self._is_mapped(owner, annotation):
                self._doubtful_column(owner, name, annotation, value, span)
            return
        if own is not None and (owner is not self.cls or declare.attached(own.column)):
            own = MappedColumn(declare.copied(own.column), own.nullable_given, own.has_type, span=own.span)
        if annotation is not None:
            own = self._annotated(owner, annotation, own, span)
        if own is not None:
            self._take(name, own.column, span)

    def _is_mapped(self, owner: Class, annotation: ast.expr) -> bool:
        assert owner.scope is not None
        return mapped_argument(evaluated(self.interpreter, annotation, owner.scope)) is not None

    def _doubtful_column(self, owner: Class, name: str, annotation: ast.expr, value: Unknown, span: Span) -> None:
        """``x: Mapped[int] = something_unknown()``: most likely a column, and not known how."""
        column = declare.new_column(name, declare.unknown_type())
        declare.say_uncertain(column, value.reason)
        self._take(name, column, span)

    def _annotated(
        self, owner: Class, annotation: ast.expr, own: MappedColumn | None, span: Span
    ) -> MappedColumn | None:
        assert owner.scope is not None
        value = evaluated(self.interpreter, annotation, owner.scope)
        mapped = mapped_argument(value)
        if mapped is None:
            return own
        inner = read(mapped.arguments[0])
        if own is None and (_refers_to_class(inner.inner) or isinstance(inner.inner, Unknown)):
            # ``team: Mapped[Team]`` without a value is a relationship's annotation at most.
            return None
        return column_from(self.interpreter, self.base, inner, own, Site(self.site.node, span))

    def _take_property(self, name: str, value: Property, span: Span) -> None:
        if value.kind in ("relationship", "dynamic_loader"):
            self.relationships[name] = value
            return
        if value.kind not in ("column_property", "deferred", "composite"):
            return
        for part in value.arguments:
            own = _as_mapped(part)
            if own is None or declare.attached(own.column):
                continue
            if value.kind == "composite" and not declare.has_name(own.column):
                continue
            self._take(name if value.kind != "composite" else str(own.column.name), own.column, span)

    def _take(self, name: str, column: declare.Column, span: Span) -> None:
        declare.set_name(column, name)
        self.columns[name] = column
        self.spans[name] = span

    def _overridden(self, owner: Class, name: str) -> bool:
        """Whether a class nearer in the resolution order defines the name: a plain annotation does not."""
        if self.parent is not None and owner is not self.cls and name in _all_attributes(self.parent):
            return True
        for entry in self.cls.mro:
            if entry is owner:
                return False
            if isinstance(entry, Class) and (
                name in entry.namespace or ((found := mapping_of(entry)) and name in found.attributes)
            ):
                return True
        return False

    def _span(self, owner: Class, name: str) -> Span:
        """Where an attribute is written; the class's name where it comes from a mixin in another file."""
        if owner.node is None or owner.module is not self.cls.module:
            return self.site.span
        for statement in owner.node.body:
            targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                return owner.module.span(statement)
            if getattr(statement, "name", None) == name:
                return owner.module.span(statement)
        return self.site.span

    # ------------------------------------------------------------------ names and arguments

    def _inherited_value(self, name: str, *, inherit_mapped: bool) -> Value:
        """``__tablename__`` and its like: from the class, its mixins and abstract bases, not from a mapped parent."""
        for entry in self.cls.mro:
            if not isinstance(entry, Class) or name not in entry.namespace:
                continue
            value = self.interpreter.settled(entry.namespace, name)
            if isinstance(value, Descriptor):
                return self.interpreter.call(value.function, (self.cls,), {}, self.site)
            if entry is not self.cls and mapping_of(entry) is not None and not inherit_mapped:
                return MISSING
            return value
        return MISSING

    def _table_name(self) -> str | Unknown | None:
        value = self._inherited_value("__tablename__", inherit_mapped=False)
        if isinstance(value, str):
            if self.base.naming is Naming.FLASK and self.parent is not None and not self._has_primary_key():
                return None
            return value
        if isinstance(value, Unknown):
            return value
        if value is None or self.base.naming is Naming.NONE:
            return None
        if self.base.naming is Naming.SQLMODEL:
            return sqlmodel_table_name(self.cls.name)
        if self.parent is not None and not self._has_primary_key():
            return None
        return flask_table_name(self.cls.name) if self.columns else None

    def _has_primary_key(self) -> bool:
        return any(column.primary_key for column in self.columns.values())

    def _table_arguments(self) -> tuple[list[Any], dict[str, Any]]:
        value = self._inherited_value("__table_args__", inherit_mapped=False)
        items: list[Any] = []
        options: dict[str, Any] = {}
        for part in value if isinstance(value, (tuple, list)) else (value,):
            if isinstance(part, dict):
                options.update({key: item for key, item in part.items() if isinstance(key, str)})
            elif declare.is_schema_item(part):
                items.append(declare.copied_item(part, self.columns))
            elif isinstance(part, Unknown):
                self.doubts.append(f"a part of __table_args__ is not known: {part.reason}")
        doubtful = [key for key, item in options.items() if isinstance(item, Unknown)]
        for key in doubtful:
            reason = options.pop(key).reason
            if key == "schema":
                self.doubts.append(f"its schema is not known: {reason}")
        return items, {key: item for key, item in options.items() if key not in ("info", "autoload", "autoload_with")}

    def _metadata(self) -> declare.MetaData:
        own = self._inherited_value("metadata", inherit_mapped=True)
        bind = self._inherited_value("__bind_key__", inherit_mapped=True)
        if isinstance(bind, str) and self.base.naming is Naming.FLASK:
            metadata = self.base.binds.get(bind)
            if metadata is None:
                metadata = self.base.binds[bind] = declare.new_metadata(self.base.metadata.naming_convention)
                metadata.info["bind_key"] = bind
            return metadata
        return own if declare.is_metadata(own) else self.base.metadata

    # ------------------------------------------------------------------ tables

    def _new_table(self, name: str) -> Mapping | None:
        items, options = self._table_arguments()
        columns = sorted(self.columns.values(), key=declare.creation_order)
        table = declare.make_table(name, self._metadata(), columns, items, options)
        if isinstance(table, str):
            self.interpreter.note(self.site.span, f"SQLAlchemy refuses the table {name}: {table}")
            return None
        return self._finish(table, own_columns=True)

    def _single_table(self) -> Mapping | None:
        """A subclass without a table of its own: its columns go into the parent's table."""
        assert self.parent is not None
        for column in self.columns.values():
            if column.name not in self.parent.table.c:
                declare.add_column(self.parent.table, column)
        items, _ = self._own_arguments()
        for item in items:
            declare.add_item(self.parent.table, item)
        return self._finish(self.parent.table, own_columns=True)

    def _own_arguments(self) -> tuple[list[Any], dict[str, Any]]:
        return self._table_arguments() if "__table_args__" in self.cls.namespace else ([], {})

    def _finish(self, table: declare.Table, *, own_columns: bool) -> Mapping:
        for doubt in self.doubts[:1]:
            declare.say_uncertain(table, doubt)
        if self.unread is not None:
            declare.say_open(table, self.unread)
            self.interpreter.note(self.site.span, self.unread)
        attributes = dict(self.columns) if own_columns else {column.key: column for column in table.c}
        mapping = Mapping(self.cls, table, attributes, self.site.span, self.parent, self.spans, self.relationships)
        self.cls.extra["mapping"] = mapping
        return mapping


def _attribute_names(cls: Class) -> list[str]:
    """Names in the order of the class body: annotations without a value among them."""
    return list(dict.fromkeys([*cls.annotations, *cls.namespace])) if cls.node is None else _in_body_order(cls)


def _in_body_order(cls: Class) -> list[str]:
    assert cls.node is not None
    order: dict[str, None] = {}
    for statement in cls.node.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        for target in targets:
            if isinstance(target, ast.Name):
                order.setdefault(target.id)
        name = getattr(statement, "name", None)
        if isinstance(name, str):
            order.setdefault(name)
    for name in [*cls.namespace, *cls.annotations]:
        order.setdefault(name)
    return [name for name in order if name in cls.namespace or name in cls.annotations]


def _all_attributes(mapping: Mapping) -> set[str]:
    names: set[str] = set()
    here: Mapping | None = mapping
    while here is not None:
        names |= here.attributes.keys()
        here = here.parent
    return names


def _as_mapped(value: Value) -> MappedColumn | None:
    if isinstance(value, MappedColumn):
        return value
    if declare.is_column(value):
        return MappedColumn(value, nullable_given=True, has_type=declare.has_type(value))
    return None


def _refers_to_class(value: Value) -> bool:
    return isinstance(value, Class) and mapping_of(value) is not None
