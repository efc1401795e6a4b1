"""A project at one moment: its files and settings, and on demand all that follows from them.

Frozen: another text is another project. What is computed is kept, never changed.
"""

from __future__ import annotations

import ast
import fnmatch
from dataclasses import dataclass
from functools import cached_property

from migration_lsp.config import Config, EnvironmentConfig
from migration_lsp.migrations.environment import Environment, read_environment
from migration_lsp.migrations.filters import Filters
from migration_lsp.migrations.graph import Graph
from migration_lsp.migrations.locations import revision_paths
from migration_lsp.migrations.plugin import MigrationNames
from migration_lsp.migrations.recorded import Run
from migration_lsp.migrations.replay import Replay
from migration_lsp.migrations.revisions import read_graph
from migration_lsp.migrations.running import run_function
from migration_lsp.models.candidates import candidate_models
from migration_lsp.models.packages import PACKAGES, RE_EXPORTS
from migration_lsp.models.plugin import Declarations
from migration_lsp.models.values import Mapping
from migration_lsp.schema.apply import NamingConvention
from migration_lsp.schema.as_written import as_written
from migration_lsp.schema.compare import CompareOptions, Difference, compare_what_can_be
from migration_lsp.schema.declare import Table
from migration_lsp.schema.describe import catalogue_of
from migration_lsp.schema.records import Catalogue
from migration_lsp.schema.vocabulary import SqlalchemyNames
from migration_lsp.source.evaluate import Interpreter, Plugin, Site
from migration_lsp.source.evaluate.modules import ModuleTable
from migration_lsp.source.files import Files
from migration_lsp.source.spans import Note, Span


@dataclass(frozen=True)
class Project:
    """One Alembic environment of a workspace, with the models that it migrates."""

    files: Files
    config: Config
    environment: EnvironmentConfig

    @property
    def dialect(self) -> str:
        return self.environment.dialect.name

    @property
    def notes(self) -> tuple[Note, ...]:
        """What discovery could not make out."""
        return self.config.notes

    # ------------------------------------------------------------------ models

    @cached_property
    def _reading(self) -> _Reading:
        return _Reading(self)

    @property
    def env(self) -> Environment:
        """What ``env.py`` tells."""
        return self._reading.environment

    @property
    def naming_convention(self) -> NamingConvention | None:
        """The naming convention of the target metadata, or of the declared tables where the target is not read."""
        targets = self.env.targets or [table.metadata for table in self.tables[:1]]
        return targets[0].naming_convention if targets else None

    @property
    def tables(self) -> tuple[Table, ...]:
        """The declared tables, as real ``Table`` objects."""
        return self._reading.tables

    @property
    def mappings(self) -> tuple[Mapping, ...]:
        """The mapped classes, with the places of their columns."""
        return tuple(self._reading.declarations.mappings)

    @cached_property
    def declared(self) -> Catalogue:
        """What the models declare."""
        return catalogue_of(self.tables, self.dialect)

    @cached_property
    def written(self) -> Catalogue:
        """What the models declare, in their own words: to be shown, not to be compared."""
        return as_written(self.declared, self.tables)

    @property
    def declared_notes(self) -> tuple[Note, ...]:
        return self._reading.notes

    # ------------------------------------------------------------------ migrations

    @cached_property
    def _history(self) -> _History:
        return _History(self)

    @property
    def graph(self) -> Graph:
        return self._history.graph

    @property
    def history_notes(self) -> tuple[Note, ...]:
        """What could not be read or decided in the revisions run so far."""
        return self._history.notes

    def schema_at(self, revision: str | None) -> Catalogue:
        """What the migrations give at a revision; None is before all of them."""
        return self._history.replay.schema_at(revision)

    def run_of(self, revision: str) -> Run:
        """What a revision's ``upgrade()`` does."""
        return self._history.replay.run_of(revision)

    @cached_property
    def at_heads(self) -> Catalogue:
        """What the migrations give when all have run."""
        return self._history.replay.schema_at_heads()

    # ------------------------------------------------------------------ both

    @property
    def difference(self) -> Difference:
        """What ``alembic revision --autogenerate`` would say."""
        return self._comparison[0]

    @property
    def difference_notes(self) -> tuple[Note, ...]:
        """The tables that could not be compared."""
        place = Span.whole_line(self.environment.env_py)
        failures = self._comparison[1]
        return tuple(Note(place, f"{key} could not be compared: {kind}") for key, kind in sorted(failures.items()))

    @cached_property
    def _comparison(self) -> tuple[Difference, dict[str, str]]:
        env = self.env
        options = CompareOptions(
            compare_type=env.compare_type,
            compare_server_default=env.compare_server_default,
            include_schemas=env.include_schemas,
            version_table=env.version_table,
            version_table_schema=env.version_table_schema,
            naming_convention=self.naming_convention,
            ignored=self._reading.filters.ignores,
        )
        return compare_what_can_be(self.tables, self.at_heads, options, self.declared.tables)


class _Reading:
    """The models and ``env.py``, evaluated once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.declarations = Declarations()
        names = MigrationNames(project.dialect)
        self.interpreter = _interpreter(project, (self.declarations, names))
        self._paths = self._model_paths()
        self._own = frozenset(self._paths) | {project.environment.env_py} | _beside(project)
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


class _History:
    """The revisions, evaluated on demand. The graph needs their heads alone, and no models."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._modules = ModuleTable(project.files, _roots(project.environment), PACKAGES)
        self.graph = read_graph(project.files, project.environment, self._modules)
        self.replay = Replay(self.graph, project.dialect, self._run)
        self._own = frozenset(header.path for header in self.graph.revisions.values()) | _beside(project)

    @cached_property
    def _names(self) -> MigrationNames:
        return MigrationNames(self._project.dialect, self._project.naming_convention)

    @cached_property
    def _interpreter(self) -> Interpreter:
        interpreter = _interpreter(self._project, (Declarations(), self._names))
        interpreter.modules = self._modules
        interpreter.important = self._own
        return interpreter

    def _run(self, path: str, name: str, catalogue: Catalogue, enums_created: frozenset[str]) -> Run:
        return run_function(self._interpreter, self._names, path, name, catalogue, enums_created)

    @property
    def notes(self) -> tuple[Note, ...]:
        return (*self.graph.notes, *filter(self._is_relevant, self._interpreter.notes))

    def _is_relevant(self, note: Note) -> bool:
        """Whether a note is about what the revisions do, in whatever file that is said."""
        return note.span.path in self._own or note in self._names.said


def _interpreter(project: Project, plugins: tuple[Plugin, ...]) -> Interpreter:
    """An interpreter of the project's files that knows what these plugins and SQLAlchemy mean."""
    names = (*plugins, SqlalchemyNames(project.dialect))
    return Interpreter(project.files, names, _roots(project.environment), PACKAGES, RE_EXPORTS)


def _beside(project: Project) -> frozenset[str]:
    """The files of the script folder: ``env.py`` and what revisions share."""
    folder = project.environment.script_location
    return frozenset(path for path in project.files.paths() if folder and path.startswith(f"{folder}/"))


def _roots(environment: EnvironmentConfig) -> tuple[str, ...]:
    """The folder that Alembic itself puts on the path when it loads revisions."""
    return (environment.script_location,) if environment.script_location else ()


def matches(path: str, glob: str) -> bool:
    """Whether a path fits a glob, where ``**/`` may also stand for nothing."""
    return fnmatch.fnmatchcase(path, glob) or ("**/" in glob and fnmatch.fnmatchcase(path, glob.replace("**/", "")))
