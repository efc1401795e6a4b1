"""The answers for several databases, put into one: every table and every operation with the name of its database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

Named = tuple[str, dict[str, Any]]
"""The name of a database, and the answer for it."""


def schemas_together(parts: Sequence[Named]) -> dict[str, Any]:
    """Tables by name. One whose name is in several databases has the key ``database.table``.

    In the database without a name, Flask's default, it keeps its name.
    """
    counts = Counter(key for _, document in parts for key in document["tables"])
    tables = {
        (f"{name}.{key}" if name and counts[key] > 1 else key): {"database": name, **table}
        for name, document in parts
        for key, table in document["tables"].items()
    }
    return {**parts[0][1], "tables": dict(sorted(tables.items()))}


def differences_together(parts: Sequence[Named]) -> dict[str, Any]:
    """The operations of all, and Alembic's Python as the functions that its template has for each."""
    operations = [{"database": name, **each} for name, document in parts for each in document["operations"]]
    python = "\n\n\n".join(_function(name, document["python"]) for name, document in parts)
    return {**parts[0][1], "operations": operations, "python": python}


def _function(name: str, body: str) -> str:
    lines = (f"    {line.removeprefix('    ')}".rstrip() for line in (body or "pass").splitlines())
    return "\n".join([f"def upgrade_{name}():", *lines])


def texts_together(parts: Sequence[tuple[str, str]]) -> str:
    """What there is to read of each, under its name."""
    return "\n".join(f"== database {name or '(default)'} ==\n\n{text}" for name, text in parts)
