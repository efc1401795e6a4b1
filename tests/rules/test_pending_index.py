"""An index that the models no longer have, and one that takes its place."""

from __future__ import annotations

from tests.findings import check

_HISTORY = """
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String()))
    op.create_index("ix_old", "user", ["name"])
def downgrade():
    op.drop_table("user")
"""


def test_an_index_that_goes_makes_queries_slow() -> None:
    check(
        """
#- app/models.py
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
#   ^^^^ pending-change: user.name: index ix_old dropped: queries that use it become slow
"""
        + _HISTORY
    )


def test_an_index_that_takes_its_place_is_told_alone() -> None:
    check(
        """
#- app/models.py
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
#   ^^^^ pending-change: user (name, id): new index
    __table_args__ = (Index("ix_new", "name", "id"),)
"""
        + _HISTORY
    )
