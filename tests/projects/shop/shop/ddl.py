"""DDL that Alembic has no operation for. Used by the migrations."""

from alembic import op


def gin_index_name(table, column):
    return f"idx_{table}_{column}_gin"


def create_gin_index(table, column):
    op.execute(f"CREATE INDEX {gin_index_name(table, column)} ON {table} USING GIN ({column});")


def drop_gin_index(table, column):
    op.execute(f"DROP INDEX IF EXISTS {gin_index_name(table, column)};")
