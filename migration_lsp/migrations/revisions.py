"""The graph that the revision files of an environment make."""

from __future__ import annotations

from migration_lsp.config import EnvironmentConfig
from migration_lsp.migrations.graph import Graph
from migration_lsp.migrations.header import Header, read_header
from migration_lsp.migrations.locations import revision_paths
from migration_lsp.source.evaluate.modules import ModuleTable
from migration_lsp.source.files import Files
from migration_lsp.source.spans import Note


def read_graph(files: Files, environment: EnvironmentConfig, modules: ModuleTable) -> Graph:
    """The revisions of an environment. A file that cannot be read, or has no id that can be read, is a note."""
    headers: list[Header] = []
    notes: list[Note] = []
    paths = revision_paths(files, environment)
    for path in paths:
        module = modules.at(path)
        if module is None:
            continue
        found = read_header(module.tree, path, module.lines)
        if isinstance(found, Note):
            notes.append(found)
        elif found is not None:
            notes.extend(found.notes)
            headers.append(found)
    notes.extend(note for note in modules.notes if note.span.path in frozenset(paths))
    return Graph.of(headers, notes)
