"""The revisions of one state of the files, evaluated on demand. The graph needs their heads alone, and no models."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from migration_lsp.config import EnvironmentConfig
from migration_lsp.migrations.graph import Graph
from migration_lsp.migrations.recorded import Run
from migration_lsp.migrations.replay import Replay
from migration_lsp.project.succeeding import Revisions
from migration_lsp.schema.apply import NamingConvention
from migration_lsp.schema.records import Catalogue
from migration_lsp.source.evaluate import Disturbed
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.files import Files
from migration_lsp.source.spans import Note

Answer = TypeVar("Answer")


class History:
    """What the revisions of some files do. ``revisions`` answers for other files as well, one after the other."""

    def __init__(
        self,
        files: Files,
        environment: EnvironmentConfig,
        naming: Callable[[], NamingConvention | None],
        revisions: Revisions | None = None,
    ) -> None:
        self._files = files
        self._naming = naming
        self.revisions = revisions or Revisions(environment, files)
        self._downgrades: dict[str, Run] = {}
        self.graph: Graph = self.revisions.graph(files)

    @property
    def own(self) -> frozenset[str]:
        """The files of the revisions, and what lies beside them."""
        return self.revisions.own(self._files)

    def module(self, path: str) -> Module | None:
        return self.revisions.module(self._files, path)

    def schema_at(self, revision: str | None) -> Catalogue:
        """What the migrations give at a revision; None is before all of them."""
        return self._asked(lambda replay: replay.schema_at(revision))

    def schema_at_heads(self) -> Catalogue:
        return self._asked(Replay.schema_at_heads)

    def run_of(self, revision: str) -> Run:
        return self._asked(lambda replay: replay.run_of(revision))

    def runs_before(self, revision: str | None) -> Sequence[Run]:
        """What runs before a revision, or, where it is None, before whatever comes next."""
        return self._asked(lambda replay: replay.runs_before(revision))

    def downgrade_of(self, revision: str) -> Run:
        """``downgrade()`` begins where ``upgrade()`` ended, in a command of its own: no enum type is remembered."""
        path = self.graph.revisions[revision].path

        def run(replay: Replay) -> Run:
            return self.revisions.downgrade(self._files, path, replay.run_of(revision).after)

        if revision not in self._downgrades:
            self._downgrades[revision] = self._asked(run)
        return self._downgrades[revision]

    @property
    def is_run(self) -> bool:
        """Whether the schema at the heads is known."""
        return not self._asked(lambda replay: replay.unfinished)

    @property
    def done(self) -> float:
        """How much of it has been run, from 0 to 1."""
        return 1 - self._asked(lambda replay: replay.unfinished) / max(len(self.graph.order), 1)

    def go_on(self) -> None:
        """Run the next revision that has to be run for the schema at the heads."""
        self._asked(Replay.go_on)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What could not be read or decided in the revisions run so far."""
        downgrades = self._downgrades.values()
        said = self._asked(lambda replay: self.revisions.notes(self._files, (*replay.runs, *downgrades)))
        return (*self.graph.notes, *said)

    def _asked(self, question: Callable[[Replay], Answer]) -> Answer:
        try:
            return question(self._replay())
        except Disturbed:
            # What is known does not hold beside what was read again; everything has been begun anew by now.
            return question(self._replay())

    def _replay(self) -> Replay:
        return self.revisions.replay(self._files, self._naming())
