"""The ring `-m real`: our answers beside those of a real PostgreSQL, real Alembic and real projects."""
