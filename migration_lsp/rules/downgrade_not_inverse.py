"""A downgrade that does not give the earlier schema back.

## Why it is risky

A downgrade is run when a deploy has gone wrong, in a hurry, and nobody tests it then. What it leaves behind is in the
way of the next upgrade ("already exists"); what it loses is not there for the code that goes back with it. The
downgrade was replayed after the upgrade, and the two schemas were compared.

## Unsafe

```python
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("plan", sa.String(20)))
def downgrade():
    op.drop_table("user")
#- migrations/versions/002_nick.py
def upgrade():
    op.add_column("user", sa.Column("nick", sa.String(20)))
    op.add_column("user", sa.Column("city", sa.String(20)))
def downgrade():
#   ^^^^^^^^^ user.city is left
    op.drop_column("user", "nick")
```

## Safe

```python
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("plan", sa.String(20)))
def downgrade():
    op.drop_table("user")
#- migrations/versions/002_nick.py
def upgrade():
    op.add_column("user", sa.Column("nick", sa.String(20)))
def downgrade():
    op.drop_column("user", "nick")
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migration_lsp.judgement import Cause, Danger, Related, Revision, Risk, View, rule
from migration_lsp.judgement.downgrades import downgrade_place, is_left_out
from migration_lsp.judgement.proof import Proof, Remains, downgrade_proof, remains_of_downgrade
from migration_lsp.judgement.unnamed import nameless_drop
from migration_lsp.schema.effects import (
    CheckAdded,
    CheckDropped,
    ColumnAdded,
    ColumnDropped,
    CommentChanged,
    Effect,
    ForeignKeyAdded,
    ForeignKeyDropped,
    IndexAdded,
    IndexDropped,
    TableCommentChanged,
    TableCreated,
    TableDropped,
    UniqueAdded,
    UniqueDropped,
)

_LEFT = (TableCreated, ColumnAdded, ForeignKeyAdded, UniqueAdded, IndexAdded, CheckAdded)
_LOST = (TableDropped, ColumnDropped, ForeignKeyDropped, UniqueDropped, IndexDropped, CheckDropped)
_SLIGHT = (CommentChanged, TableCommentChanged)
_SHOWN = 4
"""How many differences a message names."""


@rule(Revision, risk=Risk.CRITICAL, cause=Cause.DOWNGRADE)
def check(revision: Revision, view: View) -> Iterator[Danger]:
    id_ = revision.header.revision
    if is_left_out(revision) or downgrade_proof(view, id_) is not Proof.REFUTED:
        return
    failing = next((it for it in view.downgrade(id_).operations if it.problems), None)
    if failing is not None and nameless_drop(failing) is not None:
        # That says unnamed-drop, and nothing behind it is ever run.
        return
    if failing is not None:
        elsewhere = failing.written_elsewhere
        related = (Related(elsewhere, "the statement"),) if elsewhere is not None else ()
        yield Danger(f"downgrade() fails: {failing.problems[0].message}", span=failing.place, related=related)
        return
    if view.downgrade(id_).raised is not None:
        yield Danger("downgrade() raises", span=downgrade_place(revision))
        return
    remains = remains_of_downgrade(view, id_)
    what = list(_differences(remains))
    more = f" and {len(what) - _SHOWN} more" if len(what) > _SHOWN else ""
    message = f"downgrade() does not give the earlier schema back: {', '.join(what[:_SHOWN])}{more}"
    yield Danger(message, Risk.WARNING if _is_slight(remains) else None, downgrade_place(revision))


def _is_slight(remains: Remains) -> bool:
    """Whether nothing but types, comments and the names of indexes differ: no row and no statement is wrong."""
    if remains.objects:
        return False
    come = [effect for effect in remains.effects if isinstance(effect, IndexAdded)]
    gone = [effect for effect in remains.effects if isinstance(effect, IndexDropped)]
    renamed = sorted((it.table, it.columns) for it in come) == sorted((it.table, it.columns) for it in gone)
    others = (it for it in remains.effects if not isinstance(it, (*_SLIGHT, IndexAdded, IndexDropped)))
    return renamed and not any(others)


def _differences(remains: Remains) -> Iterator[str]:
    yield from _unique(_difference(effect) for effect in remains.effects)
    yield from (f"the enum type {name} is not as it was" for name in remains.enums)
    yield from (f"the {name} is not as it was" for name in remains.objects)


def _unique(texts: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(texts)


def _difference(effect: Effect) -> str:
    name = _named(effect)
    if isinstance(effect, _LEFT):
        return f"{name} is left"
    return f"{name} is lost" if isinstance(effect, _LOST) else f"{effect.label} is not as it was"


def _named(effect: Effect) -> str:
    """A constraint or index by its name, if it has one; a column or table by its own."""
    for part in ("key", "index", "check"):
        record = getattr(effect, part, None)
        if record is not None and record.name:
            return f"{record.name} on {effect.table}"
    name = getattr(effect, "name", None)
    return f"{name} on {effect.table}" if name else effect.label
