"""Text of a project stays text: no links, no HTML, no headings, no way out of code."""

from __future__ import annotations

import html

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from migration_lsp.analysis.markdown import code, escape, fence, prose

_PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

_PIECES = [*"`*_[]()<>!#-+=|~:/@&;\\. \n1ax", "://", "www.", "&lt;", "<b>", "](", "``"]
_TEXT = st.text(st.characters(codec="utf-8"), max_size=60) | st.lists(st.sampled_from(_PIECES), max_size=40).map(
    "".join
)


def _inline(markdown: str) -> list[Token]:
    """The inline tokens of a text that is one paragraph and nothing else."""
    tokens = _PARSER.parse(markdown)
    assert [token.type for token in tokens] in (["paragraph_open", "inline", "paragraph_close"], [])
    return list(tokens[1].children or ()) if tokens else []


def _seen(markdown: str) -> str:
    """What a reader sees of it."""
    allowed = {"text", "code_inline", "text_special"}
    tokens = _inline(markdown)
    assert {token.type for token in tokens} <= allowed
    return "".join(token.content for token in tokens)


def _plain(text: str) -> str:
    invisible = [*range(0x20), 0x7F, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
    return " ".join("".join(it for it in " ".join(text.split()) if ord(it) not in invisible).split())


@given(_TEXT)
@example("[a](command:evil)")
@example("<script>")
@example("a *b* _c_ user_id __init__")
@example("# heading")
@example("1. one")
@example("- one")
@example("a\n===")
@example("&lt;b&gt;")
@example("![x](http://evil)")
def test_escaped_text_is_seen_as_it_is(text: str) -> None:
    assert " ".join(_seen(escape(text)).split()) == _plain(text)


@given(_TEXT)
def test_code_is_one_piece_of_code(text: str) -> None:
    tokens = _inline(code(text))
    assert [token.type for token in tokens] == (["code_inline"] if tokens else [])
    assert " ".join(token.content for token in tokens).strip() == _plain(text)


@given(_TEXT)
@example("a `b` c")
@example("\\`b`[c](d)`")
@example("x` [link](command:x) `y")
def test_prose_has_code_and_text_and_nothing_else(text: str) -> None:
    _seen(prose(f"Add {text} as nullable."))
    _seen(prose(text))


@given(_TEXT, st.sampled_from(("sql", "python", "text")))
@example("```\n# out\n```", "sql")
@example("````", "text")
def test_a_fence_holds_all_of_its_text(text: str, language: str) -> None:
    tokens = _PARSER.parse(fence(text, language) + "\n\nafter")
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]
    assert tokens[0].info == language


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("user.plan: existing rows have no value", "user.plan: existing rows have no value"),
        ("user_id", "user_id"),
        ("0: every row", "0: every row"),
        ("see http://evil.example and www.evil.example", "see http:\\//evil.example and www\\.evil.example"),
        ("a@b.c", "a\\@b.c"),
        ("a | b", "a \\| b"),
    ],
)
def test_what_is_written(text: str, written: str) -> None:
    assert escape(text) == written


def test_names_in_backticks_are_code() -> None:
    assert prose("Add `user_id` as *nullable*.") == "Add `user_id` as \\*nullable\\*."


def test_entities_stay_letters() -> None:
    assert html.unescape(_PARSER.render(escape("&lt;b&gt;"))) == "<p>&lt;b&gt;</p>\n"
