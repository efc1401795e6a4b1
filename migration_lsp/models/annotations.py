"""From an annotation to a column's type and nullability, as SQLAlchemy's declarative reads it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migration_lsp.models.values import Base, MappedColumn
from migration_lsp.schema import declare
from migration_lsp.schema.vocabulary.host import as_type
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.classes import enum_of
from migration_lsp.source.evaluate.scope import Scope
from migration_lsp.source.evaluate.values import Class, External, Generic, Raised, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter

MAPPED = frozenset(
    {
        "sqlalchemy.orm.Mapped",
        "sqlalchemy.orm.base.Mapped",
        "sqlalchemy.orm.WriteOnlyMapped",
        "sqlalchemy.orm.DynamicMapped",
        "sqlalchemy.Mapped",
    }
)
_NONE = (None, External("types.NoneType"))
_UNION = External("typing.Union")
_OPTIONAL = frozenset({"typing.Optional", "typing_extensions.Optional"})
_TRANSPARENT = frozenset({"typing.Final", "typing.ClassVar", "typing_extensions.Annotated", "typing.Annotated"})


@dataclass(slots=True)
class Annotation:
    """What an annotation says: the type without its ``None``, whether ``None`` is allowed, what was annotated."""

    inner: Value
    optional: bool = False
    extras: tuple[Value, ...] = ()
    whole: Value = None
    aliases: list[Value] = field(default_factory=list)


def evaluated(interpreter: Interpreter, node: ast.expr, scope: Scope) -> Value:
    """An annotation's value; strings in it are read as the expressions that they quote."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        parsed = _quoted(node)
        return (
            evaluated(interpreter, parsed, scope)
            if parsed is not None
            else Unknown("an annotation that does not parse")
        )
    try:
        return interpreter.evaluate(_unquoted(node), scope)
    except Raised:
        return Unknown("an annotation that raises")


def _quoted(node: ast.Constant) -> ast.expr | None:
    try:
        tree = ast.parse(str(node.value).strip(), mode="eval")
    except (SyntaxError, ValueError):
        return None
    for inner in ast.walk(tree):
        if isinstance(inner, (ast.expr, ast.keyword)):
            ast.copy_location(inner, node)
    return tree.body


def _unquoted(node: ast.expr) -> ast.expr:
    """``Mapped["str | None"]`` with the quoted part parsed; ``Literal["a"]`` keeps its strings."""
    if not isinstance(node, ast.Subscript):
        return node
    name = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    if name in ("Literal", "Annotated"):
        return node
    inner: ast.expr = node.slice
    if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
        inner = _quoted(inner) or inner
    elif isinstance(inner, ast.Tuple):
        parts = [
            (_quoted(part) or part)
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
            else _unquoted(part)
            for part in inner.elts
        ]
        inner = ast.copy_location(ast.Tuple(parts, inner.ctx), inner)
    else:
        inner = _unquoted(inner)
    return ast.copy_location(ast.Subscript(node.value, inner, node.ctx), node)


def mapped_argument(value: Value) -> Value | None:
    """``X`` of ``Mapped[X]`` in one element tuple form; None where the annotation is no ``Mapped``."""
    if isinstance(value, Generic) and isinstance(value.origin, External) and value.origin.name in MAPPED:
        return value
    return None


def read(value: Value) -> Annotation:
    """Take ``Optional``, unions with ``None``, ``Annotated`` and type aliases apart."""
    found = Annotation(value, whole=value)
    while True:
        inner = found.inner
        if not isinstance(inner, Generic):
            return found
        origin = inner.origin.name if isinstance(inner.origin, External) else ""
        if origin in _OPTIONAL:
            found.optional, found.inner = True, inner.arguments[0]
        elif inner.origin == _UNION:
            rest = tuple(part for part in inner.arguments if part not in _NONE)
            found.optional = found.optional or len(rest) < len(inner.arguments)
            if len(rest) != 1:
                found.inner = Generic(_UNION, rest)
                return found
            found.inner = rest[0]
        elif origin in _TRANSPARENT:
            found.aliases.append(inner)
            found.extras += inner.arguments[1:]
            found.inner = inner.arguments[0]
        else:
            return found


def column_from(
    interpreter: Interpreter, base: Base, annotation: Annotation, own: MappedColumn | None, site: Site
) -> MappedColumn:
    """A column attribute completed by its annotation: type, nullability, and an ``Annotated`` column."""
    prepared = next((extra for extra in annotation.extras if isinstance(extra, MappedColumn)), None)
    result = own if own is not None else MappedColumn(declare.new_column(None, None), span=site.span)
    if prepared is not None:
        result = _merged(prepared, own)
    column = result.column
    if not result.nullable_given:
        declare.set_nullable(column, annotation.optional and not column.primary_key)
    if not result.has_type and not column.foreign_keys:
        found = column_type(interpreter, base, annotation, site)
        if found is None:
            declare.set_type(column, declare.unknown_type())
            declare.say_uncertain(column, "the type of its annotation is not known")
        else:
            declare.set_type(column, found)
    return result


def _merged(prepared: MappedColumn, own: MappedColumn | None) -> MappedColumn:
    """The column inside ``Annotated``, with what the attribute itself says on top."""
    column = declare.copied(prepared.column)
    if own is not None:
        declare.merge(own.column, column)
        return MappedColumn(
            own.column,
            own.nullable_given or prepared.nullable_given,
            own.has_type or prepared.has_type,
            span=own.span,
        )
    return MappedColumn(column, prepared.nullable_given, prepared.has_type, span=prepared.span)


def column_type(interpreter: Interpreter, base: Base, annotation: Annotation, site: Site) -> declare.Type | None:
    """The type for an annotation: the base's map first (whole, alias, inner), then SQLAlchemy's own."""
    for candidate in (annotation.whole, *annotation.aliases, annotation.inner):
        for key, value in base.type_map.items():
            if same_annotation(key, candidate):
                return as_type(interpreter, value, site)
    inner = annotation.inner
    if isinstance(inner, Generic):
        return _of_generic(interpreter, base, inner, site)
    members = enum_of(inner)
    if members is not None:
        return _of_enumeration(interpreter, base, members, site)
    if declare.is_type(inner):
        return as_type(interpreter, inner, site)
    if isinstance(inner, External):
        return declare.type_for_python(inner.name)
    if isinstance(inner, Class):
        return _of_class(interpreter, base, inner, site)
    return None


def _of_generic(interpreter: Interpreter, base: Base, inner: Generic, site: Site) -> declare.Type | None:
    origin = inner.origin.name if isinstance(inner.origin, External) else ""
    if origin.endswith(".Literal"):
        configured = next((value for key, value in base.type_map.items() if key == inner.origin), None)
        if configured is not None:
            return as_type(interpreter, configured, site)
        return declare.literal_type([str(value) for value in inner.arguments])
    if origin == "typing.NewType" and len(inner.arguments) > 1:
        return column_type(interpreter, base, read(inner.arguments[1]), site)
    for key, value in base.type_map.items():
        if key == inner.origin:
            return as_type(interpreter, value, site)
    return None


def _of_enumeration(interpreter: Interpreter, base: Base, members: Value, site: Site) -> declare.Type:
    for key, value in base.type_map.items():
        if isinstance(key, External) and key.name == "enum.Enum":
            configured = as_type(interpreter, value, site)
            return declare.enum_type_like(configured, members)
    return declare.enum_type(members)


def _of_class(interpreter: Interpreter, base: Base, cls: Class, site: Site) -> declare.Type | None:
    """A class of the project: through the map by its bases (``enum.Enum`` aside, Python types are exact)."""
    for entry in cls.mro[1:]:
        for key, value in base.type_map.items():
            if same_annotation(key, entry):
                return as_type(interpreter, value, site)
    return None


def same_annotation(one: Value, other: Value) -> bool:
    """Whether two annotations are the same: by name, by class, by parts."""
    if one is other:
        return True
    if isinstance(one, Generic) and isinstance(other, Generic):
        return (
            same_annotation(one.origin, other.origin)
            and len(one.arguments) == len(other.arguments)
            and all(same_annotation(left, right) for left, right in zip(one.arguments, other.arguments, strict=True))
        )
    if isinstance(one, External) and isinstance(other, External):
        return one == other
    return isinstance(one, (str, int)) and type(one) is type(other) and one == other
