"""Whether text that ``ast`` refuses is good Python of a newer version, and of which.

libcst parses newer syntax than the Python that runs it. It recurses without a bound of its own, though, and
ends the process on text that is nested deeply enough, so the text is measured first.
"""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import libcst

_MAX_CHARACTERS = 300_000
_MAX_DEPTH = 100
_MAX_OPERATORS = 400
"""In one logical line. From a thousand on libcst needs seconds, from some thousands on it crashes."""
_MAX_BRANCHES = 1000

_HINT = re.compile(
    r"""
      ^[ \t]*type[ \t]+\w+          # type alias
    | (?:class|def)[ \t]+\w+[ \t]*\[  # type parameters
    | \b(?:[rR]?[fFtT]|[fFtT][rR])["']  # nested quotes in f-strings, t-strings
    | \bexcept\*?[ \t]+[^(:\n]+,    # several exceptions without parentheses
    """,
    re.MULTILINE | re.VERBOSE,
)

_RECURSIVE_WORDS = frozenset({"and", "or", "not", "if", "else", "lambda", "await", "yield", "for", "in"})


def needed_version(text: str) -> str | None:
    """The version (``3.12``) that reads the text, or None where it is no Python that libcst knows."""
    if len(text) > _MAX_CHARACTERS or not _HINT.search(text) or not is_shallow(text):
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
    depth = operators = branches = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NEWLINE:
                operators = 0
            elif token.type == tokenize.NAME:
                operators += token.string in _RECURSIVE_WORDS
                branches += token.string == "elif"
            elif token.type == tokenize.OP:
                operators += token.string != ","
                depth += (token.string in "([{") - (token.string in ")]}")
            if depth > _MAX_DEPTH or operators > _MAX_OPERATORS or branches > _MAX_BRANCHES:
                return False
    except (tokenize.TokenError, SyntaxError):
        return False
    return True


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
