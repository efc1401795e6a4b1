"""A language server that reviews SQLAlchemy models and Alembic migrations without running either."""

__version__ = "0.1.0"
