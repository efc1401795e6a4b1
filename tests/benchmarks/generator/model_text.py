"""Models in the two styles that projects have: Flask-SQLAlchemy's ``db.Column``, and SQLAlchemy 2's ``Mapped``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.benchmarks.generator.shape import Column, Table

FLASK_HEAD = """\
from datetime import datetime, timezone

from sqlalchemy.dialects.postgresql import JSONB

from app.extensions import db


def now() -> datetime:
    return datetime.now(timezone.utc)
"""
MAPPED_HEAD = """\
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    Enum,
    ForeignKey,
    Integer,
    Numeric,
    String,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.base import Base
"""


def flask_models(tables: tuple[Table, ...]) -> str:
    """A module of classes over ``db.Model``."""
    return FLASK_HEAD + _classes(map(_flask, tables))


def mapped_models(tables: tuple[Table, ...]) -> str:
    """A module of classes over a ``DeclarativeBase``, with annotated columns."""
    return MAPPED_HEAD + _classes(map(_mapped, tables))


def _classes(classes: Iterable[Iterator[str]]) -> str:
    return "".join("\n\n" + "".join(f"{line}\n" for line in lines) for lines in classes)


def class_name(table: str) -> str:
    return "".join(word.capitalize() for word in table.split("_"))


def _flask(table: Table) -> Iterator[str]:
    yield f"class {table.class_name}(db.Model):"
    yield f'    __tablename__ = "{table.name}"'
    yield from _table_arguments(table, "db.")
    yield ""
    yield "    id = db.Column(db.Integer, primary_key=True)"
    for column in table.columns:
        kind = column.kind.call if column.kind.call == "JSONB()" else f"db.{column.kind.call}"
        moment = ["default=now"] if column.kind.python == "datetime" else []
        said = (kind, *_said(table, column, "db."), *moment, f"nullable={column.nullable}")
        yield f"    {column.name} = db.Column({', '.join(said)})"
    yield from _relationships(table, "db.", is_annotated=False)
    yield from _repr(table)


def _mapped(table: Table) -> Iterator[str]:
    yield f"class {table.class_name}(Base):"
    yield f'    __tablename__ = "{table.name}"'
    yield from _table_arguments(table, "")
    yield ""
    yield "    id: Mapped[int] = mapped_column(primary_key=True)"
    for column in table.columns:
        python = f"{column.kind.python} | None" if column.nullable else column.kind.python
        # The annotation of these says it all.
        kind = () if column.kind.call == "Integer()" else (column.kind.call,)
        said = ", ".join((*kind, *_said(table, column, "")))
        yield f"    {column.name}: Mapped[{python}]" + (f" = mapped_column({said})" if said else "")
    yield from _relationships(table, "", is_annotated=True)
    yield from _repr(table)


def _said(table: Table, column: Column, prefix: str) -> Iterator[str]:
    """What a column is told beyond its type and nullability."""
    if column.references:
        yield f'{prefix}ForeignKey("{column.references}.id")'
    if column.default is not None:
        yield f'server_default={prefix}text("{column.default}")'
    if column.references or table.extra(column.name, "ix"):
        yield "index=True"
    if table.extra(column.name, "uq"):
        yield "unique=True"


def _table_arguments(table: Table, prefix: str) -> Iterator[str]:
    checks = [extra for extra in table.extras if extra.form == "ck"]
    if checks:
        # The naming convention writes the rest of the name.
        said = "".join(f'{prefix}CheckConstraint("{check.condition}", name="{check.column}"), ' for check in checks)
        yield f"    __table_args__ = ({said.rstrip() if len(checks) == 1 else said.rstrip(', ')})"


def _relationships(table: Table, prefix: str, *, is_annotated: bool) -> Iterator[str]:
    for column in table.columns:
        if column.references:
            target = class_name(column.references)
            name = column.name.removesuffix("_id")
            said = f"{prefix}relationship("
            if is_annotated:
                optional = " | None" if column.nullable else ""
                yield f'    {name}: Mapped["{target}{optional}"] = {said}foreign_keys=[{column.name}])'
            else:
                yield f'    {name} = {said}"{target}", foreign_keys=[{column.name}])'


def _repr(table: Table) -> Iterator[str]:
    yield ""
    yield "    def __repr__(self) -> str:"
    yield f'        return f"<{table.class_name} {{self.id}}>"'
