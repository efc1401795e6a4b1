"""Whether text that ``ast`` refuses is good Python of a newer version, and of which.

libcst parses newer syntax than the Python that runs it. It recurses without a bound of its own, though, and
ends the process on text that is nested deeply enough, so the text is measured first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migration_lsp.source.newer_code import read_file
from migration_lsp.source.newer_strings import Refused

if TYPE_CHECKING:
    import libcst

MAX_CHARACTERS = 300_000
_MAX_DEPTH = 100
_MAX_OPERATORS = 400
"""In one logical line. From a thousand on libcst needs seconds, from some thousands on it crashes."""
_MAX_BRANCHES = 1000

_HINT = re.compile(
    r"""
      (?:^|[;:])[ \t]*type[ \t]+\w+  # type alias
    | (?:class|def)[ \t]+\w+[ \t]*\[  # type parameters
    | \b(?:[rR]?[fFtT]|[fFtT][rR])["']  # nested quotes in f-strings, t-strings
    | \bexcept\*?[ \t]+[^(:\n]+,    # several exceptions without parentheses
    """,
    re.MULTILINE | re.VERBOSE,
)


def looks_newer(text: str) -> bool:
    """Whether anything in a text may be newer syntax. A cheap look: most of what it finds is not."""
    return _HINT.search(text) is not None


def needed_version(text: str) -> str | None:
    """The version (``3.12``) that reads the text, or None where it is no Python that libcst knows."""
    if len(text) > MAX_CHARACTERS or not looks_newer(text) or not is_shallow(text):
        return None
    import libcst

    try:
        module = libcst.parse_module(text)
    except Exception:
        # Whatever libcst has against it, it is no newer Python.
        return None
    return _newest_syntax(module)


def is_shallow(text: str) -> bool:
    """Whether libcst can be given a text: it is nested nowhere so deeply that it would end the process."""
    try:
        _, _, measure = read_file(text.replace("\r\n", "\n").replace("\r", "\n"))
    except Refused:
        return False
    return (
        measure.is_sound
        and measure.depth <= _MAX_DEPTH
        and measure.operators <= _MAX_OPERATORS
        and measure.branches <= _MAX_BRANCHES
        and _most_indented(text) <= _MAX_DEPTH
    )


def _most_indented(text: str) -> int:
    """The most blocks inside each other, or more where lines within a statement step further and further in."""
    widths: list[int] = []
    most = 0
    for line in text.splitlines():
        width = len(line) - len(line.lstrip())
        if width == len(line):
            continue
        while widths and widths[-1] >= width:
            widths.pop()
        widths.append(width)
        most = max(most, len(widths))
    return most


def _newest_syntax(module: libcst.Module) -> str | None:
    import libcst
    from libcst import matchers

    def uses(pattern: matchers.BaseMatcherNode) -> bool:
        return bool(matchers.findall(module, pattern))

    if uses(matchers.TemplatedString()):
        return "3.14"
    for handler in matchers.findall(module, matchers.ExceptHandler(type=matchers.Tuple(lpar=[]))):
        if isinstance(handler, libcst.ExceptHandler):
            return "3.14"
    if uses(matchers.TypeParam(equal=matchers.AssignEqual())):
        return "3.13"
    if uses(matchers.TypeAlias()) or uses(matchers.TypeParameters()) or uses(matchers.FormattedString()):
        return "3.12"
    return None
