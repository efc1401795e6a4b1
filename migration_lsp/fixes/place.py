"""Where somebody asks for a fix: the file, the lines, what is said there, and the operations that stand there."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property

from migration_lsp.judgement import Act, Finding, View
from migration_lsp.migrations.engines import working_name
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.spans import Span

Position = tuple[int, int]
"""Line and column, from zero, in code points."""


@dataclass(frozen=True)
class Place:
    """A range of a file; ``findings`` are those that touch it, by their own span or by that of their operation."""

    view: View
    path: str
    start: Position
    end: Position
    findings: tuple[Finding, ...] = ()

    @cached_property
    def module(self) -> Module | None:
        """The file, parsed; None where it does not parse."""
        return self.view.project.module(self.path)

    @property
    def revision(self) -> str | None:
        """The revision whose file this is; None in any other file."""
        return self.view.project.revisions_by_path.get(self.path)

    @cached_property
    def acts(self) -> tuple[Act, ...]:
        """What ``upgrade()`` does at the range, in order."""
        if self.revision is None:
            return ()
        return tuple(act for act in self.view.acts(self.revision) if act.span is not None and self._touches(act.span))

    def _touches(self, span: Span) -> bool:
        return span.path == self.path and span.line <= self.end[0] and self.start[0] <= span.end_line

    def function(self, name: str) -> ast.FunctionDef | None:
        """What does the work of ``upgrade`` or ``downgrade`` in the revision, the last of that name."""
        if self.module is None:
            return None
        tree = self.module.tree
        own = working_name(tree, name, self.view.project.environment.database)
        found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == own]
        return found[-1] if found else None

    def is_in(self, name: str) -> bool:
        """Whether the range begins inside the body of a function, or on the empty lines that follow it."""
        function = self.function(name)
        if function is None or self.module is None:
            return False
        first = function.body[0].lineno - 1
        last = (function.end_lineno or function.lineno) - 1
        lines = self.module.lines
        while last + 1 < len(lines) and _may_go_on(lines[last + 1]):
            last += 1
        return min(first, function.lineno) <= self.start[0] <= last

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing on the line, or what stands for nothing."""
        lines = self.module.lines if self.module is not None else ()
        return self.start[0] >= len(lines) or lines[self.start[0]].strip() in ("", "pass", "...")


def _may_go_on(line: str) -> bool:
    """Whether a line below a function's last statement may still be taken for its: empty, or an indented comment."""
    return not line.strip() or (line[0].isspace() and line.lstrip().startswith("#"))
