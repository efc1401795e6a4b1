"""What a user means by the name of a revision: Alembic's notation, answered without exceptions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migration_lsp.migrations.graph import Graph
    from migration_lsp.migrations.header import Header


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Why a revision that somebody asked for by name is not to be had, and what could be asked instead."""

    message: str
    choices: tuple[str, ...] = ()


_STEPS = re.compile(r"^(?P<name>.+?)(?P<steps>[-+]\d+)$")


def resolve(graph: Graph, name: str) -> Header | Unresolved | None:
    """See :meth:`Graph.resolve`."""
    exact = graph.revisions.get(name)
    if exact is not None:
        return exact
    relative = _STEPS.match(name)
    if relative:
        return _walk(graph, relative["name"], int(relative["steps"]))
    label, _, symbol = name.rpartition("@")
    branch = _branch(graph, label) if label else None
    if isinstance(branch, Unresolved):
        return branch
    if symbol == "base":
        return None
    if symbol in {"head", "heads"}:
        return _head(graph, name, branch)
    return _by_start(graph, symbol, branch)


def _branch(graph: Graph, label: str) -> frozenset[str] | Unresolved:
    """Every revision on the line of a label (or of a revision, which may stand for one)."""
    id_ = graph.links.labels.get(label) or (label if label in graph.revisions else None)
    if id_ is None:
        return Unresolved(f"there is no branch {label}", tuple(graph.links.labels))
    above = graph.links.reachable((id_,), graph.links.children)
    return above | graph.links.reachable((id_,), graph.links.parents)


def _head(graph: Graph, name: str, branch: frozenset[str] | None) -> Header | Unresolved | None:
    heads = tuple(id_ for id_ in graph.heads if branch is None or id_ in branch)
    if len(heads) == 1:
        return graph.revisions[heads[0]]
    if heads:
        return Unresolved(f"{name} means {len(heads)} revisions", heads)
    if graph.revisions:
        return Unresolved("the history has no head: its revisions stand on each other in a circle")
    return None


def _by_start(graph: Graph, start: str, branch: frozenset[str] | None) -> Header | Unresolved | None:
    found = graph.links.labels.get(start) or start
    if found in graph.revisions:
        matches: tuple[str, ...] = (found,)
    else:
        matches = tuple(id_ for id_ in graph.revisions if start and id_.startswith(start))
    if branch is not None:
        matches = tuple(id_ for id_ in matches if id_ in branch)
    if len(matches) == 1:
        return graph.revisions[matches[0]]
    if matches:
        return Unresolved(f"{len(matches)} revisions begin with {start}", matches)
    return Unresolved(f"there is no revision {start}" if start else "no revision is named", graph.heads)


def _walk(graph: Graph, name: str, steps: int) -> Header | Unresolved | None:
    current = resolve(graph, name)
    for _ in range(min(abs(steps), len(graph.revisions) + 1)):
        if isinstance(current, Unresolved):
            return current
        if steps < 0:
            onward = graph.parents(current.revision) if current else ()
        else:
            onward = graph.children(current.revision) if current else graph.bases
        if not onward:
            if current is not None and steps < 0 and not current.down_revisions:
                current = None
                continue
            return Unresolved(f"there are not {abs(steps)} revisions {'below' if steps < 0 else 'above'} {name}")
        if len(onward) > 1:
            return Unresolved(f"{steps:+d} from {name} may mean several revisions", onward)
        current = graph.revisions[onward[0]]
    return current
