"""Connections, engines, sessions, contexts: stand-ins that answer with the dialect, or with rows nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migration_lsp.migrations import asking, custom, operating
from migration_lsp.migrations.handles import Handle, Kind
from migration_lsp.schema.declare import is_table
from migration_lsp.schema.loading import dialect_named
from migration_lsp.schema.vocabulary.host import DialectValue
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.values import NOT_MINE, Native, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.migrations.plugin import MigrationNames
    from migration_lsp.source.evaluate import Interpreter

_EXECUTING = frozenset({"execute", "exec_driver_sql", "scalar", "scalars", "stream", "executescript"})
_ROW_QUERIES = frozenset({"query", "get", "merge", "get_one"})
_BULK = frozenset({"bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"})
_UNIT_OF_WORK = frozenset(
    {"add", "add_all", "delete", "expunge", "expunge_all", "expire", "expire_all", "refresh", "flush"}
)
_ENDINGS = frozenset({"commit", "rollback", "close", "invalidate", "detach", "dispose", "remove", "begin_twophase"})
_WITHOUT_EFFECT = _BULK | _UNIT_OF_WORK | _ENDINGS
"""Methods that leave the schema as it is and answer nothing."""
_INSPECT = frozenset(
    {
        "sqlalchemy.inspect",
        "sqlalchemy.inspection.inspect",
        "sqlalchemy.Inspector.from_engine",
        "sqlalchemy.engine.Inspector.from_engine",
        "sqlalchemy.engine.reflection.Inspector.from_engine",
        "sqlalchemy.engine.reflection.Inspector",
        "sqlalchemy.engine.Inspector",
        "sqlalchemy.Inspector",
    }
)


def attribute(plugin: MigrationNames, interpreter: Interpreter, handle: Handle, name: str, site: Site) -> Value:
    """``handle.name`` where it is a value; ``NOT_MINE`` where it is a method."""
    kind = handle.kind
    if name == "dialect":
        return DialectValue(dialect_named(plugin.dialect))
    if name in ("engine", "bind", "connection") and kind in (
        Kind.CONNECTION,
        Kind.SESSION,
        Kind.ENGINE,
        Kind.INSPECTOR,
    ):
        return Handle(Kind.ENGINE) if name == "engine" else plugin.connection
    if kind is Kind.ENGINE and name in ("name", "driver"):
        return plugin.dialect
    if kind is Kind.ENGINE and name == "url":
        return Unknown("the database's address", site.span)
    if kind in (Kind.CONTEXT, Kind.ENVIRONMENT):
        return _of_context(plugin, kind, name, site)
    if kind is Kind.OP and name in ("impl", "migration_context"):
        return plugin.context
    if kind is Kind.INSPECTOR and name == "default_schema_name":
        return dialect_named(plugin.dialect).default_schema_name
    return NOT_MINE


def _of_context(plugin: MigrationNames, kind: Kind, name: str, site: Site) -> Value:
    if name in ("bind", "connection"):
        return plugin.connection
    if name == "impl":
        return plugin.context
    if name == "config":
        return Handle(Kind.CONFIG)
    if name == "as_sql":
        return False
    if name in ("opts", "environment_context", "script"):
        return Unknown(f"the context's {name}", site.span)
    return NOT_MINE


def call_method(
    plugin: MigrationNames,
    interpreter: Interpreter,
    handle: Handle,
    name: str,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    """A method of a connection, session, engine or context."""
    kind = handle.kind
    if kind in (Kind.CONTEXT, Kind.ENVIRONMENT):
        return _context_method(plugin, interpreter, name, arguments, keywords, site)
    if kind is Kind.CONFIG:
        return _config_method(interpreter, name, arguments, keywords, site)
    if name in _EXECUTING:
        return operating.execute(plugin, interpreter, arguments[0] if arguments else None, site)
    if name in _WITHOUT_EFFECT:
        return None
    if name in ("begin", "begin_nested", "connect", "get_transaction", "begin_transaction"):
        return Handle(Kind.TRANSACTION, plugin.connection if kind is not Kind.SESSION else handle)
    if name in (
        "execution_options",
        "get_bind",
        "connection",
        "engine",
        "__enter__",
        "get_execution_options",
    ):
        return plugin.connection
    if name in _ROW_QUERIES:
        return Unknown("rows of the database", site.span, rows=True)
    if name in ("run_callable", "run_sync") and arguments:
        return interpreter.call(arguments[0], (plugin.connection, *arguments[1:]), keywords, site)
    if name == "has_table":
        return asking.inspector_method(plugin, interpreter, name, arguments, keywords, site)
    if kind is Kind.TRANSACTION:
        return None
    return Unknown(f"what {name}() of {kind.value} gives", site.span, rows=True)


def _context_method(
    plugin: MigrationNames,
    interpreter: Interpreter,
    name: str,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    if name == "configure":
        plugin.configured.append(keywords)
        return None
    if name == "autocommit_block":
        return Handle(Kind.AUTOCOMMIT)
    if name in ("get_context", "get_impl"):
        return plugin.context
    if name == "get_bind":
        return plugin.connection
    if name == "is_offline_mode":
        return False
    if name == "begin_transaction":
        return Handle(Kind.TRANSACTION)
    if name in ("execute", "_exec"):
        return operating.execute(plugin, interpreter, arguments[0] if arguments else None, site)
    if name == "get_x_argument":
        return Unknown("an argument of the command line", site.span)
    return Unknown(f"the context's {name}()", site.span)


def _config_method(
    interpreter: Interpreter, name: str, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site
) -> Value:
    if len(arguments) > 1 and name in ("get_main_option", "get_section_option"):
        return arguments[-1]
    return Unknown("a setting of the Alembic configuration", site.span)


def call_external(
    plugin: MigrationNames,
    interpreter: Interpreter,
    name: str,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    """Calls of names outside the project that make or take a connection."""
    if name == "builtins.isinstance" and len(arguments) == 2:
        return asking.is_instance(arguments[0], arguments[1])
    if name in _INSPECT:
        subject = arguments[0] if arguments else keywords.get("subject", keywords.get("bind"))
        return asking.inspect(plugin, interpreter, subject, site)
    if not name.startswith(("sqlalchemy", "alembic", "sqlmodel")):
        return NOT_MINE
    last = name.rpartition(".")[2]
    if last == "register_operation":
        return custom.register(plugin, arguments)
    if last == "implementation_for":
        return custom.implement(arguments)
    if last in ("Session", "scoped_session", "AsyncSession"):
        return Handle(Kind.SESSION)
    if last in ("sessionmaker", "async_sessionmaker"):
        return Native("sessionmaker()", lambda more, more_keywords: Handle(Kind.SESSION))
    if last in ("Operations", "Operations.context"):
        return plugin.op
    if name.endswith("MigrationContext.configure"):
        return plugin.context
    if last in ("create_engine", "engine_from_config", "create_async_engine", "async_engine_from_config"):
        return Handle(Kind.ENGINE)
    return NOT_MINE


def call_real(
    plugin: MigrationNames,
    interpreter: Interpreter,
    function: Value,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    """``Table(…, autoload_with=bind)``: the columns are those of the schema at this moment."""
    loader = keywords.get("autoload_with", keywords.get("autoload"))
    if plugin.recorder is None or loader is None or loader is False or not callable(function):
        return NOT_MINE
    if getattr(function, "__name__", "") != "Table":
        return NOT_MINE
    rest = {key: value for key, value in keywords.items() if key not in ("autoload", "autoload_with")}
    table = interpreter.call(function, arguments, rest, site)
    if is_table(table):
        asking.load_table(plugin, table)
    return table
