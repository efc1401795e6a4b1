"""SQLModel: a field's annotation and ``Field(…)`` decide the column."""

from __future__ import annotations

import datetime
import decimal
import enum
import types
import typing
import uuid
from typing import TYPE_CHECKING, Any, get_args, get_origin

from migration_lsp.models.annotations import column_type, evaluated, taken_apart
from migration_lsp.models.real_types import NotReal, RealTypes
from migration_lsp.models.values import Base, MappedColumn, Property
from migration_lsp.schema import declare
from migration_lsp.schema.vocabulary.host import as_type
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.values import MISSING, Class, External, Generic, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter

_UNDEFINED = object()
_MAKES_UUID = frozenset({"uuid.uuid1", "uuid.uuid3", "uuid.uuid4", "uuid.uuid5", "uuid.uuid7"})
_TEXT = frozenset(
    {
        *("IPv4Address", "IPv4Network", "IPv6Address", "IPv6Network", "Path", "EmailStr"),
        # These are strings to pydantic 1.
        *("AnyUrl", "HttpUrl", "AnyHttpUrl", "PostgresDsn", "FilePath", "NameEmail"),
    }
)
"""Types that are stored as text, by their last name."""


def field_names(cls: Class) -> list[tuple[Class, str]]:
    """The annotated names of a class and those above it in pydantic's order, each with the class that decides it."""
    found: dict[str, Class] = {}
    for entry in reversed(list(cls.own_classes())):
        for name in entry.annotations:
            if not name.startswith("_") and name != "model_config":
                found[name] = entry
    return [(owner, name) for name, owner in found.items()]


def field_column(
    interpreter: Interpreter, base: Base, owner: Class, name: str, value: Value, site: Site
) -> declare.Column | Property | None:
    """The column of one annotated field; None where the name is no field."""
    annotation_node = owner.annotations.get(name)
    if annotation_node is None or owner.scope is None:
        return None
    if isinstance(value, Property) and value.kind == "relationship":
        return value
    annotation = evaluated(interpreter, annotation_node, owner.scope)
    if isinstance(annotation, Generic) and annotation.origin == External("typing.ClassVar"):
        return None
    field = value if isinstance(value, Property) and value.kind == "field" else _annotated_field(annotation)
    keywords = field.keywords if field is not None else {}
    given = keywords.get("sa_column", _UNDEFINED)
    if isinstance(given, MappedColumn):
        given = given.column
    if declare.is_column(given):
        return declare.copied(given) if declare.attached(given) or owner.extra.get("mapping") is None else given
    column = _made(interpreter, base, annotation, keywords, site)
    if isinstance(given, Unknown):
        declare.say_uncertain(column, given.reason)
    return column


def _annotated_field(annotation: Value) -> Property | None:
    if not isinstance(annotation, Generic):
        return None
    for part in annotation.arguments:
        if isinstance(part, Property) and part.kind == "field":
            return part
        inner = _annotated_field(part)
        if inner is not None:
            return inner
    return None


def _made(
    interpreter: Interpreter, base: Base, annotation: Value, keywords: dict[str, Value], site: Site
) -> declare.Column:
    doubts = [reason.reason for reason in keywords.values() if isinstance(reason, Unknown)][:1]
    primary_key = keywords.get("primary_key") is True
    items = _items(keywords)
    options: dict[str, Value] = {
        "primary_key": primary_key,
        "nullable": not primary_key and _allows_none(base.real_types, annotation),
    }
    for name in ("nullable", "index", "unique"):
        if isinstance(keywords.get(name), bool):
            options[name] = keywords[name]
    extra = keywords.get("sa_column_kwargs")
    options.update(extra if isinstance(extra, dict) else {})
    column = interpreter.call(interpreter.external("sqlalchemy.Column"), tuple(items), options, site)
    if not declare.is_column(column):
        column = declare.new_column(None, declare.unknown_type())
        doubts.append("its arguments are not known")
    type_ = _type(interpreter, base, annotation, keywords, site)
    if isinstance(type_, Unknown) and (column.primary_key or column.nullable or "nullable" in keywords):
        # Otherwise the name could stand for ``X | None``.
        type_ = _type_by_use(interpreter, base, keywords, site) or type_
    if isinstance(type_, Unknown):
        doubts.append(type_.reason)
    declare.set_type(column, declare.unknown_type() if isinstance(type_, Unknown) else type_)
    if doubts:
        declare.say_uncertain(column, doubts[0])
    return column


def _items(keywords: dict[str, Value]) -> list[Value]:
    items: list[Value] = []
    target = keywords.get("foreign_key")
    if isinstance(target, str):
        ondelete = keywords.get("ondelete")
        items.append(declare.foreign_key(target, ondelete=ondelete if isinstance(ondelete, str) else None))
    more = keywords.get("sa_column_args")
    if isinstance(more, (list, tuple)):
        items.extend(more)
    return items


def _allows_none(reals: RealTypes, annotation: Value) -> bool:
    """SQLModel's ``is_field_noneable``: a union at the top of the annotation that has ``None`` in it."""
    try:
        real: Any = reals.of(annotation)
    except NotReal:
        return False
    if get_origin(real) is typing.Annotated:
        real = get_args(real)[0]
    return _is_union(real) and type(None) in get_args(real)


def _is_union(real: Any) -> bool:
    return get_origin(real) in (typing.Union, types.UnionType)


def _type(
    interpreter: Interpreter, base: Base, annotation: Value, keywords: dict[str, Value], site: Site
) -> declare.Type | Unknown:
    if "sa_type" in keywords:
        return as_type(interpreter, keywords["sa_type"], site)
    parts = taken_apart(base, annotation)
    if isinstance(parts, Unknown):
        return parts
    inner = _bare(parts.candidates[-1])
    found = _by_class(interpreter, base, inner, keywords, site) if isinstance(inner, type) else None
    return found if found is not None else Unknown("the type of its annotation is not known")


def _type_by_use(interpreter: Interpreter, base: Base, keywords: dict[str, Value], site: Site) -> declare.Type | None:
    """The type of a field whose annotation is not read, where something else decides it.

    SQLModel does not validate what it stores: what the ``default_factory`` makes must suit the column as it is.
    A server only takes a foreign key of its target's type.
    """
    if "sa_type" in keywords:
        return None
    factory = keywords.get("default_factory")
    if isinstance(factory, External) and factory.name in _MAKES_UUID:
        return column_type(interpreter, Base(base.metadata), (uuid.UUID,), site)
    return declare.null_type() if isinstance(keywords.get("foreign_key"), str) else None


def _bare(real: Any) -> Any:
    """The class at the heart of an annotation, as SQLModel takes it apart."""
    origin = get_origin(real)
    if origin is None:
        return real
    if origin is typing.Annotated:
        return _bare(get_args(real)[0])
    if origin is typing.Literal:
        return str
    if _is_union(real):
        rest = [part for part in get_args(real) if part is not type(None)]
        return _bare(rest[0]) if len(rest) == 1 else None
    return None


def _by_class(
    interpreter: Interpreter, base: Base, inner: type, keywords: dict[str, Value], site: Site
) -> declare.Type | None:
    """The order in which SQLModel asks: an enumeration may be a string too, a boolean is a number."""
    if issubclass(inner, enum.Enum):
        return column_type(interpreter, base, (inner,), site)
    if issubclass(inner, str) or inner.__name__ in _TEXT:
        return declare.auto_string(_number(keywords, "max_length"))
    if inner.__name__ in ("AwareDatetime", "NaiveDatetime"):
        return declare.datetime_type(timezone=inner.__name__ == "AwareDatetime")
    if issubclass(inner, datetime.datetime):
        # Aware times are stored since SQLModel 0.0.45; a project that pins an older one keeps its own ``sa_type``.
        return declare.datetime_type(timezone=True)
    if issubclass(inner, decimal.Decimal):
        return declare.numeric_type(_number(keywords, "max_digits"), _number(keywords, "decimal_places"))
    if issubclass(inner, float):
        return declare.float_type()
    plain = next((entry for entry in inner.__mro__ if entry.__module__ in ("builtins", "datetime", "uuid")), object)
    return column_type(interpreter, Base(base.metadata), (plain,), site) if plain is not object else None


def _number(keywords: dict[str, Value], name: str) -> int | None:
    value = keywords.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


__all__ = ["MISSING", "field_column", "field_names"]
