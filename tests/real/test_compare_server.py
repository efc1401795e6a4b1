"""The offline comparison says what real autogenerate says on a real server, and its inspector answers the
same.
"""

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import api
from alembic.runtime.migration import MigrationContext
from hypothesis import HealthCheck, given, reject, settings
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.exc import DBAPIError, NoReferencedTableError

from migration_lsp.schema.compare import CompareOptions, compare
from migration_lsp.schema.default_form import normal_default
from migration_lsp.schema.describe import catalogue_of
from migration_lsp.schema.difference import Change, change_of, flat_tuples
from migration_lsp.schema.inspector import CatalogueInspector, OfflineConnection
from migration_lsp.schema.names import named_by_server
from migration_lsp.schema.records import Catalogue
from migration_lsp.schema.types import type_text
from tests.real.compare_tables import EDITS, declare
from tests.real.postgres import Server
from tests.real.servers import SERVERS, empty_database, undone
from tests.schema.generated import Plan, changes, metadata_of, readable


@pytest.fixture(scope="module")
def connection(postgres: Server) -> Iterator[sa.Connection]:
    """A database in which the tables as first declared stand."""
    with postgres.fresh_database() as url:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.connect() as opened:
            opened.execute(sa.text("CREATE SCHEMA app"))
            declare().create_all(opened)
            opened.commit()
            yield opened
        engine.dispose()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The same database, as records."""
    described = catalogue_of(declare().sorted_tables, "postgresql")
    taken: set[str] = set()
    for key, table in described.tables.items():
        named = named_by_server(table, "postgresql", taken)
        described = described.with_table(named)
        assert named.key == key
    return described


def really(connection: sa.Connection, metadata: sa.MetaData, options: CompareOptions) -> tuple[list[Change], str]:
    """What autogenerate says on the server."""
    with warnings.catch_warnings(), connection.begin_nested():
        warnings.simplefilter("ignore")
        configuration = {
            "target_metadata": metadata,
            "compare_server_default": options.compare_server_default,
            "include_schemas": options.include_schemas,
        }
        context = MigrationContext.configure(connection, opts=configuration)
        script = api.produce_migrations(context, metadata)
        assert script.upgrade_ops is not None
        found = [change_of(each, lambda _table, _column: False) for each in flat_tuples(script.upgrade_ops)]
        python = api.render_python_code(script.upgrade_ops, migration_context=context)
    return found, python


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("compares_defaults", [False, True], ids=["", "with defaults"])
def test_the_operations_are_those_of_the_server(
    connection: sa.Connection, catalogue: Catalogue, edit: str, compares_defaults: bool
) -> None:
    metadata = declare()
    EDITS[edit](metadata)
    options = CompareOptions(compare_server_default=compares_defaults, include_schemas=True)
    expected, python = really(connection, metadata, options)
    found = compare(metadata.tables.values(), catalogue, options)
    assert Counter(found.operations) == Counter(expected)
    assert _lines(found.python()) == _lines(python)


@pytest.fixture(scope="module", params=SERVERS)
def empty(request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    """A database with nothing in it, on each server."""
    with empty_database(request, request.param) as connection:
        yield connection


@pytest.mark.parametrize("compares_defaults", [False, True], ids=["", "with defaults"])
@given(plan=changes())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_generated_schemas_differ_as_on_the_server(
    empty: sa.Connection, compares_defaults: bool, plan: tuple[Plan, Plan]
) -> None:
    before, after = (metadata_of(readable(each, empty.dialect.name)) for each in plan)
    options = CompareOptions(compare_server_default=compares_defaults)
    with undone(empty):
        try:
            before.create_all(empty)
            expected, python = really(empty, after, options)
        except (DBAPIError, NoReferencedTableError):
            # Real autogenerate fails where it has the server compare a number with a truth value, and in older
            # versions where a table goes that another one refers to; and not every server takes every key.
            reject()
    found = compare(after.tables.values(), catalogue_of(before.sorted_tables, empty.dialect.name), options)
    assert Counter(found.operations) == Counter(expected)
    assert _lines(found.python()) == _lines(python)


# MariaDB still tells the display widths of whole numbers, which mean nothing and which MySQL has given up.
_WIDTH = re.compile(r"(?<=INTEGER\()display_width=\d+|(?<=INT\()display_width=\d+")


def _lines(python: str) -> Counter[str]:
    """The lines, whose order is not fixed, without expressions that a server says in its own words."""
    lines = (_WIDTH.sub("", line.strip()).rstrip(",()") for line in python.splitlines())
    return Counter(
        re.split(", (?:postgresql|mariadb)_", line)[0].rstrip(")") if "drop_index" in line else line
        for line in lines
        if "existing_server_default" not in line
    )


@pytest.mark.parametrize(("schema", "table"), [(table.schema, table.name) for table in declare().sorted_tables])
def test_the_inspector_answers_what_the_server_answers(
    connection: sa.Connection, catalogue: Catalogue, schema: str | None, table: str
) -> None:
    with warnings.catch_warnings(), connection.begin_nested():
        warnings.simplefilter("ignore")
        expected = _answers(sa.inspect(connection), table, schema)
        found = _answers(CatalogueInspector(OfflineConnection(catalogue)), table, schema)
    assert found == expected


def _answers(inspector: Inspector, table: str, schema: str | None) -> dict[str, Any]:
    """What is asked of an inspector, without the order of sets and without expressions in its own words."""
    return {
        "columns": [_column(row) for row in inspector.get_columns(table, schema)],
        "primary key": {k: v for k, v in inspector.get_pk_constraint(table, schema).items() if k in _KEY},
        "foreign keys": _by_name(inspector.get_foreign_keys(table, schema)),
        "unique": _by_name(
            {k: row[k] for k in ("name", "column_names")} for row in inspector.get_unique_constraints(table, schema)
        ),
        "indexes": _by_name(
            _index(row) for row in inspector.get_indexes(table, schema) if "duplicates_constraint" not in row
        ),
        "checks": sorted(str(row["name"]) for row in inspector.get_check_constraints(table, schema)),
        "comment": inspector.get_table_comment(table, schema),
    }


_KEY = ("constrained_columns", "name")


def _by_name(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return sorted(({k: v for k, v in row.items() if k != "comment"} for row in rows), key=lambda row: str(row["name"]))


def _column(row: Any) -> dict[str, Any]:
    serial = "nextval(" in str(row["default"])
    identity = row.get("identity")
    return {
        "name": row["name"],
        # SQLAlchemy reflects collations and operator classes from 2.1 on.
        "type": type_text(row["type"], "postgresql").partition(" COLLATE")[0],
        "nullable": row["nullable"],
        "default": None
        if serial
        else row["default"] and normal_default(row["default"], type_text(row["type"], "postgresql")),
        "comment": row["comment"],
        "autoincrement": row["autoincrement"],
        "identity": identity and {name: int(value) for name, value in identity.items()},
        "computed": "computed" in row and row["computed"]["persisted"],
    }


_IN_OWN_WORDS = ("postgresql_where", "postgresql_ops")


def _index(row: Any) -> dict[str, Any]:
    options = {name: value for name, value in row.get("dialect_options", {}).items() if value}
    return {
        "name": row["name"],
        "unique": row["unique"],
        "columns": row["column_names"],
        "sorting": row.get("column_sorting", {}),
        "options": {name: str(value) for name, value in options.items() if name not in _IN_OWN_WORDS},
        "partial": "postgresql_where" in options,
    }
