"""What real autogenerate writes for an edit of the models closes the difference, once it is replayed."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import api
from alembic.operations import Operations
from alembic.operations.ops import OpContainer, UpgradeOps
from alembic.runtime.migration import MigrationContext
from hypothesis import HealthCheck, given, reject, settings
from sqlalchemy.exc import DBAPIError, NoReferencedTableError

from migration_lsp.schema.compare import CompareOptions, compare
from migration_lsp.schema.difference import change_of, flat_tuples
from tests.one_string import project_of
from tests.real.servers import SERVERS, empty_database, undone
from tests.schema.generated import Plan, changes, metadata_of, readable

EDITS = 200


@pytest.fixture(scope="module", params=SERVERS)
def empty(request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    """A database with nothing in it, on each server."""
    with empty_database(request, request.param) as connection:
        yield connection


def _context(connection: sa.Connection, metadata: sa.MetaData, *, defaults: bool) -> MigrationContext:
    options = {"target_metadata": metadata, "compare_server_default": defaults}
    return MigrationContext.configure(connection, opts=options)


def _written(connection: sa.Connection, metadata: sa.MetaData, *, defaults: bool) -> tuple[str, UpgradeOps]:
    """The body of the revision that autogenerate would write, and its operations."""
    with warnings.catch_warnings(), connection.begin_nested():
        warnings.simplefilter("ignore")
        context = _context(connection, metadata, defaults=defaults)
        script = api.produce_migrations(context, metadata)
        assert script.upgrade_ops is not None
        return api.render_python_code(script.upgrade_ops, migration_context=context), script.upgrade_ops


def _run(connection: sa.Connection, metadata: sa.MetaData, operations: UpgradeOps) -> None:
    """What the revision does on the server; an enum type that a new column needs is made first."""
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, sa.Enum) and column.type.native_enum:
                column.type.create(connection, checkfirst=True)
    invoke = Operations(_context(connection, metadata, defaults=False)).invoke
    for operation in operations.ops:
        for each in operation.ops if isinstance(operation, OpContainer) else (operation,):
            invoke(each)


def _revision(number: str, body: str) -> str:
    # The first line of what Alembic renders is not indented, the others are.
    return f"#- migrations/versions/{number}_edit.py\ndef upgrade():\n    {body}\n"


@pytest.mark.parametrize("defaults", [False, True], ids=["", "with defaults"])
@given(plan=changes())
@settings(max_examples=EDITS, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_replaying_what_autogenerate_writes_leaves_nothing_to_write(
    empty: sa.Connection, defaults: bool, plan: tuple[Plan, Plan]
) -> None:
    before, after = (metadata_of(readable(each, empty.dialect.name)) for each in plan)
    with undone(empty):
        try:
            first, _ = _written(empty, before, defaults=defaults)
            before.create_all(empty)
            second, operations = _written(empty, after, defaults=defaults)
            _run(empty, after, operations)
            # Alembic takes some types for different for ever: FLOAT(24) and REAL.
            _, for_ever = _written(empty, after, defaults=defaults)
        except (DBAPIError, NoReferencedTableError):
            # Real autogenerate fails where it has the server compare a number with a truth value, in older
            # versions where a table goes that another one refers to; and what it writes may need a USING.
            reject()
    project = project_of(_revision("001", first) + _revision("002", second), empty.dialect.name)
    options = CompareOptions(compare_server_default=defaults)
    left = compare(after.tables.values(), project.at_heads, options)
    expected = [change_of(each, lambda _table, _column: False) for each in flat_tuples(for_ever)]
    assert Counter(left.operations) == Counter(expected), (second, project.history_notes)
