"""Code actions on one-string projects: ``$0`` is the cursor."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from migration_lsp.analysis.actions import Action, actions_at, edits_of
from migration_lsp.analysis.analysis import Analysis
from migration_lsp.config import Config, DialectChoice, EnvironmentConfig
from migration_lsp.project import Project
from migration_lsp.source.edits import applied
from migration_lsp.source.files import TextFiles
from tests.one_string import files_of

Position = tuple[int, int]


@dataclass(frozen=True)
class Desk:
    """A project with a cursor in one of its files."""

    files: dict[str, str]
    path: str
    cursor: Position
    dialect: str = "postgresql"
    merged: frozenset[str] | None = None

    @property
    def analysis(self) -> Analysis:
        environment = EnvironmentConfig("migrations", dialect=DialectChoice(self.dialect))
        project = Project(TextFiles(self.files), Config((environment,)), environment)
        return Analysis(project, merged=self.merged)

    @property
    def actions(self) -> tuple[Action, ...]:
        return actions_at(self.analysis, self.path, self.cursor, self.cursor)

    @property
    def titles(self) -> list[str]:
        return [action.title for action in self.actions]

    def after(self, part: str) -> Desk:
        """The project after the one action whose title holds a text was applied; the new file parses."""
        (action,) = [action for action in self.actions if part in action.title]
        edits = edits_of(self.analysis, self.path, self.cursor, self.cursor, action.id)
        assert edits is not None
        assert {edit.span.path for edit in edits} == {self.path}
        text = applied(self.files[self.path], edits)
        ast.parse(text)
        return Desk({**self.files, self.path: text}, self.path, self.cursor, self.dialect, self.merged)

    @property
    def text(self) -> str:
        """The file with the cursor."""
        return self.files[self.path]

    def body(self, name: str) -> str:
        """The lines of a function of it, without its indentation."""
        tree = ast.parse(self.text)
        (function,) = [it for it in tree.body if isinstance(it, ast.FunctionDef) and it.name == name]
        lines = self.text.splitlines()[function.body[0].lineno - 1 : function.end_lineno]
        return "\n".join(line.removeprefix("    ") for line in lines)

    def rules(self) -> set[str]:
        """The rules that speak of the file."""
        return {finding.rule for finding in self.analysis.findings() if finding.span.path == self.path}


def desk(text: str, dialect: str = "postgresql", *, merged: frozenset[str] | None = None) -> Desk:
    """The project that a string describes, with the cursor at ``$0``."""
    files = files_of(text)
    (path,) = [path for path, content in files.items() if "$0" in content]
    before = files[path].partition("$0")[0]
    cursor = (before.count("\n"), len(before) - before.rfind("\n") - 1)
    files[path] = files[path].replace("$0", "")
    return Desk(files, path, cursor, dialect, merged)
