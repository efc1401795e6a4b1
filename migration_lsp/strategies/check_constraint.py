"""Strategy 7: a check on rows that are there already."""

from __future__ import annotations

from migration_lsp.judgement import Moment, Plan
from migration_lsp.schema.effects import CheckAdded


def check_constraint(effect: CheckAdded, at: Moment) -> Plan:
    """Find the rows that break it, add it unproven, validate it in another transaction."""
    return Plan(f"{effect.label} {at.dialect}", ())
