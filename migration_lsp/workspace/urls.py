"""Database URLs, of which only the dialect is ever taken: the rest may hold a password."""

from __future__ import annotations

import re

from migration_lsp.config import DIALECTS

_SCHEME = re.compile(r"^\s*([A-Za-z0-9_]+)(?:\+[A-Za-z0-9_]+)?:/")
_ALIASES = {"postgres": "postgresql", "postgis": "postgresql", "redshift": "postgresql", "cockroach": "cockroachdb"}


def dialect_of_url(url: str) -> str | None:
    """The dialect of a URL, or None for a placeholder such as ``driver://``."""
    found = _SCHEME.match(url)
    if found is None:
        return None
    return dialect_named(found.group(1))


def dialect_named(name: str) -> str | None:
    """SQLAlchemy's name of a database, however the project calls it."""
    lowered = name.lower()
    lowered = _ALIASES.get(lowered, lowered)
    return lowered if lowered in DIALECTS else None
