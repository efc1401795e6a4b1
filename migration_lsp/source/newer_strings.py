"""F-strings and t-strings as Python 3.12 and later read them: any expression in a brace, any quotes in that.

Here they are taken apart. Where the expressions in the braces end is asked of the caller, who knows code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass

_SPECIAL = re.compile(r"""[\\{}'"\n]""")
_CONVERSION = re.compile(r"![ \t\f\n]*([rsa])[ \t\f\n]*")
_COMMENT = re.compile(r"#[^\n]*")
_GAP = re.compile(r"(?:\s|#[^\n]*)*")
_ESCAPE = re.compile(
    r"\\(?:[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}\n]*\}|.)",
    re.DOTALL,
)


class Refused(Exception):
    """The text is no Python that is known here."""


@dataclass(frozen=True, slots=True)
class Code:
    """A stretch of code in a text, and what is to be read in place of parts of it."""

    start: int
    end: int
    is_blank: bool
    edits: tuple[tuple[int, int, str], ...]
    strings: dict[int, tuple[Literal, ...]]
    """The strings beside each other of which at least one is formatted, by where the first one begins."""


@dataclass(frozen=True, slots=True)
class Hole:
    """``{…}`` in a formatted string."""

    code: Code
    conversion: int
    spec: tuple[str | Hole, ...] | None
    shown: str | None
    """The text that ``{name=}`` puts before the value."""


@dataclass(frozen=True, slots=True)
class Literal:
    """One string literal; a plain one has no parts."""

    start: int
    end: int
    parts: tuple[str | Hole, ...] | None = None
    is_template: bool = False


CodeReader = Callable[[int], Code]
"""Reads the code of a hole from an offset on, up to the sign that ends it."""


def formatted(text: str, start: int, prefix: str, quote: str, read: CodeReader) -> Literal:
    """The f-string or t-string that begins at an offset."""
    reader = _Reader(text, quote, "r" in prefix.lower(), read)
    parts, end = reader.parts(start + len(prefix) + len(quote))
    return Literal(start, end + len(quote), parts, "t" in prefix.lower())


class _Reader:
    def __init__(self, text: str, quote: str, is_raw: bool, read: CodeReader) -> None:
        self._text, self._quote, self._is_raw, self._read = text, quote, is_raw, read

    def parts(self, start: int) -> tuple[tuple[str | Hole, ...], int]:
        """The parts of the string from an offset on, and where its closing quote stands."""
        parts: list[str | Hole] = []
        begun = position = start
        while True:
            at = self._next_special(position)
            sign = self._text[at]
            if self._text.startswith(self._quote, at):
                parts.append(self._decoded(begun, at))
                return tuple(parts), at
            if sign in "{}" and self._text.startswith(sign, at + 1):
                parts.append(self._decoded(begun, at + 1))
                begun = position = at + 2
            elif sign == "{":
                parts.append(self._decoded(begun, at))
                hole, begun = self._hole(at + 1)
                parts.append(hole)
                position = begun
            else:
                position = self._beyond(at, sign)

    def _next_special(self, position: int) -> int:
        found = _SPECIAL.search(self._text, position)
        if found is None:
            raise Refused
        return found.start()

    def _beyond(self, at: int, sign: str) -> int:
        """Where to read on after a sign that is part of the text."""
        if sign == "}" or (sign == "\n" and len(self._quote) == 1):
            raise Refused
        if sign != "\\":
            return at + 1
        if not self._is_raw and self._text.startswith("N{", at + 1):
            return self._text.index("}", at) + 1 if "}" in self._text[at : at + 120] else at + 3
        # A backslash does not take a brace its meaning.
        return at + 1 if self._text[at + 1 : at + 2] in ("{", "}") else at + 2

    def _hole(self, start: int) -> tuple[Hole, int]:
        code = self._read(start)
        if code.is_blank:
            raise Refused
        text, position, shown = self._text, code.end, None
        if text.startswith("=", position):
            gap = _GAP.match(text, position + 1)
            position = gap.end() if gap is not None else position + 1
            shown = text[start : code.end + 1] + _COMMENT.sub("", text[code.end + 1 : position])
        found = _CONVERSION.match(text, position)
        conversion = ord(found[1]) if found is not None else -1
        position = found.end() if found is not None else position
        spec = None
        if text.startswith(":", position):
            spec, position = self._spec(position + 1)
        if not text.startswith("}", position):
            raise Refused
        if shown is not None and found is None and spec is None:
            conversion = ord("r")
        return Hole(code, conversion, spec, shown), position + 1

    def _spec(self, start: int) -> tuple[tuple[str | Hole, ...], int]:
        """The parts of a format specification, and where the brace stands that ends it."""
        parts: list[str | Hole] = []
        begun = position = start
        while True:
            at = self._next_special(position)
            sign = self._text[at]
            if sign == "}":
                parts.append(self._decoded(begun, at))
                return tuple(parts), at
            if sign == "{":
                parts.append(self._decoded(begun, at))
                hole, begun = self._hole(at + 1)
                parts.append(hole)
                position = begun
            elif self._text.startswith(self._quote, at):
                raise Refused
            else:
                position = self._beyond(at, sign)

    def _decoded(self, start: int, end: int) -> str:
        piece = self._text[start:end]
        return piece if self._is_raw or "\\" not in piece else _ESCAPE.sub(_character, piece)


def _character(escape: re.Match[str]) -> str:
    try:
        return str(ast.literal_eval(f'"{escape[0]}"'))
    except (SyntaxError, ValueError):
        raise Refused from None
