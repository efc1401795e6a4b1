"""The rows of a query that the schema itself answers: a result, and what is asked of it.

Rows of the application's own tables are never known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migration_lsp.migrations.call import Call
from migration_lsp.migrations.handles import Handle, Kind
from migration_lsp.schema.executed import bound_values, sql_text
from migration_lsp.schema.server_catalogue import Answer, answer
from migration_lsp.schema.vocabulary.host import NotKnown
from migration_lsp.source.evaluate.values import NOT_MINE, Native, Raised, Value


class Row(tuple[Value, ...]):
    """A row: a tuple whose items have names too."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, names: tuple[str, ...], items: tuple[Any, ...]) -> Row:
        row = cls(items)
        row.names = names
        return row

    @property
    def by_name(self) -> dict[str, Value]:
        return dict(zip(self.names, self, strict=True))


class Rows:
    """A result that is read from its start to its end."""

    def __init__(self, names: tuple[str, ...], items: list[Value]) -> None:
        self.names = names
        self.items = items
        self.count = len(items)

    def take(self, count: int | None = None) -> list[Value]:
        """The next rows, which are gone then."""
        taken = self.items[:count]
        self.items = self.items[len(taken) :]
        return taken


def asked_of_the_schema(call: Call, statement: Value) -> Value:
    """The result of a query of the server's own catalogue; ``NOT_MINE`` where the schema does not answer it."""
    text = sql_text(statement)
    if text is None or call.recorder is None or call.plugin.dialect != "postgresql":
        return NOT_MINE
    try:
        parameters = _parameters(call, statement)
    except NotKnown:
        return NOT_MINE
    call.recorder.asked_schema = True
    found = answer(call.recorder.catalogue, text, parameters)
    if found is None:
        return NOT_MINE
    result = Handle(Kind.RESULT, _rows(found))
    return method(call, result) if call.name in ("scalar", "scalars") else result


def _rows(found: Answer) -> Rows:
    return Rows(found.columns, [Row.of(found.columns, row) for row in found.rows])


def _parameters(call: Call, statement: Value) -> dict[str, Any]:
    """The parameters of a statement by name. Raises ``NotKnown`` where one of them is not."""
    given = call.argument(1, "parameters", "params", "multiparams", default={})
    known = call.real(given)
    return {**bound_values(statement), **(known if isinstance(known, Mapping) else {})}


def method(call: Call, result: Handle) -> Value:
    """A method of a result."""
    rows: Rows = result.data
    name = call.name
    if name in ("fetchall", "all"):
        return rows.take()
    if name == "fetchmany":
        count = call.argument(0, "size", default=1)
        return rows.take(count if isinstance(count, int) else 1)
    if name in ("fetchone", "first", "one_or_none"):
        return next(iter(rows.take(1)), None)
    if name in ("scalar", "scalar_one_or_none"):
        return _first_of(next(iter(rows.take(1)), None))
    if name in ("one", "scalar_one"):
        taken = rows.take(1)
        if not taken:
            raise Raised("sqlalchemy.exc.NoResultFound", call.site.span)
        return taken[0] if name == "one" else _first_of(taken[0])
    if name == "scalars":
        return Handle(Kind.RESULT, Rows((), [_first_of(row) for row in rows.take()]))
    if name == "mappings":
        return Handle(Kind.RESULT, Rows((), [row.by_name if isinstance(row, Row) else row for row in rows.take()]))
    if name == "keys":
        return list(rows.names)
    if name in ("unique", "yield_per", "freeze"):
        return result
    return None if name == "close" else call.unknown(f"what {name}() of a result gives")


def _first_of(row: Value) -> Value:
    return row[0] if isinstance(row, tuple) and row else row


def attribute(value: Value, name: str) -> Value:
    """``row.name``, ``row._mapping``, ``result.rowcount``; ``NOT_MINE`` for anything else."""
    if isinstance(value, Handle) and value.kind is Kind.RESULT:
        return value.data.count if name == "rowcount" else NOT_MINE
    if not isinstance(value, Row):
        return NOT_MINE
    if name == "_mapping":
        return value.by_name
    if name == "_asdict":
        return Native("_asdict", lambda arguments, keywords: value.by_name)
    return value.by_name.get(name, NOT_MINE)


def subscript(value: Value, key: Value) -> Value:
    """``row["name"]``, as SQLAlchemy 1.4 has it."""
    return value.by_name.get(key, NOT_MINE) if isinstance(value, Row) and isinstance(key, str) else NOT_MINE


def iterate(value: Value) -> Value:
    """The rows of a result, each once."""
    return value.data.take() if isinstance(value, Handle) and value.kind is Kind.RESULT else NOT_MINE
