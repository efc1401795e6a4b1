"""What a client counts columns in. Code points are what we count.

Knows no protocol library: it is needed before one is imported.
"""

from __future__ import annotations

from enum import Enum


class Encoding(Enum):
    """The protocol's encodings, under its names."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"

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
