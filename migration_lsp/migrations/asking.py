"""Questions that a migration puts to the database, answered from the schema at that moment.

Where the schema itself is uncertain, so is the answer: a guess here would decide a branch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from migration_lsp.migrations.handles import Handle, Kind
from migration_lsp.schema.declare import Table, say_uncertain
from migration_lsp.schema.inspector import CatalogueInspector, OfflineConnection
from migration_lsp.schema.records import Origin
from migration_lsp.schema.reflecting import load_referred_tables, reflect_into
from migration_lsp.schema.vocabulary.host import REFUSALS, DialectValue, NotKnown, host
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.values import NOT_MINE, External, Raised, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.migrations.plugin import MigrationNames
    from migration_lsp.source.evaluate import Interpreter

_QUESTIONS = frozenset(
    {
        "get_table_names",
        "get_columns",
        "get_indexes",
        "get_unique_constraints",
        "get_foreign_keys",
        "get_pk_constraint",
        "get_check_constraints",
        "get_table_comment",
        "get_schema_names",
        "has_table",
        "has_index",
    }
)
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


def inspect(plugin: MigrationNames, interpreter: Interpreter, subject: Value, site: Site) -> Value:
    """``sqlalchemy.inspect(x)``: an inspector for whatever stands for a connection."""
    if isinstance(subject, Handle) and subject.kind in (
        Kind.CONNECTION,
        Kind.ENGINE,
        Kind.SESSION,
        Kind.TRANSACTION,
    ):
        return Handle(Kind.INSPECTOR)
    if isinstance(subject, Unknown) and plugin.recorder is not None:
        # Whatever it is, in a migration it leads to this database.
        return Handle(Kind.INSPECTOR)
    return Unknown("what inspect() gives is not known", site.span)


def inspector_method(
    plugin: MigrationNames,
    interpreter: Interpreter,
    name: str,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    recorder = plugin.recorder
    if recorder is None:
        return Unknown("there is no schema to ask", site.span)
    recorder.asked_schema = True
    if name in ("get_view_names", "get_materialized_view_names"):
        wanted = "view" if name == "get_view_names" else "materialized view"
        return [key for kind, key in recorder.catalogue.objects if kind == wanted]
    if name == "get_enums":
        return [
            {
                "name": enum.name,
                "schema": enum.schema or "public",
                "labels": list(enum.values),
                "visible": True,
            }
            for enum in recorder.catalogue.enums.values()
        ]
    if name == "clear_cache":
        return None
    if name not in _QUESTIONS:
        return Unknown(f"what the inspector's {name}() gives", site.span)
    return _answer(plugin, interpreter, name, arguments, keywords, site)


def _answer(
    plugin: MigrationNames,
    interpreter: Interpreter,
    name: str,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    assert plugin.recorder is not None
    catalogue = plugin.recorder.catalogue
    try:
        real, options = host(interpreter, arguments, site), host(interpreter, keywords, site)
    except NotKnown as unknown:
        return Unknown(unknown.reason, site.span)
    table_name = real[0] if real and isinstance(real[0], str) else options.get("table_name")
    doubt = _doubt(plugin, name, table_name, options.get("schema"))
    if doubt is not None:
        return Unknown(doubt, site.span)
    if isinstance(options.get("schema"), str) and options["schema"] == "public":
        options = {**options, "schema": None}
    inspector = CatalogueInspector(OfflineConnection(catalogue))
    try:
        return getattr(inspector, name)(*real, **options)
    except REFUSALS as error:
        kind = type(error).__name__
        raise Raised(f"sqlalchemy.exc.{kind}", site.span) from None


def _doubt(plugin: MigrationNames, question: str, table_name: object, schema: object) -> str | None:
    """Why the schema cannot answer; None where it can."""
    assert plugin.recorder is not None
    catalogue = plugin.recorder.catalogue
    if not isinstance(table_name, str):
        return None if catalogue.certain else "the schema at this moment is uncertain"
    key = f"{schema}.{table_name}" if isinstance(schema, str) and schema != "public" else table_name
    table = catalogue.tables.get(key)
    if table is None:
        return None if catalogue.certain else f"whether {key} exists here is uncertain"
    if not table.certain:
        return f"{key} is uncertain here"
    if table.origin is Origin.ELSEWHERE and question not in ("has_table",):
        return f"{key} was not made by the migrations"
    return None


def load_table(plugin: MigrationNames, table: Table) -> None:
    """Fill a table with the columns it has in the schema at this moment."""
    assert plugin.recorder is not None
    plugin.recorder.asked_schema = True
    record = plugin.recorder.catalogue.tables.get(table.key)
    if record is None or not record.certain or record.origin is Origin.ELSEWHERE:
        say_uncertain(table, "its columns are read from the database")
    if record is not None:
        reflect_into(table, record, plugin.recorder.catalogue)
        load_referred_tables(table, plugin.recorder.catalogue)
