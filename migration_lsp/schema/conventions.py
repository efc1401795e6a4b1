"""The names that a naming convention gives, and those that a revision gives where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from .refusals import REFUSALS

Convention = Mapping[str, Any]


def index_name(table: str, columns: tuple[str, ...], convention: Convention | None) -> str:
    """The name of an index: the convention's, else ``ix_<table>_<columns>``."""
    return _named(table, columns, convention, lambda made: sa.Index(None, *made.c)) or "_".join(("ix", table, *columns))


def foreign_key_name(table: str, columns: tuple[str, ...], target: str, convention: Convention | None) -> str:
    """The name of a foreign key: the convention's, else ``fk_<table>_<columns>``."""
    place = target.rpartition(".")[2]

    def make(made: sa.Table) -> Any:
        constraint = sa.ForeignKeyConstraint(list(columns), [f"{place}.id"] * len(columns))
        made.append_constraint(constraint)
        return constraint

    return _named(table, columns, convention, make) or "_".join(("fk", table, *columns))


def _named(table: str, columns: tuple[str, ...], convention: Convention | None, make: Any) -> str | None:
    """What SQLAlchemy itself calls it."""
    try:
        metadata = sa.MetaData(naming_convention=dict(convention)) if convention else sa.MetaData()
        made = make(sa.Table(table, metadata, *(sa.Column(name, sa.Integer()) for name in columns)))
        return str(made.name) if isinstance(made.name, str) else None
    except REFUSALS:
        return None
