"""SQL text cut into tokens, and tokens into statements.

Knows how each dialect quotes, comments and ends a statement, and nothing of what a statement means. No text
is refused: a quote that is never closed runs to the end.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from typing import NamedTuple


class Kind(Enum):
    WORD = "word"
    QUOTED = "quoted identifier"
    STRING = "string"
    NUMBER = "number"
    PARAMETER = "parameter"
    PUNCTUATION = "punctuation"


class Token(NamedTuple):
    kind: Kind
    text: str
    start: int
    end: int
    word: str
    """A bare word in capitals; empty for everything else."""


_COMMON = r"""
  (?P<space>\s+)
 |(?P<line_comment>--[^\n]*{hash_comment})
 |(?P<block_comment>/\*)
 |(?P<string>{string})
 |(?P<quoted>{quoted})
 |(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)
 |(?P<word>[^\W\d][\w$]*)
 |(?P<parameter>%\(\w+\)s|(?<![:\w]):[^\W\d]\w*|\$\d+)
 |(?P<punctuation>::|:=|<=|>=|<>|!=|\|\||->>|->|.)
"""
_POSTGRES_STRING = r"""
    [eE]'(?:[^'\\]|''|\\.)*(?:'|\Z)
   |(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*(?:'|\Z)
   |\$(?P<tag>[^\W\d]\w*)?\$(?s:.*?)(?:\$(?(tag)(?P=tag))\$|\Z)
"""
_MYSQL_STRING = r"""[bBxXnN]?'(?:[^'\\]|''|\\.)*(?:'|\Z)|"(?:[^"\\]|""|\\.)*(?:"|\Z)"""
_PLAIN_STRING = r"""[xXnN]?'(?:[^']|'')*(?:'|\Z)"""
_DOUBLE_QUOTED = r"""(?:[uU]&)?"(?:[^"]|"")*(?:"|\Z)"""
_BACKTICKED = r"`(?:[^`]|``)*(?:`|\Z)"
_KINDS = {
    "string": Kind.STRING,
    "quoted": Kind.QUOTED,
    "number": Kind.NUMBER,
    "word": Kind.WORD,
    "parameter": Kind.PARAMETER,
    "punctuation": Kind.PUNCTUATION,
}


@cache
def _pattern(dialect: str) -> re.Pattern[str]:
    if dialect in ("mysql", "mariadb"):
        string, quoted, hash_comment = _MYSQL_STRING, _BACKTICKED, r"|\#[^\n]*"
    elif dialect in ("postgresql", "cockroachdb"):
        string, quoted, hash_comment = _POSTGRES_STRING, _DOUBLE_QUOTED, ""
    else:
        string, quoted, hash_comment = _PLAIN_STRING, f"{_DOUBLE_QUOTED}|{_BACKTICKED}", ""
        if dialect in ("sqlite", "mssql"):
            quoted += r"|\[[^\]\n]*\]"
    # A format string's own braces would collide with those of the pattern.
    pattern = _COMMON.replace("{string}", string).replace("{quoted}", quoted)
    return re.compile(pattern.replace("{hash_comment}", hash_comment), re.X | re.S)


def tokens_of(text: str, dialect: str) -> list[Token]:
    """The tokens of a text, without space and comments."""
    match = _pattern(dialect).match
    found: list[Token] = []
    at, end = 0, len(text)
    while at < end:
        piece = match(text, at)
        if piece is None:
            at += 1
            continue
        group = piece.lastgroup or ""
        if group == "tag":
            group = "string"
        if group == "block_comment":
            at = _comment_end(text, at, nests=dialect in ("postgresql", "cockroachdb"))
            continue
        if (kind := _KINDS.get(group)) is not None:
            word = piece[0].upper() if kind is Kind.WORD else ""
            found.append(Token(kind, piece[0], at, piece.end(), word))
        at = piece.end()
    return found


_COMMENT_EDGE = re.compile(r"/\*|\*/")


def _comment_end(text: str, at: int, *, nests: bool) -> int:
    depth = 0
    while (edge := _COMMENT_EDGE.search(text, at)) is not None:
        at = edge.end()
        if edge[0] == "*/":
            depth -= 1
        elif nests or depth == 0:
            depth += 1
        if depth == 0:
            return at
    return len(text)


_BODIES = frozenset({"TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"})


def statements_of(tokens: list[Token]) -> list[list[Token]]:
    """The tokens of each statement, without the semicolon that ends it. Empty statements are left out."""
    statements: list[list[Token]] = []
    current: list[Token] = []
    depth = 0
    has_body = False
    for token in tokens:
        if token.text == ";" and depth == 0:
            if current:
                statements.append(current)
            current, has_body = [], False
            continue
        current.append(token)
        word = token.word
        if not word or current[0].word != "CREATE":
            continue
        if word in _BODIES and len(current) < 8:
            has_body = True
        elif has_body and word in ("BEGIN", "CASE"):
            depth += 1
        elif has_body and depth and word == "END":
            depth -= 1
    if current:
        statements.append(current)
    return statements


_LONGEST = 63
"""Bytes of a name in PostgreSQL."""


def identifier(token: Token, dialect: str) -> str:
    """The name that a token stands for: unquoted, and folded as the server folds a bare one."""
    name = _spelled(token, dialect)
    if dialect not in ("postgresql", "cockroachdb") or len(name) <= _LONGEST // 4:
        return name
    # The server cuts what is too long, and says so in a notice that nobody reads.
    return name.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore")


def _spelled(token: Token, dialect: str) -> str:
    if token.kind is Kind.WORD:
        return token.text.lower() if dialect in ("postgresql", "cockroachdb") else token.text
    text = token.text
    if text[:2].lower() == "u&":
        text = text[2:]
    quote = text[:1]
    close = "]" if quote == "[" else quote
    inner = text[1:-1] if len(text) > 1 and text.endswith(close) else text[1:]
    return inner.replace(quote * 2, quote)


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_ESCAPED = re.compile(r"\\(.)", re.S)


def string_value(token: Token, dialect: str) -> str:
    """The text that a string token stands for."""
    text = token.text
    if text.startswith("$"):
        tag = text[: text.index("$", 1) + 1]
        return text[len(tag) : -len(tag)] if len(text) >= 2 * len(tag) and text.endswith(tag) else text[len(tag) :]
    prefix, quote = ("", text[:1]) if text[:1] in "'\"" else (text[:1].lower(), "'")
    at = text.index(quote) + 1
    inner = text[at:-1] if len(text) > at and text.endswith(quote) else text[at:]
    inner = inner.replace(quote * 2, quote)
    if prefix == "e" or dialect in ("mysql", "mariadb"):
        return _ESCAPED.sub(lambda escape: _ESCAPES.get(escape[1], escape[1]), inner)
    return inner
