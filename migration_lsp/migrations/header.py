"""The head of a revision file: its id, what it stands on, its labels and its message.

Read from the module's top-level assignments alone. Literals, names bound above, f-strings and ``+`` of
constants are followed; anything else is left unread and said so. It does not know what ``upgrade()`` does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from migration_lsp.source.spans import Note, Span, span_of


class _Unread(Enum):
    UNREAD = "unread"


_UNREAD = _Unread.UNREAD
_Constant = str | int | float | None | tuple["_Constant", ...]
_Read = _Constant | _Unread

_NAMES = ("revision", "down_revision", "branch_labels", "depends_on")


@dataclass(frozen=True, slots=True)
class Header:
    """Who a revision is, and where that is written."""

    path: str
    revision: str
    down_revisions: tuple[str, ...] = ()
    branch_labels: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    docstring: str | None = None
    spans: tuple[tuple[str, Span], ...] = ()
    """Where each of the four names was given its value."""
    notes: tuple[Note, ...] = field(default=(), compare=False)

    @property
    def message(self) -> str:
        """The first line of the docstring, which Alembic shows beside the id."""
        lines = (self.docstring or "").strip().splitlines()
        return lines[0].strip() if lines else ""

    def span(self, name: str) -> Span:
        """Where one of the four names got its value, else the top of the file."""
        return dict(self.spans).get(name, Span.whole_line(self.path))


def read_header(tree: ast.Module, path: str, lines: tuple[str, ...]) -> Header | Note | None:
    """The head of a parsed file.

    None where it is no revision, because nothing assigns ``revision``; a note where something does and its
    value cannot be read.
    """
    names: dict[str, _Read] = {}
    places: dict[str, ast.expr] = {}
    for target, value in _assignments(tree.body):
        names[target] = _evaluate(value, names)
        places[target] = value
    if "revision" not in names:
        return None
    spans = {name: span_of(places[name], path, lines) for name in _NAMES if name in places}
    revision = names["revision"]
    if not isinstance(revision, str):
        return Note(spans["revision"], "the revision id is not a plain string, so the file is left out")
    notes: list[Note] = []

    def listed(name: str) -> tuple[str, ...]:
        answer = _as_strings(names.get(name))
        if answer is None:
            notes.append(Note(spans[name], f"{name} could not be read and is taken as empty"))
            return ()
        return answer

    return Header(
        path,
        revision,
        listed("down_revision"),
        listed("branch_labels"),
        listed("depends_on"),
        ast.get_docstring(tree),
        tuple(spans.items()),
        tuple(notes),
    )


def _assignments(body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    """Each name that the top of a module binds to an expression, in order. Blocks count as if they ran."""
    for statement in body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                yield from _bound(target, statement.value)
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            yield from _bound(statement.target, statement.value)
        elif isinstance(statement, (ast.If, ast.With, ast.Try)):
            yield from _assignments(statement.body)


def _bound(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif (
        isinstance(target, (ast.Tuple, ast.List))
        and isinstance(value, (ast.Tuple, ast.List))
        and len(target.elts) == len(value.elts)
    ):
        for inner, part in zip(target.elts, value.elts, strict=True):
            yield from _bound(inner, part)


def _evaluate(node: ast.expr, names: dict[str, _Read], depth: int = 20) -> _Read:
    if depth == 0:
        return _UNREAD
    if isinstance(node, ast.Constant):
        value = node.value
        return value if value is None or isinstance(value, (str, int, float)) else _UNREAD
    if isinstance(node, ast.Name):
        return names.get(node.id, _UNREAD)
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return _evaluate_all(node.elts, names, depth)
    if isinstance(node, ast.JoinedStr):
        return _joined(node, names, depth)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _evaluate(node.left, names, depth - 1), _evaluate(node.right, names, depth - 1)
        if isinstance(left, str) and isinstance(right, str):
            return left + right
        if isinstance(left, tuple) and isinstance(right, tuple):
            return left + right
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _converted(node, names, depth)
    return _UNREAD


def _converted(node: ast.Call, names: dict[str, _Read], depth: int) -> _Read:
    """``tuple([...])``, ``list(...)``, ``set()`` and the like keep what they are given."""
    if not isinstance(node.func, ast.Name) or node.func.id not in {"tuple", "list", "set", "frozenset"}:
        return _UNREAD
    if not node.args:
        return ()
    inner = _evaluate(node.args[0], names, depth - 1)
    return inner if isinstance(inner, tuple) else _UNREAD


def _evaluate_all(parts: Sequence[ast.expr], names: dict[str, _Read], depth: int) -> _Read:
    values: list[_Constant] = []
    for part in parts:
        value = _evaluate(part, names, depth - 1)
        if isinstance(value, _Unread):
            return _UNREAD
        values.append(value)
    return tuple(values)


def _joined(node: ast.JoinedStr, names: dict[str, _Read], depth: int) -> _Read:
    text = ""
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            if part.format_spec is not None or part.conversion not in (-1, ord("s")):
                return _UNREAD
            value = _evaluate(part.value, names, depth - 1)
        else:
            value = _evaluate(part, names, depth - 1)
        if not isinstance(value, (str, int)):
            return _UNREAD
        text += str(value)
    return text


def _as_strings(value: _Read) -> tuple[str, ...] | None:
    """What Alembic takes for no, one or several ids; None where it is something else."""
    if value is None or value == ():
        return ()
    if isinstance(value, str):
        # Alembic takes the empty string for nothing too.
        return (value,) if value else ()
    if isinstance(value, tuple):
        strings = tuple(part for part in value if isinstance(part, str))
        return strings if len(strings) == len(value) else None
    return None
