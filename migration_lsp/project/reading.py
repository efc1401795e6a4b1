"""The models and ``env.py``, evaluated once."""

from __future__ import annotations

import ast
import fnmatch
from collections.abc import Callable

from migration_lsp.config import EnvironmentConfig
from migration_lsp.migrations.environment import read_environment
from migration_lsp.migrations.filters import Filters
from migration_lsp.migrations.locations import revision_paths
from migration_lsp.migrations.plugin import MigrationNames
from migration_lsp.models.candidates import candidate_models
from migration_lsp.models.plugin import Declarations
from migration_lsp.project.asked import AskedFiles
from migration_lsp.project.interpreting import beside, interpreter_of
from migration_lsp.schema.declare import Table
from migration_lsp.source.evaluate import Site
from migration_lsp.source.files import Files
from migration_lsp.source.spans import Note, Span


class Reading:
    """The models and ``env.py``, evaluated once."""

    def __init__(self, files: Files, environment: EnvironmentConfig, models_paths: tuple[str, ...] = ()) -> None:
        self._files = AskedFiles(files)
        self._env_py = environment.env_py
        self.declarations = Declarations()
        names = MigrationNames(environment.dialect.name)
        self.interpreter = interpreter_of(environment, self._files, (self.declarations, names))
        self._paths = model_paths(files, environment, models_paths)
        self._own = frozenset(self._paths) | {self._env_py} | beside(environment, files)
        self.interpreter.important = self._own
        self.environment = read_environment(self.interpreter, names, self._env_py)
        self._load_models()
        self.tables = self._tables()
        site = Site(ast.Pass(), Span.whole_line(self._env_py))
        declared = {table.key: table for table in self.tables}
        self.filters = Filters(self.interpreter, self.environment.options, declared, site)
        self.notes = (*self.interpreter.modules.notes, *filter(self._is_relevant, self.interpreter.notes))

    def would_be_the_same(self, files: Files, paths: Callable[[], tuple[str, ...]]) -> bool:
        """Whether the models of other files, ``paths``, say what these do."""
        return self._files.would_answer_from(files) and self._paths == paths()

    def _is_relevant(self, note: Note) -> bool:
        """Whether a note is about the models or ``env.py``: what else an application does is not our business."""
        return note.span.path in self._own

    def _load_models(self) -> None:
        for path in self._paths:
            module = self.interpreter.modules.at(path)
            if module is not None:
                self.interpreter.fresh_budget()
                self.interpreter.load(module)

    def _tables(self) -> tuple[Table, ...]:
        metadatas = self.environment.targets or tuple(self.declarations.metadatas)
        if self.declarations.unplaced is not None and self.declarations.unplaced not in metadatas:
            metadatas = (*metadatas, self.declarations.unplaced)
        found: dict[str, Table] = {}
        for metadata in metadatas:
            for key, table in metadata.tables.items():
                if found.setdefault(key, table) is not table:
                    place = Span.whole_line(self._env_py)
                    self.interpreter.note(place, f"{key} is declared in two metadata: only the first is looked at")
        return tuple(found.values())


def model_paths(files: Files, environment: EnvironmentConfig, globs: tuple[str, ...]) -> tuple[str, ...]:
    """The files that may declare tables: those that some globs name, else those whose text looks like it."""
    if globs:
        return tuple(path for path in files.paths() if any(matches(path, glob) for glob in globs))
    folder = environment.script_location
    revisions = set(revision_paths(files, environment))
    return tuple(
        path
        for path in candidate_models(files)
        if path not in revisions and not (folder and path.startswith(f"{folder}/"))
    )


def matches(path: str, glob: str) -> bool:
    """Whether a path fits a glob, where ``**/`` may also stand for nothing."""
    return fnmatch.fnmatchcase(path, glob) or ("**/" in glob and fnmatch.fnmatchcase(path, glob.replace("**/", "")))
