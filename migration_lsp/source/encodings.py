"""Columns in the units of the outside world: editors and our JSON count UTF-16 code units."""

from __future__ import annotations


def utf16_column(line: str, column: int) -> int:
    """A column that counts code points, as one that counts UTF-16 code units."""
    before = line[:column]
    return column if before.isascii() else column + sum(character > "\uffff" for character in before)
