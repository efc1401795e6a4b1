"""The revisions, evaluated on demand."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from migration_lsp.config import EnvironmentConfig
from migration_lsp.migrations.plugin import MigrationNames
from migration_lsp.migrations.recorded import Run
from migration_lsp.migrations.replay import Replay
from migration_lsp.migrations.revisions import read_graph
from migration_lsp.migrations.running import run_function
from migration_lsp.models.packages import PACKAGES
from migration_lsp.models.plugin import Declarations
from migration_lsp.project.asked import AskedFiles
from migration_lsp.project.interpreting import beside, interpreter_of, roots
from migration_lsp.schema.apply import NamingConvention
from migration_lsp.schema.records import Catalogue
from migration_lsp.source.evaluate import Interpreter
from migration_lsp.source.evaluate.modules import ModuleTable
from migration_lsp.source.files import Files
from migration_lsp.source.spans import Note


def _answered() -> NamingConvention | None:
    raise AssertionError("asked once, when the first revision is run")


class History:
    """The revisions, evaluated on demand. The graph needs their heads alone, and no models."""

    def __init__(
        self, files: Files, environment: EnvironmentConfig, naming: Callable[[], NamingConvention | None]
    ) -> None:
        self._files = AskedFiles(files)
        self._environment = environment
        self._naming = naming
        self.modules = ModuleTable(self._files, roots(environment), PACKAGES)
        self.graph = read_graph(self._files, environment, self.modules)
        self._downgrades: dict[str, Run] = {}
        self.replay = Replay(self.graph, environment.dialect.name, self._run)
        self.own = frozenset(header.path for header in self.graph.revisions.values()) | beside(environment, files)
        """The files of the revisions, and what lies beside them."""

    @cached_property
    def _names(self) -> MigrationNames:
        # Names are given by the models' convention, which is not read before a revision is run. Whoever answered is
        # not held on to: that is the whole project.
        naming, self._naming = self._naming(), _answered
        return MigrationNames(self._environment.dialect.name, naming, self._environment.database)

    @cached_property
    def _interpreter(self) -> Interpreter:
        interpreter = interpreter_of(self._environment, self._files, (Declarations(), self._names))
        interpreter.modules = self.modules
        interpreter.important = self.own
        return interpreter

    def would_be_the_same(self, files: Files, naming: Callable[[], NamingConvention | None]) -> bool:
        """Whether the revisions of other files say all that these have said so far, and will say."""
        has_run = "_names" in self.__dict__
        return has_run and self._files.would_answer_from(files) and self._names.naming == naming()

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
        return note.span.path in self.own or note in self._names.said
