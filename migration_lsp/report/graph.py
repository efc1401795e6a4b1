"""The revision graph as text and as JSON."""

from __future__ import annotations

from typing import Any

from migration_lsp.config import EnvironmentConfig
from migration_lsp.migrations.graph import Graph
from migration_lsp.migrations.header import Header
from migration_lsp.migrations.locations import path_in_versions
from migration_lsp.report.terminal import printable


def graph_json(graph: Graph, environment: EnvironmentConfig) -> dict[str, Any]:
    """Heads, bases and revisions; paths are relative to their versions folder."""
    return {
        "heads": list(graph.heads),
        "bases": list(graph.bases),
        "revisions": {id_: _revision(header, environment) for id_, header in graph.revisions.items()},
    }


def _revision(header: Header, environment: EnvironmentConfig) -> dict[str, Any]:
    downs = header.down_revisions
    return {
        "down_revision": None if not downs else downs[0] if len(downs) == 1 else list(downs),
        "depends_on": list(header.depends_on),
        "branch_labels": list(header.branch_labels),
        "path": path_in_versions(header.path, environment),
    }


def graph_text(graph: Graph, environment: EnvironmentConfig) -> str:
    """One line a revision, the newest first, and below them what no upgrade would reach."""
    if not graph.revisions:
        return f"{environment.script_location or '.'} has no revisions\n"
    width = max(len(id_) for id_ in graph.revisions)
    lines = [_headline(graph), ""]
    lines.extend(_line(graph, id_, width) for id_ in reversed(graph.order))
    unsound = [id_ for id_ in graph.revisions if id_ in graph.links.unsound]
    if unsound:
        lines.extend(["", "never reached, because their down_revisions form a circle:"])
        lines.extend(_line(graph, id_, width) for id_ in unsound)
    return "\n".join(lines) + "\n"


def _headline(graph: Graph) -> str:
    count = len(graph.revisions)
    heads = _listed("head", graph.heads)
    bases = _listed("base", graph.bases)
    return f"{count} {'revision' if count == 1 else 'revisions'}, {heads}, {bases}"


def _listed(word: str, ids: tuple[str, ...]) -> str:
    if not ids:
        return f"no {word}"
    return f"{word} {ids[0]}" if len(ids) == 1 else f"{len(ids)} {word}s: {', '.join(ids)}"


def _line(graph: Graph, id_: str, width: int) -> str:
    header = graph.revisions[id_]
    below = ", ".join(header.down_revisions) or "base"
    marks = [word for word, holds in _marks(graph, header) if holds]
    if header.branch_labels:
        marks.append(f"label {', '.join(header.branch_labels)}")
    if header.depends_on:
        marks.append(f"needs {', '.join(header.depends_on)}")
    tail = f"  ({'; '.join(marks)})" if marks else ""
    message = printable(header.message)
    return f"  {id_:<{width}}  {'<- ' + below:<{width + 3}}  {message}{tail}".rstrip()


def _marks(graph: Graph, header: Header) -> list[tuple[str, bool]]:
    return [
        ("head", header.revision in graph.heads),
        ("merge", len(header.down_revisions) > 1),
        ("branches", len(graph.children(header.revision)) > 1),
    ]
