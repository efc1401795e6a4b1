"""The evaluator's plugin for migrations: ``op``, connections, sessions, inspectors, the migration context.

Operations are recorded; questions to the database are answered from the schema at that moment; rows are not
known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from migration_lsp.migrations import asking, connections, creating, executing, operating, rows
from migration_lsp.migrations.call import Call
from migration_lsp.migrations.handles import Handle, Kind
from migration_lsp.migrations.recorder import Recorder
from migration_lsp.schema.apply import join
from migration_lsp.schema.executed import is_creatable
from migration_lsp.schema.inspector import OfflineConnection
from migration_lsp.schema.recording import RecordingOperations, recording_operations
from migration_lsp.schema.records import Catalogue
from migration_lsp.source.evaluate import Plugin, Site
from migration_lsp.source.evaluate.values import MISSING, NOT_MINE, Class, External, Value
from migration_lsp.source.spans import Note

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a stand-in, before it is called."""

    handle: Handle
    name: str


@dataclass(frozen=True, slots=True)
class ObjectMethod:
    """``create`` or ``drop`` of a real table, enumeration, sequence or metadata."""

    item: Any
    name: str


_OBJECT_METHODS = ("create", "drop", "create_all", "drop_all", "reflect")


class MigrationNames(Plugin):
    """Answers for Alembic's names and for everything that would need a database."""

    def __init__(
        self,
        dialect: str,
        naming_convention: Mapping[str, Any] | None = None,
        database: str | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.dialect = dialect
        self.database = database
        """The database that is migrated, where there are several."""
        self.settings = settings or {}
        """What the section of the configuration file says, as far as it was kept."""
        self.naming = naming_convention
        self.recorder: Recorder | None = None
        self.operations: RecordingOperations = recording_operations(dialect, self.take, naming_convention)
        self.op: Handle = Handle(Kind.OP, self.operations)
        self.context: Handle = Handle(Kind.CONTEXT)
        self.environment: Handle = Handle(Kind.ENVIRONMENT)
        self.connection: Handle = Handle(Kind.CONNECTION)
        self.taken: list[Any] = []
        self.registered: dict[str, tuple[Class, str]] = {}
        """Operations that the project registers: by name, the class and its method."""
        self.said: set[Note] = set()
        """What was said of calls that are about the schema, wherever they stand."""
        self.configured: list[dict[str, Value]] = []
        """The arguments of each ``context.configure()`` that was reached."""
        self.migrated: list[tuple[dict[str, Value], dict[str, Value]]] = []
        """The arguments of each ``context.run_migrations()``, and of the ``configure()`` before it."""

    def name_by(self, naming_convention: Mapping[str, Any] | None) -> None:
        """Give names by a convention from now on. No revision may have been read before."""
        self.naming = naming_convention
        self.operations = recording_operations(self.dialect, self.take, naming_convention)
        self.op = Handle(Kind.OP, self.operations)

    def forget(self, paths: frozenset[str]) -> None:
        self.registered = {name: it for name, it in self.registered.items() if it[0].module.path not in paths}
        self.said = {note for note in self.said if note.span.path not in paths}

    def take(self, operation: Any) -> None:
        """Alembic hands an operation over in the middle of a call; who made the call records it."""
        self.taken.append(operation)

    # ------------------------------------------------------------------ names

    def resolve(self, name: str) -> Value:
        for root, handle in (("alembic.op", self.op), ("alembic.context", self.environment)):
            if name == root:
                return handle
            if name.startswith(f"{root}."):
                return Method(handle, name.removeprefix(f"{root}."))
        return MISSING

    def attribute(self, interpreter: Interpreter, value: Value, name: str, site: Site) -> Value:
        of_rows = rows.attribute(value, name)
        if of_rows is not NOT_MINE:
            return of_rows
        if isinstance(value, Handle):
            found = connections.attribute(self, value, name, site)
            return Method(value, name) if found is NOT_MINE else found
        if name in _OBJECT_METHODS and is_creatable(value):
            return ObjectMethod(value, name)
        return NOT_MINE

    def real(self, interpreter: Interpreter, value: Value, site: Site) -> Value:
        """A connection as a real callable takes it (``construct.compile(bind)``): it knows its dialect, no more."""
        if isinstance(value, Handle) and value.kind in (Kind.CONNECTION, Kind.ENGINE):
            return OfflineConnection(Catalogue(self.dialect))
        return NOT_MINE

    # ------------------------------------------------------------------ calls

    def call(
        self,
        interpreter: Interpreter,
        function: Value,
        arguments: tuple[Value, ...],
        keywords: dict[str, Value],
        site: Site,
    ) -> Value:
        name = getattr(function, "name", None) or getattr(function, "__name__", "")
        call = Call(self, interpreter, str(name), site, arguments, keywords)
        if isinstance(function, Method):
            return self._call_method(call, function.handle)
        if isinstance(function, ObjectMethod):
            return creating.object_method(call, function.item)
        if isinstance(function, External):
            return connections.call_external(call)
        if isinstance(function, Handle):
            return Handle(Kind.SESSION) if function.kind is Kind.SESSION else NOT_MINE
        return connections.call_real(call, function)

    def _call_method(self, call: Call, handle: Handle) -> Value:
        if handle.kind is Kind.OP:
            return operating.call_op(call)
        if handle.kind is Kind.BATCH:
            return operating.call_batch(call.renamed(call.name, batch=handle))
        if handle.kind is Kind.INSPECTOR:
            return asking.inspector_method(call)
        if handle.kind is Kind.RESULT:
            return rows.method(call, handle)
        return connections.call_method(call, handle)

    def unknown_called(
        self,
        interpreter: Interpreter,
        function: Value,
        arguments: tuple[Value, ...],
        keywords: dict[str, Value],
        site: Site,
    ) -> Value:
        return executing.unknown_call(Call(self, interpreter, "", site, arguments, keywords), function)

    # ------------------------------------------------------------------ blocks

    def enter(self, interpreter: Interpreter, manager: Value, site: Site) -> Value:
        if not isinstance(manager, Handle):
            return NOT_MINE
        if manager.kind is Kind.BATCH_MANAGER:
            return operating.open_batch(manager.data, manager)
        if manager.kind is Kind.AUTOCOMMIT and self.recorder is not None:
            self.recorder.autocommit_depth += 1
        return manager.data if manager.kind is Kind.TRANSACTION and manager.data is not None else manager

    def leave(self, interpreter: Interpreter, manager: Value, site: Site) -> None:
        if not isinstance(manager, Handle):
            return
        if manager.kind is Kind.BATCH_MANAGER:
            operating.close_batch(manager.data, manager)
        if manager.kind is Kind.AUTOCOMMIT and self.recorder is not None:
            self.recorder.autocommit_depth -= 1

    def subscript(self, interpreter: Interpreter, value: Value, key: Value, site: Site) -> Value:
        return rows.subscript(value, key)

    def iterate(self, interpreter: Interpreter, value: Value, site: Site) -> Value:
        return rows.iterate(value)

    def truth(self, value: Value) -> Value:
        return True if isinstance(value, (Handle, Method)) else NOT_MINE

    def set_attribute(self, interpreter: Interpreter, value: Value, name: str, item: Value, site: Site) -> Value:
        return None if isinstance(value, Handle) else NOT_MINE

    # ------------------------------------------------------------------ branches

    def mark(self) -> Value:
        return None if self.recorder is None else len(self.recorder.operations)

    def forget_since(self, mark: Value) -> None:
        if self.recorder is not None and mark is not None:
            del self.recorder.operations[mark:]

    def state(self) -> Value:
        recorder = self.recorder
        return None if recorder is None else (recorder.catalogue, recorder.enums_created)

    def set_state(self, state: Value) -> None:
        if self.recorder is not None and state is not None:
            self.recorder.catalogue, self.recorder.enums_created = state

    def join_state(self, state: Value) -> None:
        if self.recorder is not None and state is not None:
            catalogue, enums_created = state
            self.recorder.catalogue = join(catalogue, self.recorder.catalogue)
            self.recorder.enums_created |= enums_created
