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
