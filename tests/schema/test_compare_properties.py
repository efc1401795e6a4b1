"""What holds for every schema and every edit: real SQLite agrees, and what is skipped would have been silent."""

import warnings
from collections import Counter
from unittest import mock

import pytest
import sqlalchemy as sa
from alembic.autogenerate import api
from alembic.runtime.migration import MigrationContext
from hypothesis import HealthCheck, given, reject, settings
from sqlalchemy.exc import NoReferencedTableError
from sqlalchemy.pool import StaticPool

from migration_lsp.schema import compare as comparison
from migration_lsp.schema.compare import CompareOptions, compare
from migration_lsp.schema.describe import catalogue_of
from migration_lsp.schema.difference import Change, change_of, flat_tuples
from tests.schema.generated import Plan, changes, metadata_of, plans

DIALECTS = ["postgresql", "sqlite", "mysql", "mariadb"]
OPTIONS = CompareOptions(compare_server_default=True)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(plan=changes())
@settings(max_examples=60, deadline=None)
def test_skipping_changes_nothing(dialect: str, plan: tuple[Plan, Plan]) -> None:
    before, after = plan
    catalogue = catalogue_of(metadata_of(before).tables.values(), dialect)
    fast = compare(metadata_of(after).tables.values(), catalogue, OPTIONS)
    with mock.patch.object(comparison, "needs_no_comparison", return_value=False):
        full = compare(metadata_of(after).tables.values(), catalogue, OPTIONS)
    assert fast.operations == full.operations


@pytest.mark.parametrize("dialect", DIALECTS)
@given(plan=plans())
@settings(max_examples=25, deadline=None)
def test_a_schema_differs_from_itself_only_where_alembic_is_never_content(dialect: str, plan: Plan) -> None:
    metadata = metadata_of(plan)
    catalogue = catalogue_of(metadata.tables.values(), dialect)
    found = compare(metadata.tables.values(), catalogue, OPTIONS)
    expected = {"modify_type", "add_index", "remove_index"}
    if dialect != "postgresql":
        # Alembic takes an empty default for none, and on MySQL compares ``true`` with ``1``.
        expected.add("modify_default")
    assert {change.op for change in found.operations} <= expected


@given(plan=changes())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_sqlite_says_the_same(plan: tuple[Plan, Plan]) -> None:
    before, after = plan
    metadata = metadata_of(after)
    expected, python = _on_sqlite(before, metadata)
    found = compare(metadata.tables.values(), catalogue_of(metadata_of(before).tables.values(), "sqlite"), OPTIONS)
    assert Counter(found.operations) == Counter(expected)
    assert Counter(found.python().splitlines()) == Counter(python.splitlines())


def _on_sqlite(before: Plan, metadata: sa.MetaData) -> tuple[list[Change], str]:
    engine = sa.create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        metadata_of(before).create_all(connection)
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        try:
            script = api.produce_migrations(context, metadata)
        except NoReferencedTableError:
            # Older versions of Alembic stumble over a table that goes while another one refers to it.
            reject()
        assert script.upgrade_ops is not None
        changes = [change_of(each, lambda _table, _column: False) for each in flat_tuples(script.upgrade_ops)]
        python = api.render_python_code(script.upgrade_ops, migration_context=context)
    engine.dispose()
    return changes, python
