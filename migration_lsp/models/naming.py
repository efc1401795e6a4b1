"""Table names that frameworks derive from class names."""

from __future__ import annotations

import re

_CAMEL = re.compile(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))")


def flask_table_name(class_name: str) -> str:
    """Flask-SQLAlchemy's name for a class: ``OrderItem`` is ``order_item``, ``HTTPLog`` is ``http_log``."""
    return _CAMEL.sub(r"_\1", class_name).lower().lstrip("_")


def sqlmodel_table_name(class_name: str) -> str:
    """SQLModel's name for a class: all in lower case."""
    return class_name.lower()
