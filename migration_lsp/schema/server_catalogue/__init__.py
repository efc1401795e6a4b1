"""Queries of PostgreSQL's own catalogue (``pg_constraint``, ``information_schema`` …), answered from the records."""

from __future__ import annotations

from .answer import Answer, answer

__all__ = ["Answer", "answer"]
