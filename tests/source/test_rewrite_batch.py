"""Taking arguments out of calls and moving statements into a block, in every form that Python allows."""

from __future__ import annotations

import ast

import libcst
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration_lsp.source.rewrite.batch import moved_into_block, without_argument
from migration_lsp.source.rewrite.quotes import prefers_double, quoted

_SPACES = st.sampled_from(["", " ", "\n    ", "  # why\n    ", "\n\n    # a\n    # b\n  ", "\n"])


@st.composite
def _calls(draw: st.DrawFn) -> tuple[str, int]:
    """A call in some form, and how many arguments it has."""
    count = draw(st.integers(1, 4))
    parts = []
    for number in range(count):
        is_last = number == count - 1
        comma = "," if not is_last or draw(st.booleans()) else ""
        name = f"k{number}=" if number > 1 else ""
        parts.append(f"{draw(_SPACES)}{name}{number}{draw(_SPACES)}{comma}")
    return f"f({''.join(parts)}{draw(_SPACES)})", count


@given(_calls(), st.data())
def test_the_other_arguments_stay(call: tuple[str, int], data: st.DataObject) -> None:
    text, count = call
    number = data.draw(st.integers(0, count - 1))
    expression = libcst.ensure_type(libcst.parse_expression(text), libcst.Call)
    if count == 1:
        return
    changed = libcst.Module([]).code_for_node(without_argument(expression, number))
    tree = ast.parse(changed, mode="eval").body
    assert isinstance(tree, ast.Call)
    left = [ast.literal_eval(each) for each in (*tree.args, *(keyword.value for keyword in tree.keywords))]
    assert left == [each for each in range(count) if each != number]


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("f(a, b, c)", 0, "f(b, c)"),
        ("f(a, b, c)", 1, "f(a, c)"),
        ("f(a, b, c)", 2, "f(a, b)"),
        ("f(a, b, c,)", 2, "f(a, b,)"),
        ("f(\n    a,\n    b,\n    c,\n)", 2, "f(\n    a,\n    b,\n)"),
        ("f(\n    a,\n    b\n)", 1, "f(\n    a\n)"),
        ("f(\n    a,  # one\n    b  # two\n)", 1, "f(\n    a,  # one\n    # two\n)"),
        ("f(a,  # one\n  b)", 0, "f(  # one\n  b)"),
        ("f(\n    # why\n    a,\n    b,\n)", 0, "f(\n    # why\n    b,\n)"),
    ],
)
def test_one_argument_less(text: str, number: int, expected: str) -> None:
    call = libcst.ensure_type(libcst.parse_expression(text), libcst.Call)
    assert libcst.Module([]).code_for_node(without_argument(call, number)) == expected


def test_what_is_too_deep_is_left_alone() -> None:
    deep = "    op.f(" + "(" * 5000 + "1" + ")" * 5000 + ")"
    assert moved_into_block([deep], "with b:", "b", [frozenset()], "    ") is None
    assert moved_into_block(["    op.f(" + "1+" * 5000 + "1)"], "with b:", "b", [frozenset()], "    ") is None


@pytest.mark.parametrize("lines", [["    op.f(("], ["    x = op.f()"], ["    f()"], ["    a.f(); a.g()"], ["    pass"]])
def test_what_is_something_else_is_left_alone(lines: list[str]) -> None:
    assert moved_into_block(lines, "with b:", "b", [frozenset()], "    ") is None


def test_statements_move_with_their_comments() -> None:
    lines = ["\top.f(", "\t\t1,", "\t)  # one", "", "\t# two", "\top.g(2)"]
    moved = moved_into_block(lines, "with x as b:", "b", [frozenset(), frozenset()], "\t")
    assert moved == "\twith x as b:\n\t\tb.f(\n\t\t\t1,\n\t\t)  # one\n\n\t\t# two\n\t\tb.g(2)"


@pytest.mark.parametrize(
    ("text", "double"),
    [
        ('"""Doc."""\nx = \'a\'', False),
        ("x = 'a', \"b\"", False),
        ('x = \'a\', "b", r"c"', True),
        ("", False),
        ("x = 'é', \"b\", 'c'", False),
    ],
)
def test_the_quotes_of_a_file(text: str, double: bool) -> None:
    assert prefers_double(ast.parse(text), tuple(text.split("\n"))) is double


@given(st.text(), st.booleans())
def test_a_quoted_text_is_that_text(text: str, double: bool) -> None:
    assert ast.literal_eval(quoted(text, double=double)) == text
