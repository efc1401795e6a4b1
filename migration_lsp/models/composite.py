"""The columns of a ``composite()``: given as arguments, or by the parameters of the class that it makes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from migration_lsp.models.annotations import column_from, evaluated, taken_apart
from migration_lsp.models.values import Base, MappedColumn, Property
from migration_lsp.schema import declare
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.values import Class, Function, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter

Parameters = list[tuple[str, ast.expr | None, Class]]


def composite_columns(
    interpreter: Interpreter, base: Base, value: Property, mapped: tuple[Value, ...] | None, site: Site
) -> list[MappedColumn]:
    """The columns in order, named and typed."""
    attributes = list(value.arguments)
    cls = attributes.pop(0) if attributes and isinstance(attributes[0], (Class, Function)) else None
    if cls is None and mapped:
        cls = _annotated_class(base, mapped[0])
    parameters = _parameters(cls) if isinstance(cls, Class) else []
    if mapped is not None:
        # Only an annotated composite without arguments takes all of them from its class.
        attributes += [MappedColumn(declare.new_column(None, None)) for _ in parameters[len(attributes) :]]
    found: list[MappedColumn] = []
    for position, attribute in enumerate(attributes):
        name, annotation, owner = parameters[position] if position < len(parameters) else ("", None, None)
        own = attribute if isinstance(attribute, MappedColumn) else None
        if own is None and declare.is_column(attribute):
            own = MappedColumn(attribute, nullable_given=True)
        if own is None:
            continue
        if name:
            declare.set_name(own.column, name)
        if annotation is not None and owner is not None and owner.scope is not None and own is attribute:
            own = column_from(interpreter, base, evaluated(interpreter, annotation, owner.scope), own, site)
        if declare.has_name(own.column):
            found.append(own)
    return found


def _annotated_class(base: Base, annotation: Value) -> Value:
    """The class of ``Mapped[Point]`` or ``Mapped[Point | None]``."""
    if isinstance(annotation, Class):
        return annotation
    parts = taken_apart(base, annotation)
    return None if isinstance(parts, Unknown) else base.real_types.behind(parts.candidates[-1])


def _parameters(cls: Class) -> Parameters:
    """The parameters of a class's constructor: those of ``__init__``, else a data class's fields."""
    for entry in cls.own_classes():
        initializer = entry.namespace.get("__init__")
        if isinstance(initializer, Function) and not isinstance(initializer.node, ast.Lambda):
            arguments = [*initializer.node.args.posonlyargs, *initializer.node.args.args]
            return [(argument.arg, argument.annotation, entry) for argument in arguments[1:]]
    fields: dict[str, tuple[str, ast.expr | None, Class]] = {}
    for entry in reversed(list(cls.own_classes())):
        fields.update({name: (name, annotation, entry) for name, annotation in entry.annotations.items()})
    return list(fields.values())
