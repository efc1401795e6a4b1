"""From a place in the value of a string to the place in the text that spells it.

The value may come from more than one literal, from f-strings and from sums of them: what is filled in has the place of
the expression that fills it in. Where it cannot be told for certain what was filled in, nothing is told.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from migration_lsp.source.literal_scan import Piece, scan
from migration_lsp.source.spans import Span, span_of


@dataclass(frozen=True, slots=True)
class _Spelled:
    """A piece of the source, and the text that it stands for: None where something is filled in."""

    pieces: tuple[Piece, ...]
    text: str | None


@dataclass(frozen=True, slots=True)
class StringPlaces:
    """Where the characters of a value are written. ``source`` is the text of some lines, the first of them ``line``."""

    path: str
    line: int
    source: str
    starts: tuple[int, ...]
    """Where in the value each piece begins."""
    pieces: tuple[Piece, ...]

    def span(self, start: int, end: int) -> Span:
        """The text that spells a part of the value, which is not empty."""
        first, _ = self._place(start)
        _, last = self._place(end - 1)
        return Span(self.path, *self._position(first), *self._position(last))

    def _place(self, offset: int) -> tuple[int, int]:
        """The source of one character."""
        number = bisect_right(self.starts, offset) - 1
        piece = self.pieces[number]
        if not piece.is_plain:
            return piece.start, piece.end
        at = piece.start + offset - self.starts[number]
        return at, at + 1

    def _position(self, offset: int) -> tuple[int, int]:
        begin = self.source.rfind("\n", 0, offset) + 1
        return self.line + self.source.count("\n", 0, offset), offset - begin


def string_places(node: ast.expr, value: str, path: str, lines: tuple[str, ...]) -> StringPlaces | None:
    """How an expression spells a value; None where it is no literal, or where the value is not what it spells."""
    span = span_of(node, path, lines)
    source = "\n".join(lines[span.line : span.end_line + 1])
    parts = _merged(tuple(_parts(node, lines, source, span.line)))
    lengths = _lengths(parts, value) if parts is not None else None
    if parts is None or lengths is None or all(part.text is None for part in parts):
        return None
    starts: list[int] = []
    pieces: list[Piece] = []
    at = 0
    for part, length in zip(parts, lengths, strict=True):
        for piece in part.pieces:
            width = length if piece.length is None else piece.length
            if width:
                starts.append(at)
                pieces.append(piece)
            at += width
    return StringPlaces(path, span.line, source, tuple(starts), tuple(pieces)) if pieces else None


def _parts(node: ast.expr, lines: tuple[str, ...], source: str, line: int) -> Iterator[_Spelled | None]:
    """The literals of an expression and what is filled in between them; None where that cannot be told."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _parts(node.left, lines, source, line)
        yield from _parts(node.right, lines, source, line)
        return
    start, end = _offsets(node, lines, source, line)
    texts = _texts(node)
    if texts is None:
        yield _Spelled((Piece(start, end, None),), None)
        return
    pieces = scan(source, start, end)
    yield from _beside(pieces, texts) if pieces is not None else (None,)


def _texts(node: ast.expr) -> list[str] | None:
    """The texts between the fields of a literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if not isinstance(node, ast.JoinedStr):
        return None
    texts = [""]
    for part in node.values:
        if isinstance(part, ast.Constant):
            texts[-1] += str(part.value)
        else:
            texts.append("")
    return texts


def _beside(pieces: tuple[Piece, ...], texts: list[str]) -> Iterator[_Spelled | None]:
    """The pieces with the texts that the parser has read from them."""
    group: list[Piece] = []
    left = iter(texts)
    for piece in (*pieces, None):
        if piece is not None and piece.length is not None:
            group.append(piece)
            continue
        text = next(left, None)
        if text is None or sum(it.length or 0 for it in group) != len(text):
            yield None
            return
        yield _Spelled(tuple(group), text)
        group = []
        if piece is not None:
            yield _Spelled((piece,), None)
    if next(left, None) is not None:
        yield None


def _offsets(node: ast.expr, lines: tuple[str, ...], source: str, line: int) -> tuple[int, int]:
    span = span_of(node, "", lines)
    starts = [0]
    for text in source.split("\n"):
        starts.append(starts[-1] + len(text) + 1)
    return starts[span.line - line] + span.column, starts[span.end_line - line] + span.end_column


def _merged(parts: tuple[_Spelled | None, ...]) -> tuple[_Spelled, ...] | None:
    """Texts and what is filled in, in turn: where one of two that are filled in side by side ends, nobody knows."""
    found: list[_Spelled] = []
    for part in parts:
        if part is None:
            return None
        if part.text == "":
            continue
        last = found[-1] if found else None
        if last is None or (last.text is None) != (part.text is None):
            found.append(part)
        elif last.text is None or part.text is None:
            found[-1] = _Spelled((Piece(last.pieces[0].start, part.pieces[-1].end, None),), None)
        else:
            found[-1] = _Spelled(last.pieces + part.pieces, last.text + part.text)
    return tuple(found)


def _lengths(parts: tuple[_Spelled, ...], value: str) -> list[int] | None:
    """How much of the value each part is; None where the texts do not fit, or fit in more than one way."""
    first = _first_fit(parts, value)
    if first is None or first != _last_fit(parts, value):
        return None
    ends = [*first[1:], len(value)]
    return [end - start for start, end in zip(first, ends, strict=True)]


def _first_fit(parts: tuple[_Spelled, ...], value: str) -> list[int] | None:
    """Where each part begins, each text as early as it can."""
    starts: list[int] = []
    at, is_open = 0, False
    for number, part in enumerate(parts):
        if part.text is None:
            starts.append(at)
            is_open = True
            continue
        is_last = number == len(parts) - 1
        found = len(value) - len(part.text) if is_last and is_open else value.find(part.text, at)
        if found < at or (not is_open and found != at) or not value.startswith(part.text, found):
            return None
        starts.append(found)
        at, is_open = found + len(part.text), False
    return starts if is_open or at == len(value) else None


def _last_fit(parts: tuple[_Spelled, ...], value: str) -> list[int] | None:
    """The same from the end, each text as late as it can."""
    mirrored = tuple(replace(part, text=part.text[::-1] if part.text is not None else None) for part in reversed(parts))
    starts = _first_fit(mirrored, value[::-1])
    if starts is None:
        return None
    ends = [*starts[1:], len(value)]
    return [len(value) - end for end in reversed(ends)]
