"""What a change of type means where it happens: which enumerations there are, what hangs on the column."""

from __future__ import annotations

import re
from collections.abc import Mapping

from migration_lsp.judgement.moment import Moment
from migration_lsp.schema.effects import TypeChanged
from migration_lsp.schema.records import EnumRecord
from migration_lsp.schema.type_changes import Conversion, conversion, lost_values


def all_enums(at: Moment) -> Mapping[str, EnumRecord]:
    """The enumerations before and after an act."""
    return {**at.before.enums, **at.after.enums}


def conversion_of(effect: TypeChanged, at: Moment) -> Conversion:
    """What a change of type does to the values that are there."""
    kind = conversion(effect.old.type, effect.column.type, at.dialect, all_enums(at))
    if kind is Conversion.CONVERTED and lost_of(effect, at) == ():
        return Conversion.REWRITTEN
    return kind


def lost_of(effect: TypeChanged, at: Moment) -> tuple[str, ...] | None:
    """The values of an enumeration that the new one has not; None where there are not two.

    A column that is only text on the way from one enumeration to the other still has the values of the first.
    """
    enums = all_enums(at)
    lost = lost_values(effect.old.type, effect.column.type, enums)
    first = at.acts[0].before
    table = first.tables.get(effect.table)
    column = table.column(effect.column.name) if table is not None else None
    if lost is not None or column is None:
        return lost
    known = first.enums.get(column.type)
    if known is None or effect.column.type not in enums:
        return None
    return tuple(value for value in known.values if value not in enums[effect.column.type].values)


_VIEWS = ("view", "materialized view")


def blocking_view(effect: TypeChanged, at: Moment) -> str | None:
    """The view on PostgreSQL that mentions the column, so that its type cannot be changed."""
    if at.dialect != "postgresql":
        return None
    table = re.compile(rf"\b{re.escape(effect.table.rpartition('.')[2])}\b")
    column = re.compile(rf"\b{re.escape(effect.column.name)}\b")
    for (kind, name), definition in at.before.objects.items():
        if kind in _VIEWS and table.search(definition) and column.search(definition):
            return name
    return None


def is_in_expression(effect: TypeChanged, at: Moment) -> bool:
    """Whether an expression of an index, the condition of one, or a check mentions the column."""
    table = at.table(effect.table)
    if table is None:
        return False
    mentions = re.compile(rf"\b{re.escape(effect.column.name)}\b")
    texts = [check.sqltext for check in table.checks]
    for index in table.indexes:
        texts.extend(text for column, text in zip(index.columns, index.expressions, strict=False) if column is None)
        texts.extend(text for name, text in index.options if name.endswith("_where"))
    return any(mentions.search(text) for text in texts)
