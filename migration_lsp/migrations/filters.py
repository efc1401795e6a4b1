"""``include_name`` and ``include_object`` of ``env.py``: what autogenerate is told to leave alone.

The project's functions are evaluated, never called. What they answer for something that is not known leaves it in:
a difference that is shown for nothing is better than one that is hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from migration_lsp.schema.declare import Table
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.values import OverBudget, Raised, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter


class Filters:
    """The two functions, and the declared tables that they are asked about."""

    def __init__(
        self, interpreter: Interpreter, options: Mapping[str, Any], tables: Mapping[str, Table], site: Site
    ) -> None:
        self._interpreter = interpreter
        self._name: Value = options.get("include_name")
        self._object: Value = options.get("include_object")
        self._tables = tables
        self._site = site

    @property
    def are_given(self) -> bool:
        """Whether ``env.py`` has any of the two."""
        return self._name is not None or self._object is not None

    def ignores(self, kind: str, name: str | None, table: str | None) -> bool:
        """Whether ``env.py`` says to leave something out: Alembic's kind, the name, the key of the table."""
        return not (self._includes_name(kind, name, table) and self._includes_object(kind, name, table))

    def _includes_name(self, kind: str, name: str | None, table: str | None) -> bool:
        if self._name is None:
            return True
        schema, _, bare = (table or "").rpartition(".")
        parents: dict[str, Value] = {"schema_name": schema or None}
        if kind != "table":
            parents |= {"table_name": bare, "schema_qualified_table_name": table}
        elif table is not None:
            parents["schema_qualified_table_name"] = table
        return self._answer(self._name, name, kind, parents)

    def _includes_object(self, kind: str, name: str | None, table: str | None) -> bool:
        if self._object is None:
            return True
        declared = self._tables.get(table) if table is not None else None
        item: Value = declared if kind == "table" and declared is not None else Unknown(f"the {kind} {name}")
        reflected: Value = declared is None if kind == "table" else Unknown("where it was found")
        opposite: Value = None if kind == "table" and declared is None else Unknown("what it is compared to")
        return self._answer(self._object, item, name, kind, reflected, opposite)

    def _answer(self, function: Callable[..., Any] | Value, *arguments: Value) -> bool:
        self._interpreter.fresh_budget()
        try:
            answer = self._interpreter.call(function, arguments, {}, self._site)
        except (Raised, OverBudget, RecursionError):
            return True
        return self._interpreter.truth(answer) is not False
