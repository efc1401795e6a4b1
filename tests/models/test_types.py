"""Types that a project makes itself, indexes, constraints and types of extensions, held against the real library."""

from __future__ import annotations

from tests.models.real import same_as_real

BASE = """
class Base(DeclarativeBase):
    pass
"""


def same(text: str, dialect: str = "postgresql") -> None:
    same_as_real(BASE + text, dialect)


DECORATORS = """
from sqlalchemy.types import TypeDecorator, UserDefinedType, CHAR
from sqlalchemy.dialects import mysql

class Lower(TypeDecorator):
    impl = String
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value.lower()

class Fixed(TypeDecorator):
    impl = String(33)

class Sized(TypeDecorator):
    impl = String

    def __init__(self, size=10, **options):
        super().__init__(length=size * 2, **options)
        self.size = size

class GUID(TypeDecorator):
    impl = CHAR
    cache_ok = True

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID())
        return dialect.type_descriptor(CHAR(32))

class JsonList(TypeDecorator):
    impl = Text().with_variant(postgresql.JSONB(), "postgresql")

class Nested(TypeDecorator):
    impl = Lower

class NestedInstance(TypeDecorator):
    impl = Sized(4)

class Choice(TypeDecorator):
    impl = Enum

    def __init__(self, kind):
        super().__init__(kind, native_enum=False, length=12)

class Money(UserDefinedType):
    cache_ok = True

    def __init__(self, precision=8):
        self.precision = precision

    def get_col_spec(self, **kw):
        return "MONEY2(%s)" % self.precision

class Vector(UserDefinedType):
    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def get_col_spec(self, **kw):
        if self.dim is None:
            return "VECTOR"
        return f"VECTOR({self.dim})"

class Longer(String):
    pass

class Sub(Lower):
    pass

class Same(TypeDecorator):
    impl = postgresql.ARRAY

    def __init__(self, inner):
        super().__init__(inner)

    def load_dialect_impl(self, dialect):
        return super().load_dialect_impl(dialect)

class ByFunction(TypeDecorator):
    impl = JSON

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(postgresql.JSONB() if dialect.name == "postgresql" else self.impl)

class Colour(enum.Enum):
    RED = "r"
    BLUE = "b"

def pick(kind, size):
    return kind(size)

SHORT = String(3)
KINDS = {"a": Text, "b": String(2)}
BIG = BigInteger().with_variant(Integer, "sqlite")

class Everything(Base):
    __tablename__ = "everything"
    id = Column(GUID(), primary_key=True, default=uuid.uuid4)
    a = Column(Lower)
    b = Column(Lower(7))
    c = Column(Fixed)
    d = Column(Sized)
    e = Column(Sized(size=6))
    f = Column(GUID)
    g = Column(JsonList)
    h = Column(Nested(9))
    i = Column(NestedInstance())
    j = Column(Choice(Colour))
    k = Column(Money(4))
    l = Column(Money)
    m = Column(Vector(3))
    n = Column(Longer(8))
    o = Column(Sub(5))
    q = Column(ByFunction)
    r = Column(pick(String, 11))
    s = Column(SHORT)
    t = Column(KINDS["a"])
    u = Column(KINDS.get("b"))
    v = Column(BIG)
    w = Column(Lower(4).with_variant(postgresql.CITEXT(), "postgresql"))
    x = Column(GUID, ForeignKey("everything.id"))
    z = Column(String(20 * 2 + 1))
"""


def test_types_of_the_project_on_postgresql() -> None:
    same(DECORATORS + "    y = Column(Same(Integer))\n    aa = Column(postgresql.ARRAY(Lower(3)))\n")


def test_types_of_the_project_on_sqlite() -> None:
    same(DECORATORS, "sqlite")


def test_mutable_types() -> None:
    same(
        """
from sqlalchemy.ext.mutable import MutableDict, MutableList

class Thing(Base):
    __tablename__ = "thing"
    id = Column(Integer, primary_key=True)
    a = Column(MutableDict.as_mutable(JSON))
    b = Column(MutableDict.as_mutable(postgresql.JSONB), server_default="{}")
    c = Column(MutableList.as_mutable(postgresql.ARRAY(String(5))))
    d = Column(MutableDict.as_mutable(postgresql.HSTORE()))
    e: Mapped[Optional[dict]] = mapped_column(MutableDict.as_mutable(JSON()))
"""
    )


def test_indexes_inside_and_outside_the_class() -> None:
    same(
        """
class Doc(Base):
    __tablename__ = "doc"
    id = Column(Integer, primary_key=True)
    title = Column(String(50), index=True)
    body = Column(Text)
    data = Column(postgresql.JSONB)
    deleted_at = Column(DateTime)
    owner = Column("owner_name", String)
    __table_args__ = (
        Index("ix_gin", "data", postgresql_using="gin"),
        Index("ix_ops", "title", postgresql_ops={"title": "varchar_pattern_ops"}),
        Index("ix_where", "title", unique=True, postgresql_where=deleted_at.is_(None)),
        Index("ix_text_where", "title", postgresql_where=text("deleted_at IS NULL")),
        Index("ix_expr", text("lower(title)")),
        Index("ix_mixed", "id", text("lower(title) DESC")),
        Index("ix_include", "id", postgresql_include=["title"]),
        Index("ix_with", "body", postgresql_with={"fillfactor": 50}),
        Index("ix_path", data["a"].astext),
        Index("ix_tsv", func.to_tsvector("english", body), postgresql_using="gin"),
        Index("ix_key", "owner_name"),
        Index("ix_literal", sa.literal_column("(title || body)")),
        Index("ix_coalesce", func.coalesce(owner, "")),
        Index("ix_cast", sa.cast(body, String(10))),
        Index("ix_nulls", deleted_at.desc().nullslast()),
        Index("ix_nnd", "title", unique=True, postgresql_nulls_not_distinct=True),
        Index("ix_and", "id", postgresql_where=and_(deleted_at.is_(None), title != "")),
        UniqueConstraint("title", "body", name="uq_deferred", deferrable=True, initially="DEFERRED"),
    )

Index("ix_outside", Doc.title, Doc.id.desc())
Index("ix_outside_lower", func.lower(Doc.title), unique=True)
Index("ix_outside_table", Doc.__table__.c.body, postgresql_using="hash")
"""
    )


def test_checks_exclusions_and_other_constraints() -> None:
    same(
        """
from sqlalchemy.dialects.postgresql import ExcludeConstraint, TSRANGE

class Booking(Base):
    __tablename__ = "booking"
    id = Column(Integer, CheckConstraint("id > 0"), primary_key=True)
    room = Column(Integer, CheckConstraint("room < 100", name="ck_room"), nullable=False)
    during = Column(TSRANGE)
    price = Column(Integer)
    __table_args__ = (
        ExcludeConstraint(("room", "="), ("during", "&&"), name="no_overlap", using="gist"),
        CheckConstraint(price >= 0, name="ck_price"),
        CheckConstraint(text("price < 1000"), name="ck_text"),
        CheckConstraint(and_(price > 1, room.in_([1, 2])), name="ck_in"),
        CheckConstraint(or_(room.is_(None), price.isnot(None))),
        ForeignKeyConstraint(
            ["room", "price"], ["room.id", "room.price"], ondelete="SET NULL", onupdate="CASCADE", name="fk_room"
        ),
    )

class Room(Base):
    __tablename__ = "room"
    id = Column(Integer, primary_key=True)
    price = Column(Integer, primary_key=True)
"""
    )


def test_constructs_compiled_by_the_project() -> None:
    same(
        """
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import expression
from sqlalchemy.sql.expression import FunctionElement

class utcnow(FunctionElement):
    type = DateTime()
    inherit_cache = True

@compiles(utcnow, "postgresql")
def pg_utcnow(element, compiler, **kw):
    return "TIMEZONE('utc', CURRENT_TIMESTAMP)"

@compiles(utcnow, "sqlite")
def lite_utcnow(element, compiler, **kw):
    return "CURRENT_TIMESTAMP"

class Thing(Base):
    __tablename__ = "thing"
    id = Column(Integer, primary_key=True)
    made = Column(DateTime, server_default=utcnow())
"""
    )


def test_columns_copied_and_looped_over() -> None:
    same(
        """
shared = [Column("a", Integer), Column("b", String(2))]

def copies():
    return [column._copy() if hasattr(column, "_copy") else column for column in shared]

one = Table("one", Base.metadata, Column("id", Integer, primary_key=True), *[Column(n, Text) for n in "xy"])
for column in one.columns:
    column.comment = "from a loop"
two = Table("two", Base.metadata, Column("id", Integer, primary_key=True))
two.append_column(Column("late", Integer, nullable=False))
two.append_constraint(UniqueConstraint("late", name="uq_late"))
fields = {"p": Integer, "q": Text}
three = Table("three", Base.metadata, *(Column(n, t, primary_key=n == "p") for n, t in fields.items()))

class Four(Base):
    __tablename__ = "four"
    id = Column(Integer, primary_key=True)

for name, kind in {"c1": Integer, "c2": String(4)}.items():
    setattr(Four, name, Column(kind))

Four.__table__.append_column(Column("direct", Integer))
"""
    )


def test_aliases_by_call() -> None:
    same_as_real(
        """
from typing_extensions import TypeAliasType

Short = TypeAliasType("Short", Annotated[str, mapped_column(String(4))])
Kind = TypeAliasType("Kind", Literal["a", "bb"])
Plain = TypeAliasType("Plain", str)
Both = Optional[Annotated[str, "both"]]

class Base(DeclarativeBase):
    type_annotation_map = {Plain: String(44), Kind: Enum("a", "bb", native_enum=False, length=20)}

class Thing(Base):
    __tablename__ = "thing"
    id: Mapped[int] = mapped_column(primary_key=True)
    plain: Mapped[Plain]
    maybe: Mapped[Optional[Plain]]
    kind: Mapped[Kind]
"""
    )


def test_subclasses_of_column() -> None:
    same(
        """
class Required(Column):
    inherit_cache = True

    def __init__(self, *args, **options):
        options.setdefault("nullable", False)
        super().__init__(*args, **options)

class Plain(sa.Column):
    inherit_cache = True

class Thing(Base):
    __tablename__ = "thing"
    id = Plain(Integer, primary_key=True)
    name = Required(String(3), index=True)
    loose = Required("given", String, nullable=True)

core = Table("core", Base.metadata, Plain("id", Integer, primary_key=True), Required("x", ForeignKey("thing.id")))
"""
    )
