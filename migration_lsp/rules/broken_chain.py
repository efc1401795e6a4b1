"""The revisions do not make one history, and Alembic stops before it runs any of them.

## Why it is risky

A `down_revision` or `depends_on` names a revision that is not there, two files have the same id, a label is taken, or
revisions stand on each other in a circle. `alembic upgrade`, `history` and `revision` raise, or of two files with one
id only one is ever run. It happens when a file is lost in a merge, or copied and not renamed.

## Unsafe

```python
#- migrations/versions/001_user.py
def upgrade():
    pass

#- migrations/versions/003_team.py down:002
#               ^^^^^ down_revision 002 is not among the revisions
def upgrade():
    pass
```

## Safe

```python
#- migrations/versions/001_user.py
def upgrade():
    pass

#- migrations/versions/002_team.py down:001
def upgrade():
    pass
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Risk, View, Whole, rule


@rule(Whole, risk=Risk.CRITICAL, cause=Cause.CHAIN)
def check(_whole: Whole, view: View) -> Iterator[Danger]:
    for note in view.project.graph.breaks:
        yield Danger(note.message, span=note.span)
