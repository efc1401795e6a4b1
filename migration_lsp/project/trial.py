"""What a function of a revision would do if its file had another text. Only that file, and what it imports, is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from migration_lsp.migrations.plugin import MigrationNames
from migration_lsp.migrations.recorded import Run
from migration_lsp.migrations.running import run_function
from migration_lsp.models.plugin import Declarations
from migration_lsp.project.interpreting import interpreter_of
from migration_lsp.project.project import Project
from migration_lsp.source.files import Files, Unreadable


@dataclass(frozen=True, slots=True)
class _OneOther:
    """Files of which one has another text."""

    files: Files
    path: str
    text: str

    def paths(self) -> Iterable[str]:
        return self.files.paths()

    def read(self, path: str) -> str | Unreadable | None:
        return self.text if path == self.path else self.files.read(path)


def downgrade_of_text(project: Project, revision: str, text: str) -> Run:
    """``downgrade()`` of a revision, from the schema that its ``upgrade()`` gives, were this the text of its file."""
    path = project.graph.revisions[revision].path
    names = MigrationNames(project.dialect, project.naming_convention, project.environment.database)
    files = _OneOther(project.files, path, text)
    interpreter = interpreter_of(project.environment, files, (Declarations(), names))
    interpreter.important = frozenset({path})
    return run_function(interpreter, names, path, "downgrade", project.run_of(revision).after, frozenset())
