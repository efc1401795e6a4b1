"""Whether the downgrade gives the earlier schema back could not be decided.

## Why it is risky

Upgrade and downgrade were replayed and compared, and something on the way depends on what only the database knows, or
was not understood. The downgrade may be right; nobody has shown it.

## Unsafe

```python
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))
def downgrade():
    op.drop_table("user")
#- migrations/versions/002_nick.py
def upgrade():
    if op.get_bind().execute(sa.text("SELECT count(*) FROM user")).scalar() > 0:
        op.add_column("user", sa.Column("nick", sa.String(20)))
def downgrade():
#   ^^^^^^^^^ could not be decided
    op.drop_column("user", "nick")
```

## Safe

```python
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))
def downgrade():
    op.drop_table("user")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Revision, Risk, View, rule
from migration_lsp.judgement.downgrades import downgrade_place, is_left_out
from migration_lsp.judgement.proof import Proof, downgrade_proof
from migration_lsp.migrations.recorded import Run
from migration_lsp.schema.operations import is_schema_change


@rule(Revision, risk=Risk.NOTE, cause=Cause.DOWNGRADE)
def check(revision: Revision, view: View) -> Iterator[Danger]:
    id_ = revision.header.revision
    if is_left_out(revision) or downgrade_proof(view, id_) is not Proof.UNDECIDED:
        return
    why = _reason(view.project.run_of(id_), "upgrade()") or _reason(view.downgrade(id_), "downgrade()")
    message = "whether downgrade() gives the earlier schema back could not be decided"
    yield Danger(f"{message}: {why}" if why else message, span=downgrade_place(revision))


def _reason(run: Run, name: str) -> str | None:
    """The first thing in a function that stands in the way, with its line."""
    for recorded in run.operations:
        if is_schema_change(recorded.operation) and recorded.doubts:
            doubt = recorded.doubts[0]
            return f"line {doubt.span.line + 1} of {name} depends on a condition that is not known ({doubt.reason})"
    if run.notes and not run.after.certain:
        return f"line {run.notes[0].span.line + 1}: {run.notes[0].message}"
    return None
