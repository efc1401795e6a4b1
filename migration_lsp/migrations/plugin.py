"""The evaluator's plugin for migrations: ``op``, connections, sessions, inspectors, the migration context.

Operations are recorded; questions to the database are answered from the schema at that moment; rows are not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from migration_lsp.migrations import asking, connections, operating
from migration_lsp.migrations.handles import Handle, Kind
from migration_lsp.migrations.recorder import Recorder
from migration_lsp.schema.apply import join
from migration_lsp.schema.executed import is_creatable
from migration_lsp.schema.recording import RecordingOperations, recording_operations
from migration_lsp.source.evaluate import Plugin, Site
from migration_lsp.source.evaluate.values import MISSING, NOT_MINE, Class, External, Value

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


class MigrationNames(Plugin):
    """Answers for Alembic's names and for everything that would need a database."""

    def __init__(self, dialect: str, naming_convention: Mapping[str, Any] | None = None) -> None:
        self.dialect = dialect
        self.naming = naming_convention
        self.recorder: Recorder | None = None
        self.operations: RecordingOperations = recording_operations(dialect, self.take, naming_convention)
        self.op = Handle(Kind.OP, self.operations)
        self.context = Handle(Kind.CONTEXT)
        self.environment = Handle(Kind.ENVIRONMENT)
        self.connection = Handle(Kind.CONNECTION)
        self.taken: list[Any] = []
        self.registered: dict[str, tuple[Class, str]] = {}
        """Operations that the project registers: by name, the class and its method."""
        self.configured: list[dict[str, Value]] = []
        """The arguments of each ``context.configure()`` that was reached."""

    def take(self, operation: Any) -> None:
        """Alembic hands an operation over in the middle of a call; who made the call records it."""
        self.taken.append(operation)

    # ------------------------------------------------------------------ names

    def resolve(self, name: str) -> Value:
        if not name.startswith("alembic"):
            return MISSING
        if name == "alembic.op":
            return self.op
        if name.startswith("alembic.op."):
            return Method(self.op, name.removeprefix("alembic.op."))
        if name == "alembic.context":
            return self.environment
        if name.startswith("alembic.context."):
            return Method(self.environment, name.removeprefix("alembic.context."))
        return MISSING

    def attribute(self, interpreter: Interpreter, value: Value, name: str, site: Site) -> Value:
        if isinstance(value, Handle):
            found = connections.attribute(self, interpreter, value, name, site)
            return Method(value, name) if found is NOT_MINE else found
        if name in ("create", "drop", "create_all", "drop_all", "reflect") and is_creatable(value):
            return ObjectMethod(value, name)
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
        if isinstance(function, Method):
            return self._call_method(interpreter, function, arguments, keywords, site)
        if isinstance(function, ObjectMethod):
            return operating.object_method(self, interpreter, function.item, function.name, arguments, keywords, site)
        if isinstance(function, External):
            return connections.call_external(self, interpreter, function.name, arguments, keywords, site)
        if isinstance(function, Handle) and function.kind is Kind.SESSION:
            return Handle(Kind.SESSION)
        return connections.call_real(self, interpreter, function, arguments, keywords, site)

    def _call_method(
        self,
        interpreter: Interpreter,
        method: Method,
        arguments: tuple[Value, ...],
        keywords: dict[str, Value],
        site: Site,
    ) -> Value:
        kind = method.handle.kind
        if kind is Kind.OP:
            return operating.call_op(self, interpreter, method.name, arguments, keywords, site)
        if kind is Kind.BATCH:
            return operating.call_batch(self, interpreter, method.handle, method.name, arguments, keywords, site)
        if kind is Kind.INSPECTOR:
            return asking.inspector_method(self, interpreter, method.name, arguments, keywords, site)
        return connections.call_method(self, interpreter, method.handle, method.name, arguments, keywords, site)

    def unknown_called(
        self,
        interpreter: Interpreter,
        function: Value,
        arguments: tuple[Value, ...],
        keywords: dict[str, Value],
        site: Site,
    ) -> Value:
        """Something unknown was called: with ``op`` in hand, or with DDL to execute, it may change the schema."""
        return operating.unknown_call(self, interpreter, function, arguments, keywords, site)

    # ------------------------------------------------------------------ blocks

    def enter(self, interpreter: Interpreter, manager: Value, site: Site) -> Value:
        if not isinstance(manager, Handle):
            return NOT_MINE
        if manager.kind is Kind.BATCH_MANAGER:
            return operating.open_batch(self, interpreter, manager, site)
        if manager.kind is Kind.AUTOCOMMIT and self.recorder is not None:
            self.recorder.autocommit_depth += 1
        return manager.data if manager.kind is Kind.TRANSACTION and manager.data is not None else manager

    def leave(self, interpreter: Interpreter, manager: Value, site: Site) -> None:
        if not isinstance(manager, Handle):
            return
        if manager.kind is Kind.BATCH_MANAGER:
            operating.close_batch(self, interpreter, manager, site)
        if manager.kind is Kind.AUTOCOMMIT and self.recorder is not None:
            self.recorder.autocommit_depth -= 1

    def truth(self, value: Value) -> Value:
        return True if isinstance(value, (Handle, Method)) else NOT_MINE

    def set_attribute(self, interpreter: Interpreter, value: Value, name: str, item: Value, site: Site) -> Value:
        return None if isinstance(value, Handle) else NOT_MINE

    # ------------------------------------------------------------------ branches

    def mark(self) -> Value:
        recorder = self.recorder
        return None if recorder is None else len(recorder.operations)

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
