"""The body of a revision as text: SQL in Python strings, calls of ``op``, blocks around them.

It knows Python's grammar and how Alembic's calls are spelled, in and out of a batch. It does not know what is safe.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

_WIDTH = 88
_BIND = re.compile(r"(?<![:\w\\]):(?=\w)")
"""What SQLAlchemy would take for a parameter in a text."""

NOTHING = "pass"
"""The body of a function that has nothing to do."""


@dataclass(frozen=True, slots=True)
class Call:
    """``op.method(name, 'table', …)``, or in a batch ``batch_op.method(name, …)``."""

    method: str
    arguments: tuple[str, ...] = ()
    """What comes after the table, in Python."""
    name: str | None = None
    """What comes before the table: the name of an index or constraint."""
    options: tuple[str, ...] = ()
    """``keyword=value``, in Python."""


def on_table(call: Call, key: str) -> str:
    """The call for a table by itself."""
    schema, _, table = key.rpartition(".")
    named = f"table_name={table!r}" if call.method == "drop_index" else repr(table)
    first = [call.name] if call.name is not None else []
    keyword = "source_schema" if call.method == "create_foreign_key" else "schema"
    last = [f"{keyword}={schema!r}"] if schema else []
    return written(f"op.{call.method}", [*first, named, *call.arguments, *call.options, *last])


def in_batch(calls: Iterable[Call], key: str) -> str:
    """Calls for one table in a batch, which is what SQLite needs."""
    schema, _, table = key.rpartition(".")
    lines = [_batched(call) for call in calls]
    head = f"with op.batch_alter_table({table!r}, schema={schema or None!r}) as batch_op:"
    return "\n".join([head, *(textwrap.indent(line, "    ") for line in lines)])


def _batched(call: Call) -> str:
    first = [call.name] if call.name is not None else []
    return written(f"batch_op.{call.method}", [*first, *call.arguments, *call.options])


def written(function: str, arguments: Iterable[str]) -> str:
    """A call on one line, or, where that is too long, with each argument on a line of its own."""
    parts = tuple(arguments)
    line = f"{function}({', '.join(parts)})"
    if len(line) <= _WIDTH and "\n" not in line:
        return line
    return "\n".join([f"{function}(", *(textwrap.indent(f"{part},", "    ") for part in parts), ")"])


def of_sql(function: str, sql: str) -> str:
    """A call with one statement, which SQLAlchemy takes for that very statement."""
    safe = _BIND.sub(r"\\:", sql)
    if _is_plain(safe):
        return f'{function}(\n    """\n{textwrap.indent(safe, "    ")}\n    """\n)'
    line = f"{function}({_string(safe)})"
    return line if len(line) <= _WIDTH else f"{function}(\n    {_string(safe)}\n)"


def _is_plain(text: str) -> bool:
    """Whether a text of several lines can stand between three quotes as it is."""
    return "\n" in text and "\\" not in text and '"""' not in text and text.replace("\n", "").isprintable()


def _string(text: str) -> str:
    if '"' not in text and "\\" not in text and text.isprintable():
        return f'"{text}"'
    return repr(text)


def execute(sql: str) -> str:
    """``op.execute`` of one statement."""
    return of_sql("op.execute", sql)


def outside_transaction(*statements: str) -> str:
    """Statements that each commit for themselves; what came before is committed first."""
    body = "\n".join(statements)
    return "with op.get_context().autocommit_block():\n" + textwrap.indent(body, "    ")


def joined(*parts: str) -> str:
    """The body of a function: its parts one after the other, without those that are empty."""
    return "\n".join(part for part in parts if part) or NOTHING


def comment(text: str) -> str:
    """A comment of as many lines as it takes."""
    return "\n".join(f"# {line}" for line in textwrap.wrap(text, _WIDTH - 2))


def listed(names: Iterable[str]) -> str:
    """Names as a Python list."""
    return "[" + ", ".join(repr(name) for name in names) + "]"
