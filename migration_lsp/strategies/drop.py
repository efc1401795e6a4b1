"""Strategy 5: columns, tables and foreign keys go when nothing uses them any more."""

from __future__ import annotations

from migration_lsp.judgement import Moment, Plan
from migration_lsp.schema.effects import ColumnDropped, ForeignKeyDropped, TableDropped


def drop_column(effect: ColumnDropped, at: Moment) -> Plan:
    """Stop using it, wait for one release, then drop it."""
    return Plan(f"{effect.label} {at.dialect}", ())


def drop_table(effect: TableDropped, at: Moment) -> Plan:
    """Stop using it, wait for one release, then drop it."""
    return Plan(f"{effect.label} {at.dialect}", ())


def drop_foreign_key(effect: ForeignKeyDropped, at: Moment) -> Plan:
    """Let the code do what the database did, then drop it."""
    return Plan(f"{effect.label} {at.dialect}", ())
