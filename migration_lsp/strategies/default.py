"""Another server default, or none, for a column that running code leaves out."""

from __future__ import annotations

from migration_lsp.judgement import Moment, Plan
from migration_lsp.schema.effects import DefaultChanged


def change_default(effect: DefaultChanged, at: Moment) -> Plan:
    """Let the code give the value itself, then change the default."""
    return Plan(f"{effect.label} {at.dialect}", ())
