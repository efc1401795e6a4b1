"""``DO`` blocks: the few shapes in which people make DDL repeatable. Every other block is not understood.

Understood are a block that swallows "exists already", one that asks the system tables for the name that it
then creates or drops, and one that only works on rows or on extensions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy

from alembic.operations.ops import MigrateOperation

from ..operations import DataOp, StatementOp, adding_flags
from .tokens import Kind, Token, string_value, tokens_of

Reader = Callable[[str], tuple[MigrateOperation, ...] | None]
"""Reads a text of whole statements; None where one of them is not understood."""

_DDL = re.compile(r"\b(?:create|alter|drop|execute|perform|rename|comment|call|truncate)\b", re.I)
_OF_EXTENSION = re.compile(r"(?:create|alter|drop|comment\s+on)\s+extension\b", re.I)
"""Whether it is there depends on the server; of tables, types and views it changes nothing."""
_BODY = re.compile(r"^\s*(?:declare\b.*?)?\bbegin\b(?P<body>.*)\bend\s*;?\s*$", re.I | re.S)
_SWALLOWS = re.compile(
    r"^(?P<body>.*?)\bexception\s+when\s+(?P<what>[\w\s]+?)\s+then\s+(?:null\s*;|raise\s+notice\s+'[^']*'[^;]*;)\s*$",
    re.I | re.S,
)
_BRANCH = re.compile(
    r"^\s*if\s+(?P<negated>not\s+)?exists\s*(?P<condition>\(.*?\))\s*then\b(?P<body>.*?)\bend\s+if\s*;\s*$",
    re.I | re.S,
)
_EXISTS_ALREADY = re.compile(r"duplicate_|others", re.I)
_IS_ABSENT = re.compile(r"undefined_|others", re.I)


def block_text(tokens: list[Token], dialect: str) -> str | None:
    """The body of a ``DO`` statement."""
    strings = [token for token in tokens if token.kind is Kind.STRING]
    return string_value(strings[0], dialect) if strings else None


def read_block(body: str, read: Reader) -> tuple[MigrateOperation, ...] | None:
    """The operations of a block's text; None where it is not of a shape that is understood."""
    words = " ".join(token.word for token in tokens_of(body, "postgresql"))
    if all(_OF_EXTENSION.match(words, found.start()) for found in _DDL.finditer(words)):
        return (StatementOp("DO", body),)
    match = _BODY.match(body)
    if match is None:
        return None
    inner = match["body"].strip()
    if swallowed := _SWALLOWS.match(inner):
        found = _statements(swallowed["body"], read)
        return None if found is None else _guarded_by_exception(found, swallowed["what"])
    return _statements(inner, read)


def _statements(text: str, read: Reader) -> tuple[MigrateOperation, ...] | None:
    """Plain statements, or one IF around them that asks whether what they make is there."""
    if branch := _BRANCH.match(text):
        if re.search(r"\b(?:else|elsif|if)\b", branch["body"].replace("IF EXISTS", ""), re.I) and not _only_plain_if(
            branch["body"]
        ):
            return None
        found = read(branch["body"])
        return None if found is None else _guarded_by_question(found, branch)
    if re.match(r"\s*(?:if|for|while|loop|perform|execute|select|raise|declare)\b", text, re.I):
        return None
    return read(text)


def _only_plain_if(text: str) -> bool:
    words = re.sub(r"\bif\s+(?:not\s+)?exists\b", "", text, flags=re.I)
    return not re.search(r"\b(?:else|elsif|if)\b", words, re.I)


def _guarded_by_exception(operations: tuple[MigrateOperation, ...], what: str) -> tuple[MigrateOperation, ...] | None:
    if_not_exists = bool(_EXISTS_ALREADY.search(what))
    if_exists = bool(_IS_ABSENT.search(what))
    if not (if_not_exists or if_exists):
        return None
    return tuple(_guarded(each, if_exists=if_exists, if_not_exists=if_not_exists) for each in operations)


def _guarded_by_question(
    operations: tuple[MigrateOperation, ...], branch: re.Match[str]
) -> tuple[MigrateOperation, ...] | None:
    asked = {value.lower() for value in re.findall(r"'([^']*)'", branch["condition"])}
    absent = branch["negated"] is not None
    guarded: list[MigrateOperation] = []
    for operation in operations:
        if isinstance(operation, (DataOp, StatementOp)):
            guarded.append(operation)
            continue
        if not asked & _own_names(operation):
            return None
        guarded.append(_guarded(operation, if_exists=not absent, if_not_exists=absent))
    return tuple(guarded)


_NAMES = ("name", "constraint_name", "index_name", "column_name", "value", "new_name")


def _own_names(operation: MigrateOperation) -> set[str]:
    """The names of what an operation makes, or takes away; a table only where it is the thing itself."""
    found = {str(value).lower() for key in _NAMES if (value := getattr(operation, key, None)) is not None}
    if (column := getattr(operation, "column", None)) is not None:
        found.add(str(column.name).lower())
    if not found and (table := getattr(operation, "table_name", None)) is not None:
        found.add(str(table).lower())
    return found


def _guarded(operation: MigrateOperation, *, if_exists: bool, if_not_exists: bool) -> MigrateOperation:
    given = {"if_exists": if_exists, "if_not_exists": if_not_exists}
    guards = {key: True for key, value in given.items() if value}
    return adding_flags(copy(operation), **guards)
