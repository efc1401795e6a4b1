"""Which files are revisions, and the graph that they make."""

from __future__ import annotations

from collections.abc import Iterable

from migration_lsp.config import EnvironmentConfig
from migration_lsp.migrations.graph import Graph
from migration_lsp.migrations.header import Header, read_header
from migration_lsp.source.evaluate.modules import ModuleTable
from migration_lsp.source.files import Files
from migration_lsp.source.spans import Note


def revision_paths(files: Files, environment: EnvironmentConfig) -> tuple[str, ...]:
    """The Python files in the versions folders, in a stable order."""
    default = f"{environment.script_location}/versions" if environment.script_location else "versions"
    folders = environment.version_locations or (default,)
    return tuple(path for path in files.paths() if _is_in(path, folders, environment.recursive_version_locations))


def _is_in(path: str, folders: Iterable[str], recursive: bool) -> bool:
    folder, _, name = path.rpartition("/")
    if name.startswith("__init__.") or not name.endswith(".py"):
        return False
    return any(folder == place or (recursive and folder.startswith(f"{place}/")) for place in folders)


def read_graph(files: Files, environment: EnvironmentConfig, modules: ModuleTable) -> Graph:
    """The revisions of an environment. A file that cannot be read, or has no id that can be read, is a note."""
    headers: list[Header] = []
    notes: list[Note] = []
    for path in revision_paths(files, environment):
        module = modules.at(path)
        if module is None:
            continue
        found = read_header(module.tree, path, module.lines)
        if isinstance(found, Note):
            notes.append(found)
        elif found is not None:
            notes.extend(found.notes)
            headers.append(found)
    paths = set(revision_paths(files, environment))
    notes.extend(note for note in modules.notes if note.span.path in paths)
    return Graph.of(headers, notes)
