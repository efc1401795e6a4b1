"""Names made of names: the regular expressions with which projects derive table names, recognised by their text."""

from __future__ import annotations

_BEFORE_CAPITALS = frozenset(
    {
        r"(?<!^)(?=[A-Z])",
        r"\B([A-Z])",
        r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])",
        r"(.)([A-Z][a-z]+)",
        r"([a-z0-9])([A-Z])",
        r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))",
        r"((?<=[a-z0-9])[A-Z]|(?!^)(?<!_)[A-Z](?=[a-z]))",
        r"[A-Z]",
        r"(?<!^)([A-Z])",
        r"(?!^)([A-Z]+)",
        r"([A-Z])",
        r"(?<=[a-z])(?=[A-Z])",
        r"(?<!_)(?<!^)(?=[A-Z])",
    }
)
"""Patterns whose meaning is known and that cannot run away on short names."""

MAX_NAME = 200


def camel_to_snake(pattern: str, replacement: object, text: str) -> str | None:
    """``re.sub(pattern, replacement, text)`` for a pattern of the list, None for any other."""
    import re

    if pattern not in _BEFORE_CAPITALS or not isinstance(replacement, str) or len(text) > MAX_NAME:
        return None
    return re.sub(pattern, replacement, text)
