"""Other ways to make tables of classes, schemas and names, held against the real library."""

from __future__ import annotations

from tests.models.real import same_as_real

BASE = """
class Base(DeclarativeBase):
    pass
"""


def same(text: str, dialect: str = "postgresql") -> None:
    same_as_real(BASE + text, dialect)


def test_table_arguments_in_all_forms() -> None:
    same(
        """
class Indexed:
    @declared_attr.directive
    def __table_args__(cls):
        return (Index(f"ix_{cls.__tablename__}_kind", "kind"), {"comment": cls.__tablename__})

class Plain:
    __table_args__ = (UniqueConstraint("kind", name="uq_kind"),)

class A(Indexed, Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]

class B(Indexed, Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]

    @declared_attr.directive
    def __table_args__(cls):
        return (CheckConstraint("id > 0", name="ck_b"),)

class C(Plain, Base):
    __tablename__ = "c"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]

class D(Base):
    __tablename__ = "d"
    id = Column(Integer)
    kind = Column(String)
    __table_args__ = (
        PrimaryKeyConstraint(id, name="pk_d"),
        Index("ix_d_lower", func.lower(kind)),
        Index("ix_d_desc", kind.desc()),
        CheckConstraint(kind != "x", name="ck_kind"),
        UniqueConstraint(kind, id),
        ForeignKeyConstraint(["kind"], ["e.kind"], ondelete="CASCADE", name="fk_d_e"),
    )

class E(Base):
    __tablename__ = "e"
    __table_args__ = {"schema": None, "extend_existing": True}
    kind: Mapped[str] = mapped_column(primary_key=True)

class F(Base):
    __tablename__ = "f"
    id: Mapped[int] = mapped_column(primary_key=True)

    @declared_attr.directive
    def __table_args__(cls):
        args = [Index(None, "id")]
        if cls.__tablename__ == "f":
            args.append(UniqueConstraint("id", name="uq_f"))
        return tuple(args)
"""
    )


def test_dataclass_mapping() -> None:
    same_as_real(
        """
reg = registry()

class Base(MappedAsDataclass, DeclarativeBase):
    pass

class Audit(MappedAsDataclass):
    made: Mapped[datetime.datetime] = mapped_column(init=False, server_default=func.now())
    note: Mapped[Optional[str]] = mapped_column(default=None, kw_only=True)

class User(Audit, Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    name: Mapped[str]
    nick: Mapped[Optional[str]] = mapped_column(default=None, repr=False)
    tags: Mapped[str] = mapped_column(String(7), default_factory=str, insert_default="x")

@reg.mapped_as_dataclass
class Post:
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    title: Mapped[str] = mapped_column(String(9), default="t")

@reg.mapped_as_dataclass(unsafe_hash=True)
class Tag:
    __tablename__ = "tag"
    id: Mapped[int] = mapped_column(init=False, primary_key=True)

@reg.mapped
class Plain:
    __tablename__ = "plain"
    id = mapped_column(Integer, primary_key=True)
"""
    )


def test_properties_that_hold_columns() -> None:
    same(
        """
import dataclasses

@dataclasses.dataclass
class Point:
    x: int
    y: Optional[int]

class Vector:
    def __init__(self, a: str, b: Optional[str]):
        self.a = a

class Shape(Base):
    __tablename__ = "shape"
    id: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[Point] = composite(mapped_column("x1"), mapped_column("y1"))
    end: Mapped[Point] = composite(Point, mapped_column("x2"), mapped_column("y2", BigInteger))
    implied: Mapped[Point]  = composite()
    old = composite(Vector, Column("va", String(3)), Column("vb", String(4)))
    first = column_property(Column("first_column", Integer))
    total = column_property(id + 1)
    lazy = deferred(Column(Text))
    lazy_mapped: Mapped[str] = deferred(mapped_column(String(5)))
    lazy_flag: Mapped[str] = mapped_column(Text, deferred=True, deferred_group="g")
    same = synonym("first")
    expression: Mapped[Optional[int]] = query_expression()
"""
    )


def test_imperative_mapping_and_given_tables() -> None:
    same(
        """
reg = registry()
plain_table = Table(
    "plain", reg.metadata, Column("id", Integer, primary_key=True), Column("name", String(5), key="nom")
)

class Plain:
    pass

reg.map_imperatively(Plain, plain_table, properties={"other": plain_table.c.nom})

class Given(Base):
    __table__ = Table("given", Base.metadata, Column("id", Integer, primary_key=True), Column("x", Text))
    id = __table__.c.id

class Reused(Base):
    __table__ = Table("reused", Base.metadata, Column("id", Integer, primary_key=True))

class Declared:
    @declared_attr.directive
    def __table__(cls):
        return Table(cls.__name__.lower(), Base.metadata, Column("id", Integer, primary_key=True))

class ByAttr(Declared, Base):
    pass

association = Table(
    "association",
    Base.metadata,
    Column("given_id", ForeignKey("given.id", ondelete="CASCADE"), primary_key=True),
    Column("reused_id", ForeignKey(Reused.__table__.c.id), primary_key=True),
    Column("note", String(3), index=True),
    Index("ix_both", "given_id", "reused_id", unique=True),
    UniqueConstraint("note", name="uq_note"),
    schema=None,
    comment="both",
)
"""
    )


def test_schemas_and_foreign_keys_across_them() -> None:
    same_as_real(
        """
class Base(DeclarativeBase):
    metadata = MetaData(schema="main")

class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)

class Log(Base):
    __tablename__ = "log"
    __table_args__ = {"schema": "audit"}
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("main.user.id"))
    kind: Mapped[str] = mapped_column(Enum("a", "b", name="log_kind"))

class Public(Base):
    __tablename__ = "public"
    __table_args__ = {"schema": BLANK_SCHEMA}
    id: Mapped[int] = mapped_column(ForeignKey("audit.log.id"), primary_key=True)
"""
    )


def test_naming_conventions() -> None:
    same_as_real(
        """
def short(constraint, table):
    return table.name[:2]

class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "short": short,
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(short)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True, index=True)
    a: Mapped[str] = mapped_column(index=True)
    b: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[Optional[int]] = mapped_column(ForeignKey("user.id"))
    flag: Mapped[bool] = mapped_column(Boolean(create_constraint=True, name="flag"))
    __table_args__ = (
        UniqueConstraint("a", "b"),
        CheckConstraint("a <> b", name="different"),
        CheckConstraint("a <> ''", name=sa.sql.elements.conv("as_given")),
        Index(None, "b", "a"),
        UniqueConstraint("a", name="uq_explicit"),
    )
"""
    )


def test_generic_mixins_and_bases() -> None:
    same(
        """
T = TypeVar("T")

class Repository(Generic[T]):
    pass

class Keyed(Generic[T]):
    id: Mapped[int] = mapped_column(primary_key=True)

class User(Keyed[int], Base):
    __tablename__ = "user"
    name: Mapped[str]

class Users(Repository[User]):
    pass
"""
    )


def test_init_subclass_and_class_keywords() -> None:
    same(
        """
class Auto:
    def __init_subclass__(cls, prefix="", **kwargs):
        if not hasattr(cls, "__tablename__"):
            cls.__tablename__ = prefix + cls.__name__.lower()
        super().__init_subclass__(**kwargs)

class User(Auto, Base, prefix="app_"):
    id: Mapped[int] = mapped_column(primary_key=True)
"""
    )


def test_table_args_made_of_the_columns_of_the_class_and_of_its_mixin() -> None:
    same_as_real(
        """
        class Base(DeclarativeBase):
            pass
        class Stamped:
            created: Mapped[datetime.datetime] = mapped_column(index=True)
        class Run(Stamped, Base):
            __tablename__ = "run"
            id: Mapped[int] = mapped_column(primary_key=True)
            key: Mapped[str | None] = mapped_column()
            @declared_attr.directive
            @classmethod
            def __table_args__(cls):
                return (Index("ix_run_key", cls.key), Index("ix_run_recent", cls.key, cls.created.desc()))
        """
    )
