"""Corners of classes, bases and tables, each a few lines, held against the real library."""

from __future__ import annotations

import pytest

from tests.models.real import same_as_real

BASE = """
class Base(DeclarativeBase):
    pass
"""

CASES = {
    ("enum in type map by class", "postgresql"): """
class K(enum.Enum):
    A = 1

class B2(DeclarativeBase):
    type_annotation_map = {
        K: Enum(K, name="kk", native_enum=True),
        enum.Enum: Enum(enum.Enum, native_enum=False),
    }

class L(enum.Enum):
    B = 1

class T(B2):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    k: Mapped[K]
    l: Mapped[L]
""",
    ("values_callable in map", "postgresql"): """
class B2(DeclarativeBase):
    type_annotation_map = {enum.Enum: Enum(enum.Enum, values_callable=lambda x: [e.value for e in x])}

class L(enum.Enum):
    B = "bee"

class T(B2):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    l: Mapped[L]
    m: Mapped[Optional[L]]
""",
    ("enum aliases and methods", "postgresql"): """
class K(str, enum.Enum):
    A = "a"
    B = "b"

    @classmethod
    def values(cls):
        return [x.value for x in cls]

    @property
    def up(self):
        return self.value.upper()

    def __str__(self):
        return self.value

class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a = Column(Enum(*K.values(), name="k"))
    b = Column(String, server_default=str(K.A))
    c = Column(String, server_default=K.B.up)
    d = Column(Enum(K, values_callable=lambda e: [str(m) for m in e], name="kv"))
    e = Column(String(max(len(x.value) for x in K)))
    f = Column(String, CheckConstraint("f in (%s)" % ", ".join(repr(x.value) for x in K)))
""",
    ("association object", "postgresql"): """
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)

class AB(Base):
    __tablename__ = "ab"
    a_id: Mapped[int] = mapped_column(ForeignKey("a.id"), primary_key=True)
    b_id: Mapped[int] = mapped_column(ForeignKey("a.id"), primary_key=True)
    extra: Mapped[Optional[str]]
""",
    ("hybrid etc", "postgresql"): """
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.ext.associationproxy import association_proxy, AssociationProxy

class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[int]

    @hybrid_property
    def b(self):
        return self.a + 1

    @b.expression
    def b(cls):
        return cls.a + 1

    @validates("a")
    def va(self, k, v):
        return v

    def __repr__(self):
        return "x"
""",
    ("metadata param", "postgresql"): """
class B2(DeclarativeBase):
    metadata = MetaData()

B2.metadata.naming_convention = {"pk": "pk_%(table_name)s"}

class T(B2):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
""",
    ("type_annotation_map var", "postgresql"): """
tm = {str: String(9)}
tm[int] = BigInteger

class B2(DeclarativeBase):
    type_annotation_map = tm

class T(B2):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    s: Mapped[str]
""",
    ("as_declarative", "postgresql"): """
from sqlalchemy.orm import as_declarative

@as_declarative()
class B3:
    id = Column(Integer, primary_key=True)

    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()

class Foo(B3):
    x = Column(Integer)
""",
    ("declarative_base cls", "postgresql"): """
class Helper:
    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower() + "s"

    id = Column(Integer, primary_key=True)

B4 = declarative_base(cls=Helper)

class Foo(B4):
    x = Column(Integer)
""",
    ("declarative_base fn metadata", "postgresql"): """
m = MetaData(schema="s")
B4 = declarative_base(metadata=m)

class Foo(B4):
    __tablename__ = "foo"
    id = Column(Integer, primary_key=True)
    y = Column(Integer, ForeignKey("s.foo.id"))
""",
    ("two bases", "postgresql"): """
class B5(DeclarativeBase):
    pass

class X(B5):
    __tablename__ = "x"
    id: Mapped[int] = mapped_column(primary_key=True)

class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
""",
    ("keep/extend existing", "postgresql"): """
t1 = Table("k", Base.metadata, Column("id", Integer, primary_key=True))
t2 = Table("k", Base.metadata, Column("more", Integer), extend_existing=True)

class K(Base):
    __table__ = t2
""",
    ("table inherits column copy", "postgresql"): """
base_cols = lambda: [Column("a", Integer), Column("b", String)]
t = Table(
    "k",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    *base_cols(),
    Column("z", Integer),
    info={"a": 1},
    prefixes=["X"],
)
""",
    ("mapped_as_dataclass kwargs", "postgresql"): """
class B6(MappedAsDataclass, DeclarativeBase, kw_only=True):
    pass

class T(B6):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    n: Mapped[str] = mapped_column(String(3))
    o: Mapped[Optional[str]] = mapped_column(default=None)
""",
    ("class factory", "postgresql"): """
def timestamped(prefix):
    class M:
        pass

    M.made = Column(prefix + "_made", DateTime)
    return M

class T(timestamped("x"), Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
""",
    ("class decorator", "postgresql"): """
def register(cls):
    cls.registered = True
    return cls

@register
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
""",
    ("newtype plain", "postgresql"): """
U = NewType("U", int)

class B2(DeclarativeBase):
    type_annotation_map = {U: SmallInteger}

class T(B2):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    u: Mapped[U]
    v: Mapped[Optional[U]]
""",
    ("link_to_name", "postgresql"): """
class A(Base):
    __tablename__ = "a"
    id = Column("pk", Integer, key="thekey", primary_key=True)

class B7(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    a = Column(Integer, ForeignKey("a.pk", link_to_name=True))
""",
    ("fk to key", "postgresql"): """
class A(Base):
    __tablename__ = "a"
    id = Column("pk", Integer, key="thekey", primary_key=True)

class B7(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    a = Column(ForeignKey("a.thekey"))
    __table_args__ = (ForeignKeyConstraint([a], [A.id]),)
""",
    ("composite fk mixin", "postgresql"): """
class M:
    @declared_attr
    def x_id(cls):
        return Column(Integer)

    @declared_attr
    def __table_args__(cls):
        return (ForeignKeyConstraint(["x_id"], ["t.id"], name="fk_" + cls.__tablename__),)

class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)

class V(M, Base):
    __tablename__ = "v"
    id: Mapped[int] = mapped_column(primary_key=True)
""",
    ("super declared table args", "postgresql"): """
class M:
    @declared_attr.directive
    def __table_args__(cls):
        return (Index("ix_" + cls.__tablename__, "id"),)

class T(M, Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)

    @declared_attr.directive
    def __table_args__(cls):
        return super().__table_args__ + (CheckConstraint("id>0", name="c"),)
""",
    ("mixin in args", "postgresql"): """
class M:
    __table_args__ = {"mysql_engine": "InnoDB"}

class T(M, Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    __table_args__ = (UniqueConstraint("id"), M.__table_args__)
""",
    ("generic base w typevar", "postgresql"): """
Tv = TypeVar("Tv")

class G(Base, Generic[Tv]):
    __abstract__ = True
    id: Mapped[int] = mapped_column(primary_key=True)

class T(G[int]):
    __tablename__ = "t"
""",
    ("declared_attr in mapped class", "postgresql"): """
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)

    @declared_attr
    def z(cls):
        return Column(String(cls.N))

    N = 4
""",
    ("declared_attr property style", "postgresql"): """
class M:
    @declared_attr
    @classmethod
    def y(cls) -> Mapped[int]:
        return mapped_column(index=True)

class T(M, Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
""",
    ("declared attr rel", "postgresql"): """
class M:
    @declared_attr
    def u_id(cls):
        return Column("uid", ForeignKey("u.id"))

    @declared_attr
    def u(cls):
        return relationship("U", foreign_keys=[cls.u_id])

class U(Base):
    __tablename__ = "u"
    id = Column(Integer, primary_key=True)

class T(M, Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
""",
    ("polymorphic on column", "postgresql"): """
class P(Base):
    __tablename__ = "p"
    id = Column(Integer, primary_key=True)
    type = Column(String(20))
    __mapper_args__ = {"polymorphic_on": type, "version_id_col": id}

class C(P):
    __mapper_args__ = {"polymorphic_identity": "c"}
    extra = Column(String)
    __table_args__ = None
""",
    ("joined no own pk name", "postgresql"): """
class P(Base):
    __tablename__ = "p"
    id = Column(Integer, primary_key=True)

    @declared_attr.directive
    def __mapper_args__(cls):
        return {"polymorphic_identity": cls.__name__}

class C(P):
    __tablename__ = "c"
    id = Column(None, ForeignKey("p.id"), primary_key=True)
    n = Column(Integer)

class D(C):
    __tablename__ = "d"
    id = Column(ForeignKey("c.id"), primary_key=True)
""",
    ("table subclass helper", "postgresql"): """
def mk(name, *c):
    return Table(name, Base.metadata, Column("id", Integer, primary_key=True), *c)

a = mk("a", Column("x", ForeignKey("b.id")))
b = mk("b")
""",
    ("schema enum metadata inherits", "postgresql"): """
class B2(DeclarativeBase):
    metadata = MetaData(schema="zz")

class K(enum.Enum):
    A = 1

class T(B2):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    k: Mapped[K]
    l = Column(Enum("x", name="xx", metadata=B2.metadata))
""",
    ("mixin w/ init false", "postgresql"): """
class M:
    a = Column(Integer, index=True)
    b = Column(String, unique=True)
    c = Column(Integer, CheckConstraint("c > 1", name="cc"))
    d = Column(Enum("x", name="dx"))
    e = Column(Boolean(create_constraint=True))

class T(M, Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)

class U(M, Base):
    __tablename__ = "u"
    id: Mapped[int] = mapped_column(primary_key=True)
""",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} on {case[1]}")
def test_a_corner(case: tuple[str, str]) -> None:
    same_as_real(BASE + CASES[case], case[1])
