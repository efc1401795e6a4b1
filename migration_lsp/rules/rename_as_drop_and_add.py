"""A column that goes while one like it comes looks like a rename, and autogenerate cannot tell: the values are lost.

## Why it is risky

Alembic compares names. A column that was renamed in a model is to it one that is gone and one that is new: its
migration drops the values and adds an empty column. Even where the values are copied in between, code that is running
still reads and writes the old name, and fails until it is replaced. A rename takes several deploys; in a maintenance
window `alter_column(…, new_column_name=…)` keeps the values.

## Unsafe

```python
op.add_column("user", sa.Column("full_name", sa.String(50), nullable=True))
op.drop_column("user", "name")
#^^ dropped while full_name of the same type comes, which looks like a rename: its values are lost
```

```python
op.add_column("user", sa.Column("biography", sa.Text()))
op.execute('UPDATE "user" SET biography = bio')
op.drop_column("user", "bio")
#^^ copied into biography and dropped in the same revision
```

In models it stands at the new name:

```python
#- app/models.py
class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
#   ^^^^^ looks like team.name under a new name

#- migrations/versions/001_team.py
def upgrade():
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
    )
```

## Safe

Another type is another column:

```python
op.add_column("user", sa.Column("name_length", sa.Integer()))
op.drop_column("user", "name")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Related, Risk, rule
from migration_lsp.judgement.renames import Rename, rename_of
from migration_lsp.schema.effects import ColumnAdded, ColumnDropped
from migration_lsp.strategies.rename_column import rename_column


@rule(ColumnAdded, ColumnDropped, risk=Risk.CRITICAL, cause=Cause.REMOVAL, strategy=rename_column, is_removal=True)
def check(effect: ColumnAdded | ColumnDropped, at: Moment) -> Iterator[Danger]:
    rename = rename_of(effect, at)
    if rename is None:
        return
    # In models what is gone has no line, and in a revision it is the drop that loses the values.
    if at.is_pending and isinstance(effect, ColumnAdded):
        yield Danger(_pending(rename))
    elif not at.is_pending and isinstance(effect, ColumnDropped):
        yield Danger(_in_revision(rename), related=_other_half(rename))


def _pending(rename: Rename) -> str:
    old = f"{rename.dropped.table}.{rename.dropped.column.name}"
    return (
        f"looks like {old} under a new name: autogenerate drops that with its values and adds an empty column, and "
        "running code that still names it fails"
    )


def _in_revision(rename: Rename) -> str:
    new = rename.added.column.name
    if rename.is_copied:
        return (
            f"copied into {new} and dropped in the same revision: running code that still names it fails, and what it "
            "writes after the copying is lost"
        )
    return (
        f"dropped while {new} of the same type comes, which looks like a rename: its values are lost, and running code "
        "that still names it fails"
    )


def _other_half(rename: Rename) -> tuple[Related, ...]:
    span = rename.add.place
    return (Related(span, "the column that looks like its new name"),) if span is not None else ()
