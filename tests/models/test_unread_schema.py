"""Metadata whose schema is chosen where the project runs: everything else of it holds."""

from __future__ import annotations

from tests.one_string import project_of

PROJECT = """
#- app/models.py
import os
class Base(DeclarativeBase):
    metadata = MetaData(
        schema=os.environ.get("DATABASE_SCHEMA"),
        naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s"},
    )
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
#- migrations/env.py
from alembic import context
from app.models import Base
context.configure(target_metadata=Base.metadata)
#- migrations/versions/001_user.py
def upgrade():
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.CheckConstraint("id > 0", name="positive"),
        sa.UniqueConstraint("email"),
    )
"""


def test_its_tables_are_in_the_default_schema_and_it_is_said() -> None:
    project = project_of(PROJECT)
    (unique,) = project.declared.tables["user"].uniques
    assert unique.name == "uq_user_email"
    (note,) = project.declared_notes
    assert note.message.startswith("the schema of these tables is taken to be the default one: ")


def test_its_naming_convention_names_what_the_revisions_leave_unnamed() -> None:
    table = project_of(PROJECT).at_heads.tables["user"]
    assert [check.name for check in table.checks] == ["ck_user_positive"]
    assert [unique.name for unique in table.uniques] == ["uq_user_email"]
