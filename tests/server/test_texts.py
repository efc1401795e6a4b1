"""URIs, positions, edits and moved lines: what stands between a client's words for a place and ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from migration_lsp.server.documents import Document
from migration_lsp.server.encoding import Encoding
from migration_lsp.server.moved import Moved
from migration_lsp.server.positions import from_client, lines_of, to_client
from migration_lsp.server.uris import path_of, uri_of
from migration_lsp.source.spans import Span

# ------------------------------------------------------------------ URIs


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///home/me/shop/models.py", "/home/me/shop/models.py"),
        ("file://localhost/home/me", "/home/me"),
        ("FILE:///home/a%20b/%C3%A9.py", "/home/a b/é.py"),
        ("file:///a;b/c%23d.py?x#y", "/a;b/c#d.py"),
        ("file://elsewhere/share/x.py", None),
        ("git:/home/me/models.py", None),
        ("untitled:Untitled-1", None),
        ("vscode-notebook-cell:/x.ipynb#1", None),
        ("file:///a%00b", None),
        ("file:models.py", None),
        ("", None),
    ],
)
def test_a_uri_names_a_path_or_none(uri: str, path: str | None) -> None:
    assert path_of(uri, "posix") == path


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///c%3A/Users/me/models.py", "C:\\Users\\me\\models.py"),
        ("file:///C:/Users/me/models.py", "C:\\Users\\me\\models.py"),
        ("file:///c:", "C:\\"),
        ("file://server/share/a%20b.py", "\\\\server\\share\\a b.py"),
    ],
)
def test_a_uri_on_windows(uri: str, path: str) -> None:
    assert path_of(uri, "nt") == path
    assert path_of(uri_of(path, "nt"), "nt") == path


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_a_path_comes_back_from_its_uri(name: str) -> None:
    assert path_of(uri_of(f"/{name}", "posix"), "posix") == f"/{name}"


# ------------------------------------------------------------------ positions

_TEXTS = st.text(st.sampled_from("ab é🙂\n\r\x0c\u2028"), max_size=30)


@given(_TEXTS, st.sampled_from(Encoding), st.data())
def test_a_position_comes_back(text: str, encoding: Encoding, data: st.DataObject) -> None:
    lines = lines_of(text)
    line = data.draw(st.integers(0, len(lines) - 1))
    column = data.draw(st.integers(0, len(lines[line])))
    assert from_client(lines, to_client(lines, line, column, encoding), encoding) == (line, column)


@pytest.mark.parametrize(("encoding", "units"), [(Encoding.UTF8, 7), (Encoding.UTF16, 4), (Encoding.UTF32, 3)])
def test_columns_are_counted_in_the_units_of_the_client(encoding: Encoding, units: int) -> None:
    assert to_client(("é🙂a",), 0, 3, encoding).character == units


@pytest.mark.parametrize("encoding", Encoding)
def test_places_that_are_not_there_are_ends(encoding: Encoding) -> None:
    assert from_client(("ab", "é"), types.Position(0, 99), encoding) == (0, 2)
    assert from_client(("ab", "é"), types.Position(99, 99), encoding) == (1, 1)
    assert to_client(("ab",), 99, 5, encoding) == types.Position(0, 2)


def test_only_the_ends_of_lines_of_the_protocol_count() -> None:
    assert lines_of("a\x0cb\u2028c\r\nd\re\n") == ("a\x0cb\u2028c", "d", "e", "")


# ------------------------------------------------------------------ edits


def _edited(text: str, *changes: types.TextDocumentContentChangeEvent, encoding: Encoding = Encoding.UTF16) -> str:
    return Document("file:///x", "/x", 1, text, text).edited(2, changes, encoding).text


def _partial(start: tuple[int, int], end: tuple[int, int], text: str) -> types.TextDocumentContentChangePartial:
    return types.TextDocumentContentChangePartial(types.Range(types.Position(*start), types.Position(*end)), text)


def test_edits_count_from_the_text_that_the_one_before_left() -> None:
    assert _edited("ab\ncd", _partial((0, 1), (1, 1), "-"), _partial((0, 3), (0, 3), "!")) == "a-d!"


def test_an_edit_behind_characters_of_two_units() -> None:
    assert _edited("x = '🙂'", _partial((0, 7), (0, 8), '"')) == "x = '🙂\""


def test_an_edit_at_the_end_and_one_of_everything() -> None:
    assert _edited("a\n", _partial((1, 0), (1, 0), "b")) == "a\nb"
    assert _edited("", _partial((0, 0), (0, 0), "b")) == "b"
    assert _edited("a", types.TextDocumentContentChangeWholeDocument("z")) == "z"


def test_a_form_feed_is_no_end_of_a_line() -> None:
    assert _edited("a\x0cb\nc", _partial((1, 0), (1, 1), "d")) == "a\x0cb\nd"


@given(_TEXTS, _TEXTS, st.sampled_from(Encoding), st.data())
def test_an_edit_is_what_python_does_with_offsets(text: str, new: str, encoding: Encoding, data: st.DataObject) -> None:
    text = text.replace("\r", "")
    lines = lines_of(text)
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, len(text)))
    places = []
    for offset in (begin, end):
        line = text.count("\n", 0, offset)
        column = offset - (text.rfind("\n", 0, offset) + 1)
        places.append(to_client(lines, line, column, encoding))
    change = types.TextDocumentContentChangePartial(types.Range(*places), new)
    assert _edited(text, change, encoding=encoding) == text[:begin] + new + text[end:]


# ------------------------------------------------------------------ moved lines


def _moved(before: str, after: str) -> Moved:
    return Moved(lines_of(before), lines_of(after))


def test_lines_move_with_what_is_typed_above_and_between_them() -> None:
    moved = _moved("a\nb\nc\nd", "x\na\nb\ny\nz\nc\nd")
    assert [moved.forward(line) for line in range(4)] == [(1, True), (2, True), (5, True), (6, True)]
    assert [moved.back(line) for line in range(7)] == [None, 0, 1, None, None, 2, 3]


def test_a_line_that_is_gone_stands_where_it_would() -> None:
    moved = _moved("a\nb\nc", "a\nc")
    assert moved.forward(1) == (1, False)
    assert moved.span(Span("x", 1, 0, 1, 1)) == Span("x", 1, 0, 1, 1)
    assert _moved("a\nb", "a").forward(1) == (0, False)


def test_a_span_of_several_lines_whose_end_is_gone_ends_with_its_first() -> None:
    assert _moved("a(\nb\n)\n", "a(\n").span(Span("x", 0, 1, 2, 1)) == Span("x", 0, 1, 0, 2)


@given(_TEXTS, _TEXTS)
def test_every_line_has_a_place_and_kept_lines_are_the_same(before: str, after: str) -> None:
    moved = _moved(before, after)
    for line in range(len(moved.before)):
        place, is_kept = moved.forward(line)
        assert 0 <= place < len(moved.after)
        if is_kept:
            assert moved.before[line] == moved.after[place]
            assert moved.back(place) == line
