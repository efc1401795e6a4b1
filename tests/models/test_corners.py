"""Corners of columns and their types, each a few lines, held against the real library."""

from __future__ import annotations

import pytest

from tests.models.real import same_as_real

BASE = """
class Base(DeclarativeBase):
    pass
"""

CASES = {
    ("optional pk sqlite", "sqlite"): """
class T(Base):
    __tablename__ = "t"
    id: Mapped[Optional[int]] = mapped_column(primary_key=True)
""",
    ("sortorder", "postgresql"): """
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[int] = mapped_column(sort_order=5)
    b: Mapped[int]
""",
    ("intenum/flag", "postgresql"): """
class K(enum.IntEnum):
    A = 1
    B = 2

class F(enum.Flag):
    X = enum.auto()
    Y = enum.auto()

class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[K]
    b = Column(Integer, server_default=str(K.B.value))
    c = Column(Integer, server_default=str(int(K.B)))
""",
    ("ddl_if", "postgresql"): """
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a = Column(Integer)
    __table_args__ = (
        Index("i", "a").ddl_if(dialect="postgresql"),
        CheckConstraint("a>0", name="c").ddl_if(dialect="sqlite"),
    )
""",
    ("collate", "postgresql"): """
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a = Column(String(collation="de_DE"))
    b = Column(Text().with_variant(String(3), "sqlite"))
    __table_args__ = (Index("i", collate(a, "C")), Index("j", text('a COLLATE "C"')))
""",
    ("fk lambda/relationship args", "postgresql"): """
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    p: Mapped[Optional[int]] = mapped_column(ForeignKey("t.id"))
    parent: Mapped[Optional["T"]] = relationship(remote_side=[id], foreign_keys=[p])
    kids: Mapped[List["T"]] = relationship(
        remote_side=lambda: [T.p], foreign_keys=lambda: [T.p], overlaps="parent"
    )
""",
    ("column_property select", "postgresql"): """
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[int]
    n = column_property(select(func.count(id)).scalar_subquery())
""",
    ("late attr index", "postgresql"): """
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)

Index("late", T.id)
T.x = mapped_column(String(3), index=True)
T.__table__.append_constraint(UniqueConstraint("x", name="uq_late"))
""",
    ("walrus and dict comp", "postgresql"): """
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    cols = {n: Column(Integer) for n in ("a", "b")}
    a = cols["a"]
    bb = (y := Column(String))
    del cols, y
""",
    ("final", "postgresql"): """
from typing import Final

N: Final = 7

class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    s = Column(String(N))
""",
    ("onupdate server", "postgresql"): """
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a = Column(DateTime, server_default=sa.func.now(), server_onupdate=FetchedValue())
    b = Column(Integer, default=lambda: 1, onupdate=lambda: 2)
""",
    ("seq default", "postgresql"): """
s = Sequence("sq", start=5, metadata=Base.metadata)

class T(Base):
    __tablename__ = "t"
    id = Column(Integer, s, server_default=s.next_value(), primary_key=True)
""",
    ("mysql opts", "mysql"): """
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a = Column(String(50))
    __table_args__ = (Index("i", "a", mysql_length=10), Index("j", "a", mysql_prefix="FULLTEXT"))
""",
    ("index true names w schema", "postgresql"): """
class T(Base):
    __tablename__ = "t"
    __table_args__ = {"schema": "s"}
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[str] = mapped_column(index=True, unique=True)
    b: Mapped[uuid.UUID] = mapped_column(ForeignKey("s.t.id"), unique=True)
""",
    ("numeric etc sqlite", "sqlite"): """
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[decimal.Decimal] = mapped_column(Numeric(10, 2))
    b: Mapped[dict] = mapped_column(JSON)
    c: Mapped[bytes]
    d: Mapped[uuid.UUID]
    e: Mapped[bool] = mapped_column(default=False, server_default="0")
    f: Mapped[float]
""",
    ("mariadb", "mariadb"): """
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[uuid.UUID]
    b: Mapped[dict] = mapped_column(JSON)
    c: Mapped[str] = mapped_column(String(10), comment="x")
""",
    ("constants class", "postgresql"): """
class C:
    N = 3
    NAMES = ("x", "y")

    class In:
        Z = "zz"

class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a = Column(String(C.N))
    b = Column(String, server_default=C.In.Z)
    c = Column(Enum(*C.NAMES, name="nm"))
""",
    ("helpers with kwargs merge", "postgresql"): """
def col(*a, **k):
    k.setdefault("nullable", False)
    return Column(*a, **{**k, "comment": k.get("comment", "none")})

class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a = col(Integer)
    b = col("bee", String(2), nullable=True, comment="c")
""",
    ("partial", "postgresql"): """
import functools

req = functools.partial(mapped_column, nullable=False)
C2 = functools.partial(Column, nullable=False)

class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Optional[int]] = req(Integer)
    b = C2(String(3))
""",
    ("lambda col", "postgresql"): """
mk = lambda n=5: Column(String(n))

class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a = mk()
    b = mk(6)
""",
    ("metaclass", "postgresql"): """
class Meta(type(Base)):
    pass

class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
""",
    ("with_variant chain", "postgresql"): """
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a = Column(String(3).with_variant(Text(), "postgresql").with_variant(CHAR(3), "mysql"))
    b = Column(BigInteger().with_variant(sa.Integer, "sqlite"), index=True)
""",
    ("uuid server default pg", "postgresql"): """
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[uuid.UUID] = mapped_column(postgresql.UUID(as_uuid=True), server_default=func.gen_random_uuid())
    b = Column(postgresql.TIMESTAMP(True), server_default=text("now()"))
    c = Column(postgresql.ENUM("a", "b", name="e", create_type=False, schema="q"))
""",
    ("typing.Annotated dup", "postgresql"): """
created = Annotated[datetime.datetime, mapped_column(nullable=False, server_default=func.CURRENT_TIMESTAMP())]
opt = Annotated[Optional[str], mapped_column(String(2), index=True)]

class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[created]
    b: Mapped[Optional[created]]
    c: Mapped[opt]

class U(Base):
    __tablename__ = "u"
    id: Mapped[int] = mapped_column(primary_key=True)
    c: Mapped[opt]
""",
    ("if TYPE_CHECKING in class", "postgresql"): """
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    if TYPE_CHECKING:
        q: int
    else:
        q = Column(Integer)
    try:
        r = Column(Integer)
    except Exception:
        r = None
    with open("x") if False else __import__("contextlib").nullcontext():
        s = Column(Integer)
""",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} on {case[1]}")
def test_a_corner(case: tuple[str, str]) -> None:
    same_as_real(BASE + CASES[case], case[1])
