"""Text to trees: what Python refuses becomes a note, never an exception or a warning."""

from __future__ import annotations

import ast
import contextlib

import pytest

from migration_lsp.source.decode import MAX_BYTES
from migration_lsp.source.lowering import parse_newer
from migration_lsp.source.parse import parse
from migration_lsp.source.spans import Note, Span


def _note(text: str) -> Note:
    answer = parse(text, "app/models.py")
    assert isinstance(answer, Note)
    return answer


@pytest.mark.parametrize("text", ["", "\ufeffx = 1", "x = 1\r\ny = 2\r\n", "\x0cx = 1", "# coding: latin-1\n"])
def test_good_text_gives_a_tree(text: str) -> None:
    assert isinstance(parse(text, "a.py"), ast.Module)


def test_an_invalid_escape_in_project_text_does_not_warn() -> None:
    assert isinstance(parse('pattern = "\\d"', "a.py"), ast.Module)


def test_a_syntax_error_is_said_at_its_line() -> None:
    place = Span.whole_line("app/models.py", 1)
    assert _note("x = 1\ny = (\n") == Note(place, "syntax error: '(' was never closed")


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "-" * 20_000 + "1",
        "x = " + "lambda: " * 20_000 + "0",
        "x = " + "(" * 5_000 + ")" * 5_000,
        "x = a" + "[0]" * 50_000,
        "x = a" + ".b" * 50_000,
        " + ".join(["a"] * 20_000) + "\ntype X = (",
        "".join(" " * depth + "if x:\n" for depth in range(200)),
    ],
)
def test_deep_nesting_is_a_note(text: str) -> None:
    assert _note(text).message


def test_a_large_file_is_not_parsed() -> None:
    assert "1 MB" in _note("x = 1\n" * MAX_BYTES).message


@pytest.mark.parametrize("text", ["x = '\0'", "x = '\ud800'"])
def test_characters_that_python_refuses(text: str) -> None:
    assert _note(text).message


def test_strings_within_strings_are_lowered_to_a_bound() -> None:
    nested = "f'{" * 30 + "x" + "}'" * 30
    with contextlib.suppress(SyntaxError):
        assert parse_newer(f"name = {nested}; y = f'{{f'{{x}}'}}'\n") is None


@pytest.mark.parametrize(
    "text",
    [
        "type Name = (\n",
        "class Box[T]:\n",
        "f(a=1, 2)\n",
        "print 'hello'\n",
        "type X = int\n" + "a = " * 100_000 + "0 0",
        "type X = " + "[" * 250 + "]" * 250,
        'x = f"{' + "(" * 5_000 + 'row["x"]' + ")" * 5_000 + '}"',
        'x = f"{ "" + ' + "-" * 50_000 + 'row["x"] + "" }"',
    ],
)
def test_a_mistake_stays_a_mistake(text: str) -> None:
    assert "Python 3." not in _note(text).message
