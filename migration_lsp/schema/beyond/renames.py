"""Tables that look renamed: one goes and one of the very same columns comes.

A claim needs every column to be there under its name and with its type, and no other table that could be the other
half. Columns that look renamed are told where the whole edit is judged, for more than the records speaks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..difference import Change
from ..records import UNKNOWN_TYPE, Origin, TableRecord
from .pair import Beyond, changed

_FEWEST = 3
"""Columns below which two tables are alike by chance."""


def renamed_tables(
    said: Iterable[Change], declared: Mapping[str, TableRecord], found: Mapping[str, TableRecord]
) -> Iterator[Beyond]:
    """Pairs of what Alembic takes for a table that is gone and one that is new."""
    changes = [change for change in said if change.certain]
    come = [declared[it.table] for it in changes if it.op == "add_table" and it.table in declared]
    gone = [found[it.table] for it in changes if it.op == "remove_table" and it.table in found]
    for old in gone:
        likes = [it for it in come if _are_alike(old, it)]
        if len(likes) == 1 and sum(_are_alike(it, likes[0]) for it in gone) == 1:
            words = f"looks like {likes[0].key} under its old name: autogenerate drops it with its rows"
            yield Beyond(changed("rename_table", old.key, name=likes[0].key), words, loses=True)


def _are_alike(old: TableRecord, new: TableRecord) -> bool:
    if not (old.certain and new.certain and old.origin is Origin.MIGRATIONS) or len(old.columns) < _FEWEST:
        return False
    before, after = ({column.name: column.type for column in table.columns} for table in (old, new))
    return before == after and UNKNOWN_TYPE not in before.values()
