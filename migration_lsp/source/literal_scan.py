"""String literals as they are spelled: which piece of the text each piece of the value is written by.

Reads the text of an expression that the parser has taken already, so that nothing here has to refuse anything. Knows
quotes, prefixes, escapes, implicit concatenation, and where the fields of an f-string begin and end; not what stands
in the fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_GAP = re.compile(r"(?:\s|\\\n|#[^\n]*)*")
_OPENING = re.compile(r"""(?P<prefix>[a-zA-Z]{0,2})(?P<quote>\"\"\"|'''|"|')""")
_ESCAPE = re.compile(
    r"\\(?:(?P<nothing>\n)|(?P<one>[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[\\'\"abfnrtv])"
    r"|(?P<two>.))",
    re.DOTALL,
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """``text[start:end]`` of the source stands for ``length`` characters of the value.

    Where both are as long, it stands for them one by one. Of a field of an f-string the length is not known: None.
    """

    start: int
    end: int
    length: int | None

    @property
    def is_plain(self) -> bool:
        return self.length == self.end - self.start


def scan(text: str, start: int, end: int) -> tuple[Piece, ...] | None:
    """The pieces of the literals in ``text[start:end]``, which follow each other; None for bytes and templates."""
    pieces: list[Piece] = []
    at = _skipped(text, start)
    while at < end:
        opening = _OPENING.match(text, at)
        if opening is None or set(opening["prefix"].lower()) & {"b", "t"}:
            return None
        at = _literal(text, opening, pieces)
        at = _skipped(text, at)
    return tuple(pieces)


def _skipped(text: str, at: int) -> int:
    gap = _GAP.match(text, at)
    return gap.end() if gap is not None else at


def _literal(text: str, opening: re.Match[str], pieces: list[Piece]) -> int:
    """Adds the pieces of one literal, and answers where it ends."""
    prefix, quote = opening["prefix"].lower(), opening["quote"]
    at = opening.end()
    for piece in _body(text, at, quote, is_raw="r" in prefix, is_format="f" in prefix):
        pieces.append(piece)
        at = piece.end
    return at + len(quote)


def _body(text: str, at: int, quote: str, *, is_raw: bool, is_format: bool) -> Iterator[Piece]:
    plain = re.compile(rf"[^\\{quote[0]}{'{}' if is_format else ''}]+")
    while at < len(text) and not text.startswith(quote, at):
        found = plain.match(text, at)
        if found is not None:
            piece = Piece(at, found.end(), found.end() - at)
        elif text[at] == "\\":
            piece = _escape(text, at, is_raw=is_raw, is_format=is_format)
        elif is_format and text[at] in "{}":
            is_doubled = text[at + 1 : at + 2] == text[at]
            piece = Piece(at, at + 2, 1) if is_doubled else Piece(at, _field_end(text, at), None)
        else:
            piece = Piece(at, at + 1, 1)
        yield piece
        at = piece.end


def _escape(text: str, at: int, *, is_raw: bool, is_format: bool) -> Piece:
    if is_format and text[at + 1 : at + 2] in ("{", "}"):
        # A field is a field behind a backslash too.
        return Piece(at, at + 1, 1)
    found = _ESCAPE.match(text, at)
    if found is None or is_raw:
        end = min(at + 2, len(text))
        return Piece(at, end, end - at)
    length = 0 if found["nothing"] is not None else 1 if found["one"] is not None else 2
    return Piece(at, found.end(), length)


def _field_end(text: str, at: int) -> int:
    """Where the field ends that begins at a bracket."""
    at, depth = at + 1, 0
    while at < len(text):
        char = text[at]
        if char == "}" and depth == 0:
            return at + 1
        if char == ":" and depth == 0:
            return _spec_end(text, at + 1)
        if char == "#":
            at = text.find("\n", at) if "\n" in text[at:] else len(text)
            continue
        opening = _OPENING.match(text, at)
        word = _WORD.match(text, at)
        if opening is not None:
            at = _literal(text, opening, [])
        elif word is not None:
            at = word.end()
        else:
            depth += (char in "([{") - (char in ")]}")
            at += 1
    return at


def _spec_end(text: str, at: int) -> int:
    """Where a field ends whose format begins here; the format may have fields in turn."""
    while at < len(text) and text[at] != "}":
        at = _field_end(text, at) if text[at] == "{" else at + 1
    return at + 1
