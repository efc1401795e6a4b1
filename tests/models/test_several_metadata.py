"""Several metadata in one project."""

from __future__ import annotations

from tests.one_string import project_of


def test_a_table_that_two_metadata_declare_is_said() -> None:
    project = project_of(
        """\
#- app/models.py
class Base(DeclarativeBase):
    pass
class Other(DeclarativeBase):
    pass
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
class UserToo(Other):
    __tablename__ = "user"
    id: Mapped[str] = mapped_column(primary_key=True)
"""
    )
    assert project.declared.tables["user"].columns[0].type == "INTEGER"
    assert [note.message for note in project.declared_notes] == [
        "user is declared in two metadata: only the first is looked at"
    ]


def test_a_convention_that_env_gives_after_the_models_are_imported_names_nothing() -> None:
    project = project_of(
        """
#- app/models.py
class Base(DeclarativeBase): pass
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
#- migrations/env.py
from alembic import context
from app import models
target_metadata = models.Base.metadata
target_metadata.naming_convention = {"uq": "uq_%(table_name)s_%(column_0_name)s"}
context.configure(target_metadata=target_metadata)
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String()))
    op.alter_column("user", "name", nullable=False)
    op.create_unique_constraint("user_name_key", "user", ["name"])
"""
    )
    assert [unique.name for unique in project.declared.tables["user"].uniques] == [None]
    assert project.difference.operations == ()
    assert project.naming_convention is not None
