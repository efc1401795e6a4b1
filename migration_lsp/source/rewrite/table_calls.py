"""The statements of a migration that alter one table by a call of ``op``, as they are written.

Read from the tree alone: a call counts where it is a statement by itself, with its arguments spelled out, and where a
batch has the same call with the table left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_PARAMETERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "add_column": ("table_name", "column"),
        "drop_column": ("table_name", "column_name"),
        "alter_column": ("table_name", "column_name"),
        "create_check_constraint": ("constraint_name", "table_name", "condition"),
        "create_foreign_key": ("constraint_name", "source_table", "referent_table", "local_cols", "remote_cols"),
        "create_index": ("index_name", "table_name", "columns"),
        "create_primary_key": ("constraint_name", "table_name", "columns"),
        "create_unique_constraint": ("constraint_name", "table_name", "columns"),
        "drop_constraint": ("constraint_name", "table_name", "type_"),
        "drop_index": ("index_name", "table_name"),
    }
)
"""What each call takes by position. Without the table it is what the same call of a batch takes."""

_TABLE = ("table_name", "source_table")
_SCHEMA = ("schema", "source_schema")
_NOT_IN_BATCHES = frozenset({("drop_constraint", "if_exists")})


@dataclass(frozen=True, slots=True)
class TableCall:
    """``op.method(…)`` on one table. ``left_out`` are its arguments, counted from zero, that a batch says once."""

    statement: ast.Expr
    op: ast.expr
    method: str
    table: ast.expr
    schema: ast.expr | None
    left_out: frozenset[int]
    renames: bool
    """Whether a column has another name afterwards: in a batch all calls but that one know it by the old name."""
    column: str | None = None
    """The column that it adds, alters or drops, where that is written out."""

    def can_join(self, others: list[TableCall]) -> bool:
        """Whether it can stand in one batch with the calls before it.

        SQLite copies the rows once, when all is said: a default that a new column has for them and loses again would
        never have been there.
        """
        if not others:
            return True
        if self.renames or others[-1].renames or _dumped(self) != _dumped(others[-1]):
            return False
        added = [it.column for it in others if it.method == "add_column"]
        if self.method != "alter_column":
            return True
        return not added if self.column is None else self.column not in added and None not in added


def _dumped(call: TableCall) -> tuple[str, ...]:
    return tuple(ast.dump(node) if node is not None else "" for node in (call.op, call.table, call.schema))


def runs_of(function: ast.FunctionDef, tree: ast.Module) -> Iterator[tuple[TableCall, ...]]:
    """The calls of a function outside batches: those on one table that follow each other directly are one run."""
    names = _names_of_op(tree)
    for block in _blocks(function.body):
        yield from _runs(block, names)


def _runs(block: list[ast.stmt], names: frozenset[str]) -> Iterator[tuple[TableCall, ...]]:
    run: list[TableCall] = []
    for statement in block:
        call = _table_call(statement, names)
        if run and (call is None or not call.can_join(run)):
            yield tuple(run)
            run = []
        if call is not None:
            run.append(call)
    if run:
        yield tuple(run)


def _names_of_op(tree: ast.Module) -> frozenset[str]:
    """What a file calls ``alembic.op``."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "alembic" and node.level == 0:
            found.update(alias.asname or "op" for alias in node.names if alias.name == "op")
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == "alembic.op":
                    found.add(alias.asname or "alembic.op")
                elif alias.name == "alembic":
                    found.add(f"{alias.asname or 'alembic'}.op")
    return frozenset(found)


def _blocks(body: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """A block and the blocks in it, those of batches and of functions apart."""
    yield body
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or _is_batch(statement):
            continue
        for name in ("body", "orelse", "finalbody"):
            yield from _blocks(getattr(statement, name, []))
        for part in (*getattr(statement, "handlers", []), *getattr(statement, "cases", [])):
            yield from _blocks(part.body)


def _is_batch(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.With | ast.AsyncWith):
        return False
    called = (item.context_expr.func for item in statement.items if isinstance(item.context_expr, ast.Call))
    return any(isinstance(function, ast.Attribute) and function.attr == "batch_alter_table" for function in called)


def _table_call(statement: ast.stmt, names: frozenset[str]) -> TableCall | None:
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    parameters = _PARAMETERS.get(call.func.attr)
    if parameters is None or ast.unparse(call.func.value) not in names:
        return None
    given = _arguments(call, parameters)
    if given is None or any((call.func.attr, name) in _NOT_IN_BATCHES for name, _ in given):
        return None
    arguments = dict(given)
    if call.func.attr == "create_index" and _has_expressions(arguments.get("columns")):
        return None
    table = next((arguments[name] for name in _TABLE if name in arguments), None)
    if table is None or _is_nothing(table) or len(given) < 2:
        return None
    schema = next((arguments[name] for name in _SCHEMA if name in arguments), None)
    left_out = (number for number, (name, _) in enumerate(given) if name in (*_TABLE, *_SCHEMA))
    return TableCall(
        # The check above says that it is one.
        statement,  # type: ignore[arg-type]
        call.func.value,
        call.func.attr,
        table,
        None if schema is None or _is_nothing(schema) else schema,
        frozenset(left_out),
        "new_column_name" in arguments,
        _column_name(arguments.get("column_name", arguments.get("column"))),
    )


def _arguments(call: ast.Call, parameters: tuple[str, ...]) -> list[tuple[str, ast.expr]] | None:
    """The arguments in the order in which they stand, each with its name; None where some are not spelled out."""
    if len(call.args) > len(parameters) or any(isinstance(argument, ast.Starred) for argument in call.args):
        return None
    named = list(zip(parameters, call.args, strict=False))
    for keyword in call.keywords:
        if keyword.arg is None:
            return None
        named.append((keyword.arg, keyword.value))
    return named


def _column_name(node: ast.expr | None) -> str | None:
    """The name of a column, or that in ``sa.Column("name", …)``."""
    if isinstance(node, ast.Call):
        named = (keyword.value for keyword in node.keywords if keyword.arg == "name")
        node = node.args[0] if node.args else next(named, None)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _has_expressions(columns: ast.expr | None) -> bool:
    """Whether an index is over more than columns: a batch that makes the table anew looks its elements up by name."""
    elements = columns.elts if isinstance(columns, ast.List | ast.Tuple) else []
    return any(isinstance(element, ast.Call) for element in elements)


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
