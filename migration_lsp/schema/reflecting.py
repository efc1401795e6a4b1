"""A real ``Table`` filled from a record, as reflection from a database would fill it."""

from __future__ import annotations

import sqlalchemy as sa

from migration_lsp.schema.records import Catalogue, TableRecord
from migration_lsp.schema.types import reflected_type


def reflect_into(table: sa.Table, record: TableRecord, catalogue: Catalogue) -> None:
    """Add the columns and the keys that ``record`` has and ``table`` lacks."""
    primary = set(record.primary_key.columns) if record.primary_key is not None else set()
    for column in record.columns:
        if column.name in table.c:
            continue
        default = sa.text(column.default) if column.default is not None else None
        table.append_column(
            sa.Column(
                column.name,
                reflected_type(column.type, catalogue.dialect, catalogue.enums),
                primary_key=column.name in primary,
                nullable=column.nullable,
                server_default=default,
                comment=column.comment,
            )
        )
    for unique in record.uniques:
        if all(name in table.c for name in unique.columns):
            table.append_constraint(sa.UniqueConstraint(*unique.columns, name=unique.name))
    for key in record.foreign_keys:
        if not all(name in table.c for name in key.columns):
            continue
        targets = [f"{key.target}.{name}" for name in key.target_columns]
        table.append_constraint(sa.ForeignKeyConstraint(key.columns, targets, name=key.name, ondelete=key.ondelete))
    for index in record.indexes:
        if index.columns and all(name is not None and name in table.c for name in index.columns):
            sa.Index(
                index.name,
                *(table.c[name] for name in index.columns if name is not None),
                unique=index.unique,
            )


def reflected_table(record: TableRecord, metadata: sa.MetaData, catalogue: Catalogue) -> sa.Table:
    """A table as it is in the database, in ``metadata``."""
    table = sa.Table(record.name, metadata, schema=record.schema)
    reflect_into(table, record, catalogue)
    return table


def load_referred_tables(table: sa.Table, catalogue: Catalogue) -> None:
    """Add the tables that foreign keys lead to, and those that theirs lead to, as reflection does."""
    pending = [table]
    while pending:
        here = pending.pop()
        record = catalogue.tables.get(here.key)
        for key in record.foreign_keys if record is not None else ():
            if key.target in table.metadata.tables:
                continue
            schema, _, name = key.target.rpartition(".")
            referred = sa.Table(name, table.metadata, schema=schema or None)
            target = catalogue.tables.get(key.target)
            if target is not None:
                reflect_into(referred, target, catalogue)
            for column in key.target_columns:
                if column not in referred.c:
                    # Of a table that was made elsewhere the key may be all that tells of the column.
                    referred.append_column(sa.Column(column))
            pending.append(referred)
