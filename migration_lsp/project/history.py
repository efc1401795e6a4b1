"""The revisions, evaluated on demand."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from migration_lsp.migrations.plugin import MigrationNames
from migration_lsp.migrations.recorded import Run
from migration_lsp.migrations.replay import Replay
from migration_lsp.migrations.revisions import read_graph
from migration_lsp.migrations.running import run_function
from migration_lsp.models.packages import PACKAGES
from migration_lsp.models.plugin import Declarations
from migration_lsp.project.interpreting import beside, interpreter_of, roots
from migration_lsp.schema.records import Catalogue
from migration_lsp.source.evaluate import Interpreter
from migration_lsp.source.evaluate.modules import ModuleTable
from migration_lsp.source.spans import Note

if TYPE_CHECKING:
    from migration_lsp.project.project import Project


class History:
    """The revisions, evaluated on demand. The graph needs their heads alone, and no models."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.modules = ModuleTable(project.files, roots(project.environment), PACKAGES)
        self.graph = read_graph(project.files, project.environment, self.modules)
        self._downgrades: dict[str, Run] = {}
        self.replay = Replay(self.graph, project.dialect, self._run)
        self._own = frozenset(header.path for header in self.graph.revisions.values()) | beside(project)

    @cached_property
    def _names(self) -> MigrationNames:
        return MigrationNames(self._project.dialect, self._project.naming_convention)

    @cached_property
    def _interpreter(self) -> Interpreter:
        interpreter = interpreter_of(self._project, (Declarations(), self._names))
        interpreter.modules = self.modules
        interpreter.important = self._own
        return interpreter

    def downgrade_of(self, revision: str) -> Run:
        """``downgrade()`` begins where ``upgrade()`` ended, in a command of its own: no enum type is remembered."""
        if revision not in self._downgrades:
            after = self.replay.run_of(revision).after
            path = self.graph.revisions[revision].path
            self._downgrades[revision] = self._run(path, "downgrade", after, frozenset())
        return self._downgrades[revision]

    def _run(self, path: str, name: str, catalogue: Catalogue, enums_created: frozenset[str]) -> Run:
        return run_function(self._interpreter, self._names, path, name, catalogue, enums_created)

    @property
    def notes(self) -> tuple[Note, ...]:
        return (*self.graph.notes, *filter(self._is_relevant, self._interpreter.notes))

    def _is_relevant(self, note: Note) -> bool:
        """Whether a note is about what the revisions do, in whatever file that is said."""
        return note.span.path in self._own or note in self._names.said
