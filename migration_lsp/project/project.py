"""A project at one moment: its files and settings, and on demand all that follows from them.

Frozen: another text is another project. What is computed is kept, never changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from migration_lsp.config import Config, EnvironmentConfig
from migration_lsp.migrations.environment import Environment
from migration_lsp.migrations.filters import Filters
from migration_lsp.migrations.graph import Graph
from migration_lsp.migrations.recorded import Run
from migration_lsp.models.values import Mapping as MappedClass
from migration_lsp.models.versioned import version_tables
from migration_lsp.project.history import History
from migration_lsp.project.memory import Remembered
from migration_lsp.project.models import Models
from migration_lsp.project.places import Places
from migration_lsp.project.reading import Reading
from migration_lsp.schema.apply import NamingConvention
from migration_lsp.schema.beyond import Beyond, beyond_alembic
from migration_lsp.schema.compare import CompareOptions, Difference, compare_what_can_be
from migration_lsp.schema.declare import Table
from migration_lsp.schema.difference import no_difference
from migration_lsp.schema.records import Catalogue
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.files import Files
from migration_lsp.source.spans import Note, Span


@dataclass(frozen=True)
class Project:
    """One Alembic environment of a workspace, with the models that it migrates."""

    files: Files
    config: Config
    environment: EnvironmentConfig
    remembered: Remembered = field(default_factory=Remembered, compare=False, repr=False)
    """Of earlier projects of this environment."""

    @property
    def dialect(self) -> str:
        return self.environment.dialect.name

    @property
    def notes(self) -> tuple[Note, ...]:
        """What discovery could not make out."""
        return self.config.notes

    # ------------------------------------------------------------------ models

    @cached_property
    def models(self) -> Models:
        """Who reads the models: of this state of the files, and of those that come after it."""
        return Models(self.environment, self.config.models_paths)

    @cached_property
    def _reading(self) -> Reading:
        return self.models.at(self.files)

    @property
    def _present(self) -> Reading:
        """The same, with all that the tables reach as it was in this state."""
        return self.models.at(self.files)

    @property
    def env(self) -> Environment:
        """What ``env.py`` tells."""
        return self._reading.environment

    @property
    def naming_convention(self) -> NamingConvention | None:
        """The naming convention of the target metadata, or of the declared tables where the target is not read."""
        return self._reading.naming_convention

    @property
    def tables(self) -> tuple[Table, ...]:
        """The declared tables, as real ``Table`` objects."""
        return self._reading.tables

    @property
    def bind_keys(self) -> tuple[str, ...]:
        """The keys of Flask-SQLAlchemy's further databases that models name."""
        return self._reading.binds

    @property
    def mappings(self) -> tuple[MappedClass, ...]:
        """The mapped classes, with the places of their columns."""
        return self._reading.mappings

    @property
    def places(self) -> Places:
        """Where declared tables and columns are written."""
        return self._reading.places

    @property
    def declared(self) -> Catalogue:
        """What the models declare."""
        return self._reading.declared

    @property
    def written(self) -> Catalogue:
        """What the models declare, in their own words: to be shown, not to be compared."""
        return self._present.written

    @property
    def declared_notes(self) -> tuple[Note, ...]:
        return self._reading.notes

    # ------------------------------------------------------------------ migrations

    @cached_property
    def _history(self) -> History:
        return History(self.files, self.environment, lambda: self.naming_convention)

    @property
    def graph(self) -> Graph:
        return self._history.graph

    @property
    def history_notes(self) -> tuple[Note, ...]:
        """What could not be read or decided in the revisions run so far."""
        return self._history.notes

    def schema_at(self, revision: str | None) -> Catalogue:
        """What the migrations give at a revision; None is before all of them."""
        return self._history.schema_at(revision)

    def run_of(self, revision: str) -> Run:
        """What a revision's ``upgrade()`` does."""
        return self._history.run_of(revision)

    def runs_before(self, revision: str | None) -> Sequence[Run]:
        """What runs before a revision, or, where it is None, before whatever comes next."""
        return self._history.runs_before(revision)

    @property
    def is_replayed(self) -> bool:
        """Whether every revision was run that has to be for the schema at the heads."""
        return self._history.is_run

    @property
    def replayed(self) -> float:
        """How much of the history has been run, from 0 to 1."""
        return self._history.done

    def replay_on(self) -> None:
        """Run the next revision that has to be: what takes long can be left between two."""
        self._history.go_on()

    def downgrade_of(self, revision: str) -> Run:
        """What a revision's ``downgrade()`` does, from the schema that its ``upgrade()`` gives."""
        return self._history.downgrade_of(revision)

    @property
    def revisions_by_path(self) -> Mapping[str, str]:
        """The ids of the sound revisions by the paths of their files: nothing ever runs the others."""
        return self.graph.by_path

    def module(self, path: str) -> Module | None:
        """A file of the project, parsed; None where it has no text or does not parse."""
        # Each side is asked for its own: what the one had to read, a change of it makes void.
        if path in self._history.own:
            return self._history.module(path)
        return self.models.module(self.files, path)

    @cached_property
    def at_heads(self) -> Catalogue:
        """What the migrations give when all have run."""
        return self._history.schema_at_heads()

    # ------------------------------------------------------------------ both

    @property
    def difference(self) -> Difference:
        """What ``alembic revision --autogenerate`` would say."""
        return self._comparison[0]

    @cached_property
    def beyond(self) -> tuple[Beyond, ...]:
        """What differs where autogenerate does not look, as far as the settings ask for it."""
        if self._has_no_models:
            return ()
        said, chosen = self.difference.operations, self.config.beyond
        memory = self.remembered.beyond
        return beyond_alembic(self._present.tables, self.declared, self.at_heads, said, self._options, chosen, memory)

    @property
    def difference_notes(self) -> tuple[Note, ...]:
        """The tables that could not be compared."""
        place = Span.whole_line(self.environment.env_py)
        failures = self._comparison[1]
        if self._has_no_models:
            what = "no models were found"
            if self.environment.database is not None:
                what += f" that belong to the database {self.environment.database or 'without a bind key'}"
            return (Note(place, f"{what}, so nothing was compared with the migrations"),)
        notes = [Note(place, f"{key} could not be compared: {kind}") for key, kind in sorted(failures.items())]
        left_alone = sorted(self._made_at_run_time.intersection(self.at_heads.tables))
        if left_alone:
            names = ", ".join(left_alone)
            notes.append(Note(place, f"not compared, for sqlalchemy-continuum makes them at run time: {names}"))
        if self._reading.homeless:
            names = ", ".join(sorted(self._reading.homeless))
            notes.append(Note(place, f"not compared, for nobody says which database they are in: {names}"))
        return tuple(notes)

    @cached_property
    def _options(self) -> CompareOptions:
        env, filters = self.env, self._present.filters
        return CompareOptions(
            compare_type=env.compare_type,
            compare_server_default=env.compare_server_default,
            include_schemas=env.include_schemas,
            version_table=env.version_table,
            version_table_schema=env.version_table_schema,
            naming_convention=self.naming_convention,
            ignored=_Ignored(filters if filters.are_given else None, self._made_at_run_time, self._reading.homeless),
        )

    @cached_property
    def _comparison(self) -> tuple[Difference, dict[str, str]]:
        if self._has_no_models:
            return no_difference(), {}
        memory = self.remembered.compared
        return compare_what_can_be(self._present.tables, self.at_heads, self._options, self.declared.tables, memory)

    @property
    def _has_no_models(self) -> bool:
        """Whether no model was found at all: then nothing can be said to be missing in them."""
        return not self.tables and not self._reading.targets

    @cached_property
    def _made_at_run_time(self) -> frozenset[str]:
        """The tables that a library makes from the models when the application starts."""
        return version_tables(self.mappings, self.declared).difference(self.declared.tables)


@dataclass(frozen=True, slots=True)
class _Ignored:
    """Whether something takes no part in the comparison: ``env.py`` says so, or it is made at run time."""

    filters: Filters | None
    made_at_run_time: frozenset[str]
    homeless: frozenset[str]

    def __call__(self, kind: str, name: str | None, table: str | None) -> bool:
        if table in self.made_at_run_time or table in self.homeless:
            return True
        return self.filters is not None and self.filters.ignores(kind, name, table)
