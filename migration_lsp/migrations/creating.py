"""``table.create(bind)``, ``enum.drop(bind)``, ``metadata.create_all(bind)``: objects that make themselves."""

from __future__ import annotations

from typing import Any

from migration_lsp.migrations import asking
from migration_lsp.migrations.call import Call
from migration_lsp.schema.declare import is_metadata, is_table
from migration_lsp.schema.executed import (
    created_all,
    created_object,
    created_table,
    dropped_all,
    dropped_object,
    dropped_table,
    sorted_tables,
)
from migration_lsp.schema.operations import MigrateOperation
from migration_lsp.schema.records import Catalogue
from migration_lsp.source.evaluate.values import Value


def object_method(call: Call, item: Any) -> Value:
    """``item.create(bind)``, ``metadata.create_all(bind)`` and their opposites."""
    recorder = call.recorder
    if recorder is None:
        return None
    if call.name == "reflect":
        return asking.reflect(call, item)
    position = 2 if is_metadata(item) else 1
    checkfirst = call.argument(position, "checkfirst", default=is_metadata(item))
    operations = _operations(call, item, recorder.catalogue, checkfirst=checkfirst is True)
    if operations is None:
        return call.not_understood(f"{call.name}() of {type(item).__name__}")
    recorder.asked_schema = recorder.asked_schema or checkfirst is not False
    recorder.record_all(call.interpreter, operations, call.site.span)
    return None


def _operations(
    call: Call, item: Any, catalogue: Catalogue, *, checkfirst: bool
) -> tuple[MigrateOperation, ...] | None:
    creates = call.name in ("create", "create_all")
    if is_metadata(item):
        tables = call.argument(1, "tables")
        chosen = [table for table in tables if is_table(table)] if isinstance(tables, (list, tuple)) else None
        make_all = created_all if creates else dropped_all
        return make_all(sorted_tables(item) if chosen is None else chosen, catalogue)
    if is_table(item):
        if checkfirst and (item.key in catalogue.tables) is creates:
            return ()
        return created_table(item) if creates else dropped_table(item)
    make = created_object if creates else dropped_object
    return make(item, call.plugin.dialect, checkfirst=checkfirst)
