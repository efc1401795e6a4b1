"""Without its foreign key a column may refer to rows that are gone.

## Why it is risky

From the moment the key is gone, deletes leave rows behind that refer to nothing: no `CASCADE` or `SET NULL` happens any
more, and nothing refuses a wrong value. Code that joins or loads the parent then meets rows without one. Adding the key
back later fails on the orphans that have come meanwhile. On PostgreSQL dropping it also blocks reads and writes of both
tables for a moment.

It is no removal where the key is made again in the same revision (with another action, under another name), nor where
its column, its table or the table it refers to goes as well.

## Unsafe

```python
op.drop_constraint("fk_order_user_id", "order", type_="foreignkey")
#^^ from then on nothing keeps rows of order from referring to rows of user that do not exist
```

## Safe

Another action, the same promise:

```python
op.drop_constraint("fk_order_user_id", "order", type_="foreignkey")
op.create_foreign_key("fk_order_user_id", "order", "user", ["user_id"], ["id"], ondelete="SET NULL")
```

The key goes with its column:

```python
op.drop_constraint("fk_order_user_id", "order", type_="foreignkey")
op.drop_column("order", "user_id")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.replaced import goes, is_made_again, of_run
from migration_lsp.schema.effects import ForeignKeyDropped, TableRenamed
from migration_lsp.schema.records import ForeignKeyRecord
from migration_lsp.strategies.drop import drop_foreign_key


@rule(ForeignKeyDropped, risk=Risk.CRITICAL, cause=Cause.FOREIGN_KEY, strategy=drop_foreign_key, is_removal=True)
def check(effect: ForeignKeyDropped, at: Moment) -> Iterator[Danger]:
    key = effect.key
    if is_made_again(effect, at) or goes(at, effect.table, key.columns) or _target_goes(key, at):
        return
    what = f"{key.name} " if key.name else ""
    why = f"from then on nothing keeps rows of {effect.table} from referring to rows of {key.target} that do not exist"
    yield Danger(f"foreign key {what}is dropped: {why}{_action_lost(key)}")


def _target_goes(key: ForeignKeyRecord, at: Moment) -> bool:
    """Whether the table that it refers to is dropped or put aside: then the key had to go first."""
    if goes(at, key.target, key.target_columns):
        return True
    return any(key.target in (renamed.table, renamed.new_table) for _, renamed in of_run(at, TableRenamed))


def _action_lost(key: ForeignKeyRecord) -> str:
    return f", and ON DELETE {key.ondelete} happens no more" if key.ondelete else ""
