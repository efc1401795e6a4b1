"""Edits of texts, and places in them as the protocol counts them. Knows nothing of what a text means."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Edit:
    """Another text in the place of the characters from ``start`` to ``end``."""

    start: int
    end: int
    text: str

    def applied(self, text: str) -> str:
        return text[: self.start] + self.text + text[self.end :]


def edits_between(old: str, new: str) -> list[Edit]:
    """The edits that make one text of another, the last place first, so that none moves those that follow."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    found = []
    for kind, first, last, from_, to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            edit = Edit(starts[first], starts[last], "".join(after[from_:to]))
            found.append(_narrowed(edit, old))
    return found[::-1]


def _narrowed(edit: Edit, text: str) -> Edit:
    """The same edit without what it leaves as it is. No end of a line is cut in two: nobody could name that place."""
    old, new = text[edit.start : edit.end], edit.text
    if "\r" in old or "\r" in new:
        return edit
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    most = shorter - head
    tail = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    return Edit(edit.start + head, edit.end - tail, new[head : len(new) - tail])


def position(text: str, offset: int, encoding: str) -> dict[str, int]:
    """The protocol's name for a place in a text."""
    line, start = 0, 0
    for end in _LINE_END.finditer(text):
        if end.end() > offset:
            break
        line, start = line + 1, end.end()
    before = text[start:offset]
    size = len(before.encode("utf-8")) if encoding == "utf-8" else len(before.encode("utf-16-le")) // 2
    return {"line": line, "character": size}


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True
