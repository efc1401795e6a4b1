"""A class with a base that nobody can read: what it declares is certain, that it declares everything is not."""

from __future__ import annotations

from tests.one_string import project_of

_PROJECT = """\
#- app/models.py
from elsewhere import Base
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("created_at", sa.DateTime()))
"""


def test_a_column_that_only_the_migrations_know_may_be_the_bases() -> None:
    found = {(change.op, change.column): change.certain for change in project_of(_PROJECT).difference.operations}
    assert found == {("add_column", "name"): True, ("remove_column", "created_at"): False}


def test_the_unread_base_is_said_at_the_class() -> None:
    project = project_of(_PROJECT)
    assert [table.key for table in project.tables] == ["user"]
    assert ["may add columns" in note.message for note in project.declared_notes] == [True]
