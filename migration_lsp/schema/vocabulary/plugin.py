"""The evaluator's plugin for SQLAlchemy itself: names, calls, attributes, operators on real objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import alembic
import sqlalchemy as sa
from sqlalchemy.sql.compiler import Compiled
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import ClauseElement, ColumnElement
from sqlalchemy.sql.schema import SchemaItem
from sqlalchemy.sql.selectable import FromClause, SelectBase
from sqlalchemy.types import Enum, TypeEngine

from migration_lsp.schema.refusals import REFUSALS
from migration_lsp.schema.vocabulary.allowed import QUERY_FUNCTIONS, allowed, exported, harmless, is_ours, readable
from migration_lsp.schema.vocabulary.columns import (
    MADE,
    changed,
    column_of,
    make_column,
    make_enum,
    make_table,
    say_made,
)
from migration_lsp.schema.vocabulary.constructs import compiled, compiles
from migration_lsp.schema.vocabulary.host import (
    DialectValue,
    NotKnown,
    Preparer,
    as_type,
    host,
    host_of_query,
    project_type,
)
from migration_lsp.schema.vocabulary.known_types import is_known_type, known_type
from migration_lsp.source.evaluate import Plugin, Site
from migration_lsp.source.evaluate.values import (
    MISSING,
    NOT_MINE,
    Class,
    External,
    Instance,
    Native,
    Super,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter


class SqlalchemyNames(Plugin):
    """Answers for ``sqlalchemy.*`` names and for the real objects that they make."""

    def __init__(self, dialect: str = "postgresql") -> None:
        self.dialect = dialect

    def resolve(self, name: str) -> Value:
        if name in _VERSIONS:
            return _VERSIONS[name]
        if not name.startswith(("sqlalchemy", "sqlmodel")):
            return MISSING
        found = allowed(name)
        return MISSING if found is None else found

    def exports(self, module: str) -> frozenset[str] | None:
        return exported(module)

    def call(
        self,
        interpreter: Interpreter,
        function: Value,
        arguments: tuple[Value, ...],
        keywords: dict[str, Value],
        site: Site,
    ) -> Value:
        if isinstance(function, External):
            if function.name == "sqlalchemy.ext.compiler.compiles":
                for argument in arguments[:1]:
                    interpreter.changes(argument)
                return compiles(interpreter, arguments)
            if function.name.startswith("sqlalchemy.ext.mutable.") and function.last in (
                "as_mutable",
                "associate_with",
            ):
                return as_type(interpreter, arguments[0], site) if arguments else Unknown("as_mutable()", site.span)
            if not is_known_type(function.name):
                return NOT_MINE
            return known_type(interpreter, function.name, arguments, keywords) or Unknown(
                f"an argument of {function.name} is not known", site.span
            )
        if function is sa.Column:
            return make_column(interpreter, arguments, keywords, site)
        if function is sa.Table:
            return make_table(interpreter, arguments, keywords, site)
        if function is sa.MetaData:
            keywords = _in_a_readable_schema(interpreter, keywords, site)
        if isinstance(function, type) and issubclass(function, Enum):
            return make_enum(interpreter, function, arguments, keywords, site)
        if not _is_real_callable(function):
            return NOT_MINE
        return _called(interpreter, function, arguments, keywords, site)

    def real(self, interpreter: Interpreter, value: Value, site: Site) -> Value:
        if isinstance(value, DialectValue):
            return value.dialect
        column = column_of(interpreter, value, site)
        return compiled(interpreter, value, self.dialect, site) if column is None else column

    def attribute(self, interpreter: Interpreter, value: Value, name: str, site: Site) -> Value:
        if isinstance(value, DialectValue):
            return _of_dialect(interpreter, value, name, site)
        if isinstance(value, Instance) and name in _METHODS_OF_TYPES and not _defines(value.cls, name):
            value = project_type(interpreter, value, site)
        if isinstance(value, Super) and name == "load_dialect_impl" and isinstance(value.receiver, Instance):
            return _inherited_loader(value, value.receiver)
        if isinstance(value, Preparer):
            return _of_preparer(value, name, site)
        if not is_ours(value):
            return NOT_MINE
        if name == "__name__" and isinstance(value, type):
            return value.__name__
        if not readable(value, name):
            return NOT_MINE
        if name in _OF_ALL_TABLES and isinstance(value, sa.MetaData) and _is_shared(interpreter, value):
            # Which tables are there by now depends on the order in which everything is read.
            interpreter.entangle()
        try:
            found = getattr(value, name)
        except REFUSALS:
            return MISSING
        return found if harmless(found) else MISSING

    def set_attribute(self, interpreter: Interpreter, value: Value, name: str, item: Value, site: Site) -> Value:
        if not isinstance(value, (sa.Column, sa.Table)):
            return NOT_MINE
        interpreter.changes(value)
        interpreter.changes(getattr(value, "table", None))
        return changed(value, name, item)

    def subscript(self, interpreter: Interpreter, value: Value, key: Value, site: Site) -> Value:
        if isinstance(value, sa.sql.base.ReadOnlyColumnCollection) and isinstance(key, (str, int)):
            try:
                return value[key]
            except (KeyError, IndexError):
                return Unknown(f"no column {key}", site.span)
        if isinstance(value, type) and issubclass(value, (TypeEngine, ClauseElement)):
            # ``TypeDecorator[str]``: what it holds in Python is nothing to the database.
            return value
        if isinstance(value, ClauseElement) and not isinstance(key, Unknown):
            return self.operate(interpreter, lambda left, right: left[right], value, key, site)
        return NOT_MINE

    def iterate(self, interpreter: Interpreter, value: Value, site: Site) -> Value:
        if isinstance(value, sa.sql.base.ReadOnlyColumnCollection):
            return list(value)
        if isinstance(value, sa.schema.ColumnCollectionConstraint):
            return list(value.columns)
        return NOT_MINE

    def truth(self, value: Value) -> Value:
        if isinstance(value, ClauseElement):
            return None
        return NOT_MINE

    def operate(
        self,
        interpreter: Interpreter,
        function: Callable[[Value, Value], Value],
        left: Value,
        right: Value,
        site: Site,
    ) -> Value:
        if not isinstance(left, ClauseElement) and not isinstance(right, ClauseElement):
            return NOT_MINE
        try:
            return function(host_of_query(interpreter, left, site), host_of_query(interpreter, right, site))
        except REFUSALS:
            return Unknown("an operator on what is not known", site.span)

    def text(self, value: Value) -> Value:
        if isinstance(value, (ClauseElement, TypeEngine, Compiled)):
            try:
                return str(value)
            except REFUSALS:
                return NOT_MINE
        return NOT_MINE


_VERSIONS = {"sqlalchemy.__version__": sa.__version__, "alembic.__version__": alembic.__version__}
"""A project's own may be others; both sides of a comparison with them are written for ours, too."""


def _is_shared(interpreter: Interpreter, metadata: sa.MetaData) -> bool:
    """Whether others may have declared tables in a metadata, or will."""
    makers = {table.info[MADE][0] for table in metadata.tables.values() if MADE in table.info}
    return bool(makers - {interpreter.sake}) or not interpreter.is_own(metadata)


_OF_ALL_TABLES = frozenset({"tables", "sorted_tables"})
_CHANGING = frozenset(
    {
        "append_column",
        "append_constraint",
        "append_foreign_key",
        "append_element",
        "remove",
        "clear",
        "add_is_dependent_on",
    }
)
"""Methods that change a table, a column or a metadata."""

_METHODS_OF_TYPES = frozenset({"with_variant", "copy", "evaluates_none"})


def _defines(cls: Class, name: str) -> bool:
    return any(name in entry.namespace for entry in cls.own_classes())


def _inherited_loader(value: Super, receiver: Instance) -> Value:
    """``super().load_dialect_impl`` of a ``TypeDecorator`` that no class of the project has: it gives ``impl``."""
    order = list(receiver.cls.own_classes())
    after = order[order.index(value.after) + 1 :] if value.after in order else []
    if "impl" not in receiver.attributes or any("load_dialect_impl" in entry.namespace for entry in after):
        return NOT_MINE
    return Native("super().load_dialect_impl", lambda arguments, keywords: receiver.attributes["impl"])


def _is_real_callable(function: Value) -> bool:
    if not callable(function) or isinstance(function, Native):
        return False
    owner = getattr(function, "__self__", None)
    module = getattr(function, "__module__", None) or ""
    return is_ours(function) or (owner is not None and is_ours(owner)) or module.startswith("sqlalchemy.")


def _in_a_readable_schema(interpreter: Interpreter, keywords: dict[str, Value], site: Site) -> dict[str, Value]:
    """The arguments of ``MetaData``, without a schema that is only chosen where the project runs.

    Most such projects leave it to the default one; without the metadata, the naming convention would be lost too.
    """
    schema = keywords.get("schema")
    if not isinstance(schema, Unknown):
        return keywords
    interpreter.note(site.span, f"the schema of these tables is taken to be the default one: {schema.reason}")
    return {name: value for name, value in keywords.items() if name != "schema"}


def _is_about_rows(function: Any) -> bool:
    """Whether a callable builds a query or a statement on rows, not a part of the schema."""
    owner = getattr(function, "__self__", None)
    return function in QUERY_FUNCTIONS or isinstance(owner, (UpdateBase, SelectBase, ColumnElement, FromClause))


def _called(
    interpreter: Interpreter,
    function: Any,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    """Call a real constructor, function or method with real arguments."""
    convert = host_of_query if _is_about_rows(function) else host
    try:
        if getattr(function, "__name__", "") == "with_variant" and arguments:
            real: tuple[Any, ...] = (
                as_type(interpreter, arguments[0], site),
                *host(interpreter, arguments[1:], site),
            )
        else:
            real = convert(interpreter, arguments, site)
        options = convert(interpreter, keywords, site)
        if getattr(function, "__name__", "") in _CHANGING:
            interpreter.changes(getattr(function, "__self__", None))
        found = function(*real, **options)
    except NotKnown as unknown:
        return Unknown(unknown.reason, site.span)
    except REFUSALS as error:
        return Unknown(f"SQLAlchemy refuses it: {type(error).__name__}", site.span)
    if isinstance(found, SchemaItem):
        _say_whose(interpreter, found)
    return found if harmless(found) else Unknown("what it returns is not known", site.span)


def _say_whose(interpreter: Interpreter, item: SchemaItem) -> None:
    """A table that was copied is new; an index or a constraint may have found its table already, and changed it."""
    if isinstance(item, sa.Table):
        if MADE not in item.info:
            say_made(interpreter, item)
        return
    owner = "table" if isinstance(item, sa.Index) else "parent"
    table = getattr(item, owner, None) if isinstance(item, (sa.Index, sa.Constraint)) else None
    if table is not None:
        interpreter.changes(table)


def _of_preparer(value: Preparer, name: str, site: Site) -> Value:
    """``dialect.identifier_preparer.quote(name)``: an identifier as it must be written."""
    if name not in ("quote", "quote_identifier", "quote_schema"):
        return Unknown(f"identifier_preparer.{name} is not known", site.span)

    def quote(arguments: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
        if not arguments or not isinstance(arguments[0], str):
            return Unknown("an identifier that is not known", site.span)
        return str(getattr(value.dialect.dialect.identifier_preparer, name)(arguments[0]))

    return Native(f"identifier_preparer.{name}", quote)


def _of_dialect(interpreter: Interpreter, value: DialectValue, name: str, site: Site) -> Value:
    if name == "name":
        return value.name
    if name == "type_descriptor":

        def describe(arguments: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
            return as_type(interpreter, arguments[0], site) if arguments else Unknown("type_descriptor()", site.span)

        return Native("dialect.type_descriptor", describe)
    if name == "identifier_preparer":
        return Preparer(value)
    return Unknown(f"dialect.{name} is not known", site.span)


__all__ = ["SqlalchemyNames"]
