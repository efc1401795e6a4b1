"""Values and the text that spells them: who changes the text at the place changes that part of the value."""

from __future__ import annotations

import ast
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migration_lsp.source.spans import Span
from migration_lsp.source.string_places import StringPlaces, string_places

_NAMES = {"name": "user", "empty": "", "sql": "DROP TABLE x", "n": 5, "it": {"k": "v"}}


def _value(text: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = eval(text, {}, dict(_NAMES))
    assert isinstance(value, str)
    return value


def _node(text: str) -> ast.expr:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        statement = ast.parse(text).body[0]
    assert isinstance(statement, ast.Expr)
    return statement.value


def _cut(text: str, span: Span) -> str:
    lines = text.split("\n")[span.line : span.end_line + 1]
    lines[-1] = lines[-1][: span.end_column]
    lines[0] = lines[0][span.column :]
    return "\n".join(lines)


def written(text: str, part: str) -> str | None:
    """What stands in a text of Python where a part of its value is spelled."""
    value = _value(text)
    places = string_places(_node(text), value, "m.py", tuple(text.split("\n")))
    start = value.index(part)
    return _cut(text, places.span(start, start + len(part))) if places is not None else None


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("'DROP TABLE a'", "DROP TABLE a", "DROP TABLE a"),
        ("'''\n  DROP a;\n  DROP b\n'''", "DROP b", "DROP b"),
        ("'''A;\\\nDROP b'''", "DROP b", "DROP b"),
        ('"DROP \\"a\\";x"', 'DROP "a"', 'DROP \\"a\\"'),
        ("r'DROP \\d'", "\\d", "\\d"),
        ("'DROP \\d \\x41\\101\\N{DIGIT ONE}\\u00e9;b'", "AA1é", "\\x41\\101\\N{DIGIT ONE}\\u00e9"),
        ("('DROP '\n  # which\n  'TABLE a;' \"x\")", "DROP TABLE a", "DROP '\n  # which\n  'TABLE a"),
        ("'é𝒳;' 'b'", "b", "b"),
        ("'A; ' + 'DROP ' + name + ' b'", "DROP user b", "DROP ' + name + ' b"),
        ("f'DROP {name} a'", "DROP user", "DROP {name}"),
        ("f'DROP {name} a'", "user a", "{name} a"),
        ("f'{sql}; DROP a'", "DROP TABLE x", "{sql}"),
        ("f'{{}}; {n:>{n}} DROP {it[\"k\"]!r:5};A'", "DROP 'v' ", 'DROP {it["k"]!r:5}'),
        ("f'A {name}{n}' ' B'", "user5 B", "{name}{n}' ' B"),
        ("rf'\\{name} DROP'", "\\user", "\\{name}"),
        ("'{x}' f'{name}a'", "{x}", "{x}"),
        ("f'A {empty} B'", "B", "B"),
        ("f'''\n{name};\nDROP {n:{'>'}{n}}'''", "DROP", "DROP"),
    ],
)
def test_the_text_that_spells_a_part(text: str, part: str, expected: str) -> None:
    assert written(text, part) == expected


def test_what_is_filled_in_may_be_cut_in_more_than_one_way() -> None:
    text = "f'{sql}; {sql}'"
    value = "a; b; c"
    assert string_places(_node(text), value, "m.py", (text,)) is None


@pytest.mark.parametrize("text", ["name", "name.upper()", "'%s' % name", "f'{n=}'", "b'x'.decode()"])
def test_what_is_no_literal_or_does_not_fit(text: str) -> None:
    value = "something else, not spelled here"
    places = string_places(_node(text), value, "m.py", (text,))
    assert places is None or places.span(0, len(value)) == Span("m.py", 0, 0, 0, len(text))


def test_another_value_than_the_literal_spells() -> None:
    assert string_places(_node("'abc'"), "abd", "m.py", ("'abc'",)) is None
    assert string_places(_node("'abc'"), "ab", "m.py", ("'abc'",)) is None
    assert string_places(_node("''"), "", "m.py", ("''",)) is None


# ------------------------------------------------------------------ generated literals

_CHARACTERS = st.sampled_from(["a", "B", " ", ";", "\n", "\t", '"', "'", "\\", "é", "𝒳", "{", "}", "#", "%", "0", "--"])
_TEXTS = st.lists(_CHARACTERS, max_size=12).map("".join)
_PREFIXES = st.sampled_from(["", "r", "R", "u", "f", "F", "rf", "fR"])
_QUOTES = st.sampled_from(["'", '"', "'''", '"""'])


@st.composite
def _literals(draw: st.DrawFn) -> str:
    """One literal of any form, or nothing where the text cannot be written in it."""
    prefix, quote, text = draw(_PREFIXES), draw(_QUOTES), draw(_TEXTS)
    is_format = "f" in prefix.lower()
    if "r" in prefix.lower():
        body = text.replace("\\", "\\x").replace(quote[0], "")
        body = body if len(quote) == 3 else body.replace("\n", "")
    else:
        body = "".join(draw(_spellings(char, quote)) for char in text)
    if is_format:
        body = body.replace("{", "{{").replace("}", "}}")
        if draw(st.booleans()):
            # A full stop, so that the fields of two literals are not side by side.
            body += "." + draw(st.sampled_from(["{name}", "{ n :>4}", "{it['k']}" if quote[0] == '"' else '{it["k"]}']))
    return f"{prefix}{quote}{body}{quote}"


@st.composite
def _spellings(draw: st.DrawFn, char: str, quote: str) -> str:
    escapes = [f"\\U{ord(one):08x}" for one in char[:1]] if len(char) == 1 and char not in "{}" else []
    if char in ("\\", quote[0]):
        escapes.append(f"\\{char}")
    elif char == "\n":
        escapes.append("\\n")
        escapes += [char] if len(quote) == 3 else []
    else:
        escapes.append(char)
    if char == ";":
        escapes.append("\\\n;")
    return draw(st.sampled_from(escapes))


@st.composite
def _expressions(draw: st.DrawFn) -> str:
    gap = st.sampled_from([" ", "\n  ", "  # é; 'x'\n "])
    parts = [draw(_literals()) for _ in range(draw(st.integers(1, 4)))]
    text = parts[0]
    for part in parts[1:]:
        text += draw(gap) + part
    return f"(\n {text})"


@settings(deadline=None, max_examples=200)
@given(_expressions(), st.data())
def test_another_text_at_the_place_changes_that_part_and_nothing_else(text: str, data: st.DataObject) -> None:
    value = _value(text)
    places = string_places(_node(text), value, "m.py", tuple(text.split("\n")))
    if places is None:
        # What is filled in could be cut otherwise, or there is nothing.
        assert value == "" or "{" in text
        return
    start = data.draw(st.integers(0, len(value) - 1))
    end = data.draw(st.integers(start + 1, len(value)))
    whole = places.span(start, end)
    for place in (start, end - 1):
        span = places.span(place, place + 1)
        first, last = _filled_in_together(places, place, len(value))
        assert _value(_replaced(text, span, "Z")) == f"{value[:first]}Z{value[last:]}"
    first_char, last_char = places.span(start, start + 1), places.span(end - 1, end)
    assert (whole.line, whole.column) == (first_char.line, first_char.column)
    assert (whole.end_line, whole.end_column) == (last_char.end_line, last_char.end_column)


def _filled_in_together(places: StringPlaces, place: int, length: int) -> tuple[int, int]:
    """The part of the value that one field fills in; elsewhere one character."""
    span = places.span(place, place + 1)
    same = [at for at in range(length) if places.span(at, at + 1) == span]
    return same[0], same[-1] + 1


def _replaced(text: str, span: Span, by: str) -> str:
    lines = text.split("\n")
    head = "\n".join([*lines[: span.line], lines[span.line][: span.column]])
    tail = "\n".join([lines[span.end_line][span.end_column :], *lines[span.end_line + 1 :]])
    return head + by + tail
