"""Bytes to text: encodings, marks, sizes."""

from __future__ import annotations

import pytest

from migration_lsp.source.decode import MAX_BYTES, decode
from migration_lsp.source.files import Unreadable


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        ("größe = 1\r\n".encode(), "größe = 1\r\n"),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        ("# -*- coding: latin-1 -*-\nx = 'é'".encode("latin-1"), "# -*- coding: latin-1 -*-\nx = 'é'"),
        ("#!/usr/bin/python\r# vim: set fileencoding=cp1252 :\rx = 'é'".encode("cp1252"), "é"),
        (b"x = 1\n# coding: latin-1\n", "x = 1\n# coding: latin-1\n"),
    ],
)
def test_text_is_read_as_python_reads_it(data: bytes, text: str) -> None:
    answer = decode(data)
    assert isinstance(answer, str)
    assert text in answer


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"x = '\xe9'\n", "not UTF-8"),
        (b"\x7fELF\0\0", "binary"),
        ("x = 1".encode("utf-16"), "binary"),
        (b"#" * (MAX_BYTES + 1), "1 MB"),
        (b"# coding: nonsense\n", "encoding"),
        (b"# coding: hex\n00", "encoding"),
        (b"# coding: undefined\n", "encoding"),
        (b"# coding: ascii\n\xe9", "ascii"),
    ],
)
def test_what_has_no_text_says_why(data: bytes, word: str) -> None:
    answer = decode(data)
    assert isinstance(answer, Unreadable)
    assert word in answer.reason


def test_the_coding_line_is_for_python_alone() -> None:
    assert isinstance(decode(b"# coding: latin-1\n\xe9", python=False), Unreadable)
