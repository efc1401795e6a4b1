"""The models and ``env.py``, evaluated once."""

from __future__ import annotations

import ast
import fnmatch
from collections.abc import Callable
from functools import cached_property

from migration_lsp.config import EnvironmentConfig
from migration_lsp.migrations.environment import read_environment
from migration_lsp.migrations.filters import Filters
from migration_lsp.migrations.locations import revision_paths
from migration_lsp.migrations.plugin import MigrationNames
from migration_lsp.models.candidates import candidate_models
from migration_lsp.models.plugin import Declarations
from migration_lsp.models.values import BIND_KEY
from migration_lsp.project.asked import AskedFiles
from migration_lsp.project.interpreting import beside, interpreter_of
from migration_lsp.schema.declare import MetaData, Table
from migration_lsp.source.evaluate import Site
from migration_lsp.source.files import Files
from migration_lsp.source.spans import Note, Span


class Reading:
    """The models and ``env.py``, evaluated once."""

    def __init__(self, files: Files, environment: EnvironmentConfig, models_paths: tuple[str, ...] = ()) -> None:
        self._files = AskedFiles(files)
        self._env_py = environment.env_py
        self.declarations = Declarations(self._env_py)
        names = MigrationNames(environment.dialect.name, None, environment.database, environment.options)
        self.interpreter = interpreter_of(environment, self._files, (self.declarations, names))
        self._paths = model_paths(files, environment, models_paths)
        self._own = frozenset(self._paths) | {self._env_py} | beside(environment, files)
        self.interpreter.important = self._own
        self.environment = read_environment(self.interpreter, names, self._env_py)
        self._load_models()
        self.declarations.settle()
        self._database = environment.database
        self.targets = self._targets()
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

    def _targets(self) -> tuple[MetaData, ...] | None:
        """The metadata that is compared with the database; None where nobody says which."""
        told = self.environment.targets
        declared = self.declarations.metadatas
        if self._is_alone:
            if told is None and self.binds and self.environment.is_flask_migrate:
                # Its template for one database looks at the one without a key alone.
                return tuple(metadata for metadata in declared if BIND_KEY not in metadata.info)
            return told
        # A metadata that no model is in was made by ``env.py``, of tables that are looked for when it runs.
        if told is not None and all(metadata in declared for metadata in told):
            of_bind = [metadata for metadata in told if metadata.info.get(BIND_KEY, "") == self._database]
            return tuple(of_bind) if self.binds and of_bind else told
        if not self.binds:
            return None
        return tuple(metadata for metadata in declared if metadata.info.get(BIND_KEY, "") == self._database) or None

    @property
    def _is_alone(self) -> bool:
        """Whether there is one database, with a name or, as in Flask-Migrate's template, an empty one."""
        return self._database is None or not (self._database or self.binds)

    @property
    def homeless(self) -> frozenset[str]:
        """The tables that are in one of several databases, and nobody knows in which: no base of theirs is read."""
        unplaced = self.declarations.unplaced
        return frozenset(unplaced.tables) if unplaced is not None and not self._is_alone else frozenset()

    @cached_property
    def binds(self) -> tuple[str, ...]:
        """The keys of Flask-SQLAlchemy's further databases that a model names."""
        keys = (metadata.info.get(BIND_KEY) for metadata in self.declarations.metadatas)
        return tuple(dict.fromkeys(key for key in keys if isinstance(key, str)))

    def _tables(self) -> tuple[Table, ...]:
        if not self._is_alone:
            metadatas = self.targets or ()
        else:
            metadatas = self.targets or tuple(self.declarations.metadatas)
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
