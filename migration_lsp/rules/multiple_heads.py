"""Two revisions stand on the same one, so `alembic upgrade head` does not know where to go.

## Why it is risky

Two branches of work were merged, and each brought a revision. `alembic upgrade head` refuses from then on ("Multiple
head revisions are present"), and with it the next deploy. A merge revision (`alembic merge heads`) makes one head of
them, or one of the two is put on top of the other as long as nobody has run it.

Histories that never met (separate bases) and branches with a label of their own are meant to be several.

## Unsafe

```python
#- migrations/versions/001_user.py
def upgrade():
    pass

#- migrations/versions/002_plan.py
revision = "002"
#          ^^^^^ is a head beside 003
down_revision = "001"

#- migrations/versions/003_team.py
revision = "003"
#          ^^^^^ is a head beside 002
down_revision = "001"
```

## Safe

```python
#- migrations/versions/001_user.py
def upgrade():
    pass

#- migrations/versions/002_plan.py
def upgrade():
    pass

#- migrations/versions/003_team.py down:001
def upgrade():
    pass

#- migrations/versions/004_merge.py down:002,003
def upgrade():
    pass
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Related, Risk, View, Whole, rule
from migration_lsp.migrations.graph import Graph

_MOST = 20
"""How many heads are named: each of them is told of all others."""


@rule(Whole, risk=Risk.CRITICAL, cause=Cause.CHAIN)
def check(_whole: Whole, view: View) -> Iterator[Danger]:
    graph = view.project.graph
    below = {head: _line(graph, head) for head in graph.heads if head not in graph.links.unsound}
    unnamed = [head for head in below if not _has_own_label(graph, head, below)]
    for head in unnamed:
        others = [other for other in unnamed if other != head and not below[other].isdisjoint(below[head])]
        if others:
            more = f" and {len(others) - _MOST} more" if len(others) > _MOST else ""
            others = others[:_MOST]
            names = ", ".join(others) + more
            yield Danger(
                f"revision {head} is a head beside {names}, so alembic upgrade head refuses; merge them",
                span=graph.revisions[head].span("revision"),
                related=tuple(Related(graph.revisions[other].span("revision"), f"head {other}") for other in others),
            )


def _line(graph: Graph, head: str) -> frozenset[str]:
    """A head and what it stands on by ``down_revision``; what it merely depends on may be another history."""
    return graph.links.reachable((head,), graph.links.parents)


def _has_own_label(graph: Graph, head: str, below: dict[str, frozenset[str]]) -> bool:
    """Whether a revision that no other head stands on names the branch."""
    others = (line for other, line in below.items() if other != head)
    own = below[head].difference(*others)
    return any(graph.labels_of(revision) for revision in own)
