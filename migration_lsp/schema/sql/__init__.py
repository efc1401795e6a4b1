"""Raw SQL as operations: DDL strings come to the same values as op calls.

Knows the grammar of DDL as far as migrations use it, per dialect, and no catalogue.
"""

from .reader import Statement, StatementKind, read_sql

__all__ = ["Statement", "StatementKind", "read_sql"]
