"""Strategy 2 for tables: another name for a table that running code reads."""

from __future__ import annotations

from migration_lsp.judgement import Moment, Plan
from migration_lsp.schema.effects import TableRenamed


def rename_table(effect: TableRenamed, at: Moment) -> Plan:
    """Rename it, keep a view under the old name until no running code uses that."""
    return Plan(f"{effect.label} {at.dialect}", ())
