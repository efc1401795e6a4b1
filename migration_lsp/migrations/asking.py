"""Questions that a migration puts to the database, answered from the schema at that moment.

Where the schema itself is uncertain, so is the answer: a guess here would decide a branch.
"""

from __future__ import annotations

from migration_lsp.migrations.call import Call
from migration_lsp.migrations.handles import Handle, Kind
from migration_lsp.schema.declare import Table, is_metadata, say_uncertain
from migration_lsp.schema.inspector import CatalogueInspector, OfflineConnection
from migration_lsp.schema.records import Catalogue, Origin
from migration_lsp.schema.reflecting import load_referred_tables, reflect_into, reflected_table
from migration_lsp.schema.refusals import REFUSALS
from migration_lsp.schema.vocabulary.host import DialectValue, NotKnown
from migration_lsp.source.evaluate.values import NOT_MINE, External, Raised, Unknown, Value

_OF_TABLE = frozenset(
    {"get_columns", "get_indexes", "get_unique_constraints", "get_foreign_keys", "get_pk_constraint"}
    | {"get_check_constraints", "get_table_comment", "has_table", "has_index"}
)
_QUESTIONS = _OF_TABLE | {"get_table_names", "get_schema_names"}
"""What an inspector is asked and the records can answer."""

_CLASSES = {
    Kind.CONNECTION: ("Connection", "Connectable"),
    Kind.ENGINE: ("Engine", "Connectable"),
    Kind.SESSION: ("Session",),
    Kind.INSPECTOR: ("Inspector",),
}
"""The classes of the real objects that the stand-ins stand for, by the last part of their names."""


def is_instance(value: Value, kinds: Value) -> Value:
    """``isinstance(bind.dialect, SQLiteDialect)`` and its like; ``NOT_MINE`` for any other value."""
    if not isinstance(value, (DialectValue, Handle)):
        return NOT_MINE
    answers = [_is_one(value, kind) for kind in (kinds if isinstance(kinds, tuple) else (kinds,))]
    return NOT_MINE if None in answers and True not in answers else True in answers


def _is_one(value: DialectValue | Handle, kind: Value) -> bool | None:
    if isinstance(kind, type):
        # ``postgresql.dialect`` is on the list of names that stand for real classes.
        kind = External(f"{kind.__module__}.{kind.__name__}")
    if not isinstance(kind, External):
        return None
    if isinstance(value, Handle):
        return kind.last in _CLASSES[value.kind] if value.kind in _CLASSES else None
    parts = kind.name.split(".")
    if parts[:2] != ["sqlalchemy", "dialects"] or len(parts) < 4:
        return None
    # MariaDB's dialect is a MySQL dialect too.
    return parts[2] == value.name or (parts[2] == "mysql" and value.name == "mariadb")


def inspect(call: Call) -> Value:
    """``sqlalchemy.inspect(x)``: an inspector for whatever stands for a connection."""
    subject = call.argument(0, "subject", "bind")
    if isinstance(subject, Handle) and subject.kind in (
        Kind.CONNECTION,
        Kind.ENGINE,
        Kind.SESSION,
        Kind.TRANSACTION,
    ):
        return Handle(Kind.INSPECTOR)
    if isinstance(subject, Unknown) and call.recorder is not None:
        # Whatever it is, in a migration it leads to this database.
        return Handle(Kind.INSPECTOR)
    return call.unknown("what inspect() gives is not known")


def inspector_method(call: Call) -> Value:
    """A question to the inspector."""
    recorder, name = call.recorder, call.name
    if recorder is None:
        return call.unknown("there is no schema to ask")
    recorder.asked_schema = True
    catalogue = recorder.catalogue
    if name in ("get_view_names", "get_materialized_view_names"):
        wanted = "view" if name == "get_view_names" else "materialized view"
        return [key for kind, key in catalogue.objects if kind == wanted]
    if name == "get_enums":
        return [
            {"name": enum.name, "schema": enum.schema or "public", "labels": list(enum.values), "visible": True}
            for enum in catalogue.enums.values()
        ]
    if name == "clear_cache":
        return None
    if name not in _QUESTIONS:
        return call.unknown(f"what the inspector's {name}() gives")
    return _answer(call, catalogue)


def _answer(call: Call, catalogue: Catalogue) -> Value:
    try:
        arguments = tuple(call.real(argument) for argument in call.arguments)
        options = {key: call.real(value) for key, value in call.keywords.items()}
    except NotKnown as unknown:
        return call.unknown(unknown.reason)
    if options.get("schema") == "public":
        options["schema"] = None
    table = arguments[0] if arguments else options.get("table_name")
    doubt = _doubt(catalogue, call.name, table if call.name in _OF_TABLE else None, options.get("schema"))
    if doubt is not None:
        return call.unknown(doubt)
    inspector = CatalogueInspector(OfflineConnection(catalogue))
    try:
        return getattr(inspector, call.name)(*arguments, **options)
    except REFUSALS as error:
        raise Raised(f"sqlalchemy.exc.{type(error).__name__}", call.site.span) from None


def _doubt(catalogue: Catalogue, question: str, table_name: object, schema: object) -> str | None:
    """Why the schema cannot answer; None where it can."""
    if not isinstance(table_name, str):
        return None if catalogue.certain else "the schema at this moment is uncertain"
    key = f"{schema}.{table_name}" if isinstance(schema, str) else table_name
    table = catalogue.tables.get(key)
    if table is None:
        return None if catalogue.certain else f"whether {key} exists here is uncertain"
    if not table.certain:
        return f"{key} is uncertain here"
    if table.origin is Origin.ELSEWHERE and question != "has_table":
        return f"{key} was not made by the migrations"
    return None


def load_table(call: Call, table: Table) -> None:
    """Fill a table with the columns it has in the schema at this moment."""
    recorder = call.recorder
    assert recorder is not None
    recorder.asked_schema = True
    record = recorder.catalogue.tables.get(table.key)
    if record is None or not record.certain or record.origin is Origin.ELSEWHERE:
        say_uncertain(table, "its columns are read from the database")
    if record is not None:
        reflect_into(table, record, recorder.catalogue)
        load_referred_tables(table, recorder.catalogue)


def reflect(call: Call, metadata: Value) -> Value:
    """``metadata.reflect(bind, only=…)``: its tables are those of the schema at this moment."""
    recorder = call.recorder
    only = call.argument(3, "only")
    if recorder is None or not is_metadata(metadata):
        return None
    recorder.asked_schema = True
    for key, record in sorted(recorder.catalogue.tables.items()):
        if key in metadata.tables or (isinstance(only, (list, tuple, set)) and key not in only):
            continue
        table = reflected_table(record, metadata, recorder.catalogue)
        if not record.certain or record.origin is Origin.ELSEWHERE:
            say_uncertain(table, "its columns are read from the database")
        load_referred_tables(table, recorder.catalogue)
    return None
