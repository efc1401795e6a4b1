"""A table at which a comparator fails costs the answer about itself, and no other."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from migration_lsp.schema.comparators import _Tolerant
from migration_lsp.schema.compare import CompareOptions, compare_what_can_be
from migration_lsp.schema.describe import catalogue_of

_FOUND = sa.MetaData()
sa.Table("good", _FOUND, sa.Column("id", sa.Integer, primary_key=True))
sa.Table("odd", _FOUND, sa.Column("id", sa.Integer, primary_key=True), sa.Column("x", sa.Text))

_DECLARED = sa.MetaData()
sa.Table("good", _DECLARED, sa.Column("id", sa.Integer, primary_key=True), sa.Column("y", sa.Text))
sa.Table("odd", _DECLARED, sa.Column("id", sa.Integer, primary_key=True), sa.Column("x", sa.Integer))


def test_the_other_tables_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object, found: sa.Column[object], declared: sa.Column[object]) -> bool:
        if declared.name == "x":
            raise ValueError("no such thing")
        return False

    monkeypatch.setattr(_Tolerant, "compare_type", fail)
    catalogue = catalogue_of(_FOUND.tables.values(), "postgresql")
    records = catalogue_of(_DECLARED.tables.values(), "postgresql").tables
    difference, failures = compare_what_can_be(_DECLARED.tables.values(), catalogue, CompareOptions(), records)
    assert [(change.op, change.table, change.column) for change in difference.operations] == [
        ("add_column", "good", "y")
    ]
    assert failures == {"odd": "ValueError"}
