"""Calls of ``op`` and of a batch: Alembic builds the operation, the recorder keeps and applies it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from migration_lsp.migrations import custom, executing
from migration_lsp.migrations.call import Call
from migration_lsp.migrations.handles import Handle, Kind
from migration_lsp.schema.recording import OPERATION_NAMES, RecordingBatch, recording_batch
from migration_lsp.schema.refusals import REFUSALS
from migration_lsp.schema.vocabulary.host import NotKnown, as_type
from migration_lsp.source.evaluate.values import Raised, Unknown, Value, contains_unknown

_TYPE_ARGUMENTS = frozenset({"type_", "existing_type"})
"""Keywords that take the type of a column; of a constraint that is dropped ``type_`` is a word."""
_EXISTING = frozenset({"existing_type", "existing_nullable", "existing_server_default", "existing_comment"})
_LEFT_OUT = _EXISTING | {"comment", "insert_after", "insert_before", "info"}
"""Arguments without which an operation does the same to the schema."""

_SPATIAL = {
    "add_geospatial_column": "add_column",
    "drop_geospatial_column": "drop_column",
    "create_geospatial_table": "create_table",
    "drop_geospatial_table": "drop_table",
    "create_geospatial_index": "create_index",
    "drop_geospatial_index": "drop_index",
}
"""geoalchemy2's operations, which on PostgreSQL are Alembic's own by another name."""
_SPATIAL_ONLY = frozenset({"column_name"})


def call_op(call: Call) -> Value:
    """``op.name(…)``."""
    call = _in_alembics_words(call)
    run = _OTHERS.get(call.name)
    if run is not None:
        return run(call)
    if call.name not in OPERATION_NAMES:
        return custom.call(call)
    if call.name == "bulk_insert" and (contains_unknown(call.arguments) or contains_unknown(call.keywords)):
        # Rows, whichever they are, leave the schema as it is.
        return None
    call.plugin.operations.is_answer_wanted = call.site.node is not call.interpreter.unused
    return _operate(call, call.plugin.operations)


def call_batch(call: Call) -> Value:
    """``batch_op.name(…)``."""
    call = _in_alembics_words(call)
    run = _OTHERS.get(call.name)
    if run is not None:
        return run(call)
    assert call.batch is not None
    recording = call.batch.data
    if not isinstance(recording, RecordingBatch):
        return call.not_understood(f"batch_op.{call.name}() on a table that is not known")
    if call.name not in OPERATION_NAMES:
        return custom.call(call)
    return _operate(call, recording)


def _in_alembics_words(call: Call) -> Call:
    if call.name not in _SPATIAL:
        return call
    rest = {key: value for key, value in call.keywords.items() if key not in _SPATIAL_ONLY}
    return call.renamed(_SPATIAL[call.name], keywords=rest)


def _operate(call: Call, operations: Any) -> Value:
    recorder, taken = call.recorder, call.plugin.taken
    if recorder is None:
        return None
    taken.clear()
    try:
        real = tuple(call.real(argument) for argument in call.arguments)
        answer = getattr(operations, call.name)(*real, **_real_keywords(call))
    except NotKnown as unknown:
        return call.not_understood(f"op.{call.name}(): {unknown.reason}", call.table)
    except (TypeError, AttributeError) as error:
        return call.not_understood(f"op.{call.name}(): {error}", call.table)
    except REFUSALS as error:
        raise Raised(f"{type(error).__module__}.{type(error).__name__}", call.site.span, str(error)) from None
    for operation in tuple(taken):
        number = recorder.record(call.interpreter, operation, call.site.span, in_batch=call.batch is not None)
        if call.batch is not None:
            call.batch.entered.append(number)
    return answer


def _real_keywords(call: Call) -> dict[str, Any]:
    real: dict[str, Any] = {}
    for name, value in call.keywords.items():
        if name in _TYPE_ARGUMENTS and call.name != "drop_constraint":
            real[name] = as_type(call.interpreter, value, call.site)
        elif not (name in _LEFT_OUT and isinstance(value, Unknown)):
            real[name] = call.real(value)
    return real


def _manager(call: Call) -> Value:
    return Handle(Kind.BATCH_MANAGER, call)


def _final_name(call: Call) -> Value:
    """``op.f(name)``: the name is final, whatever the naming convention."""
    name = call.argument(0, "name")
    return call.plugin.operations.f(name) if isinstance(name, str) else call.unknown("a name that is not known")


_OTHERS: dict[str, Callable[[Call], Value]] = {
    "batch_alter_table": _manager,
    "execute": executing.execute_call,
    "get_bind": lambda call: call.plugin.connection,
    "get_context": lambda call: call.plugin.context,
    "f": _final_name,
    "invoke": custom.invoke,
    "inline_literal": lambda call: call.unknown("a literal"),
}
"""What can be called on ``op`` and makes no operation by itself."""


def open_batch(call: Call, manager: Handle) -> Value:
    """``with op.batch_alter_table(…) as batch_op``: the batch. ``call`` is the one that made the manager."""
    # What else is not known about a batch matters only where the table is made anew.
    known = {key: value for key, value in call.keywords.items() if key == "table_name" or not contains_unknown(value)}
    try:
        real = tuple(call.real(argument) for argument in call.arguments[:2])
        options = {key: call.real(value) for key, value in known.items()}
        batch = Handle(Kind.BATCH, recording_batch(call.plugin.operations, call.plugin.take, real, options))
    except NotKnown as unknown:
        batch = Handle(Kind.BATCH, unknown.reason)
    except REFUSALS as error:
        batch = Handle(Kind.BATCH, str(error))
    manager.entered.append(batch)
    return batch


def close_batch(call: Call, manager: Handle) -> None:
    """The end of a batch: what it gathered is done now, on SQLite all at once."""
    recorder = call.recorder
    batch = manager.entered.pop() if manager.entered else None
    if recorder is None or batch is None or not isinstance(batch.data, RecordingBatch) or not batch.entered:
        return
    if call.plugin.dialect != "sqlite":
        recorder.flush_one_by_one(batch.entered)
        return
    gathered = tuple(recorder.operations[number].operation for number in batch.entered)
    recorder.flush_together(batch.data.as_operation(gathered), batch.entered)
