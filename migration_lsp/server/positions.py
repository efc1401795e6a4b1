"""Positions between a client and us: clients count columns in the units of an encoding, we count code points."""

from __future__ import annotations

import re
from enum import Enum

from lsprotocol import types

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
"""The protocol's ends of lines, which are those of ``ast`` too; ``str.splitlines`` knows more."""


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text, without their ends."""
    return tuple(text.split("\n") if "\r" not in text else _LINE_ENDS.split(text))


class Encoding(Enum):
    """What a client counts columns in."""

    UTF8 = types.PositionEncodingKind.Utf8.value
    UTF16 = types.PositionEncodingKind.Utf16.value
    UTF32 = types.PositionEncodingKind.Utf32.value

    def units(self, line: str, column: int) -> int:
        """How many units stand before a code point of a line."""
        before = line[:column]
        if self is Encoding.UTF32 or before.isascii():
            return len(before)
        if self is Encoding.UTF8:
            return len(before.encode("utf-8", "surrogatepass"))
        return len(before) + sum(character > "\uffff" for character in before)

    def column(self, line: str, units: int) -> int:
        """The code point of a line that some units stand before; the end of the line where there are more."""
        if self is Encoding.UTF32 or line.isascii():
            return max(min(units, len(line)), 0)
        seen = 0
        for column, character in enumerate(line):
            if seen >= units:
                return column
            seen += self._width(character)
        return len(line)

    def _width(self, character: str) -> int:
        if self is Encoding.UTF16:
            return 2 if character > "\uffff" else 1
        return len(character.encode("utf-8", "surrogatepass"))


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
