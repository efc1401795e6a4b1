"""The revisions of one environment, going on from one state of the files to the next.

It is at one state at a time, and goes to the state of whoever asks; what was run is kept as long as neither its text,
nor what that depends on, nor the schema that it begins with has become another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from migration_lsp.config import EnvironmentConfig
from migration_lsp.migrations.graph import Graph
from migration_lsp.migrations.plugin import MigrationNames
from migration_lsp.migrations.recorded import Run
from migration_lsp.migrations.replay import Replay
from migration_lsp.migrations.revisions import RevisionFiles
from migration_lsp.migrations.running import run_function, run_node
from migration_lsp.models.plugin import Declarations
from migration_lsp.project.interpreting import beside, interpreter_of
from migration_lsp.schema.apply import NamingConvention
from migration_lsp.schema.records import Catalogue
from migration_lsp.source.evaluate import Disturbed, Interpreter
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.files import Files
from migration_lsp.source.spans import Note

Naming = Callable[[], NamingConvention | None]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of some files."""

    files: Files
    graph: Graph
    own: frozenset[str]
    replay: Replay


_STATES = 4
"""How many states of the files are remembered: typed, saved, the base, and the one before."""


@dataclass(slots=True)
class _State:
    """Who evaluates, and of which files."""

    interpreter: Interpreter
    names: MigrationNames
    known: _Known


class Revisions:
    """Who runs the revisions, for every state of the files that is asked about."""

    def __init__(self, environment: EnvironmentConfig, files: Files) -> None:
        self._environment = environment
        self._naming: NamingConvention | None = None
        self._is_named = False
        self._state = self._begun(files)

    def _begun(self, files: Files) -> _State:
        """Everything anew."""
        names = MigrationNames(self._environment.dialect.name, self._naming, self._environment.database)
        interpreter = interpreter_of(self._environment, files, (Declarations(), names))
        self._read = RevisionFiles(self._environment)
        graph = self._read.graph(files, interpreter.modules, ())
        interpreter.important = own = self._own(graph, files)
        self._downgrades: dict[str, tuple[Catalogue, Run]] = {}
        replay = Replay(graph, self._environment.dialect.name, self._runner(files))
        known = _Known(files, graph, own, replay)
        self._remembered = [known]
        return _State(interpreter, names, known)

    def _own(self, graph: Graph, files: Files) -> frozenset[str]:
        return frozenset(header.path for header in graph.revisions.values()) | beside(self._environment, files)

    # ------------------------------------------------------------------ from state to state

    def _at(self, files: Files) -> _State:
        state, before = self._state, self._state.known
        if files is before.files:
            return state
        forgotten = state.interpreter.change_to(files)
        if forgotten is None:
            self._state = self._begun(files)
            return self._state
        forgotten |= state.interpreter.forgotten_meanwhile
        state.interpreter.forgotten_meanwhile = set()
        graph = self._read.graph(files, state.interpreter.modules, forgotten)
        stale = self._stale(graph, forgotten)
        state.known = self._recalled(files) or self._succeeding(before, files, graph, stale)
        state.interpreter.important = state.known.own
        return state

    def _succeeding(self, before: _Known, files: Files, graph: Graph, stale: frozenset[str]) -> _Known:
        is_listed_alike = tuple(files.paths()) == tuple(before.files.paths())
        is_alike = is_listed_alike and graph.by_path.keys() == before.graph.by_path.keys()
        own = before.own if is_alike else self._own(graph, files)
        known = _Known(files, graph, own, before.replay.succeeded(graph, stale, self._runner(files)))
        self._remembered = [known, *self._remembered[: _STATES - 1]]
        return known

    def _recalled(self, files: Files) -> _Known | None:
        """What is known of files that were asked about lately."""
        return next((known for known in self._remembered if known.files is files), None)

    def _known(self, files: Files) -> _Known:
        """The same, found out now where it is not known: whoever evaluates stays where he is if it is."""
        return self._recalled(files) or self._at(files).known

    def _stale(self, graph: Graph, forgotten: frozenset[str]) -> frozenset[str]:
        """The revisions whose functions may do something else now."""
        if not forgotten:
            return frozenset()
        ups, downs = (self._run_of(forgotten, name) for name in ("upgrade", "downgrade"))
        for path in downs:
            self._downgrades.pop(path, None)
        return frozenset(graph.by_path[path] for path in ups if path in graph.by_path)

    def _run_of(self, forgotten: frozenset[str], name: str) -> list[str]:
        """The files whose function is among what was forgotten, or has never been run from their present text."""
        prefix = run_node("", name)
        ran = [node.removeprefix(prefix) for node in forgotten if node.startswith(prefix)]
        return [*ran, *forgotten]

    def _begin_again(self, files: Files) -> None:
        self._state = self._begun(files)

    # ------------------------------------------------------------------ what it answers

    def graph(self, files: Files) -> Graph:
        return self._known(files).graph

    def own(self, files: Files) -> frozenset[str]:
        """The files of the revisions, and what lies beside them."""
        return self._known(files).own

    def module(self, files: Files, path: str) -> Module | None:
        return self._at(files).interpreter.modules.at(path)

    def replay(self, files: Files, naming: NamingConvention | None) -> Replay:
        """The history of some files, whose models have a naming convention."""
        if self._is_named and naming != self._naming:
            self._naming = naming
            self._begin_again(files)
        elif not self._is_named:
            # Names are given by the models' convention, which nobody reads before a revision is run.
            self._naming, self._is_named = naming, True
            self._at(files).names.name_by(naming)
        return self._known(files).replay

    def downgrade(self, files: Files, path: str, after: Catalogue) -> Run:
        """``downgrade()`` begins where ``upgrade()`` ended, in a command of its own: no enum type is remembered."""
        self._at(files)
        known = self._downgrades.get(path)
        if known is None or known[0] is not after:
            known = self._downgrades[path] = (after, self._run(files, path, "downgrade", after, frozenset()))
        return known[1]

    def notes(self, files: Files, runs: Iterable[Run]) -> tuple[Note, ...]:
        """What was said of what the revisions do, in whatever file that is said: by them, and by what they import."""
        state = self._at(files)
        said = (*state.interpreter.notes, *(note for run in runs if run.notes for note in run.notes))
        return tuple(
            note for note in dict.fromkeys(said) if note.span.path in state.known.own or note in state.names.said
        )

    # ------------------------------------------------------------------ running

    def _runner(self, files: Files) -> Callable[[str, str, Catalogue, frozenset[str]], Run]:
        def run(path: str, name: str, catalogue: Catalogue, enums_created: frozenset[str]) -> Run:
            return self._run(files, path, name, catalogue, enums_created)

        return run

    def _run(self, files: Files, path: str, name: str, catalogue: Catalogue, enums_created: frozenset[str]) -> Run:
        state = self._at(files)
        try:
            return run_function(state.interpreter, state.names, path, name, catalogue, enums_created)
        except Disturbed:
            self._begin_again(files)
            raise
