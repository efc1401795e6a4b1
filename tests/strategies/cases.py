"""Pending changes with a strategy each: what the plan for them has to reach is what the models declare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from migration_lsp.judgement import Moment, Plan
from migration_lsp.schema.effects import (
    ColumnAdded,
    ColumnDropped,
    DefaultChanged,
    Effect,
    ForeignKeyAdded,
    ForeignKeyDropped,
    IndexAdded,
    NullabilityChanged,
    TableDropped,
    TypeChanged,
    UniqueAdded,
)
from migration_lsp.strategies.change_type import change_type
from migration_lsp.strategies.default import change_default
from migration_lsp.strategies.drop import drop_column, drop_foreign_key, drop_table
from migration_lsp.strategies.foreign_key import foreign_key
from migration_lsp.strategies.index import index
from migration_lsp.strategies.not_null_column import not_null_column
from migration_lsp.strategies.rename_column import rename_column
from migration_lsp.strategies.unique import unique
from tests.strategies.plans import Planned, planned

DIALECTS = ("postgresql", "sqlite", "mysql", "mariadb")

_MODELS = """
#- app/models.py
class Base(DeclarativeBase): pass
class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
class User(Base):
    __tablename__ = "user"
{table_args}    id: Mapped[int] = mapped_column(primary_key=True)
{columns}
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), {before})
{more}"""


def _pending(columns: str, before: str = "", more: str = "", table_args: str = "") -> str:
    def lines(text: str) -> str:
        return "".join(f"    {line.strip()}\n" for line in text.strip().splitlines())

    return _MODELS.format(columns=lines(columns), before=before, more=lines(more), table_args=lines(table_args))


@dataclass(frozen=True)
class Case:
    """A pending change, the strategy for it, and where it has no plan of ours."""

    name: str
    kind: type[Effect]
    strategy: Callable[[Any, Moment], Plan]
    text: str
    dialects: tuple[str, ...] = DIALECTS

    def planned(self, dialect: str) -> Planned:
        return planned(self.text, self.kind, self.strategy, dialect)


_FK = 'team_id: Mapped[{}] = mapped_column(ForeignKey("team.id", name="fk_user_team_id", ondelete="{}"), index=True)'

CASES = (
    Case(
        "required column",
        ColumnAdded,
        not_null_column,
        _pending('plan: Mapped[str] = mapped_column(String(20), default="free", index=True)'),
    ),
    Case(
        "required unique column",
        ColumnAdded,
        not_null_column,
        _pending(
            "slug: Mapped[str] = mapped_column(String(20))",
            table_args='__table_args__ = (UniqueConstraint("slug", name="uq_user_slug"),)',
        ),
    ),
    Case("required reference", ColumnAdded, not_null_column, _pending(_FK.format("int", "CASCADE"))),
    Case(
        "required enum",
        ColumnAdded,
        not_null_column,
        _pending('mood: Mapped[str] = mapped_column(Enum("sad", "glad", name="mood"))'),
        ("postgresql",),
    ),
    Case(
        "existing column set NOT NULL",
        NullabilityChanged,
        not_null_column,
        _pending(
            "plan: Mapped[str] = mapped_column(String(20), server_default=text(\"'free'\"))",
            'sa.Column("plan", sa.String(20), server_default=sa.text("\'free\'"))',
        ),
    ),
    Case(
        "drop and add that is a rename",
        ColumnAdded,
        rename_column,
        _pending(
            "full_name: Mapped[str] = mapped_column(String(50), index=True)",
            'sa.Column("name", sa.String(50), nullable=False, index=True)',
        ),
    ),
    Case(
        "drop and add, seen from the drop",
        ColumnDropped,
        rename_column,
        _pending(
            "full_name: Mapped[Optional[str]] = mapped_column(String(50))",
            'sa.Column("name", sa.String(50), nullable=False)',
        ),
    ),
    Case(
        "text becomes a number",
        TypeChanged,
        change_type,
        _pending("age: Mapped[int]", 'sa.Column("age", sa.String(20), nullable=False)'),
    ),
    Case(
        "a type with an index, a unique constraint and a foreign key",
        TypeChanged,
        change_type,
        _pending(
            'team_id: Mapped[Optional[int]] = mapped_column(BigInteger, ForeignKey("team.id", name="fk_team"))',
            'sa.Column("team_id", sa.Integer(), sa.ForeignKey("team.id", name="fk_team"))',
            """
            op.create_index("ix_user_team_id", "user", ["team_id"])
            """,
            table_args="""
            __table_args__ = (Index("ix_user_team_id", "team_id"),)
            """,
        ),
        ("postgresql", "mysql", "mariadb"),
    ),
    Case(
        "a unique column of another type",
        TypeChanged,
        change_type,
        _pending(
            "code: Mapped[str] = mapped_column(String(8))",
            'sa.Column("code", sa.String(20), nullable=False), sa.UniqueConstraint("code", name="uq_user_code")',
            table_args='__table_args__ = (UniqueConstraint("code", name="uq_user_code"),)',
        ),
    ),
    Case(
        "a primary key of another type",
        TypeChanged,
        change_type,
        _pending("id: Mapped[int] = mapped_column(BigInteger, primary_key=True)"),
        ("postgresql", "mysql", "mariadb"),
    ),
    Case(
        "foreign key on an existing column",
        ForeignKeyAdded,
        foreign_key,
        _pending(_FK.format("Optional[int]", "SET NULL"), 'sa.Column("team_id", sa.Integer(), index=True)'),
    ),
    Case(
        "foreign key with a new column",
        ForeignKeyAdded,
        foreign_key,
        _pending(_FK.format("Optional[int]", "SET NULL")),
    ),
    Case(
        "column dropped",
        ColumnDropped,
        drop_column,
        _pending("", 'sa.Column("plan", sa.String(20), nullable=False, index=True)'),
    ),
    Case(
        "column with everything dropped",
        ColumnDropped,
        drop_column,
        _pending(
            "",
            'sa.Column("team_id", sa.Integer(), sa.ForeignKey("team.id", name="fk"), nullable=False), '
            'sa.UniqueConstraint("team_id", name="uq")',
        ),
    ),
    Case(
        "foreign key dropped",
        ForeignKeyDropped,
        drop_foreign_key,
        _pending(
            "team_id: Mapped[Optional[int]]",
            'sa.Column("team_id", sa.Integer(), sa.ForeignKey("team.id", name="fk", ondelete="CASCADE"))',
        ),
    ),
    Case(
        "unique constraint",
        UniqueAdded,
        unique,
        _pending(
            "slug: Mapped[Optional[str]] = mapped_column(String(20))",
            'sa.Column("slug", sa.String(20))',
            table_args='__table_args__ = (UniqueConstraint("slug", name="uq_user_slug"),)',
        ),
    ),
    Case(
        "unique index",
        UniqueAdded,
        unique,
        _pending(
            "slug: Mapped[Optional[str]] = mapped_column(String(20), unique=True, index=True)",
            'sa.Column("slug", sa.String(20))',
        ),
    ),
    Case(
        "index",
        IndexAdded,
        index,
        _pending(
            "slug: Mapped[Optional[str]] = mapped_column(String(20), index=True)",
            'sa.Column("slug", sa.String(20))',
        ),
    ),
    Case(
        "server default",
        DefaultChanged,
        change_default,
        _pending(
            "plan: Mapped[str] = mapped_column(String(20), server_default=text(\"'paid'\"))",
            'sa.Column("plan", sa.String(20), server_default=sa.text("\'free\'"), nullable=False)',
        )
        + """
#- migrations/env.py
from alembic import context
from app.models import Base
context.configure(connection=None, target_metadata=Base.metadata, compare_server_default=True)
""",
    ),
    Case(
        "table dropped",
        TableDropped,
        drop_table,
        _pending(
            "",
            "",
            """
            user = sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id", name="fk_note"), nullable=False)
            text = sa.Column("text", sa.Text(), server_default=sa.text("''"))
            check = sa.CheckConstraint("id > 0", name="ck_note")
            op.create_table("note", sa.Column("id", sa.Integer(), primary_key=True), user, text, check)
            op.create_index("ix_note_user_id", "note", ["user_id"])
            """,
        ),
    ),
)
