"""A column that may be NULL from now on: nothing happens to the rows, but the way back closes.

## Why it is risky

It takes no time and breaks no statement. Code that reads the column meets NULL once somebody writes it, and from then
on the downgrade, which makes it NOT NULL again, fails.

## Safe

In models it is told once for all:

```python
#- app/models.py
class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(100))
#   ^^^^ NULL is allowed from now on, and the downgrade fails once there is one

#- migrations/versions/001_team.py
def upgrade():
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
    )
```

In a revision it needs no word:

```python
op.alter_column("user", "email", nullable=True)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.schema.effects import NullabilityChanged


@rule(NullabilityChanged, risk=Risk.SAFE, cause=Cause.ROWS)
def check(effect: NullabilityChanged, at: Moment) -> Iterator[Danger]:
    if at.is_pending and effect.column.nullable:
        yield Danger("NULL is allowed from now on, and the downgrade fails once there is one", group="NULL allowed")
