"""Rows that refer to nothing."""

from __future__ import annotations

from migration_lsp.schema.records import ForeignKeyRecord
from migration_lsp.strategies.ground import Ground


def orphans(ground: Ground, key: ForeignKeyRecord) -> str:
    """How many rows refer to nothing, as a query."""
    return f"SELECT count(*) FROM {ground.sql}\nWHERE {refers_to_nothing(ground, key)}"


def refers_to_nothing(ground: Ground, key: ForeignKeyRecord) -> str:
    """The condition of such a row. A row that leaves a part of the key empty refers to nothing by intention."""
    target = Ground(key.target, ground.catalogue)
    filled = " AND ".join(f"{ground.sql}.{ground.quote(column)} IS NOT NULL" for column in key.columns)
    pairs = zip(key.target_columns, key.columns, strict=False)
    matches = " AND ".join(
        f"parent.{ground.quote(theirs)} = {ground.sql}.{ground.quote(ours)}" for theirs, ours in pairs
    )
    return f"{filled} AND NOT EXISTS (\n    SELECT 1 FROM {target.sql} AS parent WHERE {matches}\n)"
