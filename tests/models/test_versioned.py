"""Tables that a library makes at run time are not missed in the models."""

from __future__ import annotations

from tests.one_string import project_of

_TEXT = """
#- app/models.py
class Base(DeclarativeBase): pass
class Bill(Base):
    __tablename__ = "bill"
    {mark}
    id: Mapped[int] = mapped_column(primary_key=True)
owing = Table("owing", Base.metadata, Column("bill_id", Integer, ForeignKey("bill.id")))
#- migrations/versions/001_bill.py
def upgrade():
    op.create_table("bill", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("bill_version", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("owing", sa.Column("bill_id", sa.Integer(), sa.ForeignKey("bill.id")))
    op.create_table("owing_version", sa.Column("bill_id", sa.Integer()))
    op.create_table("transaction", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("old", sa.Column("id", sa.Integer(), primary_key=True))
"""


def _removed(mark: str) -> set[str]:
    operations = project_of(_TEXT.replace("{mark}", mark)).difference.operations
    return {change.table for change in operations if change.op == "remove_table"}


def test_versions_and_transactions_of_sqlalchemy_continuum_are_left_alone() -> None:
    assert _removed("__versioned__ = {}") == {"old"}
    notes = project_of(_TEXT.replace("{mark}", "__versioned__ = {}")).difference_notes
    assert [note.message.partition(": ")[2] for note in notes] == ["bill_version, owing_version, transaction"]


def test_without_the_library_they_are_tables_like_others() -> None:
    assert _removed("pass") == {"bill_version", "owing_version", "transaction", "old"}
