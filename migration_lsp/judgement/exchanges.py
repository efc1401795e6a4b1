"""Tables that are made anew under their own name: create, copy, drop, rename, in whatever order.

That is how SQLite alters tables, and how people do it by hand. What the copy has lost is told by comparing the table as
it was with the one that has its name in the end.
"""

from __future__ import annotations

from migration_lsp.judgement.moment import Moment
from migration_lsp.judgement.replaced import of_run
from migration_lsp.schema.effects import TableCreated, TableDropped, TableRenamed
from migration_lsp.schema.operations import CreateTableAsOp, DataOp, DataVerb


def is_temporary(key: str) -> bool:
    """Whether a table is one that Alembic makes while it copies another."""
    return key.rpartition(".")[2].startswith("_alembic_tmp_")


def is_made_anew(key: str, at: Moment) -> bool:
    """Whether the table of a name is another one when the revision is through, filled from the one before."""
    return key in at.at_end.tables and _is_created(key, at) and is_copied(at)


def first_name(key: str, at: Moment) -> str:
    """What a table was called at the beginning of the revision."""
    for act in reversed(at.earlier):
        for effect in act.effects:
            if isinstance(effect, TableRenamed) and effect.new_table == key:
                key = effect.table
    return key


def is_copied(at: Moment) -> bool:
    """Whether a statement of the revision writes rows into a table that it made itself, under any name."""
    made = {effect.table for _, effect in of_run(at, TableCreated)}
    for act in at.acts:
        operation = act.operation
        if isinstance(operation, CreateTableAsOp):
            return True
        is_insert = isinstance(operation, DataOp) and operation.verb in (DataVerb.INSERT, DataVerb.COPY)
        if is_insert and (act.table is None or act.table in made):
            return True
    return False


def lost_columns(key: str, at: Moment) -> tuple[str, ...]:
    """The columns that the table of a name had at the beginning, and has not in the end."""
    before, after = at.acts[0].before.tables.get(key), at.at_end.tables.get(key)
    if before is None or after is None:
        return ()
    left = {column.name for column in after.columns}
    return tuple(column.name for column in before.columns if column.name not in left)


def _is_created(key: str, at: Moment) -> bool:
    """Whether the revision makes a table that has the name in the end."""
    names = {effect.table for _, effect in of_run(at, TableCreated)}
    for _, renamed in of_run(at, TableRenamed):
        if renamed.table in names:
            names.add(renamed.new_table)
    is_gone = any(dropped.table == key for _, dropped in of_run(at, TableDropped))
    is_away = any(renamed.table == key for _, renamed in of_run(at, TableRenamed))
    return key in names and (is_gone or is_away)
