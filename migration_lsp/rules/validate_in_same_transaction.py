"""A constraint is added NOT VALID and validated in the same transaction.

## Why it is risky

`NOT VALID` takes its lock for a moment, and `VALIDATE` reads the table while everybody works: but a lock lasts until
the transaction ends. In one transaction the lock of the first is held through the whole reading of the second, and
nothing is gained. Two revisions help only if they are run by two commands, or if `env.py` asks for
`transaction_per_migration`.

## Unsafe

```python
op.execute('ALTER TABLE "user" ADD CONSTRAINT age_is_known CHECK (age > 0) NOT VALID')
op.execute('ALTER TABLE "user" VALIDATE CONSTRAINT age_is_known')
#           ^^^ in the transaction that added it
```

## Safe

```python
op.execute('ALTER TABLE "user" ADD CONSTRAINT age_is_known CHECK (age > 0) NOT VALID')
with op.get_context().autocommit_block():
    op.execute('ALTER TABLE "user" VALIDATE CONSTRAINT age_is_known')
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Related, Risk, rule
from migration_lsp.judgement.acts import Act
from migration_lsp.judgement.transactions import held_before
from migration_lsp.schema.effects import CheckAdded, CheckValidated, Effect, ForeignKeyAdded, ForeignKeyValidated


@rule(CheckValidated, ForeignKeyValidated, risk=Risk.WARNING, cause=Cause.LOCK)
def check(effect: CheckValidated | ForeignKeyValidated, at: Moment) -> Iterator[Danger]:
    if at.dialect != "postgresql" or at.act.autocommit:
        return
    added = next((act for act in held_before(at) if any(_adds(it, effect) for it in act.effects)), None)
    if added is None:
        return
    message = "validated in the transaction that added it: the lock of NOT VALID is held while every row is read"
    yield Danger(message, related=_place_of(added))


def _adds(added: Effect, validated: CheckValidated | ForeignKeyValidated) -> bool:
    if isinstance(added, CheckAdded) and isinstance(validated, CheckValidated):
        return added.table == validated.table and added.check.name == validated.check.name
    if isinstance(added, ForeignKeyAdded) and isinstance(validated, ForeignKeyValidated):
        return added.table == validated.table and added.key.name == validated.key.name
    return False


def _place_of(act: Act) -> tuple[Related, ...]:
    return (Related(act.place, "added here"),) if act.place is not None else ()
