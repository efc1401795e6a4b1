"""Positions between a client and us: clients count columns in the units of an encoding, we count code points."""

from __future__ import annotations

import re

from lsprotocol import types

from migration_lsp.server.encoding import Encoding

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
"""The protocol's ends of lines, which are those of ``ast`` too; ``str.splitlines`` knows more."""


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text, without their ends."""
    return tuple(text.split("\n") if "\r" not in text else _LINE_ENDS.split(text))


def to_client(lines: tuple[str, ...], line: int, column: int, encoding: Encoding) -> types.Position:
    """The client's position of a code point; a place behind the last line is its end."""
    if line >= len(lines):
        line, column = len(lines) - 1, len(lines[-1])
    return types.Position(line, encoding.units(lines[line], column))


def from_client(lines: tuple[str, ...], position: types.Position, encoding: Encoding) -> tuple[int, int]:
    """The line and the code point of a client's position."""
    if position.line >= len(lines):
        return len(lines) - 1, len(lines[-1])
    return position.line, encoding.column(lines[position.line], position.character)
