"""SQLModel: a field's annotation and ``Field(…)`` decide the column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migration_lsp.models.annotations import Annotation, column_type, evaluated, read
from migration_lsp.models.values import Base, MappedColumn, Property
from migration_lsp.schema import declare
from migration_lsp.schema.vocabulary.host import as_type
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.values import MISSING, Class, External, Generic, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter

_UNDEFINED = object()


def field_column(
    interpreter: Interpreter, base: Base, owner: Class, name: str, value: Value, site: Site
) -> declare.Column | Property | None:
    """The column of one annotated field; None where the name is no field."""
    annotation_node = owner.annotations.get(name)
    if annotation_node is None or owner.scope is None:
        return None
    if isinstance(value, Property) and value.kind == "relationship":
        return value
    annotation_value = evaluated(interpreter, annotation_node, owner.scope)
    if isinstance(annotation_value, Generic) and annotation_value.origin == External("typing.ClassVar"):
        return None
    annotation = read(annotation_value)
    field = value if isinstance(value, Property) and value.kind == "field" else _annotated_field(annotation)
    keywords = field.keywords if field is not None else {}
    given = keywords.get("sa_column", _UNDEFINED)
    if isinstance(given, MappedColumn):
        given = given.column
    if declare.is_column(given):
        return declare.copied(given) if declare.attached(given) or owner.extra.get("mapping") is None else given
    return _made(interpreter, base, annotation, field, value, site)


def _annotated_field(annotation: Annotation) -> Property | None:
    return next((extra for extra in annotation.extras if isinstance(extra, Property) and extra.kind == "field"), None)


def _made(
    interpreter: Interpreter,
    base: Base,
    annotation: Annotation,
    field: Property | None,
    value: Value,
    site: Site,
) -> declare.Column:
    keywords = field.keywords if field is not None else {}
    primary_key = keywords.get("primary_key") is True
    nullable = False if primary_key else _nullable(annotation, field, value)
    doubts = [reason.reason for reason in keywords.values() if isinstance(reason, Unknown)][:1]
    items = _items(keywords, doubts)
    options: dict[str, Value] = {"primary_key": primary_key, "nullable": nullable}
    for name in ("index", "unique"):
        if keywords.get(name) is True:
            options[name] = True
    extra = keywords.get("sa_column_kwargs")
    column_options = interpreter.call(
        interpreter.external("sqlalchemy.Column"),
        tuple(items),
        {**options, **(extra if isinstance(extra, dict) else {})},
        site,
    )
    if not declare.is_column(column_options):
        column_options = declare.new_column(None, declare.unknown_type())
        doubts.append("its arguments are not known")
    declare.set_type(column_options, _type(interpreter, base, annotation, keywords, site, doubts))
    if doubts:
        declare.say_uncertain(column_options, doubts[0])
    return column_options


def _items(keywords: dict[str, Value], doubts: list[str]) -> list[Value]:
    items: list[Value] = []
    target = keywords.get("foreign_key")
    if isinstance(target, str):
        ondelete = keywords.get("ondelete")
        items.append(declare.foreign_key(target, ondelete=ondelete if isinstance(ondelete, str) else None))
    more = keywords.get("sa_column_args")
    if isinstance(more, (list, tuple)):
        items.extend(more)
    return items


def _nullable(annotation: Annotation, field: Property | None, value: Value) -> bool:
    """SQLModel's ``is_field_noneable``: what is given, else whether the annotation allows ``None``."""
    given = field.keywords.get("nullable") if field is not None else None
    if isinstance(given, bool):
        return given
    return annotation.optional


def _type(
    interpreter: Interpreter,
    base: Base,
    annotation: Annotation,
    keywords: dict[str, Value],
    site: Site,
    doubts: list[str],
) -> declare.Type:
    if "sa_type" in keywords:
        return as_type(interpreter, keywords["sa_type"], site)
    if annotation.inner == External("builtins.str"):
        length = keywords.get("max_length")
        return declare.auto_string(length if isinstance(length, int) else None)
    known = _by_name(annotation.inner, keywords)
    found = known if known is not None else column_type(interpreter, base, annotation, site)
    if found is None:
        doubts.append("the type of its annotation is not known")
        return declare.unknown_type()
    return found


def _number(keywords: dict[str, Value], name: str) -> int | None:
    value = keywords.get(name)
    return value if isinstance(value, int) else None


_PYDANTIC_TEXT = frozenset(
    {"EmailStr", "AnyUrl", "HttpUrl", "AnyHttpUrl", "PostgresDsn", "FilePath", "Path", "NameEmail"}
)


def _by_name(inner: Value, keywords: dict[str, Value]) -> declare.Type | None:
    if inner == External("datetime.datetime") or (isinstance(inner, External) and inner.last == "AwareDatetime"):
        # SQLModel stores aware times since 0.0.45; a project that pins an older one keeps its own ``sa_type``.
        return declare.datetime_type(timezone=True)
    if isinstance(inner, External) and inner.last == "NaiveDatetime":
        return declare.datetime_type(timezone=False)
    if inner == External("decimal.Decimal"):
        return declare.numeric_type(_number(keywords, "max_digits"), _number(keywords, "decimal_places"))
    if isinstance(inner, External) and inner.last in _PYDANTIC_TEXT:
        length = keywords.get("max_length")
        return declare.auto_string(length if isinstance(length, int) else None)
    if isinstance(inner, Generic) and isinstance(inner.origin, External) and inner.origin.name.endswith(".Literal"):
        return declare.auto_string(None)
    return None


__all__ = ["MISSING", "field_column"]
