"""From a declarative class to its table: name, arguments, inheritance.

The rules are SQLAlchemy's own (``sqlalchemy.orm.decl_base``), on classes that were read and not made. The columns
are collected in :mod:`collecting`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from migration_lsp.models.collecting import Collector, mapping_of
from migration_lsp.models.naming import flask_table_name, sqlmodel_table_name
from migration_lsp.models.values import BIND_KEY, Base, Mapping, Naming
from migration_lsp.schema import declare
from migration_lsp.schema.vocabulary.columns import say_made
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.values import MISSING, Class, Descriptor, Raised, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter

__all__ = ["map_class", "mapping_of"]

_NOT_OF_THE_TABLE = ("info", "autoload", "autoload_with")


COLLECTED = "collected"
"""Key of a class's ``extra`` under which its columns stand while it is being mapped."""


def map_class(interpreter: Interpreter, cls: Class, base: Base, site: Site) -> Mapping | None:
    """Make the table of a declarative class. None where the class has none: abstract, or not known."""
    if cls.namespace.get("__abstract__") is True:
        return None
    return Mapper(interpreter, cls, base, site).map()


class Mapper:
    """The work on one class."""

    def __init__(self, interpreter: Interpreter, cls: Class, base: Base, site: Site) -> None:
        self.interpreter = interpreter
        self.cls = cls
        self.base = base
        self.site = site
        self.parent = next((found for entry in cls.mro[1:] if (found := mapping_of(entry)) is not None), None)
        self.attributes = Collector(interpreter, cls, base, site)
        self.doubts: list[str] = []

    def map(self) -> Mapping | None:
        self.attributes.collect()
        # ``__table_args__`` may be made of ``cls.x``: by now that is the class's own column, of a mixin too.
        self.cls.extra[COLLECTED] = {name: own.column for name, own in self.attributes.columns.items()}
        try:
            return self._mapped()
        finally:
            del self.cls.extra[COLLECTED]

    def _mapped(self) -> Mapping | None:
        given = self._given_table()
        if declare.is_table(given):
            return self._finish(given)
        name = self._table_name()
        if name is None:
            return self._single_table() if self.parent is not None else None
        if isinstance(name, Unknown):
            self.interpreter.note(self.site.span, f"the table name of {self.cls.name} is not known: {name.reason}")
            return None
        return self._new_table(name)

    # ------------------------------------------------------------------ names and arguments

    def _given_table(self) -> Value:
        """``__table__`` of the class itself, or that which a ``declared_attr`` of a mixin makes."""
        for entry in self.cls.own_classes():
            value = entry.namespace.get("__table__")
            if isinstance(value, Descriptor) or (value is not None and entry is self.cls):
                return self._inherited_value("__table__")
        return None

    def _inherited_value(self, name: str) -> Value:
        """What ``cls.name`` gives."""
        for entry in self.cls.own_classes():
            if name not in entry.namespace:
                continue
            value = self.interpreter.settled(entry.namespace, name)
            if not isinstance(value, Descriptor):
                return value
            try:
                return self.interpreter.call(value.function, (self.cls,), {}, self.site)
            except Raised as raised:
                return Unknown(f"{name} raises {raised.kind.rpartition('.')[2]}")
        return MISSING

    def _says(self, name: str) -> Class | None:
        """The class that gives a name to this one: no mapped parent does, but by ``declared_attr``."""
        for entry in self.cls.own_classes():
            value = entry.namespace.get(name)
            if value is None or (entry is not self.cls and mapping_of(entry) is not None and not _is_declared(value)):
                continue
            return entry
        return None

    def _table_name(self) -> str | Unknown | None:
        own_key = self._has_primary_key()
        if self.base.naming is Naming.FLASK and self.parent is not None and not own_key:
            return None
        if self._says("__tablename__") is not None:
            value = self._inherited_value("__tablename__")
            if value is None or isinstance(value, Unknown):
                return value
            return value if isinstance(value, str) else Unknown("it is no string")
        if self.base.naming is Naming.FLASK:
            return flask_table_name(self.cls.name) if self.attributes.columns or own_key else None
        return sqlmodel_table_name(self.cls.name) if self.base.naming is Naming.SQLMODEL else None

    def _has_primary_key(self) -> bool:
        if any(own.column.primary_key for own in self.attributes.columns.values()):
            return True
        value = self._inherited_value("__table_args__") if self._says("__table_args__") is not None else None
        return isinstance(value, tuple) and any(declare.is_primary_key(part) for part in value)

    def _table_arguments(self) -> tuple[list[Any], dict[str, Any]]:
        source = self._says("__table_args__")
        if source is None or (source is not self.cls and self._says("__tablename__") is None and self._is_unnamed()):
            return [], {}
        value = self._inherited_value("__table_args__")
        items: list[Any] = []
        options: dict[str, Any] = {}
        for part in value if isinstance(value, (tuple, list)) else (value,):
            if isinstance(part, dict):
                options.update({key: item for key, item in part.items() if isinstance(key, str)})
            elif declare.is_schema_item(part):
                items.append(self._item(part))
            elif isinstance(part, Unknown):
                self.doubts.append(f"a part of __table_args__ is not known: {part.reason}")
        for key in [key for key, item in options.items() if isinstance(item, Unknown)]:
            self.doubts.append(f"the {key} in __table_args__ is not known: {options.pop(key).reason}")
        return items, {key: item for key, item in options.items() if key not in _NOT_OF_THE_TABLE}

    def _item(self, part: Value) -> Value:
        item = declare.copied_item(part)
        if item is part:
            # Whoever comes next gets a copy.
            self.interpreter.changes(part)
        return item

    def _is_unnamed(self) -> bool:
        return self.base.naming is Naming.NONE

    def _metadata(self) -> declare.MetaData:
        own = self._inherited_value("metadata")
        bind = self._inherited_value("__bind_key__")
        is_own = declare.is_metadata(self.cls.namespace.get("metadata"))
        if isinstance(bind, str) and self.base.binds is not None and not is_own:
            metadata = self.base.binds.get(bind)
            if metadata is None:
                metadata = self.base.binds[bind] = declare.new_metadata(self.base.metadata.naming_convention)
                metadata.info[BIND_KEY] = bind
            return metadata
        return own if declare.is_metadata(own) else self.base.metadata

    # ------------------------------------------------------------------ tables

    def _new_table(self, name: str) -> Mapping | None:
        items, options = self._table_arguments()
        columns, metadata = self.attributes.in_table_order(), self._metadata()
        existing = declare.table_called(name, metadata, options)
        if existing is not None:
            self.interpreter.comes_across(existing)
            self.interpreter.changes(existing)
        table = declare.make_table(name, metadata, columns, items, options)
        if isinstance(table, str):
            self.interpreter.note(self.site.span, f"SQLAlchemy refuses the table {name}: {table}")
            return None
        if table is not existing:
            say_made(self.interpreter, table)
        return self._finish(table)

    def _single_table(self) -> Mapping | None:
        """A subclass without a table of its own: its columns go into the parent's table."""
        assert self.parent is not None
        table = self.parent.table
        for own in self.attributes.columns.values():
            existing = table.c.get(own.column.name)
            if existing is None:
                self.interpreter.changes(table)
                declare.add_column(table, own.column)
            else:
                own.column = existing
        return self._finish(table)

    def _finish(self, table: declare.Table) -> Mapping:
        for doubt in self.doubts[:1]:
            self.interpreter.changes(table)
            declare.say_uncertain(table, doubt)
        attributes = self.attributes
        if attributes.unread is not None:
            self.interpreter.changes(table)
            declare.say_open(table, attributes.unread)
            self.interpreter.note(self.site.span, attributes.unread)
        columns = {name: own.column for name, own in attributes.columns.items()}
        if not columns:
            columns = {column.key: column for column in table.c}
        names = frozenset([*columns, *attributes.relationships, *self.cls.namespace])
        mapping = Mapping(
            self.cls, table, columns, self.site.span, self.parent, attributes.spans, attributes.relationships, names
        )
        self.cls.extra["mapping"] = mapping
        return mapping


def _is_declared(value: Value) -> bool:
    return isinstance(value, Descriptor)
