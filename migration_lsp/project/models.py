"""The models and ``env.py`` of one environment, going on from one state of the files to the next.

They are at one state at a time, and go to the state of whoever asks: what an edit does not concern is not evaluated
again. Every state answers what reading it anew would.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from migration_lsp.config import EnvironmentConfig
from migration_lsp.migrations.environment import Environment, read_environment
from migration_lsp.migrations.filters import Filters
from migration_lsp.migrations.plugin import MigrationNames
from migration_lsp.models.plugin import Declarations
from migration_lsp.project.described import DescribedTables
from migration_lsp.project.interpreting import interpreter_of
from migration_lsp.project.model_files import ModelFiles
from migration_lsp.project.reading import Gathered, Reading
from migration_lsp.source.evaluate import Disturbed, Interpreter, Site
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.files import Files
from migration_lsp.source.spans import Note, Span


@dataclass(slots=True)
class _State:
    """What is known of some files."""

    files: Files
    paths: tuple[str, ...]
    own: frozenset[str]
    interpreter: Interpreter
    declarations: Declarations
    names: MigrationNames
    environment: Environment
    reading: Reading


class Models:
    """Who reads the models, for every state of the files that is asked about."""

    def __init__(self, environment: EnvironmentConfig, globs: tuple[str, ...] = ()) -> None:
        self._config = environment
        self._files = ModelFiles(environment, globs)
        self._described = DescribedTables(environment.dialect.name)
        self._state: _State | None = None
        self.begun = 0
        """How many times everything was read."""

    def at(self, files: Files) -> Reading:
        """What the models of some files say; until other files are asked about, what their tables reach does too."""
        return self._at(files).reading

    def module(self, files: Files, path: str) -> Module | None:
        """A file, parsed; None where it has no text or does not parse."""
        return self._at(files).interpreter.modules.at(path)

    # ------------------------------------------------------------------ from state to state

    def _at(self, files: Files) -> _State:
        # Whatever ends what follows in the middle, nobody goes on from there.
        state, self._state = self._state, None
        if state is None or (files is not state.files and not self._go_on(state, files)):
            state = self._begin(files)
        self._state = state
        return state

    def _go_on(self, state: _State, files: Files) -> bool:
        """Go on to other files; False where that cannot be done, and all is to be read anew."""
        paths, own = self._files.paths(files), self._files.own(files)
        # How much work a module may take depends on whether it is one of those.
        forgotten = state.interpreter.change_to(files, own ^ state.own)
        if forgotten is None:
            return False
        is_same = not forgotten and paths == state.paths
        state.files, state.paths, state.own = files, paths, own
        if is_same:
            return True
        state.interpreter.important = own
        try:
            if self._config.env_py in forgotten:
                state.names.configured.clear()
                state.names.migrated.clear()
                state.environment = self._read_env(state.interpreter, state.names)
            self._load(state.interpreter, paths)
        except Disturbed:
            return False
        state.reading = self._read(state.interpreter, state.declarations, state.environment, own)
        return True

    def _begin(self, files: Files) -> _State:
        self.begun += 1
        config = self._config
        declarations = Declarations(config.env_py)
        names = MigrationNames(config.dialect.name, None, config.database, config.options)
        interpreter = interpreter_of(config, files, (declarations, names))
        paths, own = self._files.paths(files), self._files.own(files)
        interpreter.important = own
        environment = self._read_env(interpreter, names)
        self._load(interpreter, paths)
        reading = self._read(interpreter, declarations, environment, own)
        return _State(files, paths, own, interpreter, declarations, names, environment, reading)

    def _read_env(self, interpreter: Interpreter, names: MigrationNames) -> Environment:
        interpreter.turn = (0, "")
        return read_environment(interpreter, names, self._config.env_py)

    def _load(self, interpreter: Interpreter, paths: tuple[str, ...]) -> None:
        for path in paths:
            module = interpreter.modules.at(path)
            if module is not None:
                interpreter.turn = (1, path)
                interpreter.fresh_budget()
                interpreter.load(module)

    def _read(
        self, interpreter: Interpreter, declarations: Declarations, environment: Environment, own: frozenset[str]
    ) -> Reading:
        declarations.settle()
        gathered = Gathered(declarations, self._config, environment)
        site = Site(ast.Pass(), Span.whole_line(self._config.env_py))
        said = (note for note in interpreter.notes if _is_about(note, own))
        return Reading(
            environment,
            gathered.targets,
            gathered.tables,
            declarations.mappings,
            self._described.catalogue(gathered.tables),
            gathered.naming_convention,
            gathered.binds,
            gathered.homeless,
            Filters(interpreter, environment.options, {str(table.key): table for table in gathered.tables}, site),
            (*interpreter.modules.notes, *said, *gathered.notes),
        )


def _is_about(note: Note, own: frozenset[str]) -> bool:
    """Whether a note is about the models or ``env.py``: what else an application does is not our business."""
    return note.span.path in own
