"""The tree of text that is written for a newer Python than the one that runs, up to 3.14.

The text is lowered to what any supported Python parses, without a line or a column of it moving; what the lowered
parts meant is then put back into the tree, as the nodes that a newer Python has for them. Text that this Python
parses by itself never comes here.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Callable, Iterable

from migration_lsp.source.newer_code import Findings, read_file
from migration_lsp.source.newer_nodes import template, type_alias, with_type_parameters
from migration_lsp.source.newer_python import MAX_CHARACTERS, looks_newer
from migration_lsp.source.newer_strings import Code, Hole, Literal, Refused

_Place = tuple[int, int]
"""Line from one on and column in UTF-8, as ``ast`` counts them."""


def parse_newer(text: str) -> ast.Module | None:
    """The tree of newer Python; None where nothing in the text is newer.

    Raises ``SyntaxError`` where, with the newer parts understood, the rest is no Python.
    """
    if len(text) > MAX_CHARACTERS or not looks_newer(text):
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        code, findings, measure = read_file(text)
        tree = _Lowered(text).module(code, findings) if code.edits else None
        # What was not understood to its end is parsed for its mistake alone.
        return tree if measure.is_sound else None
    except Refused:
        return None


class _Lowered:
    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [0]
        for line in text.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)

    def module(self, code: Code, findings: Findings) -> ast.Module:
        tree = ast.parse(self._code(code))
        _move_back(tree, dict(map(self._place, findings.inserted)))
        self._restore_strings(tree, code)
        self._restore_statements(tree, findings)
        return tree

    def _code(self, code: Code) -> str:
        """The text of a stretch of code as it is to be parsed."""
        pieces: list[str] = []
        position = code.start
        for start, end, instead in code.edits:
            pieces += [self._text[position:start], instead]
            position = end
        return "".join([*pieces, self._text[position : code.end]])

    def _place(self, offset: int) -> _Place:
        line = bisect_right(self._lines, offset)
        return line, len(self._text[self._lines[line - 1] : offset].encode())

    # ------------------------------------------------------------------ strings

    def _restore_strings(self, tree: ast.AST, code: Code) -> None:
        by_place = {self._place(offset): literals for offset, literals in code.strings.items()}

        def instead(node: ast.AST) -> ast.AST:
            if not isinstance(node, ast.Constant) or (node.lineno, node.col_offset) not in by_place:
                return node
            return self._string(by_place[node.lineno, node.col_offset], node)

        if by_place:
            _replace(tree, instead)

    def _string(self, literals: tuple[Literal, ...], at: ast.expr) -> ast.expr:
        parts: list[str | Hole] = []
        for literal in literals:
            parts += (self._plain(literal),) if literal.parts is None else literal.parts
        values = self._values(parts, at)
        is_template = any(literal.is_template for literal in literals)
        return ast.copy_location(template(values) if is_template else ast.JoinedStr(values), at)

    def _plain(self, literal: Literal) -> str:
        value = ast.literal_eval(self._text[literal.start : literal.end])
        if not isinstance(value, str):
            raise SyntaxError("cannot mix bytes and nonbytes literals")
        return value

    def _values(self, parts: Iterable[str | Hole], at: ast.expr) -> list[ast.expr]:
        values: list[ast.expr] = []
        text = ""
        for part in parts:
            if isinstance(part, str):
                text += part
                continue
            text += part.shown or ""
            if text:
                values.append(ast.copy_location(ast.Constant(text), at))
            text = ""
            values.append(self._hole(part, at))
        if text:
            values.append(ast.copy_location(ast.Constant(text), at))
        return values

    def _hole(self, hole: Hole, at: ast.expr) -> ast.expr:
        spec = None
        if hole.spec is not None:
            spec = ast.copy_location(ast.JoinedStr(self._values(hole.spec, at)), at)
        value = ast.FormattedValue(self._expression(hole.code), hole.conversion, spec)
        return ast.copy_location(value, at)

    def _expression(self, code: Code) -> ast.expr:
        line, column = self._place(code.start - 1)
        try:
            # The brace becomes a parenthesis, within which lines may end. The last one may be a comment.
            tree = ast.parse(f"({' ' * column}{self._code(code)}\n)", mode="eval")
        except SyntaxError as error:
            error.lineno = (error.lineno or 1) + line - 1
            raise
        ast.increment_lineno(tree, line - 1)
        self._restore_strings(tree, code)
        return tree.body

    # ------------------------------------------------------------------ statements

    def _restore_statements(self, tree: ast.Module, findings: Findings) -> None:
        aliases = {self._place(offset): names for offset, names in findings.aliases.items()}
        definitions = {self._place(offset): names for offset, names in findings.definitions.items()}

        def instead(node: ast.AST) -> ast.AST:
            if not isinstance(node, ast.stmt):
                return node
            place = (node.lineno, node.col_offset)
            if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                with_type_parameters(node, definitions.get(place, ()))
            if place not in aliases or not isinstance(node, ast.AnnAssign) or node.value is None:
                return node
            if not isinstance(node.annotation, ast.Name):
                return node
            name = ast.copy_location(ast.Name(node.annotation.id, ast.Store()), node.annotation)
            return ast.copy_location(type_alias(name, aliases[place], node.value), node)

        if aliases or definitions:
            _replace(tree, instead)


def _replace(tree: ast.AST, instead: Callable[[ast.AST], ast.AST]) -> None:
    """Put other nodes in the place of nodes, without recursion: a tree may be as deep as the parser allows."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST):
                setattr(parent, name, instead(value))
            elif isinstance(value, list):
                value[:] = [instead(item) if isinstance(item, ast.AST) else item for item in value]


def _move_back(tree: ast.AST, inserted: dict[int, int]) -> None:
    """Take out of the columns what was put into lines, by line and column."""
    if not inserted:
        return
    for node in ast.walk(tree):
        if not isinstance(node, (ast.stmt, ast.expr, ast.excepthandler, ast.keyword, ast.arg, ast.alias, ast.pattern)):
            continue
        if node.lineno in inserted and node.col_offset > inserted[node.lineno]:
            node.col_offset -= 1
        if node.end_lineno in inserted and (node.end_col_offset or 0) > inserted[node.end_lineno]:
            node.end_col_offset = (node.end_col_offset or 0) - 1
