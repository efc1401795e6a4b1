"""Connections, engines, sessions, contexts: stand-ins that answer with the dialect, or with rows nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from migration_lsp.migrations import asking, custom, entities, executing, sessions
from migration_lsp.migrations.call import Call
from migration_lsp.migrations.handles import Handle, Kind
from migration_lsp.schema.declare import is_table
from migration_lsp.schema.loading import dialect_named
from migration_lsp.schema.vocabulary.host import DialectValue
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.values import NOT_MINE, Native, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.migrations.plugin import MigrationNames

_EXECUTING = frozenset({"execute", "exec_driver_sql", "scalar", "scalars", "stream", "executescript"})
_ROW_QUERIES = frozenset({"get", "merge", "get_one"})
_BULK = frozenset({"bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"})
_UNIT_OF_WORK = frozenset(
    {"add", "add_all", "delete", "expunge", "expunge_all", "expire", "expire_all", "refresh", "flush"}
)
_ENDINGS = frozenset({"commit", "rollback", "close", "invalidate", "detach", "dispose", "remove", "begin_twophase"})
_WITHOUT_EFFECT = _BULK | _UNIT_OF_WORK | _ENDINGS
"""Methods that leave the schema as it is and answer nothing."""
_WRITING = _BULK | {"commit", "flush"}
"""Where a session writes the objects that were changed in it: which rows of which tables, nobody sees."""
_BEGINNINGS = frozenset({"begin", "begin_nested", "connect", "get_transaction", "begin_transaction"})
_SAME_CONNECTION = frozenset({"execution_options", "get_bind", "connection", "engine", "get_execution_options"})
_INSPECTORS = ("sqlalchemy", "sqlalchemy.engine", "sqlalchemy.engine.reflection")
_INSPECT = frozenset(
    {"sqlalchemy.inspect", "sqlalchemy.inspection.inspect"}
    | {f"{place}.Inspector{ending}" for place in _INSPECTORS for ending in ("", ".from_engine")}
)
_ENGINE_MAKERS = frozenset({"create_engine", "engine_from_config", "create_async_engine", "async_engine_from_config"})


def attribute(plugin: MigrationNames, handle: Handle, name: str, site: Site) -> Value:
    """``handle.name`` where it is a value; ``NOT_MINE`` where it is a method."""
    kind = handle.kind
    if name == "dialect":
        return DialectValue(dialect_named(plugin.dialect))
    if name in ("engine", "bind", "connection") and kind in _CONNECTED:
        return Handle(Kind.ENGINE) if name == "engine" else plugin.connection
    if kind is Kind.ENGINE and name in ("name", "driver"):
        return plugin.dialect
    if kind is Kind.ENGINE and name == "url":
        return Unknown("the database's address", site.span)
    if kind in (Kind.CONTEXT, Kind.ENVIRONMENT):
        return _of_context(plugin, name, site)
    if kind is Kind.OP and name in ("impl", "migration_context"):
        return plugin.context
    if kind is Kind.INSPECTOR and name == "default_schema_name":
        return dialect_named(plugin.dialect).default_schema_name
    return NOT_MINE


_CONNECTED = (Kind.CONNECTION, Kind.SESSION, Kind.ENGINE, Kind.INSPECTOR)


def _of_context(plugin: MigrationNames, name: str, site: Site) -> Value:
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


def call_method(call: Call, handle: Handle) -> Value:
    """A method of a connection, session, engine, transaction or context."""
    kind, name = handle.kind, call.name
    if kind in (Kind.CONTEXT, Kind.ENVIRONMENT):
        return _context_method(call)
    if kind is Kind.CONFIG:
        return _config_method(call)
    if name in _EXECUTING:
        return executing.execute_call(call)
    if name in _WITHOUT_EFFECT:
        if kind is Kind.SESSION and name in _WRITING:
            sessions.write_rows(call)
        return None
    if name in _BEGINNINGS:
        return Handle(Kind.TRANSACTION, handle if kind is Kind.SESSION else call.plugin.connection)
    if name in _SAME_CONNECTION:
        return call.plugin.connection
    if name == "query":
        return sessions.query(call)
    if name in _ROW_QUERIES:
        return call.unknown("rows of the database", rows=True)
    if name in ("run_callable", "run_sync") and call.arguments:
        arguments = (call.plugin.connection, *call.arguments[1:])
        return call.interpreter.call(call.arguments[0], arguments, call.keywords, call.site)
    if name == "has_table":
        return asking.inspector_method(call)
    if kind is Kind.TRANSACTION:
        return None
    return call.unknown(f"what {name}() of {kind.value} gives", rows=True)


def _context_method(call: Call) -> Value:
    answers: dict[str, Value] = {
        "autocommit_block": Handle(Kind.AUTOCOMMIT),
        "get_context": call.plugin.context,
        "get_impl": call.plugin.context,
        "get_bind": call.plugin.connection,
        "is_offline_mode": False,
        "begin_transaction": Handle(Kind.TRANSACTION),
        "get_x_argument": call.unknown("an argument of the command line"),
    }
    if call.name == "configure":
        call.plugin.configured.append(call.keywords)
        return None
    if call.name == "run_migrations":
        configured = call.plugin.configured
        call.plugin.migrated.append((call.keywords, configured[-1] if configured else {}))
    if call.name in ("execute", "_exec"):
        return executing.execute_call(call)
    return answers[call.name] if call.name in answers else call.unknown(f"the context's {call.name}()")


def _config_method(call: Call) -> Value:
    """A setting of the ini file; what the text says it is where that is not known."""
    name = call.argument(0, "name")
    if call.name == "get_main_option" and isinstance(name, str) and name in call.plugin.settings:
        return call.plugin.settings[name]
    if call.name in ("get_main_option", "get_section_option") and len(call.arguments) > 1:
        return call.arguments[-1]
    return call.unknown("a setting of the Alembic configuration")


def call_external(call: Call) -> Value:
    """Calls of names outside the project that make or take a connection."""
    name, last = call.name, call.name.rpartition(".")[2]
    if name == "builtins.isinstance" and len(call.arguments) == 2:
        return asking.is_instance(call.arguments[0], call.arguments[1])
    if name in _INSPECT:
        return asking.inspect(call)
    if (entity := entities.made(call)) is not NOT_MINE:
        return entity
    if not name.startswith(("sqlalchemy", "alembic", "sqlmodel")):
        return NOT_MINE
    if last == "register_operation":
        return custom.register(call)
    if last == "implementation_for":
        return custom.implement(call)
    if last in ("Session", "scoped_session", "AsyncSession"):
        return Handle(Kind.SESSION)
    if last in ("sessionmaker", "async_sessionmaker"):
        return Native("sessionmaker()", lambda arguments, keywords: Handle(Kind.SESSION))
    if last == "Operations" or name.endswith("Operations.context"):
        return call.plugin.op
    if name.endswith("MigrationContext.configure"):
        return call.plugin.context
    return Handle(Kind.ENGINE) if last in _ENGINE_MAKERS else NOT_MINE


def call_real(call: Call, function: Any) -> Value:
    """``Table(…, autoload_with=bind)``: the columns are those of the schema at this moment."""
    loader = call.argument(99, "autoload_with", "autoload")
    if call.recorder is None or loader is None or loader is False or call.name != "Table":
        return NOT_MINE
    rest = {key: value for key, value in call.keywords.items() if key not in ("autoload", "autoload_with")}
    table = call.interpreter.call(function, call.arguments, rest, call.site)
    if is_table(table):
        asking.load_table(call, table)
    return table
