"""Columns used as values before and after their class is made: operators, copies, look-ups by the class."""

from __future__ import annotations

import pytest

from tests.models.real import same_as_real

CASES = {
    "columns of the class body compared with each other": """
class Node(Base):
    __tablename__ = "node"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[Optional[int]] = mapped_column(ForeignKey("node.id"))
    flag: Mapped[bool] = mapped_column()
    __table_args__ = (
        CheckConstraint(id != parent_id, name="c1"),
        CheckConstraint(parent_id.is_(None) | (parent_id > 3), name="c2"),
        Index("live", id, postgresql_where=~(id == 3)),
        Index("minus", -id),
    )
""",
    "a column that the parent may have already": """
class P(Base):
    __tablename__ = "p"
    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "p"}

class Shared:
    @declared_attr
    def target(cls) -> Mapped[int]:
        return cls.__table__.c.get("target", mapped_column(Integer, nullable=True))

class One(Shared, P):
    __mapper_args__ = {"polymorphic_identity": "one"}

class Two(Shared, P):
    __mapper_args__ = {"polymorphic_identity": "two"}
""",
    "sentinels": """
class A(Base):
    __tablename__ = "a"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    _sentinel: Mapped[int] = orm_insert_sentinel()
    data: Mapped[str]

Table("s", Base.metadata, Column("id", Uuid, primary_key=True), insert_sentinel("sent"))
""",
    "tables copied to another metadata": """
m1 = MetaData()
m2 = MetaData(schema="two")
t = Table("t", m1, Column("id", Integer, primary_key=True), Column("u", Integer, index=True), UniqueConstraint("u"))
t.to_metadata(m2)
t.to_metadata(m2, schema="three", name="t3")
""",
    "a key walked over": """
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)

Table("h", Base.metadata, Column("id", Integer), UniqueConstraint(*[c.name for c in A.__table__.primary_key]))
""",
    "a decorator of a Python type, with its own initialiser": """
class Text50(TypeDecorator[str]):
    impl = String

    def __init__(self, length=50):
        super().__init__(length)

class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    a = Column(Text50)
    b = Column(Text50(7))
""",
    "pydantic's conditions": """
from pydantic import NonNegativeFloat, PositiveInt
from sqlmodel import Field, SQLModel

class Hero(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    pay: PositiveInt
    share: Optional[NonNegativeFloat] = None
""",
}


@pytest.mark.parametrize("case", CASES)
def test_a_case(case: str) -> None:
    base = "class Base(DeclarativeBase):\n    pass\n" if "Base" in CASES[case] else ""
    same_as_real(base + CASES[case])
