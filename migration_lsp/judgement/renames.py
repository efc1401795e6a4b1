"""What looks like a rename: a column that goes and one that comes in the same revision, or the same model edit.

A claim needs the same type and something else that ties the two together: values that are copied, a similar name, the
same comment, the same foreign key, or (in models) the same place. Where two columns could be the other half, the one
with the stronger tie is. Nothing here knows what the columns mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from migration_lsp.judgement.acts import Act
from migration_lsp.judgement.backfills import is_copy
from migration_lsp.judgement.moment import Moment
from migration_lsp.schema.effects import ColumnAdded, ColumnDropped, Effect
from migration_lsp.schema.operations import DataOp
from migration_lsp.schema.records import UNKNOWN_TYPE, Catalogue, ColumnRecord


@dataclass(frozen=True, slots=True, eq=False)
class Rename:
    """A pair that looks like one column under a new name."""

    dropped: ColumnDropped
    added: ColumnAdded
    drop: Act
    add: Act
    is_copied: bool
    """Whether a statement of the revision copies the values."""


def rename_of(effect: Effect, at: Moment) -> Rename | None:
    """The rename that a dropped or an added column looks like a half of."""
    if not isinstance(effect, ColumnAdded | ColumnDropped) or at.is_new(effect.table):
        return None
    return next((it for it in _pairs(effect.table, at) if effect is it.dropped or effect is it.added), None)


def _pairs(table: str, at: Moment) -> Iterator[Rename]:
    gone = [(act, it) for act, it in at.effects_of_run() if isinstance(it, ColumnDropped) and it.table == table]
    come = [(act, it) for act, it in at.effects_of_run() if isinstance(it, ColumnAdded) and it.table == table]
    if not gone or not come or table not in at.acts[0].before.tables or table not in at.at_end.tables:
        return
    names_gone, names_come = {it.column.name for _, it in gone}, {it.column.name for _, it in come}
    candidates = []
    for drop, dropped in gone:
        for add, added in come:
            # What came and goes in the same revision was only a means to an end.
            if dropped.column.name in names_come or added.column.name in names_gone:
                continue
            rename = Rename(dropped, added, drop, add, _is_copied(dropped, added, at.acts))
            strength = _tie(rename, at)
            if strength:
                candidates.append((strength, rename))
    taken: set[Effect] = set()
    for _, rename in sorted(candidates, key=lambda candidate: -candidate[0]):
        if rename.dropped not in taken and rename.added not in taken:
            taken |= {rename.dropped, rename.added}
            yield rename


def _tie(rename: Rename, at: Moment) -> float:
    """How much speaks for a rename; 0 where it should not be claimed."""
    old, new = rename.dropped.column, rename.added.column
    if old.type != new.type or old.type == UNKNOWN_TYPE or not _fits(old, new):
        return 0
    old_target, new_target = (_target(rename.drop.before, rename.dropped), _target(at.at_end, rename.added))
    if old_target != new_target:
        return 0
    likeness = similarity(old.name, new.name)
    ties = (
        4.0 if rename.is_copied else 0.0,
        2 + likeness if likeness else 0.0,
        2.0 if old.comment is not None and old.comment == new.comment else 0.0,
        1.5 if old_target is not None else 0.0,
        1.0 if at.is_pending and _is_in_place(rename, at) else 0.0,
    )
    return sum(ties)


def _fits(old: ColumnRecord, new: ColumnRecord) -> bool:
    """Whether what is computed stays so, and what is required is so as well, or is only not required yet."""
    is_same_kind = (old.computed is None) == (new.computed is None) and (old.identity is None) == (new.identity is None)
    return is_same_kind and (old.nullable == new.nullable or new.nullable)


def _target(catalogue: Catalogue, effect: ColumnAdded | ColumnDropped) -> str | None:
    """What the column refers to."""
    record = catalogue.tables.get(effect.table)
    keys = record.foreign_keys if record is not None else ()
    return next((key.target for key in keys if key.columns == (effect.column.name,)), None)


def _is_copied(dropped: ColumnDropped, added: ColumnAdded, acts: tuple[Act, ...]) -> bool:
    return any(
        it.column == added.column.name and is_copy(it, dropped.column.name)
        for act in acts
        if isinstance(act.operation, DataOp) and act.table == added.table
        for it in act.operation.sets or ()
    )


def _is_in_place(rename: Rename, at: Moment) -> bool:
    """Whether the models have the new column between the same neighbours as the old one."""
    table = at.acts[0].before.tables.get(rename.added.table)
    declared = at.project.declared.tables.get(rename.added.table)
    if table is None or declared is None:
        return False
    before, after = [it.name for it in table.columns], [it.name for it in declared.columns]
    return _neighbours(rename.dropped.column.name, before) == _neighbours(rename.added.column.name, after)


def _neighbours(name: str, names: list[str]) -> tuple[str | None, str | None] | str:
    """The names above and below; of a name that is not there, itself, which equals nothing."""
    if name not in names:
        return name
    place = names.index(name)
    return (names[place - 1] if place else None, names[place + 1] if place + 1 < len(names) else None)


# ------------------------------------------------------------------ names

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SAYS_NOTHING = frozenset({"id", "at", "on", "by", "is", "has", "was", "of", "the", "date", "time", "flag", "ts"})
_CLOSE = 0.8
"""From this likeness on two names are two spellings of one."""


def similarity(old: str, new: str) -> float:
    """How alike two names are, from 0 (a rename is not to be claimed) to 1."""
    likeness = SequenceMatcher(None, old.lower(), new.lower()).ratio()
    before, after = _words(old), _words(new)
    telling, new_telling = before - _SAYS_NOTHING, after - _SAYS_NOTHING
    if not telling or not new_telling:
        return likeness if before == after else 0
    shared = telling & new_telling
    if shared in (telling, new_telling):
        return max(likeness, 0.5)
    if _is_abbreviated(telling, new_telling):
        return max(likeness, 0.5)
    # Words that differ as wholes are different things, however many letters they share: created and updated.
    differing = SequenceMatcher(None, "".join(sorted(telling - shared)), "".join(sorted(new_telling - shared))).ratio()
    return likeness if likeness >= _CLOSE and differing >= _CLOSE else 0


def _words(name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(name)) or frozenset({name.lower()})


def _is_abbreviated(old: frozenset[str], new: frozenset[str]) -> bool:
    """``desc`` and ``description``."""
    (one, *others), (other, *more) = sorted(old), sorted(new)
    short, long = sorted((one, other), key=len)
    return not others and not more and len(short) >= 3 and long.startswith(short)
