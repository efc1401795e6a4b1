"""Strategy 1: a required column on a table that has rows."""

from __future__ import annotations

from migration_lsp.judgement import Moment, Plan
from migration_lsp.schema.effects import ColumnEffect


def not_null_column(effect: ColumnEffect, at: Moment) -> Plan:
    """Add it nullable, backfill, then make it required."""
    return Plan(f"{effect.label} as a required column", ())
