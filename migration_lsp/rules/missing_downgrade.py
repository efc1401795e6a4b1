"""A revision that changes the schema has no downgrade, or an empty one.

## Why it is risky

When the deploy goes wrong there is no way back: `alembic downgrade` moves the version and leaves the schema where it
is. The next upgrade then fails on what is already there. A `downgrade()` that raises is honest, and still no way back.

## Unsafe

```python
def upgrade():
    op.add_column("user", sa.Column("plan", sa.String()))

def downgrade():
#   ^^^^^^^^^ downgrade() is empty
    pass
```

```python
def upgrade():
#   ^^^^^^^ there is no downgrade()
    op.add_column("user", sa.Column("plan", sa.String()))
```

```python
def upgrade():
    op.drop_column("user", "bio")

def downgrade():
#   ^^^^^^^^^ downgrade() only raises
    raise NotImplementedError("the texts are gone")
```

## Safe

```python
def upgrade():
    op.add_column("user", sa.Column("plan", sa.String()))

def downgrade():
    op.drop_column("user", "plan")
```

A revision that changes rows only leaves the schema as it was:

```python
def upgrade():
    op.execute("UPDATE user SET bio = '' WHERE bio IS NULL")

def downgrade():
    pass
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Act, Cause, Danger, Revision, Risk, View, rule
from migration_lsp.judgement.downgrades import downgrade_place, way_back
from migration_lsp.schema.effects import CommentChanged, TableCommentChanged
from migration_lsp.schema.operations import (
    AddEnumValueOp,
    UnknownSqlOp,
    ValidateConstraintOp,
    is_schema_change,
)
from migration_lsp.source.definitions import Body


@rule(Revision, risk=Risk.CRITICAL, cause=Cause.DOWNGRADE)
def check(subject: Revision, _view: View) -> Iterator[Danger]:
    body = way_back(subject)
    if body is Body.FULL:
        return
    changes = [act for act in subject.upgrade if _changes_the_schema(act)]
    if changes:
        yield Danger(_MESSAGES[body], _risk(body, changes), downgrade_place(subject))


_MESSAGES = {
    None: "there is no downgrade(), so the change that upgrade() makes to the schema cannot be taken back",
    Body.EMPTY: "downgrade() is empty: the version goes back, and the change that upgrade() made to the schema stays",
    Body.RAISES: "downgrade() only raises, so the change that upgrade() makes to the schema cannot be taken back",
}


def _risk(body: Body | None, changes: list[Act]) -> Risk:
    if body is Body.RAISES or all(_is_harmless_when_left(act) for act in changes):
        return Risk.WARNING
    return Risk.CRITICAL


def _changes_the_schema(act: Act) -> bool:
    """Whether an act surely leaves something else behind than it found, other than a proof of what holds anyway."""
    operation = act.operation
    if act.is_conditional or not is_schema_change(operation):
        return False
    if isinstance(operation, UnknownSqlOp | ValidateConstraintOp):
        return False
    return act.before != act.after


def _is_harmless_when_left(act: Act) -> bool:
    """Comments, and values of an enumeration type, which PostgreSQL takes back by no statement."""
    if isinstance(act.operation, AddEnumValueOp):
        return True
    return bool(act.effects) and all(isinstance(it, CommentChanged | TableCommentChanged) for it in act.effects)
