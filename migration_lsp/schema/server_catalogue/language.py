"""What PostgreSQL's language has and SQLite's has not, as far as queries of the catalogue need it."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

from ..sql.tokens import Kind, tokens_of
from .rows import PUBLIC, Numbered

PARAMETER = re.compile(r":(\w+)")

_PRINTF = re.compile(r"%\((\w+)\)s")
_MARKED = re.compile("\x00(\\d+)\x00")
_OPERAND = '(\x00\\d+\x00|:\\w+|[\\w."]+(?:\\([^()]*\\))?)'
_NAME_CAST = re.compile(_OPERAND + r"\s*::\s*(?:pg_catalog\.)?(regclass|regtype)\b", re.IGNORECASE)
_CAST_CALL = re.compile(r"\bcast\s*\(\s*" + _OPERAND + r"\s+as\s+(regclass|regtype)\s*\)", re.IGNORECASE)
_CAST = re.compile(r"""::\s*(?:"\w+"|\w+)(?:\.\w+)?(?:\s+varying|\s+precision)?(?:\(\d+\))?(?:\[\])*""", re.IGNORECASE)
_ELEMENT = re.compile(r"([\w.]+)\[\s*([^\[\]]+?)\s*\]")
_ANY = re.compile(_OPERAND + r"\s*=\s*any\s*\(", re.IGNORECASE)
_CURRENT = re.compile(r"\b(current_schema|current_database|current_catalog|current_user)\b(?!\s*\()", re.IGNORECASE)
_SCHEMA = re.compile(r"\bpg_catalog\.", re.IGNORECASE)
_IN = re.compile(r"\bin\s*\(?\s*:(\w+)\s*\)?", re.IGNORECASE)


def lowered(query: str, parameters: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The query as SQLite may read it, and its parameters.

    Literals are set aside first, so that nothing within quotes is taken for syntax.
    """
    text, literals = _without_literals(query)
    text = _SCHEMA.sub("", _PRINTF.sub(r":\1", text.removesuffix(";")))
    for pattern in (_NAME_CAST, _CAST_CALL):
        text = pattern.sub(lambda match: f"{match[2].lower()}_of({match[1]})", text)
    text = _CURRENT.sub(r"\1()", _CAST.sub("", text))
    text = _ANY.sub(r"is_any_of(\1, ", _ELEMENT.sub(r"element_of(\1, \2)", text))
    text, values = _spread(text, parameters)
    return _MARKED.sub(lambda match: literals[int(match[1])], text), values


def _without_literals(query: str) -> tuple[str, list[str]]:
    """The query without comments and with a mark for each literal, and the literals."""
    pieces: list[str] = []
    literals: list[str] = []
    end = 0
    for token in tokens_of(query, "postgresql"):
        pieces.append(" " if token.start > end else "")
        if token.kind is Kind.STRING:
            pieces.append(f"\x00{len(literals)}\x00")
            literals.append(token.text)
        else:
            pieces.append(token.text.replace("\x00", ""))
        end = token.end
    return "".join(pieces), literals


def _spread(text: str, parameters: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """A list after ``IN`` as one parameter for each of its items; elsewhere it is an array."""
    values = {name: _bound(value) for name, value in parameters.items()}

    def items(match: re.Match[str]) -> str:
        value = parameters.get(match[1])
        if not isinstance(value, (list, tuple, set)):
            return match[0]
        names = [f"{match[1]}__{number}" for number in range(len(value))]
        values.update(zip(names, value, strict=True))
        return f"in ({', '.join(f':{name}' for name in names)})"

    return _IN.sub(items, text), values


def _bound(value: Any) -> Any:
    return json.dumps(list(value)) if isinstance(value, (list, tuple, set)) else value


def register(database: sqlite3.Connection, numbered: Numbered) -> None:
    """PostgreSQL's functions that such queries call."""
    classes = {numbered.oid("class", key) for key, table in numbered.tables.items() if table.schema is None}
    enums = numbered.catalogue.enums.items()
    types = {numbered.oid("type", key) for key, enum in enums if enum.schema is None}
    functions: dict[tuple[str, int], Callable[..., Any]] = {
        ("element_of", 2): _element,
        ("is_any_of", 2): lambda item, array: None if array is None else int(item in _items(array)),
        ("array_length", 2): lambda array, dimension: (
            (len(_items(array)) or None) if array and dimension == 1 else None
        ),
        ("cardinality", 1): lambda array: None if array is None else len(_items(array)),
        ("array_position", 2): lambda array, item: _items(array).index(item) + 1 if item in _items(array) else None,
        ("regclass_of", 1): lambda name: _named(numbered.class_id, name),
        ("to_regclass", 1): lambda name: _named(numbered.class_id, name),
        ("regtype_of", 1): lambda name: _named(numbered.type_id, name),
        ("to_regtype", 1): lambda name: _named(numbered.type_id, name),
        ("current_schema", 0): lambda: PUBLIC,
        ("pg_table_is_visible", 1): lambda oid: int(oid in classes),
        ("pg_type_is_visible", 1): lambda oid: int(oid in types),
    }
    for (name, count), function in functions.items():
        database.create_function(name, count, function, deterministic=True)
    database.execute("PRAGMA case_sensitive_like = ON")


def _items(array: Any) -> list[Any]:
    """An array (JSON here), or an ``int2vector`` (numbers with spaces between them)."""
    if not isinstance(array, str):
        return []
    return list(json.loads(array)) if array.startswith("[") else [int(item) for item in array.split()]


def _element(array: Any, number: Any) -> Any:
    """``array[number]``: an array counts from one, an ``int2vector`` from zero."""
    items = _items(array)
    place = number - 1 if isinstance(array, str) and array.startswith("[") else number
    return items[place] if isinstance(place, int) and 0 <= place < len(items) else None


def _named(number_of: Callable[[str, str], int | None], name: Any) -> int | None:
    if isinstance(name, int):
        return name
    schema, _, last = str(name).replace('"', "").rpartition(".")
    return number_of(schema or PUBLIC, last)
