"""The graph that the revision files of an environment make, from one state of the files to the next."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from migration_lsp.config import EnvironmentConfig
from migration_lsp.migrations.graph import Graph
from migration_lsp.migrations.header import Header, read_header
from migration_lsp.migrations.locations import revision_paths
from migration_lsp.source.evaluate.modules import ModuleTable
from migration_lsp.source.files import Files
from migration_lsp.source.spans import Note

_Head = Header | Note | None


class RevisionFiles:
    """The heads of the revision files, each read once for each text that it has."""

    def __init__(self, environment: EnvironmentConfig) -> None:
        self._environment = environment
        self._listed: tuple[str, ...] = ()
        self._heads: dict[str, _Head] = {}
        self._graph: Graph | None = None

    def graph(self, files: Files, modules: ModuleTable, changed: Collection[str]) -> Graph:
        """The graph of some files, of which ``changed`` have another text than when it was asked for last.

        A file that cannot be read, or has no id that can be read, is a note.
        """
        listed = tuple(files.paths())
        if self._graph is None or listed != self._listed:
            self._listed = listed
            paths = revision_paths(files, self._environment)
            known, self._heads = self._heads, {}
            for path in paths:
                self._heads[path] = known[path] if path in known and path not in changed else _head(path, modules)
            self._graph = self._anew(modules)
            return self._graph
        others = {path: _head(path, modules) for path in changed if path in self._heads}
        if any(_is_other(head, self._heads[path]) for path, head in others.items()):
            before = [self._heads[path] for path in others]
            self._heads |= others
            self._graph = self._graph.with_headers(before, others.values()) or self._anew(modules)
        return self._graph

    def _anew(self, modules: ModuleTable) -> Graph:
        return Graph.of((head for head in self._heads.values() if isinstance(head, Header)), self._notes(modules))

    def _notes(self, modules: ModuleTable) -> Iterator[Note]:
        for head in self._heads.values():
            if isinstance(head, Note):
                yield head
            elif head is not None:
                yield from head.notes
        yield from (note for note in modules.notes if note.span.path in self._heads)


def _head(path: str, modules: ModuleTable) -> _Head:
    module = modules.at(path)
    return read_header(module.tree, path, module.lines) if module is not None else None


def _is_other(head: _Head, before: _Head) -> bool:
    # A file that does not parse has no head either way, but what is said of it may be something else.
    if head is None or head != before:
        return True
    return isinstance(head, Header) and isinstance(before, Header) and head.notes != before.notes
