"""The evaluator's plugin for declarative models: bases, column attributes, class statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from migration_lsp.models import flask
from migration_lsp.models.collecting import is_unread
from migration_lsp.models.flask import FlaskDatabase
from migration_lsp.models.kept import Kept
from migration_lsp.models.mapping import COLLECTED, map_class, mapping_of
from migration_lsp.models.orm_names import ORM_OPTIONS, PROPERTIES
from migration_lsp.models.values import Base, MappedColumn, Mapping, Naming, Property, Registry
from migration_lsp.schema import declare
from migration_lsp.source.evaluate import Plugin, Site
from migration_lsp.source.evaluate.values import MISSING, NOT_MINE, Class, External, Native, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter

_ROOTS = frozenset(
    {
        "sqlalchemy.orm.DeclarativeBase",
        "sqlalchemy.orm.DeclarativeBaseNoMeta",
        "sqlalchemy.orm.decl_api.DeclarativeBase",
        "sqlmodel.SQLModel",
        "sqlmodel.main.SQLModel",
        "flask_appbuilder.Model",
        "flask_appbuilder.models.sqla.Model",
    }
)
"""Classes outside the project whose subclasses are declarative."""
_SQLMODEL = frozenset({"sqlmodel.SQLModel", "sqlmodel.main.SQLModel"})
_SHARED_ROOTS = _ROOTS - {
    "sqlalchemy.orm.DeclarativeBase",
    "sqlalchemy.orm.DeclarativeBaseNoMeta",
    "sqlalchemy.orm.decl_api.DeclarativeBase",
}
"""Roots that are themselves a base with one metadata for all."""

_REFLECTING = frozenset({"autoload", "autoload_with"})
_COPYING = frozenset({"to_metadata", "tometadata"})
_BASE_MAKERS = frozenset({"declarative_base", "automap_base", "generate_base"})
_COLUMN_MAKERS = frozenset({"mapped_column", "unmapped_column"})
_ORM_PACKAGES = ("sqlalchemy", "sqlmodel", "sqlalchemy_utils", "flask_sqlalchemy", "flask_appbuilder")


class Declarations(Plugin):
    """Makes tables of declarative classes as the evaluator meets them."""

    def __init__(self, env_py: str | None = None) -> None:
        self.kept = Kept()
        self._shared: dict[str, Base] = {}
        self._unseen: Base | None = None
        self._env_py = env_py
        self._conventions: list[tuple[declare.MetaData, dict[Value, Value]]] = []
        self._before: list[tuple[declare.MetaData, Value]] = []
        """The naming conventions that metadatas had before ``env.py`` gave them others."""

    @property
    def mappings(self) -> tuple[Mapping, ...]:
        return self.kept.mappings

    @property
    def metadatas(self) -> list[declare.MetaData]:
        return self.kept.metadatas

    def settle(self) -> None:
        """All is read: link what refers to each other, and set the naming conventions that ``env.py`` gives.

        It has imported the models then, so they name nothing.
        """
        self.kept.links.tie()
        for metadata, convention in self._conventions:
            self._before.append((metadata, metadata.naming_convention))
            declare.set_naming_convention(metadata, convention)

    def forget(self, paths: frozenset[str]) -> None:
        for metadata, convention in reversed(self._before):
            metadata.naming_convention = convention
        self._before.clear()
        if self._env_py in paths:
            self._conventions.clear()
        unseen = [self._unseen] if self._unseen is not None else []
        self.kept.forget(paths, (*self._shared.values(), *unseen))

    # ------------------------------------------------------------------ names and calls

    def resolve(self, name: str) -> Value:
        package, _, last = name.partition(".")
        if (
            package == "sqlmodel"
            and last not in ("SQLModel", "Field", "Relationship", "main.SQLModel")
            and "." not in last
        ):
            return self._of_sqlalchemy(last)
        root, _, attribute = name.rpartition(".")
        if root in _SHARED_ROOTS and attribute in ("metadata", "registry"):
            base = self._shared_base(root, "")
            return base.metadata if attribute == "metadata" else Registry(base)
        return MISSING

    def _of_sqlalchemy(self, name: str) -> Value:
        """SQLModel re-exports SQLAlchemy's names."""
        return (
            External(f"sqlalchemy.orm.{name}")
            if name in ("Mapped", "mapped_column", "declared_attr", "Session")
            else MISSING
        )

    def call(
        self,
        interpreter: Interpreter,
        function: Value,
        arguments: tuple[Value, ...],
        keywords: dict[str, Value],
        site: Site,
    ) -> Value:
        if isinstance(function, External):
            return self._call_external(interpreter, function, arguments, keywords, site)
        if declare.is_table_class(function) and not keywords.keys() & _REFLECTING:
            # A table of the core: its metadata counts as declared, be there declarative classes in it or not.
            self._keep(interpreter, next((item for item in arguments[1:2] if declare.is_metadata(item)), None))
            if arguments and isinstance(arguments[0], Unknown):
                interpreter.note(site.span, f"a table's name is not known: {arguments[0].reason}")
        if getattr(function, "__name__", "") in _COPYING and declare.is_table(getattr(function, "__self__", None)):
            self._keep(interpreter, next((item for item in arguments[:1] if declare.is_metadata(item)), None))
        if isinstance(function, Class):
            outside = {entry.name for entry in function.mro if isinstance(entry, External)}
            if outside & flask.SQLALCHEMY:
                return flask.make_database(self, interpreter, arguments, keywords, site, function)
        return NOT_MINE

    def _call_external(
        self,
        interpreter: Interpreter,
        function: External,
        arguments: tuple[Value, ...],
        keywords: dict[str, Value],
        site: Site,
    ) -> Value:
        name, last = function.name, function.last
        if name in flask.SQLALCHEMY:
            return flask.make_database(self, interpreter, arguments, keywords, site, None)
        if not name.startswith(_ORM_PACKAGES):
            return NOT_MINE
        if last in _COLUMN_MAKERS:
            return self._mapped_column(interpreter, arguments, keywords, site)
        if last == "orm_insert_sentinel":
            return MappedColumn(declare.sentinel(arguments, keywords), nullable_given=True, span=site.span)
        if last in PROPERTIES:
            return Property(PROPERTIES[last], arguments, keywords, site.span)
        if last in _BASE_MAKERS:
            return self._declarative_base(interpreter, arguments, keywords, site)
        if last == "registry":
            metadata = keywords.get("metadata")
            type_map = keywords.get("type_annotation_map")
            made = Base(
                metadata if declare.is_metadata(metadata) else declare.new_metadata(),
                type_map=type_map if isinstance(type_map, dict) else {},
            )
            self._claim(interpreter, made)
            return Registry(made)
        if last == "has_inherited_table":
            return _has_inherited_table(arguments[0] if arguments else None, site)
        if last == "as_declarative":
            return Native("as_declarative", lambda more, _: self._as_declarative(interpreter, more, keywords, site))
        return NOT_MINE

    def _mapped_column(
        self, interpreter: Interpreter, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site
    ) -> MappedColumn:
        options = {key: value for key, value in keywords.items() if key not in ORM_OPTIONS}
        column = interpreter.call(interpreter.external("sqlalchemy.Column"), arguments, options, site)
        if not declare.is_column(column):
            column = declare.new_column(None, declare.unknown_type())
            declare.say_uncertain(column, "its arguments are not known")
        order = keywords.get("sort_order")
        return MappedColumn(
            column,
            "nullable" in keywords,
            keywords.get("use_existing_column") is True,
            order if isinstance(order, int) else 0,
            site.span,
        )

    # ------------------------------------------------------------------ bases

    def _declarative_base(
        self, interpreter: Interpreter, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site
    ) -> Value:
        metadata = keywords.get("metadata")
        if not declare.is_metadata(metadata):
            metadata = next((item for item in arguments if declare.is_metadata(item)), None) or declare.new_metadata()
        type_map = keywords.get("type_annotation_map")
        base = Base(metadata, type_map=type_map if isinstance(type_map, dict) else {})
        parents = keywords.get("cls")
        bases = parents if isinstance(parents, tuple) else (parents,) if parents is not None else ()
        return self.make_base(interpreter, "Base", base, bases, site)

    def make_base(
        self, interpreter: Interpreter, name: str, base: Base, bases: tuple[Value, ...], site: Site
    ) -> Class | Unknown:
        """A base class that a call made."""
        cls: Class | Unknown = interpreter.bare_class(name, bases, site)
        if isinstance(cls, Class):
            self._become_base(interpreter, cls, base)
        return cls

    def _become_base(self, interpreter: Interpreter, cls: Class, base: Base) -> None:
        interpreter.changes(cls)
        cls.extra["base"] = base
        cls.namespace.setdefault("metadata", base.metadata)
        cls.namespace.setdefault("registry", Registry(base))
        self._keep(interpreter, base.metadata)
        self._claim(interpreter, base)

    def _claim(self, interpreter: Interpreter, base: Base) -> None:
        """A new base is the business of the module that makes it, and whoever else changes it meddles with that."""
        self.kept.base(interpreter.sake, base)
        interpreter.claim(base)
        interpreter.claim(base.metadata)

    def _keep(self, interpreter: Interpreter, metadata: declare.MetaData | None) -> None:
        if metadata is not None:
            self.kept.metadata(interpreter.sake, metadata)

    def _as_declarative(
        self, interpreter: Interpreter, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site
    ) -> Value:
        cls = arguments[0] if arguments else None
        if not isinstance(cls, Class):
            return Unknown("as_declarative() of no class", site.span)
        metadata = keywords.get("metadata", cls.namespace.get("metadata"))
        self._become_base(interpreter, cls, Base(metadata if declare.is_metadata(metadata) else declare.new_metadata()))
        return cls

    def base_of(self, cls: Class) -> Base | None:
        """The declarative base that a class stands under."""
        for entry in cls.mro:
            if isinstance(entry, Class) and isinstance(entry.extra.get("base"), Base):
                found: Base = entry.extra["base"]
                return found
        root = next(
            (entry.name for entry in cls.mro if isinstance(entry, External) and entry.name in _SHARED_ROOTS),
            None,
        )
        return self._shared_base(root, cls.module.path) if root is not None else None

    def _base_unseen(self, cls: Class) -> Base | None:
        """The base to assume for a class that says what its table is, and whose base nobody can read.

        It may come from a package that is not read. What the class itself declares is certain; that it declares
        everything is not.
        """
        unread = next((entry for entry in cls.mro if is_unread(entry)), None)
        if unread is None or not isinstance(cls.namespace.get("__tablename__"), str):
            return None
        if self._unseen is None:
            self._unseen = Base(declare.new_metadata())
        return self._unseen

    @property
    def unplaced(self) -> declare.MetaData | None:
        """The tables of classes whose base could not be read: they belong to whatever is the target."""
        return self._unseen.metadata if self._unseen is not None else None

    def _shared_base(self, root: str, path: str) -> Base:
        name = "sqlmodel.SQLModel" if root in _SQLMODEL else "flask_appbuilder.Model"
        if name not in self._shared:
            naming = Naming.SQLMODEL if root in _SQLMODEL else Naming.FLASK
            self._shared[name] = Base(declare.new_metadata(), naming)
        self.kept.metadata(path, self._shared[name].metadata)
        return self._shared[name]

    # ------------------------------------------------------------------ classes

    def class_made(self, interpreter: Interpreter, cls: Class, site: Site) -> None:
        if self._is_new_base(cls):
            self._become_base(interpreter, cls, self._base_from(interpreter, cls))
            return
        base = self.base_of(cls) or self._base_unseen(cls)
        if base is None:
            return
        if base.naming is Naming.SQLMODEL and cls.keywords.get("table") is not True:
            return
        own = cls.namespace.get("type_annotation_map")
        if isinstance(own, dict) and own:
            self._changes_base(interpreter, base)
            base.type_map.update(own)
        self.map(interpreter, cls, base, site)

    def map(self, interpreter: Interpreter, cls: Class, base: Base, site: Site) -> None:
        mapping = map_class(interpreter, cls, base, site)
        if mapping is None:
            return
        self.kept.mapping(interpreter.sake, mapping)
        self._keep(interpreter, mapping.table.metadata)

    def _changes_base(self, interpreter: Interpreter, base: Base) -> None:
        if base is self._unseen or base in self._shared.values():
            # It belongs to no module that could be read again.
            interpreter.entangle()
        interpreter.changes(base)

    def _is_new_base(self, cls: Class) -> bool:
        """A direct subclass of ``DeclarativeBase``: it has a metadata of its own."""
        return any(isinstance(base, External) and base.name in _ROOTS - _SHARED_ROOTS for base in cls.bases)

    def _base_from(self, interpreter: Interpreter, cls: Class) -> Base:
        metadata = cls.namespace.get("metadata")
        registry = cls.namespace.get("registry")
        type_map = cls.namespace.get("type_annotation_map")
        if isinstance(registry, Registry):
            self._changes_base(interpreter, registry.base)
            if declare.is_metadata(metadata):
                registry.base.metadata = metadata
            if isinstance(type_map, dict):
                registry.base.type_map.update(type_map)
            return registry.base
        return Base(
            metadata if declare.is_metadata(metadata) else declare.new_metadata(),
            type_map=dict(type_map) if isinstance(type_map, dict) else {},
        )

    # ------------------------------------------------------------------ attributes

    def real(self, interpreter: Interpreter, value: Value, site: Site) -> Value:
        if isinstance(value, MappedColumn):
            return value.column
        mapping = mapping_of(value)
        return mapping.table if mapping is not None else NOT_MINE

    def attribute(self, interpreter: Interpreter, value: Value, name: str, site: Site) -> Value:
        if isinstance(value, FlaskDatabase):
            return flask.attribute(interpreter, value, name, site)
        if isinstance(value, Registry):
            return self._of_registry(interpreter, value, name, site)
        if isinstance(value, MappedColumn):
            return self._of_column(interpreter, value, name, site)
        mapping = mapping_of(value)
        if mapping is None and name == "__table__" and isinstance(value, Class):
            # A class that is being mapped has its parent's, as ``cls.__table__.c.get(…)`` in a mixin wants it.
            return next((found.table for entry in value.mro if (found := mapping_of(entry)) is not None), NOT_MINE)
        if mapping is None:
            collected = value.extra.get(COLLECTED, {}) if isinstance(value, Class) else {}
            return collected.get(name, NOT_MINE)
        if name == "__table__":
            return mapping.table
        here: Mapping | None = mapping
        while here is not None:
            if name in here.attributes:
                return here.attributes[name]
            here = here.parent
        return NOT_MINE

    def operate(
        self,
        interpreter: Interpreter,
        function: Callable[[Value, Value], Value],
        left: Value,
        right: Value,
        site: Site,
    ) -> Value:
        """``id != parent_id`` in a class body is an expression over the two columns."""
        if not isinstance(left, MappedColumn) and not isinstance(right, MappedColumn):
            return NOT_MINE
        return interpreter.ask("operate", interpreter, function, _bare(left), _bare(right), site)

    def _of_column(self, interpreter: Interpreter, value: MappedColumn, name: str, site: Site) -> Value:
        return value.column if name == "column" else interpreter.attribute(value.column, name, site)

    def _of_registry(self, interpreter: Interpreter, value: Registry, name: str, site: Site) -> Value:
        base = value.base
        if name == "metadata":
            return base.metadata
        if name == "generate_base":
            return Native(name, lambda arguments, keywords: self.make_base(interpreter, "Base", base, (), site))
        if name in ("mapped", "mapped_as_dataclass"):

            def decorate(arguments: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
                if arguments and isinstance(arguments[0], Class):
                    self.map(interpreter, arguments[0], base, site)
                    return arguments[0]
                return Native(name, decorate)

            return Native(name, decorate)
        if name in ("map_imperatively", "map_declaratively"):
            return Native(name, lambda arguments, keywords: self._map_imperatively(interpreter, arguments, site))
        return Unknown(f"registry.{name} is not known", site.span)

    def _map_imperatively(self, interpreter: Interpreter, arguments: tuple[Value, ...], site: Site) -> Value:
        if len(arguments) > 1 and isinstance(arguments[0], Class) and declare.is_table(arguments[1]):
            cls, table = arguments[0], arguments[1]
            interpreter.changes(cls)
            columns = {column.key: column for column in table.c}
            mapping = Mapping(cls, table, columns, site.span, names=frozenset([*columns, *cls.namespace]))
            cls.extra["mapping"] = mapping
            self.kept.mapping(interpreter.sake, mapping)
            self._keep(interpreter, table.metadata)
        return None

    def set_attribute(self, interpreter: Interpreter, value: Value, name: str, item: Value, site: Site) -> Value:
        """``User.extra = Column(…)`` after the class statement adds a column."""
        if declare.is_metadata(value) and name == "naming_convention" and isinstance(item, dict):
            if site.span.path == self._env_py:
                # Modules are read when something of them is asked for, which may be later than they are imported.
                self._conventions.append((value, item))
                return None
            interpreter.changes(value)
            return declare.set_naming_convention(value, item)
        mapping = mapping_of(value)
        if mapping is None:
            return NOT_MINE
        column = item.column if isinstance(item, MappedColumn) else item
        if declare.is_column(column) and not declare.attached(column):
            for changed in (value, mapping.table, item):
                interpreter.changes(changed)
            declare.set_name(column, name)
            declare.add_column(mapping.table, column)
            mapping.attributes[name] = column
            mapping.spans[name] = site.span
            return None
        return NOT_MINE


def _bare(value: Value) -> Value:
    return value.column if isinstance(value, MappedColumn) else value


def _has_inherited_table(cls: Value, site: Site) -> Value:
    if not isinstance(cls, Class):
        return Unknown("has_inherited_table() of no class", site.span)
    return any(mapping_of(entry) is not None for entry in cls.mro[1:])
