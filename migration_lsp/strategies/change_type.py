"""Strategy 3: another type for a column that has values."""

from __future__ import annotations

from migration_lsp.judgement import Moment, Plan
from migration_lsp.schema.effects import TypeChanged


def change_type(effect: TypeChanged, at: Moment) -> Plan:
    """Add a column of the new type, write both, convert, verify, read the new one, drop the old one."""
    return Plan(f"{effect.label} {at.dialect}", ())
