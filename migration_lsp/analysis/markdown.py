"""Markdown around text from a project, which must not become links, HTML, headings or code of its own.

Knows CommonMark, and the links that editors make of addresses; knows nothing of what is said.
"""

from __future__ import annotations

import re

_SPECIAL = re.compile(
    r"[\\`*\[\]<>&|~]"  # what opens code, emphasis, links, HTML, entities, table cells
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore that is not inside a word
    r"|(?<=:)/(?=/)|(?<=www)\.|@",  # what editors take for addresses
    re.IGNORECASE,
)
_BLOCK = re.compile(r"(?P<before>\s*)(?P<mark>[#+\-=])|(?P<number>\s*\d{1,9})(?P<after>[.)])")
"""What begins a heading, a list or a rule at the start of a line."""

_CODE = re.compile(r"`([^`]+)`")
_RUN = re.compile(r"`+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What is not seen, and what turns the direction of writing."""


def escape(text: str) -> str:
    """A text as it is, on one line."""
    line = _SPECIAL.sub(r"\\\g<0>", _on_one_line(text))
    return _no_block(line)


def _no_block(line: str) -> str:
    """A line that begins no heading, no rule and no list."""
    found = _BLOCK.match(line)
    if found is None:
        return line
    mark = found.start("mark") if found["mark"] else found.start("after")
    return f"{line[:mark]}\\{line[mark:]}"


def code(text: str) -> str:
    """A piece of code in a line; more backticks around it than in it."""
    line = _on_one_line(text)
    if not line:
        return ""
    marks = "`" * (_longest_run(line) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{marks}{pad}{line}{pad}{marks}"


def prose(text: str) -> str:
    """A sentence of ours with names of the project in backticks. What stands outside of a pair of them is escaped."""
    parts: list[str] = []
    end = 0
    for found in _CODE.finditer(text):
        parts += [_between(text[end : found.start()]), code(found[1]) or "\\`\\`"]
        end = found.end()
    whole = "".join([*parts, _between(text[end:])])
    return _no_block(whole)


def _between(text: str) -> str:
    """A part of a line, with the spaces at its ends."""
    return _SPECIAL.sub(r"\\\g<0>", re.sub(r"\s+", " ", _CONTROL.sub("", re.sub(r"\s+", " ", text))))


def fence(text: str, language: str) -> str:
    """A block of code; its fence is longer than any run of backticks in it."""
    body = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    marks = "`" * max(3, _longest_run(body) + 1)
    return f"{marks}{language}\n{body}\n{marks}"


def _on_one_line(text: str) -> str:
    """A text without line breaks, and without what is not seen."""
    return " ".join(_CONTROL.sub("", " ".join(text.split())).split())


def _longest_run(text: str) -> int:
    return max((len(run) for run in _RUN.findall(text)), default=0)
