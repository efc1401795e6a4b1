"""Strategy 2 for tables: another name for a table that running code reads."""

from __future__ import annotations

from migration_lsp.judgement import Moment, Plan, Step
from migration_lsp.schema.effects import TableRenamed
from migration_lsp.schema.write import quoted_key
from migration_lsp.strategies.code import execute, joined, written
from migration_lsp.strategies.ground import Ground


def rename_table(effect: TableRenamed, at: Moment) -> Plan:
    """Rename it, keep a view under the old name until no running code uses that."""
    ground, old, new = Ground.of(effect.table, at), effect.table, effect.new_table
    there, back = _renamed(old, new, ground), _renamed(new, old, ground)
    title = f"{old} becomes {new}: "
    if ground.dialect == "sqlite":
        steps = (Step("In a maintenance window, together with the code that uses the new name.", there, back),)
        return Plan(f"{title}in a maintenance window", steps, rollback="Downgrade, with the code before.")
    view = quoted_key(old, ground.dialect)
    create = execute(f"CREATE VIEW {view} AS SELECT * FROM {quoted_key(new, ground.dialect)}")
    drop = execute(f"DROP VIEW {view}")
    return Plan(
        f"{title}a view keeps the old name while running code uses it",
        (
            Step(
                "Rename the table, and put a view in its place in the same transaction: the database reads and writes "
                "through it. Indexes, constraints and sequences keep their names.",
                joined(there, create),
                joined(drop, back),
            ),
            Step(f"Deploy code that uses `{new}`; look for other users of `{old}` (reports, services).", deploys=True),
            Step("Drop the view.", drop, create),
        ),
        rollback="Downgrade: no row is touched in either direction.",
    )


def _renamed(old: str, new: str, ground: Ground) -> str:
    old_schema, _, old_name = old.rpartition(".")
    new_schema, _, new_name = new.rpartition(".")
    schema = (f"schema={old_schema!r}",) if old_schema else ()
    parts = []
    if old_name != new_name:
        parts.append(written("op.rename_table", (repr(old_name), repr(new_name), *schema)))
    if old_schema != new_schema:
        moved = quoted_key(f"{old_schema}.{new_name}" if old_schema else new_name, ground.dialect)
        parts.append(execute(f"ALTER TABLE {moved} SET SCHEMA {ground.quote(new_schema or 'public')}"))
    return joined(*parts)
