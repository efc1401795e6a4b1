"""What SQLAlchemy and Alembic raise for arguments that do not fit: one list, for whoever hands them project data."""

from __future__ import annotations

from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

REFUSALS = (
    SQLAlchemyError,
    CommandError,
    TypeError,
    ValueError,
    AttributeError,
    LookupError,
    NotImplementedError,
    AssertionError,
    RecursionError,
)
"""Anything else is a bug of ours or theirs, and is not caught."""
