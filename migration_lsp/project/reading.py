"""The models and ``env.py``, evaluated once."""

from __future__ import annotations

import ast
import fnmatch
from typing import TYPE_CHECKING

from migration_lsp.migrations.environment import read_environment
from migration_lsp.migrations.filters import Filters
from migration_lsp.migrations.locations import revision_paths
from migration_lsp.migrations.plugin import MigrationNames
from migration_lsp.models.candidates import candidate_models
from migration_lsp.models.plugin import Declarations
from migration_lsp.project.interpreting import beside, interpreter_of
from migration_lsp.schema.declare import Table
from migration_lsp.source.evaluate import Site
from migration_lsp.source.spans import Note, Span

if TYPE_CHECKING:
    from migration_lsp.project.project import Project


class Reading:
    """The models and ``env.py``, evaluated once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.declarations = Declarations()
        names = MigrationNames(project.dialect)
        self.interpreter = interpreter_of(project, (self.declarations, names))
        self._paths = self._model_paths()
        self._own = frozenset(self._paths) | {project.environment.env_py} | beside(project)
        self.interpreter.important = self._own
        self.environment = read_environment(self.interpreter, names, project.environment.env_py)
        self._load_models()
        self.tables = self._tables()
        site = Site(ast.Pass(), Span.whole_line(project.environment.env_py))
        declared = {table.key: table for table in self.tables}
        self.filters = Filters(self.interpreter, self.environment.options, declared, site)
        self.notes = (*self.interpreter.modules.notes, *filter(self._is_relevant, self.interpreter.notes))

    def _is_relevant(self, note: Note) -> bool:
        """Whether a note is about the models or ``env.py``: what else an application does is not our business."""
        return note.span.path in self._own

    def _load_models(self) -> None:
        for path in self._paths:
            module = self.interpreter.modules.at(path)
            if module is not None:
                self.interpreter.fresh_budget()
                self.interpreter.load(module)

    def _model_paths(self) -> tuple[str, ...]:
        project = self.project
        if project.config.models_paths:
            globs = project.config.models_paths
            return tuple(path for path in project.files.paths() if any(matches(path, glob) for glob in globs))
        folder = project.environment.script_location
        revisions = set(revision_paths(project.files, project.environment))
        return tuple(
            path
            for path in candidate_models(project.files)
            if path not in revisions and not (folder and path.startswith(f"{folder}/"))
        )

    def _tables(self) -> tuple[Table, ...]:
        metadatas = self.environment.targets or tuple(self.declarations.metadatas)
        if self.declarations.unplaced is not None and self.declarations.unplaced not in metadatas:
            metadatas = (*metadatas, self.declarations.unplaced)
        found: dict[str, Table] = {}
        for metadata in metadatas:
            for key, table in metadata.tables.items():
                if found.setdefault(key, table) is not table:
                    place = Span.whole_line(self.project.environment.env_py)
                    self.interpreter.note(place, f"{key} is declared in two metadata: only the first is looked at")
        return tuple(found.values())


def matches(path: str, glob: str) -> bool:
    """Whether a path fits a glob, where ``**/`` may also stand for nothing."""
    return fnmatch.fnmatchcase(path, glob) or ("**/" in glob and fnmatch.fnmatchcase(path, glob.replace("**/", "")))
