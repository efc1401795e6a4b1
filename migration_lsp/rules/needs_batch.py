"""SQLite cannot do it with ALTER TABLE: it takes `op.batch_alter_table()`, which copies the table.

## Why it is risky

SQLite adds and drops no constraint of a table that exists, and changes neither type, nor nullability, nor default of a
column. Outside a batch Alembic raises, or SQLite finds a syntax error, and what the revision did before may stay
done. It can rename tables and columns, add a nullable column or one with a constant default, and drop a column that no
index or constraint uses.

Where SQLite is only the second database of a project (one that uses batches elsewhere) this is a warning.

## Unsafe

```python dialect=sqlite
op.create_foreign_key("fk_user_manager", "user", "user", ["age"], ["id"])
#^^ SQLite adds no constraint to user outside batch mode
```

```python dialect=sqlite
op.alter_column("user", "bio", nullable=False)
#^^ SQLite does not alter column bio of user outside batch mode
```

```python dialect=sqlite
op.add_column("user", sa.Column("seen_at", sa.DateTime(), server_default=sa.func.now()))
#^^ SQLite adds no column whose default it has to work out to a table with rows
```

A `try` around it keeps the deploy going, and the database without the constraint:

```python dialect=sqlite
try:
    op.create_unique_constraint("uq_user_name", "user", ["name"])
#   ^^ the failure is caught
except Exception:
    pass
```

## Safe

```python dialect=sqlite
with op.batch_alter_table("user") as batch_op:
    batch_op.create_foreign_key("fk_user_manager", "user", ["age"], ["id"])
    batch_op.alter_column("bio", nullable=False)
```

```python dialect=sqlite
op.add_column("user", sa.Column("plan", sa.String(20), server_default="free"))
op.alter_column("user", "bio", new_column_name="about")
op.drop_column("user", "settings")
op.create_index("ix_user_age", "user", ["age"])
op.rename_table("user", "person")
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from migration_lsp.judgement import Act, Cause, Danger, Moment, Risk, rule
from migration_lsp.schema.apply import Part, Problem, ProblemKind, apply
from migration_lsp.schema.effects import ColumnAdded
from migration_lsp.source.guards import is_caught

_SQLITE = "sqlite"
_NEEDS_BATCH = {
    (ProblemKind.CANNOT_EMIT, Part.CONSTRAINT): "",
    (ProblemKind.REFUSED, Part.COLUMN): "",
    (ProblemKind.DEPENDENT_OBJECTS, Part.COLUMN): ", so SQLite drops it in a batch only, or when the index is gone",
}
"""What SQLite, or Alembic for it, objects to although a batch could do it; and what to add to the objection."""
_CONSTANT = re.compile(
    r"\(*(?:'(?:[^']|'')*'|[+-]?[\d.]+(?:e[+-]?\d+)?|true|false|null|x'[0-9a-f]*')\)*", re.IGNORECASE
)
"""A default that SQLite takes for existing rows: a literal."""

_ASKS = re.compile(r"dialect(?!s)|sqlite", re.IGNORECASE)
"""How a revision looks which database it is on; importing ``sqlalchemy.dialects`` is no such thing."""


@rule(Act, risk=Risk.CRITICAL, cause=Cause.BATCH)
def check(act: Act, at: Moment) -> Iterator[Danger]:
    if act.in_batch or at.is_pending:
        return
    if at.dialect == _SQLITE:
        reason = _reason(act.problems) or _column_reason(at)
        if reason is not None and _is_caught(act, at):
            yield Danger(f"{reason}; the failure is caught, so the database stays without the change", Risk.WARNING)
        elif reason is not None:
            yield Danger(reason)
        return
    if _SQLITE not in at.project.environment.dialect.others or _asks_for_the_dialect(act, at):
        return
    reason = _reason(_on_sqlite(act, at))
    if reason is not None and _is_written_for_sqlite(at):
        yield Danger(f"{reason}; the project seems to run on SQLite too", Risk.WARNING)


def _is_caught(act: Act, at: Moment) -> bool:
    module = at.project.module(act.span.path) if act.span is not None else None
    return act.span is not None and module is not None and is_caught(module.tree, act.span)


def _reason(problems: tuple[Problem, ...]) -> str | None:
    for problem in problems:
        addition = _NEEDS_BATCH.get((problem.kind, problem.part))
        if addition is not None and not problem.known_elsewhere:
            return f"{problem.message}{addition}"
    return None


def _column_reason(at: Moment) -> str | None:
    """SQLite fills in no value that it would have to work out: neither a default nor a stored expression."""
    for effect in at.act.effects:
        if not isinstance(effect, ColumnAdded) or at.is_new(effect.table):
            continue
        column = effect.column
        if column.computed is not None and column.computed_persisted:
            return "SQLite adds no stored computed column to a table with rows outside batch mode"
        if column.default is not None and _CONSTANT.fullmatch(column.default.strip()) is None:
            return "SQLite adds no column whose default it has to work out to a table with rows, except in a batch"
    return None


# ------------------------------------------------------------------ SQLite as the second database


def _on_sqlite(act: Act, at: Moment) -> tuple[Problem, ...]:
    """What SQLite would object to, had it the same tables."""
    before = replace(act.before, dialect=_SQLITE)
    return apply(before, act.operation, naming=at.project.naming_convention).problems


def _asks_for_the_dialect(act: Act, at: Moment) -> bool:
    """Whether the text around the operation looks which database it is on: what it does on SQLite is not seen here."""
    paths = {span.path for span in (act.span, act.recorded.span if act.recorded else None) if span is not None}
    modules = (at.project.module(path) for path in paths)
    return any(_ASKS.search(line) for module in modules if module is not None for line in module.lines)


def _is_written_for_sqlite(at: Moment) -> bool:
    """Whether somebody has SQLite in mind: a driver alone may be there for tests that run no migration."""
    if at.project.env.options.get("render_as_batch") is True:
        return True
    view = at.view
    return any(act.in_batch for revision in at.project.graph.order for act in view.acts(revision))
