"""From an annotation to a column's type and nullability, as SQLAlchemy's declarative reads it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from migration_lsp.models.real_types import NotReal
from migration_lsp.models.values import Base, MappedColumn
from migration_lsp.schema import declare
from migration_lsp.schema.annotation_types import AnnotationMap, AnnotationParts, parts_of
from migration_lsp.schema.vocabulary.host import as_type
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.scope import Scope
from migration_lsp.source.evaluate.values import External, Generic, Raised, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter

_MAPPED = frozenset({"Mapped", "Unmapped", "WriteOnlyMapped", "DynamicMapped"})
_OF_ROWS = frozenset({"WriteOnlyMapped", "DynamicMapped"})
"""Containers of a relationship's annotation: never those of a column."""


def evaluated(interpreter: Interpreter, node: ast.expr, scope: Scope) -> Value:
    """An annotation's value; strings in it are read as the expressions that they quote."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        parsed = _quoted(node)
        if parsed is None:
            return Unknown("an annotation that does not parse")
        return evaluated(interpreter, parsed, scope)
    try:
        return interpreter.evaluate(_unquoted(node), scope)
    except Raised:
        return Unknown("an annotation that raises")


def _quoted(node: ast.Constant) -> ast.expr | None:
    try:
        tree = ast.parse(str(node.value).strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for inner in ast.walk(tree):
        if isinstance(inner, (ast.expr, ast.keyword)):
            ast.copy_location(inner, node)
    return tree.body


def _unquoted(node: ast.expr) -> ast.expr:
    """``Mapped["str | None"]`` with the quoted part parsed; ``Literal["a"]`` keeps its strings."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _unquoted(_quoted(node) or ast.copy_location(ast.Constant(value=...), node))
    if isinstance(node, ast.BinOp):
        return ast.copy_location(ast.BinOp(_unquoted(node.left), node.op, _unquoted(node.right)), node)
    if not isinstance(node, ast.Subscript):
        return node
    name = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    if name == "Literal":
        return node
    inner: ast.expr = node.slice
    if name == "Annotated" and isinstance(inner, ast.Tuple) and inner.elts:
        inner = ast.copy_location(ast.Tuple([_unquoted(inner.elts[0]), *inner.elts[1:]], inner.ctx), inner)
    elif isinstance(inner, ast.Tuple):
        inner = ast.copy_location(ast.Tuple([_unquoted(part) for part in inner.elts], inner.ctx), inner)
    else:
        inner = _unquoted(inner)
    return ast.copy_location(ast.Subscript(node.value, inner, node.ctx), node)


def mapped_argument(value: Value) -> Value | None:
    """``X`` of ``Mapped[X]`` as a one-element tuple; None where the annotation is no ``Mapped``."""
    if not isinstance(value, Generic) or not isinstance(value.origin, External):
        return None
    if not value.origin.name.startswith("sqlalchemy.") or value.origin.last not in _MAPPED:
        return None
    return value.arguments[:1]


def is_of_rows(value: Value) -> bool:
    """Whether an annotation is one that only a relationship can have."""
    return isinstance(value, Generic) and isinstance(value.origin, External) and value.origin.last in _OF_ROWS


def taken_apart(base: Base, value: Value) -> AnnotationParts | Unknown:
    """An annotation's parts, or why they are not known."""
    try:
        return parts_of(base.real_types.of(value))
    except NotReal as unknown:
        return Unknown(unknown.reason)
    except (TypeError, AttributeError, RecursionError):
        return Unknown("an annotation that Python refuses")


def column_type(interpreter: Interpreter, base: Base, candidates: tuple[Value, ...], site: Site) -> declare.Type | None:
    """The type for annotations: by the base's map, with SQLAlchemy's own types beneath it."""
    key = tuple((id(annotation), id(value)) for annotation, value in base.type_map.items())
    if base.annotation_map is None or base.annotation_map[0] != key:
        base.annotation_map = (key, _annotation_map(interpreter, base, site))
    return base.annotation_map[1].type_for(candidates)


def _annotation_map(interpreter: Interpreter, base: Base, site: Site) -> AnnotationMap:
    entries = {}
    for annotation, value in base.type_map.items():
        try:
            entries[base.real_types.of(annotation)] = as_type(interpreter, value, site)
        except (NotReal, TypeError):
            continue
    return AnnotationMap(entries)


def column_from(
    interpreter: Interpreter, base: Base, annotation: Value, own: MappedColumn | None, site: Site
) -> MappedColumn:
    """A column attribute completed by its annotation: type, nullability, and an ``Annotated`` column."""
    result = own if own is not None else MappedColumn(declare.new_column(None, None), span=site.span)
    parts = taken_apart(base, annotation)
    if isinstance(parts, Unknown):
        _complete_unknown(result, parts)
        return result
    column = result.column
    if not result.nullable_given:
        declare.set_nullable(column, parts.nullable)
    prepared = next((extra for extra in parts.extras if isinstance(extra, MappedColumn)), None)
    if prepared is not None:
        declare.merge(column, prepared.column)
        result.sort_order = result.sort_order or prepared.sort_order
        result.use_existing = result.use_existing or prepared.use_existing
    if declare.has_type(column) or column.foreign_keys:
        return result
    found = column_type(interpreter, base, parts.candidates, site)
    declare.set_type(column, found if found is not None else declare.unknown_type())
    if found is None:
        declare.say_uncertain(column, "the type of its annotation is not known")
    return result


def _complete_unknown(result: MappedColumn, unknown: Unknown) -> None:
    """What the attribute says itself is certain; what only its annotation would say is not."""
    column = result.column
    if not declare.has_type(column) and not column.foreign_keys:
        declare.set_type(column, declare.unknown_type())
    elif result.nullable_given or column.primary_key:
        return
    declare.say_uncertain(column, f"its annotation is not known: {unknown.reason}")
