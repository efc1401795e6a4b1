"""What a delete or an update of the parent does to its rows changes, or cannot work at all.

## Why it is risky

`ON DELETE CASCADE` where there was none deletes rows that used to stop the delete; the other way round deletes that
worked are refused from then on. Running code, and the `cascade` of a `relationship()`, was written for the old action.

`SET NULL` on a column that is NOT NULL cannot work: the delete of the parent fails. MySQL and MariaDB refuse such a
key at once.

## Unsafe

```python
op.drop_constraint("fk_user_team_id", "user", type_="foreignkey")
op.create_foreign_key("fk_user_team_id", "user", "team", ["team_id"], ["id"], ondelete="CASCADE")
#^^ a delete of its row in team now means CASCADE instead of NO ACTION
```

```python
op.create_table(
#^^ deleting its row in user sets a column to NULL that is NOT NULL
    "invoice",
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id", ondelete="SET NULL"), nullable=False),
)
```

## Safe

```python
op.create_table(
    "invoice",
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.replaced import at_end, replaced_key
from migration_lsp.schema.effects import ForeignKeyAdded
from migration_lsp.schema.records import ForeignKeyRecord
from migration_lsp.strategies.foreign_key import foreign_key


@rule(ForeignKeyAdded, risk=Risk.WARNING, cause=Cause.FOREIGN_KEY, strategy=foreign_key, on_new_tables=True)
def check(effect: ForeignKeyAdded, at: Moment) -> Iterator[Danger]:
    key, old = effect.key, replaced_key(effect, at)
    is_new_action = old is None or _actions(old) != _actions(key)
    required = _required_columns(effect, at) if is_new_action else ()
    for word, action in (("deleting", key.ondelete), ("updating the key of", key.onupdate)):
        if action == "SET NULL" and required:
            why = f"{word} its row in {key.target} sets a column to NULL that is NOT NULL, so that fails"
            yield Danger(f"{why} ({', '.join(required)})", Risk.CRITICAL)
            return
    if old is not None and is_new_action:
        yield Danger(_change(old, key))


def _required_columns(effect: ForeignKeyAdded, at: Moment) -> tuple[str, ...]:
    """The columns of the key that are surely NOT NULL when the revision is through."""
    name, columns = at_end(at.later, effect.table, effect.key.columns)
    table = at.at_end.tables.get(name)
    if table is None or not table.certain:
        return ()
    found = (table.column(column) for column in columns)
    return tuple(column.name for column in found if column is not None and column.certain and not column.nullable)


def _actions(key: ForeignKeyRecord) -> tuple[str, ...]:
    """What both actions come to: RESTRICT refuses a little earlier than NO ACTION, and that is all."""
    return tuple(_NONE if action in (None, "RESTRICT") else action for action in (key.ondelete, key.onupdate))


def _change(old: ForeignKeyRecord, new: ForeignKeyRecord) -> str:
    changes = [
        f"{word} of its row in {new.target} now means {after or _NONE} instead of {before or _NONE}"
        for word, before, after in (("a delete", old.ondelete, new.ondelete), ("an update", old.onupdate, new.onupdate))
        if before != after
    ]
    return " and ".join(changes)


_NONE = "NO ACTION"
