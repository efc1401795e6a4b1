"""Text of Python 3.12 to 3.14 gives the tree that those versions give it, with every place where it stands."""

from __future__ import annotations

import ast
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration_lsp.source.lowering import parse_newer
from migration_lsp.source.newer_nodes import TemplateStr, TypeAlias, type_parameters
from migration_lsp.source.parse import parse
from migration_lsp.source.spans import Note, Span


def _tree(text: str) -> ast.Module:
    tree = parse(textwrap.dedent(text), "a.py")
    assert isinstance(tree, ast.Module), tree
    return tree


def _lowered(text: str) -> ast.Module:
    """The tree by lowering, whether or not this Python needs it."""
    tree = parse_newer(textwrap.dedent(text))
    assert isinstance(tree, ast.Module)
    return tree


def _dump(node: ast.AST) -> str:
    return ast.dump(node).replace(", type_params=[]", "").replace(", kind='u'", "")


# ---------------------------------------------------------------------- strings


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ('f"{row["name"]}"', "f\"{row['name']}\""),
        ('f"{", ".join(names)}!"', "f\"{', '.join(names)}!\""),
        ('f"{"\\n".join(names)}"', "f'''{\"\"\"\n\"\"\".join(names)}'''"),
        ('f"{\n  a # why\n  + b["c"]\n}"', "f\"{a + b['c']}\""),
        ('f"{f"{f"{x}"}"}"', "f\"{f'''{f'{x}'}'''}\""),
        ('f"{a["x"]!r:>{w["x"]}}"', "f\"{a['x']!r:>{w['x']}}\""),
        ('f"{a["x"]:%Y-%m}"', "f\"{a['x']:%Y-%m}\""),
        ('f"{{{a["x"]}}}"', "f\"{{{a['x']}}}\""),
        ('f"{a["x"] = }"', 'f"a[\\"x\\"] = {a[\'x\']!r}"'),
        ('f"{a["x"] == b}"', "f\"{a['x'] == b}\""),
        ('f"{a["x"] != b!s}"', "f\"{a['x'] != b!s}\""),
        ('f"{(lambda: a["x"])}"', "f\"{(lambda: a['x'])}\""),
        ('f"{ {"k": 1}["k"] }"', "f\"{ {'k': 1}['k'] }\""),
        ('"one " f"{a["x"]}" \' two\' f"{b}"', "f\"one {a['x']} two{b}\""),
        ('("one"  # why\n f"{a["x"]}")', "f\"one{a['x']}\""),
        ('rf"\\d{a["x"]}\\\\"', "rf\"\\d{a['x']}\\\\\""),
        ('f"\\N{BULLET}\\x41{a["x"]}\\t"', "f\"•A{a['x']}\\t\""),
        ('f"""\n{a["""x"""]}"{b}"\n"""', 'f"\\n{a[\'x\']}\\"{b}\\"\\n"'),
        ('f"{a["x"]}{b}é"', "f\"{a['x']}{b}é\""),
    ],
)
def test_a_formatted_string_is_what_it_is_with_other_quotes(newer: str, older: str) -> None:
    assert _dump(_lowered(f"x = {newer}\n")) == _dump(ast.parse(f"x = {older}\n"))


def test_expressions_in_strings_have_their_places() -> None:
    text = 'é = f"é{row["ä"]}{\n   other[f"{"deep"}"]}" + last\n'
    lines = text.splitlines()
    tree = _tree(text)
    found = {node.id: (node.lineno, node.col_offset) for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for name in ("row", "other", "last"):
        line, column = found[name]
        assert lines[line - 1].encode()[column:].startswith(name.encode())
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value == "ä"]
    assert [ast.get_source_segment(text, node) for node in strings] == ['"ä"']
    whole = next(node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))
    assert ast.get_source_segment(text, whole) == text[4 : text.index(" + last")]


def test_a_template_is_no_text() -> None:
    tree = _tree('x = t"{row["name"]} and" " more"\n')
    assert isinstance(tree.body[0], ast.Assign)
    assert isinstance(tree.body[0].value, TemplateStr)


# ---------------------------------------------------------------------- types


@pytest.mark.parametrize(
    ("text", "name", "parameters"),
    [
        ("type Name = str\n", "Name", ()),
        ("type Pair[K, V] = dict[K, V]\n", "Pair", ("K", "V")),
        ("type All[T: (int, str) = int, *Ts, **P] = list[T]\n", "All", ("T", "Ts", "P")),
        ("x = 1; type Name=str\n", "Name", ()),
        ("if x: type Name = str\n", "Name", ()),
    ],
)
def test_an_alias(text: str, name: str, parameters: tuple[str, ...]) -> None:
    alias = next(node for node in ast.walk(_lowered(text)) if isinstance(node, TypeAlias))
    assert alias.name.id == name
    assert type_parameters(alias) == parameters
    assert ast.get_source_segment(text, alias.name) == name
    assert (ast.get_source_segment(text, alias) or "").startswith("type ")


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("class Box[T]: ...\n", ("T",)),
        ("class Box[T: int = str, *Ts](Base, k=1): ...\n", ("T", "Ts")),
        ("class Box[\n    T,  # why\n\n    U = dict[str, int],\n](Base): ...\n", ("T", "U")),
        ("def first[T](items: list[T]) -> T: ...\n", ("T",)),
        ("@d\nasync def first[**P](items): ...\n", ("P",)),
    ],
)
def test_type_parameters(text: str, parameters: tuple[str, ...]) -> None:
    node = _lowered(text).body[0]
    assert type_parameters(node) == parameters
    last = ast.get_source_segment(text, node)
    assert last is not None
    assert last.endswith("...")


def test_the_word_type_stays_a_name() -> None:
    text = "type = 5\ntype.x = type\ntype[0]\ntype: int\nprint(type)\n"
    *others, alias = _lowered(text + "type X = int\n").body
    assert list(map(_dump, others)) == list(map(_dump, ast.parse(text).body))
    assert isinstance(alias, TypeAlias)


# ---------------------------------------------------------------------- except


def test_exceptions_without_parentheses() -> None:
    newer = "try:\n    pass\nexcept A, b.C: x = 1; y = 2\nexcept D: pass\n"
    older = newer.replace("A, b.C", "(A, b.C)")
    tree = _lowered(newer)
    assert _dump(tree) == _dump(ast.parse(older))
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    assert [ast.get_source_segment(newer, node) for node in names] == [node.id for node in names]


def test_exceptions_of_a_group_without_parentheses() -> None:
    newer = "try:\n    pass\nexcept* A, B:\n    pass\n"
    assert _dump(_lowered(newer)) == _dump(ast.parse(newer.replace("A, B", "(A, B)")))


# ---------------------------------------------------------------------- the rest of the file


_LINES = st.sampled_from(
    [
        "name = other",
        "name = 'text' + other",
        "def f(a, b=other): return a[b]",
        "é = f'ä{name}' + other  # it's {",
        'x = """two\n  "lines" {"""; name = other',
        "call(\n  name,\n  'é', other)",
    ]
)
_NEWER = st.sampled_from(
    [
        "type Alias[T] = list[T]",
        "class Box[T: int](Base): pass",
        'y = f"{row["é"]} {\n  z}"',
        'y = t"{z}"',
        "try: pass\nexcept A, B: pass",
    ]
)


@given(st.lists(_LINES, max_size=5), _NEWER, st.lists(_LINES, max_size=5))
def test_every_name_and_text_stands_where_it_stood(above: list[str], newer: str, below: list[str]) -> None:
    text = "\n".join([*above, newer, *below]) + "\n"
    for node in ast.walk(_tree(text)):
        if isinstance(node, ast.Name):
            assert ast.get_source_segment(text, node) == node.id
    around = ast.parse("\n".join([*above, "\n" * newer.count("\n"), *below]) + "\n")
    places = {
        (type(node), node.lineno, node.col_offset)
        for node in ast.walk(_tree(text))
        if isinstance(node, (ast.stmt, ast.expr))
    }
    for statement in around.body:
        assert (type(statement), statement.lineno, statement.col_offset) in places


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("type X = int\n\nx = (1\ny = 2\n", 2, "'(' was never closed"),
        ("type X = int\n\nx = 1 +* 2\n", 2, "invalid syntax"),
        ("class Box[T]:\n    x = 1\n\ny = )\n", 3, "unmatched ')'"),
        ("\n\nx = f'{\n1 +* a['c']}'\n", 3, "invalid syntax"),
    ],
)
def test_a_mistake_beside_newer_syntax_is_said_at_its_line(text: str, line: int, message: str) -> None:
    assert parse(text, "a.py") == Note(Span.whole_line("a.py", line), f"syntax error: {message}")


@given(st.text("fFrRtT'\"{}[]()=:!,\\\n# xtypecls", max_size=60))
def test_no_text_raises(text: str) -> None:
    assert parse(f"type X = int\n{text}", "a.py") is not None
