"""Dialect options of indexes and constraints, as records hold them and as SQLAlchemy takes them.

In a record every option is SQL text under SQLAlchemy's name (``postgresql_where``). Lists stand as ``a, b``,
mappings as ``key value`` pairs parted by commas. Only what stays in the database is an option: how an index
is built (``CONCURRENTLY``) is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import text

from .records import Options

_PASSING = frozenset({"concurrently", "invalid", "not_valid"})
_PREFIXES = {"mariadb": ("mariadb_", "mysql_"), "cockroachdb": ("postgresql_",)}


def option_records(given: Mapping[str, Any], dialect: str, compiled: Callable[[Any], str]) -> Options:
    """The options of ``given`` (``Index.dialect_kwargs`` or keyword arguments) that this dialect heeds."""
    found: dict[str, str] = {}
    for key, value in given.items():
        prefix = next((p for p in _PREFIXES.get(dialect, (f"{dialect}_",)) if key.startswith(p)), None)
        if prefix is None or key.removeprefix(prefix) in _PASSING:
            continue
        if (written := _text(value, compiled)) and not (key.endswith("_using") and written == "btree"):
            found[key] = written
    return tuple(sorted(found.items()))


def _text(value: Any, compiled: Callable[[Any], str]) -> str:
    """Empty where the option is not set, or set to what it would be anyway."""
    if value is None or value is False or (isinstance(value, (list, tuple, dict)) and not value):
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {item}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(item if isinstance(item, str) else str(getattr(item, "name", item)) for item in value)
    if value is True:
        return "true"
    if isinstance(value, (str, int)):
        return str(value)
    return compiled(value)


def option_values(options: Options) -> dict[str, Any]:
    """The keyword arguments that reflection would give for the options of a record."""
    return {key: _value(key, written) for key, written in options}


def _value(key: str, written: str) -> Any:
    name = key.partition("_")[2]
    if key == "sqlite_where":
        # The only predicate that reflection gives as an expression; PostgreSQL's is a plain text.
        return text(written.replace(":", r"\:"))
    if name == "include":
        return [part.strip() for part in written.split(",")]
    if name in ("ops", "with") or (name in ("length", "prefix") and " " in written):
        pairs = (part.strip().partition(" ") for part in written.split(","))
        return {word: int(rest) if rest.isdigit() and name == "length" else rest for word, _, rest in pairs}
    if name == "length":
        return int(written)
    return True if written == "true" else written
