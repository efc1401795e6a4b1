"""What the models and ``env.py`` say in one state of the files: values, whatever is read afterwards.

The tables and mappings are those of SQLAlchemy and of the evaluator. They stay as they are; but what a table reaches
by way of its metadata is what is declared now. Who follows that asks :class:`~migration_lsp.project.models.Models`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from migration_lsp.config import EnvironmentConfig
from migration_lsp.migrations.environment import Environment
from migration_lsp.migrations.filters import Filters
from migration_lsp.models.plugin import Declarations
from migration_lsp.models.values import BIND_KEY, Mapping
from migration_lsp.project.places import Places
from migration_lsp.schema.apply import NamingConvention
from migration_lsp.schema.as_written import as_written
from migration_lsp.schema.declare import MetaData, Table
from migration_lsp.schema.records import Catalogue
from migration_lsp.schema.taken_back import order_of
from migration_lsp.source.spans import Note, Span


@dataclass(frozen=True, eq=False)
class Reading:
    """The models and ``env.py``, evaluated once."""

    environment: Environment
    targets: tuple[MetaData, ...] | None
    """The metadata that is compared with the database; None where nobody says which."""
    tables: tuple[Table, ...]
    mappings: tuple[Mapping, ...]
    declared: Catalogue
    naming_convention: NamingConvention | None
    """That of the target metadata, or of the declared tables where the target is not read."""
    binds: tuple[str, ...]
    """The keys of Flask-SQLAlchemy's further databases that a model names."""
    homeless: frozenset[str]
    """The tables that are in one of several databases, and nobody knows in which: no base of theirs is read."""
    filters: Filters
    notes: tuple[Note, ...]

    @cached_property
    def places(self) -> Places:
        """Where declared tables and columns are written."""
        return Places(self.tables, self.mappings)

    @cached_property
    def written(self) -> Catalogue:
        """What the models declare, in their own words."""
        return as_written(self.declared, self.tables)


class Gathered:
    """What belongs to the database that is meant, of all that was declared."""

    def __init__(self, declarations: Declarations, config: EnvironmentConfig, environment: Environment) -> None:
        self._declared = declarations.metadatas
        self._unplaced = declarations.unplaced
        self._database = config.database
        self._place = Span.whole_line(config.env_py)
        self._environment = environment
        keys = (metadata.info.get(BIND_KEY) for metadata in self._declared)
        self.binds = tuple(dict.fromkeys(key for key in keys if isinstance(key, str)))
        self.targets = self._targets()
        self.notes: list[Note] = []
        self.tables = self._tables()

    def _targets(self) -> tuple[MetaData, ...] | None:
        told, declared = self._environment.targets, self._declared
        if self._is_alone:
            if told is None and self.binds and self._environment.is_flask_migrate:
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
        return frozenset(self._unplaced.tables) if self._unplaced is not None and not self._is_alone else frozenset()

    @property
    def naming_convention(self) -> NamingConvention | None:
        targets = self.targets or [table.metadata for table in self.tables[:1]]
        return targets[0].naming_convention if targets else None

    def _metadatas(self) -> Iterable[MetaData]:
        if not self._is_alone:
            return self.targets or ()
        metadatas = self.targets or tuple(self._declared)
        if self._unplaced is not None and self._unplaced not in metadatas:
            return (*metadatas, self._unplaced)
        return metadatas

    def _tables(self) -> tuple[Table, ...]:
        found: dict[str, Table] = {}
        for metadata in self._metadatas():
            for table in sorted(metadata.tables.values(), key=order_of):
                if found.setdefault(str(table.key), table) is not table:
                    what = f"{table.key} is declared in two metadata: only the first is looked at"
                    self.notes.append(Note(self._place, what))
        return tuple(found.values())
