"""Strategy 7: a check on rows that are there already."""

from __future__ import annotations

from migration_lsp.judgement import Moment, Plan, Step
from migration_lsp.schema.effects import CheckAdded
from migration_lsp.schema.records import CheckRecord, ExclusionRecord
from migration_lsp.strategies.code import execute
from migration_lsp.strategies.ground import Ground
from migration_lsp.strategies.validated import check_steps


def check_constraint(effect: CheckAdded, at: Moment) -> Plan:
    """Find the rows that break it, add it unproven, validate it in another transaction."""
    ground, check = Ground.of(effect.table, at), effect.check
    if isinstance(check, ExclusionRecord):
        return _exclusion(ground, check)
    query = breaking_rows(ground, check)
    name = check.name or effect.table
    return Plan(
        f"{name}: a check, proven while everybody works",
        (
            Step("Deploy code that writes no row that breaks it.", deploys=True),
            Step("Correct the rows that the query counts: with the check, an UPDATE of any of them fails.", sql=query),
            *check_steps(ground, check),
        ),
        query,
        "0 where every row keeps to it",
        "Downgrade: the check goes, no row changes.",
    )


def breaking_rows(ground: Ground, check: CheckRecord) -> str:
    """How many rows break a check, as a query. Where it comes out as NULL the row passes."""
    return f"SELECT count(*) FROM {ground.sql} WHERE NOT ({check.sqltext})"


def _exclusion(ground: Ground, exclusion: ExclusionRecord) -> Plan:
    name = ground.quote(exclusion.name or "")
    add = execute(f"ALTER TABLE {ground.sql} ADD CONSTRAINT {name} {exclusion.definition}")
    return Plan(
        f"{exclusion.name}: an exclusion constraint, which cannot be added unproven",
        (
            Step("Deploy code that writes no rows that exclude each other, and correct those that do.", deploys=True),
            Step(
                "In a maintenance window: its index is built while nobody can use the table.",
                add,
                execute(f"ALTER TABLE {ground.sql} DROP CONSTRAINT {name}"),
            ),
        ),
        rollback="Downgrade: the constraint goes, no row changes.",
    )
