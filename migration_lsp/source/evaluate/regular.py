"""Regular expressions of the project, as far as they cannot run away.

A pattern may take for ever on a short text if a repetition stands in a repetition, or if many stand in a row. Such
patterns are not run: what they give is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.values import NOT_MINE, Native, Unknown, Value, contains_unknown

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

MAX_PATTERN = 300
MAX_TEXT = 2_000
MAX_REPETITIONS = 3
"""Open repetitions in one pattern: each may cost the length of the text once more."""

_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
_ESCAPE = re.compile(r"\\.")
_NESTED = re.compile(r"\)(?:[*+]|\{\d*,)")
_OPEN = re.compile(r"[*+]|\{\d*,\d*\}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """``re.compile(text)``."""

    text: str
    flags: int = 0


def is_bounded(pattern: str) -> bool:
    """Whether a pattern ends soon on any text that it is given here."""
    if len(pattern) > MAX_PATTERN or re.search(r"\\[1-9]|\(\?P=|\(\?\(", pattern):
        return False
    plain = _CLASS.sub("c", _ESCAPE.sub("e", pattern))
    return not _NESTED.search(plain) and len(_OPEN.findall(plain)) <= MAX_REPETITIONS


def call(
    interpreter: Interpreter, name: str, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site
) -> Value:
    """``re.name(pattern, …)``; ``NOT_MINE`` for what is no function of ``re`` that is known here."""
    if name == "re.compile":
        flags = arguments[1] if len(arguments) > 1 else keywords.get("flags", 0)
        if arguments and isinstance(arguments[0], str) and isinstance(flags, int):
            return Pattern(arguments[0], int(flags))
        return Unknown("a regular expression that is not known", site.span)
    method = name.removeprefix("re.")
    if method not in _METHODS:
        return NOT_MINE
    if not arguments:
        return Unknown("a regular expression that is not known", site.span)
    given, rest = arguments[0], arguments[1:]
    flags = keywords.pop("flags", rest[_FLAGS[method]] if len(rest) > _FLAGS[method] else 0)
    pattern = Pattern(given, flags) if isinstance(given, str) and isinstance(flags, int) else given
    if not isinstance(pattern, Pattern):
        return Unknown("a regular expression that is not known", site.span)
    return _apply(interpreter, pattern, method, rest[: _FLAGS[method]], keywords, site)


def attribute(interpreter: Interpreter, value: Value, name: str, site: Site) -> Value:
    """``pattern.name`` and ``match.name``; ``NOT_MINE`` for any other value."""
    if isinstance(value, Pattern):
        if name == "pattern":
            return value.text
        if name in _METHODS:
            return Native(f"re.{name}", lambda given, keywords: _apply(interpreter, value, name, given, keywords, site))
    if isinstance(value, re.Match) and name in ("group", "groups", "groupdict", "start", "end", "span"):
        return Native(f"match.{name}", lambda given, keywords: _of_match(value, name, given, site))
    return NOT_MINE


def _of_match(match: re.Match[str], name: str, arguments: tuple[Value, ...], site: Site) -> Value:
    if contains_unknown(arguments) or not all(isinstance(item, (str, int)) for item in arguments):
        return Unknown("a group that is not known", site.span)
    try:
        found = getattr(match, name)(*arguments)
    except (IndexError, TypeError):
        return Unknown("a group that is not there", site.span)
    return found


def _apply(
    interpreter: Interpreter,
    pattern: Pattern,
    method: str,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    text = arguments[1 if method in ("sub", "subn") else 0] if len(arguments) > (method in ("sub", "subn")) else None
    if not isinstance(text, str) or len(text) > MAX_TEXT or not is_bounded(pattern.text):
        return Unknown("what a regular expression finds", site.span)
    try:
        return _METHODS[method](interpreter, re.compile(pattern.text, pattern.flags), arguments, keywords, site)
    except (re.error, TypeError, IndexError, ValueError, OverflowError):
        return Unknown("what a regular expression finds", site.span)


def _substitute(
    interpreter: Interpreter,
    pattern: re.Pattern[str],
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    replacement, text = arguments[0], arguments[1]
    count = arguments[2] if len(arguments) > 2 else keywords.get("count", 0)
    if isinstance(replacement, Unknown) or not isinstance(count, int):
        return Unknown("what a regular expression finds", site.span)
    if isinstance(replacement, str):
        return pattern.sub(replacement, text, count=count)

    def replace(match: re.Match[str]) -> str:
        answer = interpreter.call(replacement, (match,), {}, site)
        if not isinstance(answer, str):
            raise TypeError("the replacement is not known")
        return answer

    return pattern.sub(replace, text, count=count)


def _plain(name: str) -> Callable[..., Value]:
    def run(
        interpreter: Interpreter,
        pattern: re.Pattern[str],
        arguments: tuple[Value, ...],
        keywords: dict[str, Value],
        site: Site,
    ) -> Value:
        found: Any = getattr(pattern, name)(*arguments, **keywords)
        return list(found) if name in ("findall", "finditer", "split") else found

    return run


_METHODS: dict[str, Callable[..., Value]] = {
    "sub": _substitute,
    **{name: _plain(name) for name in ("match", "search", "fullmatch", "findall", "finditer", "split")},
}

_FLAGS = {"sub": 3, "split": 2, "match": 1, "search": 1, "fullmatch": 1, "findall": 1, "finditer": 1}
"""Where the flags stand among the arguments of a function of ``re``, behind the pattern."""
