"""Where SQL that is executed is written: in the call itself, or in a string that stands elsewhere in its file.

Everything found here is held against the text that is executed: what does not spell that text is not its place.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from migration_lsp.migrations.call import Call
from migration_lsp.migrations.recorded import Written
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.string_places import StringPlaces, string_places

_ARGUMENTS = ("sqltext", "statement")
_WRAPPERS = frozenset({"text", "DDL", "dedent", "cleandoc"})
_METHODS = frozenset({"bindparams", "execution_options", "columns", "strip", "lstrip", "rstrip"})
_SHORTEST = 8
"""A shorter text that stands in some string of a file may stand there by chance."""


@dataclass(frozen=True, slots=True)
class WrittenText:
    """How a text that is executed is spelled in the file of its call."""

    places: StringPlaces
    in_call: bool
    offset: Callable[[int], int]
    """From a place in the text to the place in the value of the string."""

    def statement(self, start: int, end: int) -> Written:
        """Where one statement of the text is written."""
        return Written(self.places.span(self.offset(start), self.offset(end - 1) + 1), self.in_call)


def sql_argument(call: Call) -> ast.expr | None:
    """The expression of what a call executes."""
    node = call.site.node
    if not isinstance(node, ast.Call):
        return None
    if node.args:
        return None if isinstance(node.args[0], ast.Starred) else node.args[0]
    return next((it.value for it in node.keywords if it.arg in _ARGUMENTS), None)


def written_text(call: Call, text: str, expression: ast.expr | None) -> WrittenText | None:
    """The string that spells a text; None where there is none, or more than one could be it."""
    module = call.interpreter.modules.at(call.site.span.path)
    if module is None or expression is None or not text.strip():
        return None
    inner = _unwrapped(expression)
    found = _spelled(inner, text, module, in_call=True)
    if found is None and isinstance(inner, ast.Name):
        values = (_unwrapped(value) for value in _assigned(module.tree, inner))
        found = next((it for value in values if (it := _spelled(value, text, module, in_call=False))), None)
    return found or _only_string_with(module, text, expression)


def _unwrapped(expression: ast.expr) -> ast.expr:
    """What ``text(…)``, ``dedent(…)`` and the like are given."""
    while isinstance(expression, ast.Call):
        function = expression.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in _WRAPPERS and expression.args:
            expression = expression.args[0]
        elif name in _METHODS and isinstance(function, ast.Attribute):
            expression = function.value
        else:
            break
    return expression


def _spelled(node: ast.expr, text: str, module: Module, *, in_call: bool) -> WrittenText | None:
    is_known = isinstance(node, ast.Constant) and isinstance(node.value, str)
    value = str(node.value) if isinstance(node, ast.Constant) and is_known else text
    offset = _offsets(text, value)
    if offset is None or not isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
        return None
    places = string_places(node, value, module.path, module.lines)
    return WrittenText(places, in_call, offset) if places is not None else None


def _offsets(text: str, value: str) -> Callable[[int], int] | None:
    """From a text to the value that it is, that it is a part of, or whose lines it has with less before them."""
    if text == value:
        return lambda offset: offset
    if value.count(text) == 1:
        begin = value.index(text)
        return lambda offset: begin + offset
    ends, known = _line_ends(text), _line_ends(value)
    lines, above = text.split("\n"), value.split("\n")
    for first in range(len(above) - len(lines) + 1):
        if all(map(_is_end_of, lines, above[first:])):
            moved = [after - before for before, after in zip(ends, known[first:], strict=False)]
            return lambda offset: offset + moved[text.count("\n", 0, offset)]
    return None


def _is_end_of(line: str, whole: str) -> bool:
    return whole.endswith(line) and not whole[: len(whole) - len(line)].strip()


def _line_ends(text: str) -> list[int]:
    ends, at = [], -1
    for line in text.split("\n"):
        at += len(line) + 1
        ends.append(at)
    return ends


def _assigned(tree: ast.Module, name: ast.Name) -> Iterator[ast.expr]:
    """What a file assigns to a name, in whatever function, the nearest assignment above first."""
    found = [
        node
        for node in _assignments(tree)
        if node.value is not None and any(isinstance(it, ast.Name) and it.id == name.id for it in _targets(node))
    ]
    above = [node for node in found if node.lineno <= name.lineno]
    below = [node for node in found if node.lineno > name.lineno]
    return (node.value for node in (*reversed(above), *below) if node.value is not None)


def _targets(node: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]


@lru_cache(maxsize=8)
def _assignments(tree: ast.Module) -> tuple[ast.Assign | ast.AnnAssign, ...]:
    return tuple(node for node in ast.walk(tree) if isinstance(node, ast.Assign | ast.AnnAssign))


@lru_cache(maxsize=8)
def _strings(tree: ast.Module) -> tuple[ast.Constant, ...]:
    return tuple(node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _only_string_with(module: Module, text: str, expression: ast.expr) -> WrittenText | None:
    """The one string of a file that a text is, or is a part of: one of a list, of a dictionary, of a file of SQL."""
    if len(text) < _SHORTEST:
        return None
    found = [node for node in _strings(module.tree) if text in str(node.value)]
    if len(found) != 1:
        return None
    span, around = module.span(found[0]), module.span(expression)
    is_within = (around.line, around.column) <= (span.line, span.column) and span.end_line <= around.end_line
    return _spelled(found[0], text, module, in_call=is_within)
