"""A drop that Alembic cannot write as SQL, most often `drop_constraint(None)`.

## Why it is risky

Autogenerate writes `drop_constraint(None, …)` for a constraint that it made without a name. The database gave that
constraint a name of its own, which nobody told Alembic: the statement raises before anything is sent, and the way back
is closed just when somebody needs it. A naming convention makes a name of it that stands for no column (`uq_user_`),
and such a constraint is not there. The same goes for the CHECK of a type that has no name, and on MySQL for a drop
without its `type_`.

Write the name that the constraint has in the database, or give it one where it is made.

## Unsafe

```python
def upgrade():
    op.create_unique_constraint(None, "user", ["name"])

def downgrade():
    op.drop_constraint(None, "user", type_="unique")
#   ^^^^^^^^^^^^^^^ downgrade() raises: a unique constraint of user is dropped without a name (user_name_key is meant)
```

```python
op.drop_constraint(None, "user", type_="foreignkey")
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ upgrade() raises: a foreign key of user is dropped without a name
```

```python dialect=sqlite
with op.batch_alter_table("user") as batch_op:
    batch_op.drop_constraint(None, type_="unique")
#   ^^^^^^^^ upgrade() raises: a unique constraint of user is dropped without a name
```

```python dialect=mysql
op.drop_constraint("uq_user_email", "user")
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dropping constraint uq_user_email of user takes its type on MySQL
```

## Safe

```python
def upgrade():
    op.create_unique_constraint("uq_user_name", "user", ["name"])

def downgrade():
    op.drop_constraint("uq_user_name", "user", type_="unique")
```

MySQL drops the primary key of a table without a name:

```python dialect=mysql
op.drop_constraint(None, "user", type_="primary")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Act, Cause, Danger, Moment, Revision, Risk, View, rule
from migration_lsp.judgement.unnamed import Nameless, nameless_drop, nameless_in_downgrade, nameless_in_upgrade
from migration_lsp.project import Project
from migration_lsp.source.guards import is_caught
from migration_lsp.source.spans import Span


@rule(Act, Revision, risk=Risk.CRITICAL, cause=Cause.DOWNGRADE)
def check(subject: Act | Revision, at: Moment | View) -> Iterator[Danger]:
    if isinstance(subject, Act):
        assert isinstance(at, Moment)
        yield from _on_the_way_up(subject, at)
        return
    project = subject.view.project
    for nameless in nameless_in_downgrade(subject.view, subject.header.revision):
        yield _danger("downgrade", nameless, project)


def _on_the_way_up(act: Act, at: Moment) -> Iterator[Danger]:
    if at.revision is None or act.recorded is None or nameless_drop(act.recorded) is None:
        return
    for nameless in nameless_in_upgrade(at.view, at.revision):
        if nameless.recorded is act.recorded:
            yield _danger("upgrade", nameless, at.project)


def _danger(function: str, nameless: Nameless, project: Project) -> Danger:
    recorded, reason = nameless.recorded, nameless.drop.reason
    span = recorded.place
    meant = f" ({nameless.name} is meant)" if nameless.name is not None else ""
    if _is_caught(project, span):
        risk = Risk.WARNING if function == "upgrade" else Risk.CRITICAL
        return Danger(f"{reason}{meant}; the failure is caught, and what was to be dropped stays", risk, span)
    if not recorded.certain:
        return Danger(f"{function}() raises where it comes to this: {reason}{meant}", Risk.WARNING, span)
    return Danger(f"{function}() raises: {reason}{meant}", span=span)


def _is_caught(project: Project, span: Span) -> bool:
    module = project.module(span.path)
    return module is not None and is_caught(module.tree, span)
