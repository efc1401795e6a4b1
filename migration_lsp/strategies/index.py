"""Strategy 8: an index on a table that is written to."""

from __future__ import annotations

from migration_lsp.judgement import Moment, Plan
from migration_lsp.schema.effects import ForeignKeyAdded, IndexAdded


def index(effect: ForeignKeyAdded | IndexAdded, at: Moment) -> Plan:
    """Build it without blocking writes."""
    return Plan(f"{effect.label} {at.dialect}", ())
