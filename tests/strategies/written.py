"""Changes as a revision writes them, that autogenerate does not see: the plan stands in the revision's place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from migration_lsp.judgement import Moment, Plan
from migration_lsp.schema.effects import (
    CheckAdded,
    ColumnRenamed,
    Effect,
    ForeignKeyAdded,
    PrimaryKeyChanged,
    TableRenamed,
    TypeChanged,
)
from migration_lsp.schema.records import TableRecord
from migration_lsp.strategies.change_type import change_type
from migration_lsp.strategies.check_constraint import check_constraint
from migration_lsp.strategies.index import index
from migration_lsp.strategies.primary_key import change_primary_key
from migration_lsp.strategies.rename_column import rename_column
from migration_lsp.strategies.rename_table import rename_table
from tests.strategies.cases import DIALECTS
from tests.strategies.plans import Planned, planned_in_revision

_HISTORY = """
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(50), nullable=False, comment="It's", server_default=sa.text("'a:b'")),
        sa.Column("team_id", sa.Integer()),
    )
    op.create_index("ix_user_name", "user", ["name"])
def downgrade():
    pass
#- migrations/versions/002_change.py
def upgrade():
    {}
"""


@dataclass(frozen=True)
class Written:
    """A change as a revision writes it, and what has to be there when the plan is through."""

    name: str
    line: str
    kind: type[Effect]
    strategy: Callable[[Any, Moment], Plan]
    table: str
    holds: Callable[[TableRecord], bool]
    dialects: tuple[str, ...] = DIALECTS

    def planned(self, dialect: str) -> Planned:
        return planned_in_revision(_HISTORY.format(self.line), "002", self.kind, self.strategy, dialect)


def _is_renamed(table: TableRecord) -> bool:
    column = table.column("full_name")
    assert column is not None
    assert column.comment in ("It's", None)
    facts = (column.type, column.nullable, column.default)
    indexes = [(index.name, index.columns) for index in table.indexes]
    return (
        table.column("name") is None
        and facts == ("VARCHAR(50)", False, "'a:b'")
        and indexes == [("ix_user_full_name", ("full_name",))]
    )


def _is_checked(table: TableRecord) -> bool:
    return [(check.name, check.validated) for check in table.checks] == [("ck_name", True)]


def _has_proven_key(table: TableRecord) -> bool:
    return [(key.name, key.ondelete, key.validated) for key in table.foreign_keys] == [("fk", "CASCADE", True)]


def _is_wider(table: TableRecord) -> bool:
    column = table.column("team_id")
    return column is not None and column.type == "BIGINT"


WRITTEN = (
    Written(
        "rename",
        'op.alter_column("user", "name", new_column_name="full_name")',
        ColumnRenamed,
        rename_column,
        "user",
        _is_renamed,
    ),
    Written(
        "check",
        'op.create_check_constraint("ck_name", "user", "name <> \'a:b\'")',
        CheckAdded,
        check_constraint,
        "user",
        _is_checked,
        ("postgresql", "mysql", "mariadb"),
    ),
    Written(
        "check in a batch",
        "with op.batch_alter_table('user') as b: b.create_check_constraint(\"ck_name\", \"name <> 'a:b'\")",
        CheckAdded,
        check_constraint,
        "user",
        _is_checked,
    ),
    Written(
        "raw foreign key",
        "op.execute('ALTER TABLE \"user\" ADD CONSTRAINT fk FOREIGN KEY (team_id) REFERENCES team ON DELETE CASCADE')",
        ForeignKeyAdded,
        index,
        "user",
        lambda table: [it.name for it in table.indexes][-1] == "ix_user_team_id",
        ("postgresql",),
    ),
    Written(
        "raw type change",
        "op.execute('ALTER TABLE \"user\" ALTER team_id TYPE bigint USING team_id + 0')",
        TypeChanged,
        change_type,
        "user",
        _is_wider,
        ("postgresql",),
    ),
    Written(
        "table",
        'op.rename_table("user", "person")',
        TableRenamed,
        rename_table,
        "person",
        lambda table: table.column("name") is not None,
    ),
    Written(
        "primary key",
        'op.drop_constraint("user_pkey", "user", type_="primary")\n'
        '    op.create_primary_key("user_pkey", "user", ["team_id"])',
        PrimaryKeyChanged,
        change_primary_key,
        "user",
        lambda table: table.primary_key is not None and table.primary_key.columns == ("team_id",),
        ("postgresql",),
    ),
)
